// sso-admin: the permissions boundary of a permission set, either an AWS managed policy or a customer managed one.
import { notFound, validation } from '../errors.ts';
import { redefine } from '../mutations.ts';
import { type Operations, type Output, reads, writes } from '../operation.ts';
import { instanceArn, permissionSetArn, permissionsBoundary } from '../shapes.ts';
import type { Boundary } from '../state.ts';
import { reference, requireManagedPolicy } from './policies.ts';
import { requireEditable, requirePermissionSet } from './resources.ts';

const onPermissionSet = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn };

export const BOUNDARY: Operations = {
  GetPermissionsBoundaryForPermissionSet: reads(onPermissionSet, (call, input) => {
    const { boundary } = requirePermissionSet(call, input).definition;
    if (boundary === undefined) throw noBoundary(input.PermissionSetArn);
    return { PermissionsBoundary: shown(boundary) };
  }),
  PutPermissionsBoundaryToPermissionSet: writes(
    { ...onPermissionSet, PermissionsBoundary: permissionsBoundary },
    (call, input) => {
      const set = requireEditable(call, input);
      const boundary = given(input.PermissionsBoundary);
      if (boundary.kind === 'managed') requireManagedPolicy(call, boundary.arn);
      redefine(set, { boundary });
      return {};
    },
  ),
  DeletePermissionsBoundaryFromPermissionSet: writes(onPermissionSet, (call, input) => {
    const set = requireEditable(call, input);
    if (set.definition.boundary === undefined) throw noBoundary(set.arn);
    redefine(set, { boundary: undefined });
    return {};
  }),
};

interface WireBoundary {
  readonly CustomerManagedPolicyReference?: { readonly Name: string; readonly Path?: string };
  readonly ManagedPolicyArn?: string;
}

function given(wire: WireBoundary): Boundary {
  const { CustomerManagedPolicyReference: customer, ManagedPolicyArn: arn } = wire;
  if (arn !== undefined && customer === undefined) return { kind: 'managed', arn };
  if (customer !== undefined && arn === undefined) return { kind: 'customer-managed', policy: reference(customer) };
  throw validation('PermissionsBoundary must have exactly one of CustomerManagedPolicyReference and ManagedPolicyArn');
}

const shown = (boundary: Boundary): Output =>
  boundary.kind === 'managed'
    ? { ManagedPolicyArn: boundary.arn }
    : { CustomerManagedPolicyReference: { Name: boundary.policy.name, Path: boundary.policy.path } };

const noBoundary = (arn: string): Error =>
  notFound(`Could not find PermissionsBoundary for PermissionSet with id ${arn.slice(arn.lastIndexOf('/') + 1)}`);
