// The part of a plan that is about some permission sets, groups or accounts: to be read, never to be applied, for its id is that of the whole.

import { nameIn } from '../holdings/names.ts';
import { optional } from '../optional.ts';
import type { Held } from '../state/desired.ts';
import { matchesGlob } from '../state/glob.ts';
import type { AccountId } from '../state/state.ts';
import { type Change, permissionSetOf } from './change.ts';
import type { Plan } from './plan.ts';

/** Names, ids or globs; all that are given must fit, and one of each list. */
export interface PartQuery {
  readonly permissionSets: readonly string[];
  readonly groups: readonly string[];
  readonly accounts: readonly string[];
}

export interface Part {
  readonly plan: Plan;
  /** Words of the query that fit nothing in the plan, by list. */
  readonly unknown: { readonly [List in keyof PartQuery]: readonly string[] };
}

/** What a word of each list may be; for suggestions. */
export function namesIn({ changes, held, names, samlAccess = [] }: Plan): {
  readonly [List in keyof PartQuery]: readonly string[];
} {
  return {
    permissionSets: [
      ...new Set([
        ...changes.flatMap((change) => permissionSetOf(change) ?? []),
        ...held.flatMap(({ permissionSet }) => permissionSet ?? []),
        ...samlAccess.map(({ permissionSet }) => permissionSet),
      ]),
    ],
    groups: [...Object.entries(names.principals).flat(), ...samlAccess.map(({ principal }) => principal.name)],
    accounts: Object.entries(names.accounts).flat(),
  };
}

export function partOf(plan: Plan, query: PartQuery): Part {
  const { names, changes, held } = plan;
  const known = namesIn(plan);
  const fits = (words: readonly string[], ...texts: readonly (string | undefined)[]) =>
    words.length === 0 || words.some((word) => texts.some((text) => text !== undefined && matchesGlob(word, text)));
  const ofSet = (name: string) => fits(query.permissionSets, name);
  const ofGroup = (id?: string, name?: string) =>
    fits(query.groups, id, name ?? (id === undefined ? undefined : nameIn(names.principals, id)));
  const ofAccount = (id: string) => fits(query.accounts, id, nameIn(names.accounts, id));
  const ofEverybody = query.groups.length === 0;
  const isWhole = ofEverybody && query.permissionSets.length === 0 && query.accounts.length === 0;

  /** What a target needs is of an account, or of all of them; of no set or group alone. */
  const isResourceInPart = (account: AccountId | undefined) =>
    account === undefined ? isWhole : ofEverybody && query.permissionSets.length === 0 && ofAccount(account);

  function inPart(change: Change): readonly Change[] {
    // What is of the instance is of no set, group or account alone.
    if (change.kind === 'access-control-attributes') return isWhole ? [change] : [];
    if (change.kind === 'resource') return isResourceInPart(change.resource.account) ? [change] : [];
    if (!ofSet(permissionSetOf(change)!)) return [];
    switch (change.kind) {
      case 'assignment': {
        const { account, principal } = change.assignment;
        return ofAccount(account) && ofGroup(principal.id) ? [change] : [];
      }
      // A definition is about everybody who has it.
      case 'permission-set': {
        const { holders } = change;
        const reaches =
          holders?.some(({ principal, accounts }) => ofGroup(principal.id) && accounts.some(ofAccount)) ?? ofEverybody;
        return reaches || (ofEverybody && query.accounts.length === 0) ? [change] : [];
      }
      case 'provisioning': {
        const accounts = change.accounts.filter(ofAccount);
        return ofEverybody && accounts.length > 0 ? [{ ...change, accounts }] : [];
      }
      default:
        return change satisfies never;
    }
  }

  const isHeldInPart = ({ permissionSet, account, principal, resource }: Held) =>
    (permissionSet === undefined
      ? isResourceInPart(resource === undefined ? undefined : account)
      : ofSet(permissionSet)) &&
    (account === undefined ? query.accounts.length === 0 : ofAccount(account)) &&
    (principal === undefined ? ofEverybody : ofGroup(principal.id, principal.name));
  const unknownOf = (list: keyof PartQuery) =>
    query[list].filter((word) => !known[list].some((text) => matchesGlob(word, text)));
  const samlAccess = plan.samlAccess?.filter(
    ({ permissionSet, account, principal: { name } }) =>
      ofSet(permissionSet) && ofAccount(account) && ofGroup(undefined, name),
  );
  return {
    plan: { ...plan, changes: changes.flatMap(inPart), held: held.filter(isHeldInPart), ...optional({ samlAccess }) },
    unknown: {
      permissionSets: unknownOf('permissionSets'),
      groups: unknownOf('groups'),
      accounts: unknownOf('accounts'),
    },
  };
}
