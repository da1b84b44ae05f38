// Changes of an orchard company's permission sets, for the tests of an apply.
import type { AssignmentChange, PermissionSetChange, ProvisioningChange } from '../../../src/plan/change.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  permissionSetAddress,
  principalId,
  provisioningAddress,
} from '../../../src/state/state.ts';

export const ORCHARD = accountId('111111111111');
export const CIDER = accountId('222222222222');
export const MARKET = accountId('333333333333');

const BASE = {
  risk: 'unknown',
  dependsOn: [],
  origins: [{ file: 'access/orchard.yaml', line: 12, column: 5 }],
} as const;

/** `group` may use `permissionSet` in `account`. */
export function row(permissionSet: PermissionSetName, account: AccountId, group: string): Assignment {
  return { permissionSet, account, principal: { type: 'group', id: principalId(group) } };
}

export function create(assignment: Assignment, dependsOn: readonly Address[] = []): AssignmentChange {
  const address = assignmentAddress(assignment);
  return { ...BASE, kind: 'assignment', action: 'create', address, assignment, dependsOn };
}

export function remove(assignment: Assignment, dependsOn: readonly Address[] = []): AssignmentChange {
  return { ...create(assignment, dependsOn), action: 'delete', deleteReason: 'not-declared' };
}

export function define(
  action: PermissionSetChange['action'],
  permissionSet: PermissionSetName,
  dependsOn: readonly Address[] = [],
): PermissionSetChange {
  const definition: PermissionSet = {
    name: permissionSet,
    sessionDuration: 'PT8H',
    managedPolicies: ['ReadOnlyAccess'],
    customerManagedPolicies: [],
  };
  return {
    ...BASE,
    kind: 'permission-set',
    action,
    address: permissionSetAddress(permissionSet),
    permissionSet,
    ...(action === 'create' ? {} : { before: definition }),
    ...(action === 'delete' ? {} : { after: definition }),
    fields: action === 'update' ? ['managedPolicies'] : [],
    dependsOn,
  };
}

export function provision(
  permissionSet: PermissionSetName,
  accounts: readonly AccountId[],
  dependsOn: readonly Address[] = [],
): ProvisioningChange {
  const address = provisioningAddress(permissionSet);
  return { ...BASE, kind: 'provisioning', action: 'provision', address, permissionSet, accounts, dependsOn };
}
