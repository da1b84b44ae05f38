// Objects of a tenant as Microsoft Graph v1.0 writes them (resource types group, user, servicePrincipal, synchronizationJob, provisioningObjectSummary …).
import type {
  Job,
  Mapping,
  ProvisioningRecord,
  Run,
  ServicePrincipal,
  Tenant,
  TenantGroup,
  TenantUser,
} from './tenant.ts';
import { CYCLE_MS } from './tenant.ts';

export type Wire = Readonly<Record<string, unknown>>;

/** `2026-01-01T00:00:00Z`: Graph writes no fraction where there is none. */
export const timeText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** What Graph writes where a moment is required and there is none. */
const NO_TIME = '0001-01-01T00:00:00Z';

export const groupWire = (group: TenantGroup): Wire => ({
  id: group.id,
  displayName: group.displayName,
  description: null,
  securityEnabled: group.securityEnabled,
  mailEnabled: group.mailEnabled,
  mailNickname: group.id,
  groupTypes: group.groupTypes,
  visibility: group.visibility ?? null,
  isAssignableToRole: group.isAssignableToRole ? true : null,
  membershipRule: group.membershipRule ?? null,
  membershipRuleProcessingState: group.membershipRuleProcessingState ?? null,
  onPremisesSyncEnabled: group.onPremisesSyncEnabled ? true : null,
  createdDateTime: timeText(group.createdAt),
});

export const userWire = (user: TenantUser): Wire => ({
  id: user.id,
  userPrincipalName: user.userPrincipalName,
  displayName: user.displayName ?? null,
  mailNickname: user.mailNickname,
  givenName: user.givenName ?? null,
  surname: user.surname ?? null,
  accountEnabled: user.accountEnabled,
});

export const servicePrincipalWire = (of: ServicePrincipal): Wire => ({
  id: of.id,
  appId: of.appId,
  displayName: of.displayName,
  appDisplayName: of.displayName,
  applicationTemplateId: of.applicationTemplateId ?? null,
  accountEnabled: of.accountEnabled,
  appRoleAssignmentRequired: of.appRoleAssignmentRequired,
  preferredSingleSignOnMode: of.preferredSingleSignOnMode ?? null,
  servicePrincipalNames: of.servicePrincipalNames,
  servicePrincipalType: 'Application',
  replyUrls: of.replyUrls,
  loginUrl: of.loginUrl ?? null,
  samlSingleSignOnSettings: of.relayState === undefined ? null : { relayState: of.relayState },
  notificationEmailAddresses: of.notificationEmailAddresses,
  preferredTokenSigningKeyThumbprint: of.preferredTokenSigningKeyThumbprint ?? null,
  appRoles: of.appRoles.map(({ id, displayName, description, value, isEnabled }) => ({
    allowedMemberTypes: ['User'],
    description: description ?? null,
    displayName,
    id,
    isEnabled,
    origin: 'ServicePrincipal',
    value: value ?? null,
  })),
  keyCredentials: of.certificates.flatMap(keyCredentials),
});

/** A certificate of "addTokenSigningCertificate" is two: one that signs, whose key is never told, and one that verifies. */
function keyCredentials({ thumbprint, startsAt, endsAt }: ServicePrincipal['certificates'][number]): readonly Wire[] {
  const both = {
    customKeyIdentifier: Buffer.from(thumbprint, 'hex').toString('base64'),
    displayName: 'CN=Microsoft Azure Federated SSO Certificate',
    startDateTime: timeText(startsAt),
    endDateTime: timeText(endsAt),
    key: null,
  };
  return [
    { ...both, keyId: keyIdOf(thumbprint, '4'), type: 'X509CertAndPassword', usage: 'Sign' },
    { ...both, keyId: keyIdOf(thumbprint, '5'), type: 'AsymmetricX509Cert', usage: 'Verify' },
  ];
}

