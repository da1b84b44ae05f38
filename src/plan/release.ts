// Leaving: the owner's tag comes off permission sets again. It is all that this program keeps in Identity Center, so that nothing else changes.
//
// The owner is what tells our sets from everybody's. Without it a plan takes a set for nobody's: it adopts what the files declare, and leaves alone what they do not. With it, what is
// not declared any more is deleted. So a release comes before files are emptied, never after it.
import { diagnose } from '../diagnostics/diagnose.ts';
import { namesOf } from '../holdings/names.ts';
import { type Instant, writeInstant } from '../instant.ts';
import type { Span } from '../source/span.ts';
import { originOf } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { type PermissionSet, type PermissionSetName, permissionSetAddress } from '../state/state.ts';
import { callerLimitsOf } from './caller-limits.ts';
import type { PermissionSetChange } from './change.ts';
import type { Held, Plan } from './plan.ts';
import { PLAN_FORMAT, planIdOf } from './plan-id.ts';

export interface ReleaseInputs extends Pick<Plan, 'toolVersion' | 'config' | 'calls'> {
  readonly directory: Directory;
  readonly live: Live;
  /** Whose tags come off. */
  readonly owner: string;
  /** Undefined: those of all sets of the owner. */
  readonly only: ReadonlySet<PermissionSetName> | undefined;
  /** Sets that the files declare as theirs, and where. */
  readonly declared: ReadonlyMap<PermissionSetName, Span>;
  readonly asOf: Instant;
}

/** Sets that bear the owner's tag. */
export function ownedSets({ state }: Live, owner: string): readonly PermissionSet[] {
  return [...state.permissionSets.values()].filter((set) => set.owner === owner);
}

/** A plan of nothing but releases. What the service refuses to the caller is held. */
export function releasePlan({ directory, live, owner, only, declared, ...inputs }: ReleaseInputs): Plan {
  const limits = callerLimitsOf(directory, live);
  const released = ownedSets(live, owner).filter(({ name }) => only === undefined || only.has(name));
  const changes = released
    .filter(({ name }) => limits.ofSet(name) === undefined)
    .map((set) => releaseOf(set, declared.get(set.name)));
  const held = released.flatMap(({ name }): readonly Held[] => {
    const reason = limits.ofSet(name);
    const origins = originsOf(declared.get(name));
    return reason === undefined
      ? []
      : [{ kind: 'permission-set', action: 'release', permissionSet: name, origins, ...reason }];
  });
  const again = changes.filter(({ permissionSet }) => declared.has(permissionSet)).length;
  return {
    formatVersion: PLAN_FORMAT,
    planId: planIdOf(directory.instance, changes),
    asOf: writeInstant(inputs.asOf),
    toolVersion: inputs.toolVersion,
    config: inputs.config,
    instance: directory.instance,
    caller: directory.caller,
    // No assignment is looked at.
    coverage: 'complete',
    changes,
    held,
    findings: [],
    notices: again === 0 ? [] : [diagnose('plan/released-declared', { count: again })],
    names: namesOf(directory, live),
    allowed: [],
    calls: inputs.calls,
  };
}

function releaseOf(before: PermissionSet, span: Span | undefined): PermissionSetChange {
  const { owner: _, ...after } = before;
  return {
    kind: 'permission-set',
    action: 'release',
    address: permissionSetAddress(before.name),
    permissionSet: before.name,
    before,
    after,
    fields: ['owner'],
    risk: 'neutral',
    dependsOn: [],
    origins: originsOf(span),
  };
}

const originsOf = (span: Span | undefined) => (span === undefined ? [] : [originOf(span)]);
