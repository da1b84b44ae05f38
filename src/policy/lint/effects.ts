// Statements that change nothing, by the engine: what does the policy allow with them, and without? Where it cannot tell, nothing is said.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { expandActions } from '../catalogue/index.ts';
import { type Access, accessOf, type Document, isNothingNew, NO_ACCESS } from '../compare/index.ts';
import type { Statement } from '../language/index.ts';
import { actionSetOf, portionOf, spend } from '../patterns/index.ts';
import { conditionValueFindings } from './condition-values.ts';
import { at, atStatement, isAllow, repeats } from './place.ts';
import type { Subject } from './subject.ts';

/** Far below what a comparison may take: a lint of many policies must not wait for a hostile one. */
const STEPS = 1_000_000;
/** Policies with more statements are AWS's own; each would be compared with all the others. */
const MOST_STATEMENTS = 60;
/** What a question costs before its first step: thousands of small policies ask many. */
const WORK_OF_QUESTION = 1_000;
/** Of all statements that are asked about: five times all actions there are. */
const MOST_ACTIONS = 100_000;

export function effectFindings(subject: Subject): readonly Diagnostic[] {
  const { statements } = subject.policy;
  const idle = new Set(statements.filter((statement) => neverApplies(statement, subject)));
  const live = statements.filter((statement) => !idle.has(statement));
  const contradictions = [...idle].map((statement) =>
    diagnose('policy/never-applies', {}, at(statement.conditions[0]!.operator.word)),
  );
  if (!subject.policy.complete || live.length > MOST_STATEMENTS) return contradictions;
  const asked = askable(live, subject);
  const dead = deadAllows(live, asked, subject);
  const rest = live.filter((statement) => !dead.includes(statement));
  return [
    ...contradictions,
    ...dead.map((statement) => diagnose('policy/dead-allow', {}, atStatement(statement))),
    ...redundantAllows(rest, asked, subject).map((statement) =>
      diagnose('policy/redundant-statement', {}, atStatement(statement)),
    ),
    ...deadDenies(rest, asked, subject).map((statement) => diagnose('policy/dead-deny', {}, atStatement(statement))),
  ];
}

type Statements = readonly Statement[];
type Asked = ReadonlySet<Statement>;

/** The statements that the engine is asked about: as many as do not have too many actions together. */
function askable(statements: Statements, { index }: Subject): Asked {
  const countOf = ({ action: { negated, patterns } }: Statement) =>
    (negated ? ['*'] : patterns.map(({ text }) => text)).reduce(
      (count, pattern) => count + expandActions(pattern, index).length,
      0,
    );
  let actions = 0;
  return new Set(
    statements.filter((statement) => {
      actions += countOf(statement);
      return actions <= MOST_ACTIONS;
    }),
  );
}

/** Its conditions on any action and any resource allow nothing. What a value cannot mean is another mistake. */
function neverApplies(statement: Statement, subject: Subject): boolean {
  const { conditions } = statement;
  if (conditions.length === 0 || conditions.some(({ values }) => values.length === 0)) return false;
  if (conditionValueFindings(statement).length > 0 || repeatsKeys(statement)) return false;
  const anything: Statement = {
    index: 0,
    effect: 'Allow',
    action: { negated: false, patterns: [{ text: UNLISTED }] },
    resource: { negated: false, patterns: [{ text: '*' }] },
    conditions,
  };
  return addsNothing([], [anything], subject);
}

/** One key twice under one operator, in another case: that is the mistake. */
function repeatsKeys({ conditions }: Statement): boolean {
  return repeats(conditions, ({ operator, key }) => `${operator.word.text} ${key.text.toLowerCase()}`).length > 0;
}

/** Only a Deny can make one. */
function deadAllows(statements: Statements, asked: Asked, subject: Subject): Statements {
  const denies = statements.filter((statement) => !isAllow(statement));
  if (denies.length === 0) return [];
  return statements.filter(
    (statement) => isAllow(statement) && asked.has(statement) && addsNothing([], [statement, ...denies], subject),
  );
}

/** The last ones first, and each without those found before: of two that say the same, one stays. */
function redundantAllows(statements: Statements, asked: Asked, subject: Subject): Statements {
  const denies = statements.filter((statement) => !isAllow(statement));
  const sets = new Map(statements.filter(isAllow).map((statement) => [statement, actionSetOf(statement.action)]));
  const redundant: Statement[] = [];
  for (const [statement] of [...sets].filter(([one]) => asked.has(one)).reverse()) {
    sets.delete(statement);
    const isCovered = samplesOf(statement, subject).every((name) => [...sets.values()].some((set) => set.covers(name)));
    if (isCovered && addsNothing([...sets.keys(), ...denies], [statement, ...denies], subject))
      redundant.unshift(statement);
    else sets.set(statement, actionSetOf(statement.action));
  }
  return redundant;
}

/** An action for each pattern, lower case. Where others do not allow these there is no need to ask the engine. */
function samplesOf({ action: { negated, patterns } }: Statement, { index }: Subject): readonly string[] {
  if (negated) return [UNLISTED];
  return patterns.map(({ text }) => (expandActions(text, index)[0] ?? text).toLowerCase());
}

/** No service has it; what is not listed covers it. */
const UNLISTED = 'orchard:pick';

/**
 * What the Deny is about, allowed, within all that is allowed otherwise: nothing? So asked, only the actions of the Deny are looked at. A
 * document that cannot be seen may allow anything, and where nothing is allowed there is nothing to deny.
 */
function deadDenies(statements: Statements, asked: Asked, subject: Subject): Statements {
  const { policy, beside } = subject;
  const others = beside.map((document) => (document.kind === 'known' ? document.policy : undefined));
  if (!others.every((other) => other !== undefined && other.version === policy.version)) return [];
  const all = [...statements, ...others.flatMap((other) => other?.statements ?? [])];
  const allowed = { ...policy, statements: all.filter(isAllow) };
  if (allowed.statements.length === 0) return [];
  const boundary: Document = { kind: 'known', name: 'all that is allowed', policy: allowed };
  return statements
    .filter((statement) => !isAllow(statement) && asked.has(statement))
    .filter((statement) => {
      if (!spend(subject.budget, WORK_OF_QUESTION)) return false;
      const denies = all.filter((other) => !isAllow(other) && other !== statement);
      const question = { ...policy, statements: [{ ...statement, effect: 'Allow' as const }, ...denies] };
      const [grant] = accessOf(question).grants;
      return isNothingNew(NO_ACCESS, { grants: [{ ...grant!, boundary }] }, asking(subject));
    });
}

/** With the statements `after`, nothing is allowed that is not allowed with `before`: beyond doubt. */
function addsNothing(before: readonly Statement[], after: readonly Statement[], subject: Subject): boolean {
  if (!spend(subject.budget, WORK_OF_QUESTION)) return false;
  const accessTo = (statements: readonly Statement[]): Access => accessOf({ ...subject.policy, statements });
  return isNothingNew(accessTo(before), accessTo(after), asking(subject));
}

const asking = ({ index, budget }: Subject) => ({ index, budget: portionOf(budget, STEPS) });
