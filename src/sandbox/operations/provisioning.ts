// sso-admin: where permission sets are provisioned, whether with the latest definition, and provisioning them anew.
import { optional } from '../../optional.ts';
import { start } from '../async.ts';
import { guardManagementAccount } from '../callers.ts';
import { seconds } from '../clock.ts';
import { structure } from '../constraints.ts';
import { validation } from '../errors.ts';
import { type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  accountId,
  instanceArn,
  operationStatus,
  pagedBy100,
  permissionSetArn,
  provisioningStatus,
  provisionTargetType,
  requestId,
} from '../shapes.ts';
import type { Operation, Pair, SandboxState } from '../state.ts';
import { requireInstance, requirePermissionSet } from './resources.ts';
import { listed, requireOperation, withStatus } from './status.ts';

export const PROVISIONING: Operations = {
  ListPermissionSetsProvisionedToAccount: reads(
    { InstanceArn: instanceArn, AccountId: accountId, 'ProvisioningStatus?': provisioningStatus, ...pagedBy100 },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const pairs = [...(call.state.pairsOfAccount.get(input.AccountId)?.values() ?? [])];
      const output = page(call, input, {
        key: 'PermissionSets',
        items: pairs.filter((pair) => hasStatus(call.state, pair, input.ProvisioningStatus)),
        show: (pair) => pair.permissionSetArn,
      });
      // The key is absent when there is nothing to list (PeterBengtson/AFT-SSO-account-configuration#1).
      const { PermissionSets: arns, ...rest } = output;
      return Array.isArray(arns) && arns.length === 0 ? rest : output;
    },
  ),
  ListAccountsForProvisionedPermissionSet: reads(
    {
      InstanceArn: instanceArn,
      PermissionSetArn: permissionSetArn,
      'ProvisioningStatus?': provisioningStatus,
      ...pagedBy100,
    },
    (call, input) => {
      const pairs = [...requirePermissionSet(call, input).pairs.values()];
      return page(call, input, {
        key: 'AccountIds',
        items: pairs.filter((pair) => hasStatus(call.state, pair, input.ProvisioningStatus)),
        show: (pair) => pair.accountId,
      });
    },
  ),
  ProvisionPermissionSet: writes(
    {
      InstanceArn: instanceArn,
      PermissionSetArn: permissionSetArn,
      TargetType: provisionTargetType,
      'TargetId?': accountId,
    },
    (call, input) => {
      const set = requirePermissionSet(call, input);
      guardManagementAccount(call, set, input.TargetId);
      const everywhere = input.TargetType === 'ALL_PROVISIONED_ACCOUNTS';
      if (!everywhere && input.TargetId === undefined) {
        throw validation('TargetId is required when TargetType is AWS_ACCOUNT');
      }
      const target = everywhere || input.TargetId === undefined ? {} : { accountId: input.TargetId };
      const accounts = new Set(target.accountId === undefined ? set.pairs.keys() : [target.accountId]);
      const work = { kind: 'provision', permissionSetArn: set.arn, ...target } as const;
      return { PermissionSetProvisioningStatus: shown(start(call, work, accounts)) };
    },
  ),
  DescribePermissionSetProvisioningStatus: reads(
    { InstanceArn: instanceArn, ProvisionPermissionSetRequestId: requestId },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const operation = requireOperation(call.state, 'provision', input.ProvisionPermissionSetRequestId);
      return { PermissionSetProvisioningStatus: shown(operation) };
    },
  ),
  ListPermissionSetProvisioningStatus: reads(
    { InstanceArn: instanceArn, 'Filter?': structure({ 'Status?': operationStatus }), ...pagedBy100 },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      return page(call, input, {
        key: 'PermissionSetsProvisioningStatus',
        items: withStatus(call.state, 'provision', input.Filter?.Status),
        show: listed,
      });
    },
  ),
};

function hasStatus(state: SandboxState, pair: Pair, status: string | undefined): boolean {
  if (status === undefined) return true;
  const latest = state.permissionSets.get(pair.permissionSetArn)?.definition.revision === pair.provisioned.revision;
  return latest === (status === 'LATEST_PERMISSION_SET_PROVISIONED');
}

function shown(operation: Operation): Output {
  const target =
    operation.work.kind === 'provision' && operation.work.accountId !== undefined
      ? { AccountId: operation.work.accountId }
      : {};
  return {
    Status: operation.status,
    RequestId: operation.id,
    ...target,
    PermissionSetArn: operation.work.kind === 'provision' ? operation.work.permissionSetArn : '',
    ...optional({ FailureReason: operation.failureReason }),
    CreatedDate: seconds(operation.createdAt),
  };
}
