// A change is data: what will be written, to what, after what, and why. No closures, no SDK types, no display strings.
import type { Field, Risk } from '../definition/fields.ts';
import type { InstantText } from '../instant.ts';
import type { AccessControlAttribute } from '../state/access-control.ts';
import type { Cause, Origin } from '../state/desired.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
  pairAddress,
  type Resource,
  type ResourceReference,
  type Target,
  targetOf,
} from '../state/state.ts';

export type { Cause, Origin } from '../state/desired.ts';

/** Who signs in by SAML, as the files call them: Identity Center may not know them. */
export interface SamlPrincipal {
  readonly type: 'group' | 'user';
  readonly name: string;
}

/** Of what reaches people. */
interface ReachesPeople {
  /**
   * For people: who gains an assignment's permission set in its account and did not have it by another, who loses it and does not keep it by another, or
   * who has a definition that changes. A key of `Plan.people.lists`; absent where that is not known.
   */
  readonly people?: string;
}

interface ChangeBase {
  /** What is written to; one change of a plan has it. The key by which saved and fresh changes are matched. */
  readonly address: Address;
  /** What the write can do to access at worst. Decides the order (sequence.ts); what it does do is in `meaning`, for people. */
  readonly risk: Risk;
  /** Addresses of changes that must be done first. */
  readonly dependsOn: readonly Address[];
  /** Empty for what no file mentions any more. */
  readonly origins: readonly Origin[];
  /** For people: whose doing it is. Absent without a base. Never to be used to decide what is written. */
  readonly cause?: Cause;
}

export interface PermissionSetChange extends ChangeBase, ReachesPeople {
  readonly kind: 'permission-set';
  /**
   * `adopt`: an update of a set without an owner, which also tags it. `release`: takes the owner's tag off, and does nothing else; of `access release` alone,
   * so that neither a plan of files nor a saved plan has one.
   */
  readonly action: 'create' | 'adopt' | 'update' | 'delete' | 'release';
  readonly permissionSet: PermissionSetName;
  /** Absent for a create. What live had when it was read, not a condition of the write: apply plans afresh. */
  readonly before?: PermissionSet;
  /** Absent for a delete. */
  readonly after?: PermissionSet;
  /** What differs between the two, in the order of `Field`; empty for create and delete. */
  readonly fields: readonly Field[];
  /** The set this one replaces, when the files say so. For people: moves are assignments of their own. */
  readonly renamedFrom?: PermissionSetName;
  /** For people: the definition after gives administrator access. */
  readonly administrator?: true;
  /** What the new definition allows and the old one did not, and the other way round: a key of `Plan.meanings`. */
  readonly meaning?: string;
  /** For people: whom the definition reaches once the plan is applied, assignments that this plan creates included. */
  readonly holders?: readonly Holder[];
}

/** Who has a permission set, and where. */
export interface Holder {
  readonly principal: Principal;
  /** Sorted. */
  readonly accounts: readonly AccountId[];
  /** What the change means in these accounts, where that is not what it means in the first: a key of `Plan.meanings`. */
  readonly meaning?: string;
  /** By the customer managed policies of these accounts the set gives no administrator access there, though elsewhere it does. */
  readonly administrator?: false;
}

/** Why an assignment goes: of the assignment, and not whose doing that is. */
export type DeleteCause = 'not-declared' | 'expired' | 'orphan' | 'set-not-declared' | 'renamed';

export interface AssignmentChange extends ChangeBase, ReachesPeople {
  readonly kind: 'assignment';
  readonly action: 'create' | 'delete';
  readonly assignment: Assignment;
  /** Deletes only. Guards count by it; causes of the change are `cause`. */
  readonly deleteReason?: DeleteCause;
  /**
   * Creates only: the assignment makes its role by a definition that this plan or an earlier one wrote, and must not meet a role that somebody else
   * made before that, for it would give the older definition. Then nothing is sent.
   */
  readonly needsLatestRole?: true;
  /** Creates only: when the last grant of this assignment ends. For people: no write carries it, a later plan revokes. */
  readonly expires?: InstantText;
  /** Creates only: the grants' reasons, for people. */
  readonly reasons?: readonly string[];
  /** Creates only, and for people only: the set gives administrator access. */
  readonly administrator?: true;
  /**
   * What the principal gains or loses in the account by this assignment, beside all else it has there before a create or after a delete:
   * a key of `Plan.meanings`.
   */
  readonly meaning?: string;
  /**
   * Deletes only, and for people: how long sessions that are open go on at most, ISO 8601 (`PT8H`). DeleteAccountAssignment ends none; the credentials of
   * a role are good until their session ends.
   */
  readonly openSessions?: string;
  /** The permission sets that it has there then, as far as what their roles hold is known. Sorted; absent when there are none. */
  readonly beside?: readonly PermissionSetName[];
}