const keyIdOf = (thumbprint: string, digit: string): string => {
  const digits = thumbprint.toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digit}${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

/** What one who may not read objects of its type gets of a member ("Limited information returned for inaccessible member objects"). */
export const limited = (type: string, id: string): Wire => ({ '@odata.type': type, id });

export const assignmentWire = (
  tenant: Tenant,
  application: ServicePrincipal,
  { id, principalId, appRoleId, createdAt }: ServicePrincipal['assignments'][number],
): Wire => {
  const group = tenant.groups.get(principalId);
  const user = tenant.users.get(principalId);
  const other = tenant.servicePrincipals.get(principalId);
  return {
    id,
    deletedDateTime: null,
    appRoleId,
    createdDateTime: timeText(createdAt),
    principalDisplayName: (group ?? user ?? other)?.displayName ?? '',
    principalId,
    principalType: group ? 'Group' : user ? 'User' : 'ServicePrincipal',
    resourceDisplayName: application.displayName,
    resourceId: application.id,
  };
};

export const policyWire = (application: ServicePrincipal, definition: string, index: number): Wire => ({
  id: `${application.id.slice(0, 35)}${index % 10}`,
  deletedDateTime: null,
  definition: [definition],
  displayName: `${application.displayName} claims ${index + 1}`,
  isOrganizationDefault: false,
});

export const eligibilityWire = (
  group: TenantGroup,
  { principalId, accessId, endsAt }: TenantGroup['eligible'][number],
): Wire => ({
  id: `${group.id}_${accessId}_${principalId}`,
  accessId,
  groupId: group.id,
  principalId,
  memberType: 'Direct',
  status: 'Provisioned',
  createdDateTime: timeText(group.createdAt),
  modifiedDateTime: NO_TIME,
  scheduleInfo: {
    startDateTime: timeText(group.createdAt),
    recurrence: null,
    expiration:
      endsAt === undefined
        ? { type: 'noExpiration', endDateTime: null, duration: null }
        : { type: 'afterDateTime', endDateTime: timeText(endsAt), duration: null },
  },
});

/** Keys of counts say from what to what ("synchronizationStatus"). */
const TARGETS: Readonly<Record<Mapping['source'], string>> = {
  User: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  Group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
};

export function jobWire(job: Job): Wire {
  const { quarantine } = job;
  const links = Object.values(job.links).filter(({ isDisabled }) => !isDisabled);
  const counts = (['User', 'Group'] as const).map((kind) => ({
    key: `${kind} to ${TARGETS[kind]}`,
    value: links.filter((link) => link.kind === kind).length,
  }));
  return {
    id: job.id,
    templateId: job.templateId,
    schedule: { expiration: null, interval: `PT${CYCLE_MS / 60_000}M`, state: job.isStarted ? 'Active' : 'Disabled' },
    status: {
      code: statusOf(job),
      countSuccessiveCompleteFailures: quarantine?.count ?? 0,
      escrowsPruned: false,
      lastExecution: runWire(job.lastRun),
      lastSuccessfulExecution: runWire(job.lastSuccess),
      lastSuccessfulExecutionWithExports: null,
      progress: [],
      quarantine:
        quarantine === undefined
          ? null
          : {
              reason: quarantine.reason,
              currentBegan: timeText(quarantine.beganAt),
              seriesBegan: timeText(quarantine.beganAt),
              seriesCount: quarantine.count,
              nextAttempt: timeText(quarantine.nextAttemptAt),
              error: quarantine.error ?? null,
            },
      steadyStateFirstAchievedTime: job.steadyAt === undefined ? NO_TIME : timeText(job.steadyAt),
      steadyStateLastAchievedTime: job.steadyAt === undefined ? NO_TIME : timeText(job.steadyAt),
      synchronizedEntryCountByType: job.lastRun === undefined ? [] : counts,
      troubleshootingUrl: null,
    },
    synchronizationJobSettings:
      job.deletionThreshold === undefined
        ? []
        : [{ name: 'QuarantineTooManyDeletesThreshold', value: String(job.deletionThreshold) }],
  };
}

function statusOf({ isConfigured, isStarted, quarantine, lastRun }: Job): string {
  if (!isConfigured) return 'NotConfigured';
  if (quarantine !== undefined) return 'Quarantine';
  if (!isStarted) return 'Paused';
  return lastRun === undefined ? 'NotRun' : 'Active';
}

const runWire = (run: Run | undefined): Wire | null =>
  run === undefined
    ? null
    : {
        activityIdentifier: null,
        state: run.state,
        error: run.error ?? null,
        timeBegan: timeText(run.beganAt),
        timeEnded: timeText(run.endedAt),
      };

export const schemaWire = ({ id, templateId, mappings }: Job): Wire => ({
  id,
  version: 'v1.0',
  directories: [],
  synchronizationRules: [
    {
      id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
      name: 'USER_OUTBOUND_USER',
      editable: true,
      priority: 1,
      sourceDirectoryName: 'Azure Active Directory',
      targetDirectoryName: templateId,
      objectMappings: mappings.map(mappingWire),
    },
  ],
});

const mappingWire = ({ source, isEnabled, actions, isFiltered, attributes, matching }: Mapping): Wire => ({
  enabled: isEnabled,
  flowTypes: actions.join(', '),
  name: `Synchronize ${source}s`,
  sourceObjectName: source,
  targetObjectName: TARGETS[source],
  scope: isFiltered ? { groups: [] } : null,
  attributeMappings: Object.entries(attributes).map(([target, attribute]) => ({
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    matchingPriority: matching.indexOf(target) + 1,
    targetAttributeName: target,
    source: /^\w+$/.test(attribute)
      ? { expression: `[${attribute}]`, name: attribute, type: 'Attribute', parameters: [] }
      : { expression: attribute, name: attribute.split('(')[0], type: 'Function', parameters: [] },
  })),
});

export const recordWire = (tenant: Tenant, record: ProvisioningRecord): Wire => {
  const application = tenant.servicePrincipals.get(record.servicePrincipalId);
  const { source, failure } = record;
  return {
    id: record.id,
    activityDateTime: timeText(record.at),
    tenantId: tenant.id,
    jobId: application?.job?.id ?? '',
    provisioningAction: record.action,
    durationInMilliseconds: 100,
    servicePrincipal: { id: record.servicePrincipalId, displayName: application?.displayName ?? '' },
    sourceIdentity: { id: source.id, displayName: source.displayName, identityType: source.kind, details: {} },
    provisioningStatusInfo: {
      status: failure === undefined ? 'success' : 'failure',
      errorInformation:
        failure === undefined
          ? null
          : { ...failure, additionalDetails: null, errorCategory: 'nonServiceFailure', recommendedAction: null },
    },
  };
};
