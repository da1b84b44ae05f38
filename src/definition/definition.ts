// Definitions of permission sets as values: their one form, how two of them differ, and one with fields of the other.
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import { canonicalJson } from '../state/digest.ts';
import type { PermissionSet } from '../state/state.ts';
import { type EveryField, FIELD_NAMES, FIELDS, type Field, rulesOf } from './fields.ts';

/**
 * Files and live list the same policies and tags in whatever order they like, and live's pages may even repeat one; both sides of a diff go
 * through here, so that a definition differs only where it says something else. Undefined is absent. Idempotent.
 */
export function canonicalDefinition(set: PermissionSet): PermissionSet {
  return mapFields(set, (field, value) => rulesOf(field).canonical(value));
}

/** The definition with these fields, in its one form. */
export function definitionOf(name: PermissionSet['name'], fields: EveryField): PermissionSet {
  return canonicalDefinition({ name, ...fields } as PermissionSet);
}

/** A definition as data that is equal where the definitions are. */
export function comparableDefinition(set: PermissionSet): Readonly<Record<string, unknown>> {
  return mapFields(canonicalDefinition(set), (field, value) => rulesOf(field).comparable(value));
}

/** In the order of the table. What has no order is never a difference. */
export function differingFields(some: PermissionSet, other: PermissionSet): readonly Field[] {
  const [before, after] = [comparableTexts(some), comparableTexts(other)];
  return FIELD_NAMES.filter((_, place) => before[place] !== after[place]);
}

/** Of the fields in the order of the table: two sets are compared for each account that has them. */
const comparableTexts = memoizeByIdentity((set: PermissionSet): readonly string[] => {
  const comparable = comparableDefinition(set);
  return FIELD_NAMES.map((field) => canonicalJson({ value: comparable[field] }));
});

/** `live` with the given fields of `after`, absence included. Tags that are absent are not ours, and an owner is never taken away: those of live stay. */
export function withFields(live: PermissionSet, after: PermissionSet, fields: readonly Field[]): PermissionSet {
  const { tags = live.tags ?? {} } = after;
  const owner = after.owner ?? live.owner;
  const planned: PermissionSet = { ...after, tags, ...optional({ owner }) };
  const chosen = (set: PermissionSet, isPlanned: boolean) =>
    Object.entries(set).filter(([field]) => fields.includes(field as Field) === isPlanned);
  // INVARIANT: a required field is in one of the two, for both are whole definitions.
  return Object.fromEntries([...chosen(live, false), ...chosen(planned, true)]) as unknown as PermissionSet;
}

/** What CreatePermissionSet makes of it: no policies yet. */
export function asCreated({ name, ...set }: PermissionSet): PermissionSet {
  const isLater = (field: string) => FIELDS[field as Field].written.by === 'calls of its own';
  const given = Object.fromEntries(Object.entries(set).filter(([field]) => !isLater(field)));
  return { ...EMPTY, name, tags: {}, ...given };
}

/** Without a session duration, CreatePermissionSet gives an hour. */
const EMPTY = {
  sessionDuration: 'PT1H',
  managedPolicies: [],
  customerManagedPolicies: [],
} as const satisfies Partial<PermissionSet>;

/** A set that gives nothing. */
export const emptyDefinition = (name: PermissionSet['name']): PermissionSet => ({ name, ...EMPTY });

function mapFields(
  set: PermissionSet,
  map: (field: Field, value: unknown) => unknown,
): PermissionSet & Readonly<Record<string, unknown>> {
  const fields = FIELD_NAMES.flatMap((field) =>
    set[field] === undefined ? [] : [[field, map(field, set[field])] as const],
  );
  return { name: set.name, ...Object.fromEntries(fields) } as PermissionSet & Readonly<Record<string, unknown>>;
}

/** A set that was nobody's, and shall be somebody's, is adopted. */
export function updateOrAdopt(before: PermissionSet, after: PermissionSet): 'update' | 'adopt' {
  return before.owner === undefined && after.owner !== undefined ? 'adopt' : 'update';
}
