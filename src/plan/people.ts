// Whom a plan reaches: the people behind its groups, where somebody asked who they are. For people alone; nothing is held, ordered or written by it.
//
// Terms. Somebody gains a permission set in an account by an assignment if they did not have it there before by any other; they lose it if they have it by
// none afterwards. A person is a number: how many they are is told without saying who.
//
// What was not read makes a number a bound. A group of unknown members that has the same set in the same account may have given it already, or keep it.

import type { Holdings } from '../holdings/holdings.ts';
import { type Names, nameIn } from '../holdings/names.ts';
import { memoizeByIdentity, memoizeByText } from '../memoize.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import { type Members, peopleOf } from '../state/members.ts';
import {
  type AccountId,
  type Assignment,
  type PermissionSetName,
  type PrincipalId,
  pairAddress,
  principalId,
  principalKey,
} from '../state/state.ts';
import type { AssignmentChange, Change, PermissionSetChange } from './change.ts';
import type { PlanHoldings } from './plan-holdings.ts';

export interface PlanPeople {
  /** By the keys that changes bear under `people`. A change of an assignment or definition without a key: nobody knows whom it reaches. */
  readonly lists: Readonly<Record<string, PeopleList>>;
  /** User names by number, ids of those that have none here. Absent: nobody asked for names. */
  readonly names?: readonly string[];
  /** Groups whose access changes, and that nobody is in. */
  readonly emptyGroups: readonly PrincipalId[];
  /** Groups whose access changes, and of which nobody knows who is in them. */
  readonly unreadGroups: readonly PrincipalId[];
}

export interface PeopleList {
  /** Numbers, ascending. */
  readonly people: readonly number[];
  /** `most`: some of them may have it by a group of unknown members. `least`: groups of unknown members have it, too. Absent: exactly these. */
  readonly bound?: 'most' | 'least';
}

export interface PeopleInputs {
  readonly holdings: PlanHoldings;
  readonly live: Pick<Live, 'partlyRead' | 'orphans'>;
  readonly members: Members;
  /** Of whom names are to be told. Absent: of nobody. */
  readonly names?: Names;
}

/** Numbers in all lists together; what exceeds it is not known. */
const MOST_LISTED = 1_000_000;

interface Reached {
  readonly ids: readonly PrincipalId[];
  readonly bound?: PeopleList['bound'];
}

export function addPeople(
  changes: readonly Change[],
  inputs: PeopleInputs,
): { readonly changes: readonly Change[]; readonly people: PlanPeople } {
  const reached = new Map(changes.flatMap((change) => pairOf(change, reachedBy(change, inputs))));
  const ids = [...new Set([...reached.values()].flatMap((each) => each.ids))].sort();
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const keys = new Map<string, string>();
  const lists: Record<string, PeopleList> = {};
  let left = MOST_LISTED;
  const keyOf = ({ ids: found, bound }: Reached): string | undefined => {
    const people = found.map((id) => numbers.get(id)!).sort((a, b) => a - b);
    const text = JSON.stringify([people, bound]);
    const known = keys.get(text);
    if (known !== undefined) return known;
    left -= people.length;
    if (left < 0) return undefined;
    const key = `p${keys.size + 1}`;
    keys.set(text, key);
    lists[key] = { people, ...(bound === undefined ? {} : { bound }) };
    return key;
  };
  const withPeople = changes.map((change): Change => {
    const found = reached.get(change.address);
    const key = found && keyOf(found);
    return key === undefined || (change.kind !== 'assignment' && change.kind !== 'permission-set')
      ? change
      : { ...change, people: key };
  });
  const groups = [...new Set(changes.flatMap((change) => groupsOf(change, inputs)))].sort();
  const membersOf = (id: PrincipalId) => peopleOf({ type: 'group', id }, inputs.members);
  return {
    changes: withPeople,
    people: {
      lists,
      ...(inputs.names === undefined ? {} : { names: ids.map((id) => nameIn(inputs.names!.principals, id) ?? id) }),
      emptyGroups: groups.filter((id) => isEmpty(membersOf(id))),
      unreadGroups: groups.filter((id) => !membersOf(id).read),
    },
  };
}

