// Whose a live permission set is, or what another target has in place of one, and so what a plan may do to it.
import type { Desired } from '../state/desired.ts';
import type { Live } from '../state/live.ts';
import {
  type Assignment,
  type OtherTarget,
  type PermissionSet,
  type PermissionSetName,
  permissionSetAddress,
} from '../state/state.ts';
import { otherTargetOf, type Targets } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';
import { isIgnoredSet } from './ignoring.ts';

/**
 * `managed`: declared, and bears our tag or none (then it is adopted).
 * `abandoned`: bears our tag and is declared no longer.
 * `external`: declared as somebody else's.
 * `foreign`: declared as ours, but bears another owner's tag.
 * `unmanaged`: not declared, and either untagged (read only because a rename names it) or set aside by `unmanaged.ignore`.
 * Of what another target has in place of a set, `managed` and `external` are as its rules say, and nothing is adopted by a plan.
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

export function ownerships(
  desired: Desired,
  live: Live,
  targets: Targets = TARGETS,
): ReadonlyMap<PermissionSetName, Ownership> {
  return new Map([
    ...[...live.state.permissionSets.values()].map((set) => [set.name, ownershipOf(set, desired)] as const),
    ...(desired.targets === undefined ? [] : ofOtherTargets(desired, live, targets)),
  ]);
}

/** Of a target that does not own all of its assignments, what no file names is nobody's business here. */
function ofOtherTargets(
  desired: Desired,
  live: Live,
  targets: Targets,
): readonly (readonly [PermissionSetName, Ownership])[] {
  const named = namesByTarget(desired.state.assignments.values());
  const there = namesByTarget(live.state.assignments.values());
  return [...(desired.targets ?? [])].flatMap((target) => {
    const ownNames = named.get(target) ?? new Set();
    const names = new Set([...ownNames, ...(there.get(target) ?? [])]);
    return [...names].map(
      (name) => [name, targets[target].ownership(name, { desired, live, isGranted: ownNames.has(name) })] as const,
    );
  });
}

function namesByTarget(assignments: Iterable<Assignment>): ReadonlyMap<OtherTarget, ReadonlySet<PermissionSetName>> {
  const names = new Map<OtherTarget, Set<PermissionSetName>>();
  for (const assignment of assignments) {
    const target = otherTargetOf(assignment);
    if (target === undefined) continue;
    const ofTarget = names.get(target) ?? new Set();
    names.set(target, ofTarget.add(assignment.permissionSet));
  }
  return names;
}
