// sso-admin: tags of the instance, of permission sets, of applications and of trusted token issuers.
import { notFound, quotaExceeded, validation } from '../errors.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { instanceArn, pagedBy100, taggableArn, tagKeys, tags } from '../shapes.ts';
import type { Tags } from '../state.ts';
import { beginEdit, requireInstance } from './resources.ts';

/** The quota of tags on a resource. */
const MOST_TAGS = 50;

const onResource = { 'InstanceArn?': instanceArn, ResourceArn: taggableArn };

interface OnResource {
  readonly InstanceArn?: string;
  readonly ResourceArn: string;
}

export const TAGS: Operations = {
  TagResource: writes({ ...onResource, Tags: tags }, (call, input) => {
    const present = editableTags(call, input);
    for (const [key, value] of checkedTags(present, input.Tags)) present.set(key, value);
    return {};
  }),
  UntagResource: writes({ ...onResource, TagKeys: tagKeys }, (call, input) => {
    const present = editableTags(call, input);
    for (const key of input.TagKeys) present.delete(key);
    return {};
  }),
  ListTagsForResource: reads({ ...onResource, 'NextToken?': pagedBy100['NextToken?'] }, (call, input) =>
    page(call, input, {
      key: 'Tags',
      items: [...tagsOf(call, input)],
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

function editableTags(call: Call, input: OnResource): Tags {
  const set = call.state.permissionSets.get(input.ResourceArn);
  const present = tagsOf(call, input);
  if (set !== undefined) beginEdit(call, set);
  return present;
}

function tagsOf(call: Call, { InstanceArn: instance, ResourceArn: arn }: OnResource): Tags {
  requireInstance(call, instance);
  const { state } = call;
  if (arn === state.instanceArn) return state.instance.tags;
  const resource = state.permissionSets.get(arn) ?? state.applications.get(arn) ?? state.trustedTokenIssuers.get(arn);
  if (resource !== undefined) return resource.tags;
  throw notFound(`Could not find resource with arn ${arn}`);
}
