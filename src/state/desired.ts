// What the files ask for, in live's own terms: resolved, but not yet compared with anything.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../diagnostics/rules.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import type { SamlRolesQuery } from './saml-roles.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type OtherTarget,
  type PermissionSetName,
  type PrincipalId,
  type ReleasableField,
  type ResourceReference,
  type State,
  type Target,
  targetOf,
} from './state.ts';

/** A line of a file that asked for it: a span as a plan shows it. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Desired {
  /** Managed sets and the assignments of grants. `provisioned` is empty: which pairs must be up to date follows from live. */
  readonly state: State;
  readonly facts: ReadonlyMap<Address, Facts>;
  /** What the files ask for but live cannot take yet. */
  readonly held: readonly Held[];
  /** Sets the files grant on but never write. */
  readonly external: ReadonlyMap<PermissionSetName, Span>;
  /** Ids of the groups and users that files declare, as far as live has them. */
  readonly groups: ReadonlySet<PrincipalId>;
  /** Groups whose live name or identity is not the one that was reviewed: what they have stays, more they may not get. */
  readonly changedGroups: ReadonlyMap<PrincipalId, HoldReason>;
  /** Groups that bear the name of a pinned group but not its pin: nothing is given to them or taken from them. */
  readonly nameCollisions: ReadonlyMap<PrincipalId, HoldReason>;
  /** Pairs granted to a group that could not be found: its assignments may be there under an older id. */
  readonly deleteBlockedPairs: ReadonlyMap<Address, HoldReason>;
  /** Assignments of grants that have ended, and that no other grant asks for. They go, whatever `unmanaged` says. */
  readonly expired: ReadonlyMap<Address, readonly Span[]>;
  /** New name → old name. */
  readonly renames: ReadonlyMap<PermissionSetName, PermissionSetName>;
  readonly rules: OwnershipRules;
  /** Targets other than Identity Center that the files manage. What is in others is nobody's business here. */
  readonly targets?: ReadonlySet<OtherTarget>;
  /** What the files declare of applications, by what plans call them: those of others (`external`), and those whose assignments are all theirs. */
  readonly applications?: ReadonlyMap<PermissionSetName, { readonly external: boolean }>;
  /** What must be read of accounts that are federated by SAML. Absent: the files have none. */
  readonly samlRoles?: SamlRolesQuery;
  /** What is granted there. No plan writes it: who takes a role is the identity provider's to say, and what guardrails say of it is ours. */
  readonly samlGrants?: readonly SamlGrant[];
}

/** A grant of a permission set in an account that is federated by SAML. */
export interface SamlGrant {
  readonly assignment: Assignment;
  readonly facts: Facts;
  /** What the files call who it is granted to. */
  readonly name: string;
  /** The role that the permission set is there. */
  readonly role: Address;
}

/** What the files know about a set or assignment beyond its value. */
export interface Facts {
  readonly origins: readonly Span[];
  /** When the last grant of the assignment ends; absent when one does not. */
  readonly expires?: Instant;
  readonly reasons?: readonly string[];
}

/** Why something may not change yet. */
export interface HoldReason {
  readonly code: Code;
  readonly reason: string;
  readonly hint?: string;
  /** A guard's: it goes on once a person allows it. Others end by themselves, or when the files change. */
  readonly awaitsApproval?: true;
}

/**
 * Whose doing a change is, when files are compared with those of a base. `this-change`: the base's files would not do it. Otherwise it was there before:
 * `pending`, what the base's files ask for and live does not have yet; `drift`, what live has otherwise than they say.
 */
export type Cause = 'this-change' | 'pending' | 'drift';

/** A change that would be made, but may not be made yet. */
export type Held = HeldOfSet | HeldAttributes | HeldResource;

interface HeldChange extends HoldReason {
  readonly origins: readonly Origin[];
  /** For people. Absent without a base. */
  readonly cause?: Cause;
}

export interface HeldOfSet extends HeldChange {
  readonly kind: 'permission-set' | 'assignment' | 'provisioning';
  readonly action: 'create' | 'adopt' | 'update' | 'delete' | 'provision' | 'release';
  readonly permissionSet: PermissionSetName;
  readonly account?: AccountId;
  /** `id` is absent while the group does not exist in Identity Center. */
  readonly principal?: { readonly type: 'group' | 'user'; readonly id?: PrincipalId; readonly name: string };
  readonly address?: never;
  readonly keys?: never;
  readonly resource?: never;
}

/** Of another target than Identity Center. */
interface HeldResource extends HeldChange {
  readonly kind: 'resource';
  readonly action: 'create' | 'adopt' | 'update' | 'delete';
  readonly address: Address;
  readonly resource: ResourceReference;
  readonly account?: AccountId;
  readonly keys?: never;
  readonly permissionSet?: never;
  readonly principal?: never;
}

/** A write of the attributes for access control. */
interface HeldAttributes extends HeldChange {
  readonly kind: 'access-control-attributes';
  readonly action: 'create' | 'update' | 'delete';
  readonly address: Address;
  /** Of the attributes that come, change or go, in their order. */
  readonly keys: readonly string[];
  readonly resource?: never;
  readonly permissionSet?: never;
  readonly account?: never;
  readonly principal?: never;
}

/** What it would be written to. */
export function targetOfHeld({ resource, permissionSet }: Held): Target {
  return resource?.target ?? (permissionSet === undefined ? 'identity-center' : targetOf(permissionSet));
}

/** What `unmanaged.ignore` leaves alone: globs, of which all that are given must match. At least one is. */
export interface IgnoreRule {
  readonly permissionSets?: string;
  /** Over display names and ids of groups. Not with `users`. */
  readonly groups?: string;
  /** Over user names and ids of users. */
  readonly users?: string;
  /** Over names and ids of accounts. */
  readonly accounts?: string;
  /** Of the definitions of managed sets; with `permissionSets`, and without all others. */
  readonly fields?: readonly ReleasableField[];
  /** As written: when it ends. */
  readonly until?: string;
  readonly reason?: string;
}

/** Which of live's sets and assignments are ours to change; the settings of `access.yaml`, without their places. */
export interface OwnershipRules {
  readonly owner: string;
  readonly unmanagedSets: 'report' | 'ignore';
  readonly groupAssignments: 'delete' | 'report' | 'ignore';
  readonly userAssignments: 'report' | 'ignore' | 'delete';
  readonly orphans: 'delete' | 'report';
  /** Those that have not ended. */
  readonly ignore: readonly IgnoreRule[];
  /** Control Tower's own sets are known, and not told. */
  readonly ignoresControlTower: boolean;
  readonly deletes: { readonly more: number; readonly share: number };
  readonly unattended: { readonly creates: number; readonly administrators: number };
  /** Other owners that are known. */
  readonly owners: readonly string[];
}

export const originOf = ({ file, start }: Span): Origin => ({ file, line: start.line, column: start.column });

/** Why something waits for other things that are held. It goes on with them, and so by approval where each of them waits for that. */
export function waitingFor(others: readonly HoldReason[], why: (approval: boolean) => Diagnostic): HoldReason {
  const approval = others.every(({ awaitsApproval }) => awaitsApproval === true);
  const holdReason = holdReasonFrom(why(approval));
  return approval ? { ...holdReason, awaitsApproval: true } : holdReason;
}

/** A diagnostic as the reason why something is held. */
export const holdReasonFrom = ({ code, message, hint }: Diagnostic): HoldReason => ({
  code,
  reason: message,
  ...optional({ hint }),
});
