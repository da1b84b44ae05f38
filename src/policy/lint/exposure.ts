// What a whole policy gives without limit, after its Denies: escalation paths, permissions management, credentials, data.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { memoizeByIdentity, memoizeByKey } from '../../memoize.ts';
import { type ActionIndex, expandActions } from '../catalogue/index.ts';
import { accessOf } from '../compare/index.ts';
import { conditionsIn, nearAdministrationOf, type OpenPath, unrestrictedPaths } from '../escalation/index.ts';
import { spend } from '../patterns/index.ts';
import { isFullAdministrator } from './breadth.ts';
import { at, coveringWord, isAllow, isEverywhere } from './place.ts';
import { CREDENTIAL_ACTIONS, DATA_ACTIONS } from './sensitive-actions.ts';
import type { Subject } from './subject.ts';

const MOST_PATHS = 3;

/** Silent where everything is allowed anyway. */
export function exposureFindings(subject: Subject): readonly Diagnostic[] {
  if (subject.policy.statements.some(isFullAdministrator)) return [];
  return [
    ...nearAdministratorFindings(subject),
    ...pathFindings(subject),
    ...unlimitedFindings('policy/permissions-management-on-any', managementActions(subject), subject),
    ...unlimitedFindings('policy/credentials-on-any', CREDENTIAL_ACTIONS, subject),
    ...unlimitedFindings('policy/data-on-any', DATA_ACTIONS, subject),
  ];
}

function managementActions({ policy, index }: Subject): readonly string[] {
  const named = policy.statements.filter((statement) => isAllow(statement) && !statement.action.negated);
  const words = named.flatMap(({ action }) => action.patterns);
  return [...new Set(words.flatMap(({ text }) => managementIn(index)(text.toLowerCase())))];
}

/** The same patterns stand in many policies. */
const managementIn = memoizeByIdentity((index: ActionIndex) =>
  memoizeByKey(
    (pattern: string) => pattern,
    (pattern) => expandActions(pattern, index).filter((name) => index.level(name) === 'permissions-management'),
    MOST_PATTERNS,
  ),
);
const MOST_PATTERNS = 5_000;

/** By the predicate of guardrails. */
function nearAdministratorFindings({ policy, index, budget }: Subject): readonly Diagnostic[] {
  const near = nearAdministrationOf(accessOf(policy), { index, budget });
  if (near === undefined) return [];
  const actions = near.kind === 'one-step' ? near.actions : ANY_OF_MOST;
  return [diagnose('policy/near-administrator', near, placeOf(actions, policy.statements))];
}

/** Whoever has all but a few services has one of these. */
const ANY_OF_MOST = ['ec2:RunInstances', 's3:GetObject', 'lambda:InvokeFunction', 'kms:Decrypt'];

const pathText = ({ path: { id, title } }: OpenPath): string => `${id}: ${title}`;

/** A path that is limited to resources is as wide as those resources; only the others are certain to lead on. */
function pathFindings({ policy, index, budget }: Subject): readonly Diagnostic[] {
  const open = [...unrestrictedPaths(accessOf(policy), { index, budget })];
  const [first] = open;
  if (first === undefined) return [];
  const named = open.slice(0, MOST_PATHS);
  const actions = [...new Set(named.flatMap((path) => path.actions))];
  const conditions = conditionsIn(named);
  const facts = { paths: named.map(pathText), count: open.length, actions, conditions };
  return [diagnose('policy/escalation-paths', facts, placeOf(first.actions, policy.statements))];
}

type Unlimited = 'policy/permissions-management-on-any' | 'policy/credentials-on-any' | 'policy/data-on-any';

function unlimitedFindings(code: Unlimited, candidates: readonly string[], subject: Subject): readonly Diagnostic[] {
  const { policy, restrictions, budget } = subject;
  const everywhere = policy.statements.filter((statement) => isAllow(statement) && isEverywhere(statement));
  if (!spend(budget, candidates.length * everywhere.reduce((sum, { action }) => sum + action.patterns.length, 1)))
    return [];
  const actions = candidates.filter(
    (action) =>
      everywhere.some((statement) => coveringWord(statement, action.toLowerCase()) !== undefined) &&
      restrictions.isUnrestricted(action),
  );
  return actions.length === 0 ? [] : [diagnose(code, { actions }, placeOf(actions, everywhere))];
}

/** The first word that covers one of the actions. */
function placeOf(actions: readonly string[], statements: Subject['policy']['statements']) {
  for (const statement of statements.filter(isAllow)) {
    for (const action of actions) {
      const word = coveringWord(statement, action.toLowerCase());
      if (word !== undefined) return at(word);
    }
  }
  return at({});
}
