// What an application has in Entra, out of what Microsoft Graph was asked.
import { optional } from '../optional.ts';
import type { EnterpriseApplication, EntraState } from '../state/entra.ts';
import type { FederatedApplication } from './application.ts';
import type { EntraSide } from './entra-work.ts';

/** `because`: why it is not known, in a few words. */
export function entraSideOf(
  { applications }: EntraState,
  { servicePrincipalId }: FederatedApplication,
): EntraSide | { readonly because: string } {
  if (servicePrincipalId === undefined) return { because: 'its target has no `servicePrincipalId`' };
  if (!applications.read) {
    const { because } = applications;
    if (because.kind === 'denied') return { because: `it takes the permission ${because.permissions[0] ?? ''}` };
    return { because: 'detail' in because ? because.detail : 'it was not read' };
  }
  const found = applications.value.find(({ id }) => id === servicePrincipalId);
  return found === undefined ? { because: 'the tenant has no service principal of this id' } : sideIn(found);
}

function sideIn({ appRoles, assignments, provisioning }: EnterpriseApplication): EntraSide {
  const known = assignments.read ? assignments.value : undefined;
  return optional({
    appRoles,
    assignments: known?.flatMap(({ id, appRoleId, principalId, displayName }) =>
      id === undefined || appRoleId === undefined ? [] : [{ id, appRoleId, principalId, displayName }],
    ),
    isImporting: provisioning.read ? provisioning.value.some(isImport) : undefined,
  });
}

/** The template of jobs that read the roles of an account ("Configure provisioning using Microsoft Graph APIs", AWS). One that is paused may be started again. */
export const isImport = ({ templateId, status }: { readonly templateId?: string; readonly status: string }): boolean =>
  templateId?.toLowerCase() === 'aws' && status !== 'NotConfigured';
