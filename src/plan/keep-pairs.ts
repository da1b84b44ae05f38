// Which pairs of set and account a plan has to bring up to date, should they be behind: those of ours that will have a role, and may be written.
import { type Held, originOf } from '../state/desired.ts';
import {
  type Address,
  type Assignment,
  type PermissionSetName,
  type ProvisioningStatus,
  pairAddress,
  pairOf,
  permissionSetAddress,
} from '../state/state.ts';
import type { KeepContext } from './keep.ts';
import { isFrozen } from './row-fate.ts';

interface Kept {
  /** Sets of ours of which nothing may be written. */
  readonly blockedSets: ReadonlySet<PermissionSetName>;
  /** Every row that will be there after the plan. */
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

export interface PairsToProvision {
  readonly latest: ReadonlyMap<Address, ProvisioningStatus>;
  /** Pairs that a guard leaves as they are. */
  readonly held: readonly Held[];
}

export function pairsToProvision(context: KeepContext, kept: Kept): PairsToProvision {
  const { live, standings, accounts, blocked } = context;
  const before = pairsOf(live.state.assignments);
  const after = pairsOf(kept.assignments);
  const pairs = [...new Set([...live.state.provisioned.keys(), ...after])].filter((pair) => {
    // The role goes with the last row. One that never had a row stays, and is provisioned like the others.
    if (before.has(pair) && !after.has(pair)) return false;
    const { permissionSet, account } = pairOf(pair);
    const standing = standings.get(permissionSet) ?? 'managed';
    return standing === 'managed' && !kept.blockedSets.has(permissionSet) && !isFrozen(account, accounts);
  });
  const free = pairs.filter((pair) => !blocked.has(pair));
  return {
    latest: new Map(free.map((pair) => [pair, 'latest'])),
    held: pairs.flatMap((pair) => heldPair(pair, context)),
  };
}

function heldPair(pair: Address, { blocked, desired }: KeepContext): readonly Held[] {
  const obstacle = blocked.get(pair);
  if (obstacle === undefined) return [];
  const place = pairOf(pair);
  const origins = desired.facts.get(permissionSetAddress(place.permissionSet))?.origins.map(originOf) ?? [];
  return [{ kind: 'provisioning', action: 'provision', ...place, origins, ...obstacle }];
}

function pairsOf(assignments: ReadonlyMap<Address, Assignment>): ReadonlySet<Address> {
  return new Set([...assignments.values()].map(({ permissionSet, account }) => pairAddress(permissionSet, account)));
}
