// The managed policies of an account: its own and AWS's. IAM knows those that the state holds; references may take more for granted.
import { compareText } from '../compare-text.ts';
import { rolesOf } from './iam-roles.ts';
import { AWS, type ManagedPolicy } from './iam-state.ts';
import { hex } from './ids.ts';
import type { Settings } from './settings.ts';
import { type CustomerManagedPolicy, policyKey, type SandboxState } from './state.ts';

/** How many roles of an account have a policy attached, or as their boundary. */
export interface Usage {
  readonly attached: number;
  readonly boundary: number;
}

const POLICY_ARN = /^arn:([^:]+):iam::(aws|\d{12}):policy((?:\/[A-Za-z0-9.,+@=_-]+)*\/)([A-Za-z0-9.,+=@_-]+)$/;

/** The policy of an ARN; undefined when the ARN is none, is another account's, or names nothing there is. */
export function policyOfArn(state: SandboxState, accountId: string, arn: string): ManagedPolicy | undefined {
  const [, partition, owner = '', path = '', name = ''] = POLICY_ARN.exec(arn) ?? [];
  if (partition !== state.partition || (owner !== AWS && owner !== accountId)) return undefined;
  return state.iam.policies.get(owner)?.get(path + name);
}

export const arnOfPolicy = ({ partition }: SandboxState, { owner, path, name }: ManagedPolicy): string =>
  `arn:${partition}:iam::${owner}:policy${path}${name}`;

/** PolicyId, which another policy of the same name would not have. */
export const idOfPolicy = (state: SandboxState, policy: ManagedPolicy): string =>
  `ANPA${hex(17, 'policy-id', arnOfPolicy(state, policy), String(policy.createdAt)).toUpperCase()}`;

/** The policies of an account, or of AWS, by path and name. */
export const policiesOf = ({ iam }: SandboxState, owner: string): readonly ManagedPolicy[] =>
  [...(iam.policies.get(owner) ?? [])].sort(([a], [b]) => compareText(a, b)).map(([, policy]) => policy);

/** Whether permission sets may refer to an AWS managed policy: it exists, or is taken to. */
export const isAwsReference = (state: SandboxState, settings: Settings, arn: string): boolean =>
  isAssumed(state, settings, 'aws') ||
  state.iam.policies.get(AWS)?.has(arn.slice(arn.indexOf(':policy/') + ':policy'.length)) === true;

/** Whether a role in an account may refer to a customer managed policy: it exists there, or is taken to. */
export const isCustomerReference = (
  state: SandboxState,
  settings: Settings,
  at: { readonly accountId: string; readonly policy: CustomerManagedPolicy },
): boolean =>
  isAssumed(state, settings, 'customer') || state.iam.policies.get(at.accountId)?.has(policyKey(at.policy)) === true;

function isAssumed({ iam }: SandboxState, { policyReferences }: Settings, kind: 'aws' | 'customer'): boolean {
  return policyReferences === 'as-seeded' ? !iam.listed[kind] : policyReferences === 'assumed';
}

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
