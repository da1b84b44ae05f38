// What a saved plan approves of provisioning beyond the accounts it names.
//
// Half way through, an update may be of another kind than the whole was, and then its order is another too (sequence.ts): assignments that were to
// come after the definition come before it, and their roles have to be provisioned after it. Who approved definition and assignment approved that.
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import { type Address, type Assignment, pairAddress, provisioningAddress } from '../state/state.ts';
import type { Change } from './change.ts';

/** The saved changes, their provisioning extended to the pairs that they make and that live does not have yet. */
export function withNewPairs(
  saved: readonly Change[],
  fresh: ReadonlyMap<Address, Change>,
  live: Live,
): readonly Change[] {
  const newAssignments = groupBy(assignmentsOfNewPairs(saved, live), ({ permissionSet }) =>
    provisioningAddress(permissionSet),
  );
  const named = new Set(saved.map(({ address }) => address));
  const unnamed = [...newAssignments.keys()].flatMap((address) => {
    const change = fresh.get(address);
    return change?.kind === 'provisioning' && !named.has(address) ? [{ ...change, accounts: [] }] : [];
  });
  return [...saved, ...unnamed].map((change) =>
    change.kind === 'provisioning'
      ? {
          ...change,
          accounts: [...change.accounts, ...(newAssignments.get(change.address) ?? []).map(({ account }) => account)],
        }
      : change,
  );
}

/** Assignments that a saved plan creates on sets whose definition it writes, where there is no role yet. */
function assignmentsOfNewPairs(saved: readonly Change[], { state }: Live): readonly Assignment[] {
  const written = new Set(saved.flatMap((change) => (change.kind === 'permission-set' ? change.permissionSet : [])));
  return saved.flatMap((change) => {
    if (change.kind !== 'assignment' || change.action === 'delete') return [];
    const { permissionSet, account } = change.assignment;
    const isNew = !state.provisioned.has(pairAddress(permissionSet, account));
    return written.has(permissionSet) && isNew ? [change.assignment] : [];
  });
}
