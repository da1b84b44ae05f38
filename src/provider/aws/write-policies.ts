// One step of an exchange of policies, as an API call. What is so already counts as done: an earlier attempt may have got this far.
import { minifiedPolicy } from '../../policy/canonical.ts';
import type { CustomerManagedPolicy, Policy } from '../../state/state.ts';
import { type FailureKind, isFailure } from '../errors.ts';
import type { AttachedPolicy, PolicyStep } from './policy-steps.ts';
import type { SetReference } from './read-definition.ts';
import type { Writing } from './writing.ts';

export async function takeStep(writing: Writing, set: SetReference, step: PolicyStep): Promise<void> {
  switch (step.do) {
    case 'attach':
      return unless('already-exists', () => attach(writing, set, step.policy));
    case 'detach':
      return unless('not-found', () => detach(writing, set, step.policy));
    case 'put-inline-policy':
      await writing.change('PutInlinePolicyToPermissionSet', { ...set, InlinePolicy: textOf(step.policy) });
      return;
    case 'delete-inline-policy':
      return unless('not-found', () => writing.change('DeleteInlinePolicyFromPermissionSet', set));
    case 'put-boundary': {
      const PermissionsBoundary = boundaryInput(step.boundary, set);
      await writing.change('PutPermissionsBoundaryToPermissionSet', { ...set, PermissionsBoundary });
      return;
    }
    case 'delete-boundary':
      return unless('not-found', () => writing.change('DeletePermissionsBoundaryFromPermissionSet', set));
    default:
      return step satisfies never;
  }
}

async function unless(harmless: FailureKind, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isFailure(error, harmless)) throw error;
  }
}

function attach(writing: Writing, set: SetReference, policy: AttachedPolicy): Promise<unknown> {
  if (policy.kind === 'aws-managed') {
    const ManagedPolicyArn = managedPolicyArn(set.InstanceArn, policy.policy);
    return writing.change('AttachManagedPolicyToPermissionSet', { ...set, ManagedPolicyArn });
  }
  const CustomerManagedPolicyReference = referenceTo(policy.policy);
  const input = { ...set, CustomerManagedPolicyReference };
  return writing.change('AttachCustomerManagedPolicyReferenceToPermissionSet', input);
}

function detach(writing: Writing, set: SetReference, policy: AttachedPolicy): Promise<unknown> {
  if (policy.kind === 'aws-managed') {
    const ManagedPolicyArn = managedPolicyArn(set.InstanceArn, policy.policy);
    return writing.change('DetachManagedPolicyFromPermissionSet', { ...set, ManagedPolicyArn });
  }
  const CustomerManagedPolicyReference = referenceTo(policy.policy);
  const input = { ...set, CustomerManagedPolicyReference };
  return writing.change('DetachCustomerManagedPolicyReferenceFromPermissionSet', input);
}

const boundaryInput = (boundary: AttachedPolicy, set: SetReference) =>
  boundary.kind === 'aws-managed'
    ? { ManagedPolicyArn: managedPolicyArn(set.InstanceArn, boundary.policy) }
    : { CustomerManagedPolicyReference: referenceTo(boundary.policy) };

/** AWS managed policies are in the partition of the instance. */
export const managedPolicyArn = (instanceArn: string, policy: string): string =>
  `arn:${instanceArn.split(':')[1] ?? 'aws'}:iam::aws:policy/${policy}`;

const referenceTo = ({ name, path }: CustomerManagedPolicy) => ({ Name: name, Path: path });

const textOf = (policy: Policy): string => (policy.kind === 'opaque' ? policy.text : minifiedPolicy(policy.document));
