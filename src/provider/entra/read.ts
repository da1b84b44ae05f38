// Reads a tenant by Microsoft Graph v1.0: three rounds of questions, each sent together. What a later round hangs on and was not read makes its questions unread, never their answers empty.
import { type Instant, parseInstant, writeInstant } from '../../instant.ts';
import { optional } from '../../optional.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraAppRole,
  EntraClaim,
  EntraDetail,
  EntraGroup,
  EntraPrincipal,
  EntraRead,
  EntraState,
  EntraUnread,
  EntraWanted,
  GroupEligibility,
  NameIdentifier,
  ObjectId,
  ObjectMapping,
  ProvisioningFailure,
  ProvisioningJob,
  ProvisioningStatus,
} from '../../state/entra.ts';
import { asRead } from '../../state/read.ts';
import { checked, type Of, type Shape, ShapeError } from '../aws/shapes.ts';
import type { Entra } from '../entra.ts';
import { type Graph, type Question, unread } from './client.ts';
import { type Cloud, GLOBAL_ONLY, NOT_IN_CHINA } from './clouds.ts';
import * as shapes from './shapes.ts';

/** Of the gallery application "AWS IAM Identity Center (successor to AWS Single Sign-On)". */
const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';

const NOT_ASKED: EntraUnread = unread({ kind: 'not-asked' });

const APPLICATIONS = ['Application.Read.All', 'Directory.Read.All'];
const GROUPS = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];
const SYNCHRONIZATION = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'];

const SERVICE_PRINCIPAL =
  '$select=id,appId,displayName,applicationTemplateId,accountEnabled,appRoleAssignmentRequired,preferredSingleSignOnMode,servicePrincipalNames,replyUrls,loginUrl,samlSingleSignOnSettings,notificationEmailAddresses,preferredTokenSigningKeyThumbprint,appRoles,keyCredentials';
const GROUP =
  '$select=id,displayName,securityEnabled,mailEnabled,groupTypes,visibility,isAssignableToRole,membershipRule,membershipRuleProcessingState,onPremisesSyncEnabled,createdDateTime';
const PRINCIPAL = '$select=id,displayName,userPrincipalName';

/** A question, and what its answer is made into. */
interface Asking<Value> {
  readonly question: Question;
  /** Absent: every cloud has the operation. */
  readonly clouds?: readonly Cloud[];
  readonly read: (answer: unknown) => Value;
}

export function graphEntra(graph: (signal?: AbortSignal) => Graph, cloud: Cloud): Entra {
  return { read: (wanted, signal) => readEntra({ graph: graph(signal), cloud }, wanted) };
}

interface Asked {
  readonly graph: Graph;
  readonly cloud: Cloud;
}

async function readEntra(graph: Asked, wanted: EntraWanted): Promise<EntraState> {
  const { details } = wanted;
  const round = roundOf(graph);
  const tenant = round.ask(details.has('tenant') && TENANT);
  const groupCreation = round.ask(details.has('group-creation') && GROUP_CREATION);
  const byTemplate = round.ask(wanted.applications === undefined && BY_TEMPLATE);
  const wantedApplications = [...new Set((wanted.applications ?? []).map(lower))];
  const byId = wantedApplications.map((id) => round.ask(serviceAsking(id)));
  const wantedIds = new Set(wanted.groups.map(lower));
  const first = [...wantedIds].map((id) => [id, round.ask(groupAsking(id))] as const);
  const named = [...new Set(wanted.names)].map((name) => round.ask(nameAsking(name)));
  await round.done();

  const found = wanted.applications === undefined ? byTemplate() : together(byId.map((each) => each()));
  const bare = mapped(found, (list) => list.filter((each) => each !== undefined));
  const applications = bare.read ? await detailed(graph, bare.value, wanted) : bare;
  const present = new Set(bare.read ? bare.value.map(({ id }) => lower(id)) : wantedApplications);

  const known = new Map<ObjectId, Bare>();
  const absent = new Set<ObjectId>();
  let problem: EntraUnread | undefined;
  for (const [id, answer] of first) {
    const group = answer();
    if (!group.read) problem ??= group;
    else if (group.value === undefined) absent.add(id);
    else known.set(id, group.value);
  }
  for (const answer of named) {
    const list = answer();
    if (!list.read) problem ??= list;
    else for (const group of list.value) known.set(lower(group.id), group);
  }
  const assigned = applications.read
    ? applications.value.flatMap(({ assignments }) => (assignments.read ? assignments.value : []))
    : [];
  const isKnownWho = applications.read && applications.value.every(({ assignments }) => assignments.read);
  // Nobody was asked for by id or name, and who is assigned is not known: no groups were read, which is not the same as that there are none.
  if (wanted.groups.length + wanted.names.length === 0 && !isKnownWho)
    problem = details.has('assignments') ? unread({ kind: 'depends', on: 'assignments' }) : NOT_ASKED;
  const rest = assigned
    .filter(({ principalType, principalId }) => principalType === 'Group' && !known.has(principalId))
    .map(({ principalId }) => principalId);
  const second = roundOf(graph);
  const more = [...new Set(rest)].filter((id) => !absent.has(id)).map((id) => second.ask(groupAsking(id)));
  await second.done();
  for (const answer of more) {
    const group = answer();
    if (!group.read) problem ??= group;
    else if (group.value !== undefined) known.set(lower(group.value.id), group.value);
  }
  return {
    tenant: tenant(),
    applications,
    groups: problem ?? asRead(await detailedGroups(graph, [...known.values()], details)),
    absent: problem === undefined ? absent : new Set(),
    groupCreation: groupCreation(),
    absentApplications: new Set(wantedApplications.filter((id) => !present.has(id))),
  };
}

