// Accounts and principals under the names that people know them by.
import type { Names } from '../plan/plan.ts';
import type { AccountId, Principal } from '../state/state.ts';

export interface NamedAccount {
  readonly id: AccountId;
  readonly name?: string;
}

export interface NamedPrincipal {
  readonly type: 'group' | 'user';
  /** Absent for a group that is not in Identity Center yet. */
  readonly id?: string;
  readonly name?: string;
  /** Gone from the identity store: there is no name to show. */
  readonly deleted: boolean;
}

/** By name. */
export function namedAccounts(ids: readonly AccountId[], { accounts }: Names): readonly NamedAccount[] {
  return ids
    .map((id): NamedAccount => {
      const name = nameIn(accounts, id);
      return name === undefined ? { id } : { id, name };
    })
    .sort((a, b) => compareText(a.name ?? '', b.name ?? '') || compareText(a.id, b.id));
}

export function namedPrincipal(principal: Principal, { principals }: Names, deleted = false): NamedPrincipal {
  const name = nameIn(principals, principal.id);
  return { ...principal, ...(name === undefined ? {} : { name }), deleted };
}

/** Those with a name by name; deleted ones last. */
export function comparePrincipals(a: NamedPrincipal, b: NamedPrincipal): number {
  const rank = ({ name }: NamedPrincipal) => (name === undefined ? 1 : 0);
  return rank(a) - rank(b) || compareText(a.name ?? '', b.name ?? '') || compareText(a.id ?? '', b.id ?? '');
}

export function nameIn(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
