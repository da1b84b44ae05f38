// Attributes of a permission set: the plain values that DescribePermissionSet gives, and CreatePermissionSet and UpdatePermissionSet take.
import { ATTRIBUTES, type AttributeField, type AttributeMember, FIELDS } from '../../definition/fields.ts';
import type { PermissionSet } from '../../state/state.ts';
import { optional, text } from './shapes.ts';

/** A permission set without its policies and tags. Undefined: it has none, or an answer left it out. */
export type Attributes = { readonly [Name in AttributeField]: string | undefined };
export type AttributeMembers = { readonly [Member in AttributeMember]?: string };

const OPTIONAL_TEXT = optional(text);
/** In an answer. */
export const ATTRIBUTE_SHAPES = Object.fromEntries(
  ATTRIBUTES.map((field) => [FIELDS[field].written.as, OPTIONAL_TEXT]),
) as { readonly [Member in AttributeMember]: typeof OPTIONAL_TEXT };

/** Empty texts are absent. */
export function attributesIn(members: AttributeMembers): Attributes {
  return byField((field) => members[FIELDS[field].written.as] || undefined);
}

export function attributesOf(set: PermissionSet): Attributes {
  return byField((field) => set[field]);
}

function byField(read: (field: AttributeField) => string | undefined): Attributes {
  return Object.fromEntries(ATTRIBUTES.map((field) => [field, read(field)])) as Attributes;
}

/** All of them: UpdatePermissionSet clears a RelayState that is left out (hashicorp/terraform-provider-aws#17411). */
export function membersFor(attributes: Attributes): AttributeMembers {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((field) =>
      attributes[field] === undefined ? [] : [[FIELDS[field].written.as, attributes[field]]],
    ),
  );
}
