// What the accounts of a seed hold in IAM: managed policies, AWS's and their own, and roles.
import { optional } from '../optional.ts';
import { AWS, emptyIam, type Iam, newPolicy, ofAccount, putPolicy } from './iam-state.ts';
import { accountOf, type Making } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';
import type { SandboxState } from './state.ts';

/** A list of policies leaves no others of its kind. */
export const seededIam = (seed: SandboxSeed): Iam =>
  emptyIam({ aws: seed.awsManagedPolicies !== undefined, customer: seed.customerManagedPolicies !== undefined });

export function addIam(making: Making, seed: SandboxSeed): void {
  const { state } = making;
  for (const policy of seed.awsManagedPolicies ?? [])
    putPolicy(state.iam, newPolicy({ owner: AWS, ...policyFields(policy) }));
  addCustomerPolicies(making, seed);
  addRoles(making, seed);
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
        ...optional({ allows: role.allows }),
      });
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
