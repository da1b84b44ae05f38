// The managed policies that an account sees: its own and AWS's, as far as the state knows that they exist.
import { rolesOf } from './iam-roles.ts';
import { AWS, type PolicyDetails, policyDetailsKey } from './iam-state.ts';
import { hex } from './ids.ts';
import type { SandboxState } from './state.ts';

export interface ManagedPolicy {
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly name: string;
  readonly isAws: boolean;
  readonly details: Partial<Pick<PolicyDetails, 'document' | 'version' | 'description' | 'createdAt' | 'tags'>>;
}

/** How many roles of an account have a policy attached, or as their boundary. */
export interface Usage {
  readonly attached: number;
  readonly boundary: number;
}

/** The only AWS managed policy whose document is known without a seed. */
const ADMINISTRATOR = {
  document: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
};

const POLICY_ARN = /^arn:([^:]+):iam::(aws|\d{12}):policy((?:\/[A-Za-z0-9.,+@=_-]+)*\/)([A-Za-z0-9.,+=@_-]+)$/;

/** The policy of an ARN; undefined when the ARN is none, is another account's, or names nothing there is. */
export function policyOfArn(state: SandboxState, accountId: string, arn: string): ManagedPolicy | undefined {
  const [, partition, owner = '', path = '', name = ''] = POLICY_ARN.exec(arn) ?? [];
  if (partition !== state.partition || (owner !== AWS && owner !== accountId)) return undefined;
  const key = path + name;
  const exists = owner === AWS ? isAwsPolicy(state, key) : isOwnPolicy(state, accountId, key);
  return exists ? policyAt(state, owner, { path, name }) : undefined;
}

const isAwsPolicy = (state: SandboxState, key: string): boolean => state.iam.awsManagedPolicies?.has(key) ?? true;

function isOwnPolicy(state: SandboxState, accountId: string, key: string): boolean {
  const known = state.customerManagedPolicies;
  return known === undefined || known.get('*')?.has(key) === true || known.get(accountId)?.has(key) === true;
}

function policyAt(
  state: SandboxState,
  owner: string,
  { path, name }: { readonly path: string; readonly name: string },
): ManagedPolicy {
  const arn = `arn:${state.partition}:iam::${owner}:policy${path}${name}`;
  const { policies } = state.iam;
  const everywhere = owner === AWS ? undefined : policies.get(policyDetailsKey({ owner: '*', path, name }));
  const standard = owner === AWS && path + name === '/AdministratorAccess' ? ADMINISTRATOR : {};
  const details = policies.get(policyDetailsKey({ owner, path, name })) ?? everywhere ?? standard;
  return { id: `ANPA${hex(17, 'policy-id', arn).toUpperCase()}`, arn, path, name, isAws: owner === AWS, details };
}

/** The account's own policies: those that are known, and, where every reference is taken to exist, those its roles refer to. */
export function ownPolicies(state: SandboxState, accountId: string): readonly ManagedPolicy[] {
  const known = state.customerManagedPolicies;
  const prefix = `arn:${state.partition}:iam::${accountId}:policy`;
  const created = [...state.iam.policies.values()].filter(({ owner }) => owner === accountId || owner === '*');
  const keys = new Set([
    ...(known?.get('*') ?? []),
    ...(known?.get(accountId) ?? []),
    ...created.map(({ path, name }) => path + name),
    ...(known === undefined ? referenced(state, accountId).filter((arn) => arn.startsWith(prefix)) : []).map((arn) =>
      arn.slice(prefix.length),
    ),
  ]);
  return [...keys].sort().map((key) => policyAt(state, accountId, pathAndName(key)));
}

/** AWS's policies: those of the seed, or, without any there, those that permission sets, roles and boundaries refer to. */
export function awsPolicies(state: SandboxState, accountId: string): readonly ManagedPolicy[] {
  const prefix = `arn:${state.partition}:iam::${AWS}:policy`;
  const inSets = [...state.permissionSets.values()].flatMap(({ definition }) => definition.managedPolicies);
  const used = [...inSets, ...referenced(state, accountId)]
    .filter((arn) => arn.startsWith(prefix))
    .map((arn) => arn.slice(prefix.length));
  const keys = new Set(state.iam.awsManagedPolicies ?? ['/AdministratorAccess', ...used]);
  return [...keys].sort().map((key) => policyAt(state, AWS, pathAndName(key)));
}

const referenced = (state: SandboxState, accountId: string): readonly string[] =>
  rolesOf(state, accountId).flatMap((role) => [
    ...role.managedPolicies,
    ...(role.boundary === undefined ? [] : [role.boundary]),
  ]);

const pathAndName = (key: string): { readonly path: string; readonly name: string } => {
  const slash = key.lastIndexOf('/') + 1;
  return { path: key.slice(0, slash), name: key.slice(slash) };
};

/** By ARN. */
export function usageOf(state: SandboxState, accountId: string): ReadonlyMap<string, Usage> {
  const usage = new Map<string, Usage>();
  const count = (arn: string, kind: keyof Usage): void => {
    const before = usage.get(arn) ?? { attached: 0, boundary: 0 };
    usage.set(arn, { ...before, [kind]: before[kind] + 1 });
  };
  for (const role of rolesOf(state, accountId)) {
    for (const arn of role.managedPolicies) count(arn, 'attached');
    if (role.boundary !== undefined) count(role.boundary, 'boundary');
  }
  return usage;
}
