// Provisioning in virtual time: cycles of every job that is started, 40 minutes apart, from the tenant into the identity store by SCIM.
//
// As the service does ("How application provisioning works"), a cycle compares the tenant with what it has written itself, never with what others have made of
// the identity store; an object that it has not written yet is matched by name once, and from then on known by its SCIM id.
import { optional } from '../../optional.ts';
import { uuid } from '../ids.ts';
import type { Call } from '../operation.ts';
import { dropAssignments } from '../operations/groups.ts';
import type { Settings } from '../settings.ts';
import { nextNumber, type SandboxState } from '../state.ts';
import { GraphError, notFound } from './errors.ts';
import { deleteObject, disableUser, type Writing, writeGroup, writeMembers, writeUser } from './scim.ts';
import { membersInScope, objectsInScope, type Scope } from './scope.ts';
import {
  CYCLE_MS,
  type Job,
  type Link,
  type ProvisioningError,
  type ProvisioningRecord,
  type ServicePrincipal,
  type Tenant,
} from './tenant.ts';

const DAY_MS = 86_400_000;
/** "Application provisioning in quarantine status": a cycle a day, and the job is disabled after four weeks. */
const QUARANTINE_CYCLE_MS = DAY_MS;
const QUARANTINE_ENDS_MS = 28 * DAY_MS;
/** A user who was deleted in Entra can be restored for 30 days, and is inactive until then. */
const SOFT_DELETED_MS = 30 * DAY_MS;
/** "Application provisioning in quarantine status": so many failures, and more than such a part. */
const ESCROWS = { count: 5_000, part: 0.4 };
const MOST_RECORDS = 10_000;

/** Runs the cycles that are due, oldest first. True when there were any. */
export function runCycles(state: SandboxState, settings: Settings): boolean {
  const { entra: tenant } = state;
  if (tenant === undefined) return false;
  let hasRun = false;
  for (const { id } of tenant.servicePrincipals.values()) {
    for (let job = dueJob(state, tenant, id); job !== undefined; job = dueJob(state, tenant, id)) {
      const at = job.nextCycleAt;
      const ran = cycle({ state, settings }, tenant.servicePrincipals.get(id)!, at);
      tenant.servicePrincipals.set(id, {
        ...tenant.servicePrincipals.get(id)!,
        job: ran.isSteady ? skipped(ran.job, state.now) : ran.job,
      });
      hasRun = true;
    }
  }
  return hasRun;
}

function dueJob({ now }: SandboxState, tenant: Tenant, id: string): Job | undefined {
  const job = tenant.servicePrincipals.get(id)?.job;
  // One that imports roles writes nobody.
  if (job?.templateId === 'aws') return undefined;
  return job?.isConfigured && job.isStarted && job.nextCycleAt <= now ? job : undefined;
}

/** After a cycle that found nothing to do neither do those that follow, until a moment that changes something: they are counted, not run. */
function skipped(job: Job, now: number): Job {
  const deletions = Object.values(job.links).flatMap(({ deletedAt }) =>
    deletedAt === undefined ? [] : [deletedAt + SOFT_DELETED_MS],
  );
  const until = [...deletions, job.tokenEndsAt ?? now]
    .filter((moment) => moment > job.nextCycleAt)
    .reduce((first, moment) => Math.min(first, moment), now);
  const cycles = Math.floor((until - job.nextCycleAt) / CYCLE_MS);
  if (cycles <= 0) return job;
  const lastAt = job.nextCycleAt + (cycles - 1) * CYCLE_MS;
  const run = { beganAt: lastAt, endedAt: lastAt, state: job.lastRun?.state ?? 'Succeeded' };
  return { ...job, nextCycleAt: lastAt + CYCLE_MS, lastRun: run, lastSuccess: run, steadyAt: lastAt };
}

type Place = Pick<Call, 'state' | 'settings'>;

interface Cycle {
  readonly job: Job;
  /** Nothing was done, and what failed did so before. */
  readonly isSteady: boolean;
}

