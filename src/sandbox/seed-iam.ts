// What the accounts of a seed hold in IAM: managed policies, AWS's and their own, and roles.
import { optional } from '../optional.ts';
import { AWS, emptyIam, type Iam, newPolicy, ofAccount, putPolicy } from './iam-state.ts';
import { accountOf, type Making } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';

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

/** `*` means every account. */
function addCustomerPolicies(making: Making, seed: SandboxSeed): void {
  const { iam, organization } = making.state;
  for (const [index, policy] of (seed.customerManagedPolicies ?? []).entries()) {
    const path = `customerManagedPolicies[${index}].account`;
    const one = policy.account === '*' ? undefined : requireAccount(making, policy.account, path);
    const owners = policy.account === '*' ? [...organization.accounts.keys()] : one === undefined ? [] : [one];
    for (const owner of owners) putPolicy(iam, newPolicy({ owner, ...policyFields(policy) }));
  }
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
    const accountId = requireAccount(making, role.account, `roles[${index}].account`);
    if (accountId === undefined) continue;
    const roles = ofAccount(state.iam.roles, accountId);
    if (roles.has(role.name)) tell(`roles[${index}].name`, `\`${role.name}\` is there twice`);
    roles.set(role.name, {
      accountId,
      name: role.name,
      path: role.path ?? '/',
      trust: textOf(role.trust ?? { Version: '2012-10-17', Statement: [] }),
      createdAt: state.now,
      maxSession: role.maxSession ?? 3600,
      tags: role.tags ?? {},
    });
  }
}

function requireAccount(making: Making, named: string, path: string): string | undefined {
  const account = accountOf(making, named);
  if (account === undefined) making.tell(path, `does not name one account: \`${named}\``);
  return account;
}

const textOf = (document: unknown): string => (typeof document === 'string' ? document : JSON.stringify(document));
