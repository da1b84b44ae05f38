// Which pairs a plan must know completely. Reading by group is cheap, and blind to the assignments of users and of principals that are gone; what a
// plan makes of a pair may not rest on assignments that nobody looked for. So the plan is made once from what was read, and the pairs on which it
// would rest are read completely, at a call each:
//
//   every assignment that was read goes   an unseen one would keep the role alive, and with it the old definition, for itself and for whoever comes
//   the role is outdated                  nobody knows what it holds, so a reviewer should at least see who holds it
//   the pair's set loses an orphan        it has others, and they go in the same plan or are never seen again
//   the caller came this way              and may be about to lose it, by an assignment of their own
//   a saved plan deletes one there        of a user or a principal that is gone: is it done, or was it not looked for?
//
// Where an assignment that was read stays, the role lives on whatever else is in the pair, and is treated so. Where the role is not there, no
// assignment is.
//
// Reading more can only uncover assignments, which may make other pairs matter; each round leaves fewer that were read in part, so there is a last
// one.
//
// Rejected:
// - renewing roles that may live on instead of looking: ProvisionPermissionSet is an asynchronous operation, three at a time, where a look is one
//   call; the plan would name accounts in which nothing is there, and not the people who are;
// - looking only where a definition changes: a plan would say of an account that nobody is left in it, or that a role is made anew, on the strength
//   of assignments that nobody looked for, to save a call beside the three that each delete takes.
import { type Address, type Assignment, pairAddress, pairOf, pairOfAssignment } from '../state/state.ts';
import type { Change } from './change.ts';
import { keep } from './keep.ts';
import type { KeepInputs } from './keep-context.ts';

export interface PairsInputs extends KeepInputs {
  /** Assignments of which it must be known whether they are there. */
  readonly mustKnow?: readonly Assignment[];
}

/** In address order; none when everything has been read that matters. */
export function pairsToRead({ mustKnow = [], ...inputs }: PairsInputs): readonly Address[] {
  const { live, directory } = inputs;
  if (live.partlyRead.size === 0) return [];
  const { state: after, causes } = keep(inputs);
  const assignments = [...live.state.assignments];
  const staying = new Set(
    assignments.flatMap(([address, assignment]) =>
      after.assignments.has(address) ? [pairOfAssignment(assignment)] : [],
    ),
  );
  const withOrphans = new Set(
    assignments.flatMap(([address, assignment]) =>
      causes.get(address) === 'orphan' ? [assignment.permissionSet] : [],
    ),
  );
  const { via, account } = directory.caller;
  const own = via && pairAddress(via.permissionSet, account);
  const groups = new Set(directory.groups.map(({ id }) => id));
  const doubtful = new Set(mustKnow.filter(({ principal }) => !groups.has(principal.id)).map(pairOfAssignment));
  const matters = (pair: Address) =>
    !staying.has(pair) ||
    (live.state.provisioned.get(pair) === 'outdated' && after.provisioned.has(pair)) ||
    withOrphans.has(pairOf(pair).permissionSet) ||
    doubtful.has(pair) ||
    pair === own;
  return [...live.partlyRead].filter(matters).sort();
}

/** What a saved plan takes away: only a pair that was read completely can tell that it is done. */
export function assignmentsToDelete(changes: readonly Change[]): readonly Assignment[] {
  return changes.flatMap((change) =>
    change.kind === 'assignment' && change.action === 'delete' ? [change.assignment] : [],
  );
}
