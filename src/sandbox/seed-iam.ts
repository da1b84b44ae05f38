// What the accounts of a seed hold in IAM: managed policies, AWS's and their own, and roles.
import { optional } from '../optional.ts';
import {
  AWS,
  emptyIam,
  type Iam,
  newPolicy,
  type OwnRole,
  ofAccount,
  putPolicy,
  type ServicesUse,
} from './iam-state.ts';
import { madeMetadata, samlMetadata } from './saml-metadata.ts';
import { accountOf, awsPolicyArn, type Making } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';
import type { SandboxState } from './state.ts';

type SeedRole = NonNullable<SandboxSeed['roles']>[number];

/** A list of policies leaves no others of its kind. */
export const seededIam = (seed: SandboxSeed): Iam =>
  emptyIam({ aws: seed.awsManagedPolicies !== undefined, customer: seed.customerManagedPolicies !== undefined });

export function addIam(making: Making, seed: SandboxSeed): void {
  const { state } = making;
  for (const policy of seed.awsManagedPolicies ?? [])
    putPolicy(state.iam, newPolicy({ owner: AWS, ...policyFields(policy) }));
  addCustomerPolicies(making, seed);
  addRoles(making, seed);
  addSamlProviders(making, seed);
}

function addCustomerPolicies(making: Making, seed: SandboxSeed): void {
  for (const [index, policy] of (seed.customerManagedPolicies ?? []).entries())
    for (const owner of accountsNamed(making, policy.account, `customerManagedPolicies[${index}].account`))
      putPolicy(making.state.iam, newPolicy({ owner, ...policyFields(policy) }));
}

/** What the seed tells of a policy. */
function policyFields(policy: {
  readonly name: string;
  readonly path?: string;
  readonly version?: string;
  readonly document?: unknown;
}) {
  const { name, path, version, document } = policy;
  return {
    name,
    ...optional({ path, version }),
    ...(document === undefined ? {} : { document: textOf(document) }),
  };
}

function addRoles(making: Making, seed: SandboxSeed): void {
  const { state, tell } = making;
  for (const [index, role] of (seed.roles ?? []).entries()) {
    for (const accountId of accountsNamed(making, role.account, `roles[${index}].account`)) {
      const roles = ofAccount(state.iam.roles, accountId);
      if (roles.has(role.name)) tell(`roles[${index}].name`, `\`${role.name}\` is there twice`);
      roles.set(role.name, {
        accountId,
        name: role.name,
        path: role.path ?? '/',
        trust: textOf(role.trust ?? trustOfAdministration(state)),
        createdAt: state.now,
        maxSession: role.maxSession ?? 3600,
        tags: role.tags ?? {},
        ...policiesOf(state, accountId, role),
        ...optional({ description: role.description }),
        ...(role.lastUsed === undefined ? {} : { lastUsedAt: Date.parse(role.lastUsed) }),
        ...optional({ services: servicesUseOf(role.services) }),
        ...optional({ allows: role.allows }),
      });
    }
  }
}

export const servicesUseOf = (seeded: Readonly<Record<string, string>> | undefined): ServicesUse | undefined =>
  seeded && Object.fromEntries(Object.entries(seeded).map(([name, at]) => [name, at === '' ? null : Date.parse(at)]));

/** What the seed attaches to a role. */
function policiesOf(state: SandboxState, accountId: string, role: SeedRole): Partial<OwnRole> {
  const { managedPolicies: aws = [], customerManagedPolicies: customer = [], inlinePolicies: inline } = role;
  const managedPolicies = [
    ...aws.map((policy) => awsPolicyArn(state, policy)),
    ...customer.map(({ path = '/', name }) => `arn:${state.partition}:iam::${accountId}:policy${path}${name}`),
  ];
  return {
    ...(managedPolicies.length === 0 ? {} : { managedPolicies }),
    ...(inline === undefined
      ? {}
      : { inlinePolicies: Object.fromEntries(Object.entries(inline).map(([name, of]) => [name, textOf(of)])) }),
  };
}

function addSamlProviders(making: Making, seed: SandboxSeed): void {
  const { state, tell } = making;
  for (const [index, { account, name, metadata, tags = {} }] of (seed.samlProviders ?? []).entries()) {
    for (const accountId of accountsNamed(making, account, `samlProviders[${index}].account`)) {
      const document = metadata ?? madeMetadata(`https://sts.windows.net/${accountId}/`);
      if (samlMetadata(document) === undefined) tell(`samlProviders[${index}].metadata`, 'is not SAML metadata');
      const providers = ofAccount(state.iam.samlProviders, accountId);
      if (providers.has(name)) tell(`samlProviders[${index}].name`, `\`${name}\` is there twice`);
      providers.set(name, { accountId, name, metadata: document, createdAt: state.now, hasPrivateKey: false, tags });
    }
  }
}

/** Whoever may administer Identity Center may take the role. */
function trustOfAdministration({ partition, organization }: SandboxState): unknown {
  const { managementAccount, delegatedAdministrator } = organization;
  const accounts = [managementAccount, ...(delegatedAdministrator === undefined ? [] : [delegatedAdministrator])];
  const AWS = accounts.map((account) => `arn:${partition}:iam::${account}:root`);
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] };
}

/** `*` means every account. */
function accountsNamed(making: Making, named: string, path: string): readonly string[] {
  if (named === '*') return [...making.state.organization.accounts.keys()];
  const account = requireAccount(making, named, path);
  return account === undefined ? [] : [account];
}

function requireAccount(making: Making, named: string, path: string): string | undefined {
  const account = accountOf(making, named);
  if (account === undefined) making.tell(path, `does not name one account: \`${named}\``);
  return account;
}

const textOf = (document: unknown): string => (typeof document === 'string' ? document : JSON.stringify(document));
