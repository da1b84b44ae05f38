// What people read for an account, a principal and an assignment. One service: messages, plans, reports and questions show what it says.
//
// Of live, a name is only as good as it is unmistakable: it comes with its id where it mixes scripts, reads as another, or looks like the name of
// another. An account always has its id in a sentence, for account names are free text. Of the files alone, keys and aliases are unique, and stand alone.
import { memoizeByIdentity } from '../memoize.ts';
import { lookAlikes } from '../names/look-alike.ts';
import { mayMislead } from '../names/scripts.ts';
import type { Account, Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { Members } from '../state/members.ts';
import type { AccountId, Assignment, Principal, PrincipalId } from '../state/state.ts';

/** As plan.json carries them: for rendering only. */
export interface Names {
  readonly accounts: Readonly<Record<AccountId, string>>;
  /** Display names of groups, user names of users; ids of orphans are absent. */
  readonly principals: Readonly<Record<PrincipalId, string>>;
  /** Paths of their units, `Workloads/Prod`, where those were read; of accounts directly below the root: ''. */
  readonly organizationalUnits?: Readonly<Record<AccountId, string>>;
}

export function namesOf(directory: Directory, live: Live): Names {
  return {
    accounts: Object.fromEntries(directory.accounts.map(({ id, name }) => [id, name])),
    principals: Object.fromEntries([
      ...directory.groups.map(({ id, displayName }) => [id, displayName] as const),
      ...(directory.users.read ? directory.users.value : []).map(({ id, userName }) => [id, userName] as const),
      ...live.users,
    ]),
    ...unitsOf(directory),
  };
}

function unitsOf({ organizationalUnits: units, accounts }: Directory): Pick<Names, 'organizationalUnits'> {
  if (!units.read) return {};
  const paths = new Map(units.value.map(({ id, path }) => [id, path]));
  const pathOf = ({ organizationalUnits: ids }: Account) => paths.get(ids.at(-1) ?? '') ?? '';
  return { organizationalUnits: Object.fromEntries(accounts.map((account) => [account.id, pathOf(account)])) };
}

/** User names and ids; of users that nobody could read, ids alone. */
export function namesWithPeople(names: Names, { users }: Members): Names {
  if (!users.read) return names;
  const people = Object.fromEntries(users.value.map(({ id, userName }) => [id, userName]));
  return { ...names, principals: { ...people, ...names.principals } };
}

/** Of two sources of names; those of `first` count. */
export const joinedNames = (first: Names, second: Names): Names => ({
  accounts: { ...second.accounts, ...first.accounts },
  principals: { ...second.principals, ...first.principals },
});

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

export function namedAccount(id: AccountId, names: Names): NamedAccount {
  return { id, ...nameOf(id, names.accounts, confusingNames(names).accounts) };
}

export function namedPrincipal(principal: Principal, names: Names, deleted = false): NamedPrincipal {
  return { ...principal, ...nameOf(principal.id, names.principals, confusingNames(names).principals), deleted };
}

/** Undefined: nobody knows it by a name. Ids are from outside, and may be called as an object's own members are. */
export function nameIn(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}

function nameOf(id: string, names: Readonly<Record<string, string>>, confusing: ReadonlySet<string>) {
  const name = nameIn(names, id);
  if (name === undefined) return {};
  return confusing.has(id) ? ({ name, withId: true } as const) : { name };
}

interface ConfusingNames {
  readonly accounts: ReadonlySet<string>;
  readonly principals: ReadonlySet<string>;
}

/** Ids of all whose name mixes scripts, reads as a Latin one, or looks like that of another. */
export const confusingNames = memoizeByIdentity(
  ({ accounts, principals }: Names): ConfusingNames => ({
    accounts: confusingIn(accounts),
    principals: confusingIn(principals),
  }),
);

function confusingIn(names: Readonly<Record<string, string>>): ReadonlySet<string> {
  const entries = Object.entries(names);
  const like = lookAlikes(entries, ([, name]) => name);
  return new Set(entries.filter(([, name]) => mayMislead(name) || like(name).length > 1).map(([id]) => id));
}

/** Names in sentences. */
export interface DisplayNames {
  /** `payments-prod (222222222222)`. */
  readonly account: (id: AccountId) => string;
  /** `AWS Payments Engineers`; with its id where the name alone could mean another. */
  readonly principal: (id: PrincipalId) => string;
  /** `Developer for AWS Payments Engineers in payments-prod (222222222222)`. */
  readonly assignment: (assignment: Assignment) => string;
}

export function displayNamesOf(names: Names): DisplayNames {
  return displayNames({
    account: (id) => {
      const name = nameIn(names.accounts, id);
      return name === undefined ? id : `${name} (${id})`;
    },
    principal: (id) => {
      const name = nameIn(names.principals, id);
      if (name === undefined) return `deleted principal ${id}`;
      return confusingNames(names).principals.has(id) ? `${name} (${id})` : name;
    },
  });
}

/** Of files alone, where a group goes by its key. `aliases`: of accounts, by id. */
export function displayNamesOfFiles(aliases: ReadonlyMap<AccountId, string>): DisplayNames {
  return displayNames({ account: (id) => aliases.get(id) ?? id, principal: (key) => key });
}

function displayNames({ account, principal }: Omit<DisplayNames, 'assignment'>): DisplayNames {
  return {
    account,
    principal,
    assignment: (assignment) =>
      `${assignment.permissionSet} for ${principal(assignment.principal.id)} in ${account(assignment.account)}`,
  };
}
