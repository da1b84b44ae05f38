// What can go wrong with a call, and how a person is told of it.

import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Outcome } from './identity-center.ts';

/** What a failed call means for the caller. The first five are worth repeating; how long is retry.ts's. */
export type FailureKind =
  | 'throttle'
  /** Another operation is in the way, or the last write has not spread yet. */
  | 'conflict-in-progress'
  /** DeletePermissionSet while an account still has the set, or had it a moment ago. */
  | 'in-use'
  /** The network, a timeout, a server error: the request may or may not have been carried out. */
  | 'transient'
  /** An answer came, and is no answer: not of the protocol, empty, cut off, without end. The request may have been carried out. */
  | 'malformed'
  /** An answer of the protocol that lacks what it must have. The request was probably carried out. */
  | 'protocol'
  | 'untrusted'
  | 'proxy-refused'
  | 'already-exists'
  | 'not-found'
  | 'access-denied'
  | 'credentials'
  | 'fatal';

export interface FailedCall {
  readonly kind: FailureKind;
  /** `sso-admin:ListPermissionSets`. */
  readonly api: string;
  /** The name of the service's or the SDK's error, or Node's code. */
  readonly name: string;
  readonly message: string;
  readonly attempts: number;
  /** From the first attempt to the last answer. */
  readonly seconds: number;
  /** Of the answer, as far as there was one. */
  readonly status?: number;
  /** Of what was not found, where the service says it: `GROUP`, `USER`, `IDENTITY_STORE`. */
  readonly resourceType?: string;
  /** AWS's request id; absent when no answer came. */
  readonly requestId?: string;
  /** The answer of an attempt was lost or no answer at all, so the request may have been carried out, whatever later attempts said. */
  readonly uncertain?: true;
  /** What answers is another program than AWS, and always was. */
  readonly foreign?: true;
  /** No service has answered anything for as long as one call would be repeated: no other call would fare better. */
  readonly outage?: true;
}

/** A call that failed, after the repetitions it was worth. Stays inside the provider: readers turn it into AccessError, the writer into an Outcome. */
export class CallFailure extends Error {
  readonly call: FailedCall;
  constructor(call: FailedCall, options?: { readonly cause?: unknown }) {
    super(`${call.api}: ${call.name}: ${call.message}`, options);
    this.name = 'CallFailure';
    this.call = call;
  }
}

/** A change that the service refused, or whose answer was lost; every other CallFailure is a reading's. */
export class RefusedChange extends CallFailure {}

/** A failure that every other operation would meet as well, with the outcome of the one that met it: nothing more is worth sending. */
export class StoppedApply extends AccessError {
  readonly outcome: Outcome;
  constructor({ diagnostic, cause }: AccessError, outcome: Outcome) {
    super(diagnostic, { cause });
    this.outcome = outcome;
  }
}

export function isFailure(error: unknown, ...kinds: readonly FailureKind[]): error is CallFailure {
  return error instanceof CallFailure && kinds.includes(error.call.kind);
}

/** A failure after which nobody knows whether the request was carried out. */
export const isUncertain = (error: unknown): error is CallFailure =>
  error instanceof CallFailure && error.call.uncertain === true;

/** The failure for people. Anything else is a bug, or told already, and passes through. */
export function toAccessError(error: unknown): unknown {
  return error instanceof CallFailure ? accessErrorOf(error) : error;
}

export const accessErrorOf = (failure: CallFailure): AccessError =>
  new AccessError(diagnosticOf(failure.call), { cause: failure });

export function diagnosticOf(call: FailedCall): Diagnostic {
  const { api: operation, name, message: detail, attempts, seconds } = call;
  switch (call.kind) {
    case 'throttle':
      return diagnose('provider/throttled-out', { operation, attempts, seconds });
    case 'conflict-in-progress':
    case 'in-use':
      return diagnose('provider/busy', { operation, attempts, seconds, detail });
    case 'transient':
      return name === 'ENOTFOUND'
        ? diagnose('provider/unknown-host', { operation, host: hostOf(detail) })
        : diagnose('provider/unreachable', { operation, attempts, seconds, detail });
    case 'malformed':
      if (call.foreign === true) return diagnose('provider/not-aws', { operation, status: call.status, detail });
      return diagnose('provider/protocol', { operation, problem: `${detail} (${attemptsText(attempts)})` });
    case 'protocol':
      return diagnose('provider/protocol', { operation, problem: detail });
    case 'untrusted':
      return diagnose('provider/untrusted-certificate', { operation, error: name, detail });
    case 'proxy-refused':
      return diagnose('provider/proxy', { operation, problem: proxyProblemOf(call) });
    case 'access-denied':
      return diagnose('provider/access-denied', { operation, action: missingAction(call), detail });
    case 'credentials':
      // Without an answer it was the SDK that found nothing to sign with.
      return call.requestId === undefined
        ? diagnose('provider/no-credentials', { detail })
        : diagnose('provider/bad-credentials', { operation, error: name });
    case 'already-exists':
    case 'not-found':
    case 'fatal':
      return fatalDiagnosticOf(call);
    default:
      return call.kind satisfies never;
  }
}

/** A page that stands for AWS's answer says nothing that could be understood here. */
const proxyProblemOf = ({ name, message, status }: FailedCall): string => {
  if (name === 'ERR_PROXY') return message;
  return status === 407
    ? 'it answered 407 Proxy Authentication Required'
    : `it answered ${status ?? 'no status'} in place of AWS`;
};

const attemptsText = (attempts: number): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

/** `getaddrinfo ENOTFOUND sso.eu-wset-1.amazonaws.com`. */
const hostOf = (detail: string): string => /ENOTFOUND (\S+)/.exec(detail)?.[1] ?? 'of AWS';

function fatalDiagnosticOf({ api: operation, name, message: detail }: FailedCall): Diagnostic {
  if (name === 'AWSOrganizationsNotInUseException') return diagnose('provider/not-in-organization', {});
  if (detail === 'Region is missing') return diagnose('provider/no-region', {});
  if (/^Region not accepted/.test(detail))
    return diagnose('provider/unknown-host', { operation, host: 'of that region' });
  return diagnose('provider/refused', { operation, error: name, detail });
}

/** The IAM action that the service's text names, or the one that the operation needs. */
export function missingAction({ api, message }: Pick<FailedCall, 'api' | 'message'>): string {
  const named = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
  return named ?? api.replace(/^sso-admin:/, 'sso:');
}

/** An answer that breaks the service's own contract. */
export function protocolError(operation: string, problem: string): AccessError {
  return new AccessError(diagnose('provider/protocol', { operation, problem }));
}
