// Which pairs of set and account a plan has to bring up to date, should they be behind: those of ours that will have a role, and may be written.
import {
  type Address,
  type Assignment,
  type PermissionSetName,
  type ProvisioningStatus,
  pairAddress,
  pairOf,
} from '../state/state.ts';
import type { KeepContext } from './keep.ts';
import { isFrozen } from './row-fate.ts';

interface Kept {
  /** Sets of ours of which nothing may be written. */
  readonly blockedSets: ReadonlySet<PermissionSetName>;
  /** Every row that will be there after the plan. */
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

export function pairsToProvision(context: KeepContext, kept: Kept): ReadonlyMap<Address, ProvisioningStatus> {
  const { live, standings, accounts } = context;
  const before = pairsOf(live.state.assignments);
  const after = pairsOf(kept.assignments);
  const pairs = [...new Set([...live.state.provisioned.keys(), ...after])].filter((pair) => {
    // The role goes with the last row. One that never had a row stays, and is provisioned like the others.
    if (before.has(pair) && !after.has(pair)) return false;
    const { permissionSet, account } = pairOf(pair);
    const standing = standings.get(permissionSet) ?? 'managed';
    return standing === 'managed' && !kept.blockedSets.has(permissionSet) && !isFrozen(account, accounts);
  });
  return new Map(pairs.map((pair) => [pair, 'latest']));
}

function pairsOf(assignments: ReadonlyMap<Address, Assignment>): ReadonlySet<Address> {
  return new Set([...assignments.values()].map(({ permissionSet, account }) => pairAddress(permissionSet, account)));
}
