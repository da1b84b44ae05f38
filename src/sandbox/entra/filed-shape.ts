// The form of a tenant in a state file.
import { boolean, choice, integer, list, map, structure, text } from '../constraints.ts';

const anyText = text(0, Number.POSITIVE_INFINITY);
const id = text(1, 256);
const ids = list(id);
const texts = list(anyText);
const time = integer(-8.64e15, 8.64e15);
const kind = choice('User', 'Group');
const error = structure({ code: anyText, message: anyText });
const run = structure({
  beganAt: time,
  endedAt: time,
  state: choice('Succeeded', 'Failed', 'EntryLevelErrors'),
  'error?': error,
});

const job = structure({
  id,
  // Absent in a file of an earlier version, as the app roles below.
  'templateId?': anyText,
  isConfigured: boolean,
  isStarted: boolean,
  scope: choice('assigned', 'all'),
  mappings: list(
    structure({
      source: kind,
      isEnabled: boolean,
      actions: texts,
      isFiltered: boolean,
      attributes: map(id, anyText),
      matching: texts,
    }),
  ),
  'deletionThreshold?': integer(1, 1_000_000),
  'areDeletesAllowed?': boolean,
  'tokenEndsAt?': time,
  nextCycleAt: time,
  'lastRun?': run,
  'lastSuccess?': run,
  'steadyAt?': time,
  'quarantine?': structure({
    reason: anyText,
    beganAt: time,
    count: integer(0, Number.MAX_SAFE_INTEGER),
    nextAttemptAt: time,
    'error?': error,
  }),
  links: map(
    id,
    structure({
      kind,
      id,
      written: map(id, anyText),
      members: ids,
      'isDisabled?': boolean,
      'deletedAt?': time,
    }),
  ),
  failing: map(id, anyText),
});

export const filedTenant = structure({
  id,
  displayName: anyText,
  domains: texts,
  'permissions?': texts,
  licence: choice('free', 'p1', 'p2'),
  allowedToCreateSecurityGroups: boolean,
  users: list(
    structure({
      id,
      userPrincipalName: anyText,
      'displayName?': anyText,
      mailNickname: anyText,
      'givenName?': anyText,
      'surname?': anyText,
      accountEnabled: boolean,
    }),
  ),
  groups: list(
    structure({
      id,
      displayName: anyText,
      securityEnabled: boolean,
      mailEnabled: boolean,
      groupTypes: texts,
      'visibility?': anyText,
      isAssignableToRole: boolean,
      'membershipRule?': anyText,
      'membershipRuleProcessingState?': anyText,
      onPremisesSyncEnabled: boolean,
      createdAt: time,
      members: ids,
      owners: ids,
      eligible: list(structure({ principalId: id, accessId: choice('member', 'owner'), 'endsAt?': time })),
    }),
  ),
  servicePrincipals: list(
    structure({
      id,
      appId: id,
      displayName: anyText,
      'applicationTemplateId?': anyText,
      accountEnabled: boolean,
      appRoleAssignmentRequired: boolean,
      'preferredSingleSignOnMode?': anyText,
      servicePrincipalNames: texts,
      replyUrls: texts,
      'loginUrl?': anyText,
      'relayState?': anyText,
      notificationEmailAddresses: texts,
      'preferredTokenSigningKeyThumbprint?': anyText,
      certificates: list(structure({ thumbprint: text(40, 40, '[0-9A-F]+'), startsAt: time, endsAt: time })),
      claimsMappingPolicies: texts,
      owners: ids,
      'appRoles?': list(
        structure({ id, displayName: anyText, 'description?': anyText, 'value?': anyText, isEnabled: boolean }),
      ),
      assignments: list(structure({ id, principalId: id, 'appRoleId?': id, createdAt: time })),
      'job?': job,
    }),
  ),
  log: list(
    structure({
      id,
      at: time,
      servicePrincipalId: id,
      action: choice('create', 'update', 'delete', 'disable', 'other'),
      source: structure({ id, displayName: anyText, kind }),
      'failure?': structure({ errorCode: anyText, reason: anyText }),
    }),
  ),
});
