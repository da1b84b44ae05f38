// The state of the sandbox: what a management account, its organization and its one Identity Center instance hold.
import type { AccountAccess } from './account-access-state.ts';
import type { Directory } from './directory-state.ts';
import type { Tenant } from './entra/tenant.ts';
import type { Iam, ServicesUse } from './iam-state.ts';

export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';
export type PrincipalType = 'USER' | 'GROUP';
export type Persona = 'management' | 'delegated-administrator' | 'member' | 'read-only' | 'none';
export type Tags = Map<string, string>;
/** Members as they are on the wire. */
export type Wire = Readonly<Record<string, unknown>>;

export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The id of the root or of the organizational unit the account is in. */
  readonly parentId: string;
  readonly state: AccountState;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Organization {
  readonly id: string;
  readonly rootId: string;
  readonly managementAccount: string;
  readonly delegatedAdministrator?: string;
  readonly units: ReadonlyMap<string, Unit>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Absent: FullAWSAccess alone, everywhere. */
  readonly serviceControlPolicies?: ServiceControlPolicies;
}

export interface ServiceControlPolicies {
  /** The root has the policy type enabled. */
  readonly enabled: boolean;
  /** Beside FullAWSAccess. */
  readonly policies: readonly ServiceControlPolicy[];
  /** Ids of the root, units and accounts that FullAWSAccess is detached from. */
  readonly withoutFullAccess: readonly string[];
}

export interface ServiceControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly content: string;
  /** Ids of the root, units and accounts that it is attached to. */
  readonly targets: readonly string[];
}

export interface CustomerManagedPolicy {
  readonly name: string;
  readonly path: string;
}

export type Boundary =
  | { readonly kind: 'managed'; readonly arn: string }
  | { readonly kind: 'customer-managed'; readonly policy: CustomerManagedPolicy };

/** What provisioning copies into an account. Never changed in place: every edit makes a new one with a higher revision. */
export interface Definition {
  readonly revision: number;
  readonly sessionDuration: string;
  readonly relayState?: string;
  readonly managedPolicies: readonly string[];
  readonly customerManagedPolicies: readonly CustomerManagedPolicy[];
  readonly inlinePolicy?: string;
  readonly boundary?: Boundary;
}

export interface Assignment {
  readonly permissionSetArn: string;
  readonly accountId: string;
  readonly principalType: PrincipalType;
  readonly principalId: string;
}

/** A permission set in an account: a role there, and the principals who may take it. Without principals it is role-only. */
export interface Pair {
  readonly permissionSetArn: string;
  readonly accountId: string;
  readonly roleSuffix: string;
  readonly createdAt: number;
  /** What the account holds; outdated when its revision is not the permission set's. */
  provisioned: Definition;
  readonly assignments: Map<string, Assignment>;
  /** Of the role. Absent: never, as far as IAM says. */
  lastUsed?: RoleUse;
}

export interface RoleUse {
  readonly at: number;
  readonly region: string;
  readonly services?: ServicesUse;
}

export interface PermissionSet {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  description?: string;
  definition: Definition;
  readonly tags: Tags;
  readonly pairs: Map<string, Pair>;
  /** When it was last written to, in virtual time. */
  editedAt?: number;
  /** When its last pair went. */
  releasedAt?: number;
}

/** The instance's own properties. */
export interface Instance {
  name?: string;
  permissionSetsEnabled: boolean;
  /** A customer managed key; absent when AWS owns the key. */
  kmsKeyArn?: string;
  /** NetworkConfiguration of the instance and of its identity store, as they are on the wire. Told, never enforced. */
  network?: Wire;
  storeNetwork?: Wire;
  readonly tags: Tags;
  /** The regions beside the primary one. */
  readonly regions: Map<string, AddedRegion>;
}

/** Adding and removing take the time of an asynchronous operation. */
export interface AddedRegion {
  readonly addedAt: number;
  readonly removedAt?: number;
}

