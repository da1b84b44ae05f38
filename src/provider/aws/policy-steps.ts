// In which order the policies of a definition are exchanged. Pure.
//
// Identity Center has no call that replaces a definition at once, and an account that gets its first row midway gets what is there midway.
// So at every step the definition must allow no more than the old and the new one together. With policies that only allow, any order does.
// Those that deny make the difference: a new one must be there before anything new is allowed, an old one must stay until
// nothing that only the old definition allowed is left. A boundary comes first and goes last.
import { canonicalPolicy } from '../../policy/canonical.ts';
import { canonicalJson } from '../../state/digest.ts';
import type { PermissionsBoundary, Policy } from '../../state/state.ts';
import type { Policies } from './read-definition.ts';

/** A boundary and an attached policy are named alike. */
export type AttachedPolicy = PermissionsBoundary;

export type PolicyStep =
  | { readonly do: 'attach' | 'detach'; readonly policy: AttachedPolicy }
  | { readonly do: 'put-inline-policy'; readonly policy: Policy }
  | { readonly do: 'delete-inline-policy' }
  | { readonly do: 'put-boundary'; readonly boundary: PermissionsBoundary }
  | { readonly do: 'delete-boundary' };

export const NO_POLICIES: Policies = { managedPolicies: [], customerManagedPolicies: [] };

export function policySteps(from: Policies, to: Policies): readonly PolicyStep[] {
  const leaving = missingIn(attachedTo(from), attachedTo(to));
  const coming = missingIn(attachedTo(to), attachedTo(from));
  return [
    ...newBoundary(from, to),
    ...leaving.filter((policy) => !mayDeny(policy)).map(detach),
    ...coming.filter(mayDeny).map(attach),
    // One call replaces the inline policy, what it allows and what it denies, so it stands in the middle.
    ...newInlinePolicy(from, to),
    ...leaving.filter(mayDeny).map(detach),
    ...coming.filter((policy) => !mayDeny(policy)).map(attach),
    ...(from.permissionsBoundary !== undefined && to.permissionsBoundary === undefined
      ? [{ do: 'delete-boundary' } as const]
      : []),
  ];
}

const attach = (policy: AttachedPolicy): PolicyStep => ({ do: 'attach', policy });
const detach = (policy: AttachedPolicy): PolicyStep => ({ do: 'detach', policy });

function newBoundary(from: Policies, { permissionsBoundary: boundary }: Policies): readonly PolicyStep[] {
  if (boundary === undefined || same(from.permissionsBoundary, boundary)) return [];
  return [{ do: 'put-boundary', boundary }];
}

function newInlinePolicy(from: Policies, { inlinePolicy: policy }: Policies): readonly PolicyStep[] {
  if (same(canonical(from.inlinePolicy), canonical(policy))) return [];
  return policy === undefined ? [{ do: 'delete-inline-policy' }] : [{ do: 'put-inline-policy', policy }];
}

/** What a customer managed policy says is not known here. Of AWS's own, those that deny have it in their names. */
function mayDeny(policy: AttachedPolicy): boolean {
  return policy.kind === 'customer-managed' || /deny/i.test(policy.policy);
}

const attachedTo = ({ managedPolicies, customerManagedPolicies }: Policies): readonly AttachedPolicy[] => [
  ...managedPolicies.map((policy) => ({ kind: 'aws-managed', policy }) as const),
  ...customerManagedPolicies.map((policy) => ({ kind: 'customer-managed', policy }) as const),
];

function missingIn(some: readonly AttachedPolicy[], others: readonly AttachedPolicy[]): readonly AttachedPolicy[] {
  const keys = new Set(others.map(canonicalJson));
  return some.filter((policy) => !keys.has(canonicalJson(policy)));
}

const canonical = (policy: Policy | undefined): unknown =>
  policy?.kind === 'document' ? canonicalPolicy(policy.document) : policy;

const same = (a: unknown, b: unknown): boolean => canonicalJson({ value: a }) === canonicalJson({ value: b });
