// Permission sets: created, brought to the definition that was planned, deleted.
//
// Nothing here trusts the plan's view of live: what the set is now is read first, and only what differs is sent. So an operation that
// broke off can simply be done again. A set that bears another owner's tag by now is left alone.
//
// When a step is refused, the steps before it are taken back, in reverse: so the set passes through the same states as on the way there, which keep
// the promises (definition-steps.ts), and ends with the definition that it had. That needs no more rights than the change itself, and gives
// nobody more than they had. Nothing is taken back where it is not known what was carried out, and of a set that was just created: nobody has it,
// and deleting it would need a right that creating it does not. Nor where the set is not as this change left it: then somebody else is changing it as
// well, a second apply of the same files perhaps, and what is taken back under their hands would mix two definitions into one that neither
// the old files nor the new ones grant. What was not taken back is told.
import { asCreated, differingFields, withFields } from '../../definition/definition.ts';
import { FIELD_NAMES, type Field } from '../../definition/fields.ts';
import type { PermissionSetChange } from '../../plan/change.ts';
import type { PermissionSet } from '../../state/state.ts';
import { isFailure, isUncertain, RefusedChange } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import { afterStep, type DefinitionStep, deedOf, definitionSteps, inverseOf, OWNER_TAG } from './definition-steps.ts';
import { readDefinition, readTags, type SetReference } from './read-definition.ts';
import type { Session } from './session.ts';
import { eventually, settled, visible } from './settle.ts';
import { takeStep } from './take-step.ts';
import { createSet } from './write-creation.ts';
import { referenceTo, type Writing } from './writing.ts';

export async function createPermissionSet(writing: Writing, after: PermissionSet): Promise<Outcome> {
  const created = await createSet(writing, after);
  if (created.status === 'failed') return created;
  const set = { InstanceArn: await writing.session.instanceArn(), PermissionSetArn: created.arn };
  if (created.status === 'found') return converge(writing, { set, after, fields: FIELD_NAMES, isNew: true });
  // What CreatePermissionSet has just made needs no reading.
  await takeSteps(writing, { set, live: asCreated(after), to: after, isNew: true });
  return { status: 'done' };
}

export async function updatePermissionSet(writing: Writing, change: PermissionSetChange): Promise<Outcome> {
  const { permissionSet, after, fields } = change;
  const set = await referenceTo(writing, permissionSet);
  if (set === undefined || after === undefined)
    return notSent(`there is no permission set \`${permissionSet}\` any more`);
  return converge(writing, {
    set,
    after,
    fields,
    isNew: false,
    ...(change.before?.owner === undefined ? {} : { owner: change.before.owner }),
  });
}

export async function deletePermissionSet(writing: Writing, change: PermissionSetChange): Promise<Outcome> {
  const { permissionSet, before } = change;
  const set = await referenceTo(writing, permissionSet);
  if (set === undefined) return { status: 'already' };
  const status = await deleteOwned(writing, set, before?.owner);
  if (status === undefined) return notSent(`permission set \`${permissionSet}\` has another owner by now`);
  writing.session.catalogue.remove(permissionSet);
  return { status };
}

/** Takes the owner's tag off (UntagResource), and touches nothing else of the set: no role is copied from its tags. */
export async function releasePermissionSet(writing: Writing, change: PermissionSetChange): Promise<Outcome> {
  const { permissionSet, before } = change;
  const set = await referenceTo(writing, permissionSet);
  if (set === undefined) return notSent(`there is no permission set \`${permissionSet}\` any more`);
  const { session } = writing;
  const ownerNow = async () => (await readTags(session.aws, set)).owner;
  const owner = await ownerNow();
  if (owner === undefined) return { status: 'already' };
  if (owner !== before?.owner) return notSent(`permission set \`${permissionSet}\` has another owner by now`);
  const input = { InstanceArn: set.InstanceArn, ResourceArn: set.PermissionSetArn, TagKeys: [OWNER_TAG] };
  const isReleased = async () => (await ownerNow()) === undefined;
  await settled(session, () => writing.change('UntagResource', input), isReleased);
  return { status: 'done' };
}