interface Round {
  /** The answer is there once the round is done. False: nobody wants it. */
  ask<Value>(asking: Asking<Value> | false): () => EntraRead<Value>;
  done(): Promise<void>;
}

function roundOf({ graph, cloud }: Asked): Round {
  const questions: Question[] = [];
  let answers: readonly EntraRead<unknown>[] = [];
  return {
    ask(asking) {
      if (asking === false) return () => NOT_ASKED;
      if (asking.clouds?.includes(cloud) === false)
        return () =>
          unread({ kind: 'unsupported', detail: `Microsoft Graph has no such operation in the cloud ${cloud}` });
      const index = questions.push(asking.question) - 1;
      return () => made(answers[index]!, asking.read);
    },
    async done() {
      answers = await graph.ask(questions);
    },
  };
}

function made<Value>(answer: EntraRead<unknown>, read: (value: unknown) => Value): EntraRead<Value> {
  if (!answer.read) return answer;
  try {
    return asRead(read(answer.value));
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return unread({ kind: 'failed', detail: `the answer cannot be read: ${error.message}` });
  }
}

function mapped<From, To>(answer: EntraRead<From>, to: (value: From) => To): EntraRead<To> {
  return answer.read ? asRead(to(answer.value)) : answer;
}

function together<Value>(answers: readonly EntraRead<Value>[]): EntraRead<readonly Value[]> {
  const values: Value[] = [];
  for (const answer of answers) {
    if (!answer.read) return answer;
    values.push(answer.value);
  }
  return asRead(values);
}

const as =
  <S extends Shape>(shape: S) =>
  (value: unknown): Of<S> =>
    checked(shape, value);

const listing = <S extends Shape>(
  path: string,
  permissions: readonly string[],
  shape: S,
  clouds?: readonly Cloud[],
): Asking<Of<S>> => ({
  question: { path, permissions, isList: true },
  ...optional({ clouds }),
  read: as(shape),
});

const TENANT: Asking<{ readonly id: ObjectId; readonly displayName: string }> = {
  question: {
    path: '/organization?$select=id,displayName',
    permissions: ['Organization.Read.All', 'Directory.Read.All'],
    isList: true,
  },
  read: (value) => {
    const [tenant] = checked(shapes.organizations, value);
    if (tenant === undefined) throw new ShapeError('it names no tenant');
    return { id: lower(tenant.id), displayName: tenant.displayName ?? '' };
  },
};

const GROUP_CREATION = {
  question: {
    path: '/policies/authorizationPolicy?$select=defaultUserRolePermissions',
    permissions: ['Policy.Read.Authorization', 'Policy.Read.All'],
  },
  read: (value: unknown) => ({
    everybody: checked(shapes.authorizationPolicy, value).defaultUserRolePermissions.allowedToCreateSecurityGroups,
  }),
};

