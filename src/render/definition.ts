// A permission set's definition, or what changes in one, field by field, for text and Markdown to lay out.
import type { Field, PermissionSetChange } from '../plan/change.ts';
import type { PermissionSet, PermissionsBoundary } from '../state/state.ts';
import { type DiffLine, policyDiff } from './policy-diff.ts';

export type FieldView =
  /** One value; absent on the side that has none. */
  | { readonly kind: 'value'; readonly label: string; readonly before?: string; readonly after?: string }
  /** Members that come and go. */
  | {
      readonly kind: 'list';
      readonly label: string;
      readonly removed: readonly string[];
      readonly added: readonly string[];
    }
  | { readonly kind: 'policy'; readonly label: string; readonly lines: readonly DiffLine[] };

/** In the order of a change's fields: what a set may do first, labels last. */
const LABELS: Readonly<Record<Field, string>> = {
  managedPolicies: 'AWS managed policies',
  customerManagedPolicies: 'customer managed policies',
  inlinePolicy: 'inline policy',
  permissionsBoundary: 'permissions boundary',
  sessionDuration: 'session duration',
  relayState: 'relay state',
  description: 'description',
  tags: 'tags',
  owner: 'owner',
};

/** What an update or adoption changes; the whole definition of a set that comes or goes. */
export function fieldViews({ before, after, fields, action }: PermissionSetChange): readonly FieldView[] {
  const one = action === 'create' ? after : action === 'delete' ? before : undefined;
  const shown = one === undefined ? fields : (Object.keys(LABELS) as Field[]).filter((field) => isSet(one, field));
  return shown.map((field) => fieldView(field, before, after));
}

function fieldView(field: Field, before: PermissionSet | undefined, after: PermissionSet | undefined): FieldView {
  const label = LABELS[field];
  if (field === 'inlinePolicy') {
    return { kind: 'policy', label, lines: policyDiff(before?.inlinePolicy, after?.inlinePolicy) };
  }
  if (field === 'managedPolicies' || field === 'customerManagedPolicies' || field === 'tags') {
    const old = members(before, field);
    const now = members(after, field);
    const removed = old.filter((member) => !now.includes(member));
    return { kind: 'list', label, removed, added: now.filter((member) => !old.includes(member)) };
  }
  const old = textOf(before, field);
  const now = textOf(after, field);
  return {
    kind: 'value',
    label,
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { after: now }),
  };
}

type ListField = 'managedPolicies' | 'customerManagedPolicies' | 'tags';

function members(permissionSet: PermissionSet | undefined, field: ListField): readonly string[] {
  if (permissionSet === undefined) return [];
  switch (field) {
    case 'managedPolicies':
      return permissionSet.managedPolicies;
    case 'customerManagedPolicies':
      return permissionSet.customerManagedPolicies.map(({ path, name }) => path + name);
    case 'tags':
      return Object.entries(permissionSet.tags ?? {}).map(([key, value]) => `${key}=${value}`);
    default:
      return field satisfies never;
  }
}

function textOf(
  permissionSet: PermissionSet | undefined,
  field: Exclude<Field, ListField | 'inlinePolicy'>,
): string | undefined {
  if (field !== 'permissionsBoundary') return permissionSet?.[field];
  const boundary = permissionSet?.permissionsBoundary;
  return boundary === undefined ? undefined : boundaryText(boundary);
}

function boundaryText(boundary: PermissionsBoundary): string {
  switch (boundary.kind) {
    case 'aws-managed':
      return `AWS managed ${boundary.policy}`;
    case 'customer-managed':
      return `customer managed ${boundary.policy.path}${boundary.policy.name}`;
    default:
      return boundary satisfies never;
  }
}

function isSet(permissionSet: PermissionSet, field: Field): boolean {
  const value = permissionSet[field];
  if (value === undefined) return false;
  if (typeof value === 'string') return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
