// Accounts and principals under the names that people know them by.
import { confusingNames } from '../plan/confusing-names.ts';
import type { Held, Names } from '../plan/plan.ts';
import type { AccountId, Principal } from '../state/state.ts';

export interface NamedAccount {
  readonly id: AccountId;
  readonly name?: string;
  /** The name alone could mean another. */
  readonly withId?: true;
}

export interface NamedPrincipal {
  readonly type: 'group' | 'user';
  /** Absent for a group that is not in Identity Center yet. */
  readonly id?: string;
  readonly name?: string;
  /** The name alone could mean another. */
  readonly withId?: true;
  /** Gone from the identity store: there is no name to show. */
  readonly deleted: boolean;
}

/** By name. */
export function namedAccounts(ids: readonly AccountId[], names: Names): readonly NamedAccount[] {
  return ids
    .map((id) => namedAccount(id, names))
    .sort((a, b) => compareText(a.name ?? '', b.name ?? '') || compareText(a.id, b.id));
}

export function namedAccount(id: AccountId, names: Names): NamedAccount {
  return { id, ...nameOf(id, names.accounts, confusingNames(names).accounts) };
}

export function namedPrincipal(principal: Principal, names: Names, deleted = false): NamedPrincipal {
  const { principals } = confusingNames(names);
  return { ...principal, ...nameOf(principal.id, names.principals, principals), deleted };
}

/** A principal of a change that is held, under the name that the change bears: the group may not be there yet. */
export function heldPrincipal(principal: NonNullable<Held['principal']>, names: Names): NamedPrincipal {
  const isConfusing = principal.id !== undefined && confusingNames(names).principals.has(principal.id);
  return { ...principal, ...(isConfusing ? { withId: true } : {}), deleted: false };
}

function nameOf(id: string, names: Readonly<Record<string, string>>, confusing: ReadonlySet<string>) {
  const name = nameIn(names, id);
  if (name === undefined) return {};
  return confusing.has(id) ? ({ name, withId: true } as const) : { name };
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
