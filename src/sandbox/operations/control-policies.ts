// organizations: service control policies, and what they are attached to. Read only.
import { ServiceError } from '../errors.ts';
import { type Call, type Operations, type Output, reads } from '../operation.ts';
import { page } from '../pages.ts';
import { pagedBy20, policyId, policyTargetId, policyType } from '../shapes.ts';
import type { SandboxState, ServiceControlPolicy } from '../state.ts';
import { hasControlPolicies, missing, organizationArn } from './organizations.ts';

export const CONTROL_POLICIES: Operations = {
  ListPolicies: reads({ Filter: policyType, ...pagedBy20 }, (call, input) =>
    page(call, input, {
      key: 'Policies',
      items: input.Filter === 'SERVICE_CONTROL_POLICY' ? policiesOf(call.state) : [],
      show: (policy) => summary(call.state, policy),
    }),
  ),
  ListPoliciesForTarget: reads({ TargetId: policyTargetId, Filter: policyType, ...pagedBy20 }, (call, input) => {
    const { TargetId, Filter } = input;
    if (targetOf(call.state, TargetId) === undefined)
      throw missing('TargetNotFoundException', 'a root, OU, account, or policy', 'TargetId');
    const attached = policiesOf(call.state).filter((policy) => isAttached(call.state, policy, TargetId));
    return page(call, input, {
      key: 'Policies',
      items: Filter === 'SERVICE_CONTROL_POLICY' ? attached : [],
      show: (policy) => summary(call.state, policy),
    });
  }),
  ListTargetsForPolicy: reads({ PolicyId: policyId, ...pagedBy20 }, (call, input) => {
    const policy = policyOf(call, input.PolicyId);
    const { rootId, units, accounts } = call.state.organization;
    const all = [rootId, ...units.keys(), ...accounts.keys()];
    return page(call, input, {
      key: 'Targets',
      items: all.filter((id) => isAttached(call.state, policy, id)),
      show: (id) => targetOf(call.state, id),
    });
  }),
  DescribePolicy: reads({ PolicyId: policyId }, (call, input) => {
    const policy = policyOf(call, input.PolicyId);
    return { Policy: { PolicySummary: summary(call.state, policy), Content: policy.content } };
  }),
};

/** AWS's own: what is attached where nothing else says what is permitted (EnablePolicyType, API reference). */
const FULL_ACCESS: ServiceControlPolicy = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  targets: [],
};

const policiesOf = ({ organization }: SandboxState): readonly ServiceControlPolicy[] => [
  FULL_ACCESS,
  ...(organization.serviceControlPolicies?.policies ?? []),
];

function policyOf({ state }: Call, id: string): ServiceControlPolicy {
  const policy = policiesOf(state).find((each) => each.id === id);
  if (policy === undefined)
    throw new ServiceError('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified.");
  return policy;
}

/** Where the type is not enabled, nothing is attached (DisablePolicyType, API reference). */
function isAttached(state: SandboxState, policy: ServiceControlPolicy, target: string): boolean {
  if (!hasControlPolicies(state)) return false;
  return policy === FULL_ACCESS
    ? state.organization.serviceControlPolicies?.withoutFullAccess.includes(target) !== true
    : policy.targets.includes(target);
}

function targetOf(state: SandboxState, id: string): Output | undefined {
  const { rootId, units, accounts } = state.organization;
  if (id === rootId) return { TargetId: id, Arn: organizationArn(state, 'root', `/${id}`), Name: 'Root', Type: 'ROOT' };
  const unit = units.get(id);
  if (unit !== undefined)
    return {
      TargetId: id,
      Arn: organizationArn(state, 'ou', `/${id}`),
      Name: unit.name,
      Type: 'ORGANIZATIONAL_UNIT',
    };
  const account = accounts.get(id);
  return (
    account && { TargetId: id, Arn: organizationArn(state, 'account', `/${id}`), Name: account.name, Type: 'ACCOUNT' }
  );
}

function summary(state: SandboxState, policy: ServiceControlPolicy): Output {
  const { id, name, description = '' } = policy;
  const isAwsManaged = policy === FULL_ACCESS;
  return {
    Id: id,
    Arn: isAwsManaged
      ? `arn:${state.partition}:organizations::aws:policy/service_control_policy/${id}`
      : organizationArn(state, 'policy', `/service_control_policy/${id}`),
    Name: name,
    Description: description,
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: isAwsManaged,
  };
}