/**
 * "servicePrincipal resource type": applicationTemplateId supports `$filter` (`eq`, `not`, `ne`). Whether `eq` works by default is not said, and what works by default works as
 * an advanced query, too ("Advanced query capabilities on Microsoft Entra ID objects").
 */
const BY_TEMPLATE: Asking<readonly ServicePrincipal[]> = {
  question: {
    path: `/servicePrincipals?$filter=applicationTemplateId%20eq%20'${TEMPLATE}'&$count=true&${SERVICE_PRINCIPAL}`,
    permissions: APPLICATIONS,
    isList: true,
    isAdvanced: true,
  },
  read: as(shapes.servicePrincipals),
};

type ServicePrincipal = Of<typeof shapes.servicePrincipals>[number];

const serviceAsking = (id: ObjectId): Asking<ServicePrincipal | undefined> => ({
  question: {
    path: `/servicePrincipals/${encodeURIComponent(id)}?${SERVICE_PRINCIPAL}`,
    permissions: APPLICATIONS,
    mayBeGone: true,
  },
  read: (value) => (value === undefined ? undefined : ofId(id, checked(shapes.servicePrincipals, [value])[0]!)),
});

type Bare = Of<typeof shapes.group>;

const groupAsking = (id: ObjectId): Asking<Bare | undefined> => ({
  question: { path: `/groups/${encodeURIComponent(id)}?${GROUP}`, permissions: GROUPS, mayBeGone: true },
  read: (value) => (value === undefined ? undefined : ofId(id, checked(shapes.group, value))),
});

/** Taken for another object, what was asked for would be neither there nor gone. */
function ofId<Value extends { readonly id: string }>(id: ObjectId, value: Value): Value {
  if (lower(value.id) === lower(id)) return value;
  throw new ShapeError('it is of another object than was asked for');
}

/** A quote in a text of OData is written twice. */
const nameAsking = (name: string): Asking<readonly Bare[]> =>
  listing(
    `/groups?$filter=displayName%20eq%20'${encodeURIComponent(name.replaceAll("'", "''"))}'&${GROUP}`,
    GROUPS,
    shapes.groups,
  );

async function detailed(
  graph: Asked,
  found: readonly ServicePrincipal[],
  { details, since }: EntraWanted,
): Promise<EntraRead<readonly EnterpriseApplication[]>> {
  const round = roundOf(graph);
  const asked = found.map((each) => {
    const at = `/servicePrincipals/${each.id}`;
    return {
      each,
      assignments: round.ask(
        details.has('assignments') &&
          listing(`${at}/appRoleAssignedTo?$top=999`, APPLICATIONS, shapes.appRoleAssignments),
      ),
      jobs: round.ask(
        (details.has('provisioning') || details.has('mappings')) &&
          listing(`${at}/synchronization/jobs`, SYNCHRONIZATION, shapes.jobs, NOT_IN_CHINA),
      ),
      owners: round.ask(
        details.has('application-owners') && listing(`${at}/owners?${PRINCIPAL}`, APPLICATIONS, shapes.principals),
      ),
      // "List assigned claimsMappingPolicies" asks for a right to write beside it, which a reader should not have: it is then denied, and told so.
      policies: round.ask(
        details.has('name-id') &&
          listing(
            `${at}/claimsMappingPolicies`,
            ['Policy.Read.All and Application.ReadWrite.OwnedBy'],
            shapes.claimsPolicies,
          ),
      ),
    };
  });
  const failures = round.ask(
    details.has('failures') &&
      listing(
        `/auditLogs/provisioning${since === undefined ? '' : `?$filter=activityDateTime%20gt%20${writeInstant(since)}`}`,
        ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
        shapes.summaries,
        NOT_IN_CHINA,
      ),
  );
  await round.done();

  const schemas = roundOf(graph);
  const withJobs = asked.map((of) => {
    const jobs = of.jobs();
    const bare = jobs.read ? jobs.value : [];
    const mappings = bare.map((job) =>
      schemas.ask(
        details.has('mappings') && {
          question: {
            path: `/servicePrincipals/${of.each.id}/synchronization/jobs/${job.id}/schema`,
            permissions: SYNCHRONIZATION,
          },
          read: mappingsOf,
        },
      ),
    );
    return { ...of, jobs, mappings };
  });
  await schemas.done();
  return asRead(
    withJobs.map(({ each, assignments, jobs, owners, policies, mappings }) => ({
      id: lower(each.id),
      appId: lower(each.appId),
      displayName: each.displayName ?? '',
      ...optional({ templateId: each.applicationTemplateId }),
      ...optional({ enabled: each.accountEnabled, assignmentRequired: each.appRoleAssignmentRequired }),
      saml: samlOf(each),
      ...optional({ appRoles: each.appRoles?.map(appRoleOf) }),
      nameId: mapped(policies(), nameIdOf),
      assignments: mapped(assignments(), (list) => list.map(assignmentOf)),
      provisioning: mapped(jobs, (list) => list.map((job, index) => jobOf(job, mappings[index]!()))),
      owners: mapped(owners(), (list) => list.map(principalOf)),
      failures: mapped(failures(), (list) => failuresOf(list, each.id)),
    })),
  );
}

