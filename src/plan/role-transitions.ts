// What becomes of the IAM role of each pair of permission set and account. Identity Center never says; it follows from the
// assignments: the first one of a pair creates its role, by the definition that the set has then, and the last one that goes takes it along. An older
// definition ends with its role, so whether a role lives on decides what has to be provisioned and in which order.
//
//   live has the role   live assignments in the pair   assignments after the plan   role
//   no                                                 some                         created
//   yes                 none (nobody may assume it)                                 retained: only an assignment that goes takes a role along
//   yes                 one of them stays                                           retained
//   yes                 all go                         others                       recreated
//   yes                 all go                         none                         deleted
//   yes                 all that were read go          any                          retained, as far as anybody knows, where the pair was read in part
//
// The last line is the safe side of not knowing: a role that may live on is renewed before anybody new may use it, and where it is gone after
// all, provisioning leaves a role that nobody may take. `pairsToRead` sees to it that a plan rarely has to make use of that line.
import type { Live } from '../state/live.ts';
import { type Address, type Assignment, pairOfAssignment } from '../state/state.ts';

export type RoleTransition = 'created' | 'retained' | 'recreated' | 'deleted';

/** By pair, of every pair that has a role in live or an assignment after the plan. `after`: every assignment that will be there then. */
export function roleTransitions(
  { state, partlyRead }: Pick<Live, 'state' | 'partlyRead'>,
  after: ReadonlyMap<Address, Assignment>,
): ReadonlyMap<Address, RoleTransition> {
  const transitions = new Map<Address, RoleTransition>();
  for (const pair of state.provisioned.keys()) transitions.set(pair, 'retained');
  for (const pair of emptied(state, after)) {
    if (transitions.has(pair) && !partlyRead.has(pair)) transitions.set(pair, 'deleted');
  }
  for (const assignment of after.values()) {
    const pair = pairOfAssignment(assignment);
    const known = transitions.get(pair);
    if (known === undefined) transitions.set(pair, 'created');
    else if (known === 'deleted') transitions.set(pair, 'recreated');
  }
  return transitions;
}

/** Pairs that have assignments, all of which go. */
function emptied({ assignments }: Live['state'], after: ReadonlyMap<Address, Assignment>): ReadonlySet<Address> {
  const pairs = new Set<Address>();
  for (const [address, assignment] of assignments) if (!after.has(address)) pairs.add(pairOfAssignment(assignment));
  if (pairs.size === 0) return pairs;
  for (const [address, assignment] of assignments) if (after.has(address)) pairs.delete(pairOfAssignment(assignment));
  return pairs;
}
