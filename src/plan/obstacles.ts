// What the service would refuse to this caller, known before planning rather than from an error half way.
//
// A delegated administrator can touch neither the management account nor any permission set that is provisioned there, even for other
// accounts (IAM Identity Center User Guide, "Delegated administration").
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Obstacle, obstacleFrom } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { type Assignment, type PermissionSetName, pairOf } from '../state/state.ts';

export interface Obstacles {
  /** Why nothing of this set may be written. */
  ofSet(name: PermissionSetName): Obstacle | undefined;
  /** Why this row may be neither created nor deleted. */
  ofRow(row: Assignment): Obstacle | undefined;
}

export function obstaclesOf(directory: Directory, live: Live): Obstacles {
  if (directory.caller.kind !== 'delegated-administrator') return { ofSet: () => undefined, ofRow: () => undefined };
  const inManagement = new Set(
    [...live.state.provisioned.keys()]
      .map(pairOf)
      .filter(({ account }) => account === directory.managementAccount)
      .map(({ permissionSet }) => permissionSet),
  );
  const ofSet = (name: PermissionSetName) =>
    inManagement.has(name)
      ? obstacleFrom(
          diagnose('plan/delegated-administrator', {
            what: `permission set \`${name}\`, which is provisioned in the management account`,
          }),
        )
      : undefined;
  const ofRow = (row: Assignment) =>
    row.account === directory.managementAccount
      ? obstacleFrom(diagnose('plan/delegated-administrator', { what: 'assignments in the management account' }))
      : ofSet(row.permissionSet);
  return { ofSet, ofRow };
}
