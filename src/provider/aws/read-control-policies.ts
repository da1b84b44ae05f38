// The service control policies of the organization: two calls for each of them, and one for each thing that they are attached to.
import type { ControlPolicies, ControlPolicy } from '../../state/control-policies.ts';
import { protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import { parsePolicy } from './read-definition.ts';

const TYPE = 'SERVICE_CONTROL_POLICY';
/** Attached to everything where nobody detaches it (EnablePolicyType), so that it is never asked what it is attached to: that is a call for each twenty accounts. */
const FULL_ACCESS = 'p-FullAWSAccess';

export async function readControlPolicies(aws: Aws): Promise<ControlPolicies> {
  const [root] = await collect(aws, { service: 'organizations', operation: 'ListRoots', input: {}, list: 'Roots' });
  if (root === undefined) throw protocolError('organizations:ListRoots', 'the organization has no root');
  const enabled = (root.PolicyTypes ?? []).some(({ Type, Status }) => Type === TYPE && Status === 'ENABLED');
  if (!enabled) return { enabled, rootId: root.Id, policies: [], withoutFullAccess: new Set() };
  const listed = await collect(aws, {
    service: 'organizations',
    operation: 'ListPolicies',
    input: { Filter: TYPE },
    list: 'Policies',
  });
  const own = listed.filter(({ Id }) => Id !== FULL_ACCESS);
  const all = await concurrently(own, ({ Id, Name = Id }) => readPolicy(aws, Id, Name));
  const policies = all.filter(({ targets }) => targets.size > 0);
  const targets = [...new Set(policies.flatMap((policy) => [...policy.targets]))];
  const bare = await concurrently(targets, async (id) => ((await hasFullAccess(aws, id)) ? [] : [id]));
  return { enabled, rootId: root.Id, policies, withoutFullAccess: new Set(bare.flat()) };
}

async function readPolicy(aws: Aws, id: string, name: string): Promise<ControlPolicy> {
  const input = { PolicyId: id };
  const [{ Policy: policy }, targets] = await Promise.all([
    aws.call('organizations', 'DescribePolicy', input),
    collect(aws, { service: 'organizations', operation: 'ListTargetsForPolicy', input, list: 'Targets' }),
  ]);
  return { id, name, document: parsePolicy(policy.Content), targets: new Set(targets.map(({ TargetId }) => TargetId)) };
}

async function hasFullAccess(aws: Aws, TargetId: string): Promise<boolean> {
  const attached = await collect(aws, {
    service: 'organizations',
    operation: 'ListPoliciesForTarget',
    input: { TargetId, Filter: TYPE },
    list: 'Policies',
  });
  return attached.some(({ Id }) => Id === FULL_ACCESS);
}
