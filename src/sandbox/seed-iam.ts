// What the accounts of a seed hold in IAM: managed policies, AWS's and their own, and roles.
import { AWS, emptyIam, type Iam, ofAccount, policyDetailsKey } from './iam-state.ts';
import { accountOf, type Making } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';
import type { SandboxState } from './state.ts';

/** A list of AWS managed policies leaves no others; without one, every policy is taken to exist. */
export const seededIam = ({ awsManagedPolicies: listed }: SandboxSeed): Iam => ({
  ...emptyIam(),
  ...(listed === undefined ? {} : { awsManagedPolicies: new Set(listed.map(({ path = '/', name }) => path + name)) }),
});

export function addIam(making: Making, seed: SandboxSeed): void {
  for (const policy of seed.awsManagedPolicies ?? []) describe(making.state, AWS, policy);
  addCustomerPolicies(making, seed);
  addRoles(making, seed);
}

function addCustomerPolicies(making: Making, seed: SandboxSeed): void {
  const known = making.state.customerManagedPolicies;
  for (const [index, policy] of (seed.customerManagedPolicies ?? []).entries()) {
    const path = `customerManagedPolicies[${index}].account`;
    const account = policy.account === '*' ? '*' : requireAccount(making, policy.account, path);
    if (account === undefined) continue;
    known?.set(account, (known.get(account) ?? new Set()).add((policy.path ?? '/') + policy.name));
    describe(making.state, account, policy);
  }
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

/** Remembers what the seed tells of a policy beyond its existence. */
function describe(
  state: SandboxState,
  owner: string,
  policy: { readonly name: string; readonly path?: string; readonly version?: string; readonly document?: unknown },
): void {
  const { name, path = '/', version, document } = policy;
  if (version === undefined && document === undefined) return;
  const details = { owner, path, name, ...(version === undefined ? {} : { version }) };
  const text = document === undefined ? {} : { document: textOf(document) };
  state.iam.policies.set(policyDetailsKey(details), { ...details, ...text, createdAt: state.now, tags: {} });
}

const textOf = (document: unknown): string => (typeof document === 'string' ? document : JSON.stringify(document));