/** ProvisionPermissionSet, account by account: policy edits do not reach accounts by themselves. */
export interface ProvisioningChange extends ChangeBase {
  readonly kind: 'provisioning';
  readonly action: 'provision';
  readonly permissionSet: PermissionSetName;
  /** Sorted. Each is one operation with an outcome of its own. */
  readonly accounts: readonly AccountId[];
}

/**
 * The attributes for access control of the instance, written as a whole by Create, Update or DeleteInstanceAccessControlAttributeConfiguration. A plan has
 * at most two: what comes and what changes, and what goes (access-control.ts).
 */
export interface AttributesChange extends ChangeBase {
  readonly kind: 'access-control-attributes';
  readonly action: 'create' | 'update' | 'delete';
  /** In order of their keys. Absent for a create: the instance has no configuration. */
  readonly before?: readonly AccessControlAttribute[];
  /** Absent for a delete. */
  readonly after?: readonly AccessControlAttribute[];
  /** The permission sets whose policies test an attribute that changes, for people and for guards. Sorted by key and name. */
  readonly tests: readonly AttributeTest[];
}

/** A policy of the permission set tests `aws:PrincipalTag/KEY`, before the plan or after it. */
export interface AttributeTest {
  /** As the configuration writes it, or the policy where no configuration does. */
  readonly key: string;
  readonly permissionSet: PermissionSetName;
  /** No role of it tests the key any more once the plan is applied. */
  readonly ends?: true;
  /** How many principals have the set, before the plan or after it; absent where nobody read who. */
  readonly principals?: number;
}

/** Something that another target than Identity Center needs beside assignments. */
export interface ResourceChange extends ChangeBase {
  readonly kind: 'resource';
  /** `adopt`: of one without an owner, an update that also says who manages it. */
  readonly action: 'create' | 'adopt' | 'update' | 'delete';
  readonly resource: ResourceReference;
  /** It gives administrator access to whoever may use it. */
  readonly administrator?: true;
  /** For people: who is granted a role that is taken by SAML. Absent of what is none, and of one that goes. */
  readonly grantedTo?: readonly SamlPrincipal[];
  /** Absent for a create. */
  readonly before?: Resource;
  /** Absent for a delete. */
  readonly after?: Resource;
}

export type Change = PermissionSetChange | AssignmentChange | ProvisioningChange | AttributesChange | ResourceChange;

/** What it is written to. */
export function targetOfChange(change: Change): Target {
  switch (change.kind) {
    case 'permission-set':
    case 'provisioning':
    case 'access-control-attributes':
      return 'identity-center';
    case 'assignment':
      return targetOf(change.assignment.permissionSet);
    case 'resource':
      return change.resource.target;
    default:
      return change satisfies never;
  }
}

/** The unit of work of an apply: a change, or one account of a provisioning. Each has an outcome of its own. */
export type Operation =
  | { readonly kind: 'permission-set'; readonly change: PermissionSetChange }
  | { readonly kind: 'assignment'; readonly change: AssignmentChange }
  | ProvisioningOperation
  | { readonly kind: 'access-control-attributes'; readonly change: AttributesChange }
  | { readonly kind: 'resource'; readonly change: ResourceChange };

export interface ProvisioningOperation {
  readonly kind: 'provisioning';
  readonly change: ProvisioningChange;
  readonly account: AccountId;
}

export function operationsOf(change: Change): readonly Operation[] {
  switch (change.kind) {
    case 'permission-set':
      return [{ kind: 'permission-set', change }];
    case 'assignment':
      return [{ kind: 'assignment', change }];
    case 'provisioning':
      return change.accounts.map((account) => ({ kind: 'provisioning', change, account }));
    case 'access-control-attributes':
      return [{ kind: 'access-control-attributes', change }];
    case 'resource':
      return [{ kind: 'resource', change }];
    default:
      return change satisfies never;
  }
}

/** The account an operation works in; definitions and attributes belong to the instance, not to an account, and so do some resources. */
export function accountOf(operation: Operation): AccountId | undefined {
  switch (operation.kind) {
    case 'permission-set':
    case 'access-control-attributes':
      return undefined;
    case 'assignment':
      return operation.change.assignment.account;
    case 'provisioning':
      return operation.account;
    case 'resource':
      return operation.change.resource.account;
    default:
      return operation satisfies never;
  }
}

/** What an operation writes to; an account of a provisioning change has the address of its pair. */
export function operationAddress(operation: Operation): Address {
  return operation.kind === 'provisioning'
    ? pairAddress(operation.change.permissionSet, operation.account)
    : operation.change.address;
}

/** The set it is about; undefined: it is about the instance, or a resource of another target. */
export function permissionSetOf(change: Change): PermissionSetName | undefined {
  switch (change.kind) {
    case 'assignment':
      return change.assignment.permissionSet;
    case 'permission-set':
    case 'provisioning':
      return change.permissionSet;
    case 'access-control-attributes':
    case 'resource':
      return undefined;
    default:
      return change satisfies never;
  }
}