function cycle(place: Place, application: ServicePrincipal, at: number): Cycle {
  const job = application.job!;
  const { quarantine } = job;
  if (quarantine !== undefined && at - quarantine.beganAt >= QUARANTINE_ENDS_MS)
    return { job: { ...job, isStarted: false }, isSteady: false };
  if (job.tokenEndsAt !== undefined && job.tokenEndsAt <= at)
    return { job: quarantined(job, at, 'EncounteredQuarantineException', INVALID_CREDENTIALS), isSteady: false };
  // What waits for an administrator goes on waiting; after bad credentials it goes on by itself.
  if (quarantine !== undefined && quarantine.reason !== 'EncounteredQuarantineException' && !job.areDeletesAllowed)
    return { job: quarantined(job, at, quarantine.reason, quarantine.error), isSteady: false };
  return worked(place, application, at);
}

/** The SCIM endpoint of Identity Center answers 401. */
const INVALID_CREDENTIALS: ProvisioningError = {
  code: 'SystemForCrossDomainIdentityManagementCredentialValidationUnauthorized',
  message:
    'You appear to have entered invalid credentials. Please confirm you are using the correct information for an administrative account.',
};

function quarantined(job: Job, at: number, reason: string, error: ProvisioningError | undefined): Job {
  const { beganAt = at, count = 0 } = job.quarantine ?? {};
  const nextAttemptAt = at + QUARANTINE_CYCLE_MS;
  const failed = { beganAt: at, endedAt: at, state: 'Failed', ...optional({ error }) } as const;
  return {
    ...job,
    nextCycleAt: nextAttemptAt,
    lastRun: failed,
    quarantine: { reason, beganAt, count: count + 1, nextAttemptAt, ...optional({ error }) },
  };
}

function worked({ state, settings }: Place, application: ServicePrincipal, at: number): Cycle {
  const tenant = state.entra!;
  const job = application.job!;
  const scope = objectsInScope(tenant, application, job);
  const going = outOfScope(tenant, job, scope, at);
  if (job.deletionThreshold !== undefined && !job.areDeletesAllowed && going.length >= job.deletionThreshold)
    return {
      job: quarantined(job, at, 'TooManyDeletes', {
        code: 'TooManyDeletes',
        message: `${going.length} objects would be deleted, and the threshold is ${job.deletionThreshold}`,
      }),
      isSteady: false,
    };
  const links: Record<string, Link> = { ...job.links };
  const linked = new Set(Object.values(links).map((link) => link.id));
  const assign = assigning(links, linked);
  const { writing, records, failing } = writingOf(state, application, at, linked);
  for (const id of going) {
    const gone = remove(writing, tenant, links, id, at);
    if (gone === undefined) continue;
    linked.delete(gone.id);
    dropAssignments({ state, settings }, gone.kind === 'Group' ? 'GROUP' : 'USER', gone.id);
  }
  for (const user of scope.users) assign(user.id, writeUser(writing, user, links[user.id]));
  for (const group of scope.groups) {
    const link = writeGroup(writing, group, links[group.id]);
    const members = membersInScope(tenant, group, scope);
    assign(group.id, link && writeMembers(writing, link, { group, members }, links));
  }
  record(tenant, records);
  const failures = Object.keys(failing).length;
  const inScope = scope.users.length + scope.groups.length;
  const { quarantine: _quarantine, areDeletesAllowed: _allowed, ...rest } = job;
  const run = { beganAt: at, endedAt: at, state: failures === 0 ? 'Succeeded' : 'EntryLevelErrors' } as const;
  const done: Job = {
    ...rest,
    links,
    failing,
    nextCycleAt: at + CYCLE_MS,
    lastRun: run,
    lastSuccess: run,
    steadyAt: at,
  };
  if (failures >= ESCROWS.count && failures > inScope * ESCROWS.part)
    return {
      job: quarantined(done, at, 'EncounteredEscrowProportionThreshold', {
        code: 'EncounteredEscrowProportionThreshold',
        message: `${failures} of ${inScope} objects could not be provisioned`,
      }),
      isSteady: false,
    };
  return { job: done, isSteady: records.length === 0 };
}

const assigning =
  (links: Record<string, Link>, linked: Set<string>) =>
  (id: string, link: Link | undefined): void => {
    if (link === undefined) return;
    links[id] = link;
    linked.add(link.id);
  };

/** What was written and is in scope no longer, as far as it has not been taken away already. */
function outOfScope(tenant: Tenant, { links, mappings }: Job, { users, groups }: Scope, at: number): readonly string[] {
  const present = new Set([...users, ...groups].map(({ id }) => id));
  return Object.entries(links).flatMap(([id, { kind, isDisabled, deletedAt }]) => {
    const mapping = mappings.find(({ source }) => source === kind);
    if (present.has(id) || mapping?.isEnabled !== true || !mapping.actions.includes('Delete')) return [];
    const isDeletedNow =
      kind === 'User' && !tenant.users.has(id) && (deletedAt === undefined || at - deletedAt >= SOFT_DELETED_MS);
    return isDisabled && !isDeletedNow ? [] : [id];
  });
}

