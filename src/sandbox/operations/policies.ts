// sso-admin: the policies of a permission set: AWS managed, customer managed by reference, and the inline policy.
import { conflict, notFound, quotaExceeded, validation } from '../errors.ts';
import { isAwsReference } from '../iam-policies.ts';
import { redefine } from '../mutations.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { policyMistake } from '../policy-grammar.ts';
import {
  customerManagedPolicy,
  instanceArn,
  managedPolicyArn,
  pagedBy100,
  permissionSetArn,
  policyDocument,
} from '../shapes.ts';
import { type CustomerManagedPolicy, type PermissionSet, policyKey } from '../state.ts';
import { requireEditable, requirePermissionSet } from './resources.ts';

/** The quota of managed and customer managed policies together. */
const MOST_POLICIES = 20;

/** The quota of an inline policy, whitespace left out. */
const MOST_INLINE_BYTES = 10_240;

const onPermissionSet = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn };
const onManaged = { ...onPermissionSet, ManagedPolicyArn: managedPolicyArn };
const onCustomerManaged = { ...onPermissionSet, CustomerManagedPolicyReference: customerManagedPolicy };

export const POLICIES: Operations = {
  ListManagedPoliciesInPermissionSet: reads({ ...onPermissionSet, ...pagedBy100 }, (call, input) =>
    page(call, input, {
      key: 'AttachedManagedPolicies',
      items: requirePermissionSet(call, input).definition.managedPolicies,
      show: (arn) => ({ Name: arn.slice(arn.lastIndexOf('/') + 1), Arn: arn }),
    }),
  ),
  AttachManagedPolicyToPermissionSet: writes(onManaged, (call, input) => {
    const set = requireEditable(call, input);
    const { managedPolicies } = set.definition;
    const arn = input.ManagedPolicyArn;
    requireManagedPolicy(call, arn);
    if (managedPolicies.includes(arn)) {
      // The spelling is the service's.
      throw conflict(
        `Permission set with id ${idOf(set)} already has a typed link attachment to a manged policy with ${arn}`,
      );
    }
    if (policyCount(set) >= MOST_POLICIES) {
      throw quotaExceeded(
        `You have exceeded AWS SSO limits. Cannot create ManagedPolicy more than ${MOST_POLICIES} for id ${idOf(set)}. ` +
          'Please refer to https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html',
      );
    }
    redefine(set, { managedPolicies: [...managedPolicies, arn] });
    return {};
  }),
  DetachManagedPolicyFromPermissionSet: writes(onManaged, (call, input) => {
    const set = requireEditable(call, input);
    const { managedPolicies } = set.definition;
    const arn = input.ManagedPolicyArn;
    if (!managedPolicies.includes(arn)) throw notFound(`Could not find ManagedPolicy with arn ${arn}`);
    redefine(set, { managedPolicies: managedPolicies.filter((attached) => attached !== arn) });
    return {};
  }),
  ListCustomerManagedPolicyReferencesInPermissionSet: reads({ ...onPermissionSet, ...pagedBy100 }, (call, input) =>
    page(call, input, {
      key: 'CustomerManagedPolicyReferences',
      items: requirePermissionSet(call, input).definition.customerManagedPolicies,
      show: ({ name, path }) => ({ Name: name, Path: path }),
    }),
  ),
  AttachCustomerManagedPolicyReferenceToPermissionSet: writes(onCustomerManaged, (call, input) => {
    const set = requireEditable(call, input);
    const policy = reference(input.CustomerManagedPolicyReference);
    const attached = set.definition.customerManagedPolicies;
    if (attached.some((other) => policyKey(other) === policyKey(policy))) {
      throw conflict(
        `Given customer managed policy with name: ${policy.name}  and path ${policy.path} already attached`,
      );
    }
    if (policyCount(set) >= MOST_POLICIES) {
      throw quotaExceeded(
        `Cannot attach managed policy: number of attached managed policies is already at maximum ${MOST_POLICIES}`,
      );
    }
    redefine(set, { customerManagedPolicies: [...attached, policy] });
    return {};
  }),
  DetachCustomerManagedPolicyReferenceFromPermissionSet: writes(onCustomerManaged, (call, input) => {
    const set = requireEditable(call, input);
    const policy = reference(input.CustomerManagedPolicyReference);
    const attached = set.definition.customerManagedPolicies;
    const left = attached.filter((other) => policyKey(other) !== policyKey(policy));
    if (left.length === attached.length) {
      throw notFound(
        `Given managed policy with name: ${policy.name}  and path ${policy.path} does not exist on PermissionSet`,
      );
    }
    redefine(set, { customerManagedPolicies: left });
    return {};
  }),
  GetInlinePolicyForPermissionSet: reads(onPermissionSet, (call, input) => ({
    InlinePolicy: requirePermissionSet(call, input).definition.inlinePolicy ?? '',
  })),
  PutInlinePolicyToPermissionSet: writes({ ...onPermissionSet, InlinePolicy: policyDocument }, (call, input) => {
    const set = requireEditable(call, input);
    checkInlinePolicy(call, input.InlinePolicy);
    redefine(set, { inlinePolicy: input.InlinePolicy });
    return {};
  }),
  DeleteInlinePolicyFromPermissionSet: writes(onPermissionSet, (call, input) => {
    const set = requireEditable(call, input);
    if (set.definition.inlinePolicy !== undefined) redefine(set, { inlinePolicy: undefined });
    return {};
  }),
};

export function requireManagedPolicy({ state, settings }: Call, arn: string): void {
  if (!isAwsReference(state, settings, arn)) throw notFound(`Policy does not exist with ARN: ${arn}`);
}

export const reference = (given: { readonly Name: string; readonly Path?: string }): CustomerManagedPolicy => ({
  name: given.Name,
  path: given.Path ?? '/',
});

const policyCount = (set: PermissionSet): number =>
  set.definition.managedPolicies.length + set.definition.customerManagedPolicies.length;

const idOf = (set: PermissionSet): string => set.arn.slice(set.arn.lastIndexOf('/') + 1);

/** Breaches of the grammar are refused here; what else IAM refuses fails where it is provisioned, unless the settings say otherwise. */
function checkInlinePolicy({ settings }: Call, document: string): void {
  const bytes = Buffer.byteLength(document.replaceAll(/\s/g, ''));
  if (bytes > MOST_INLINE_BYTES) {
    throw validation(
      'Current size of the non-whitespace characters present in the InlinePolicy Document is ' +
        `${bytes} bytes which has exceeded the maximum limit of ${MOST_INLINE_BYTES} bytes`,
    );
  }
  const mistake = policyMistake(document, 'inline');
  if (mistake === undefined || (!mistake.isGrammar && settings.malformedInlinePolicy === 'fails-operation')) return;
  throw validation(`Invalid PermissionsPolicy Document ${document}`);
}
