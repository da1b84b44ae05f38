// The actions a comparison goes over: those the index lists, those that only the policies name, and stand-ins for those nobody has named.
import type { ActionIndex } from './action-index.ts';
import { type ActionSet, isPattern } from './action-set.ts';
import { expandActions } from './actions.ts';
import { type Automata, type Budget, searchCells } from './cells.ts';
import { compileGlob, type Glob, globOf, intersects, isMany, MANY, matches, ONE } from './glob.ts';

export interface NamedAction {
  /** As AWS, or as the policy writes it. */
  readonly name: string;
  readonly lower: string;
  /** Absent for a listed or named action: the pattern whose unlisted actions this one stands for. */
  readonly standsFor?: string;
}

/** Actions beyond the index that the patterns of some policies tell apart. */
export interface Unlisted {
  readonly actions: readonly NamedAction[];
  /** Patterns that match no listed action, and whose unlisted ones could not all be told apart. */
  readonly overBudget: readonly string[];
}

/** Matches no sensible pattern but those that match every action. */
const ANY_OTHER = { name: 'unlisted-service:UnlistedAction', lower: 'unlisted-service:unlistedaction', standsFor: '*' };

export interface UniverseTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly budget: Budget;
}

export function unlistedActions(sets: readonly ActionSet[], tools: UniverseTools): Unlisted {
  const obscure = new Map(sets.flatMap((set) => [...obscurePatterns(set, tools.index)]));
  const dark = [...obscure].filter(([lower]) => isPattern(lower));
  const named = [...obscure].filter(([lower]) => !isPattern(lower)).map(([lower, name]) => ({ name, lower }));
  const wild = dark.length === 0 ? [] : [...new Set(sets.flatMap(({ patterns }) => patterns.filter(isPattern)))];
  const globs = wild.map(compileGlob);
  const overBudget: string[] = [];
  const stood = dark.flatMap(([pattern, standsFor]) => {
    const names = standIns(pattern, globs, tools);
    if (names === undefined) overBudget.push(standsFor);
    return (names ?? []).map((name) => ({ name, lower: name, standsFor }));
  });
  const actions = new Map<string, NamedAction>();
  for (const action of [...named, ...stood, ANY_OTHER])
    if (!actions.has(action.lower)) actions.set(action.lower, action);
  return { actions: [...actions.values()], overBudget };
}

const OBSCURE = new WeakMap<ActionIndex, WeakMap<ActionSet, ReadonlyMap<string, string>>>();

/** The patterns that match no listed action: lower case, and as written. Each set is looked through once. */
function obscurePatterns(set: ActionSet, index: ActionIndex): ReadonlyMap<string, string> {
  const known = OBSCURE.get(index) ?? new WeakMap<ActionSet, ReadonlyMap<string, string>>();
  OBSCURE.set(index, known);
  const matchesNone = (lower: string) =>
    isPattern(lower) ? expandActions(lower, index).length === 0 : index.listed(lower) === undefined;
  const obscure = known.get(set) ?? new Map([...set.written].filter(([lower]) => matchesNone(lower)));
  known.set(set, obscure);
  return obscure;
}

/** One action for each way in which the patterns tell the unlisted actions of this one apart. */
function standIns(
  pattern: string,
  globs: readonly Glob[],
  { automata, budget }: UniverseTools,
): readonly string[] | undefined {
  const own = compileGlob(pattern);
  const others = globs.filter((glob) => glob.key !== own.key && intersects(glob, own));
  const names: string[] = [];
  const search = { within: [notEndingInNothing(own)], globs: others, automata, budget };
  const result = searchCells(search, (_, text) => {
    names.push(text);
    return names.length > MOST_STAND_INS;
  });
  return result === 'exhausted' ? names : undefined;
}

const MOST_STAND_INS = 256;

/** `payments:` is no action; `payments:?*` are. */
function notEndingInNothing({ tokens }: Glob): Glob {
  const last = tokens.at(-1);
  return globOf(last !== undefined && isMany(last) ? [...tokens.slice(0, -1), ONE, MANY] : tokens);
}

/** Those of `actions` that the pattern matches. */
export function matching(pattern: string, actions: readonly NamedAction[]): readonly NamedAction[] {
  const glob = compileGlob(pattern);
  return actions.filter(({ lower }) => matches(glob, lower));
}
