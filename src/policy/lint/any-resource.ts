// Resources that are `*` in disguise: `arn:*`, and patterns that every resource of the statement's actions matches, such as
// `arn:aws:cloudtrail:*:*:trail/*` under `cloudtrail:StopLogging`.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, arnForms, expandActions, PARTITIONS } from '../catalogue/index.ts';
import type { ParsedPolicy, Statement, Word } from '../language/index.ts';
import {
  type Budget,
  compileGlob,
  type Glob,
  isPattern,
  resourcePattern,
  spend,
  subsumes,
  workOf,
} from '../patterns/index.ts';
import { at, isAllow, isAnything } from './place.ts';
import type { Subject } from './subject.ts';

type Known = Pick<Subject, 'index' | 'budget'>;

export function anyResourceFindings(statement: Statement, known: Known): readonly Diagnostic[] {
  const { resource } = statement;
  if (!isAllow(statement) || resource.negated) return [];
  const plain = resource.patterns.filter((word) => !isAnything(word));
  const any = plain.filter(isEveryArn);
  if (any.length > 0 || plain.length < resource.patterns.length)
    return any.map((word) => diagnose('policy/resource-effectively-any', { text: word.text }, at(word)));
  return ofActionFindings(statement, known);
}

/** One for a statement. Under a condition, the type of the resources says what the condition is about. */
function ofActionFindings({ action, resource, conditions }: Statement, known: Known): readonly Diagnostic[] {
  if (action.negated || conditions.length > 0) return [];
  const isOfRoles = ({ text }: Word) => expandActions(text, known.index).every((name) => OF_ROLES.test(name));
  for (const word of resource.patterns) {
    const of = action.patterns.find((name) => isEveryResourceOf(name, word, known) && !isOfRoles(name));
    if (of !== undefined)
      return [diagnose('policy/resource-effectively-any', { text: word.text, of: of.text }, at(word))];
  }
  return [];
}

/** What any role means for them is said with them. */
const OF_ROLES = /^iam:(?:PassRole|CreateServiceLinkedRole)$/i;

/** The policy with `*` where its statements say so in other words: what is to be judged as everything. */
export function undisguised(policy: ParsedPolicy, known: Known): ParsedPolicy {
  const statements = policy.statements.map((statement) => undisguisedStatement(statement, known));
  return statements.every((statement, place) => statement === policy.statements[place])
    ? policy
    : { ...policy, statements };
}

function undisguisedStatement(statement: Statement, known: Known): Statement {
  const { action, resource } = statement;
  if (!isAllow(statement) || resource.negated || resource.patterns.some(isAnything)) return statement;
  const isEverything = (word: Word) =>
    isEveryArn(word) ||
    (!action.negated &&
      action.patterns.length > 0 &&
      action.patterns.every((name) => isEveryResourceOf(name, word, known)));
  return resource.patterns.some(isEverything)
    ? { ...statement, resource: { ...resource, patterns: [{ text: '*' }] } }
    : statement;
}

const EVERY_ARN = compileGlob('arn:aws:?*:*:*:?*');

function isEveryArn({ text }: Word): boolean {
  return isPattern(text) && subsumes(compileGlob(text.replaceAll(/\$\{[^}]*\}/g, 'x')), EVERY_ARN);
}

/** Beyond doubt: however the wildcards are read, and only for actions that the index lists. */
function isEveryResourceOf(action: Word, word: Word, { index, budget }: Known): boolean {
  if (!isPattern(word.text) || word.text.includes('${') || /^[*?]/.test(action.text)) return false;
  const forms = formsOf(action, index);
  if (forms.length === 0) return false;
  const { glob } = resourcePattern(inAnyPartition(word.text), false).shapes.strict;
  return forms.every((form) => spendsAndHolds(budget, glob, form));
}

const spendsAndHolds = (budget: Budget, glob: Glob, form: Glob) =>
  spend(budget, workOf(glob, form)) && subsumes(glob, form);

/** Nobody has resources in two partitions: those of one are all there are. */
const inAnyPartition = (text: string): string => text.replace(IN_PARTITION, 'arn:*:');
const IN_PARTITION = new RegExp(`^arn:(?:${PARTITIONS.join('|')}):`);

const formsByAction = memoizeByIdentity((_: ActionIndex) => new Map<string, readonly Glob[]>());

function formsOf({ text }: Word, index: ActionIndex): readonly Glob[] {
  const known = formsByAction(index);
  const key = text.toLowerCase();
  const forms = known.get(key) ?? arnForms(expandActions(text, index), index);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, forms);
  return forms;
}

const MOST_REMEMBERED = 5_000;
