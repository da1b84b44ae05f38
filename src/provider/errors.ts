// What can go wrong with a call, and how a person is told of it.
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';

/** What a failed call means for the caller. Only the first three may be worth repeating. */
export type FailureKind =
  | 'throttle'
  /** Another operation is in the way, or the last write has not spread yet. */
  | 'conflict-in-progress'
  /** The network, a timeout, a server error: the request may or may not have been carried out. */
  | 'transient'
  | 'already-exists'
  | 'not-found'
  | 'access-denied'
  | 'credentials'
  | 'fatal';

export interface FailedCall {
  readonly kind: FailureKind;
  /** `sso-admin:ListPermissionSets`. */
  readonly api: string;
  /** The name of the service's or the SDK's error. */
  readonly name: string;
  readonly message: string;
  readonly attempts: number;
  /** AWS's request id; absent when no answer came. */
  readonly requestId?: string;
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

export function isFailure(error: unknown, ...kinds: readonly FailureKind[]): error is CallFailure {
  return error instanceof CallFailure && kinds.includes(error.call.kind);
}

/** The failure for people. Anything else is a bug, or told already, and passes through. */
export function toAccessError(error: unknown): unknown {
  return error instanceof CallFailure ? new AccessError(diagnosticOf(error.call), { cause: error }) : error;
}

export function diagnosticOf(call: FailedCall): Diagnostic {
  const { api: operation, name, message: detail, attempts } = call;
  switch (call.kind) {
    case 'throttle':
      return diagnose('provider/throttled-out', { operation, attempts });
    case 'conflict-in-progress':
      return diagnose('provider/busy', { operation, attempts, detail });
    case 'transient':
      return diagnose('provider/unreachable', { operation, attempts, detail });
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

function fatalDiagnosticOf({ api: operation, name, message: detail }: FailedCall): Diagnostic {
  if (name === 'AWSOrganizationsNotInUseException') return diagnose('provider/not-in-organization', {});
  if (detail === 'Region is missing') return diagnose('provider/no-region', {});
  return diagnose('provider/refused', { operation, error: name, detail });
}

/** The IAM action that the service's text names, or the one that the operation needs. */
function missingAction({ api, message }: FailedCall): string {
  const named = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
  return named ?? api.replace(/^sso-admin:/, 'sso:');
}

/** An answer that breaks the service's own contract. */
export function protocolError(operation: string, problem: string): AccessError {
  return new AccessError(diagnose('provider/protocol', { operation, problem }));
}
