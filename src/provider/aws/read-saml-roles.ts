// What accounts that are federated by SAML have in IAM: the provider, the roles that files ask for, and the roles of ours that trust the provider. An
// account that cannot be reached is unread, and never taken for empty.
import { type InstantText, instantAt, writeInstant } from '../../instant.ts';
import { optional } from '../../optional.ts';
import { canonicalPolicy } from '../../policy/language/index.ts';
import type { PreflightRole, Unchecked } from '../../state/account-policies.ts';
import { canonicalDuration } from '../../state/duration.ts';
import {
  definitionOf,
  INLINE_POLICY,
  type SamlAccount,
  type SamlRole,
  type SamlRolesQuery,
  type SamlRolesRead,
} from '../../state/saml-roles.ts';
import {
  type AccountId,
  type Address,
  type PermissionsBoundary,
  type Policy,
  type Resource,
  resourceAddress,
} from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import { assume, attempt, ofRole } from './assumed-role.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { OWNER_TAG } from './definition-steps.ts';
import { collectMarked } from './pages.ts';
import type { Progress } from './progress.ts';
import { parsePolicy } from './read-definition.ts';
import type { Session } from './session.ts';

/** All that a session of a plan may do, whatever its role could. */
const READS = [
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:GetSAMLProvider',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:ListRoles',
];

type Iam = Pick<Aws, 'call'>;

/** One call to STS for each account, and to its IAM one for the provider, one for its roles, and four or more for each of those that are looked at. */
export async function readSamlRoles(
  { aws, callerContext }: Pick<Session, 'aws' | 'callerContext'>,
  { owner, accounts }: SamlRolesQuery,
  onProgress?: (progress: Progress) => void,
): Promise<SamlRolesRead> {
  const { partition } = (await callerContext.get()).instance;
  const resources = new Map<Address, Resource>();
  const unread = new Map<AccountId, string>();
  const validUntil = new Map<Address, InstantText>();
  let done = 0;
  await concurrently(accounts, async (wanted) => {
    const { account, by } = wanted;
    // Where the caller's own credentials are no good any more, no other account fares better.
    const session = await attempt(
      () => samlSessionIn(aws, { account, by, partition, actions: READS }),
      ['credentials'],
    );
    const found = session.read
      ? await attempt(() => readAccount(session.value, wanted, { partition, owner }))
      : { read: false as const, unchecked: ofRole(session.unchecked) };
    if (found.read) {
      const { provider, roles } = found.value;
      for (const each of [...(provider === undefined ? [] : [provider.resource]), ...roles])
        resources.set(resourceAddress(each), each);
      if (provider?.validUntil !== undefined) validUntil.set(resourceAddress(provider.resource), provider.validUntil);
    } else unread.set(account, whyUnread(found.unchecked, by));
    done += 1;
    onProgress?.({ step: 'roles of accounts', done, total: accounts.length });
  });
  return { resources, unread, validUntil };
}

interface AccountContext {
  readonly partition: string;
  readonly owner: string;
}

const readAccount = async (iam: Iam, wanted: SamlAccount, context: AccountContext) => ({
  provider: await readProvider(iam, wanted, context.partition),
  roles: await readRoles(iam, wanted, context),
});

function whyUnread({ why, detail }: Unchecked, { name }: PreflightRole): string {
  if (why === 'role') return `the role ${name} cannot be assumed there`;
  return why === 'denied' ? `the role ${name} may not ${detail} there` : detail;
}

interface Into {
  readonly account: AccountId;
  readonly by: PreflightRole;
  readonly partition: string;
  readonly actions: readonly string[];
}

export const samlSessionIn = (aws: Aws, { account, by, partition, actions }: Into): Promise<Iam> =>
  assume(aws, `arn:${partition}:iam::${account}:role${by.path}${by.name}`, { ...by, actions });

export const providerArn = (partition: string, account: AccountId, name: string): string =>
  `arn:${partition}:iam::${account}:saml-provider/${name}`;

interface ProviderRead {
  readonly resource: Resource;
  readonly validUntil?: InstantText;
}

