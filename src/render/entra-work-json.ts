// What there is to do in Entra, for programs: what the files of `--to` hold, by application.
import { claimsMappingPolicy } from '../saml/claims.ts';
import type { EntraWorks } from './entra-work.ts';

export function entraWorkJson({ works, written }: EntraWorks): string {
  const applications = works.map(({ application, merged, assignments, unsure }) => ({
    name: application.name,
    servicePrincipalId: application.servicePrincipalId,
    roleSync: application.roleSync,
    appRoles: merged?.appRoles,
    steps: merged?.steps
      .filter(({ action }) => action !== 'keep')
      .map(({ action, appRole: { id, value } }) => ({ action, id, value })),
    unsure,
    assign: assignments.add.map(({ role, grantee, appRoleId }) => ({
      principalType: grantee.kind === 'group' ? 'Group' : 'User',
      principalId: grantee.objectId,
      principalDisplayName: grantee.displayName,
      appRoleId,
      appRoleValue: role.value,
      role: role.name,
      permissionSet: role.permissionSet,
      account: role.account,
    })),
    unassign: assignments.remove,
    assigned: assignments.kept,
    claimsMappingPolicy: claimsMappingPolicy(application.name, application.sessionDuration),
  }));
  return `${JSON.stringify({ applications, written }, null, 2)}\n`;
}
