// What a `deny` rules out by access level, by action, by AWS managed policy, and whether administrators are.

import { memoizeByIdentity } from '../memoize.ts';
import { type AccessLevel, type ActionIndex, levelOf } from '../policy/catalogue/index.ts';
import { actionSetOf } from '../policy/patterns/index.ts';
import type { PermissionSet } from '../state/state.ts';
import { administratorBreaches } from './administrators.ts';
import { type Breach, breachFrom, type Examination, isWithin } from './breach.ts';
import { equivalenceOf, withPolicy } from './equivalence.ts';
import type { Denial } from './guardrail.ts';

export function deniedLevels({ levels }: Denial, { gained, witnessOf, meanings }: Examination): readonly Breach[] {
  if (levels.size === 0) return [];
  const { index } = meanings.data;
  const levelsOf = actionLevels(index);
  const among = (actions: readonly string[]) => {
    const each = levelsOf(actions);
    return actions.filter((_, place) => levels.has(each[place]!));
  };
  const denied = { among, unlisted: levels.has('unknown') };
  return breachFrom('access', { access: gained(), denied, witnessOf: (action) => witnessOf(action) });
}

/** Of one answer, which has thousands of actions, several rules ask. */
const actionLevels = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((actions: readonly string[]): readonly AccessLevel[] =>
    actions.map((name) => levelOf(name, index)),
  ),
);

export function deniedActions({ actions, exempt }: Denial, { gained, witnessOf }: Examination): readonly Breach[] {
  if (actions.length === 0) return [];
  const patterns = actions.map(({ value, span }) => ({ text: value, span }));
  const { covers } = actionSetOf({ negated: false, patterns });
  const only = patterns.map(({ text }) => text);
  const among = (names: readonly string[]) => names.filter((name) => covers(name.toLowerCase()));
  const denied = { among, unlisted: true };
  const access = gained(exempt, only);
  return breachFrom('actions', { access, denied, witnessOf: (action) => witnessOf(action, exempt) });
}

export function deniedAdministrators({ administrators }: Denial, examination: Examination): readonly Breach[] {
  return administrators === undefined ? [] : administratorBreaches(administrators, examination);
}

export function deniedPolicies({ managed, equivalent }: Denial, examination: Examination): readonly Breach[] {
  const { set, before } = examination;
  const asked = managed.filter((policy) => !before.some((old) => hasAttached(old, policy)));
  const attached = asked.filter((policy) => hasAttached(set, policy));
  const breaches = attached.map((policy): Breach => ({ kind: 'managed', policy, attached: true }));
  if (!equivalent) return breaches;
  // Who can have any access allows all that any of them does.
  const isForAdministrators = (policy: string) => isAdministratorPolicy(policy, examination);
  const others = asked.filter((policy) => !attached.includes(policy));
  return [
    ...breaches,
    ...(attached.length === 0 && others.some(isForAdministrators)
      ? administratorBreaches('administrator', examination)
      : []),
    ...others
      .filter((policy) => !isForAdministrators(policy))
      .flatMap((policy) => newlyEquivalent(policy, examination)),
  ];
}

function isAdministratorPolicy(policy: string, { meanings }: Examination): boolean {
  return meanings.administration(withPolicy(policy)) === 'unrestricted';
}

const hasAttached = ({ managedPolicies }: PermissionSet, policy: string) => managedPolicies.includes(policy);

/** What was so before is no news, nor is a doubt that was there before. */
function newlyEquivalent(policy: string, examination: Examination): readonly Breach[] {
  const { set, before } = examination;
  const now = equivalenceOf(set, policy, examination);
  if (now === undefined) return [];
  const had = before.flatMap((old) => equivalenceOf(old, policy, examination) ?? []);
  const isOld = had.some(({ doubt }) => doubt === undefined || (now.doubt !== undefined && isWithin(now.doubt, doubt)));
  return isOld ? [] : [{ kind: 'managed', policy, attached: false, ...now }];
}
