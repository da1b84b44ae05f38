// The operations of Microsoft Graph v1.0 that the sandbox has, under the titles of its reference, with the application permissions one of which each asks for.
import { isObject } from '../constraints.ts';
import type { SandboxState } from '../state.ts';
import { badRequest, denied, GraphError, notFound } from './errors.ts';
import { provisionOnDemand } from './provisioning.ts';
import type { Condition, Options, Query } from './query.ts';
import type { Job, ServicePrincipal, Tenant, TenantGroup } from './tenant.ts';
import {
  assignmentWire,
  eligibilityWire,
  groupWire,
  jobWire,
  limited,
  policyWire,
  recordWire,
  schemaWire,
  servicePrincipalWire,
  userWire,
  type Wire,
} from './wire.ts';

export interface GraphCall {
  readonly state: SandboxState;
  readonly tenant: Tenant;
  /** The parts of the path that are braced in the operation's. */
  readonly ids: readonly string[];
  readonly query: Query;
  /** Whether the caller has one of them. */
  readonly may: (...permissions: readonly string[]) => boolean;
  /** Of a POST. */
  readonly body: unknown;
}

export interface GraphOperation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Any one of them; each may be several that are needed together. */
  readonly permissions: readonly (string | readonly string[])[];
  readonly options: Options;
  readonly writes?: true;
  /** A list is answered in pages. */
  readonly run: (call: GraphCall) => Wire | readonly Wire[];
}

