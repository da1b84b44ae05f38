// One operation being written: every changing call goes through here, so that it is known whether anything was sent when a call fails.
import { AccessError } from '../../diagnostics/diagnostic.ts';
import { optional } from '../../optional.ts';
import type { PermissionSetName } from '../../state/state.ts';
import { accessErrorOf, CallFailure, diagnosticOf, RefusedChange, StoppedApply } from '../errors.ts';
import type { ApplyOptions, Outcome, Traces } from '../identity-center.ts';
import type { Answer, Called } from './answers.ts';
import type { Aws, CallOptions } from './client.ts';
import type { SetReference } from './read-definition.ts';
import type { Input, OperationName } from './sdk.ts';
import type { Session } from './session.ts';

export interface Writing {
  readonly session: Session;
  /**
   * A call that changes something. The first one can still be stopped by the signal; after it the operation is finished. Throws RefusedChange.
   */
  change<O extends Called<'sso-admin'> & OperationName<'sso-admin'>>(
    operation: O,
    input: Input<'sso-admin', O>,
    options?: Pick<CallOptions, 'repeatable' | 'onTooMany'>,
  ): Promise<Answer<'sso-admin', O>>;
  /** The same, of account access. */
  changeAccountAccess<O extends Called<'account-access'> & OperationName<'account-access'>>(
    operation: O,
    input: Input<'account-access', O>,
  ): Promise<Answer<'account-access', O>>;
  /** The same in the IAM of an account. */
  changeIam<O extends Called<'iam'> & OperationName<'iam'>>(
    iam: Pick<Aws, 'call'>,
    operation: O,
    input: Input<'iam', O>,
  ): Promise<Answer<'iam', O>>;
  /** A call whose answer was lost turned out to have been carried out. */
  found(): void;
  /** Whether any call was carried out. */
  hasChanged(): boolean;
  /** For the report: something that is so now because of this operation. */
  did(deed: string): void;
  /** And is so no more. */
  tookBack(deed: string): void;
}

export async function writing(
  session: Session,
  { signal, onCall }: ApplyOptions,
  perform: (writing: Writing) => Promise<Outcome>,
): Promise<Outcome> {
  let carriedOut = 0;
  let refused = false;
  const changed: string[] = [];
  const putBack: string[] = [];
  async function sent<Answered>(send: (options: CallOptions) => Promise<Answered>): Promise<Answered> {
    const first = carriedOut === 0 && !refused;
    if (first) signal?.throwIfAborted();
    try {
      const answer = await send({
        ...(first && signal !== undefined ? { signal } : {}),
        ...optional({ onAnswer: onCall }),
      });
      carriedOut += 1;
      return answer;
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      refused = true;
      throw new RefusedChange(error.call, { cause: error });
    }
  }
  const attempt: Writing = {
    session,
    change: (operation, input, options = {}) =>
      sent((more) => session.aws.call('sso-admin', operation, input, { ...options, ...more })),
    changeAccountAccess: (operation, input) =>
      sent((more) => session.aws.call('account-access', operation, input, more)),
    changeIam: (iam, operation, input) => sent((more) => iam.call('iam', operation, input, more)),
    found: () => {
      carriedOut += 1;
    },
    hasChanged: () => carriedOut > 0,
    did: (deed) => void changed.push(deed),
    tookBack(deed) {
      changed.splice(changed.lastIndexOf(deed), 1);
      putBack.push(deed);
    },
  };
  const traces = (): Traces => ({
    ...(changed.length === 0 ? {} : { changed }),
    ...(putBack.length === 0 ? {} : { putBack }),
  });
  try {
    signal?.throwIfAborted();
    return await perform(attempt);
  } catch (error) {
    const aborted = signal?.aborted === true && error === signal.reason;
    return outcomeOf(error, { sent: carriedOut > 0 || refused, aborted, traces: traces() });
  }
}

interface Circumstances {
  /** Whether a changing call reached the service, or may have. */
  readonly sent: boolean;
  readonly aborted: boolean;
  readonly traces: Traces;
}

/** What the service answers is an outcome; what is left to throw are bugs, and failures that no other operation could do better with. */
function outcomeOf(error: unknown, { sent, aborted, traces }: Circumstances): Outcome {
  const unsettled = (reason: string): Extract<Outcome, { status: 'unknown' | 'not-sent' }> =>
    sent ? { status: 'unknown', reason, ...traces } : { status: 'not-sent', reason };
  if (aborted) return unsettled('interrupted');
  if (error instanceof AccessError) return unsettled(error.message);
  if (!(error instanceof CallFailure)) throw error;
  const { kind, outage, uncertain, requestId } = error.call;
  const reason = diagnosticOf(error.call).message;
  const failed: Outcome = { status: 'failed', reason, ...optional({ requestId }), ...traces };
  // A failed reading says nothing about the changes before it.
  const outcome = error instanceof RefusedChange && uncertain !== true ? failed : unsettled(reason);
  if (kind === 'credentials') throw new StoppedApply(accessErrorOf(error), outcome);
  return outage === true && outcome.status !== 'failed' ? { ...outcome, stop: diagnosticOf(error.call) } : outcome;
}

/** How calls name the set; absent when there is no set of that name. */
export async function referenceTo({ session }: Writing, name: PermissionSetName): Promise<SetReference | undefined> {
  const PermissionSetArn = await session.catalogue.arnOf(name);
  return PermissionSetArn === undefined ? undefined : { InstanceArn: await session.instanceArn(), PermissionSetArn };
}
