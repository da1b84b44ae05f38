// The customer managed policies of accounts, read in each of them with the role of `preflight`.
import { optional } from '../../optional.ts';
import {
  type AccountPolicies,
  type AccountPoliciesQuery,
  type AccountsRead,
  type AccountToRead,
  type PolicyInAccount,
  type PolicyKey,
  type PreflightRole,
  policyKeyOf,
  type RoleInAccount,
  type Unchecked,
} from '../../state/account-policies.ts';
import type { PermissionSetName } from '../../state/state.ts';
import { type Attempt, attempt, sessionIn } from './assumed-role.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import type { Progress } from './progress.ts';
import { defaultVersion, documentOf, NONE } from './read-account-policy.ts';
import { definitionIn, roleNamed } from './read-account-role.ts';
import type { Session } from './session.ts';

/**
 * One call to STS for each account, and to its IAM one for each policy, one more for its text, and one for the quota where it is asked for. For each role
 * that exists already three, one for each of its inline policies, and two for each of its customer managed ones.
 */
export async function readAccountPolicies(
  { aws, callerContext }: Pick<Session, 'aws' | 'callerContext'>,
  { role, accounts }: AccountPoliciesQuery,
  onProgress?: (progress: Progress) => void,
): Promise<AccountsRead> {
  if (accounts.length === 0) return new Map();
  const { partition } = (await callerContext.get()).instance;
  let done = 0;
  const read = await concurrently(accounts, async (wanted) => {
    const found = await readAccount(aws, wanted, { role, partition });
    done += 1;
    onProgress?.({ step: 'policies of accounts', done, total: accounts.length });
    return [wanted.account, found] as const;
  });
  return new Map(read);
}

interface Place {
  readonly role: PreflightRole;
  readonly partition: string;
}

async function readAccount(aws: Aws, wanted: AccountToRead, { role, partition }: Place): Promise<AccountPolicies> {
  const arnOf = (resource: string) => `arn:${partition}:iam::${wanted.account}:${resource}`;
  const actions = (wanted.roles ?? []).length > 0 ? [...ACTIONS, ...ACTIONS_OF_ROLES] : ACTIONS;
  const session = await sessionIn(aws, wanted.account, { role, partition, actions });
  if (!session.read) return { policies: new Map(), unchecked: session.unchecked };
  const policies = new Map<PolicyKey, PolicyInAccount>();
  const failures: Unchecked[] = [];
  const known = <Value>(answer: Attempt<Value>): Value | undefined => {
    if (answer.read) return answer.value;
    failures.push(answer.unchecked);
    return undefined;
  };
  for (const policy of wanted.policies) {
    const key = policyKeyOf(policy);
    const arn = arnOf(`policy${key}`);
    const version = known(await attempt(() => defaultVersion(session.value, arn)));
    if (version === undefined) continue;
    if (version === NONE) {
      policies.set(key, { exists: false });
      continue;
    }
    const document = known(await attempt(() => documentOf(session.value, arn, version)));
    policies.set(key, { exists: true, ...optional({ document }) });
  }
  const roles = new Map<PermissionSetName, RoleInAccount>();
  for (const name of wanted.roles ?? []) {
    const found = known(await attempt(() => roleNamed(session.value, name)));
    if (found === undefined) continue;
    if (found === NONE) {
      roles.set(name, { exists: false });
      continue;
    }
    const definition = known(await attempt(() => definitionIn(session.value, name, found)));
    roles.set(name, { exists: true, trust: found.trust, ...optional({ definition }) });
  }
  const quota = wanted.quota ? known(await attempt(() => policiesPerRole(session.value))) : undefined;
  return {
    policies,
    ...(wanted.roles === undefined ? {} : { roles }),
    ...optional({ policiesPerRole: quota, unchecked: failures[0] }),
  };
}

/** All that a session may do, whatever its role could. */
const ACTIONS = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetAccountSummary'];
/** Where roles that exist already are asked for. */
const ACTIONS_OF_ROLES = ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'];

async function policiesPerRole(aws: Pick<Aws, 'call'>): Promise<number | undefined> {
  return (await aws.call('iam', 'GetAccountSummary', {})).SummaryMap.AttachedPoliciesPerRoleQuota;
}
