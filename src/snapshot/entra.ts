// Entra's side of a snapshot: what a plan is held against, and no more. Neither credentials nor settings of the application are in it, and members of groups only where somebody asked
// for them.
import { type Instant, type InstantText, instantOf, isInstantText, writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Entra } from '../provider/entra.ts';
import type { Directory } from '../state/directory.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraGroup,
  EntraPrincipal,
  EntraRead,
  EntraState,
  EntraTenant,
  EntraUnread,
  EntraWanted,
  ObjectId,
  ProvisioningJob,
} from '../state/entra.ts';
import { asRead } from '../state/read.ts';
import type { PrincipalId } from '../state/state.ts';

/** Lists stand for maps, and texts for instants. */
export interface SnapshotEntra {
  readonly tenant: EntraRead<EntraTenant>;
  readonly applications: EntraRead<readonly SnapshotApplication[]>;
  readonly groups: EntraRead<readonly SnapshotEntraGroup[]>;
  /** Ids that were asked about, and that no group has. */
  readonly absent: readonly ObjectId[];
  /** As `absent`, of applications. */
  readonly absentApplications: readonly ObjectId[];
}

interface SnapshotApplication extends Pick<EnterpriseApplication, 'id' | 'appId' | 'displayName'> {
  readonly assignments: EntraRead<readonly Pick<AppRoleAssignment, 'principalId' | 'principalType' | 'displayName'>[]>;
  readonly provisioning: EntraRead<readonly SnapshotJob[]>;
  readonly failures: EntraRead<readonly SnapshotFailure[]>;
}

interface SnapshotJob extends Pick<ProvisioningJob, 'id' | 'status'> {
  readonly schedule: { readonly state: string; readonly interval?: number };
  /** When the last cycle began. */
  readonly lastBegan?: InstantText;
}

interface SnapshotFailure {
  readonly at: InstantText;
  readonly action: string;
  /** Object id of the group or user. */
  readonly source?: ObjectId;
  readonly code?: string;
  /** Written by others. */
  readonly reason?: string;
}

