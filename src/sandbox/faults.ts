// Faults: disturbances of single calls, and what each of them answers with.
import { rateExceeded, ServiceError } from './errors.ts';
import type { Api, Service } from './operation.ts';

export const FAULT_NAMES = [
  'throttle',
  'internal-error',
  /** Closes the connection before the operation is executed. */
  'cut-before',
  /** Executes the operation, then closes the connection without an answer. */
  'cut-after',
  /** A list without rows and with a token that continues where the list stood. */
  'empty-page',
  /** A page whose token is the one it was asked with. */
  'repeat-token',
  /** Executes the operation, then answers with something that is not JSON or XML. */
  'malformed-body',
  'organizations-too-many-requests',
] as const;

/** Executes the operation, then holds the answer back. */
export interface SlowAnswer {
  readonly kind: 'slow';
  readonly milliseconds: number;
}

export type Fault = (typeof FAULT_NAMES)[number] | SlowAnswer;

/** A call as faults see it. */
export interface FaultCall {
  readonly service: Api;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Counts the calls of this operation from 1. A retry by the SDK keeps the number of its first attempt. */
  readonly n: number;
  /** The attempt of the call, from 1. */
  readonly attempt: number;
}

export type Faults = (call: FaultCall) => Fault | undefined;

export const faultName = (fault: Fault): string => (typeof fault === 'string' ? fault : fault.kind);

/** The error that a fault answers with in place of the operation. */
export function faultError(fault: Fault | undefined, service: Service): ServiceError | undefined {
  if (fault === 'internal-error') return internalError(service);
  if (fault === 'organizations-too-many-requests') return tooManyRequests(ALREADY_IN_PROGRESS);
  if (fault !== 'throttle') return undefined;
  return service === 'organizations' ? tooManyRequests(TOO_SHORT_A_TIME) : rateExceeded();
}

const internalError = (service: Service): ServiceError =>
  new ServiceError(
    service === 'organizations' ? 'ServiceException' : 'InternalServerException',
    'An internal error occurred. Try again later.',
    {},
    500,
  );

const ALREADY_IN_PROGRESS =
  "AWS Organizations can't complete your request because another request is already in progress. Try again later.";
const TOO_SHORT_A_TIME = 'You have sent too many requests in too short a period of time. Try again later.';

const tooManyRequests = (message: string): ServiceError => new ServiceError('TooManyRequestsException', message);

/** Numbers calls by operation; the attempts of one SDK call, which share its invocation id, count once. */
export function callCounter(): (operation: string, invocation: string | undefined) => { n: number; attempt: number } {
  const counts = new Map<string, number>();
  const invocations = new Map<string, { n: number; attempt: number }>();
  return (operation, invocation) => {
    const before = invocation === undefined ? undefined : invocations.get(invocation);
    if (before !== undefined) {
      before.attempt += 1;
      return { ...before };
    }
    const n = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, n);
    if (invocation !== undefined) remember(invocations, invocation, n);
    return { n, attempt: 1 };
  };
}

/** Invocations that can still be retried; older ones are forgotten. */
const MOST_INVOCATIONS = 1000;

function remember(invocations: Map<string, { n: number; attempt: number }>, id: string, n: number): void {
  invocations.set(id, { n, attempt: 1 });
  const oldest = invocations.keys().next().value;
  if (invocations.size > MOST_INVOCATIONS && oldest !== undefined) invocations.delete(oldest);
}
