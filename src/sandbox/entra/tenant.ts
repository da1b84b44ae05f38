// A tenant of Entra: what Microsoft Graph tells of it, under the names of Graph. Values are never changed in place.

export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  /** Verified domains; the first is the default one. */
  readonly domains: readonly string[];
  /** Application permissions of a caller whose token names none. Absent: every one. */
  readonly permissions?: readonly string[];
  /** What the tenant has paid for: provisioning logs need P1, Privileged Identity Management P2. */
  readonly licence: 'free' | 'p1' | 'p2';
  readonly allowedToCreateSecurityGroups: boolean;
  /** By object id, as everything below. */
  readonly users: Map<string, TenantUser>;
  readonly groups: Map<string, TenantGroup>;
  readonly servicePrincipals: Map<string, ServicePrincipal>;
  /** What provisioning did, oldest first. */
  readonly log: ProvisioningRecord[];
}

export interface TenantUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName?: string;
  readonly mailNickname: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly accountEnabled: boolean;
}

export interface TenantGroup {
  readonly id: string;
  readonly displayName: string;
  readonly securityEnabled: boolean;
  readonly mailEnabled: boolean;
  /** `Unified`, `DynamicMembership`. */
  readonly groupTypes: readonly string[];
  readonly visibility?: string;
  readonly isAssignableToRole: boolean;
  readonly membershipRule?: string;
  readonly membershipRuleProcessingState?: string;
  readonly onPremisesSyncEnabled: boolean;
  readonly createdAt: number;
  /** Object ids of users, groups and service principals. */
  readonly members: readonly string[];
  readonly owners: readonly string[];
  readonly eligible: readonly Eligibility[];
}

export interface Eligibility {
  readonly principalId: string;
  readonly accessId: 'member' | 'owner';
  readonly endsAt?: number;
}

export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly applicationTemplateId?: string;
  readonly accountEnabled: boolean;
  readonly appRoleAssignmentRequired: boolean;
  readonly preferredSingleSignOnMode?: string;
  readonly servicePrincipalNames: readonly string[];
  readonly replyUrls: readonly string[];
  readonly loginUrl?: string;
  readonly relayState?: string;
  readonly notificationEmailAddresses: readonly string[];
  /** SHA-1 of the certificate that signs, in hexadecimal digits. */
  readonly preferredTokenSigningKeyThumbprint?: string;
  readonly certificates: readonly Certificate[];
  /** Definitions of claims mapping policies, each a text of JSON. */
  readonly claimsMappingPolicies: readonly string[];
  readonly owners: readonly string[];
  readonly appRoles: readonly AppRole[];
  readonly assignments: readonly AppRoleAssignment[];
  readonly job?: Job;
}

/** What users and groups are assigned to, and what assertions say of them. */
export interface AppRole {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly value?: string;
  readonly isEnabled: boolean;
}

export interface Certificate {
  /** SHA-1, in hexadecimal digits. */
  readonly thumbprint: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface AppRoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly appRoleId: string;
  readonly createdAt: number;
}

/** A provisioning job of an application, and what it remembers. */
export interface Job {
  readonly id: string;
  /** What it does: `customappsso` writes users and groups by SCIM, `aws` reads the roles of an account. */
  readonly templateId: string;
  readonly isConfigured: boolean;
  /** It is started: cycles run. */
  readonly isStarted: boolean;
  readonly scope: 'assigned' | 'all';
  readonly mappings: readonly Mapping[];
  /** As many deletions in one cycle are not made. */
  readonly deletionThreshold?: number;
  /** An administrator has allowed the deletions of the next cycle. */
  readonly areDeletesAllowed?: true;
  /** The SCIM token ends then. Absent: it does not. */
  readonly tokenEndsAt?: number;
  readonly nextCycleAt: number;
  readonly lastRun?: Run;
  readonly lastSuccess?: Run;
  readonly steadyAt?: number;
  readonly quarantine?: Quarantined;
  /** What it has written, by object id. */
  readonly links: Readonly<Record<string, Link>>;
  /** Why objects failed in the last cycle, by object id: what fails again for the same reason is not logged again. */
  readonly failing: Readonly<Record<string, string>>;
}

