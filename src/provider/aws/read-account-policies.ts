// The customer managed policies of accounts, read in each of them with a role that trusts the caller.
//
// The role is named by files that a pull request may change. So a session is bounded by a policy of its own to the reads that are made here, whatever
// the role could do; its credentials are for IAM, go the way that the caller's own go, and are forgotten with the account.
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
import { CallFailure, diagnosticOf, type FailureKind, missingAction } from '../errors.ts';
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
  // Where the caller's own credentials are no good any more, no other account fares better.
  const asked = { ...role, roles: (wanted.roles ?? []).length > 0 };
  const session = await attempt(() => assume(aws, arnOf(`role${role.path}${role.name}`), asked), ['credentials']);
  if (!session.read) return { policies: new Map(), unchecked: ofRole(session.unchecked) };
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

type Attempt<Value> =
  | { readonly read: true; readonly value: Value }
  | { readonly read: false; readonly unchecked: Unchecked };

/** After these no other account would fare better. */
const HOPELESS: readonly FailureKind[] = ['untrusted', 'proxy-refused'];

/** What an account refuses is its own affair, and keeps nobody from asking the next. */
async function attempt<Value>(
  read: () => Promise<Value>,
  hopeless: readonly FailureKind[] = [],
): Promise<Attempt<Value>> {
  try {
    return { read: true, value: await read() };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { kind, outage } = error.call;
    if (outage || HOPELESS.includes(kind) || hopeless.includes(kind)) throw error;
    return kind === 'access-denied'
      ? { read: false, unchecked: { why: 'denied', detail: missingAction(error.call) } }
      : { read: false, unchecked: { why: 'failed', detail: diagnosticOf(error.call).message } };
  }
}

/** AWS tells nobody whether a role is not there or does not trust (AssumeRole). */
const ofRole = (unchecked: Unchecked): Unchecked =>
  unchecked.why === 'denied' ? { ...unchecked, why: 'role' } : unchecked;

/** The shortest that AssumeRole allows, in seconds. */
const SESSION_SECONDS = 900;

/** All that a session may do, whatever its role could (AssumeRole, Policy). */
const sessionPolicy = (actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

const ACTIONS = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetAccountSummary'];
/** Where roles that exist already are asked for. */
const ACTIONS_OF_ROLES = ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'];

async function assume(
  aws: Aws,
  RoleArn: string,
  { sessionName, externalId, roles }: PreflightRole & { readonly roles: boolean },
): Promise<Pick<Aws, 'call'>> {
  const { Credentials } = await aws.call('sts', 'AssumeRole', {
    RoleArn,
    RoleSessionName: sessionName,
    DurationSeconds: SESSION_SECONDS,
    Policy: sessionPolicy(roles ? [...ACTIONS, ...ACTIONS_OF_ROLES] : ACTIONS),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  });
  return aws.withCredentials({
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  });
}

async function policiesPerRole(aws: Pick<Aws, 'call'>): Promise<number | undefined> {
  return (await aws.call('iam', 'GetAccountSummary', {})).SummaryMap.AttachedPoliciesPerRoleQuota;
}
