// The checks of the enterprise application in Entra: what it is, how it signs in, and how it provisions.
import { isGuid } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { dateOf, type Instant } from '../instant.ts';
import type { AttributeMapping, NameIdentifier, ObjectMapping, ProvisioningFailure } from '../state/entra.ts';
import { momentText, oneLine, stoppedStatus } from '../state/group-step.ts';
import { check, type Missing, PLACES, undeclared, untold } from './check.ts';
import { groupNamed, principalNamed } from './declared.ts';

/** Of the gallery application AWS IAM Identity Center. */
const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Several cycles of 40 minutes: the first of many people takes longer. */
const LATE_MS = 6 * HOUR_MS;
/** How far back the provisioning log is read. */
export const LOG_DAYS = 7;

export const APPLICATION_CHECKS = {
  'doctor/another-tenant': check(
    'Enterprise application',
    {
      passes: 'the tenant is the one that the files name',
      where: PLACES.tenant,
      doubts: undeclared('tenantId', 'entra.tenantId'),
    },
    ['tenant'],
    ({ tenant }, { tenantId }) => [
      tenantId !== undefined &&
        tenant.id !== tenantId.toLowerCase() &&
        diagnose('doctor/another-tenant', {
          found: { name: tenant.displayName, id: tenant.id },
          expected: tenantId,
        }),
    ],
  ),
  'doctor/no-application': check(
    'Enterprise application',
    { passes: 'there is an enterprise application', where: PLACES.applications },
    ['applications'],
    ({ applications }, { servicePrincipalId: declared }) => [
      applications.length === 0 && diagnose('doctor/no-application', { declared }),
    ],
  ),
  'doctor/several-applications': check(
    'Enterprise application',
    { passes: 'it is clear which enterprise application is meant', where: PLACES.applications },
    ['applications'],
    ({ applications }, { servicePrincipalId }) => [
      servicePrincipalId === undefined &&
        applications.length > 1 &&
        diagnose('doctor/several-applications', {
          applications: applications.map(({ displayName: name, id }) => ({ name, id })),
        }),
    ],
  ),
  'doctor/application-template': check(
    'Enterprise application',
    { passes: 'the enterprise application is the one of the gallery', where: PLACES.applications },
    ['application'],
    ({ application: { displayName: name, templateId: template } }) => [
      template?.toLowerCase() !== TEMPLATE && diagnose('doctor/application-template', { name, template }),
    ],
  ),
  'doctor/application-disabled': check(
    'Enterprise application',
    {
      passes: 'users may sign in to it',
      where: PLACES.properties,
      doubts: ({ application: { enabled } }) => untold('accountEnabled', enabled),
    },
    ['application'],
    ({ application: { displayName: name, enabled } }) => [
      enabled === false && diagnose('doctor/application-disabled', { name }),
    ],
  ),
  'doctor/assignment-not-required': check(
    'Enterprise application',
    {
      passes: 'it requires assignment',
      where: PLACES.properties,
      doubts: ({ application: { assignmentRequired } }) => untold('appRoleAssignmentRequired', assignmentRequired),
    },
    ['application'],
    ({ application: { displayName: name, assignmentRequired } }) => [
      assignmentRequired === false && diagnose('doctor/assignment-not-required', { name }),
    ],
  ),
  'doctor/application-owners': check(
    'Enterprise application',
    { passes: 'it has no owners', where: PLACES.owners },
    ['applicationOwners'],
    ({ applicationOwners: owners }) => [
      owners.length > 0 && diagnose('doctor/application-owners', { owners: owners.map(principalNamed) }),
    ],
  ),
  'doctor/saml-mode': check(
    'Single sign-on',
    { passes: 'single sign-on is SAML', where: PLACES.signOn },
    ['application'],
    ({ application: { saml } }) => [
      saml.mode !== 'saml' && diagnose('doctor/saml-mode', { mode: saml.mode ?? 'none' }),
    ],
  ),
  'doctor/saml-identifier': check(
    'Single sign-on',
    { passes: "the identifier is this instance's", where: PLACES.signOn },
    ['application', 'identityStore'],
    ({ application: { saml }, identityStore: store }) => [
      !saml.identifiers.some(
        (text) => isOfAws(text) && text.toLowerCase().endsWith(`/platform/saml/${store.toLowerCase()}`),
      ) && diagnose('doctor/saml-identifier', { found: saml.identifiers, store }),
    ],
  ),
  'doctor/saml-reply-url': check(
    'Single sign-on',
    { passes: "a reply URL is this instance's", where: PLACES.signOn },
    ['application', 'primaryRegion'],
    ({ application: { saml }, primaryRegion: region }) => [
      !saml.replyUrls.some((text) => isConsumerService(text, region)) &&
        diagnose('doctor/saml-reply-url', { found: saml.replyUrls, region }),
    ],
  ),
  'doctor/saml-foreign-reply-url': check(
    'Single sign-on',
    { passes: 'every reply URL is one of AWS', where: PLACES.signOn },
    ['application'],
    ({ application: { saml } }) => {
      const found = saml.replyUrls.filter((text) => !isOfAws(text));
      return [found.length > 0 && diagnose('doctor/saml-foreign-reply-url', { found })];
    },
  ),
  'doctor/saml-name-id': check(
    'Single sign-on',
    { passes: 'the name identifier is the user name', where: PLACES.claims, doubts: nameIdDoubts },
    ['nameId', 'mappings'],
    ({ nameId, mappings }) => {
      const attribute = nameId.kind === 'policy' ? nameId.attribute : undefined;
      const userName = sourceOf(mappings, 'user', 'userName')?.attribute;
      return [
        attribute !== undefined &&
          userName !== undefined &&
          attribute.toLowerCase() !== userName.toLowerCase() &&
          diagnose('doctor/saml-name-id', { nameId: attribute, userName }),
      ];
    },
  ),
  'doctor/no-certificate': check(
    'Single sign-on',
    { passes: 'there is an active signing certificate', where: PLACES.certificates },
    ['application'],
    ({ application: { saml } }) => [
      !saml.certificates.some(({ active }) => active) && diagnose('doctor/no-certificate', {}),
    ],
  ),
  'doctor/certificate-to-renew': check(
    'Single sign-on',
    { passes: 'the signing certificate is valid for another 60 days', where: PLACES.certificates },
    ['certificateEnd'],
    ({ certificateEnd }, { serviceTime: now }) => {
      const { end, days } = daysTo(certificateEnd, now);
      return [days > 30 && days <= 60 && diagnose('doctor/certificate-to-renew', { end, days })];
    },
  ),
  'doctor/certificate-ends': check(
    'Single sign-on',
    { passes: 'the signing certificate is valid for another month', where: PLACES.certificates },
    ['certificateEnd'],
    ({ certificateEnd }, { serviceTime: now }) => {
      const { end, days } = daysTo(certificateEnd, now);
      return [days > 7 && days <= 30 && diagnose('doctor/certificate-ends', { end, days })];
    },
  ),
  'doctor/certificate-ended': check(
    'Single sign-on',
    { passes: 'the signing certificate is valid for another week', where: PLACES.certificates },
    ['certificateEnd'],
    ({ certificateEnd }, { serviceTime: now }) => {
      const { end, days } = daysTo(certificateEnd, now);
      return [days <= 7 && diagnose('doctor/certificate-ended', { end, days })];
    },
  ),
  'doctor/certificate-addresses': check(
    'Single sign-on',
    { passes: 'somebody is told when the certificate ends', where: PLACES.certificates },
    ['application'],
    ({ application: { saml } }) => [
      saml.notificationAddresses.length === 0 && diagnose('doctor/certificate-addresses', {}),
    ],
  ),
  'doctor/no-provisioning': check(
    'Provisioning',
    { passes: 'provisioning is set up', where: PLACES.provisioning },
    ['application', 'jobs'],
    ({ application: { displayName: name }, jobs }) => [
      jobs.every(({ status }) => status === 'NotConfigured') && diagnose('doctor/no-provisioning', { name }),
    ],
  ),
  'doctor/provisioning-stopped': check(
    'Provisioning',
    {
      passes: 'provisioning runs',
      where: PLACES.provisioning,
      doubts: ({ someJobs }) =>
        someJobs.flatMap(({ status }) => untold('status.code', status === 'unknown' ? undefined : status)),
    },
    ['someJobs'],
    ({ someJobs }) =>
      someJobs.map((job) => {
        const status = job.status === 'Quarantine' ? undefined : stoppedStatus(job);
        return status !== undefined && diagnose('doctor/provisioning-stopped', { status });
      }),
  ),
  'doctor/provisioning-quarantine': check(
    'Provisioning',
    { passes: 'provisioning is not in quarantine', where: PLACES.provisioning },
    ['someJobs'],
    ({ someJobs }) =>
      someJobs.map(
        ({ status, quarantine }) =>
          status === 'Quarantine' &&
          diagnose('doctor/provisioning-quarantine', {
            reason: oneLine(quarantine?.reason ?? ''),
            since: quarantine?.since === undefined ? undefined : dateOf(quarantine.since),
            error: quarantine?.error === undefined ? undefined : oneLine(quarantine.error),
          }),
      ),
  ),
  'doctor/provisioning-failing': check(
    'Provisioning',
    {
      passes: 'the last cycle succeeded',
      where: PLACES.logs,
      doubts: ({ someJobs }) => someJobs.flatMap(({ lastExecution }) => untold('status.lastExecution', lastExecution)),
    },
    ['someJobs'],
    ({ someJobs }) =>
      someJobs.map(({ status, lastExecution: last }) => {
        // A job in quarantine fails, which is told by itself.
        const isFailing = last?.state === 'Failed' || last?.state === 'EntryLevelErrors';
        if (last === undefined || !isFailing || status === 'Quarantine') return false;
        return diagnose('doctor/provisioning-failing', {
          state: last.state,
          error: last.error === undefined ? undefined : oneLine(last.error),
          ended: last.ended === undefined ? undefined : momentText(last.ended),
        });
      }),
  ),
  'doctor/provisioning-late': check(
    'Provisioning',
    {
      passes: 'a cycle succeeded lately',
      where: PLACES.logs,
      doubts: ({ someJobs }) =>
        someJobs.flatMap(({ lastSuccess }) => untold('status.lastSuccessfulExecution', lastSuccess)),
    },
    ['someJobs'],
    ({ someJobs }, { serviceTime: now }) =>
      someJobs.map(({ status, lastSuccess }) => {
        if (status !== 'Active' || lastSuccess === undefined || now - lastSuccess <= LATE_MS) return false;
        const hours = Math.floor((now - lastSuccess) / HOUR_MS);
        return diagnose('doctor/provisioning-late', { last: momentText(lastSuccess), hours });
      }),
  ),
  'doctor/deletion-threshold': check(
    'Provisioning',
    { passes: 'accidental deletions are prevented', where: PLACES.provisioningSettings },
    ['someJobs'],
    ({ someJobs }) => [
      someJobs.some(({ deletionThreshold }) => deletionThreshold === undefined) &&
        diagnose('doctor/deletion-threshold', {}),
    ],
  ),
  'doctor/provisioning-log': check(
    'Provisioning',
    { passes: 'the provisioning log has no failures', where: PLACES.logs },
    ['failures'],
    ({ failures }, { serviceTime: now }) => {
      const recent = failures.filter(({ at }) => at >= now - LOG_DAYS * DAY_MS);
      const some = [...new Set(recent.map(failureText))];
      return [recent.length > 0 && diagnose('doctor/provisioning-log', { count: recent.length, days: LOG_DAYS, some })];
    },
  ),
  'doctor/group-external-id': check(
    'Provisioning',
    { passes: 'groups are mapped by object id', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) => {
      const source = otherSource(mappings, 'group');
      return [source !== undefined && diagnose('doctor/group-external-id', { source })];
    },
  ),
  'doctor/user-external-id': check(
    'Provisioning',
    { passes: 'users are mapped by object id', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) => {
      const source = otherSource(mappings, 'user');
      return [source !== undefined && diagnose('doctor/user-external-id', { source })];
    },
  ),
  'doctor/matching-attribute': check(
    'Provisioning',
    { passes: 'users and groups are matched by one attribute', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      (['user', 'group'] as const).flatMap((kind) => {
        // Groups may be matched by the external id as well: then no group takes over another's place by its name.
        const allowed = kind === 'user' ? ['userName'] : ['displayName', 'externalId'];
        return mappingsFor(mappings, kind).map(({ attributes }) => {
          const found = attributes
            .filter(({ matchingPriority }) => matchingPriority !== undefined)
            .map(({ target }) => target);
          const isFine = found.length === 1 && allowed.includes(found[0]!);
          return !isFine && diagnose('doctor/matching-attribute', { kind, found, expected: allowed[0]! });
        });
      }),
  ),
  'doctor/mapping-disabled': check(
    'Provisioning',
    { passes: 'users and groups are provisioned', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      KINDS.map(
        ([kind, kinds]) =>
          mappingsFor(mappings, kind).length === 0 && diagnose('doctor/mapping-disabled', { kind: kinds }),
      ),
  ),
  'doctor/deletions-off': check(
    'Provisioning',
    { passes: 'deletions are provisioned', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      KINDS.map(
        ([kind, kinds]) =>
          mappingsFor(mappings, kind).some(({ actions }) => !actions.includes('Delete')) &&
          diagnose('doctor/deletions-off', { kind: kinds }),
      ),
  ),
  'doctor/updates-off': check(
    'Provisioning',
    { passes: 'creations and updates are provisioned', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      KINDS.flatMap(([kind, kinds]) =>
        (['Add', 'Update'] as const).map(
          (action) =>
            mappingsFor(mappings, kind).some(({ actions }) => !actions.includes(action)) &&
            diagnose('doctor/updates-off', { kind: kinds, action }),
        ),
      ),
  ),
  'doctor/attribute-not-mapped': check(
    'Provisioning',
    { passes: 'what users and groups need is mapped', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      KINDS.map(([kind, kinds]) => {
        const isMapped = (target: string) => sourceOf(mappings, kind, target) !== undefined;
        const missing = NEEDED[kind].filter((target) => !isMapped(target));
        return (
          mappingsFor(mappings, kind).length > 0 &&
          missing.length > 0 &&
          diagnose('doctor/attribute-not-mapped', { kind: kinds, missing })
        );
      }),
  ),
  'doctor/mapping-filter': check(
    'Provisioning',
    { passes: 'assignments alone say who is in scope', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) =>
      KINDS.map(
        ([kind, kinds]) =>
          mappingsFor(mappings, kind).some(({ isFiltered }) => isFiltered) &&
          diagnose('doctor/mapping-filter', { kind: kinds }),
      ),
  ),
  'doctor/multi-valued-mapping': check(
    'Provisioning',
    { passes: 'no attribute gets several values', where: PLACES.mapping },
    ['mappings'],
    ({ mappings }) => {
      const targets = mappingsFor(mappings, 'user').flatMap(({ attributes }) => attributes.map(({ target }) => target));
      return ['phoneNumbers', 'emails', 'addresses'].map((attribute) => {
        const own = [...new Set(targets.flatMap((target) => elementIn(target, attribute) ?? []))];
        return own.length > 1 && diagnose('doctor/multi-valued-mapping', { attribute, targets: own });
      });
    },
  ),
  'doctor/sync-all': check(
    'Provisioning',
    { passes: 'every synced group is assigned to the application', where: PLACES.provisioningSettings },
    ['someGroups', 'assignments', 'tenantGroups'],
    ({ someGroups, assignments, tenantGroups }) => {
      const groups = unassigned(someGroups, assignments, tenantGroups.absent);
      return [groups.length > 0 && diagnose('doctor/sync-all', { groups: groups.map(groupNamed) })];
    },
  ),
};

/** Groups that are in Identity Center by an object id that Entra has, or may have, and that is not assigned. */
export function unassigned<Item extends { readonly externalIds: readonly { readonly id: string }[] }>(
  groups: readonly Item[],
  assignments: readonly { readonly principalId: string }[],
  absent: ReadonlySet<string>,
): readonly Item[] {
  const assigned = new Set(assignments.map(({ principalId }) => principalId));
  return groups.filter(({ externalIds }) =>
    externalIds.some(({ id }) => isGuid(id) && !assigned.has(id.toLowerCase()) && !absent.has(id.toLowerCase())),
  );
}

const KINDS = [
  ['user', 'users'],
  ['group', 'groups'],
] as const;

/**
 * AWS refuses a user without these names ("Provision users and groups from an external identity provider using SCIM", considerations); without `active`
 * nobody is disabled, and without `members` a group is empty. `externalId` has checks of its own.
 */
const NEEDED: Readonly<Record<'user' | 'group', readonly string[]>> = {
  user: ['userName', 'active', 'displayName', 'name.givenName', 'name.familyName'],
  group: ['displayName', 'members'],
};

const mappingsFor = (mappings: readonly ObjectMapping[], kind: 'user' | 'group'): readonly ObjectMapping[] =>
  mappings.filter(({ source, enabled }) => enabled && source.toLowerCase() === kind);

function sourceOf(
  mappings: readonly ObjectMapping[],
  kind: 'user' | 'group',
  target: string,
): AttributeMapping | undefined {
  const all = mappingsFor(mappings, kind).flatMap(({ attributes }) => attributes);
  return all.find((attribute) => attribute.target.toLowerCase() === target.toLowerCase());
}

/** What `externalId` is made of, where that is not `objectId`. */
function otherSource(mappings: readonly ObjectMapping[], kind: 'user' | 'group'): string | undefined {
  if (mappingsFor(mappings, kind).length === 0) return undefined;
  const mapping = sourceOf(mappings, kind, 'externalId');
  if (mapping === undefined) return 'nothing';
  if (mapping.attribute?.toLowerCase() === 'objectid') return undefined;
  return `\`${mapping.attribute ?? oneLine(mapping.expression)}\``;
}

/** `phoneNumbers[type eq "work"]` of `phoneNumbers[type eq "work"].value`, where it is of that attribute. */
function elementIn(target: string, attribute: string): string | undefined {
  return target.startsWith(`${attribute}[`) ? target.slice(0, target.indexOf(']') + 1) : undefined;
}

/** `https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/…`, under whatever domain of AWS the partition and the IP version have. */
function isConsumerService(text: string, region: string): boolean {
  if (!isOfAws(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname.startsWith(`${region}.`) && pathname.startsWith('/platform/saml/acs/');
}

/** Domains that AWS alone has names in: of its partitions, and of the sign-in pages ("Get ready for upcoming changes in the IAM Identity Center user sign-in process"). */
const AWS_DOMAINS = [
  'aws.amazon.com',
  'signin.aws',
  'app.aws',
  'amazonaws.com',
  'amazonaws.cn',
  'amazonaws-us-gov.com',
  'amazonaws.eu',
];

export function isOfAws(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' && AWS_DOMAINS.some((domain) => hostname.endsWith(`.${domain}`));
}

interface NameIdFacts {
  readonly nameId: NameIdentifier;
  readonly mappings: readonly ObjectMapping[];
}

/** What the portal's own page of claims holds, Graph does not tell: only where a policy says it is it known. */
function nameIdDoubts({ nameId, mappings }: NameIdFacts): readonly Missing[] {
  if (nameId.kind === 'no-policy' || nameId.attribute === undefined)
    return [
      {
        reason: 'unsupported',
        subject: 'Microsoft Graph tells of the name identifier only where a claims mapping policy sets it',
      },
    ];
  const isOne = sourceOf(mappings, 'user', 'userName')?.attribute !== undefined;
  return isOne ? [] : [{ reason: 'depends', subject: '`userName` to be mapped from one attribute' }];
}

function daysTo(end: Instant, now: Instant): { readonly end: string; readonly days: number } {
  return { end: dateOf(end), days: Math.floor((end - now) / DAY_MS) };
}

function failureText({ action, source, code, reason }: ProvisioningFailure): string {
  const what = source === undefined ? '' : ` \`${source.displayName}\``;
  const why = [code, reason].flatMap((text) => (text === undefined || text === '' ? [] : [oneLine(text)])).join(': ');
  return `${action.toLowerCase()}${what}${why === '' ? '' : `, ${why}`}`;
}