/** How one kind of object is written. */
export interface Mapping {
  readonly source: 'User' | 'Group';
  readonly isEnabled: boolean;
  /** Of `Add`, `Update`, `Delete`. */
  readonly actions: readonly string[];
  readonly isFiltered: boolean;
  /** By attribute of SCIM: an attribute of Entra, or an expression. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes of SCIM by which an object that is there already is found, the first first. */
  readonly matching: readonly string[];
}

export interface Run {
  readonly beganAt: number;
  readonly endedAt: number;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  readonly error?: ProvisioningError;
}

export interface ProvisioningError {
  readonly code: string;
  readonly message: string;
}

export interface Quarantined {
  readonly reason: string;
  readonly beganAt: number;
  readonly count: number;
  readonly nextAttemptAt: number;
  readonly error?: ProvisioningError;
}

/** An object of the identity store that provisioning has made or found, and what it last wrote: it never looks at what others change there. */
export interface Link {
  readonly kind: 'User' | 'Group';
  readonly id: string;
  readonly written: Readonly<Record<string, string>>;
  /** Object ids of users. */
  readonly members: readonly string[];
  readonly isDisabled?: true;
  /** A user who was deleted in Entra; gone for good after 30 days. */
  readonly deletedAt?: number;
}

export interface ProvisioningRecord {
  readonly id: string;
  readonly at: number;
  readonly servicePrincipalId: string;
  readonly action: 'create' | 'update' | 'delete' | 'disable' | 'other';
  readonly source: { readonly id: string; readonly displayName: string; readonly kind: 'User' | 'Group' };
  /** Absent: it succeeded. */
  readonly failure?: { readonly errorCode: string; readonly reason: string };
}

/** "How application provisioning works": every 40 minutes, which nobody can change. */
export const CYCLE_MS = 2_400_000;

export type FiledTenant = Omit<Tenant, 'users' | 'groups' | 'servicePrincipals'> & {
  readonly users: readonly TenantUser[];
  readonly groups: readonly TenantGroup[];
  readonly servicePrincipals: readonly ServicePrincipal[];
};

export const filedTenant = (tenant: Tenant): FiledTenant => ({
  ...tenant,
  users: [...tenant.users.values()],
  groups: [...tenant.groups.values()],
  servicePrincipals: [...tenant.servicePrincipals.values()],
  log: [...tenant.log],
});

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

/** As applications of the gallery are. A file of an earlier version says nothing of app roles and of what a job does. */
export const USER_ROLE: AppRole = {
  id: '18d14569-c3bd-439b-9a66-3a2aee01d14f',
  displayName: 'User',
  description: 'User',
  isEnabled: true,
};
export const GALLERY_ROLES: readonly AppRole[] = [
  USER_ROLE,
  {
    id: 'b9632174-c057-4f7e-951b-be3adc52bfe6',
    displayName: 'msiam_access',
    description: 'msiam_access',
    isEnabled: true,
  },
];

const withAppRoles = ({ job, ...rest }: ServicePrincipal): ServicePrincipal => ({
  ...rest,
  appRoles: rest.appRoles ?? GALLERY_ROLES,
  assignments: rest.assignments.map((each) => ({ ...each, appRoleId: each.appRoleId ?? USER_ROLE.id })),
  ...(job === undefined ? {} : { job: { ...job, templateId: job.templateId ?? 'customappsso' } }),
});

export const unfiledTenant = (filed: FiledTenant): Tenant => ({
  ...filed,
  users: byId(filed.users),
  groups: byId(filed.groups),
  servicePrincipals: byId(filed.servicePrincipals.map(withAppRoles)),
  log: [...filed.log],
});