interface SnapshotEntraGroup
  extends Omit<EntraGroup, 'owners' | 'members' | 'eligibility' | 'createdAt' | 'dynamic' | 'visibility'> {
  /** Absent: nobody asked. */
  readonly members?: EntraRead<readonly EntraPrincipal[]>;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a plan asks first, and the groups that could lose access, which only the plan knows. */
export function snapshotQuestion(
  asked: EntraWanted,
  { groups }: Pick<Directory, 'groups'>,
  { assigned, members }: { readonly assigned: ReadonlySet<PrincipalId>; readonly members: boolean },
): EntraWanted {
  const losing = groups
    .filter(({ id }) => assigned.has(id))
    .flatMap(({ externalIds }) => externalIds.map(({ id }) => id.toLowerCase()))
    .filter((id) => GUID.test(id));
  return {
    ...asked,
    groups: [...new Set([...asked.groups, ...losing])],
    details: members ? new Set([...asked.details, 'members']) : asked.details,
  };
}

export function writtenEntra(
  { tenant, applications, groups, absent, absentApplications }: EntraState,
  { members }: { readonly members: boolean },
): SnapshotEntra {
  return {
    tenant,
    applications: mapRead(applications, (all) => all.map(writtenApplication)),
    groups: mapRead(groups, (all) =>
      [...all.values()]
        .sort(byId)
        .map(
          ({
            owners: _,
            eligibility: __,
            members: people,
            createdAt: ___,
            dynamic: ____,
            visibility: _____,
            ...group
          }) => ({
            ...group,
            ...(members ? { members: people } : {}),
          }),
        ),
    ),
    absent: [...absent].sort(),
    absentApplications: [...absentApplications].sort(),
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

function writtenApplication({
  id,
  appId,
  displayName,
  assignments,
  provisioning,
  failures,
}: EnterpriseApplication): SnapshotApplication {
  return {
    id,
    appId,
    displayName,
    assignments: mapRead(assignments, (all) =>
      all.map(({ principalId, principalType, displayName: name }) => ({
        principalId,
        principalType,
        displayName: name,
      })),
    ),
    provisioning: mapRead(provisioning, (jobs) =>
      jobs.map(({ id: job, status, schedule: { state, interval }, lastExecution }) => ({
        id: job,
        status,
        schedule: { state, ...optional({ interval }) },
        ...(lastExecution?.began === undefined ? {} : { lastBegan: writeInstant(lastExecution.began) }),
      })),
    ),
    failures: mapRead(failures, (all) =>
      all.map(({ at, action, source, code, reason }) => ({
        at: writeInstant(at),
        action,
        ...optional({ source: source?.id, code, reason }),
      })),
    ),
  };
}

function mapRead<From, To>(read: EntraRead<From>, to: (value: From) => To): EntraRead<To> {
  return read.read ? asRead(to(read.value)) : read;
}

const NOT_ASKED: EntraUnread = { read: false, because: { kind: 'not-asked' } };

/** The port over a snapshot. It sends nothing. */
export function snapshotEntra(written: SnapshotEntra): Entra {
  const applications = mapRead(written.applications, (all) => all.map(applicationOf));
  const groups = mapRead(written.groups, (all) => new Map(all.map((group) => [group.id, groupOf(group)] as const)));
  const absent = new Set(written.absent);
  const absentApplications = new Set(written.absentApplications);
  return {
    read: async (wanted): Promise<EntraState> => ({
      tenant: written.tenant,
      applications: mapChosen(applications, wanted, absentApplications),
      groups,
      // Of an id that nobody asked about then, nothing is known.
      absent: new Set(wanted.groups.filter((id) => absent.has(id))),
      groupCreation: NOT_ASKED,
      absentApplications: new Set((wanted.applications ?? []).filter((id) => absentApplications.has(id))),
    }),
  };
}

/** A snapshot that was taken for another application says nothing of this one. */
function mapChosen(
  applications: EntraRead<readonly EnterpriseApplication[]>,
  { applications: wanted, since }: EntraWanted,
  absent: ReadonlySet<ObjectId>,
): EntraRead<readonly EnterpriseApplication[]> {
  if (!applications.read) return applications;
  const known = new Set([...applications.value.map(({ id }) => id), ...absent]);
  const other = wanted?.find((id) => !known.has(id));
  if (other !== undefined)
    return {
      read: false,
      because: { kind: 'failed', detail: `the snapshot has nothing of enterprise application ${other}` },
    };
  const chosen = applications.value.filter(({ id }) => wanted === undefined || wanted.includes(id));
  return asRead(
    chosen.map((application) => (since === undefined ? application : withFailuresSince(application, since))),
  );
}

const withFailuresSince = (application: EnterpriseApplication, since: Instant): EnterpriseApplication => ({
  ...application,
  failures: mapRead(application.failures, (all) => all.filter(({ at }) => at >= since)),
});

function applicationOf({ assignments, provisioning, failures, ...named }: SnapshotApplication): EnterpriseApplication {
  return {
    ...named,
    saml: { identifiers: [], replyUrls: [], certificates: [], notificationAddresses: [] },
    nameId: NOT_ASKED,
    owners: NOT_ASKED,
    assignments,
    provisioning: mapRead(provisioning, (jobs) =>
      jobs.map(
        ({ lastBegan, ...job }): ProvisioningJob => ({
          ...job,
          synced: new Map(),
          mappings: NOT_ASKED,
          ...(lastBegan === undefined ? {} : { lastExecution: { began: instantOf(lastBegan), state: 'unknown' } }),
        }),
      ),
    ),
    failures: mapRead(failures, (all) =>
      all.map(({ at, source, ...failure }) => ({
        ...failure,
        at: instantOf(at),
        ...(source === undefined ? {} : { source: { id: source, displayName: '', kind: '' } }),
      })),
    ),
  };
}

const groupOf = ({ members = NOT_ASKED, ...group }: SnapshotEntraGroup): EntraGroup => ({
  ...group,
  owners: NOT_ASKED,
  eligibility: NOT_ASKED,
  members,
});

/** A text where an instant should be; undefined: there is none. The schema says nothing of what dates there are. */
export function noInstantIn({ applications }: SnapshotEntra): string | undefined {
  if (!applications.read) return undefined;
  const texts = applications.value.flatMap(({ provisioning, failures }) => [
    ...(provisioning.read ? provisioning.value.flatMap(({ lastBegan }) => lastBegan ?? []) : []),
    ...(failures.read ? failures.value.map(({ at }) => at) : []),
  ]);
  return texts.find((text) => !isInstantText(text));
}
