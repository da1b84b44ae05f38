// What was read of an Entra tenant through Microsoft Graph, and what was not. The members of Graph are those of its v1.0 reference, under the words of this
// program; nothing here knows how they came.
//
// As in state/read.ts, an empty list says that there is nothing, and what was not read says nothing at all. Here it also says why: a right that is
// missing names the permissions of Graph one of which would do, and is never taken for an answer.
import type { Instant } from '../instant.ts';
import type { Unread, WasRead } from './read.ts';

/** Lower case, as ids are compared: Entra writes them in either. */
export type ObjectId = string;

/** Like `Read`, with a reason. */
export type EntraRead<Value> = WasRead<Value> | EntraUnread;

export interface EntraUnread extends Unread {
  readonly because: WhyUnread;
}

export type WhyUnread =
  /** Nobody wanted it. */
  | { readonly kind: 'not-asked' }
  /** Status 403. Any one of the application permissions suffices; the least comes first. */
  | { readonly kind: 'denied'; readonly permissions: readonly string[] }
  /** No such operation in this national cloud, or no licence for it in this tenant. */
  | { readonly kind: 'unsupported'; readonly detail: string }
  /** It hangs on something that was not read itself. */
  | { readonly kind: 'depends'; readonly on: string }
  /** No answer, or none that makes sense. One line, without any token. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface EntraState {
  readonly tenant: EntraRead<EntraTenant>;
  /** Of the template of AWS IAM Identity Center, or those that were named. Empty: there is none. */
  readonly applications: EntraRead<readonly EnterpriseApplication[]>;
  /** Those that were wanted by id, those that were found by a wanted name, and, as far as `assignments` were read, those assigned to the applications; by object id. */
  readonly groups: EntraRead<ReadonlyMap<ObjectId, EntraGroup>>;
  /** Of the wanted ids, those that no group has. Empty where `groups` was not read. */
  readonly absent: ReadonlySet<ObjectId>;
  readonly groupCreation: EntraRead<GroupCreation>;
  /** Of the wanted applications, those that no service principal has the id of. Empty where `applications` was not read. */
  readonly absentApplications: ReadonlySet<ObjectId>;
}

export interface EntraTenant {
  readonly id: ObjectId;
  readonly displayName: string;
}

/** A service principal: what the portal calls an enterprise application. */
export interface EnterpriseApplication {
  /** Of the service principal. */
  readonly id: ObjectId;
  readonly appId: string;
  readonly displayName: string;
  /** Of the gallery application it was made from. */
  readonly templateId?: string;
  /** Absent where Graph does not say. */
  readonly enabled?: boolean;
  /** Without it, whoever is in the tenant may sign in to the application. Absent where Graph does not say. */
  readonly assignmentRequired?: boolean;
  readonly saml: SamlSettings;
  /** Absent where Graph does not say. */
  readonly appRoles?: readonly EntraAppRole[];
  readonly nameId: EntraRead<NameIdentifier>;
  readonly assignments: EntraRead<readonly AppRoleAssignment[]>;
  readonly provisioning: EntraRead<readonly ProvisioningJob[]>;
  readonly owners: EntraRead<readonly EntraPrincipal[]>;
  /** Of the provisioning log, newest first. */
  readonly failures: EntraRead<readonly ProvisioningFailure[]>;
}

/** What users and groups are assigned to. */
export interface EntraAppRole {
  readonly id: ObjectId;
  readonly displayName?: string;
  readonly description?: string;
  /** What assertions say of whoever is assigned to it. */
  readonly value?: string;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes?: readonly string[];
}

export interface SamlSettings {
  /** `saml` where single sign-on is set up; `password`, `oidc`, `notSupported` or absent otherwise. */
  readonly mode?: string;
  /** Identifiers (entity ids): the names of the service principal that are addresses. */
  readonly identifiers: readonly string[];
  /** Where assertions are sent: Identity Center's ACS URL belongs here. */
  readonly replyUrls: readonly string[];
  readonly signOnUrl?: string;
  readonly relayState?: string;
  readonly certificates: readonly SigningCertificate[];
  /** Who is told by mail that a certificate ends. */
  readonly notificationAddresses: readonly string[];
}

export interface SigningCertificate {
  /** SHA-1, in upper-case hexadecimal digits; absent where Graph tells none. */
  readonly thumbprint?: string;
  readonly start?: Instant;
  readonly end?: Instant;
  /** It signs: the preferred one, or the only one. */
  readonly active: boolean;
}

/** What the NameID of assertions is made of. Graph v1.0 tells a claims mapping policy only: what the portal's own page of claims holds, it does not. */
export type NameIdentifier =
  | { readonly kind: 'no-policy' }
  /** `source` and `attribute` as in ClaimsSchema: `user`, `userprincipalname`. Absent where the policy leaves NameID alone. */
  | {
      readonly kind: 'policy';
      readonly source?: string;
      readonly attribute?: string;
      /** All of ClaimsSchema. */
      readonly claims: readonly EntraClaim[];
    };

export interface EntraClaim {
  /** SamlClaimType. */
  readonly type: string;
  /** As in ClaimsSchema: of `user`, `assignedroles`. */
  readonly source?: string;
  readonly attribute?: string;
  /** The same for everybody. */
  readonly value?: string;
}

export interface AppRoleAssignment {
  /** Absent where Graph does not say, as the next one. */
  readonly id?: string;
  readonly appRoleId?: ObjectId;
  readonly principalId: ObjectId;
  readonly principalType: 'Group' | 'User' | 'ServicePrincipal';
  readonly displayName: string;
  readonly createdAt?: Instant;
}

