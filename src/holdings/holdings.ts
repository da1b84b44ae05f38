// The access model: who holds what in which account, by which grant and until when. Made once of a state, or of what files would grant, and asked by
// everybody who would otherwise go through all assignments: guards, guardrails, what changes mean, questions, reports.
//
// Terms. A holding is an assignment with what is known beside it: the definition of its permission set, and the grants that ask for it. Nobody's access
// is worked out here: what a definition allows is asked of meaning/, and a role can be behind its definition (`State.provisioned`). Applications lead into
// no account, and are not among them.
//
// An index is made when it is first asked for, in one pass over the list: of a hundred thousand assignments each plan needs two or three.
import { unreadRole } from '../definition/unread-role.ts';
import { memoize } from '../memoize.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import type { Facts } from '../state/desired.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  isAccountAccess,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
  pairAddress,
  permissionSetAddress,
  principalKey,
  type State,
  targetOf,
} from '../state/state.ts';

export interface Holding extends Assignment {
  readonly address: Address;
  /** As its account has it, where that was read. Undefined: nobody read it, or no file has it. It may allow anything. */
  readonly definition: PermissionSetInAccount | undefined;
  /** The grants that ask for it: their places, when the last of them ends, why. No origins: no file asks for it. */
  readonly facts: Facts;
}

/** Of a permission set whose definition is known. */
export interface DefinedHolding extends Holding {
  readonly definition: PermissionSetInAccount;
}

interface Index<Key, Item> {
  /** In the order of the list; empty for a key that nothing has. */
  readonly of: (key: Key) => readonly Item[];
  readonly has: (key: Key) => boolean;
  /** Those of each key, in order of first appearance. None is empty. */
  readonly groups: () => Iterable<readonly [Item, ...Item[]]>;
}

/** INVARIANT: every index has every holding once. */
export interface Holdings<Item extends Holding = Holding> {
  readonly all: readonly Item[];
  readonly at: (address: Address) => Item | undefined;
  readonly byPrincipal: Index<Principal, Item>;
  readonly byAccount: Index<AccountId, Item>;
  readonly byPermissionSet: Index<PermissionSetName, Item>;
  /** What one principal has in one account: all that counts where something is gained or lost. */
  readonly byPrincipalInAccount: Index<Pick<Assignment, 'principal' | 'account'>, Item>;
  /** A part of them, with indexes of its own. */
  readonly where: Where<Item>;
}

interface Where<Item extends Holding> {
  <Part extends Item>(isIn: (holding: Item) => holding is Part): Holdings<Part>;
  (isIn: (holding: Item) => boolean): Holdings<Item>;
}

export function holdingsFrom<Item extends Holding>(all: readonly Item[]): Holdings<Item> {
  const byAddress = memoize(() => new Map(all.map((holding) => [holding.address, holding])));
  return {
    all,
    at: (address) => byAddress().get(address),
    byPrincipal: indexOf(all, ({ principal }) => principal, principalKey),
    byAccount: indexOf(all, ({ account }) => account, String),
    byPermissionSet: indexOf(all, ({ permissionSet }) => permissionSet, String),
    byPrincipalInAccount: indexOf(
      all,
      (holding): Pick<Assignment, 'principal' | 'account'> => holding,
      ({ principal, account }) => `${account}/${principalKey(principal)}`,
    ),
    where: (isIn: (holding: Item) => boolean) => holdingsFrom(all.filter(isIn)),
  };
}

export const NO_HOLDINGS: Holdings<never> = holdingsFrom([]);

const NO_FACTS: Facts = { origins: [] };

/** `facts`: what the files know about assignments, by address. `inAccount`: a definition as an account has it. */
export function holdingsOf(
  { assignments, permissionSets, roles }: Pick<State, 'assignments' | 'permissionSets' | 'roles'>,
  facts: ReadonlyMap<Address, Facts> = new Map(),
  inAccount: (set: PermissionSet, account: AccountId) => PermissionSetInAccount = (set) => set,
): Holdings {
  const definitionIn = (name: PermissionSetName, account: AccountId) => {
    if (targetOf(name) !== 'identity-center') return roles?.get(pairAddress(name, account)) ?? unreadRole(name);
    const definition = permissionSets.get(permissionSetAddress(name));
    return definition && inAccount(definition, account);
  };
  // What an application is, is nobody's access to an account.
  return holdingsFrom(
    [...assignments].filter(isOfAccount).map(
      ([address, { permissionSet, account, principal }]): Holding => ({
        address,
        permissionSet,
        account,
        principal,
        definition: definitionIn(permissionSet, account),
        facts: facts.get(address) ?? NO_FACTS,
      }),
    ),
  );
}

const isOfAccount = ([, { permissionSet }]: readonly [Address, Assignment]): boolean => isAccountAccess(permissionSet);

export const isDefined = (holding: Holding): holding is DefinedHolding => holding.definition !== undefined;

function indexOf<Key, Item extends Holding>(
  all: readonly Item[],
  keyOf: (holding: Holding) => Key,
  textOf: (key: Key) => string,
): Index<Key, Item> {
  const groups = memoize(() => {
    const found = new Map<string, [Item, ...Item[]]>();
    for (const holding of all) {
      const text = textOf(keyOf(holding));
      const group = found.get(text);
      if (group === undefined) found.set(text, [holding]);
      else group.push(holding);
    }
    return found;
  });
  return {
    of: (key) => groups().get(textOf(key)) ?? [],
    has: (key) => groups().has(textOf(key)),
    groups: () => groups().values(),
  };
}
