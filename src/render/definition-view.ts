// A changed definition as a reviewer sees it: what it comes to, and whom it reaches.
import type { Meaning } from '../meaning/meaning.ts';
import type { Holder, PermissionSetChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import { meaningOf } from './gains.ts';
import { comparePrincipals, type NamedAccount, type NamedPrincipal, namedAccounts, namedPrincipal } from './names.ts';

export interface DefinitionView {
  readonly change: PermissionSetChange;
  /** Absent when it was not judged. */
  readonly meaning?: Meaning;
  /** Whom it reaches; absent when that is not known. */
  readonly holders?: readonly HolderGroup[];
}

/** Principals that have the permission set in the same accounts. */
export interface HolderGroup {
  readonly principals: readonly NamedPrincipal[];
  readonly accounts: readonly NamedAccount[];
}

export function definitionView(change: PermissionSetChange, plan: Plan): DefinitionView {
  const meaning = meaningOf(change, plan);
  const { holders } = change;
  return {
    change,
    ...(meaning === undefined ? {} : { meaning }),
    ...(holders === undefined ? {} : { holders: holderGroups(holders, plan) }),
  };
}

/** In the order of their names. */
function holderGroups(holders: readonly Holder[], { names }: Plan): readonly HolderGroup[] {
  const named = holders
    .map(({ principal, accounts }) => ({ principal: namedPrincipal(principal, names), accounts }))
    .sort((a, b) => comparePrincipals(a.principal, b.principal));
  return [...groupBy(named, ({ accounts }) => accounts.join(' ')).values()].map((same) => ({
    principals: same.map(({ principal }) => principal),
    accounts: namedAccounts(same[0]!.accounts, names),
  }));
}
