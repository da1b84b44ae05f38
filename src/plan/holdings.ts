// Which permission sets a principal has in an account: all that counts when one more comes or one of them goes.
import { differingFields } from '../definition/definition.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type PermissionSet,
  type Principal,
  pairAddress,
  permissionSetAddress,
  type State,
} from '../state/state.ts';

/** By set name. */
export type Holdings = (principal: Principal, account: AccountId) => readonly PermissionSet[];

/** Before a plan. A role with an older definition counts as nothing: nobody has read what it holds. */
export function holdingsBefore(live: State): Holdings {
  return holdingsIn(live, (pair) => live.provisioned.get(pair) !== 'outdated');
}

/** After a plan. A definition counts where it is provisioned by then, and where neither it nor the role has changed. */
export function holdingsAfter(after: State, live: State): Holdings {
  return holdingsIn(after, (pair, { permissionSet }) => {
    if (after.provisioned.get(pair) === 'latest') return true;
    const address = permissionSetAddress(permissionSet);
    const [before, now] = [live.permissionSets.get(address), after.permissionSets.get(address)];
    const isSame = before !== undefined && now !== undefined && differingFields(before, now).length === 0;
    return isSame && live.provisioned.get(pair) !== 'outdated';
  });
}

function holdingsIn(state: State, isKnown: (pair: Address, assignment: Assignment) => boolean): Holdings {
  const assignments = groupBy(state.assignments.values(), ({ principal, account }) => keyOf(principal, account));
  return (principal, account) =>
    (assignments.get(keyOf(principal, account)) ?? [])
      .filter((assignment) => isKnown(pairAddress(assignment.permissionSet, assignment.account), assignment))
      .flatMap(({ permissionSet }) => state.permissionSets.get(permissionSetAddress(permissionSet)) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const keyOf = ({ type, id }: Principal, account: AccountId) => `${account}/${type}:${id}`;
