// sso-admin: the instance and the permission set that an input names, and the checks that an operation on them begins with.
import { isBusy } from '../async.ts';
import { guardManagementAccount } from '../callers.ts';
import { notFound, overlapping } from '../errors.ts';
import type { Call } from '../operation.ts';
import type { PermissionSet, SandboxState } from '../state.ts';

/** The last part of the instance's ARN, which is in those of everything it has. */
export const instanceId = ({ instanceArn }: SandboxState): string =>
  instanceArn.slice(instanceArn.lastIndexOf('/') + 1);

export function requireInstance(call: Call, arn: string | undefined): void {
  if (arn !== undefined && arn !== call.state.instanceArn) {
    throw notFound(`Could not find Instance with id ${arn.slice(arn.lastIndexOf('/') + 1)}`);
  }
}

export interface OnPermissionSet {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

/** The permission set that the input names. */
export function requirePermissionSet(call: Call, input: OnPermissionSet): PermissionSet {
  requireInstance(call, input.InstanceArn);
  const set = call.state.permissionSets.get(input.PermissionSetArn);
  if (set !== undefined) return set;
  throw notFound(`Could not find PermissionSet with id ${input.PermissionSetArn.split('/').at(-1)}`);
}

/** The permission set that the input names, for a write to it. */
export function requireEditable(call: Call, input: OnPermissionSet): PermissionSet {
  const set = requirePermissionSet(call, input);
  beginEdit(call, set);
  return set;
}

/** Refuses a write that overlaps another one to the same permission set (aws/aws-sdk-js-v3#3822). */
export function beginEdit(call: Call, set: PermissionSet): void {
  guardManagementAccount(call, set);
  const { state, settings } = call;
  const recent = set.editedAt !== undefined && state.now < set.editedAt + settings.editConflictMs;
  if (recent || (settings.editsDuringOperations === 'conflict' && isBusy(state, set.arn))) throw overlapping();
  set.editedAt = state.now;
}
