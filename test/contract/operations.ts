// Operations as a plan would hold them, without what only matters to readers of plans.

import { differingFields } from '../../src/definition/definition.ts';
import { isWritten } from '../../src/plan/access-control.ts';
import type { AssignmentChange, Operation, PermissionSetChange } from '../../src/plan/change.ts';
import { canonicalJson } from '../../src/state/digest.ts';
import {
  type AccountId,
  assignmentAddress,
  type PermissionSet,
  type PrincipalId,
  pairAddress,
  permissionSetAddress,
  provisioningAddress,
  type State,
} from '../../src/state/state.ts';

const BASE = { risk: 'unknown', dependsOn: [], origins: [] } as const;

export function createSet(after: PermissionSet): Operation {
  return onSet({ action: 'create', permissionSet: after.name, after, fields: [] });
}

export function updateSet(before: PermissionSet, after: PermissionSet): Operation {
  const action = before.owner === undefined && after.owner !== undefined ? 'adopt' : 'update';
  return onSet({ action, permissionSet: before.name, before, after, fields: differingFields(before, after) });
}

export function deleteSet(before: PermissionSet): Operation {
  return onSet({ action: 'delete', permissionSet: before.name, before, fields: [] });
}

export function releaseSet(before: PermissionSet): Operation {
  const { owner: _, ...after } = before;
  return onSet({ action: 'release', permissionSet: before.name, before, after, fields: ['owner'] });
}

function onSet(
  change: Pick<PermissionSetChange, 'action' | 'permissionSet' | 'before' | 'after' | 'fields'>,
): Operation {
  const address = permissionSetAddress(change.permissionSet);
  return { kind: 'permission-set', change: { ...BASE, kind: 'permission-set', address, ...change } };
}

export interface Row {
  readonly set: string;
  readonly account: AccountId;
  readonly group?: PrincipalId;
  readonly user?: PrincipalId;
}

export const grant = (row: Row): Operation => onRow('create', row);
/** A row that makes its role by the definition of now. */
export const grantInNewRole = (row: Row): Operation => onRow('create', row, { needsLatestRole: true });
export const revoke = (row: Row): Operation => onRow('delete', row);

function onRow(
  action: AssignmentChange['action'],
  { set, account, group, user }: Row,
  more: Pick<AssignmentChange, 'needsLatestRole'> = {},
): Operation {
  const principal = user === undefined ? { type: 'group' as const, id: group! } : { type: 'user' as const, id: user };
  const assignment = { permissionSet: set, account, principal };
  const address = assignmentAddress(assignment);
  return { kind: 'assignment', change: { ...BASE, kind: 'assignment', action, address, assignment, ...more } };
}

export function provision(set: string, account: AccountId): Operation {
  const address = provisioningAddress(set);
  const change = {
    ...BASE,
    kind: 'provisioning',
    action: 'provision',
    address,
    permissionSet: set,
    accounts: [account],
  } as const;
  return { kind: 'provisioning', change, account };
}

/** Whether live has what the operation is to bring about. */
export function isSo(state: State, operation: Operation): boolean {
  const { change } = operation;
  switch (operation.kind) {
    case 'assignment':
      return state.assignments.has(assignmentAddress(operation.change.assignment)) === (change.action === 'create');
    case 'provisioning':
      return state.provisioned.get(pairAddress(operation.change.permissionSet, operation.account)) === 'latest';
    case 'permission-set': {
      const live = state.permissionSets.get(change.address);
      const { after } = operation.change;
      if (after === undefined || live === undefined) return after === live;
      return differingFields(live, after).length === 0;
    }
    case 'access-control-attributes':
      return isWritten(operation.change, state.accessControl);
    case 'resource':
      return (
        canonicalJson(state.resources?.get(change.address) ?? null) === canonicalJson(operation.change.after ?? null)
      );
    default:
      return operation satisfies never;
  }
}