const APPLICATIONS = [
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const GROUPS = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const USERS = [
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const SYNCHRONIZATION = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'];

const GROUP = Object.keys(groupWire({ groupTypes: [], createdAt: 0 } as never));
const SERVICE_PRINCIPAL = Object.keys(
  servicePrincipalWire({ appRoles: [], certificates: [], servicePrincipalNames: [] } as never),
);
const USER = Object.keys(userWire({} as never));
const DIRECTORY_OBJECT = [...new Set([...GROUP, ...USER, ...SERVICE_PRINCIPAL])];

/** A page of directory objects ("Paging Microsoft Graph data"). */
const TOP = 999;
const eq = { operators: ['eq'], kind: 'text' } as const;

export const OPERATIONS: Readonly<Record<string, GraphOperation>> = {
  ListOrganization: {
    method: 'GET',
    path: '/organization',
    permissions: [
      'Organization.Read.All',
      'Organization.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    options: { select: ['id', 'displayName', 'verifiedDomains'] },
    run: ({ tenant, query }) => [
      picked(
        {
          id: tenant.id,
          displayName: tenant.displayName,
          verifiedDomains: tenant.domains.map((name, index) => ({
            name,
            isDefault: index === 0,
            isInitial: index === 0,
            type: 'Managed',
          })),
        },
        query,
      ),
    ],
  },
  GetAuthorizationPolicy: {
    method: 'GET',
    path: '/policies/authorizationPolicy',
    permissions: ['Policy.Read.Authorization', 'Policy.Read.All', 'Policy.ReadWrite.Authorization'],
    options: { select: ['id', 'displayName', 'allowInvitesFrom', 'defaultUserRolePermissions'] },
    run: ({ tenant, query }) =>
      picked(
        {
          id: 'authorizationPolicy',
          displayName: 'Authorization Policy',
          allowInvitesFrom: 'adminsAndGuestInviters',
          defaultUserRolePermissions: {
            allowedToCreateApps: false,
            allowedToCreateSecurityGroups: tenant.allowedToCreateSecurityGroups,
            allowedToReadOtherUsers: true,
          },
        },
        query,
      ),
  },
  ListServicePrincipals: {
    method: 'GET',
    path: '/servicePrincipals',
    permissions: APPLICATIONS,
    options: {
      select: SERVICE_PRINCIPAL,
      filter: { displayName: eq, appId: eq, applicationTemplateId: { ...eq, isAdvanced: true } },
      top: TOP,
      count: true,
    },
    run: ({ tenant, query }) =>
      filtered([...tenant.servicePrincipals.values()], query).map((each) =>
        picked(servicePrincipalWire(each), query, ['keyCredentials']),
      ),
  },
  GetServicePrincipal: {
    method: 'GET',
    path: '/servicePrincipals/{id}',
    permissions: APPLICATIONS,
    options: { select: SERVICE_PRINCIPAL },
    run: (call) => picked(servicePrincipalWire(applicationOf(call)), call.query, ['keyCredentials']),
  },
  ListAppRoleAssignedTo: {
    method: 'GET',
    path: '/servicePrincipals/{id}/appRoleAssignedTo',
    permissions: APPLICATIONS,
    options: { top: TOP },
    run: (call) => {
      const application = applicationOf(call);
      return application.assignments.map((each) => assignmentWire(call.tenant, application, each));
    },
  },
  ListServicePrincipalOwners: {
    method: 'GET',
    path: '/servicePrincipals/{id}/owners',
    permissions: APPLICATIONS,
    options: { select: DIRECTORY_OBJECT, top: TOP },
    run: (call) => principals(call, applicationOf(call).owners),
  },
  ListClaimsMappingPolicies: {
    method: 'GET',
    path: '/servicePrincipals/{id}/claimsMappingPolicies',
    permissions: [
      ['Policy.Read.All', 'Application.ReadWrite.OwnedBy'],
      ['Policy.Read.All', 'Application.ReadWrite.All'],
    ],
    options: {},
    run: (call) => {
      const application = applicationOf(call);
      return application.claimsMappingPolicies.map((text, index) => policyWire(application, text, index));
    },
  },
  ListSynchronizationJobs: {
    method: 'GET',
    path: '/servicePrincipals/{id}/synchronization/jobs',
    permissions: SYNCHRONIZATION,
    options: {},
    run: (call) => {
      const { job } = applicationOf(call);
      return job === undefined ? [] : [jobWire(job)];
    },
  },
  GetSynchronizationSchema: {
    method: 'GET',
    path: '/servicePrincipals/{id}/synchronization/jobs/{id}/schema',
    permissions: SYNCHRONIZATION,
    options: {},
    run: (call) => schemaWire(jobIn(call).job),
  },
  ProvisionOnDemand: {
    method: 'POST',
    path: '/servicePrincipals/{id}/synchronization/jobs/{id}/provisionOnDemand',
    permissions: ['Synchronization.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
    options: {},
    writes: true,
    run: (call) => {
      const { application } = jobIn(call);
      const { group, members } = subjectOf(call.body);
      return provisionOnDemand(call.state, application, { groupId: group, memberIds: members });
    },
  },
  ListGroups: {
    method: 'GET',
    path: '/groups',
    permissions: GROUPS,
    options: { select: GROUP, filter: { displayName: eq }, top: TOP, count: true },
    run: ({ tenant, query }) =>
      filtered([...tenant.groups.values()], query).map((each) => picked(groupWire(each), query)),
  },
  GetGroup: {
    method: 'GET',
    path: '/groups/{id}',
    permissions: GROUPS,
    options: { select: GROUP },
    run: (call) => picked(groupWire(groupOf(call)), call.query),
  },
  ListGroupMembers: {
    method: 'GET',
    path: '/groups/{id}/members',
    permissions: GROUPS,
    options: { select: DIRECTORY_OBJECT, top: TOP },
    run: (call) => {
      const group = groupOf(call);
      // "List group members": hidden memberships ask for a permission of their own.
      if (group.visibility === 'HiddenMembership' && !call.may('Member.Read.Hidden')) throw denied();
      return principals(call, group.members);
    },
  },
  ListGroupOwners: {
    method: 'GET',
    path: '/groups/{id}/owners',
    permissions: GROUPS,
    options: { select: DIRECTORY_OBJECT, top: TOP },
    run: (call) => principals(call, groupOf(call).owners),
  },
  ListEligibilitySchedules: {
    method: 'GET',
    path: '/identityGovernance/privilegedAccess/group/eligibilitySchedules',
    permissions: [
      'PrivilegedEligibilitySchedule.Read.AzureADGroup',
      'PrivilegedAccess.Read.AzureADGroup',
      'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
      'PrivilegedAccess.ReadWrite.AzureADGroup',
    ],
    options: { filter: { groupId: eq, principalId: eq }, isFilterRequired: true },
    run: ({ tenant, query }) => {
      if (tenant.licence !== 'p2')
        throw badRequest(
          'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
          'AadPremiumLicenseRequired',
        );
      const all = [...tenant.groups.values()].flatMap((group) =>
        group.eligible.map((each) => eligibilityWire(group, each)),
      );
      return filtered(all, query);
    },
  },
  ListProvisioningObjectSummary: {
    method: 'GET',
    path: '/auditLogs/provisioning',
    permissions: ['ProvisioningLog.Read.All', 'AuditLog.Read.All', 'Directory.Read.All'],
    options: { filter: { activityDateTime: { operators: ['gt', 'lt', 'eq'], kind: 'time' } }, top: TOP },
    run: ({ tenant, query }) => {
      if (tenant.licence === 'free')
        throw new GraphError(
          403,
          'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
          "Neither tenant is B2C or tenant doesn't have premium license",
        );
      return filtered(
        [...tenant.log].reverse().map((each) => recordWire(tenant, each)),
        query,
      );
    },
  },
};

/** The properties that `$select` names; without it all but those that are told on request only. */
function picked(of: Wire, { select }: Query, onRequest: readonly string[] = []): Wire {
  return Object.fromEntries(
    Object.entries(of).filter(([name]) => (select === undefined ? !onRequest.includes(name) : select.includes(name))),
  );
}

/** INVARIANT: what can be filtered by has one name here and on the wire. */
const filtered = <T extends object>(all: readonly T[], { conditions }: Query): readonly T[] =>
  all.filter((each) =>
    conditions.every((condition) => meets(String(Reflect.get(each, condition.property) ?? ''), condition)),
  );

/** Texts of directory objects are compared without regard to case. */
function meets(text: string, { operator, value }: Condition): boolean {
  if (operator === 'eq') return text.toLowerCase() === value.toLowerCase();
  return operator === 'gt' ? Date.parse(text) > Date.parse(value) : Date.parse(text) < Date.parse(value);
}

function applicationOf({ tenant, ids: [id = ''] }: GraphCall): ServicePrincipal {
  const found = tenant.servicePrincipals.get(id.toLowerCase());
  if (found === undefined) throw notFound(id);
  return found;
}

function jobIn(call: GraphCall): { readonly application: ServicePrincipal; readonly job: Job } {
  const application = applicationOf(call);
  const [, id] = call.ids;
  if (application.job === undefined || application.job.id !== id) throw notFound(id ?? '');
  return { application, job: application.job };
}

function groupOf({ tenant, ids: [id = ''] }: GraphCall): TenantGroup {
  const found = tenant.groups.get(id.toLowerCase());
  if (found === undefined) throw notFound(id);
  return found;
}

/** Members and owners. Of a type that the caller may not read there are id and type alone, and null for what `$select` names beside. */
function principals({ tenant, query, may }: GraphCall, ids: readonly string[]): readonly Wire[] {
  return ids.flatMap((id): readonly Wire[] => {
    const user = tenant.users.get(id);
    const group = tenant.groups.get(id);
    const other = tenant.servicePrincipals.get(id);
    const [type, of, isReadable] = user
      ? ['#microsoft.graph.user', userWire(user), may(...USERS)]
      : group
        ? ['#microsoft.graph.group', groupWire(group), may(...GROUPS)]
        : ['#microsoft.graph.servicePrincipal', other && servicePrincipalWire(other), may(...APPLICATIONS)];
    if (of === undefined) return [];
    if (isReadable) return [{ '@odata.type': type, ...picked(of, query, ['keyCredentials']) }];
    const rest = Object.fromEntries(Object.keys(picked(of, query)).map((name) => [name, null]));
    return [{ ...rest, ...limited(String(type), id) }];
  });
}

/** "synchronizationJob: provisionOnDemand": a group, and at most five of its members. */
function subjectOf(body: unknown): { readonly group: string; readonly members: readonly string[] } {
  const parameters = isObject(body) && Array.isArray(body.parameters) ? body.parameters : [];
  const subjects = isObject(parameters[0]) && Array.isArray(parameters[0].subjects) ? parameters[0].subjects : [];
  const subject = isObject(subjects[0]) ? subjects[0] : {};
  const links = isObject(subject.links) && Array.isArray(subject.links.members) ? subject.links.members : [];
  const members = links.map((each) => (isObject(each) ? String(each.objectId) : ''));
  if (typeof subject.objectId !== 'string' || subject.objectTypeName !== 'Group')
    throw badRequest('The sandbox provisions groups on demand: one subject with objectId, and objectTypeName Group.');
  if (members.length > 5) throw badRequest('At most five members can be provisioned on demand in one request.');
  return { group: subject.objectId.toLowerCase(), members: members.map((id) => id.toLowerCase()) };
}
