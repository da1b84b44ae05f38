// Work in accounts' own IAM, each with a role that trusts the caller. What one account refuses is its own affair.
//
// The role is named by files that a pull request may change. So a session is bounded by a policy of its own to the calls that are made by it, whatever the
// role could do; its credentials are for IAM, and go the way that the caller's own go.
import type { PreflightRole, Unchecked } from '../../state/account-policies.ts';
import type { AccountId } from '../../state/state.ts';
import { CallFailure, diagnosticOf, type FailureKind, missingAction } from '../errors.ts';
import type { Aws } from './client.ts';

export type Attempt<Value> =
  | { readonly read: true; readonly value: Value }
  | { readonly read: false; readonly unchecked: Unchecked };

/** After these no other account would fare better. */
const HOPELESS: readonly FailureKind[] = ['untrusted', 'proxy-refused'];

/** What an account refuses keeps nobody from asking the next. */
export async function attempt<Value>(
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
export const ofRole = (unchecked: Unchecked): Unchecked =>
  unchecked.why === 'denied' ? { ...unchecked, why: 'role' } : unchecked;

/** The shortest that AssumeRole allows, in seconds. */
export const SESSION_SECONDS = 900;

interface InAccount extends Allowed {
  readonly role: PreflightRole;
  readonly partition: string;
}

/** One call to STS. */
export async function sessionIn(
  aws: Aws,
  account: AccountId,
  { role, partition, actions }: InAccount,
): Promise<Attempt<Pick<Aws, 'call'>>> {
  const arn = `arn:${partition}:iam::${account}:role${role.path}${role.name}`;
  // Where the caller's own credentials are no good any more, no other account fares better.
  const session = await attempt(() => assume(aws, arn, { ...role, actions }), ['credentials']);
  return session.read ? session : { read: false, unchecked: ofRole(session.unchecked) };
}

/** A session in the account that may do nothing but these actions (AssumeRole, Policy). */
export async function assume(
  aws: Aws,
  RoleArn: string,
  { sessionName, externalId, actions }: Pick<PreflightRole, 'sessionName' | 'externalId'> & Allowed,
): Promise<Pick<Aws, 'call'>> {
  const { Credentials } = await aws.call('sts', 'AssumeRole', {
    RoleArn,
    RoleSessionName: sessionName,
    DurationSeconds: SESSION_SECONDS,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  });
  return aws.withCredentials({
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  });
}

interface Allowed {
  /** `iam:GetRole`: what it is for. */
  readonly actions: readonly string[];
}