export interface ProvisioningJob {
  readonly id: string;
  readonly templateId?: string;
  readonly status: ProvisioningStatus;
  /** Absent: it never ran. */
  readonly lastExecution?: ProvisioningRun;
  readonly lastSuccess?: Instant;
  readonly steadySince?: Instant;
  readonly quarantine?: Quarantine;
  readonly schedule: ProvisioningSchedule;
  /** By kind (`User`, `Group`): objects in scope that are synced. */
  readonly synced: ReadonlyMap<string, number>;
  /** Accidental deletions are prevented where there is a threshold. */
  readonly deletionThreshold?: number;
  readonly mappings: EntraRead<readonly ObjectMapping[]>;
}

export type ProvisioningStatus = 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine' | 'unknown';

export interface ProvisioningRun {
  readonly began?: Instant;
  readonly ended?: Instant;
  /** `Succeeded`, `Failed`, `EntryLevelErrors`, or what Graph says. */
  readonly state: string;
  /** What Graph says of a failure; written by others. */
  readonly error?: string;
}

export interface Quarantine {
  /** synchronizationQuarantine.reason: `EncounteredQuarantineException`, `TooManyDeletes` … */
  readonly reason: string;
  readonly since?: Instant;
  readonly nextAttempt?: Instant;
  readonly error?: string;
}

export interface ProvisioningSchedule {
  /** `Active`, `Disabled`, `Paused`. */
  readonly state: string;
  /** Milliseconds; 40 minutes, which nobody can change. Absent where it is not said. */
  readonly interval?: number;
  readonly expires?: Instant;
}

/** How one kind of object is written: objectMapping of the schema. */
export interface ObjectMapping {
  /** `User`, `Group`. */
  readonly source: string;
  readonly target: string;
  readonly enabled: boolean;
  /** Of `Add`, `Update`, `Delete`: what it does. */
  readonly actions: readonly string[];
  /** A scoping filter beside the assignments is set. */
  readonly isFiltered: boolean;
  readonly attributes: readonly AttributeMapping[];
}

export interface AttributeMapping {
  readonly target: string;
  /** The expression as the portal shows it: `[objectId]`, `Switch([IsSoftDeleted], …)`. */
  readonly expression: string;
  /** The attribute alone where the expression is one: `objectId`. */
  readonly attribute?: string;
  /** Absent: objects are not matched by it. 1 is tried first. */
  readonly matchingPriority?: number;
  readonly applies: 'always' | 'on-creation';
}

export interface ProvisioningFailure {
  readonly at: Instant;
  /** `Create`, `Update`, `Delete`, `Disable` … */
  readonly action: string;
  /** In Entra, where it is of there. */
  readonly source?: { readonly id: ObjectId; readonly displayName: string; readonly kind: string };
  readonly code?: string;
  readonly reason?: string;
}

export interface EntraGroup {
  readonly id: ObjectId;
  readonly displayName: string;
  /** Only such groups are provisioned. */
  readonly securityEnabled: boolean;
  readonly mailEnabled: boolean;
  /** A Microsoft 365 group. */
  readonly unified: boolean;
  /** Anybody may join a public Microsoft 365 group. */
  readonly visibility?: string;
  readonly roleAssignable: boolean;
  /** Members come by a rule. */
  readonly dynamic?: { readonly rule: string; readonly paused: boolean };
  readonly onPremisesSynced: boolean;
  readonly createdAt?: Instant;
  readonly owners: EntraRead<readonly EntraPrincipal[]>;
  /** Direct members of every kind, nested groups among them. */
  readonly members: EntraRead<readonly EntraPrincipal[]>;
  readonly eligibility: EntraRead<readonly GroupEligibility[]>;
}

export interface EntraPrincipal {
  readonly id: ObjectId;
  /** `other`: a device, a contact. */
  readonly kind: 'user' | 'group' | 'service-principal' | 'other';
  /** Empty where Graph tells none. */
  readonly displayName: string;
  readonly userPrincipalName?: string;
}

/** Privileged Identity Management for groups: who may make themselves a member, or an owner. */
export interface GroupEligibility {
  readonly principalId: ObjectId;
  readonly access: 'member' | 'owner';
  /** Absent: Graph does not say, and it has begun. */
  readonly start?: Instant;
  /** Absent: without end. */
  readonly end?: Instant;
}

/** The tenant's policy. It binds people alone: applications with a right to make groups are free of it. */
export interface GroupCreation {
  /** Every member of the tenant may make security groups. */
  readonly everybody: boolean;
}

/** What is wanted of a tenant, all at once, so that few calls are made. */
export interface EntraWanted {
  /** Service principals by object id; absent, those of the template. */
  readonly applications?: readonly ObjectId[];
  readonly details: ReadonlySet<EntraDetail>;
  /** Of groups, by object id. */
  readonly groups: readonly ObjectId[];
  /** Of groups, by display name: none, one or several may have it. */
  readonly names: readonly string[];
  /** Failures in the provisioning log since then. */
  readonly since?: Instant;
}

/** What costs calls of its own. `owners`, `members` and `eligibility` are of the groups that are wanted, or assigned. */
export const ENTRA_DETAILS = [
  'tenant',
  'assignments',
  'provisioning',
  'mappings',
  'name-id',
  'application-owners',
  'failures',
  'group-creation',
  'owners',
  'members',
  'eligibility',
] as const;
export type EntraDetail = (typeof ENTRA_DETAILS)[number];

/** What an application is asked by which accounts are federated one by one. */
export const WHOLE_APPLICATION: ReadonlySet<EntraDetail> = new Set(['assignments', 'provisioning', 'name-id']);