/** A group is deleted; a user becomes inactive, and is deleted when nobody can restore it any more. Gives what was deleted. */
function remove(
  writing: Writing,
  tenant: Tenant,
  links: Record<string, Link>,
  id: string,
  at: number,
): Link | undefined {
  const link = links[id]!;
  const isOver = link.deletedAt !== undefined && at - link.deletedAt >= SOFT_DELETED_MS;
  if (link.kind === 'Group' || isOver) {
    deleteObject(writing, id, link);
    delete links[id];
    return link;
  }
  const disabled = link.isDisabled ? link : disableUser(writing, id, link);
  links[id] = tenant.users.has(id) ? disabled : { ...disabled, deletedAt: at };
  return undefined;
}

interface Written {
  readonly writing: Writing;
  /** What was done, and what failed and had not before. */
  readonly records: readonly ProvisioningRecord[];
  /** Why what failed did, by object id. */
  readonly failing: Readonly<Record<string, string>>;
}

/** `linked`: the ids of the identity store that belong to an object of the tenant, as they are at each moment. */
function writingOf(
  state: SandboxState,
  { id: servicePrincipalId, job }: ServicePrincipal,
  at: number,
  linked: ReadonlySet<string>,
): Written {
  const records: ProvisioningRecord[] = [];
  const failing: Record<string, string> = {};
  const writing: Writing = {
    state,
    job: job!,
    at,
    isLinked: (id) => linked.has(id),
    done(action, source, failure) {
      if (failure !== undefined) failing[source.id] = failure.reason;
      if (failure !== undefined && job!.failing[source.id] === failure.reason) return;
      const id = uuid('provisioning-record', servicePrincipalId, nextNumber(state));
      records.push({ id, at, servicePrincipalId, action, source, ...optional({ failure }) });
    },
  };
  return { writing, records, failing };
}

function record({ log }: Tenant, records: readonly ProvisioningRecord[]): void {
  log.push(...records);
  if (log.length > MOST_RECORDS) log.splice(0, log.length - MOST_RECORDS);
}

export interface OnDemand {
  readonly groupId: string;
  /** Object ids. */
  readonly memberIds: readonly string[];
}

/** "synchronizationJob: provisionOnDemand": at once, for a group in scope and the members that are named. */
export function provisionOnDemand(
  state: SandboxState,
  application: ServicePrincipal,
  { groupId, memberIds }: OnDemand,
) {
  const tenant = state.entra!;
  const { job } = application;
  if (job === undefined) throw notFound(application.id);
  const group = tenant.groups.get(groupId);
  if (group === undefined) throw notFound(groupId);
  if (job.tokenEndsAt !== undefined && job.tokenEndsAt <= state.now)
    throw new GraphError(400, INVALID_CREDENTIALS.code, INVALID_CREDENTIALS.message);
  const scope = objectsInScope(tenant, application, job);
  if (!scope.groups.includes(group)) return answerOf('RedundantExport', `Group '${group.displayName}' is not in scope`);
  const links: Record<string, Link> = { ...job.links };
  const linked = new Set(Object.values(links).map((link) => link.id));
  const assign = assigning(links, linked);
  const { writing, records, failing } = writingOf(state, application, state.now, linked);
  const named = membersInScope(tenant, group, scope).filter((id) => memberIds.includes(id));
  for (const id of named) assign(id, writeUser(writing, tenant.users.get(id)!, links[id]));
  const link = writeGroup(writing, group, links[group.id]);
  const members = [...new Set([...(link?.members ?? []), ...named])];
  assign(group.id, link && writeMembers(writing, link, { group, members }, links));
  record(tenant, records);
  tenant.servicePrincipals.set(application.id, { ...application, job: { ...job, links } });
  const [failure] = Object.values(failing);
  return failure === undefined
    ? answerOf('EntryExportUpdate', `Group '${group.displayName}' was provisioned`)
    : answerOf('Failure', failure);
}

/** stringKeyStringValuePair. */
const answerOf = (action: string, description: string) => ({
  key: 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo',
  value: JSON.stringify([{ provisioningSteps: [{ name: action, description }] }]),
});
