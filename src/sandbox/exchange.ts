// One AWS request and its answer: time passes, faults strike, the operation runs, the call is recorded.
import type { IncomingMessage } from 'node:http';
import { optional } from '../optional.ts';
import type { CallLog } from './call-log.ts';
import { execute, type Outcome } from './execute.ts';
import { callCounter, type Fault, type Faults, faultName } from './faults.ts';
import { errorReply, malformedReply, outputReply, parseRequest } from './protocol.ts';
import type { Reply, Request } from './request-reply.ts';
import { pass, type World } from './world.ts';

/** How the answer leaves the sandbox. */
export type Answer =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly delay: number }
  /** The connection is cut. */
  | { readonly kind: 'cut' };

export interface Exchanges {
  readonly answer: (message: IncomingMessage, body: string, requestId: string) => Answer;
  /** Other faults from here on; calls are counted anew. */
  readonly disturb: (faults: Faults) => void;
}

interface Context {
  readonly world: World;
  readonly log: CallLog;
  /** The state has changed. */
  readonly changed: () => void;
}

export function exchangesIn(context: Context, initial: Faults): Exchanges {
  let faults = initial;
  let count = callCounter();
  const faultFor = (request: Request, invocation: string | undefined): Fault | undefined => {
    const { service, operation } = request;
    const { n, attempt } = count(`${service}:${operation}`, invocation);
    return faults({ service, operation, input: inputOf(request), n, attempt });
  };
  return {
    answer: (message, body, requestId) => {
      const request = parseRequest({
        method: message.method ?? '',
        url: message.url ?? '/',
        target: header(message, 'x-amz-target'),
        contentType: header(message, 'content-type'),
        body,
      });
      if (pass(context.world, context.world.settings.tickMs)) context.changed();
      const fault = faultFor(request, header(message, 'amz-sdk-invocation-id'));
      const authorization = header(message, 'authorization');
      return answerTo(context, request, {
        requestId,
        ...optional({ fault, authorization }),
      });
    },
    disturb: (other) => {
      faults = other;
      count = callCounter();
    },
  };
}

interface Circumstances {
  readonly requestId: string;
  readonly fault?: Fault;
  readonly authorization?: string;
}

function answerTo(context: Context, request: Request, circumstances: Circumstances): Answer {
  const { world } = context;
  const { fault, requestId } = circumstances;
  if (fault === 'cut-before') return cut(context, request, circumstances);
  const outcome = execute(world, request, circumstances);
  if (outcome.kind === 'output' && outcome.wrote) context.changed();
  if (fault === 'cut-after') return cut(context, request, circumstances);
  record(context, request, { ...circumstances, outcome: outcome.kind === 'output' ? 'ok' : outcome.error.code });
  const reply = fault === 'malformed-body' ? malformedReply(request.service) : replyOf(request, outcome, requestId);
  return { kind: 'reply', reply, delay: delayOf(context, fault) };
}

/** A slow answer takes virtual time, and real time unless the settings say otherwise. */
function delayOf({ world, changed }: Context, fault: Fault | undefined): number {
  if (typeof fault !== 'object') return 0;
  if (pass(world, fault.milliseconds)) changed();
  return world.settings.slowAnswers === 'real' ? fault.milliseconds : 0;
}

function cut(context: Context, request: Request, circumstances: Circumstances): Answer {
  record(context, request, { ...circumstances, outcome: 'cut' });
  return { kind: 'cut' };
}

function record({ world, log }: Context, request: Request, of: Circumstances & { readonly outcome: string }): void {
  const { service, operation } = request;
  const fault = of.fault === undefined ? {} : { fault: faultName(of.fault) };
  log.add(
    { service, operation, input: inputOf(request), outcome: of.outcome },
    { at: world.state.now, requestId: of.requestId, ...fault },
  );
}

const replyOf = (request: Request, outcome: Outcome, requestId: string): Reply =>
  outcome.kind === 'output'
    ? outputReply(request, outcome.output, requestId)
    : errorReply(request.service, outcome.error, requestId);

function inputOf(request: Request): Readonly<Record<string, unknown>> {
  try {
    return request.input();
  } catch {
    return {};
  }
}

const header = (message: IncomingMessage, name: string): string | undefined => {
  const value = message.headers[name];
  return typeof value === 'string' ? value : undefined;
};
