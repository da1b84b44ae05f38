// One operation being written: every changing call goes through here, so that it is known whether anything was sent when a call fails.
import { AccessError } from '../../diagnostics/diagnostic.ts';
import type { PermissionSetName } from '../../state/state.ts';
import { CallFailure, diagnosticOf, toAccessError } from '../errors.ts';
import type { ApplyOptions, Outcome } from '../identity-center.ts';
import type { Answer, Called } from './answers.ts';
import type { CallOptions } from './client.ts';
import type { SetReference } from './read-definition.ts';
import type { Input, OperationName } from './sdk.ts';
import type { Session } from './session.ts';

export interface Writing {
  readonly session: Session;
  /** A call that changes something. The first one can still be stopped by the signal; after it the operation is finished. */
  change<O extends Called<'sso-admin'> & OperationName<'sso-admin'>>(
    operation: O,
    input: Input<'sso-admin', O>,
    options?: Pick<CallOptions, 'repeatable'>,
  ): Promise<Answer<'sso-admin', O>>;
  /** Calls that were carried out. */
  changes(): number;
}

export async function writing(
  session: Session,
  { signal, onCall }: ApplyOptions,
  perform: (writing: Writing) => Promise<Outcome>,
): Promise<Outcome> {
  let carriedOut = 0;
  let refusal: CallFailure | undefined;
  const attempt: Writing = {
    session,
    changes: () => carriedOut,
    async change(operation, input, options = {}) {
      const first = carriedOut === 0 && refusal === undefined;
      if (first) signal?.throwIfAborted();
      try {
        const answer = await session.aws.call('sso-admin', operation, input, {
          ...options,
          ...(first && signal !== undefined ? { signal } : {}),
          ...(onCall === undefined ? {} : { onAnswer: onCall }),
        });
        carriedOut += 1;
        return answer;
      } catch (error) {
        if (error instanceof CallFailure) refusal = error;
        throw error;
      }
    },
  };
  try {
    signal?.throwIfAborted();
    return await perform(attempt);
  } catch (error) {
    return outcomeOf(error, {
      refusal,
      sent: carriedOut > 0 || refusal !== undefined,
      aborted: signal?.aborted === true && error === signal.reason,
    });
  }
}

interface Circumstances {
  /** The last changing call that failed. */
  readonly refusal: CallFailure | undefined;
  /** Whether a changing call reached the service, or may have. */
  readonly sent: boolean;
  readonly aborted: boolean;
}

/** What the service answers is an outcome; what is left to throw are bugs, and credentials, without which no other operation can do better. */
function outcomeOf(error: unknown, { refusal, sent, aborted }: Circumstances): Outcome {
  const uncertain = sent ? 'unknown' : 'not-sent';
  if (aborted) return { status: uncertain, reason: 'interrupted' };
  if (error instanceof AccessError) return { status: uncertain, reason: error.message };
  if (!(error instanceof CallFailure) || error.call.kind === 'credentials') throw toAccessError(error);
  const { requestId } = error.call;
  const reason = diagnosticOf(error.call).message;
  // A failed reading says nothing about the changes before it.
  if (error !== refusal) return { status: uncertain, reason };
  if (error.call.uncertain === true) return { status: 'unknown', reason };
  return { status: 'failed', reason, ...(requestId === undefined ? {} : { requestId }) };
}

/** How calls name the set; absent when there is no set of that name. */
export async function referenceTo({ session }: Writing, name: PermissionSetName): Promise<SetReference | undefined> {
  const PermissionSetArn = await session.catalogue.arnOf(name);
  return PermissionSetArn === undefined ? undefined : { InstanceArn: await session.instanceArn(), PermissionSetArn };
}
