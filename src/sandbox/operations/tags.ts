// sso-admin: tags of permission sets.
import { guardManagementAccount } from '../callers.ts';
import { notFound, quotaExceeded, validation } from '../errors.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { instanceArn, pagedBy100, taggableArn, tagKeys, tags } from '../shapes.ts';
import type { PermissionSet, Tags } from '../state.ts';
import { requireInstance } from './instances.ts';

/** The quota of tags on a resource. */
const MOST_TAGS = 50;

const onResource = { 'InstanceArn?': instanceArn, ResourceArn: taggableArn };

export const TAGS: Operations = {
  TagResource: writes({ ...onResource, Tags: tags }, (call, input) => {
    const set = taggedSet(call, input);
    guardManagementAccount(call, set);
    for (const [key, value] of checkedTags(set.tags, input.Tags)) set.tags.set(key, value);
    return {};
  }),
  UntagResource: writes({ ...onResource, TagKeys: tagKeys }, (call, input) => {
    const set = taggedSet(call, input);
    guardManagementAccount(call, set);
    for (const key of input.TagKeys) set.tags.delete(key);
    return {};
  }),
  ListTagsForResource: reads({ ...onResource, 'NextToken?': pagedBy100['NextToken?'] }, (call, input) =>
    page(call, input, {
      key: 'Tags',
      items: [...taggedSet(call, input).tags],
      show: ([Key, Value]) => ({ Key, Value }),
    }),
  ),
};

/** The tags with the given ones laid over them. */
export function checkedTags(
  present: ReadonlyMap<string, string>,
  given: readonly { readonly Key: string; readonly Value: string }[],
): Tags {
  const reserved = given.find((tag) => tag.Key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) throw validation(`Tag key ${reserved.Key} must not start with aws:`);
  if (new Set(given.map((tag) => tag.Key)).size < given.length) throw validation('Duplicate tag keys are not allowed.');
  const merged = new Map([...present, ...given.map((tag) => [tag.Key, tag.Value] as const)]);
  if (merged.size > MOST_TAGS) throw quotaExceeded(`Cannot have more than ${MOST_TAGS} tags on a resource.`);
  return merged;
}

function taggedSet(call: Call, input: { readonly InstanceArn?: string; readonly ResourceArn: string }): PermissionSet {
  requireInstance(call, input.InstanceArn);
  const set = call.state.permissionSets.get(input.ResourceArn);
  if (set !== undefined) return set;
  throw notFound(`Could not find resource with arn ${input.ResourceArn}`);
}
