// Writes of account access: the application of the instance, and entitlements. An entitlement is made and deleted, never changed.
import type { AssignmentChange, ResourceChange } from '../../plan/change.ts';
import type { Assignment } from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import { OTHER_RESOURCE, type Outcome } from '../identity-center.ts';
import { type ApplicationRead, entitlementsIn, memberOf, readApplication } from './read-account-access.ts';
import { eventually, settled } from './settle.ts';
import type { Writing } from './writing.ts';

/** How long an application may be in the making: CreateApplication is answered before it is there. */
const CREATION_MS = 300_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

const DONE: Outcome = { status: 'done' };
const ALREADY: Outcome = { status: 'already' };

/** Live is read right before: what somebody else made, or took over since the plan, is not taken from them. */
export async function writeApplication(writing: Writing, { before, after }: ResourceChange): Promise<Outcome> {
  const { session } = writing;
  const read = async () => readApplication(session.aws, await session.instanceArn());
  const owner = after?.owner;
  if (owner === undefined) return { status: 'not-sent', reason: 'an application is never deleted' };
  const now = await read();
  if (now?.owner === owner) return completed(writing, { read, now, otherwise: 'already' });
  if (now !== undefined && now.status !== 'CREATE_FAILED' && (before === undefined || now.owner !== before.owner))
    return OTHER_RESOURCE;
  if (now === undefined && before !== undefined) return OTHER_RESOURCE;
  const isOurs = async () => (await read())?.owner === owner;
  try {
    await settled(session, () => send(writing, { now, owner }), isOurs);
  } catch (error) {
    // AlreadyCreatedException: somebody else was faster.
    if (!isFailure(error, 'already-exists', 'not-found')) throw error;
    return (await eventually(session, isOurs)) ? ALREADY : OTHER_RESOURCE;
  }
  if (!(await eventually(session, isOurs)))
    return { status: 'unknown', reason: 'account access took the application and does not show it' };
  return completed(writing, { read, now: await read(), otherwise: 'done' });
}

async function send(
  { session, changeAccountAccess }: Writing,
  { now, owner }: { readonly now: ApplicationRead | undefined; readonly owner: string },
): Promise<unknown> {
  const tags = { 'access:owner': owner };
  if (now !== undefined && now.status !== 'CREATE_FAILED')
    return changeAccountAccess('TagResource', { resourceArn: now.arn, tags });
  const identitySource = { identityCenter: { instanceArn: await session.instanceArn() } };
  return changeAccountAccess('CreateApplication', { identitySource, tags });
}

interface Completion {
  readonly read: () => Promise<ApplicationRead | undefined>;
  readonly now: ApplicationRead | undefined;
  readonly otherwise: 'done' | 'already';
}

/** Waits while the service is still making it. */
async function completed({ session }: Writing, { read, now: first, otherwise }: Completion): Promise<Outcome> {
  const { clock, signal } = session;
  const until = clock.now() + CREATION_MS;
  let now = first;
  for (let wait = FIRST_WAIT_MS; now?.status === 'CREATE_IN_PROGRESS'; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal?.aborted === true || clock.now() >= until)
      return { status: 'unknown', reason: 'account access is still making the application' };
    await clock.sleep(wait, signal).catch(() => undefined);
    now = await read();
  }
  if (now?.status === 'ACTIVE') return { status: otherwise };
  return { status: 'failed', reason: now?.error ?? `the application is ${now?.status ?? 'gone'}` };
}

export async function writeEntitlement(writing: Writing, { action, assignment }: AssignmentChange): Promise<Outcome> {
  const { session } = writing;
  const application = await readApplication(session.aws, await session.instanceArn());
  if (application === undefined)
    return action === 'delete' ? ALREADY : { status: 'not-sent', reason: 'there is no account access application' };
  const { partition } = (await session.callerContext.get()).instance;
  const place: Place = {
    applicationArn: application.arn,
    roleArn: `arn:${partition}:iam::${assignment.account}:${assignment.permissionSet}`,
    assignment,
  };
  return action === 'create' ? createEntitlement(writing, place) : deleteEntitlement(writing, place);
}

interface Place {
  readonly applicationArn: string;
  readonly roleArn: string;
  readonly assignment: Assignment;
}

const idsOf = async ({ session }: Writing, { applicationArn, roleArn, assignment: { principal } }: Place) =>
  (await entitlementsIn(session.aws, applicationArn, { principal, roleArn })).map(({ id }) => id);

/** CreateEntitlement is idempotent, and does not say whether it made one. */
async function createEntitlement(writing: Writing, place: Place): Promise<Outcome> {
  const { applicationArn, roleArn, assignment } = place;
  const isThere = async () => (await idsOf(writing, place)).length > 0;
  if (await isThere()) return ALREADY;
  const principalRole = { principal: { identityCenter: memberOf(assignment.principal) }, roleArn };
  await settled(
    writing.session,
    () => writing.changeAccountAccess('CreateEntitlement', { applicationArn, entitlement: { principalRole } }),
    isThere,
  );
  return DONE;
}

async function deleteEntitlement(writing: Writing, place: Place): Promise<Outcome> {
  const { applicationArn } = place;
  const ids = await idsOf(writing, place);
  if (ids.length === 0) return ALREADY;
  const isGone = async () => (await idsOf(writing, place)).length === 0;
  for (const entitlementId of ids) {
    try {
      await settled(
        writing.session,
        () => writing.changeAccountAccess('DeleteEntitlement', { applicationArn, entitlementId }),
        isGone,
      );
    } catch (error) {
      // Somebody else was faster.
      if (!isFailure(error, 'not-found')) throw error;
    }
  }
  return DONE;
}
