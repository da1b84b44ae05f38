// The port: everything the program asks of an Identity Center. Two sides implement it, AWS and memory, and one contract suite proves both.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import type { Operation, ProvisioningOperation } from '../plan/change.ts';
import type { AccountPoliciesQuery, AccountsRead } from '../state/account-policies.ts';
import type { Directory, DirectoryNeeds } from '../state/directory.ts';
import type { Health, HealthQuery } from '../state/health.ts';
import type { Live, PairsRead, Scope } from '../state/live.ts';
import type { Members } from '../state/members.ts';
import type { SamlRolesQuery, SamlRolesRead } from '../state/saml-roles.ts';
import type { RolesUse, RoleUseQuery } from '../state/role-use.ts';
import type { AccountId, Address, PermissionSet, PermissionSetName, PrincipalId } from '../state/state.ts';

/** The reading half; planning never receives more. Failures are thrown as AccessError: a plan from half a read would delete. */
export interface IdentityCenterReader {
  /** Asks who is asking, and of what instance, ahead of the first question: what comes of it is told by the question that needs it. Resolves when the first question is on its way, and never rejects. Not every reader asks anybody. */
  begin?(): Promise<void>;
  readDirectory(needs: DirectoryNeeds): Promise<Directory>;
  /** Aborted, it reads no further and rejects with the signal's reason. */
  readState(scope: Scope, signal?: AbortSignal): Promise<Live>;
  /** Every row of these pairs, those of users and of principals that are gone included: one call a pair. Their sets must have been read by `readState`. */
  readPairs(pairs: readonly Address[]): Promise<PairsRead>;
  /** One permission set as it is defined now, in whichever accounts; undefined: there is none of this name. Reads nothing else. */
  readDefinition(name: PermissionSetName): Promise<PermissionSet | undefined>;
  /** The AWS managed policies as AWS has them now. Not every reader can ask. */
  readManagedPolicies?(known: readonly KnownPolicy[]): Promise<readonly PolicyReading[]>;
  /** Customer managed policies as accounts have them now, each account for itself: one that cannot be read is `unchecked`. Not every reader can ask. */
  readAccountPolicies?(query: AccountPoliciesQuery): Promise<AccountsRead>;
  /** What accounts that are federated by SAML have of roles, each account for itself. Not every reader can ask. */
  readSamlRoles?(query: SamlRolesQuery): Promise<SamlRolesRead>;
  /** When roles of permission sets were last used, each account for itself. Not every reader can ask. */
  readRoleUse?(query: RoleUseQuery): Promise<RolesUse>;
  /** Those of the groups that have no members now. A group that the caller may not ask about is none of them. */
  emptyGroupsAmong(groups: readonly PrincipalId[]): Promise<ReadonlySet<PrincipalId>>;
  /** Who is in these groups now: a call for each hundred members of each, and the users in one sweep. */
  readMembers(groups: readonly PrincipalId[]): Promise<Members>;
  /** Who changed what, as CloudTrail has recorded it. Not every reader can ask. */
  readRecordedCalls?(query: RecordedCallsQuery): Promise<RecordedCalls>;
  /** API calls so far, throttled attempts included, by `service:Operation`. */
  callCounts(): Readonly<Record<string, number>>;
  /** What the run has cost so far, and why. For people; not every reader asks anybody. */
  usage?(): Usage;
}

export interface Usage {
  /** By `service:Operation`, each attempt counted. */
  readonly calls: Readonly<Record<string, CallUsage>>;
  /** How assignments were read; absent before they were. */
  readonly assignments?: AssignmentsReading;
  /** The most asynchronous operations that were in flight at once, as far as this run began them, and how many it would begin now. */
  readonly inFlight: { readonly most: number; readonly limit: number };
  /** How long the asynchronous operations took, in milliseconds: the median of each family that there was one of. */
  readonly operations: Readonly<Record<string, number>>;
}

export interface CallUsage {
  readonly sent: number;
  /** Refused because of the rate. */
  readonly throttled: number;
  /** Refused because of too many asynchronous operations under way. */
  readonly tooMany: number;
}

/** `by-pair`: a call for each permission set and account. `by-group`: one for each group, where that is cheaper and allowed. */
export interface AssignmentsReading {
  readonly way: 'by-group' | 'by-pair';
  /** Permission sets in accounts. */
  readonly pairs: number;
  readonly groups: number;
  /** Pairs that were read by themselves: of sets whose every row must be seen, and those that no group explains. */
  readonly alone: number;
}

/** A call that changed something of a permission set or its assignments. What it says is text from outside: escape it. */
export interface RecordedCall {
  /** Of sso-admin: `CreateAccountAssignment`. */
  readonly operation: string;
  readonly at: Instant;
  /** ARN of who called, or what else CloudTrail knows of them. */
  readonly by: string;
  readonly eventId: string;
  readonly permissionSet: PermissionSetName;
  /** Of assignments. */
  readonly account?: AccountId;
  readonly principal?: PrincipalId;
}

export interface RecordedCallsQuery {
  /** Each is looked up by itself, the newest calls first. */
  readonly operations: readonly string[];
  /** Whether nothing older of the operation is needed. */
  isEnough(operation: string, calls: readonly RecordedCall[]): boolean;
}

