// Objects of a tenant from what a seed, or an edit, says of them: ids are derived, and what is left out is as Entra has it by default.
import { optional } from '../../optional.ts';
import { hex, uuid } from '../ids.ts';
import type { SeedGroup, SeedProvisioning, SeedServicePrincipal, SeedUser } from './seed-shape.ts';
import {
  type AppRole,
  type AppRoleAssignment,
  type Certificate,
  CYCLE_MS,
  type Eligibility,
  type Job,
  type Mapping,
  type Quarantined,
  GALLERY_ROLES,
  type ServicePrincipal,
  USER_ROLE,
  type TenantGroup,
  type TenantUser,
} from './tenant.ts';

/** Where and when: `part` makes the id of an object that comes later than another of its name. */
export interface Place {
  readonly tenantId: string;
  readonly now: number;
  readonly part?: string;
  /** What the gallery application of Identity Center is set up with where a seed says nothing. */
  readonly standard?: Partial<SeedServicePrincipal>;
}

/** Of the gallery application "AWS IAM Identity Center (successor to AWS Single Sign-On)". */
const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';

/** Finds the object id behind a name; tells, and gives none, where there is none. */
export type Find = (named: string, path: string) => string | undefined;

export const timeOf = (text: string): number => Date.parse(text);

const idOf = ({ tenantId, part = '' }: Place, kind: string, name: string): string =>
  uuid(`entra-${kind}`, tenantId, name, part);

export function madeUser(seed: SeedUser, place: Place): TenantUser {
  const [local = ''] = seed.userPrincipalName.split('@');
  const displayName = seed.displayName ?? local;
  const words = displayName.split(' ');
  const givenName = seed.givenName ?? words[0];
  const surname = seed.surname ?? words.at(-1);
  return {
    id: (seed.id ?? idOf(place, 'user', seed.userPrincipalName)).toLowerCase(),
    userPrincipalName: seed.userPrincipalName,
    displayName,
    mailNickname: seed.mailNickname ?? local.slice(0, 64),
    ...(givenName === '' ? {} : optional({ givenName })),
    ...(surname === '' ? {} : optional({ surname })),
    accountEnabled: seed.accountEnabled ?? true,
  };
}

/** Without its members, owners and who is eligible, whose names may come later. */
export const bareGroup = (seed: SeedGroup, place: Place): TenantGroup => ({
  id: (seed.id ?? idOf(place, 'group', seed.displayName)).toLowerCase(),
  displayName: seed.displayName,
  securityEnabled: seed.securityEnabled ?? true,
  mailEnabled: seed.mailEnabled ?? false,
  groupTypes: seed.groupTypes ?? [],
  ...optional({
    visibility: seed.visibility,
    membershipRule: seed.membershipRule,
    membershipRuleProcessingState:
      seed.membershipRuleProcessingState ?? (seed.membershipRule === undefined ? undefined : 'On'),
  }),
  isAssignableToRole: seed.isAssignableToRole ?? false,
  onPremisesSyncEnabled: seed.onPremisesSyncEnabled ?? false,
  createdAt: seed.createdDateTime === undefined ? place.now : timeOf(seed.createdDateTime),
  members: [],
  owners: [],
  eligible: [],
});

export function withPeople(group: TenantGroup, seed: SeedGroup, find: Find, path: string): TenantGroup {
  const each = (names: readonly string[] = [], member: string) =>
    names.map((named, index) => find(named, `${path}.${member}[${index}]`)).filter((id) => id !== undefined);
  const eligible = (seed.eligible ?? []).flatMap(
    ({ principal, access = 'member', endDateTime }, index): readonly Eligibility[] => {
      const principalId = find(principal, `${path}.eligible[${index}].principal`);
      if (principalId === undefined) return [];
      const endsAt = endDateTime === undefined ? undefined : timeOf(endDateTime);
      return [{ principalId, accessId: access, ...optional({ endsAt }) }];
    },
  );
  return { ...group, members: each(seed.members, 'members'), owners: each(seed.owners, 'owners'), eligible };
}

