// The fields of a permission set that a change names: what becomes of the definition, and of the roles that were made from it.
import type { Field } from '../plan/change.ts';
import type { PermissionSet } from '../state/state.ts';

/** Stays with the set, and is not copied to roles. Of the description AWS documents nothing; the sandbox can be set to either. */
const KEPT_WITH_THE_SET: readonly Field[] = ['description', 'tags', 'owner'];

/** Whether an edit of these leaves the roles in accounts behind until the next ProvisionPermissionSet. */
export function outdatesRoles(fields: readonly Field[]): boolean {
  return fields.some((field) => !KEPT_WITH_THE_SET.includes(field));
}

/** `live` with the given fields of `after`, absence included. Tags that are absent are not ours, and an owner is never taken away: those of live stay. */
export function withFields(live: PermissionSet, after: PermissionSet, fields: readonly Field[]): PermissionSet {
  const { tags = live.tags ?? {} } = after;
  const owner = after.owner ?? live.owner;
  const planned: PermissionSet = { ...after, tags, ...(owner === undefined ? {} : { owner }) };
  const chosen = (set: PermissionSet, isPlanned: boolean) =>
    Object.entries(set).filter(([field]) => fields.includes(field as Field) === isPlanned);
  // INVARIANT: a required field is in one of the two, for both are whole definitions.
  return Object.fromEntries([...chosen(live, false), ...chosen(planned, true)]) as unknown as PermissionSet;
}
