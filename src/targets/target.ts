// The ways into accounts beside permission sets of Identity Center, and what each must promise.
//
// Terms. A *target* is a way into accounts that a plan writes: Identity Center's permission sets, or another one. An *assignment* of a target says that a
// principal may use something in an account, and names what: a permission set, or what the target has in place of one (`role/ops/legacy-admin`). A
// *resource* is whatever else the target needs and is written as a whole: the application that entitlements are in, a role that somebody has to make.
// Identity Center has more than that (definitions that reach accounts by provisioning, attributes for access control), which diff.ts and order.ts know.
//
// What is common. Grants become assignments whatever the target is, in the one State of desired and live. So who keeps, gains and loses access is decided
// in one place: what may not be deleted (keep.ts), what waits (order.ts), what a guard or a guardrail refuses, what a report counts. None of them asks
// which target an assignment is of, but where the service does something that nobody can ask it not to do. A group that moves from a role that it had by
// one target to a permission set in the same account keeps access for the same reason as one that moves between two permission sets.
//
// What a target promises.
// - Unread is not absent. It says which accounts it read (`Live.targets`). What lies in an account that it could not read is neither created, for it may
//   be there, nor deleted, for nobody has seen what goes with it; and a target that was not read at all is held as a whole.
// - Ownership. It says whose its assignments are. A target without tags on them takes that from what has some; where nothing has, only what files name is
//   ours.
// - Safety and continuity. What an assignment gives is what its resource says. So assignments and their resource follow each other as assignments and the
//   definition of a permission set do (sequence.ts), by the risk of what changes. A write is done when the service lets people in by it, or no longer.
// - Convergence. Writing what live has already is `already`, deleting what is gone too. A write that was cut off leaves what the next plan goes on from.
//   Desired and live of one thing are the same value, in canonical form, or it would be written for ever.
// - One plan. A change is data with an address, told and compared by common code. A target adds words to it, never a screen of its own.
//
// Rejected:
// - a plan of its own for each target: no order would hold between them, and a move from one to another would be a gap or a surplus;
// - targets that bring their own diff: three dull comparisons instead of one, of which two would forget what is held;
// - a registry that targets enter themselves in: what there is would depend on what was loaded. The table in targets.ts is exhaustive by type.
import type { Risk } from '../definition/fields.ts';
import type { Desired, HoldReason } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import {
  type Address,
  type Assignment,
  type OtherTarget,
  type PermissionSetName,
  type Resource,
  targetOf,
} from '../state/state.ts';

/** The two sides that a plan is made of, and who asks. */
export interface Sides {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
}

/** One of them at least is there. */
interface ResourceSides {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** What a plan asks of a target other than Identity Center. Pure: what it knows, it knows of the two sides. */
export interface TargetRules {
  /**
   * Whose the assignments on what it has in place of a permission set are: `managed`, and then all of them are ours; `external`, and then those of declared
   * principals are; `unmanaged`, and then none is. `isGranted`: a grant of the files names it.
   */
  ownership(
    name: PermissionSetName,
    sides: Omit<Sides, 'directory'> & { readonly isGranted: boolean },
  ): 'managed' | 'external' | 'unmanaged';
  /** Why the assignment cannot be made yet, beside what holds the resource that it rests on. */
  reasonToHold(assignment: Assignment, sides: Sides): HoldReason | undefined;
  /** Why the resource may not be written, though nothing else keeps it from being. */
  reasonToHoldResource(change: ResourceSides, sides: Sides): HoldReason | undefined;
  /** What must be there for the assignment to work, and says what it gives. */
  resourceOf(assignment: Assignment): Address | undefined;
  /** What an update can do at worst to the access of those who have an assignment on it. */
  riskOf(before: Resource, after: Resource): Risk;
  /** Who uses its resources, no plan knows: one that goes waits for what may replace it in its account. */
  readonly hasUnseenUsers?: true;
  /**
   * What may cease to let in those without an assignment: an update that narrows it waits for assignments that are made in the same plan, and for those
   * that cannot be made yet.
   */
  narrowedAfter?(assignment: Pick<Assignment, 'permissionSet' | 'account'>): Address;
  /** Whether one of ours that nobody asks for any more is deleted. */
  mayDelete(resource: Resource): boolean;
}

/** See targets.ts. */
export type Targets = Readonly<Record<OtherTarget, TargetRules>>;

/** Undefined for a permission set of Identity Center. */
export function otherTargetOf({ permissionSet }: Pick<Assignment, 'permissionSet'>): OtherTarget | undefined {
  const target = targetOf(permissionSet);
  return target === 'identity-center' ? undefined : target;
}

/** Undefined: it rests on none. */
export function resourceOf(assignment: Assignment, targets: Targets): Address | undefined {
  const target = otherTargetOf(assignment);
  return target && targets[target].resourceOf(assignment);
}
