// A role that exists already in an account: whom it trusts, and all that it allows.
import { definitionOf } from '../../definition/definition.ts';
import { optional } from '../../optional.ts';
import { canonicalDuration } from '../../state/duration.ts';
import type {
  CustomerManagedPolicy,
  PermissionSetInAccount,
  PermissionSetName,
  PermissionsBoundary,
  Policy,
  PolicyKey,
} from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import type { Aws } from './client.ts';
import { collectMarked } from './pages.ts';
import { decodedPolicy, defaultVersion, documentOf, NONE } from './read-account-policy.ts';

type Account = Pick<Aws, 'call'>;

export interface RoleFound {
  readonly trust: Policy;
  /** Seconds. */
  readonly maxSession: number;
  readonly boundary?: string;
}

/** `name`: `role/ops/legacy-admin`. A role of the name under another path is another one: an account has each name once. */
export async function roleNamed(account: Account, name: PermissionSetName): Promise<RoleFound | typeof NONE> {
  const [, path, RoleName] = /^role(\/(?:.+\/)?)([^/]+)$/.exec(name) ?? [];
  if (path === undefined || RoleName === undefined) throw new Error(`bug: \`${name}\` names no role`);
  try {
    const { Role } = await account.call('iam', 'GetRole', { RoleName });
    if (Role.Path !== path) return NONE;
    // GetRole: one hour unless something else was said.
    const { AssumeRolePolicyDocument, MaxSessionDuration = 3600, PermissionsBoundary } = Role;
    return {
      trust: decodedPolicy(AssumeRolePolicyDocument),
      maxSession: MaxSessionDuration,
      ...optional({ boundary: PermissionsBoundary?.PermissionsBoundaryArn }),
    };
  } catch (error) {
    if (isFailure(error, 'not-found')) return NONE;
    throw error;
  }
}

/** As a permission set that gives the same would be defined. */
export async function definitionIn(
  account: Account,
  name: PermissionSetName,
  { maxSession, boundary }: RoleFound,
): Promise<PermissionSetInAccount> {
  const RoleName = name.slice(name.lastIndexOf('/') + 1);
  const input = { RoleName };
  const attached = await collectMarked(account, {
    operation: 'ListAttachedRolePolicies',
    input,
    list: 'AttachedPolicies',
  });
  const arns = attached.map(({ PolicyArn }) => PolicyArn);
  const ofCustomer = [...arns, ...(boundary === undefined ? [] : [boundary])].filter((arn) => !isOfAws(arn));
  const names = await collectMarked(account, { operation: 'ListRolePolicies', input, list: 'PolicyNames' });
  const inline: Policy[] = [];
  for (const PolicyName of names)
    inline.push(decodedPolicy((await account.call('iam', 'GetRolePolicy', { RoleName, PolicyName })).PolicyDocument));
  const documents = await documentsOf(account, ofCustomer);
  return {
    ...definitionOf(name, {
      sessionDuration: canonicalDuration(maxSession),
      managedPolicies: arns.filter(isOfAws).map(pathOf),
      customerManagedPolicies: arns.filter((arn) => !isOfAws(arn)).map(referenceTo),
      inlinePolicy: together(inline),
      permissionsBoundary: boundaryOf(boundary),
      description: undefined,
      relayState: undefined,
      tags: undefined,
      owner: undefined,
    }),
    ...(documents.size === 0 ? {} : { documents }),
  };
}

async function documentsOf(account: Account, arns: readonly string[]): Promise<ReadonlyMap<PolicyKey, Policy>> {
  const documents = new Map<PolicyKey, Policy>();
  for (const arn of new Set(arns)) {
    const version = await defaultVersion(account, arn);
    // What was attached a moment ago and is gone now says nothing that is known.
    if (version !== NONE) documents.set(`/${pathOf(arn)}`, await documentOf(account, arn, version));
  }
  return documents;
}

const isOfAws = (arn: string): boolean => /^arn:[\w-]+:iam::aws:policy\//.test(arn);

/** `arn:aws:iam::222222222222:policy/teams/TeamBase` → `teams/TeamBase`. */
const pathOf = (arn: string): string => arn.slice(arn.indexOf(':policy/') + ':policy/'.length);

function referenceTo(arn: string): CustomerManagedPolicy {
  const key = `/${pathOf(arn)}`;
  const slash = key.lastIndexOf('/') + 1;
  return { path: key.slice(0, slash), name: key.slice(slash) };
}

function boundaryOf(arn: string | undefined): PermissionsBoundary | undefined {
  if (arn === undefined) return undefined;
  return isOfAws(arn)
    ? { kind: 'aws-managed', policy: pathOf(arn) }
    : { kind: 'customer-managed', policy: referenceTo(arn) };
}

const VERSION = '2012-10-17';

/**
 * Inline policies of a role allow what their statements together do. Policies of an older version know no variables (IAM JSON policy elements: Version), so
 * that they cannot be put together with others.
 */
function together(policies: readonly Policy[]): Policy | undefined {
  const [first, ...others] = policies;
  if (first === undefined || others.length === 0) return first;
  const documents = policies.flatMap((policy) => (policy.kind === 'document' ? [policy.document] : []));
  if (documents.length < policies.length || documents.some(({ Version }) => Version !== VERSION))
    return { kind: 'opaque', text: JSON.stringify(policies) };
  const statements = documents.flatMap(({ Statement }) => Statement);
  return { kind: 'document', document: { Version: VERSION, Statement: statements.map(withoutName) } };
}

/** Names of statements are unique in a policy only. */
function withoutName(statement: unknown): unknown {
  if (typeof statement !== 'object' || statement === null) return statement;
  const { Sid: _, ...rest } = statement as Readonly<Record<string, unknown>>;
  return rest;
}
