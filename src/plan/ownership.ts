// Whose a live permission set is, and so what a plan may do to it.
import type { Desired } from '../state/desired.ts';
import type { Live } from '../state/live.ts';
import { type PermissionSet, type PermissionSetName, permissionSetAddress } from '../state/state.ts';
import { isIgnoredSet } from './ignoring.ts';

/**
 * `managed`: declared, and bears our tag or none (then it is adopted).
 * `abandoned`: bears our tag and is declared no longer.
 * `external`: declared as somebody else's.
 * `foreign`: declared as ours, but bears another owner's tag.
 * `unmanaged`: not declared, and either untagged (read only because a rename names it) or set aside by `unmanaged.ignore`.
 */
export type Ownership = 'managed' | 'abandoned' | 'external' | 'foreign' | 'unmanaged';

function ownershipOf(set: PermissionSet, desired: Desired): Ownership {
  if (desired.external.has(set.name)) return 'external';
  const ours = set.owner === desired.rules.owner;
  if (desired.state.permissionSets.has(permissionSetAddress(set.name))) {
    return ours || set.owner === undefined ? 'managed' : 'foreign';
  }
  return ours && !isIgnoredSet(set.name, desired) ? 'abandoned' : 'unmanaged';
}

export function ownerships(desired: Desired, live: Live): ReadonlyMap<PermissionSetName, Ownership> {
  return new Map([...live.state.permissionSets.values()].map((set) => [set.name, ownershipOf(set, desired)]));
}