/** CloudTrail's LookupEvents knows 90 days of the caller's own account and region, and nothing of what others called from elsewhere. */
export interface RecordedCalls {
  readonly calls: readonly RecordedCall[];
  readonly account: AccountId;
  readonly region: string;
  /** Operations of which the older calls were not looked at. */
  readonly cut: readonly string[];
}

/** An AWS managed policy, and which version of it is at hand. */
export interface KnownPolicy {
  /** Path and name, as in `PermissionSet.managedPolicies`. */
  readonly path: string;
  /** Absent: none is. */
  readonly versionId?: string;
}

/** `read`: AWS's default version is another one. `denied`: the caller may not ask. `missing`: AWS has no such policy, or does not give its text. */
export type PolicyReading = { readonly path: string } & (
  | { readonly status: 'known' | 'denied' | 'missing' }
  | {
      readonly status: 'read';
      readonly versionId: string;
      /** When that version was made; absent where AWS does not say. */
      readonly createdAt?: Instant;
      readonly document: unknown;
    }
);

export interface IdentityCenter extends IdentityCenterReader {
  /** The set-up itself, as far as the caller may see it. */
  readHealth(query: HealthQuery): Promise<Health>;
  readonly limits: Limits;
  /**
   * How many asynchronous operations are in progress, whoever began them; undefined when the caller may not ask. Before an apply has sent anything they
   * are somebody else's.
   */
  operationsInProgress?(): Promise<number | undefined>;
  /** Never throws for what the service answers: that is an outcome. Safe to repeat after any outcome. */
  apply(operation: Operation, options?: ApplyOptions): Promise<Outcome>;
  /**
   * All accounts of a provisioning by one operation of the service, where that touches no other account: what carries it out, with an outcome for each
   * in their order. Undefined where it does; nothing is sent before it is carried out, and what comes of that is undefined where the caller may do it
   * for single accounts only: then nothing was changed.
   */
  provisionTogether?(accounts: readonly ProvisioningOperation[]): Promise<ProvisionTogether | undefined>;
}

export type ProvisionTogether = (options?: ApplyOptions) => Promise<readonly Outcome[] | undefined>;

/** How many operations may run at once; what the service allows, not what is fast. */
export interface Limits {
  /** Outstanding asynchronous operations. AWS documents 15 CreateAccountAssignment, 10 in older text: it falls when the service refuses one. */
  readonly inFlight: number;
  /** IAM roles that Identity Center updates at a time in an account: 1. */
  readonly perAccount: number;
  /** Concurrent mutations of one permission set's definition: 1, or AttachManagedPolicyToPermissionSet conflicts. */
  readonly perSet: number;
  /** Concurrent ProvisionPermissionSet calls: 3. */
  readonly provisioning: number;
  /** Operations of each other target at once; those of Identity Center are counted for themselves. */
  readonly perTarget: number;
}

export interface ApplyOptions {
  readonly signal?: AbortSignal;
  /** Told of each mutating API call when it was answered, for the journal. */
  readonly onCall?: (call: WrittenCall) => void;
}

export interface WrittenCall {
  /** `sso-admin:PutInlinePolicyToPermissionSet`. */
  readonly api: string;
  /** AWS's request id, as CloudTrail shows it. */
  readonly requestId?: string;
  /** The error's name, when it was refused. */
  readonly error?: string;
}

export type Outcome =
  | { readonly status: 'done' }
  /** The service already had it so: a create of what exists, a delete of what is gone. */
  | { readonly status: 'already' }
  | ({ readonly status: 'failed'; readonly reason: string; readonly requestId?: string } & Traces)
  /** Nothing was sent: aborted, or the read just before the write showed another state. */
  | ({ readonly status: 'not-sent'; readonly reason: string } & Stop)
  /** Sent, and then the connection or the status was lost, and no reading could settle it. The next plan reads what became of it. */
  | ({ readonly status: 'unknown'; readonly reason: string } & Traces & Stop);

/** Of a row that needs the latest role and would meet an older one. */
export const OLD_ROLE: Outcome = {
  status: 'not-sent',
  reason: 'the role in the account was made by somebody else meanwhile and holds an older definition: plan again',
};

/** Of a write of attributes that would meet another configuration than the plan saw. */
export const OTHER_ATTRIBUTES: Outcome = {
  status: 'not-sent',
  reason: 'somebody else changed the attributes for access control meanwhile: plan again',
};

/** Of a write of a resource that would meet another than the plan saw. */
export const OTHER_RESOURCE: Outcome = {
  status: 'not-sent',
  reason: 'somebody else changed it meanwhile: plan again',
};

export interface Stop {
  /** Every other operation would meet the same: nothing more is worth sending. */
  readonly stop?: Diagnostic;
}

/** What an operation of several calls had done by the time it did not go on. For people: `attached ReadOnlyAccess`, with names from outside. */
export interface Traces {
  /** What it changed, and what is so now. Absent: nothing. */
  readonly changed?: readonly string[];
  /** What it changed, and took back. */
  readonly putBack?: readonly string[];
}
