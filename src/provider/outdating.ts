// Which edits of a permission set leave the roles in accounts behind until the next ProvisionPermissionSet.
import type { Field } from '../plan/change.ts';

/** Stays with the set, and is not copied to roles. Of the description AWS documents nothing; the sandbox can be set to either. */
const KEPT_WITH_THE_SET: readonly Field[] = ['description', 'tags', 'owner'];

export function outdatesRoles(fields: readonly Field[]): boolean {
  return fields.some((field) => !KEPT_WITH_THE_SET.includes(field));
}
