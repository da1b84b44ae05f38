// sso-admin: the instance, and the checks that every operation on it or on a permission set begins with.
import { seconds } from '../clock.ts';
import { accessDenied, notFound } from '../errors.ts';
import { type Call, type Operations, type Output, reads } from '../operation.ts';
import { page } from '../pages.ts';
import { instanceArn, pagedBy100 } from '../shapes.ts';
import type { PermissionSet } from '../state.ts';

export const INSTANCES: Operations = {
  ListInstances: reads(pagedBy100, (call, input) =>
    page(call, input, {
      key: 'Instances',
      items: isVisible(call) ? [call.state.instanceArn] : [],
      show: () => instance(call),
    }),
  ),
  DescribeInstance: reads({ InstanceArn: instanceArn }, (call, input) => {
    if (input.InstanceArn !== call.state.instanceArn) throw unknownInstance(call, input.InstanceArn);
    return { ...instance(call), PermissionSetsEnabled: true };
  }),
};

/** Instance ARNs carry no region, so a caller in the wrong region sees nothing and no error (getprobo/probo#1811). */
const isVisible = (call: Call): boolean =>
  !call.settings.regional || call.caller.region === undefined || call.caller.region === call.state.region;

const instance = (call: Call): Output => ({
  InstanceArn: call.state.instanceArn,
  IdentityStoreId: call.state.identityStoreId,
  OwnerAccountId: call.state.organization.managementAccount,
  CreatedDate: seconds(call.state.createdAt),
  Status: 'ACTIVE',
});

function unknownInstance(call: Call, arn: string): Error {
  return accessDenied(
    `User: ${call.caller.arn} is not authorized to perform: sso:${call.operation} on resource: ${arn}`,
  );
}

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
