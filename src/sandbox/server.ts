// The sandbox as a server: loopback HTTP in front of one state, with faults, a log of calls and a state file.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { settle } from './async.ts';
import { readBody } from './body.ts';
import { bucket, tick } from './clock.ts';
import { SandboxError, ServiceError } from './errors.ts';
import { execute, type Outcome, type World } from './execute.ts';
import { callCounter, type Fault, type Faults } from './faults.ts';
import { uuid } from './ids.ts';
import type { Service } from './operation.ts';
import { errorReply, outputReply, parseRequest, type Reply, type Request } from './protocol.ts';
import { stateOf } from './seed.ts';
import type { SandboxSeed } from './seed-shape.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { SandboxState } from './state.ts';
import { filed, type StateFile } from './state-file.ts';
import { loadState, type Saver, saver, saveState } from './store.ts';

export interface SandboxOptions extends Partial<Settings> {
  /** What a new state begins with. Not looked at when the state file exists. */
  readonly seed?: SandboxSeed;
  /** Where the state is kept between runs. Without one it lives in memory only. */
  readonly stateFile?: string;
  /** A free port is taken when absent. */
  readonly port?: number;
  readonly faults?: Faults;
}

/** One call as it came in. `outcome` is `ok`, `cut`, or the name of the error that was answered. */
export interface CallRecord {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** The live state. */
  readonly state: SandboxState;
  /** The calls so far, oldest first. Beyond 100,000 the oldest are forgotten. */
  readonly calls: readonly CallRecord[];
  readonly snapshot: () => StateFile;
  /** Ends all connections and writes the state file. A second time does nothing. */
  readonly close: () => Promise<void>;
}

const DEFAULT_SEED: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: { managementAccount: '111111111111', accounts: [{ id: '111111111111', name: 'management' }] },
};

const MOST_CALLS = 100_000;

interface Running {
  readonly world: World;
  readonly calls: CallRecord[];
  readonly saver: Saver;
  readonly faults: Faults;
  readonly count: ReturnType<typeof callCounter>;
  answering: number;
  requests: number;
}

/** Starts a sandbox on 127.0.0.1. Throws a SandboxError when the seed, the state file or the port cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = settingsOf(options);
  const { stateFile, faults = () => undefined } = options;
  const state = (stateFile === undefined ? undefined : loadState(stateFile)) ?? stateOf(options.seed ?? DEFAULT_SEED);
  const save = saver(() => stateFile !== undefined && saveState(stateFile, state));
  const world = { state, settings, rate: bucket(settings.requestsPerSecond) };
  const running: Running = { world, calls: [], saver: save, faults, count: callCounter(), answering: 0, requests: 0 };
  const server = createServer((request, response) => void answer(running, request, response));
  const port = await listen(server, options.port ?? 0);
  save.changed();
  save.flush();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    state,
    calls: running.calls,
    snapshot: () => filed(state),
    close: async () => {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      // The clock has moved even where nothing else has changed.
      save.changed();
      save.flush();
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new SandboxError(`cannot listen on 127.0.0.1:${port}: ${error.message}`)));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function answer(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  running.answering += 1;
  running.requests += 1;
  const requestId = uuid('request', running.world.state.instanceArn, String(running.requests));
  try {
    const body = await readBody(request);
    const reply = body === undefined ? undefined : replyTo(running, request, { body, requestId });
    if (reply === undefined) response.destroy();
    else send(response, reply, requestId);
  } catch (error) {
    send(response, errorReply('sso-admin', asServiceError(error), requestId), requestId);
  } finally {
    running.answering -= 1;
    if (running.answering === 0) running.saver.idle();
  }
}

/** The reply, or undefined when the connection is to be cut. */
function replyTo(
  running: Running,
  message: IncomingMessage,
  { body, requestId }: { readonly body: string; readonly requestId: string },
): Reply | undefined {
  const { world } = running;
  const request = parseRequest({
    target: header(message, 'x-amz-target'),
    contentType: header(message, 'content-type'),
    body,
  });
  tick(world.state, world.settings.tickMs);
  if (settle(world.state, world.settings)) running.saver.changed();
  const fault = faultFor(running, request, header(message, 'amz-sdk-invocation-id'));
  if (fault === 'cut-before') return record(running, request, 'cut');
  const authorization = header(message, 'authorization');
  const outcome = execute(world, request, {
    ...(fault === undefined ? {} : { fault }),
    ...(authorization === undefined ? {} : { authorization }),
  });
  if (outcome.kind === 'output' && outcome.wrote) running.saver.changed();
  if (fault === 'cut-after') return record(running, request, 'cut');
  record(running, request, outcome.kind === 'output' ? 'ok' : outcome.error.code);
  return fault === 'malformed-body' ? MALFORMED : replyOf(request, outcome, requestId);
}

const MALFORMED: Reply = { status: 200, contentType: 'application/x-amz-json-1.1', body: '{"cut off' };

const replyOf = (request: Request, outcome: Outcome, requestId: string): Reply =>
  outcome.kind === 'output'
    ? outputReply(request, outcome.output, requestId)
    : errorReply(request.service, outcome.error, requestId);

function faultFor(running: Running, request: Request, invocation: string | undefined): Fault | undefined {
  const { service, operation } = request;
  const { n, attempt } = running.count(`${service}:${operation}`, invocation);
  return running.faults({ service, operation, input: inputOf(request), n, attempt });
}

function record(running: Running, request: Request, outcome: string): undefined {
  const { service, operation } = request;
  running.calls.push({ service, operation, input: inputOf(request), outcome });
  if (running.calls.length > MOST_CALLS) running.calls.splice(0, running.calls.length / 2);
}

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

/** A bug of the sandbox is told as a server fault: a stack never leaves it. */
const asServiceError = (error: unknown): ServiceError =>
  error instanceof ServiceError
    ? error
    : new ServiceError('InternalServerException', error instanceof Error ? error.message : String(error), {}, 500);

function send(response: ServerResponse, reply: Reply, requestId: string): void {
  response.writeHead(reply.status, { 'content-type': reply.contentType, 'x-amzn-requestid': requestId });
  response.end(reply.body);
}
