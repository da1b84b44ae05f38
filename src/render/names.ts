// Accounts and principals in the order in which people look for them.
import { compareText } from '../compare-text.ts';
import { confusingNames, type NamedAccount, type NamedPrincipal, type Names, namedAccount } from '../holdings/names.ts';
import type { Held } from '../state/desired.ts';
import type { AccountId } from '../state/state.ts';

/** By name. */
export function namedAccounts(ids: readonly AccountId[], names: Names): readonly NamedAccount[] {
  return ids
    .map((id) => namedAccount(id, names))
    .sort((a, b) => compareText(a.name ?? '', b.name ?? '') || compareText(a.id, b.id));
}

/** A principal of a change that is held, under the name that the change bears: the group may not be there yet. */
export function heldPrincipal(principal: NonNullable<Held['principal']>, names: Names): NamedPrincipal {
  const isConfusing = principal.id !== undefined && confusingNames(names).principals.has(principal.id);
  return { ...principal, ...(isConfusing ? { withId: true } : {}), deleted: false };
}

/** Those with a name by name; deleted ones last. */
export function comparePrincipals(a: NamedPrincipal, b: NamedPrincipal): number {
  const rank = ({ name }: NamedPrincipal) => (name === undefined ? 1 : 0);
  return rank(a) - rank(b) || compareText(a.name ?? '', b.name ?? '') || compareText(a.id ?? '', b.id ?? '');
}
