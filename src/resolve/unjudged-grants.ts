// Grants of which the files alone cannot say where they reach: what they give is missing from every answer that is made without live, or is in it and
// should not be.
//
// Which accounts the files lack, and which of those that they list lie in a unit that is named by its id, nobody knows without live. So a selector may mean
// accounts beside those that it was found to choose, and an exception may take out some of those that a grant seems to reach.
import type {
  AccountSetDeclaration,
  Declarations,
  GrantDeclaration,
  Selector,
  SelectorItem,
} from '../config/declarations.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { AccountId } from '../state/state.ts';
import { reachOf } from './guardrail-selectors.ts';
import type { Inventory } from './inventory.ts';

export function unjudgedGrants(declarations: Declarations, inventory: Inventory): readonly GrantDeclaration[] {
  const { mayMean, mayExcept } = grantReach(declarations, inventory);
  return declarations.grants.filter((grant) => mayMean(grant) || mayExcept(grant));
}

export interface GrantReach {
  /** Whether it may mean some of these accounts beside those that it was found to choose. Without: any account there is. */
  readonly mayMean: (grant: GrantDeclaration, among?: readonly AccountId[]) => boolean;
  /** Whether it may leave out some of those. */
  readonly mayExcept: (grant: GrantDeclaration) => boolean;
}

type Places = Pick<Declarations, 'accountSets'>;

export function grantReach(declarations: Places, { complete, units, accounts }: Inventory): GrantReach {
  const known = new Set(accounts.map(({ id }) => id));
  const names = new Set(accounts.flatMap((account) => account.names));
  // The files know units by path only.
  const isById = (selector: Selector) =>
    selector.kind === 'organizational-unit' && selector.unit.by === 'id' && !(units.read && units.value.haveIds);
  const isOfKnown = (selector: Selector) =>
    selector.kind === 'id' || (selector.kind === 'name' && names.has(selector.name));
  const selectorsOf = memoizeByIdentity(
    ({ accounts: include, except }: GrantDeclaration) => reachOf([...include, ...except], declarations).selectors,
  );
  return {
    mayMean(grant, among) {
      const hasUnknown = !complete && (among === undefined || among.some((account) => !known.has(account)));
      return selectorsOf(grant).some((selector) => isById(selector) || (hasUnknown && !isOfKnown(selector)));
    },
    mayExcept: memoizeByIdentity((grant: GrantDeclaration) =>
      reachOf(exceptionsOf(grant, declarations), declarations).selectors.some(isById),
    ),
  };
}

/** Its own, and those of the account sets that it names. */
function exceptionsOf({ accounts, except }: GrantDeclaration, declarations: Places): readonly SelectorItem[] {
  const sets: readonly AccountSetDeclaration[] = [...reachOf([...accounts, ...except], declarations).sets.values()];
  return [...except, ...sets.flatMap((set) => set.except)];
}
