// One step of a definition, as an API call. What is so already counts as taken: an earlier attempt may have got this far.
import { minifiedPolicy } from '../../policy/language/index.ts';
import type { CustomerManagedPolicy, PermissionSet, Policy } from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import { membersFor } from './attributes.ts';
import { type AttachedPolicy, type DefinitionStep, isTaken } from './definition-steps.ts';
import type { SetReference } from './read-definition.ts';
import { eventually, settled } from './settle.ts';
import type { Writing } from './writing.ts';

/** True when the step changed something. `read` gives the definition as it is now, and is asked only where an answer does not settle it. */
export async function takeStep(
  writing: Writing,
  { set, read }: { readonly set: SetReference; readonly read: () => Promise<PermissionSet> },
  step: DefinitionStep,
): Promise<boolean> {
  const isThere = async (): Promise<boolean> => isTaken(await read(), step);
  try {
    if ((await settled(writing.session, () => send(writing, set, step), isThere)) === false) writing.found();
    return true;
  } catch (error) {
    // AttachManagedPolicyToPermissionSet says so of what is attached already.
    if (step.do === 'attach' && isFailure(error, 'already-exists')) return false;
    // ResourceNotFoundException says that there is no such policy on the set, or no such set: only a reading tells the two apart.
    if (isRemoval(step) && isFailure(error, 'not-found') && (await eventually(writing.session, isThere))) return false;
    throw error;
  }
}

const isRemoval = ({ do: what }: DefinitionStep): boolean =>
  what === 'detach' || what === 'delete-inline-policy' || what === 'delete-boundary' || what === 'untag';

function send(writing: Writing, set: SetReference, step: DefinitionStep): Promise<unknown> {
  const resource = { InstanceArn: set.InstanceArn, ResourceArn: set.PermissionSetArn };
  switch (step.do) {
    case 'tag':
      return writing.change('TagResource', {
        ...resource,
        Tags: Object.entries(step.tags).map(([Key, Value]) => ({ Key, Value })),
      });
    case 'untag':
      return writing.change('UntagResource', { ...resource, TagKeys: [...step.keys] });
    case 'set-attributes':
      return writing.change('UpdatePermissionSet', { ...set, ...membersFor(step.attributes) });
    case 'attach':
      return step.policy.kind === 'aws-managed'
        ? writing.change('AttachManagedPolicyToPermissionSet', { ...set, ...managedIn(set, step.policy.policy) })
        : writing.change('AttachCustomerManagedPolicyReferenceToPermissionSet', {
            ...set,
            CustomerManagedPolicyReference: referenceTo(step.policy.policy),
          });
    case 'detach':
      return step.policy.kind === 'aws-managed'
        ? writing.change('DetachManagedPolicyFromPermissionSet', { ...set, ...managedIn(set, step.policy.policy) })
        : writing.change('DetachCustomerManagedPolicyReferenceFromPermissionSet', {
            ...set,
            CustomerManagedPolicyReference: referenceTo(step.policy.policy),
          });
    case 'put-inline-policy':
      return writing.change('PutInlinePolicyToPermissionSet', { ...set, InlinePolicy: textOf(step.policy) });
    case 'delete-inline-policy':
      return writing.change('DeleteInlinePolicyFromPermissionSet', set);
    case 'put-boundary':
      return writing.change('PutPermissionsBoundaryToPermissionSet', {
        ...set,
        PermissionsBoundary: boundaryIn(set, step.boundary),
      });
    case 'delete-boundary':
      return writing.change('DeletePermissionsBoundaryFromPermissionSet', set);
    default:
      return step satisfies never;
  }
}

const boundaryIn = (set: SetReference, boundary: AttachedPolicy) =>
  boundary.kind === 'aws-managed'
    ? managedIn(set, boundary.policy)
    : { CustomerManagedPolicyReference: referenceTo(boundary.policy) };

const managedIn = ({ InstanceArn }: SetReference, policy: string) => ({
  ManagedPolicyArn: managedPolicyArn(InstanceArn, policy),
});

/** AWS managed policies are in the partition of the instance. */
export const managedPolicyArn = (instanceArn: string, policy: string): string =>
  `arn:${instanceArn.split(':')[1] ?? 'aws'}:iam::aws:policy/${policy}`;

const referenceTo = ({ name, path }: CustomerManagedPolicy) => ({ Name: name, Path: path });

const textOf = (policy: Policy): string => (policy.kind === 'opaque' ? policy.text : minifiedPolicy(policy.document));
