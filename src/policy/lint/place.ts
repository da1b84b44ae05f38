// Where a finding about a part of a policy is shown, and the few questions that every check asks of a statement.

import { memoizeByIdentity } from '../../memoize.ts';
import { optional } from '../../optional.ts';
import type { Span } from '../../source/span.ts';
import type { Choice, ConditionEntry, ParsedPolicy, Statement, Word } from '../language/index.ts';
import { actionSetOf } from '../patterns/index.ts';

export interface At {
  readonly span: Span | undefined;
}

export const at = ({ span }: { readonly span?: Span | undefined }): At => ({ span });

/** One line that stands for the statement: its Sid, or else the name of its first element. */
export function atStatement({ sid, action, span }: Statement): At {
  return at(sid?.text ? sid : action.span === undefined ? { span } : action);
}

/** The word that makes the statement cover the action: what a reader would change. */
export function coveringWord({ action }: Statement, lowerCaseName: string): Word | undefined {
  const { patterns, negated, span } = action;
  if (!setOf(action).covers(lowerCaseName)) return undefined;
  if (negated) return { text: 'NotAction', ...optional({ span }) };
  return patterns.find((word) => setOfWord(word).covers(lowerCaseName));
}

const setOf = memoizeByIdentity((action: Choice) => actionSetOf(action));
const setOfWord = memoizeByIdentity((word: Word) => actionSetOf({ negated: false, patterns: [word] }));

export const isAllow = ({ effect }: Statement): boolean => effect === 'Allow';

/** Matches every resource, however many stars it takes to write that. */
export const isAnything = ({ text }: Word): boolean => /^\*+$/.test(text);

/** The statement is about every resource. */
export function isEverywhere({ resource }: Statement): boolean {
  return !resource.negated && resource.patterns.some(isAnything);
}

export function hasVariables({ version }: ParsedPolicy): boolean {
  return version === '2012-10-17';
}

export const entriesIn = ({ statements }: ParsedPolicy): readonly ConditionEntry[] =>
  statements.flatMap(({ conditions }) => conditions);

/** Of a list of equals, those after the first. */
export function repeats<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [again: T, first: T])[] {
  const firsts = new Map<string, T>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, item);
    return first === undefined ? [] : [[item, first] as const];
  });
}