/** "appRole resource type": enabled unless it says otherwise. */
const appRoleOf = ({
  id,
  isEnabled = true,
  ...rest
}: NonNullable<ServicePrincipal['appRoles']>[number]): EntraAppRole => ({
  id: lower(id),
  isEnabled,
  ...optional(rest),
});

function samlOf(each: ServicePrincipal): EnterpriseApplication['saml'] {
  const preferred = each.preferredTokenSigningKeyThumbprint?.toUpperCase();
  const verifying = (each.keyCredentials ?? []).filter(({ usage }) => usage === 'Verify');
  return {
    ...optional({
      mode: each.preferredSingleSignOnMode,
      signOnUrl: each.loginUrl,
      relayState: each.samlSingleSignOnSettings?.relayState,
    }),
    identifiers: (each.servicePrincipalNames ?? []).filter((name) => lower(name) !== lower(each.appId)),
    replyUrls: each.replyUrls ?? [],
    notificationAddresses: each.notificationEmailAddresses ?? [],
    certificates: verifying.map((key) => {
      const thumbprint = key.customKeyIdentifier === undefined ? undefined : hexOf(key.customKeyIdentifier);
      return {
        ...optional({ thumbprint, start: timeOf(key.startDateTime), end: timeOf(key.endDateTime) }),
        active: preferred === undefined ? verifying.length === 1 : thumbprint === preferred,
      };
    }),
  };
}

/** Graph gives the thumbprint of a certificate in base64 here, and in hexadecimal digits as the preferred one. */
const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex').toUpperCase();

/** Undefined as well for what Graph writes where there is none. */
function timeOf(text: string | undefined): Instant | undefined {
  const written = text === undefined ? undefined : parseInstant(text);
  return written === undefined || 'problem' in written ? undefined : written.start;
}

function assignmentOf(row: Of<typeof shapes.appRoleAssignments>[number]): AppRoleAssignment {
  return {
    principalId: lower(row.principalId),
    // INVARIANT: the shape takes no other.
    principalType: row.principalType as AppRoleAssignment['principalType'],
    displayName: row.principalDisplayName ?? '',
    ...optional({ id: row.id, appRoleId: row.appRoleId?.toLowerCase(), createdAt: timeOf(row.createdDateTime) }),
  };
}

const STATUSES: ReadonlySet<string> = new Set<ProvisioningStatus>([
  'NotConfigured',
  'NotRun',
  'Active',
  'Paused',
  'Quarantine',
]);

function jobOf(job: Of<typeof shapes.jobs>[number], mappings: EntraRead<readonly ObjectMapping[]>): ProvisioningJob {
  const { status, schedule } = job;
  const { lastExecution: last, quarantine } = status ?? {};
  const threshold = job.synchronizationJobSettings?.find(({ name }) => name === 'QuarantineTooManyDeletesThreshold');
  const deletionThreshold = /^\d{1,9}$/.test(threshold?.value ?? '') ? Number(threshold!.value) : undefined;
  return {
    id: job.id,
    status: STATUSES.has(status?.code ?? '') ? (status!.code as ProvisioningStatus) : 'unknown',
    ...optional({
      templateId: job.templateId,
      lastSuccess: timeOf(status?.lastSuccessfulExecution?.timeEnded),
      steadySince: timeOf(status?.steadyStateLastAchievedTime),
      deletionThreshold,
    }),
    ...(last === undefined
      ? {}
      : {
          lastExecution: {
            state: last.state ?? '',
            ...optional({ began: timeOf(last.timeBegan), ended: timeOf(last.timeEnded), error: reasonOf(last.error) }),
          },
        }),
    // The member is there for healthy jobs, too, with nothing in it.
    ...(quarantine === undefined || status?.code !== 'Quarantine'
      ? {}
      : {
          quarantine: {
            reason: quarantine.reason ?? '',
            ...optional({
              since: timeOf(quarantine.currentBegan),
              nextAttempt: timeOf(quarantine.nextAttempt),
              error: reasonOf(quarantine.error),
            }),
          },
        }),
    schedule: {
      state: schedule?.state ?? '',
      ...optional({ interval: intervalOf(schedule?.interval), expires: timeOf(schedule?.expiration) }),
    },
    synced: new Map(
      (status?.synchronizedEntryCountByType ?? []).map(({ key = '', value = 0 }) => [kindIn(key), value] as const),
    ),
    mappings,
  };
}

