// What the checks know of Entra, each fact read or not. Where Graph was not asked, none of it is.

import { type Instant, NEVER } from '../instant.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraGroup,
  EntraPrincipal,
  EntraRead,
  EntraState,
  EntraTenant,
  GroupCreation,
  GroupEligibility,
  NameIdentifier,
  ObjectId,
  ObjectMapping,
  ProvisioningFailure,
  ProvisioningJob,
} from '../state/entra.ts';
import { oneLine } from '../state/group-step.ts';
import { type Fact, known, type NotRead } from '../state/health.ts';
import { asRead } from '../state/read.ts';

export interface TenantGroups {
  readonly groups: ReadonlyMap<ObjectId, EntraGroup>;
  /** Ids that no group has. */
  readonly absent: ReadonlySet<ObjectId>;
}

export interface EntraFacts {
  /** As it was read. Absent: nobody asked. */
  readonly entra: EntraState | undefined;
  readonly tenant: Fact<EntraTenant>;
  readonly applications: Fact<readonly EnterpriseApplication[]>;
  /** The one that the files name, or the only one. */
  readonly application: Fact<EnterpriseApplication>;
  readonly applicationOwners: Fact<readonly EntraPrincipal[]>;
  readonly nameId: Fact<NameIdentifier>;
  /** When the active signing certificate ends. */
  readonly certificateEnd: Fact<Instant>;
  readonly jobs: Fact<readonly ProvisioningJob[]>;
  /** As `jobs`, where there are any that are set up. */
  readonly someJobs: Fact<readonly ProvisioningJob[]>;
  readonly mappings: Fact<readonly ObjectMapping[]>;
  readonly failures: Fact<readonly ProvisioningFailure[]>;
  readonly assignments: Fact<readonly AppRoleAssignment[]>;
  readonly groupCreation: Fact<GroupCreation>;
  readonly tenantGroups: Fact<TenantGroups>;
  readonly groupOwners: Fact<ReadonlyMap<ObjectId, readonly EntraPrincipal[]>>;
  readonly groupMembers: Fact<ReadonlyMap<ObjectId, readonly EntraPrincipal[]>>;
  readonly eligibility: Fact<ReadonlyMap<ObjectId, readonly GroupEligibility[]>>;
}

const NOT_ASKED: NotRead = { read: false, reason: 'depends', subject: 'credentials for Microsoft Graph' };

export function entraFactsOf(
  read: EntraState | undefined,
  { servicePrincipalId, now }: { readonly servicePrincipalId: string | undefined; readonly now: Instant },
): EntraFacts {
  if (read === undefined) return UNASKED;
  const entra = withTodaysEligibility(read, now);
  const applications = factOf(entra.applications);
  const application = chosen(applications, servicePrincipalId);
  const groups = factOf(entra.groups);
  const jobs = following(application, ({ provisioning }) => factOf(provisioning));
  const someJobs = following(jobs, setUpJobs);
  return {
    entra,
    tenant: factOf(entra.tenant),
    applications,
    application,
    applicationOwners: following(application, ({ owners }) => factOf(owners)),
    nameId: following(application, ({ nameId }) => factOf(nameId)),
    certificateEnd: following(application, certificateEndOf),
    jobs,
    someJobs,
    mappings: following(someJobs, mappingsOf),
    failures: following(application, ({ failures }) => factOf(failures)),
    assignments: following(application, ({ assignments }) => factOf(assignments)),
    groupCreation: factOf(entra.groupCreation),
    tenantGroups: following(groups, (read) => known({ groups: read, absent: entra.absent })),
    groupOwners: following(groups, (read) => ofEach(read, ({ owners }) => owners)),
    groupMembers: following(groups, (read) => ofEach(read, ({ members }) => members)),
    eligibility: following(groups, (read) => ofEach(read, (group) => group.eligibility)),
  };
}