export async function readProvider(
  iam: Iam,
  { account, provider: name }: Pick<SamlAccount, 'account' | 'provider'>,
  partition: string,
): Promise<ProviderRead | undefined> {
  try {
    const answer = await iam.call('iam', 'GetSAMLProvider', { SAMLProviderArn: providerArn(partition, account, name) });
    const { SAMLMetadataDocument: metadata, ValidUntil, Tags = [] } = answer;
    const until = ValidUntil && writeInstant(instantAt(ValidUntil.getTime()));
    const owner = ownerIn(Tags);
    const definition = definitionOf({ metadata });
    const resource: Resource = {
      target: 'saml-roles',
      kind: 'provider',
      name,
      account,
      definition,
      ...optional({ owner }),
    };
    return { resource, ...optional({ validUntil: until }) };
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

const ownerIn = (tags: readonly { readonly Key: string; readonly Value: string }[]): string | undefined =>
  // Keys mean the same in whatever case they are written (tagging IAM resources, User Guide).
  tags.find(({ Key }) => Key.toLowerCase() === OWNER_TAG)?.Value;

/** Roles of AWS's services, and Identity Center's. */
const RESERVED = /^\/aws-(?:reserved|service-role)\//;

async function readRoles(
  iam: Iam,
  { account, provider, roles: names }: SamlAccount,
  { partition, owner }: AccountContext,
): Promise<readonly Resource[]> {
  const listed = await collectMarked(iam, { operation: 'ListRoles', input: {}, list: 'Roles' });
  // Names mean the same in whatever case they are written (CreateRole).
  const wanted = new Map(names.map((name) => [name.toLowerCase(), name]));
  const trusted = providerArn(partition, account, provider);
  const candidates = listed.filter(
    ({ RoleName, Path, AssumeRolePolicyDocument: trust = '' }) =>
      !RESERVED.test(Path) && (wanted.has(RoleName.toLowerCase()) || decoded(trust).includes(`"${trusted}"`)),
  );
  const read: Resource[] = [];
  for (const { RoleName } of candidates) {
    const role = await readRole(iam, { account, name: RoleName, needs: provider });
    const name = wanted.get(RoleName.toLowerCase());
    if (role !== undefined && (name !== undefined || role.owner === owner))
      read.push({ ...role, name: name ?? RoleName });
  }
  return read;
}

/** Undefined: there is none of this name. `needs`: the name of its provider. */
export async function readRole(
  iam: Iam,
  { account, name, needs }: { readonly account: AccountId; readonly name: string; readonly needs: string },
): Promise<Resource | undefined> {
  const input = { RoleName: name };
  const role = await roleNamed(iam, name);
  if (role === undefined) return undefined;
  const attached = await collectMarked(iam, { operation: 'ListAttachedRolePolicies', input, list: 'AttachedPolicies' });
  const inline = await collectMarked(iam, { operation: 'ListRolePolicies', input, list: 'PolicyNames' });
  const inlinePolicy = inline.includes(INLINE_POLICY)
    ? policyOf((await iam.call('iam', 'GetRolePolicy', { ...input, PolicyName: INLINE_POLICY })).PolicyDocument)
    : undefined;
  const { MaxSessionDuration: seconds = 3600, Description: description, PermissionsBoundary: boundary } = role;
  const others = inline.filter((each) => each !== INLINE_POLICY).sort();
  const references = attached.map(({ PolicyArn }) => referenceOf(PolicyArn));
  const definition: SamlRole = {
    path: role.Path,
    trust: policyOf(role.AssumeRolePolicyDocument),
    sessionDuration: canonicalDuration(seconds),
    managedPolicies: references.flatMap((each) => (each.kind === 'aws-managed' ? [each.policy] : [])).sort(),
    customerManagedPolicies: references
      .flatMap((each) => (each.kind === 'customer-managed' ? [each.policy] : []))
      .sort((a, b) => (a.path + a.name < b.path + b.name ? -1 : 1)),
    ...optional({
      description: description || undefined,
      inlinePolicy,
      permissionsBoundary: boundary && referenceOf(boundary.PermissionsBoundaryArn),
      otherInlinePolicies: others.length === 0 ? undefined : others,
    }),
  };
  const used = role.RoleLastUsed?.LastUsedDate;
  const provider = { target: 'saml-roles', kind: 'provider', name: needs, account } as const;
  return {
    target: 'saml-roles',
    kind: 'role',
    name,
    account,
    definition: definitionOf(definition),
    ...optional({ owner: ownerIn(role.Tags ?? []), lastUsed: used && writeInstant(instantAt(used.getTime())) }),
    needs: [resourceAddress(provider)],
  };
}

async function roleNamed(iam: Iam, RoleName: string) {
  try {
    return (await iam.call('iam', 'GetRole', { RoleName })).Role;
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Documents come URL-encoded after RFC 3986 (GetRole, GetRolePolicy). What cannot be decoded is text that nobody understands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function policyOf(encoded: string): Policy {
  const policy = parsePolicy(decoded(encoded));
  return policy.kind === 'document' ? { kind: 'document', document: canonicalPolicy(policy.document) } : policy;
}

/** `arn:aws:iam::aws:policy/job-function/SupportUser`, or `arn:aws:iam::222222222222:policy/teams/Base`. */
function referenceOf(arn: string): PermissionsBoundary {
  const [, owner, path = '/', name = ''] = /^arn:[\w-]+:iam::(aws|\d{12}):policy(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? [];
  return owner === 'aws'
    ? { kind: 'aws-managed', policy: path.slice(1) + name }
    : { kind: 'customer-managed', policy: { name, path } };
}
