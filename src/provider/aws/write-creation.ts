// CreatePermissionSet, which has no client token: a lost answer is followed by a look at what is there, never by a blind second attempt.
import type { PermissionSet } from '../../state/state.ts';
import { CallFailure, isFailure } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import { OWNER_TAG, readTags } from './read-definition.ts';
import type { Writing } from './writing.ts';

export type Creation =
  /** Made by this call: no policies yet. */
  | { readonly status: 'created'; readonly arn: string }
  /** It was there with our tag: an earlier attempt, of this run or another, got this far. */
  | { readonly status: 'found'; readonly arn: string }
  | Extract<Outcome, { readonly status: 'failed' }>;

const ATTEMPTS = 3;

export async function createSet(writing: Writing, after: PermissionSet): Promise<Creation> {
  const { catalogue } = writing.session;
  for (let attempt = 1; ; attempt++) {
    try {
      const arn = await create(writing, after);
      catalogue.add(after.name, arn);
      return { status: 'created', arn };
    } catch (error) {
      const lost = error instanceof CallFailure && error.call.uncertain === true;
      if (!lost && !isFailure(error, 'already-exists')) throw error;
      const arn = await catalogue.arnOf(after.name);
      if (arn !== undefined) return foundOrForeign(writing, after, arn);
      if (!lost || attempt === ATTEMPTS) throw error;
    }
  }
}

async function create(writing: Writing, after: PermissionSet): Promise<string> {
  const { name, description, sessionDuration, relayState, tags = {}, owner } = after;
  const all = { ...tags, ...(owner === undefined ? {} : { [OWNER_TAG]: owner }) };
  const answer = await writing.change(
    'CreatePermissionSet',
    {
      InstanceArn: await writing.session.instanceArn(),
      Name: name,
      SessionDuration: sessionDuration,
      ...(description === undefined ? {} : { Description: description }),
      ...(relayState === undefined ? {} : { RelayState: relayState }),
      Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
    },
    { repeatable: false },
  );
  return answer.PermissionSet.PermissionSetArn;
}

async function foundOrForeign(writing: Writing, after: PermissionSet, arn: string): Promise<Creation> {
  const set = { InstanceArn: await writing.session.instanceArn(), PermissionSetArn: arn };
  const { owner } = await readTags(writing.session.aws, set);
  if (owner !== undefined && owner === after.owner) return { status: 'found', arn };
  const whose = owner === undefined ? 'bears no owner tag' : `belongs to \`${owner}\``;
  return { status: 'failed', reason: `a permission set \`${after.name}\` exists by now and ${whose}` };
}