/** Nothing when the set bears another tag than the plan saw. */
async function deleteOwned(
  writing: Writing,
  set: SetReference,
  owner: string | undefined,
): Promise<'done' | 'already' | undefined> {
  const { session } = writing;
  const isGone = async (): Promise<boolean> => !(await session.catalogue.isListed(set.PermissionSetArn));
  try {
    const tags = await readTags(session.aws, set);
    if (tags.owner !== owner) return undefined;
    // Right after its last row went, DeletePermissionSet answers ConflictException for a while: the client's retries wait for that.
    await settled(session, () => writing.change('DeletePermissionSet', set), isGone);
    return 'done';
  } catch (error) {
    // ListTagsForResource and DeletePermissionSet answer ResourceNotFoundException of a set that is gone; ListPermissionSets must agree.
    if (isFailure(error, 'not-found') && (await eventually(session, isGone))) return 'already';
    throw error;
  }
}

interface Convergence {
  readonly set: SetReference;
  readonly after: PermissionSet;
  readonly fields: readonly Field[];
  /** The owner tag the plan saw; absent when the set bore none, or is being created. */
  readonly owner?: string;
  readonly isNew: boolean;
}

async function converge(writing: Writing, { set, after, fields, owner, isNew }: Convergence): Promise<Outcome> {
  const read = () => readDefinition(writing.session.aws, set);
  const live = isNew ? await visible(writing.session, read) : await read();
  // An adoption that broke off has left our tag already; any other difference is somebody else's doing.
  if (live.owner !== owner && live.owner !== after.owner)
    return notSent(`permission set \`${after.name}\` has another owner by now`);
  await takeSteps(writing, { set, live, to: withFields(live, after, fields), isNew });
  return { status: writing.hasChanged() ? 'done' : 'already' };
}

interface Exchange {
  readonly set: SetReference;
  readonly live: PermissionSet;
  readonly to: PermissionSet;
  /** Nobody has the set yet. */
  readonly isNew: boolean;
}

interface Taken {
  readonly step: DefinitionStep;
  /** The definition before it. */
  readonly before: PermissionSet;
}

async function takeSteps(writing: Writing, { set, live, to, isNew }: Exchange): Promise<void> {
  const place = { set, read: () => readDefinition(writing.session.aws, set) };
  const taken: Taken[] = [];
  let before = live;
  for (const step of definitionSteps(live, to)) {
    try {
      if (await takeStep(writing, place, step)) {
        writing.did(deedOf(step));
        taken.push({ step, before });
      }
    } catch (error) {
      if (!isNew && isRefusal(error) && (await isAs(before, place, writing.session)))
        await takeBack(writing, place, taken);
      throw error;
    }
    before = afterStep(before, step);
  }
}

/** The service said no, so it is known what was carried out, and it can be asked for more. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RefusedChange &&
  !isUncertain(error) &&
  !isFailure(error, 'transient', 'malformed', 'protocol', 'credentials', 'untrusted', 'proxy-refused');

/** The set is as this change left it. False also where that cannot be read. */
const isAs = (left: PermissionSet, { read }: Parameters<typeof takeStep>[1], session: Session): Promise<boolean> =>
  eventually(session, async () => differingFields(await read(), left).length === 0).catch(() => false);

/** As far as it goes: what is refused on the way back stays, and so does what came before it. */
async function takeBack(
  writing: Writing,
  place: Parameters<typeof takeStep>[1],
  taken: readonly Taken[],
): Promise<void> {
  for (const { step, before } of taken.toReversed()) {
    try {
      for (const inverse of inverseOf(step, before)) await takeStep(writing, place, inverse);
      writing.tookBack(deedOf(step));
    } catch {
      return;
    }
  }
}

const notSent = (reason: string): Outcome => ({ status: 'not-sent', reason });