export function madeServicePrincipal(
  seed: SeedServicePrincipal,
  place: Place,
  find: Find,
  path: string,
): ServicePrincipal {
  const id = (seed.id ?? idOf(place, 'service-principal', seed.displayName)).toLowerCase();
  const appId = (seed.appId ?? idOf(place, 'application', seed.displayName)).toLowerCase();
  const found = (names: readonly string[] = [], member: string) =>
    names.map((named, index) => find(named, `${path}.${member}[${index}]`)).filter((each) => each !== undefined);
  const thumbprint = seed.preferredTokenSigningKeyThumbprint?.toUpperCase();
  const standard = seed.applicationTemplateId?.toLowerCase() === TEMPLATE ? place.standard : undefined;
  const appRoles = seed.appRoles === undefined ? GALLERY_ROLES : madeAppRoles(seed.appRoles, id);
  return {
    id,
    appId,
    displayName: seed.displayName,
    ...optional({
      applicationTemplateId: seed.applicationTemplateId?.toLowerCase(),
      preferredSingleSignOnMode: seed.preferredSingleSignOnMode ?? standard?.preferredSingleSignOnMode,
      loginUrl: seed.loginUrl ?? standard?.loginUrl,
      relayState: seed.relayState,
      preferredTokenSigningKeyThumbprint: thumbprint,
    }),
    accountEnabled: seed.accountEnabled ?? true,
    appRoleAssignmentRequired: seed.appRoleAssignmentRequired ?? true,
    servicePrincipalNames: [appId, ...(seed.servicePrincipalNames ?? standard?.servicePrincipalNames ?? [])],
    replyUrls: seed.replyUrls ?? standard?.replyUrls ?? [],
    notificationEmailAddresses: seed.notificationEmailAddresses ?? standard?.notificationEmailAddresses ?? [],
    certificates: (seed.certificates ?? standard?.certificates ?? []).map((each, index) =>
      certificateOf(each, `${id}/${index}`),
    ),
    claimsMappingPolicies: seed.claimsMappingPolicies ?? [],
    owners: found(seed.owners, 'owners'),
    appRoles,
    assignments: [
      ...found(seed.assignments, 'assignments').map((principalId) =>
        assigned(id, { principalId, appRoleId: USER_ROLE.id }, place.now),
      ),
      ...(seed.appRoleAssignments ?? []).flatMap(({ principal, appRole }, index) => {
        const principalId = find(principal, `${path}.appRoleAssignments[${index}].principal`);
        const role = appRoleIn(appRoles, appRole);
        return principalId === undefined || role === undefined
          ? []
          : [assigned(id, { principalId, appRoleId: role.id }, place.now)];
      }),
    ],
    ...(seed.provisioning === undefined ? {} : { job: madeJob(seed.provisioning, id, place) }),
  };
}

export const madeAppRoles = (
  seeds: NonNullable<SeedServicePrincipal['appRoles']>,
  application: string,
): readonly AppRole[] =>
  seeds.map(({ id, displayName, description, value, isEnabled = true }) => ({
    id: (id ?? uuid('app-role', application, value ?? displayName)).toLowerCase(),
    displayName,
    ...optional({ description, value }),
    isEnabled,
  }));

export const appRoleIn = (appRoles: readonly AppRole[], named: string): AppRole | undefined =>
  appRoles.find(({ id, value, displayName }) => [id, value, displayName].includes(named));

export function assigned(
  application: string,
  { principalId, appRoleId }: Pick<AppRoleAssignment, 'principalId' | 'appRoleId'>,
  createdAt: number,
): AppRoleAssignment {
  const part = appRoleId === USER_ROLE.id ? [] : [appRoleId];
  return {
    id: hex(43, 'app-role-assignment', application, principalId, String(createdAt), ...part),
    principalId,
    appRoleId,
    createdAt,
  };
}

const YEARS_MS = 3 * 365 * 86_400_000;

