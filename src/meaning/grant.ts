// A permission set as the engine sees it: the documents of its role, as far as they can be seen, and its boundary.
import { ACCESS_FIELDS, type AccessField } from '../definition/fields.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { ManagedPolicies } from '../policy/catalogue/index.ts';
import type { Document, Grant } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
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
  const parts: { readonly [Name in AccessField]: (value: NonNullable<PermissionSet[Name]>) => Partial<Grant> } = {
    managedPolicies: (paths) => ({ documents: paths.map(awsManaged) }),
    customerManagedPolicies: (policies) => ({ documents: policies.map(customerManagedDocument) }),
    inlinePolicy: (policy) => ({ documents: [inlineDocument(policy)] }),
    permissionsBoundary: (boundary) => ({ boundary: boundaryOf(boundary) }),
  };
  return (set) => {
    const grants = ACCESS_FIELDS.flatMap((field) => {
      const part = parts[field] as (value: unknown) => Partial<Grant>;
      return set[field] === undefined ? [] : [part(set[field])];
    });
    return Object.assign({}, ...grants, { documents: grants.flatMap(({ documents = [] }) => documents) });
  };
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
const inlineDocument = memoizeByIdentity((inline: Policy): Document => {
  if (inline.kind === 'opaque') return { kind: 'unknown', name: `unreadable inline policy ${digest(inline.text)}` };
  const { policy } = parsePolicy(inline.document);
  const name = policy.complete ? 'inline policy' : `inline policy not understood ${digest(inline.document)}`;
  return { kind: 'known', name, policy };
});
