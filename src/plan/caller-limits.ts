// What the service would refuse to this caller, known before planning rather than from an error half way.
//
// A delegated administrator can touch neither the management account nor any permission set that is provisioned there, even for other
// accounts (IAM Identity Center User Guide, "Delegated administration").
import { diagnose } from '../diagnostics/diagnose.ts';
import { type HoldReason, holdReasonFrom } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { type Assignment, isAccountAccess, type PermissionSetName, pairOf } from '../state/state.ts';

export interface CallerLimits {
  /** Why nothing of this set may be written. */
  ofSet(name: PermissionSetName): HoldReason | undefined;
  /** Why this assignment may be neither created nor deleted. */
  ofAssignment(assignment: Assignment): HoldReason | undefined;
}

export function callerLimitsOf(directory: Directory, live: Live): CallerLimits {
  if (directory.caller.kind !== 'delegated-administrator')
    return { ofSet: () => undefined, ofAssignment: () => undefined };
  const inManagement = new Set(
    [...live.state.provisioned.keys()]
      .map(pairOf)
      .filter(({ account }) => account === directory.managementAccount)
      .map(({ permissionSet }) => permissionSet),
  );
  const ofSet = (name: PermissionSetName) =>
    inManagement.has(name)
      ? holdReasonFrom(
          diagnose('plan/delegated-administrator', {
            what: `permission set \`${name}\`, which is provisioned in the management account`,
          }),
        )
      : undefined;
  const ofAssignment = (assignment: Assignment) =>
    isAccountAccess(assignment.permissionSet) && assignment.account === directory.managementAccount
      ? holdReasonFrom(diagnose('plan/delegated-administrator', { what: 'assignments in the management account' }))
      : ofSet(assignment.permissionSet);
  return { ofSet, ofAssignment };
}
