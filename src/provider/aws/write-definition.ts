// Permission sets: created, brought to the definition that was planned, deleted.
//
// Nothing here trusts the plan's view of live: what the set is now is read first, and only what differs is sent. So an operation that
// broke off can simply be done again. A set that bears another owner's tag by now is left alone.
import type { Field, PermissionSetChange } from '../../plan/change.ts';
import type { PermissionSet } from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import { type Attributes, readAttributes } from './catalogue.ts';
import { NO_POLICIES, policySteps } from './policy-steps.ts';
import {
  OWNER_TAG,
  type Policies,
  permissionSetOf,
  readPolicies,
  readTags,
  type SetReference,
} from './read-definition.ts';
import { createSet } from './write-creation.ts';
import { takeStep } from './write-policies.ts';
import { referenceTo, type Writing } from './writing.ts';

const EVERYTHING: readonly Field[] = [
  'owner',
  'tags',
  'description',
  'sessionDuration',
  'relayState',
  'managedPolicies',
  'customerManagedPolicies',
  'inlinePolicy',
  'permissionsBoundary',
];

export async function createPermissionSet(writing: Writing, after: PermissionSet): Promise<Outcome> {
  const created = await createSet(writing, after);
  if (created.status === 'failed') return created;
  const set = { InstanceArn: await writing.session.instanceArn(), PermissionSetArn: created.arn };
  if (created.status === 'found') return converge(writing, { set, after, fields: EVERYTHING });
  for (const step of policySteps(NO_POLICIES, after)) await takeStep(writing, set, step);
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

/** Nothing when the set bears another tag than the plan saw. */
async function deleteOwned(
  writing: Writing,
  set: SetReference,
  owner: string | undefined,
): Promise<'done' | 'already' | undefined> {
  try {
    const tags = await readTags(writing.session.aws, set);
    if (tags.owner !== owner) return undefined;
    // Right after its last row went, DeletePermissionSet answers ConflictException for a while: the client's retries wait for that.
    await writing.change('DeletePermissionSet', set);
    return 'done';
  } catch (error) {
    if (isFailure(error, 'not-found')) return 'already';
    throw error;
  }
}

interface Convergence {
  readonly set: SetReference;
  readonly after: PermissionSet;
  readonly fields: readonly Field[];
  /** The owner tag the plan saw; absent when the set bore none, or is being created. */
  readonly owner?: string;
}

async function converge(writing: Writing, { set, after, fields, owner }: Convergence): Promise<Outcome> {
  const { aws } = writing.session;
  const tags = await readTags(aws, set);
  // An adoption that broke off has left our tag already; any other difference is somebody else's doing.
  if (tags.owner !== owner && tags.owner !== after.owner)
    return notSent(`permission set \`${after.name}\` has another owner by now`);
  const attributes = await readAttributes(aws, set.InstanceArn, set.PermissionSetArn);
  const policies = await readPolicies(aws, set);
  const live = permissionSetOf(attributes, tags, policies);

  // The tag first: from here on a plan sees the set as ours, and finds what is still missing when this run breaks off.
  await writeTags(writing, set, { live, after, fields });
  await writeAttributes(writing, set, { live, after, fields });
  for (const step of policySteps(policies, wanted(policies, after, fields))) await takeStep(writing, set, step);
  return { status: writing.changes() === 0 ? 'already' : 'done' };
}

/** Live's policies with the planned ones in the places that are to change. */
function wanted(live: Policies, after: PermissionSet, fields: readonly Field[]): Policies {
  const of = (field: keyof Policies): Policies => (fields.includes(field) ? after : live);
  const { inlinePolicy } = of('inlinePolicy');
  const { permissionsBoundary } = of('permissionsBoundary');
  return {
    managedPolicies: of('managedPolicies').managedPolicies,
    customerManagedPolicies: of('customerManagedPolicies').customerManagedPolicies,
    ...(inlinePolicy === undefined ? {} : { inlinePolicy }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}

interface Sides {
  readonly live: PermissionSet;
  readonly after: PermissionSet;
  readonly fields: readonly Field[];
}

async function writeTags(writing: Writing, set: SetReference, { live, after, fields }: Sides): Promise<void> {
  const resource = { InstanceArn: set.InstanceArn, ResourceArn: set.PermissionSetArn };
  const before = live.tags ?? {};
  const wantedTags = fields.includes('tags') && after.tags !== undefined ? after.tags : before;
  const takesOver = fields.includes('owner') && after.owner !== undefined && after.owner !== live.owner;
  const put = [
    ...(takesOver ? [{ Key: OWNER_TAG, Value: after.owner }] : []),
    ...Object.entries(wantedTags)
      .filter(([key, value]) => before[key] !== value)
      .map(([Key, Value]) => ({ Key, Value })),
  ];
  if (put.length > 0) await writing.change('TagResource', { ...resource, Tags: put });
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(wantedTags, key));
  if (gone.length > 0) await writing.change('UntagResource', { ...resource, TagKeys: gone });
}

const ATTRIBUTES = ['description', 'sessionDuration', 'relayState'] as const satisfies readonly (keyof Attributes &
  Field)[];

async function writeAttributes(writing: Writing, set: SetReference, { live, after, fields }: Sides): Promise<void> {
  const changed = ATTRIBUTES.filter((field) => fields.includes(field) && live[field] !== after[field]);
  if (changed.length === 0) return;
  // UpdatePermissionSet clears a RelayState that is left out (hashicorp/terraform-provider-aws#17411): all three are always sent.
  const [Description, SessionDuration, RelayState] = ATTRIBUTES.map(
    (field) => (fields.includes(field) ? after : live)[field],
  );
  await writing.change('UpdatePermissionSet', {
    ...set,
    ...(Description === undefined ? {} : { Description }),
    ...(SessionDuration === undefined ? {} : { SessionDuration }),
    ...(RelayState === undefined ? {} : { RelayState }),
  });
}

const notSent = (reason: string): Outcome => ({ status: 'not-sent', reason });