function certificateOf(seed: NonNullable<SeedServicePrincipal['certificates']>[number], seedOfId: string): Certificate {
  const endsAt = timeOf(seed.endDateTime);
  return {
    thumbprint: (seed.thumbprint ?? hex(40, 'certificate', seedOfId)).toUpperCase(),
    startsAt: seed.startDateTime === undefined ? endsAt - YEARS_MS : timeOf(seed.startDateTime),
    endsAt,
  };
}

const ACTIONS = ['Add', 'Update', 'Delete'];

/** "Develop and plan provisioning for a SCIM endpoint": the default mapping; it is the gallery's as well. */
const MAPPINGS: readonly Mapping[] = [
  {
    source: 'User',
    isEnabled: true,
    actions: ACTIONS,
    isFiltered: false,
    attributes: {
      userName: 'userPrincipalName',
      active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
      displayName: 'displayName',
      'name.givenName': 'givenName',
      'name.familyName': 'surname',
      externalId: 'mailNickname',
    },
    matching: ['userName'],
  },
  {
    source: 'Group',
    isEnabled: true,
    actions: ACTIONS,
    isFiltered: false,
    attributes: { displayName: 'displayName', externalId: 'objectId', members: 'members' },
    matching: ['displayName'],
  },
];

function madeJob(seed: SeedProvisioning, application: string, { tenantId, now }: Place): Job {
  const { status = 'Active', quarantine } = seed;
  const hasRun = status === 'Active' || status === 'Paused';
  const run = { beganAt: now, endedAt: now, state: 'Succeeded' } as const;
  const quarantined = quarantine === undefined ? undefined : quarantinedOf(quarantine, now);
  return {
    templateId: seed.templateId ?? 'customappsso',
    id: `${seed.templateId ?? 'customappsso'}.${tenantId.replaceAll('-', '')}.${uuid('provisioning-job', application)}`,
    isConfigured: status !== 'NotConfigured',
    isStarted: status === 'Active' || status === 'NotRun',
    scope: seed.scope ?? 'assigned',
    mappings: MAPPINGS.map((standard) => mappingOf(standard.source, standard, seed)),
    ...optional({
      deletionThreshold: seed.deletionThreshold,
      tokenEndsAt: seed.tokenExpires === undefined ? undefined : timeOf(seed.tokenExpires),
      quarantine: quarantined,
    }),
    nextCycleAt: quarantined?.nextAttemptAt ?? now + CYCLE_MS,
    ...(hasRun ? { lastRun: run, lastSuccess: run, steadyAt: now } : {}),
    links: {},
    failing: {},
  };
}

/** What `set` says, and the rest as it is. */
export const jobWith = (job: Job, set: SeedProvisioning): Job => ({
  ...job,
  ...optional({
    scope: set.scope,
    deletionThreshold: set.deletionThreshold,
    tokenEndsAt: set.tokenExpires === undefined ? undefined : timeOf(set.tokenExpires),
  }),
  mappings: job.mappings.map((mapping) => mappingOf(mapping.source, mapping, set)),
});

const DAY_MS = 86_400_000;

function quarantinedOf(
  { reason, since, error }: NonNullable<SeedProvisioning['quarantine']>,
  now: number,
): Quarantined {
  return {
    reason,
    beganAt: since === undefined ? now : timeOf(since),
    count: 1,
    nextAttemptAt: now + DAY_MS,
    ...(error === undefined ? {} : { error: { code: reason, message: error } }),
  };
}

function mappingOf(source: Mapping['source'], standard: Mapping, seed: SeedProvisioning): Mapping {
  const [changes, matching, actions] =
    source === 'User'
      ? [seed.userMapping, seed.userMatching, seed.userActions]
      : [seed.groupMapping, seed.groupMatching, seed.groupActions];
  return {
    ...standard,
    ...optional({ actions, matching }),
    isFiltered: standard.isFiltered || (source === 'User' && seed.scopingFilter === true),
    attributes: Object.fromEntries(
      Object.entries({ ...standard.attributes, ...changes }).filter(([, attribute]) => attribute !== ''),
    ),
  };
}