/** Schedules of Privileged Identity Management are listed before they begin, and may be after they have ended. */
function withTodaysEligibility(entra: EntraState, now: Instant): EntraState {
  if (!entra.groups.read) return entra;
  const groups = [...entra.groups.value].map(([id, group]): readonly [ObjectId, EntraGroup] => {
    const { eligibility } = group;
    if (!eligibility.read) return [id, group];
    const value = eligibility.value.filter(({ start = now, end = NEVER }) => start <= now && now < end);
    return [id, { ...group, eligibility: asRead(value) }];
  });
  return { ...entra, groups: asRead(new Map(groups)) };
}

const UNASKED: EntraFacts = {
  entra: undefined,
  tenant: NOT_ASKED,
  applications: NOT_ASKED,
  application: NOT_ASKED,
  applicationOwners: NOT_ASKED,
  nameId: NOT_ASKED,
  certificateEnd: NOT_ASKED,
  jobs: NOT_ASKED,
  someJobs: NOT_ASKED,
  mappings: NOT_ASKED,
  failures: NOT_ASKED,
  assignments: NOT_ASKED,
  groupCreation: NOT_ASKED,
  tenantGroups: NOT_ASKED,
  groupOwners: NOT_ASKED,
  groupMembers: NOT_ASKED,
  eligibility: NOT_ASKED,
};

/** Its details are written by others. */
export function factOf<Value>(read: EntraRead<Value>): Fact<Value> {
  if (read.read) return known(read.value);
  const { because } = read;
  switch (because.kind) {
    case 'not-asked':
      return NOT_ASKED;
    case 'denied':
      return notRead('denied', because.permissions[0] ?? 'unknown');
    case 'unsupported':
      return notRead('unsupported', oneLine(because.detail));
    case 'depends':
      return notRead('depends', because.on);
    case 'failed':
      return notRead('failed', oneLine(because.detail));
    default:
      return because satisfies never;
  }
}

const notRead = (reason: NotRead['reason'], subject: string): NotRead => ({ read: false, reason, subject });

function following<Value, Result>(fact: Fact<Value>, of: (value: Value) => Fact<Result>): Fact<Result> {
  return fact.read ? of(fact.value) : fact;
}

function chosen(
  applications: EntraFacts['applications'],
  servicePrincipalId: string | undefined,
): Fact<EnterpriseApplication> {
  return following(applications, (all) => {
    const wanted = servicePrincipalId?.toLowerCase();
    const [application, second] = all.filter(({ id }) => wanted === undefined || id === wanted);
    if (application === undefined) return notRead('depends', 'an enterprise application');
    return second === undefined
      ? known(application)
      : notRead('depends', '`entra.servicePrincipalId`, for there are several enterprise applications');
  });
}

function certificateEndOf({ saml }: EnterpriseApplication): Fact<Instant> {
  const active = saml.certificates.filter((certificate) => certificate.active);
  if (active.length === 0) return notRead('depends', 'an active signing certificate');
  const ends = active.flatMap(({ end }) => end ?? []);
  return ends.length === 0
    ? notRead('failed', 'Microsoft Graph does not say when the signing certificate ends')
    : known(ends.reduce((a, b) => (a > b ? a : b)));
}

function setUpJobs(jobs: readonly ProvisioningJob[]): Fact<readonly ProvisioningJob[]> {
  const setUp = jobs.filter(({ status }) => status !== 'NotConfigured');
  return setUp.length === 0 ? notRead('depends', 'a provisioning job') : known(setUp);
}

function mappingsOf(jobs: readonly ProvisioningJob[]): Fact<readonly ObjectMapping[]> {
  const all: ObjectMapping[] = [];
  for (const { mappings } of jobs) {
    const fact = factOf(mappings);
    if (!fact.read) return fact;
    all.push(...fact.value);
  }
  return known(all);
}

/** All of them, or nothing: who is missing could be the one that matters. */
function ofEach<Value>(
  groups: ReadonlyMap<ObjectId, EntraGroup>,
  of: (group: EntraGroup) => EntraRead<Value>,
): Fact<ReadonlyMap<ObjectId, Value>> {
  const values = new Map<ObjectId, Value>();
  for (const [id, group] of groups) {
    const fact = factOf(of(group));
    if (!fact.read) return fact;
    values.set(id, fact.value);
  }
  return known(values);
}