/** `group to Group`, `User to urn:ietf:params:scim:…`: from what to what. */
function kindIn(key: string): string {
  const [source = ''] = key.split(' to ');
  return source.slice(0, 1).toUpperCase() + source.slice(1);
}

const reasonOf = (error: { readonly code?: string; readonly message?: string } | undefined): string | undefined =>
  [error?.code, error?.message].filter((text) => text !== undefined && text !== '').join(': ') || undefined;

/** `PT40M`, in milliseconds. One without end (`P10675199DT2H48M5.4775807S`) is none. */
function intervalOf(text: string | undefined): number | undefined {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?$/.exec(text ?? '') ?? [];
  const total = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  return total === 0 ? undefined : total;
}

function mappingsOf(value: unknown): readonly ObjectMapping[] {
  const { synchronizationRules } = checked(shapes.schema, value);
  return synchronizationRules.flatMap(({ objectMappings = [] }) =>
    objectMappings.map((mapping) => ({
      source: mapping.sourceObjectName ?? '',
      target: mapping.targetObjectName ?? '',
      enabled: mapping.enabled ?? true,
      actions: (mapping.flowTypes ?? 'Add, Update, Delete').split(',').map((action) => action.trim()),
      isFiltered: mapping.scope !== undefined,
      attributes: (mapping.attributeMappings ?? []).map((attribute) => ({
        target: attribute.targetAttributeName ?? '',
        expression: attribute.source?.expression ?? '',
        ...(attribute.source?.type === 'Attribute' ? optional({ attribute: attribute.source.name }) : {}),
        ...((attribute.matchingPriority ?? 0) > 0 ? optional({ matchingPriority: attribute.matchingPriority }) : {}),
        applies: attribute.flowType === 'ObjectAddOnly' ? ('on-creation' as const) : ('always' as const),
      })),
    })),
  );
}

const NAME_ID = /nameidentifier$/i;

/** ClaimsSchema of the first policy, as "Customize claims using a policy" has it. */
function nameIdOf(policies: Of<typeof shapes.claimsPolicies>): NameIdentifier {
  const text = policies[0]?.definition?.[0];
  if (text === undefined) return { kind: 'no-policy' };
  const entries = claimsOf(text).filter(
    (entry): entry is Readonly<Record<string, unknown>> => typeof entry === 'object' && entry !== null,
  );
  const claims = entries.map(claimOf);
  const { source, attribute } = claims.find(({ type }) => NAME_ID.test(type)) ?? {};
  return { kind: 'policy', ...optional({ source, attribute }), claims };
}

function claimOf(entry: Readonly<Record<string, unknown>>): EntraClaim {
  const member = (name: string) => (typeof entry[name] === 'string' ? entry[name] : undefined);
  return {
    type: member('SamlClaimType') ?? '',
    ...optional({ source: member('Source'), attribute: member('ID'), value: member('Value') }),
  };
}

function claimsOf(text: string): readonly unknown[] {
  let claims: unknown;
  try {
    claims = JSON.parse(text)?.ClaimsMappingPolicy?.ClaimsSchema;
  } catch {
    throw new ShapeError('the claims mapping policy is not JSON');
  }
  return Array.isArray(claims) ? claims : [];
}

