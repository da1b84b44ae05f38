// What answers of Microsoft Graph must look like, as far as they are read. Members that may be null are optional; times stay text, for Graph has several
// ways to write none (`0001-01-01T00:00:00Z`, an empty text).
import { boolean, list, number, object, optional, text, textUpTo } from '../aws/shapes.ts';

/** Ids become parts of addresses: nothing else than a GUID may. */
const id = { ...textUpTo(36), pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i };
const jobId = { is: 'text', pattern: /^[\w.-]{1,256}$/, longest: 256 } as const;
const name = textUpTo(1_024);
const expression = textUpTo(16_384);
/** A membership rule has at most 3,072 characters ("Manage rules for dynamic membership groups"). */
const rule = textUpTo(8_192);

export const organizations = list(object({ id, displayName: optional(name) }));

export const servicePrincipals = list(
  object({
    id,
    appId: id,
    displayName: optional(name),
    applicationTemplateId: optional(text),
    accountEnabled: optional(boolean),
    appRoleAssignmentRequired: optional(boolean),
    preferredSingleSignOnMode: optional(text),
    servicePrincipalNames: optional(list(text)),
    replyUrls: optional(list(text)),
    loginUrl: optional(text),
    samlSingleSignOnSettings: optional(object({ relayState: optional(text) })),
    notificationEmailAddresses: optional(list(text)),
    preferredTokenSigningKeyThumbprint: optional(text),
    appRoles: optional(
      list(
        object({
          id,
          displayName: optional(name),
          description: optional(name),
          value: optional(name),
          isEnabled: optional(boolean),
          allowedMemberTypes: optional(list(text)),
        }),
      ),
    ),
    keyCredentials: optional(
      list(
        object({
          customKeyIdentifier: optional(text),
          startDateTime: optional(text),
          endDateTime: optional(text),
          type: optional(text),
          usage: optional(text),
        }),
      ),
    ),
  }),
);

/** Those of assignments are none, but parts of addresses all the same. */
const assignmentId = { ...textUpTo(256), pattern: /^[\w.=-]{1,256}$/ };

export const appRoleAssignments = list(
  object({
    id: optional(assignmentId),
    appRoleId: optional(id),
    principalId: id,
    principalType: { is: 'text', pattern: /^(?:Group|User|ServicePrincipal)$/, longest: 32 } as const,
    principalDisplayName: optional(name),
    createdDateTime: optional(text),
  }),
  1_000_000,
);

const error = optional(object({ code: optional(text), message: optional(text) }));
const execution = optional(
  object({ state: optional(text), timeBegan: optional(text), timeEnded: optional(text), error }),
);

export const jobs = list(
  object({
    id: jobId,
    templateId: optional(text),
    schedule: optional(object({ state: optional(text), interval: optional(text), expiration: optional(text) })),
    status: optional(
      object({
        code: optional(text),
        lastExecution: execution,
        lastSuccessfulExecution: execution,
        steadyStateLastAchievedTime: optional(text),
        quarantine: optional(
          object({ reason: optional(text), currentBegan: optional(text), nextAttempt: optional(text), error }),
        ),
        synchronizedEntryCountByType: optional(list(object({ key: optional(text), value: optional(number) }))),
      }),
    ),
    synchronizationJobSettings: optional(list(object({ name: optional(text), value: optional(text) }))),
  }),
);

export const schema = object({
  synchronizationRules: list(
    object({
      objectMappings: optional(
        list(
          object({
            sourceObjectName: optional(text),
            targetObjectName: optional(text),
            enabled: optional(boolean),
            flowTypes: optional(text),
            scope: optional(object({})),
            attributeMappings: optional(
              list(
                object({
                  targetAttributeName: optional(text),
                  matchingPriority: optional(number),
                  flowType: optional(text),
                  source: optional(
                    object({ expression: optional(expression), name: optional(text), type: optional(text) }),
                  ),
                }),
              ),
            ),
          }),
        ),
      ),
    }),
  ),
});

export const claimsPolicies = list(object({ definition: optional(list(textUpTo(65_536))) }));

export const group = object({
  id,
  displayName: optional(name),
  securityEnabled: boolean,
  mailEnabled: optional(boolean),
  groupTypes: list(text),
  visibility: optional(text),
  isAssignableToRole: optional(boolean),
  membershipRule: optional(rule),
  membershipRuleProcessingState: optional(text),
  onPremisesSyncEnabled: optional(boolean),
  createdDateTime: optional(text),
});
export const groups = list(group);

export const principals = list(
  object({
    '@odata.type': optional(text),
    id,
    displayName: optional(name),
    userPrincipalName: optional(name),
  }),
  1_000_000,
);

export const eligibilities = list(
  object({
    principalId: id,
    accessId: optional(text),
    scheduleInfo: optional(
      object({
        startDateTime: optional(text),
        expiration: optional(object({ endDateTime: optional(text) })),
      }),
    ),
  }),
);

export const summaries = list(
  object({
    activityDateTime: text,
    provisioningAction: optional(text),
    provisioningStatusInfo: optional(
      object({
        status: optional(text),
        errorInformation: optional(object({ errorCode: optional(text), reason: optional(text) })),
      }),
    ),
    sourceIdentity: optional(object({ id: optional(text), displayName: optional(name), identityType: optional(text) })),
    servicePrincipal: optional(object({ id: optional(text) })),
  }),
  1_000_000,
);

export const authorizationPolicy = object({
  defaultUserRolePermissions: object({ allowedToCreateSecurityGroups: boolean }),
});
