// The section `entra` of a seed: its type, and the check of its form. Members are those of Microsoft Graph; names refer to each other.
import { boolean, choice, type InputOf, integer, list, map, structure, text } from '../constraints.ts';

const GUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const guid = text(36, 36, GUID);
const DAY = '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
const TIME = `${DAY}(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,7})?)?Z)?`;
/** A day, or a moment in UTC. */
export const time = text(10, 32, TIME);
const name = text(1, 256);
/** A group by display name, a user by user principal name, a service principal by display name; or an object id. */
export const reference = text(1, 256);
const address = text(1, 2048);

export const user = {
  userPrincipalName: text(1, 113, '[^\\s@]+@[^\\s@]+'),
  'id?': guid,
  'displayName?': name,
  'mailNickname?': text(1, 64),
  /** An empty one: the user has none. */
  'givenName?': text(0, 64),
  'surname?': text(0, 64),
  'accountEnabled?': boolean,
} as const;

export const group = {
  displayName: name,
  'id?': guid,
  'securityEnabled?': boolean,
  'mailEnabled?': boolean,
  'groupTypes?': list(choice('Unified', 'DynamicMembership')),
  'visibility?': choice('Public', 'Private', 'HiddenMembership'),
  'isAssignableToRole?': boolean,
  'membershipRule?': text(1, 3072),
  'membershipRuleProcessingState?': choice('On', 'Paused'),
  'onPremisesSyncEnabled?': boolean,
  'createdDateTime?': time,
  'members?': list(reference),
  'owners?': list(reference),
  'eligible?': list(structure({ principal: reference, 'access?': choice('member', 'owner'), 'endDateTime?': time })),
} as const;

const attributes = map(text(1, 256), text(0, 1024));

const appRole = structure({
  'id?': guid,
  displayName: name,
  'description?': text(1, 1024),
  'value?': text(1, 239),
  'isEnabled?': boolean,
});
/** By id, by value, or by display name. */
export const appRoleReference = text(1, 256);

export const provisioning = {
  'templateId?': choice('customappsso', 'aws'),
  'status?': choice('NotConfigured', 'NotRun', 'Active', 'Paused'),
  'scope?': choice('assigned', 'all'),
  /** By attribute of SCIM, over the gallery's own mapping; an empty text takes one away. */
  'userMapping?': attributes,
  'groupMapping?': attributes,
  'userMatching?': list(text(1, 256)),
  'groupMatching?': list(text(1, 256)),
  'userActions?': list(choice('Add', 'Update', 'Delete')),
  'groupActions?': list(choice('Add', 'Update', 'Delete')),
  'scopingFilter?': boolean,
  'deletionThreshold?': integer(1, 1_000_000),
  'tokenExpires?': time,
  'quarantine?': structure({
    reason: choice(
      'EncounteredBaseEscrowThreshold',
      'EncounteredTotalEscrowThreshold',
      'EncounteredEscrowProportionThreshold',
      'EncounteredQuarantineException',
      'Unknown',
      'QuarantinedOnDemand',
      'TooManyDeletes',
      'IngestionInterrupted',
    ),
    'since?': time,
    'error?': text(1, 1024),
  }),
} as const;

export const servicePrincipal = {
  displayName: name,
  'id?': guid,
  'appId?': guid,
  'applicationTemplateId?': guid,
  'accountEnabled?': boolean,
  'appRoleAssignmentRequired?': boolean,
  'preferredSingleSignOnMode?': choice('password', 'saml', 'notSupported', 'oidc'),
  'servicePrincipalNames?': list(address),
  'replyUrls?': list(address),
  'loginUrl?': address,
  'relayState?': address,
  'notificationEmailAddresses?': list(address),
  'preferredTokenSigningKeyThumbprint?': text(40, 40, '[0-9A-Fa-f]+'),
  'certificates?': list(
    structure({ 'thumbprint?': text(40, 40, '[0-9A-Fa-f]+'), 'startDateTime?': time, endDateTime: time }),
  ),
  'claimsMappingPolicies?': list(text(1, 65_536)),
  'owners?': list(reference),
  'appRoles?': list(appRole),
  'assignments?': list(reference),
  'appRoleAssignments?': list(structure({ principal: reference, appRole: appRoleReference })),
  'provisioning?': structure(provisioning),
} as const;

export const entraSeed = structure({
  'tenant?': structure({
    'id?': guid,
    'displayName?': name,
    'domains?': list(text(1, 256, '[A-Za-z0-9.-]+'), 1),
    'licence?': choice('free', 'p1', 'p2'),
  }),
  'permissions?': list(text(1, 128, '[A-Za-z.]+')),
  'allowedToCreateSecurityGroups?': boolean,
  'users?': list(structure(user)),
  'groups?': list(structure(group)),
  'servicePrincipals?': list(structure(servicePrincipal)),
  /** Failures in the provisioning log. */
  'provisioningFailures?': list(
    structure({
      application: reference,
      at: time,
      'action?': choice('create', 'update', 'delete', 'disable', 'other'),
      source: reference,
      errorCode: text(1, 128),
      reason: text(1, 4096),
    }),
  ),
});

export type EntraSeed = InputOf<(typeof entraSeed)['members']>;
export type SeedUser = InputOf<typeof user>;
export type SeedGroup = InputOf<typeof group>;
export type SeedServicePrincipal = InputOf<typeof servicePrincipal>;
export type SeedProvisioning = InputOf<typeof provisioning>;
