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
  const means = (selector: Selector) => meansOf(selector, { names, knowsUnitIds: units.read && units.value.haveIds });
  const selectorsOf = memoizeByIdentity(
    ({ accounts: include, except }: GrantDeclaration) => reachOf([...include, ...except], declarations).selectors,
  );
  return {
    mayMean(grant, among) {
      const hasUnknown = !complete && (among === undefined || among.some((account) => !known.has(account)));
      const kinds = selectorsOf(grant).map(means);
      return kinds.includes('not told') || (hasUnknown && kinds.includes('any'));
    },
    mayExcept: memoizeByIdentity((grant: GrantDeclaration) =>
      reachOf(exceptionsOf(grant, declarations), declarations).selectors.map(means).includes('not told'),
    ),
  };
}

/** `one`: an account that the files know; `any`: accounts that they know, and such as they do not; `not told`: the files do not say which of those they know. */
type Means = 'one' | 'any' | 'not told';

function meansOf(
  selector: Selector,
  { names, knowsUnitIds }: { readonly names: ReadonlySet<string>; readonly knowsUnitIds: boolean },
): Means {
  switch (selector.kind) {
    case 'id':
      return 'one';
    case 'name':
      return names.has(selector.name) ? 'one' : 'any';
    case 'organizational-unit':
      // The files know units by path only.
      return selector.unit.by === 'id' && !knowsUnitIds ? 'not told' : 'any';
    // What these are made of is asked.
    case 'set':
    case 'intersect':
    case 'glob':
    case 'tag':
    case 'all':
      return 'any';
    default:
      return selector satisfies never;
  }
}

/** Its own, and those of the account sets that it names. */
function exceptionsOf({ accounts, except }: GrantDeclaration, declarations: Places): readonly SelectorItem[] {
  const sets: readonly AccountSetDeclaration[] = [...reachOf([...accounts, ...except], declarations).sets.values()];
  return [...except, ...sets.flatMap((set) => set.except)];
}