const isEmpty = (people: ReturnType<typeof peopleOf>): boolean => people.read && people.value.length === 0;

const pairOf = (change: Change, reached: Reached | undefined) =>
  reached === undefined ? [] : [[change.address, reached] as const];

/** Groups that are told of; one that is gone is told of as such. */
function groupsOf(change: Change, { live }: PeopleInputs): readonly PrincipalId[] {
  const principals =
    change.kind === 'assignment'
      ? [change.assignment.principal]
      : change.kind === 'permission-set'
        ? (change.holders ?? []).map(({ principal }) => principal)
        : [];
  return principals.filter(({ type, id }) => type === 'group' && !live.orphans.has(id)).map(({ id }) => id);
}

function reachedBy(change: Change, inputs: PeopleInputs): Reached | undefined {
  switch (change.kind) {
    case 'assignment':
      return reachedByAssignment(change, inputs);
    case 'permission-set':
      return reachedByDefinition(change, inputs);
    case 'provisioning':
    // Who passes the tests of an attribute, nobody reads.
    case 'access-control-attributes':
    // Whoever gains or loses by what a target needs does so by an assignment.
    case 'resource':
      return undefined;
    default:
      return change satisfies never;
  }
}

function reachedByAssignment({ action, assignment }: AssignmentChange, inputs: PeopleInputs): Reached | undefined {
  const people = peopleOf(assignment.principal, inputs.members);
  if (!people.read) return undefined;
  const { holdings, live } = inputs;
  const others = othersWith(assignment, action === 'create' ? holdings.before : holdings.after, inputs);
  const pair = pairAddress(assignment.permissionSet, assignment.account);
  const isPartly = others.isPartly || live.partlyRead.has(pair);
  return {
    ids: people.value.filter((id) => !others.people.has(id)),
    ...(isPartly && people.value.length > 0 ? { bound: 'most' } : {}),
  };
}

/** Everybody who has the set in the account by somebody else, as far as is known. */
function othersWith({ permissionSet, account, principal }: Assignment, holdings: Holdings, { members }: PeopleInputs) {
  const others = holdersIn(holdings)(permissionSet, account).filter(
    (other) => principalKey(other.principal) !== principalKey(principal),
  );
  const people = new Set<PrincipalId>();
  let isPartly = false;
  for (const other of others) {
    const found = peopleOf(other.principal, members);
    if (!found.read) isPartly = true;
    else for (const id of found.value) people.add(id);
  }
  return { people, isPartly };
}

/** An index of its own: a set is in many accounts, and has few holders in each. */
const holdersIn = memoizeByIdentity((holdings: Holdings) => {
  const byAccount = memoizeByText((set: PermissionSetName) =>
    groupBy(holdings.byPermissionSet.of(set), ({ account }) => account),
  );
  return (set: PermissionSetName, account: AccountId): readonly Assignment[] => byAccount(set).get(account) ?? [];
});

/** Everybody who has it afterwards. */
function reachedByDefinition({ permissionSet, holders: known }: PermissionSetChange, inputs: PeopleInputs) {
  if (known === undefined) return undefined;
  const ids = new Set<PrincipalId>();
  let isPartly = false;
  for (const { principal } of inputs.holdings.after.byPermissionSet.of(permissionSet)) {
    const people = peopleOf(principal, inputs.members);
    if (!people.read) isPartly = true;
    else for (const id of people.value) ids.add(id);
  }
  return { ids: [...ids], ...(isPartly ? { bound: 'least' as const } : {}) };
}

/** Groups of whom it must be known who is in them, to say whom these changes reach: all that have one of their permission sets, before or afterwards. */
export function groupsReached(
  { before, after }: PlanHoldings,
  sets: ReadonlySet<PermissionSetName>,
): readonly PrincipalId[] {
  const groups = [...sets]
    .flatMap((set) => [...before.byPermissionSet.of(set), ...after.byPermissionSet.of(set)])
    .filter(({ principal }) => principal.type === 'group')
    .map(({ principal }) => principalId(principal.id));
  return [...new Set(groups)].sort();
}
