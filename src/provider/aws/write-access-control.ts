// Writes of the attributes for access control. The API takes the configuration as a whole and knows no condition, so live is read right before: what
// somebody else changed since the plan is not overwritten.
import type { AttributesChange } from '../../plan/change.ts';
import type { AccessControl, AccessControlAttribute } from '../../state/access-control.ts';
import { canonicalJson } from '../../state/digest.ts';
import { isFailure } from '../errors.ts';
import { OTHER_ATTRIBUTES, type Outcome } from '../identity-center.ts';
import { type AccessControlRead, readAccessControl } from './read-access-control.ts';
import { eventually, settled } from './settle.ts';
import type { Writing } from './writing.ts';

/** How long a configuration may be in the making: CreateInstanceAccessControlAttributeConfiguration is answered before it is there. */
const CREATION_MS = 300_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

export async function writeAccessControl(writing: Writing, change: AttributesChange): Promise<Outcome> {
  const { session } = writing;
  const { before, after } = change;
  const read = async () => readAccessControl(session.aws, await session.instanceArn());
  const isThere = async () => isSame((await read()).accessControl, after);
  const now = await read();
  if (isSame(now.accessControl, after)) return completed(writing, { read, now, otherwise: 'already' });
  if (!isSame(now.accessControl, before)) return OTHER_ATTRIBUTES;
  try {
    await settled(session, () => send(writing, change), isThere);
  } catch (error) {
    // ConflictException of a create, ResourceNotFoundException of the others: somebody else was faster, with this or with another one.
    if (!isFailure(error, 'already-exists', 'not-found')) throw error;
    return (await eventually(session, isThere)) ? { status: 'already' } : OTHER_ATTRIBUTES;
  }
  // What is made may not be visible yet, and is not enabled at once; what was changed or deleted is so with the answer.
  if (change.action !== 'create') return { status: 'done' };
  if (!(await eventually(session, async () => (await isThere()) || (await hasFailed(read)))))
    return { status: 'unknown', reason: 'Identity Center took the configuration and does not show it' };
  return completed(writing, { read, now: await read(), otherwise: 'done' });
}

const hasFailed = async (read: () => Promise<AccessControlRead>) => typeof (await read()).status === 'object';

async function send(writing: Writing, { action, after = [] }: AttributesChange): Promise<unknown> {
  const instance = { InstanceArn: await writing.session.instanceArn() };
  const configured = { ...instance, InstanceAccessControlAttributeConfiguration: configurationOf(after) };
  switch (action) {
    case 'create':
      return writing.change('CreateInstanceAccessControlAttributeConfiguration', configured);
    case 'update':
      return writing.change('UpdateInstanceAccessControlAttributeConfiguration', configured);
    case 'delete':
      return writing.change('DeleteInstanceAccessControlAttributeConfiguration', instance);
    default:
      return action satisfies never;
  }
}

const configurationOf = (attributes: readonly AccessControlAttribute[]) => ({
  AccessControlAttributes: attributes.map(({ key, source }) => ({ Key: key, Value: { Source: [source] } })),
});

interface Completion {
  readonly read: () => Promise<AccessControlRead>;
  readonly now: AccessControlRead;
  readonly otherwise: 'done' | 'already';
}

/** Waits while the service is still making it. */
async function completed({ session }: Writing, { read, now: first, otherwise }: Completion): Promise<Outcome> {
  const { clock, signal } = session;
  const until = clock.now() + CREATION_MS;
  let now = first;
  for (let wait = FIRST_WAIT_MS; now.status === 'in-progress'; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal?.aborted === true || clock.now() >= until)
      return {
        status: 'unknown',
        reason: 'Identity Center is still making the configuration of attributes for access control',
      };
    await clock.sleep(wait, signal).catch(() => undefined);
    now = await read();
  }
  return typeof now.status === 'object' ? { status: 'failed', reason: now.status.failed } : { status: otherwise };
}

const isSame = ({ attributes }: AccessControl, other: AccessControl['attributes']): boolean =>
  canonicalJson(attributes ?? null) === canonicalJson(other ?? null);
