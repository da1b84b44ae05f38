// One request from its input to its outcome: the operation is looked up, checked and run. Its time has passed already.

import { authorize, callerOf } from './callers.ts';
import { rateExceeded, ServiceError } from './errors.ts';
import { recordEvent } from './events.ts';
import { type Fault, faultError } from './faults.ts';
import type { Call, Output, ServiceOperation } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { notOffered } from './protocol.ts';
import type { Request } from './request-reply.ts';
import { validate } from './validation.ts';
import { seenBy, type World, wrote } from './world.ts';

export type Outcome =
  | { readonly kind: 'output'; readonly output: Output; readonly wrote: boolean }
  | { readonly kind: 'error'; readonly error: ServiceError };

interface Circumstances {
  readonly fault?: Fault;
  readonly authorization?: string;
}

/** Runs the request. Errors of the service are outcomes; anything else that is thrown is a bug. */
export function execute(world: World, request: Request, circumstances: Circumstances): Outcome {
  try {
    const operation = operationOf(request);
    const input = request.input(operation.input);
    const fault = faultError(circumstances.fault, request.service);
    if (fault !== undefined) throw fault;
    if (world.rates[request.service]?.take(world.state.now) === false) throw rateExceeded();
    const call = callOf(world, request, circumstances);
    validate(request.service, operation.input, input);
    authorize(call, operation, input);
    const output = run(world, call, { operation, input });
    if (operation.writes && request.service === 'sso-admin') recordEvent(call, input, output);
    return { kind: 'output', output, wrote: operation.writes };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: 'error', error };
    throw error;
  }
}

/** Writes meet the state as it is; reads may meet an older one. */
function run(
  world: World,
  call: Call,
  { operation, input }: { readonly operation: ServiceOperation; readonly input: Output },
): Output {
  const present = withoutNulls(input) as never;
  if (!operation.writes) return operation.run({ ...call, state: seenBy(world, call.service) }, present);
  wrote(world, (state) => operation.run({ ...call, state }, present));
  return operation.run(call, present);
}

function operationOf(request: Request): ServiceOperation {
  const operations = OPERATIONS[request.service];
  const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
  if (operation === undefined) throw notOffered(request);
  return operation;
}

function callOf(world: World, request: Request, { fault, authorization }: Circumstances): Call {
  const pageFault = fault === 'empty-page' || fault === 'repeat-token' ? { pageFault: fault } : {};
  return {
    service: request.service,
    operation: request.operation,
    caller: callerOf(world.state, authorization),
    state: world.state,
    settings: world.settings,
    ...pageFault,
  };
}

/** A member that is null is a member that is absent. */
const withoutNulls = (input: Output): Output =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
