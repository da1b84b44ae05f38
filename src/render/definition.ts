// A permission set's definition, or what changes in one, field by field.
import { FIELD_NAMES, type Field, type Member, rulesOf } from '../definition/fields.ts';
import type { PermissionSetChange } from '../plan/change.ts';
import { canonicalJson } from '../state/digest.ts';
import type { PermissionSet } from '../state/state.ts';
import type { CodeLine } from './document.ts';
import { policyDiff } from './policy-diff.ts';

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
  | { readonly kind: 'policy'; readonly label: string; readonly lines: readonly CodeLine[] };

/** What an update or adoption changes; the whole definition of a set that comes or goes. */
export function fieldViews({ before, after, fields, action }: PermissionSetChange): readonly FieldView[] {
  const one = action === 'create' ? after : action === 'delete' ? before : undefined;
  const shown = one === undefined ? fields : FIELD_NAMES.filter((field) => isSet(one, field));
  return shown.map((field) => fieldView(field, before, after));
}

function fieldView(field: Field, before: PermissionSet | undefined, after: PermissionSet | undefined): FieldView {
  const { label, shown } = rulesOf(field);
  const [old, now] = [before?.[field], after?.[field]];
  switch (shown.as) {
    case 'policy': {
      const [left, right] = [old, now].map((value) => (value === undefined ? undefined : shown.policy(value)));
      return { kind: 'policy', label, lines: policyDiff(left, right) };
    }
    case 'list': {
      const [left = [], right = []] = [old, now].map((value) => (value === undefined ? [] : shown.members(value)));
      return { kind: 'list', label, removed: missingIn(right, left), added: missingIn(left, right) };
    }
    case 'value':
      return {
        kind: 'value',
        label,
        ...(old === undefined ? {} : { before: shown.text(old) }),
        ...(now === undefined ? {} : { after: shown.text(now) }),
      };
    default:
      return shown satisfies never;
  }
}

/** Of `members`, those that `others` lack. */
function missingIn(others: readonly Member[], members: readonly Member[]): readonly string[] {
  const known = new Set(others.map(({ identity }) => canonicalJson(identity)));
  return members.filter(({ identity }) => !known.has(canonicalJson(identity))).map(({ text }) => text);
}

function isSet(permissionSet: PermissionSet, field: Field): boolean {
  const value = permissionSet[field];
  const { shown } = rulesOf(field);
  return value !== undefined && (shown.as !== 'list' || shown.members(value).length > 0);
}