function failuresOf(list: Of<typeof shapes.summaries>, application: string): readonly ProvisioningFailure[] {
  return list
    .filter(
      ({ provisioningStatusInfo: info, servicePrincipal }) =>
        info?.status === 'failure' && lower(servicePrincipal?.id ?? '') === lower(application),
    )
    .flatMap((each): readonly ProvisioningFailure[] => {
      const at = timeOf(each.activityDateTime);
      if (at === undefined) return [];
      const { sourceIdentity: source, provisioningStatusInfo: info } = each;
      return [
        {
          at,
          action: each.provisioningAction ?? '',
          ...(source?.id
            ? {
                source: {
                  id: lower(source.id),
                  displayName: source.displayName ?? '',
                  kind: source.identityType ?? '',
                },
              }
            : {}),
          ...optional({ code: info?.errorInformation?.errorCode, reason: info?.errorInformation?.reason }),
        },
      ];
    })
    .sort((a, b) => b.at - a.at);
}

async function detailedGroups(
  graph: Asked,
  groups: readonly Bare[],
  details: ReadonlySet<EntraDetail>,
): Promise<ReadonlyMap<ObjectId, EntraGroup>> {
  const round = roundOf(graph);
  const asked = groups.map((group) => ({
    group,
    owners: round.ask(
      details.has('owners') && listing(`/groups/${group.id}/owners?${PRINCIPAL}`, GROUPS, shapes.principals),
    ),
    members: round.ask(
      details.has('members') && listing(`/groups/${group.id}/members?${PRINCIPAL}&$top=999`, GROUPS, shapes.principals),
    ),
    eligibility: round.ask(
      details.has('eligibility') &&
        listing(
          `/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId%20eq%20'${group.id}'`,
          ['PrivilegedEligibilitySchedule.Read.AzureADGroup', 'PrivilegedAccess.Read.AzureADGroup'],
          shapes.eligibilities,
          GLOBAL_ONLY,
        ),
    ),
  }));
  await round.done();
  return new Map(
    asked.map(({ group, owners, members, eligibility }) => [
      lower(group.id),
      {
        id: lower(group.id),
        displayName: group.displayName ?? '',
        securityEnabled: group.securityEnabled,
        mailEnabled: group.mailEnabled ?? false,
        unified: group.groupTypes.includes('Unified'),
        ...optional({ visibility: group.visibility, createdAt: timeOf(group.createdDateTime) }),
        roleAssignable: group.isAssignableToRole ?? false,
        ...(group.groupTypes.includes('DynamicMembership')
          ? {
              dynamic: { rule: group.membershipRule ?? '', paused: group.membershipRuleProcessingState === 'Paused' },
            }
          : {}),
        onPremisesSynced: group.onPremisesSyncEnabled ?? false,
        owners: mapped(owners(), (list) => list.map(principalOf)),
        members: withoutHidden(
          group,
          mapped(members(), (list) => list.map(principalOf)),
        ),
        eligibility: mapped(eligibility(), (list) => list.map(eligibilityOf)),
      },
    ]),
  );
}

/** "List group members": those of a group with hidden membership need a permission of their own. Without it the list may be empty, and says nothing. */
function withoutHidden(
  { visibility }: Bare,
  members: EntraRead<readonly EntraPrincipal[]>,
): EntraRead<readonly EntraPrincipal[]> {
  if (visibility !== 'HiddenMembership' || !members.read || members.value.length > 0) return members;
  return unread({ kind: 'denied', permissions: ['Member.Read.Hidden'] });
}

const KINDS: Readonly<Record<string, EntraPrincipal['kind']>> = {
  '#microsoft.graph.user': 'user',
  '#microsoft.graph.group': 'group',
  '#microsoft.graph.servicePrincipal': 'service-principal',
};

function principalOf(each: Of<typeof shapes.principals>[number]): EntraPrincipal {
  const type = each['@odata.type'] ?? '';
  return {
    id: lower(each.id),
    kind: Object.hasOwn(KINDS, type) ? KINDS[type]! : 'other',
    displayName: each.displayName ?? '',
    ...optional({ userPrincipalName: each.userPrincipalName }),
  };
}

function eligibilityOf(each: Of<typeof shapes.eligibilities>[number]): GroupEligibility {
  return {
    principalId: lower(each.principalId),
    access: each.accessId === 'owner' ? 'owner' : 'member',
    ...optional({
      start: timeOf(each.scheduleInfo?.startDateTime),
      end: timeOf(each.scheduleInfo?.expiration?.endDateTime),
    }),
  };
}

const lower = (text: string): string => text.toLowerCase();