export interface Application {
  readonly arn: string;
  name: string;
  readonly provider: string;
  readonly account: string;
  description?: string;
  enabled: boolean;
  assignmentRequired: boolean;
  /** PortalOptions as they are on the wire. */
  portal: Wire;
  userBackgroundSessions?: 'ENABLED' | 'DISABLED';
  readonly createdAt: number;
  /** What the caller sent along to make it but once. */
  readonly request?: ClientRequest;
  readonly tags: Tags;
  /** By principal key. */
  readonly assignments: Map<string, { readonly type: PrincipalType; readonly id: string }>;
  /** AuthorizedTargets by access scope. */
  readonly scopes: Map<string, readonly string[]>;
  /** By GrantType, as they are on the wire. */
  readonly grants: Map<string, Wire>;
  /** By AuthenticationMethodType, as they are on the wire. */
  readonly authenticationMethods: Map<string, Wire>;
}

/** A ClientToken, and a digest of the request it came with. */
export interface ClientRequest {
  readonly token: string;
  readonly digest: string;
}

export interface TrustedTokenIssuer {
  readonly arn: string;
  name: string;
  /** OidcJwtConfiguration as it is on the wire. */
  configuration: Wire;
  readonly request?: ClientRequest;
  readonly tags: Tags;
}

export type Work =
  | { readonly kind: 'create-assignment' | 'delete-assignment'; readonly assignment: Assignment }
  | { readonly kind: 'provision'; readonly permissionSetArn: string; readonly accountId?: string };

/** An asynchronous operation. `accounts` are those it touches, as far as they were known when it was accepted. */
export interface Operation {
  readonly id: string;
  readonly work: Work;
  readonly accounts: ReadonlySet<string>;
  readonly createdAt: number;
  readonly settlesAt: number;
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  failureReason?: string;
}

export interface AccessControlAttribute {
  readonly key: string;
  readonly source: string;
}

/** A write of sso-admin, as CloudTrail records it. */
export interface RecordedEvent {
  readonly id: string;
  readonly name: string;
  /** Virtual time. */
  readonly time: number;
  /** Who called: the event is in this account's trail alone. */
  readonly account: string;
  readonly arn: string;
  /** With member names as CloudTrail writes them: `permissionSetArn`. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

export interface SandboxState {
  /** Virtual time in milliseconds since 1970. */
  now: number;
  /** Counts whatever needs an identifier of its own. */
  sequence: number;
  readonly region: string;
  readonly partition: string;
  readonly instanceArn: string;
  readonly identityStoreId: string;
  readonly createdAt: number;
  readonly caller: { readonly persona: Persona; readonly account?: string; readonly arn?: string };
  readonly instance: Instance;
  readonly organization: Organization;
  readonly directory: Directory;
  readonly iam: Iam;
  /** By ARN. */
  readonly applications: Map<string, Application>;
  /** By ARN. */
  readonly trustedTokenIssuers: Map<string, TrustedTokenIssuer>;
  readonly permissionSets: Map<string, PermissionSet>;
  readonly permissionSetsByName: Map<string, string>;
  /** Pairs by account, then by permission set. */
  readonly pairsOfAccount: Map<string, Map<string, Pair>>;
  /** Assignments by principal key. */
  readonly assignmentsOf: Map<string, Set<Assignment>>;
  /** Every operation that is still remembered, oldest first. */
  readonly operations: Map<string, Operation>;
  readonly pending: Set<Operation>;
  accessControl?: readonly AccessControlAttribute[];
  readonly accountAccess: AccountAccess;
  /** What CloudTrail has recorded, oldest first. */
  readonly events: RecordedEvent[];
  /** Absent: the seed has none. */
  entra?: Tenant;
}

export const principalKey = (type: PrincipalType, id: string): string => `${type}/${id}`;

export const policyKey = (policy: CustomerManagedPolicy): string => policy.path + policy.name;

/** The ARN of the identity store (InstanceMetadata, API reference). */
export const identityStoreArn = ({ partition, organization, identityStoreId }: SandboxState): string =>
  `arn:${partition}:identitystore::${organization.managementAccount}:identitystore/${identityStoreId}`;

/** The next number of the state's sequence, as text for hashing. */
export function nextNumber(state: SandboxState): string {
  state.sequence += 1;
  return String(state.sequence);
}
