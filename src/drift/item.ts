// One thing that live has otherwise than the files say, and what may be done about it.
import type { Field } from '../definition/fields.ts';
import type { InstantText } from '../instant.ts';
import type { ResourceChange } from '../plan/change.ts';
import type { AccessControl } from '../state/access-control.ts';
import type { HoldReason, Origin } from '../state/desired.ts';
import type {
  AccountId,
  Address,
  Assignment,
  PermissionSet,
  PermissionSetName,
  Principal,
  ResourceReference,
} from '../state/state.ts';

/** In the order of a report: what nobody has looked at before what an apply puts right. */
export const DRIFT_KINDS = [
  /** Claimed by an owner that the files do not list, or by another while the files declare it as theirs. */
  'foreign-permission-set',
  /** Nobody's: without our tag, and not declared. */
  'unmanaged-permission-set',
  /** Ours by its tag, and not declared. */
  'undeclared-permission-set',
  /** Live's definition differs from that of the files. */
  'definition',
  'missing-permission-set',
  /** Of a group, on a set of ours; no grant asks for it. */
  'group-assignment',
  'user-assignment',
  /** Of a principal that is gone. */
  'orphan-assignment',
  /** Of a grant that has ended. */
  'ended-assignment',
  'missing-assignment',
  /** A role in an account that does not have the latest definition of its set. */
  'outdated-role',
  /** Those of the instance, where the files declare them. */
  'access-control-attributes',
  /** What another target needs beside assignments: not there, or not as the files say. */
  'resource',
] as const;

export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What is not as the files say, before it is known what may be done about it. */
export interface FoundItem {
  readonly kind: DriftKind;
  /** Of what is not as the files say: unique in a report. */
  readonly address: Address;
  /** Absent for attributes for access control, and for resources. */
  readonly permissionSet?: PermissionSetName;
  /** Who claims the set by its tag `access:owner`: of sets that are not ours. */
  readonly owner?: string;
  readonly account?: AccountId;
  /** `id` is absent while the group does not exist in Identity Center. */
  readonly principal?: { readonly type: Principal['type']; readonly id?: Principal['id']; readonly name?: string };
  /** What the files say of the set; absent where they do not declare it. */
  readonly files?: PermissionSet;
  /** What live has of the set; absent where it has none, or it was not read. */
  readonly live?: PermissionSet;
  /** What differs between the two. */
  readonly fields?: readonly Field[];
  /** What the files say of the attributes for access control, and what live has. */
  readonly attributes?: { readonly files: AccessControl; readonly live: AccessControl };
  readonly resource?: ResourceReference;
  /** What the plan does to the resource, or would: what it is that live has otherwise. */
  readonly action?: ResourceChange['action'];
  /** Who holds a set that is not ours, and where. */
  readonly assignments?: readonly Assignment[];
  /** The set gives administrator access. */
  readonly administrator?: true;
  /** Where the files speak of it. */
  readonly origins: readonly Origin[];
  /** Why an apply would not put it right now. */
  readonly waits?: Pick<HoldReason, 'code' | 'reason'>;
  /** An apply puts it right, as the settings are, as soon as nothing holds it. */
  readonly isApplied: boolean;
}

/** The last recorded call that made it so. Text from outside: escape it. */
export interface Doer {
  readonly by: string;
  readonly at: InstantText;
  readonly operation: string;
  /** Of CloudTrail. */
  readonly eventId: string;
}

export interface DriftItem extends FoundItem {
  /** Only where CloudTrail was asked, and knows. */
  readonly who?: Doer;
  readonly waysOut: WaysOut;
}

export interface WaysOut {
  /** Live becomes what the files say. */
  readonly takeBack: Way;
  /** The files become what live has. */
  readonly takeOver: Way;
  /** It stays as it is, for a while, and is told no more. */
  readonly accept: Way;
}

/** Each in the order of its steps: what to write, what to run, and what else there is to say. */
export interface Way {
  /** To paste into this file of the config folder; absent: into the file that declares the set. */
  readonly yaml?: { readonly file?: string; readonly text: string };
  /** To run in a POSIX shell. */
  readonly command?: string;
  /** A sentence, where neither says all. */
  readonly note?: string;
}
