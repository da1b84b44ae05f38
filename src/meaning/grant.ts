// A permission set as the engine sees it: the documents of its role, as far as they can be seen, and its boundary.
import { ACCESS_FIELDS, type AccessField } from '../definition/fields.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { ManagedPolicies } from '../policy/catalogue/index.ts';
import type { Document, Grant } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
import { type PermissionSetInAccount, policyKeyOf } from '../state/account-policies.ts';
import { digest } from '../state/digest.ts';
import type { CustomerManagedPolicy, PermissionSet, PermissionsBoundary, Policy } from '../state/state.ts';

/** Parses each AWS managed policy once. */
export function grantReader(managedPolicies: ManagedPolicies): (set: PermissionSetInAccount) => Grant {
  const read = new Map<string, Document>();
  const awsManaged = (path: string): Document => {
    const document = read.get(path) ?? awsManagedDocument(path, managedPolicies);
    read.set(path, document);
    return document;
  };
  const boundaryOf = (boundary: PermissionsBoundary, { documents }: PermissionSetInAccount): Document =>
    boundary.kind === 'aws-managed' ? awsManaged(boundary.policy) : customerManagedDocument(boundary.policy, documents);
  const parts: {
    readonly [Name in AccessField]: (
      value: NonNullable<PermissionSet[Name]>,
      set: PermissionSetInAccount,
    ) => Partial<Grant>;
  } = {
    managedPolicies: (paths) => ({ documents: paths.map(awsManaged) }),
    customerManagedPolicies: (policies, { documents }) => ({
      documents: policies.map((policy) => customerManagedDocument(policy, documents)),
    }),
    inlinePolicy: (policy) => ({ documents: [inlineDocument(policy)] }),
    permissionsBoundary: (boundary, set) => ({ boundary: boundaryOf(boundary, set) }),
  };
  return (set) => {
    const grants = ACCESS_FIELDS.flatMap((field) => {
      const part = parts[field] as (value: unknown, set: PermissionSetInAccount) => Partial<Grant>;
      return set[field] === undefined ? [] : [part(set[field], set)];
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

/** Resolved by path and name in each account, so that the same name is the same document before and after; `documents`: what that account has. */
function customerManagedDocument(
  policy: CustomerManagedPolicy,
  documents: PermissionSetInAccount['documents'],
): Document {
  const name = customerManagedName(policy);
  const document = documents?.get(policyKeyOf(policy));
  return document === undefined ? { kind: 'unknown', name } : { ...readDocument(document), name };
}

export const customerManagedName = (policy: CustomerManagedPolicy): string =>
  `customer managed policy ${policyKeyOf(policy)}`;

const readDocument = memoizeByIdentity((policy: Policy): DistributiveOmit<Document, 'name'> => {
  if (policy.kind === 'opaque') return { kind: 'unknown' };
  return { kind: 'known', policy: parsePolicy(policy.document).policy };
});

type DistributiveOmit<Of, Key extends keyof Of> = Of extends unknown ? Omit<Of, Key> : never;

/**
 * INVARIANT: two unknown documents of one name are one document to the engine. What of an inline policy is not understood is unknown, so
 * that two texts must not share a name.
 */
const inlineDocument = memoizeByIdentity((inline: Policy): Document => {
  if (inline.kind === 'opaque')
    return {
      kind: 'unknown',
      name: inline.isUnread === true ? inline.text : `unreadable inline policy ${digest(inline.text)}`,
    };
  const { policy } = parsePolicy(inline.document);
  const name = policy.complete ? 'inline policy' : `inline policy not understood ${digest(inline.document)}`;
  return { kind: 'known', name, policy };
});
