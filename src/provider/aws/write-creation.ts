// CreatePermissionSet, which has no client token: a lost answer is followed by a look at what is there, never by a blind second attempt.
import type { PermissionSet } from '../../state/state.ts';
import { isFailure, isUncertain } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import { attributesOf, membersFor } from './attributes.ts';
import { OWNER_TAG } from './definition-steps.ts';
import { readTags } from './read-definition.ts';
import { eventually, settledFailure } from './settle.ts';
import type { Writing } from './writing.ts';

export type Creation =
  /** Made by this call: no policies yet. */
  | { readonly status: 'created'; readonly arn: string }
  /** It was there with our tag: an earlier attempt, of this run or another, got this far. */
  | { readonly status: 'found'; readonly arn: string }
  | Extract<Outcome, { readonly status: 'failed' }>;

const ATTEMPTS = 3;

export async function createSet(writing: Writing, after: PermissionSet): Promise<Creation> {
  const { session } = writing;
  for (let attempt = 1; ; attempt++) {
    try {
      const arn = await create(writing, after);
      session.catalogue.add(after.name, arn);
      writing.did('created the permission set');
      return { status: 'created', arn };
    } catch (error) {
      const lost = isUncertain(error);
      if (!lost && !isFailure(error, 'already-exists')) throw error;
      let arn: string | undefined;
      await eventually(session, async () => {
        arn = await session.catalogue.arnOf(after.name);
        return arn !== undefined;
      });
      if (arn !== undefined) return foundOrForeign(writing, after, arn);
      if (!lost || attempt === ATTEMPTS || session.signal?.aborted === true) throw settledFailure(error, session);
    }
  }
}

async function create(writing: Writing, after: PermissionSet): Promise<string> {
  const { name, tags = {}, owner } = after;
  const all = { ...tags, ...(owner === undefined ? {} : { [OWNER_TAG]: owner }) };
  const answer = await writing.change(
    'CreatePermissionSet',
    {
      InstanceArn: await writing.session.instanceArn(),
      Name: name,
      ...membersFor(attributesOf(after)),
      Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
    },
    { repeatable: false },
  );
  return answer.PermissionSet.PermissionSetArn;
}

/** CreatePermissionSet gives the tags with the set, but readings may lag: a set without an owner may be ours a moment later. */
async function foundOrForeign(writing: Writing, after: PermissionSet, arn: string): Promise<Creation> {
  const { session } = writing;
  const set = { InstanceArn: await session.instanceArn(), PermissionSetArn: arn };
  let owner: string | undefined;
  await eventually(session, async () => {
    owner = (await readTags(session.aws, set).catch(unlessMissing))?.owner;
    return owner !== undefined;
  });
  if (owner !== undefined && owner === after.owner) return { status: 'found', arn };
  const whose = owner === undefined ? 'bears no owner tag' : `belongs to \`${owner}\``;
  return { status: 'failed', reason: `a permission set \`${after.name}\` exists by now and ${whose}` };
}

function unlessMissing(error: unknown): undefined {
  if (!isFailure(error, 'not-found')) throw error;
  return undefined;
}
