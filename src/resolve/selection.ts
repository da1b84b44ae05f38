// What a selector chose: accounts, and how much an empty choice means.
import type { AccountId } from '../state/state.ts';

export interface Selection {
  /** In id order. */
  readonly accounts: ReadonlySet<AccountId>;
  /** Something in it could not be judged or was a finding: an empty result means nothing. */
  readonly uncertain: boolean;
  /** Something in it is meant to be empty for now. */
  readonly mayBeEmpty: boolean;
}

export const NONE: Selection = { accounts: new Set(), uncertain: true, mayBeEmpty: false };

export const chosen = (ids: Iterable<AccountId>): Selection => ({
  accounts: new Set(ids),
  uncertain: false,
  mayBeEmpty: false,
});

/** All of `included` less all of `excepted`, in id order. */
export function difference(included: readonly Selection[], excepted: readonly Selection[]): Selection {
  const [first, ...others] = included;
  if (first !== undefined && others.length + excepted.length === 0) return first;
  const out = new Set(excepted.flatMap(({ accounts }) => [...accounts]));
  const accounts = included.flatMap((selection) => [...selection.accounts]).filter((id) => !out.has(id));
  return {
    accounts: new Set(accounts.sort()),
    uncertain: [...included, ...excepted].some(({ uncertain }) => uncertain),
    mayBeEmpty: included.some(({ mayBeEmpty }) => mayBeEmpty),
  };
}

/** What all of them chose. */
export function intersection(selections: readonly Selection[]): Selection {
  const [first, ...rest] = selections;
  if (first === undefined) return NONE;
  const common = [...first.accounts].filter((id) => rest.every(({ accounts }) => accounts.has(id)));
  return {
    accounts: new Set(common),
    uncertain: selections.some(({ uncertain }) => uncertain),
    mayBeEmpty: selections.some(({ mayBeEmpty }) => mayBeEmpty),
  };
}
