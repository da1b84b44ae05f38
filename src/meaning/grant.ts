// A permission set as the engine sees it: the documents of its role, as far as they can be seen, and its boundary.
import type { Document, Grant } from '../policy/access.ts';
import type { ManagedPolicies } from '../policy/managed-policies.ts';
import { parsePolicy } from '../policy/parse.ts';
import { digest } from '../state/digest.ts';
import type { CustomerManagedPolicy, PermissionSet, PermissionsBoundary, Policy } from '../state/state.ts';

/** Parses each AWS managed policy once. */
export function grantReader(managedPolicies: ManagedPolicies): (set: PermissionSet) => Grant {
  const read = new Map<string, Document>();
  const awsManaged = (path: string): Document => {
    const document = read.get(path) ?? awsManagedDocument(path, managedPolicies);
    read.set(path, document);
    return document;
  };
  const boundaryOf = (boundary: PermissionsBoundary): Document =>
    boundary.kind === 'aws-managed' ? awsManaged(boundary.policy) : customerManagedDocument(boundary.policy);
  return ({ managedPolicies: attached, customerManagedPolicies, inlinePolicy, permissionsBoundary }) => ({
    documents: [
      ...attached.map(awsManaged),
      ...customerManagedPolicies.map(customerManagedDocument),
      ...(inlinePolicy === undefined ? [] : [inlineDocument(inlinePolicy)]),
    ],
    ...(permissionsBoundary === undefined ? {} : { boundary: boundaryOf(permissionsBoundary) }),
  });
}

function awsManagedDocument(path: string, managedPolicies: ManagedPolicies): Document {
  const name = `AWS managed policy ${path}`;
  const known = managedPolicies.policy(path);
  return known === undefined
    ? { kind: 'unknown', name }
    : { kind: 'known', name, policy: parsePolicy(known.document).policy };
}

/** Resolved by path and name in each account, so that the same name is the same document before and after. */
function customerManagedDocument({ path, name }: CustomerManagedPolicy): Document {
  return { kind: 'unknown', name: `customer managed policy ${path}${name}` };
}

/**
 * INVARIANT: two unknown documents of one name are one document to the engine. What of an inline policy is not understood is unknown, so
 * that two texts must not share a name.
 */
function inlineDocument(inline: Policy): Document {
  if (inline.kind === 'opaque') return { kind: 'unknown', name: `unreadable inline policy ${digest(inline.text)}` };
  const { policy } = parsePolicy(inline.document);
  const name = policy.complete ? 'inline policy' : `inline policy not understood ${digest(inline.document)}`;
  return { kind: 'known', name, policy };
}
