// The parts of one permission set's definition: tags, policies, boundary. What the API says in ARNs and text, State says in names and documents.
import { definitionOf } from '../../definition/definition.ts';
import type { EveryField } from '../../definition/fields.ts';
import type { CustomerManagedPolicy, PermissionSet, PermissionsBoundary, Policy } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import { type NamedAttributes, readAttributes } from './catalogue.ts';
import type { Aws } from './client.ts';
import { OWNER_TAG } from './definition-steps.ts';
import { collect } from './pages.ts';

/** Names the set in every call about it. */
export interface SetReference {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

export interface Tags {
  /** Without `aws:*` and `access:*`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly owner: string | undefined;
}

export async function readTags(aws: Aws, { InstanceArn, PermissionSetArn }: SetReference): Promise<Tags> {
  const listed = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListTagsForResource',
    input: { InstanceArn, ResourceArn: PermissionSetArn },
    list: 'Tags',
    sized: false,
  });
  const all = listed.map(({ Key, Value }) => [Key, Value] as const);
  const owner = all.find(([key]) => key === OWNER_TAG)?.[1];
  const tags = Object.fromEntries(all.filter(([key]) => !/^(aws|access):/.test(key)));
  return { tags, owner };
}

/** What an account's role is made of, beside session duration and relay state. */
export type Policies = Pick<
  EveryField,
  'managedPolicies' | 'customerManagedPolicies' | 'inlinePolicy' | 'permissionsBoundary'
>;

export async function readPolicies(aws: Aws, set: SetReference): Promise<Policies> {
  // GetPermissionsBoundaryForPermissionSet gives one answer for two things: no boundary, and no such set. The calls after it tell that there is one.
  const permissionsBoundary = await readPermissionsBoundary(aws, set);
  const [managedPolicies, customerManagedPolicies, inlinePolicy] = await Promise.all([
    readManagedPolicies(aws, set),
    readCustomerManagedPolicies(aws, set),
    readInlinePolicy(aws, set),
  ]);
  return {
    managedPolicies,
    customerManagedPolicies,
    inlinePolicy,
    permissionsBoundary,
  };
}

/** All of one set. */
export async function readDefinition(aws: Aws, set: SetReference): Promise<PermissionSet> {
  const attributes = await readAttributes(aws, set.InstanceArn, set.PermissionSetArn);
  return permissionSetOf(attributes, await readTags(aws, set), await readPolicies(aws, set));
}

/** CreatePermissionSet without a duration means an hour. */
export function permissionSetOf(
  { name, sessionDuration = 'PT1H', ...attributes }: NamedAttributes,
  tags: Tags,
  policies: Policies,
): PermissionSet {
  return definitionOf(name, { sessionDuration, ...attributes, ...policies, ...tags });
}

async function readManagedPolicies(aws: Aws, input: SetReference): Promise<readonly string[]> {
  const operation = 'ListManagedPoliciesInPermissionSet';
  const attached = await collect(aws, { service: 'sso-admin', operation, input, list: 'AttachedManagedPolicies' });
  return attached.map(({ Arn }) => nameOfManagedPolicy(Arn));
}

/** `arn:aws:iam::aws:policy/job-function/SupportUser` → `job-function/SupportUser`. */
function nameOfManagedPolicy(arn: string): string {
  const name = /^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  if (name === undefined)
    throw protocolError('sso-admin:ListManagedPoliciesInPermissionSet', `${arn} is no AWS managed policy`);
  return name;
}

async function readCustomerManagedPolicies(aws: Aws, input: SetReference): Promise<readonly CustomerManagedPolicy[]> {
  const operation = 'ListCustomerManagedPolicyReferencesInPermissionSet';
  const list = 'CustomerManagedPolicyReferences';
  const references = await collect(aws, { service: 'sso-admin', operation, input, list });
  return references.map(({ Name, Path }) => ({ name: Name, path: Path || '/' }));
}

async function readInlinePolicy(aws: Aws, input: SetReference): Promise<Policy | undefined> {
  // GetInlinePolicyForPermissionSet answers with an empty policy when there is none.
  const { InlinePolicy } = await aws.call('sso-admin', 'GetInlinePolicyForPermissionSet', input);
  return InlinePolicy ? parsePolicy(InlinePolicy) : undefined;
}

export function parsePolicy(text: string): Policy {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
      return { kind: 'document', document: document as Record<string, unknown> };
    }
  } catch {
    // Not JSON: shown as it is, and different from every document.
  }
  return { kind: 'opaque', text };
}

async function readPermissionsBoundary(aws: Aws, input: SetReference): Promise<PermissionsBoundary | undefined> {
  try {
    const answer = await aws.call('sso-admin', 'GetPermissionsBoundaryForPermissionSet', input);
    const { CustomerManagedPolicyReference: reference, ManagedPolicyArn: arn } = answer.PermissionsBoundary ?? {};
    if (arn) return { kind: 'aws-managed', policy: nameOfManagedPolicy(arn) };
    if (!reference) return undefined;
    return { kind: 'customer-managed', policy: { name: reference.Name, path: reference.Path || '/' } };
  } catch (error) {
    // GetPermissionsBoundaryForPermissionSet answers ResourceNotFoundException when there is none.
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}
