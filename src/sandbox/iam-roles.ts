// The IAM roles of an account: one for each permission set that is provisioned there, those somebody made, and the one that comes with the account.
import { optional } from '../optional.ts';
import type { OwnRole } from './iam-state.ts';
import { hex } from './ids.ts';
import type { Settings } from './settings.ts';
import { type Boundary, type Pair, policyKey, type RoleUse, type SandboxState } from './state.ts';

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly trust: string;
  readonly createdAt: number;
  readonly description?: string;
  readonly maxSession: number;
  readonly maxSigninSession?: number;
  /** See `OwnRole`. */
  readonly trustedAt?: number;
  /** The ARN of the boundary. */
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** ARNs of the attached managed policies. */
  readonly managedPolicies: readonly string[];
  readonly inlinePolicies: ReadonlyMap<string, string>;
  /** Actions that its sessions may call, with `*` for anything. Absent: all. */
  readonly allows?: readonly string[];
  readonly lastUsed?: RoleUse;
}

/** The role that Organizations makes in every account it creates. */
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

/** The name Identity Center gives the inline policy of a permission set. */
const INLINE_POLICY = 'AwsSSOInlinePolicy';

/** Identity Center lets sessions last twelve hours, whatever the permission set says. */
const TWELVE_HOURS = 43_200;

export function rolesOf(state: SandboxState, accountId: string): readonly Role[] {
  const pairs = [...(state.pairsOfAccount.get(accountId)?.values() ?? [])];
  const own = [...(state.iam.roles.get(accountId)?.values() ?? [])];
  const given = accessRole(state, accountId);
  return [
    ...(given === undefined ? [] : [given]),
    ...own.map((role) => ownRole(state, role)),
    ...pairs.map((pair) => reservedRole(state, pair)),
  ];
}

/** RoleName is unique in an account whatever its path, and in whatever case it is written. */
export const roleNamed = (state: SandboxState, accountId: string, name: string): Role | undefined =>
  rolesOf(state, accountId).find((role) => role.name.toLowerCase() === name.toLowerCase());

/** Whether services beside iam know by now whom the role trusts. What a seed holds was always there. */
export const isKnownToServices = ({ now }: SandboxState, { iamLagMs }: Settings, { trustedAt }: Role): boolean =>
  trustedAt === undefined || now >= trustedAt + iamLagMs;

/** Roles under this path belong to Identity Center. */
export const RESERVED_PATH = '/aws-reserved/sso.amazonaws.com/';

/** The region is part of the path, except where Identity Center is in us-east-1. */
const reservedPath = ({ region }: SandboxState): string =>
  region === 'us-east-1' ? RESERVED_PATH : `${RESERVED_PATH}${region}/`;

function reservedRole(state: SandboxState, pair: Pair): Role {
  const set = state.permissionSets.get(pair.permissionSetArn);
  const { provisioned, accountId } = pair;
  const named = (policy: { readonly name: string; readonly path: string }): string =>
    `arn:${state.partition}:iam::${accountId}:policy${policyKey(policy)}`;
  const boundary = provisioned.boundary === undefined ? undefined : boundaryArn(provisioned.boundary, named);
  const described = set?.description === undefined ? {} : { description: set.description };
  return {
    ...identity(state, accountId, {
      name: `AWSReservedSSO_${set?.name}_${pair.roleSuffix}`,
      path: reservedPath(state),
    }),
    ...described,
    trust: samlTrust(samlProviderArn(state, accountId)),
    createdAt: pair.createdAt,
    maxSession: TWELVE_HOURS,
    ...optional({ boundary, lastUsed: pair.lastUsed }),
    tags: {},
    managedPolicies: [...provisioned.managedPolicies, ...provisioned.customerManagedPolicies.map(named)],
    inlinePolicies: new Map(provisioned.inlinePolicy === undefined ? [] : [[INLINE_POLICY, provisioned.inlinePolicy]]),
  };
}

const boundaryArn = (
  boundary: Boundary,
  named: (policy: { readonly name: string; readonly path: string }) => string,
): string => (boundary.kind === 'managed' ? boundary.arn : named(boundary.policy));

const ownRole = (state: SandboxState, { lastUsedAt: at, services, ...role }: OwnRole): Role => ({
  ...role,
  ...identity(state, role.accountId, role),
  ...optional({ lastUsed: at === undefined ? undefined : { at, region: state.region, ...optional({ services }) } }),
  managedPolicies: role.managedPolicies ?? [],
  inlinePolicies: new Map(Object.entries(role.inlinePolicies ?? {})),
});

function accessRole(state: SandboxState, accountId: string): Role | undefined {
  const { accounts, managementAccount } = state.organization;
  if (accountId === managementAccount || !accounts.has(accountId)) return undefined;
  const principal = { AWS: `arn:${state.partition}:iam::${managementAccount}:root` };
  return {
    ...identity(state, accountId, { name: ACCESS_ROLE, path: '/' }),
    trust: trust({ Principal: principal, Action: 'sts:AssumeRole' }),
    createdAt: state.createdAt,
    maxSession: 3600,
    tags: {},
    managedPolicies: [`arn:${state.partition}:iam::aws:policy/AdministratorAccess`],
    inlinePolicies: new Map(),
  };
}

function identity(state: SandboxState, accountId: string, { name, path }: { name: string; path: string }) {
  const arn = `arn:${state.partition}:iam::${accountId}:role${path}${name}`;
  return { id: `AROA${hex(17, 'role-id', arn).toUpperCase()}`, name, path, arn };
}

/** Identity Center's own provider in an account. */
export const samlProviderName = (state: SandboxState, accountId: string): string =>
  `AWSSSO_${hex(16, 'saml-provider', state.instanceArn, accountId)}_DO_NOT_DELETE`;

export const samlProviderArn = (state: SandboxState, accountId: string): string =>
  `arn:${state.partition}:iam::${accountId}:saml-provider/${samlProviderName(state, accountId)}`;

const samlTrust = (provider: string): string =>
  trust({
    Principal: { Federated: provider },
    Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  });

const trust = (statement: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
