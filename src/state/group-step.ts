// Which step a group of Entra has not done yet on its way to Identity Center: it exists, is security-enabled, is assigned to the enterprise application, and
// is synced. The first that is not done is what it waits for ("How application provisioning works" of the Entra documentation).
import type { GroupStep } from '../diagnostics/group-step.ts';
import { type Instant, later, writeInstant } from '../instant.ts';
import type { EnterpriseApplication, EntraState, EntraUnread, ObjectId, ProvisioningJob } from './entra.ts';

/** Nobody can change it ("Known issues for provisioning"). */
const CYCLE_MS = 40 * 60_000;

/** Of a group that is not in Identity Center. */
export function stepOf(id: string, entra: EntraState): GroupStep {
  const objectId: ObjectId = id.toLowerCase();
  if (!entra.groups.read) return unknown(entra.groups);
  if (entra.absent.has(objectId)) return { kind: 'absent' };
  const group = entra.groups.value.get(objectId);
  if (group === undefined) return { kind: 'unknown', missing: 'it was not asked for' };
  if (!group.securityEnabled) return { kind: 'not-security-enabled' };
  if (!entra.applications.read) return unknown(entra.applications);
  return stepInApplications(objectId, entra.applications.value);
}

function stepInApplications(id: ObjectId, applications: readonly EnterpriseApplication[]): GroupStep {
  for (const { assignments } of applications) if (!assignments.read) return unknown(assignments);
  const own = applications.filter(
    ({ assignments }) => assignments.read && assignments.value.some(({ principalId }) => principalId === id),
  );
  if (own.length === 0) return { kind: 'not-assigned' };
  const jobs: ProvisioningJob[] = [];
  for (const { provisioning } of own) {
    if (!provisioning.read) return unknown(provisioning);
    jobs.push(...provisioning.value);
  }
  const running = jobs.filter((job) => stoppedStatus(job) === undefined);
  if (running.length === 0) return { kind: 'stopped', status: jobs.map(stoppedStatus)[0] ?? 'NotConfigured' };
  const failure = own
    .flatMap(({ failures }) => (failures.read ? failures.value : []))
    .find(({ source }) => source?.id === id);
  if (failure !== undefined)
    return { kind: 'failing', reason: oneLine([failure.code, failure.reason].filter(Boolean).join(': ')) };
  const next = nextCycle(running);
  return next === undefined ? { kind: 'waiting' } : { kind: 'waiting', next: momentText(next) };
}

/** Its status, where no cycle will run. */
export function stoppedStatus({ status, schedule }: ProvisioningJob): string | undefined {
  if (status !== 'Active' && status !== 'unknown') return status;
  return schedule.state === 'Disabled' || schedule.state === 'Paused' ? schedule.state : undefined;
}

/** When the next cycle of one of them is due: an interval after the last one began. */
function nextCycle(jobs: readonly ProvisioningJob[]): Instant | undefined {
  const due = jobs.flatMap(({ lastExecution, schedule }) =>
    lastExecution?.began === undefined ? [] : [later(lastExecution.began, schedule.interval ?? CYCLE_MS)],
  );
  return due.length === 0 ? undefined : due.reduce((a, b) => (a < b ? a : b));
}

/** `2026-11-28 09:40 UTC`. */
export const momentText = (at: Instant): string => `${writeInstant(at).slice(0, 16).replace('T', ' ')} UTC`;

/** Written by others; a message is one line. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const unknown = (unread: EntraUnread): GroupStep => ({ kind: 'unknown', missing: missingText(unread) });

/** Why it is not known, as a phrase: `the permission \`GroupMember.Read.All\` is missing`. */
export function missingText({ because }: EntraUnread): string {
  switch (because.kind) {
    case 'not-asked':
      return 'Entra was not asked';
    case 'denied':
      return `the permission \`${because.permissions[0] ?? 'unknown'}\` is missing`;
    case 'depends':
      return `${because.on} was not read`;
    case 'unsupported':
    case 'failed':
      return oneLine(because.detail);
    default:
      return because satisfies never;
  }
}
