// One request from its text to its outcome: time passes, due operations settle, then the operation is looked up, checked and run.

import { authorize, callerOf } from './callers.ts';
import type { Bucket } from './clock.ts';
import { rateExceeded, ServiceError } from './errors.ts';
import { type Fault, faultError } from './faults.ts';
import type { Call, Output } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { notOffered, type Request } from './protocol.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';
import { validate } from './validation.ts';

export interface World {
  readonly state: SandboxState;
  readonly settings: Settings;
  readonly rate: Bucket;
}

export type Outcome =
  | { readonly kind: 'output'; readonly output: Output; readonly wrote: boolean }
  | { readonly kind: 'error'; readonly error: ServiceError };

/** Runs the request. Errors of the service are outcomes; anything else that is thrown is a bug. */
export function execute(world: World, request: Request, with_: { fault?: Fault; authorization?: string }): Outcome {
  try {
    const operation = operationOf(request);
    const input = request.input();
    const fault = faultError(with_.fault, request.service);
    if (fault !== undefined) throw fault;
    if (request.service === 'sso-admin' && !world.rate.take(world.state.now)) throw rateExceeded();
    const call = callOf(world, request, with_);
    validate(request.service, operation.input, input);
    authorize(call, operation, input);
    return { kind: 'output', output: operation.run(call, withoutNulls(input) as never), wrote: operation.writes };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: 'error', error };
    throw error;
  }
}

function operationOf(request: Request) {
  const operations = OPERATIONS[request.service];
  const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
  if (operation === undefined) throw notOffered(request);
  return operation;
}

function callOf(world: World, request: Request, with_: { fault?: Fault; authorization?: string }): Call {
  const { fault } = with_;
  const pageFault = fault === 'empty-page' || fault === 'repeat-token' ? { pageFault: fault } : {};
  return {
    service: request.service,
    operation: request.operation,
    caller: callerOf(world.state, with_.authorization),
    state: world.state,
    settings: world.settings,
    ...pageFault,
  };
}

/** A member that is null is a member that is absent. */
const withoutNulls = (input: Output): Output =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
