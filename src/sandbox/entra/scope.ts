// Which objects of a tenant provisioning brings into the identity store, and with which values ("How application provisioning works in Microsoft Entra ID").
import type { Job, Mapping, ServicePrincipal, Tenant, TenantGroup, TenantUser } from './tenant.ts';

export interface Scope {
  readonly users: readonly TenantUser[];
  readonly groups: readonly TenantGroup[];
  readonly userIds: ReadonlySet<string>;
}

/** The assigned users and security-enabled groups, with the direct members of these: nested groups are neither read nor written. With *sync all*, every one. */
export function objectsInScope(tenant: Tenant, { assignments }: ServicePrincipal, { scope, mappings }: Job): Scope {
  const isWritten = (kind: Mapping['source']) => mappings.some(({ source, isEnabled }) => source === kind && isEnabled);
  const assigned = new Set(assignments.map(({ principalId }) => principalId));
  const groups = [...tenant.groups.values()].filter(
    ({ id, securityEnabled }) => securityEnabled && (scope === 'all' || assigned.has(id)),
  );
  const members = new Set(groups.flatMap((group) => group.members));
  const users = [...tenant.users.values()].filter(({ id }) => scope === 'all' || assigned.has(id) || members.has(id));
  const writtenUsers = isWritten('User') ? users : [];
  return {
    users: writtenUsers,
    groups: isWritten('Group') ? groups : [],
    userIds: new Set(writtenUsers.map(({ id }) => id)),
  };
}

export const membersInScope = (tenant: Tenant, { members }: TenantGroup, { userIds }: Scope): readonly string[] =>
  members.filter((id) => tenant.users.has(id) && userIds.has(id));

/** Values by attribute of SCIM. An expression has none: it is told in the schema, and never worked out. */
export function mappedOf(
  { mappings }: Job,
  kind: Mapping['source'],
  object: TenantUser | TenantGroup,
): Readonly<Record<string, string>> {
  const attributes = mappings.find(({ source }) => source === kind)?.attributes ?? {};
  const values: Readonly<Record<string, unknown>> = { ...object, objectId: object.id };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([target, source]): readonly [string, string][] => {
      const value = Object.hasOwn(values, source) ? values[source] : undefined;
      return typeof value === 'string' ? [[target, value]] : [];
    }),
  );
}
