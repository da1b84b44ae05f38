// The sandbox as a server: loopback HTTP in front of one state, with a control endpoint, faults, a log of calls and a state file.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { optional } from '../optional.ts';
import { readBody, refusalOf } from './body.ts';
import { type CallRecord, openCallLog } from './call-log.ts';
import { type Control, controlOf, isControl } from './control.ts';
import { graphAnswer, graphErrorReply } from './entra/door.ts';
import { type GraphExchanges, graphExchangesIn } from './entra/exchange.ts';
import { SandboxError, ServiceError } from './errors.ts';
import { type Answer, type Exchanges, exchangesIn } from './exchange.ts';
import { type FaultPlan, faultsOf } from './fault-rules.ts';
import type { Faults } from './faults.ts';
import { uuid } from './ids.ts';
import { type Lock, lockState, type OnLock } from './lock.ts';
import type { Service } from './operation.ts';
import { type Origin, stateOfOrigin } from './origin.ts';
import { errorReply } from './protocol.ts';
import type { Reply } from './request-reply.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { SandboxState } from './state.ts';
import { filed, type StateFile } from './state-file.ts';
import { loadState, type Saver, saver, saveState } from './store.ts';
import { type World, worldOf } from './world.ts';

export interface SandboxOptions extends Partial<Settings> {
  /** What a new state begins with. Not looked at when the state file exists. */
  readonly seed?: Origin;
  /** Where the state is kept between runs. Without one it lives in memory only. */
  readonly stateFile?: string;
  /** Told of the lock on the state file, for a process that may end without `close`. */
  readonly onLock?: OnLock;
  /** A free port is taken when absent. */
  readonly port?: number;
  /** Of Entra, where the state has a tenant. Absent: the next free one after `port`, or a free one. */
  readonly entraPort?: number;
  /** Asked before every call; where it has no fault, the plan is asked. */
  readonly faults?: Faults;
  readonly faultPlan?: FaultPlan;
  /** Where calls are logged, one JSON line each. */
  readonly logFile?: string;
  /** Holds slow answers back. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** Of Microsoft Graph and of the endpoint that gives tokens out for it. Absent: the state has no tenant of Entra. */
  readonly entraUrl?: string;
  /** The live state. */
  readonly state: SandboxState;
  /** The calls so far, oldest first. Beyond 100,000 the oldest are forgotten. */
  readonly calls: readonly CallRecord[];
  readonly snapshot: () => StateFile;
  /** Ends all connections and writes the state file. A second time does nothing. */
  readonly close: () => Promise<void>;
}

interface Running {
  readonly world: World;
  readonly exchanges: Exchanges;
  readonly graph: GraphExchanges;
  readonly control: Control;
  readonly saver: Saver;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** The id of the next request. */
  readonly nextId: () => string;
  readonly urls: { entra?: string | undefined };
  answering: number;
}

/** Starts a sandbox on 127.0.0.1. Throws a SandboxError when the seed, the state file or the port cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const lock = options.stateFile === undefined ? undefined : lockState(options.stateFile, options.onLock);
  try {
    return await serving(options, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function serving(options: SandboxOptions, lock: Lock | undefined): Promise<Sandbox> {
  const { stateFile } = options;
  const state = (stateFile === undefined ? undefined : await loadState(stateFile)) ?? stateOfOrigin(options.seed);
  const save = saver(() => stateFile !== undefined && saveState(stateFile, state));
  const log = openCallLog(options.logFile);
  const world = worldOf(state, settingsOf(options));
  const running = runningIn(world, { options, save, log });
  const server = createServer((request, response) => void answer(running, AWS, { request, response }));
  const entra = createServer((request, response) => void answer(running, GRAPH, { request, response }));
  const { port, entraPort } = await opened(
    { server, entra },
    { ...options, hasTenant: state.entra !== undefined },
  ).catch((error: unknown) => {
    log.close();
    throw error;
  });
  running.urls.entra = entraPort === undefined ? undefined : `http://127.0.0.1:${entraPort}`;
  save.changed();
  save.flush();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ...optional({ entraUrl: running.urls.entra }),
    state,
    calls: log.calls,
    snapshot: () => filed(state),
    close: async () => {
      if (!server.listening) return;
      await Promise.all([server, entra].filter(({ listening }) => listening).map(ended));
      // The clock has moved even where nothing else has changed.
      save.changed();
      save.flush();
      log.close();
      lock?.release();
    },
  };
}

function runningIn(
  world: World,
  of: { readonly options: SandboxOptions; readonly save: Saver; readonly log: ReturnType<typeof openCallLog> },
): Running {
  const { faults, faultPlan: plan = { seed: 1, rules: [] }, sleep = realSleep } = of.options;
  const { changed } = of.save;
  const both =
    (planned: Faults): Faults =>
    (call) =>
      faults?.(call) ?? planned(call);
  const context = { world, log: of.log, changed };
  const exchanges = exchangesIn(context, both(faultsOf(plan)));
  const graph = graphExchangesIn(context, both(faultsOf(plan)));
  const urls: Running['urls'] = {};
  const disturb = (planned: Faults): void => {
    exchanges.disturb(both(planned));
    graph.disturb(both(planned));
  };
  const control = controlOf({ world, plan, changed, disturb, entraUrl: () => urls.entra });
  let requests = 0;
  const nextId = (): string => {
    requests += 1;
    return uuid('request', world.state.instanceArn, String(requests));
  };
  return { world, exchanges, graph, control, saver: of.save, sleep, nextId, urls, answering: 0 };
}

const realSleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Servers {
  readonly server: Server;
  readonly entra: Server;
}

/** So many ports are tried after AWS's. */
const NEAR = 20;

async function opened(
  { server, entra }: Servers,
  {
    port: wanted = 0,
    entraPort,
    hasTenant,
  }: Pick<SandboxOptions, 'port' | 'entraPort'> & { readonly hasTenant: boolean },
): Promise<{ readonly port: number; readonly entraPort?: number }> {
  const port = await listen(server, wanted);
  if (!hasTenant) return { port };
  const candidates = entraPort !== undefined ? [entraPort] : wanted === 0 ? [0] : near(port);
  for (const [index, candidate] of candidates.entries()) {
    try {
      return { port, entraPort: await listen(entra, candidate) };
    } catch (error) {
      if (index < candidates.length - 1) continue;
      await ended(server);
      throw error;
    }
  }
  return { port };
}

const near = (port: number): readonly number[] =>
  Array.from({ length: NEAR }, (_, index) => port + 1 + index).filter((each) => each <= 65_535);

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error) => reject(new SandboxError(`cannot listen on 127.0.0.1:${port}: ${error.message}`));
    server.once('error', refused);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function ended(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** What one of the two servers speaks. */
interface Door {
  readonly answer: (running: Running, of: Asked) => Answer;
  readonly refusal: (request: IncomingMessage, error: ServiceError, requestId: string) => Reply;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly requestId: string;
}

const AWS: Door = {
  answer: ({ exchanges, control }, { request, body, requestId }) =>
    isControl(request)
      ? { kind: 'reply', reply: control.answer(request, body), delay: 0 }
      : exchanges.answer(request, body, requestId),
  refusal: (request, error, requestId) => errorReply(dialectOf(request), error, requestId),
};

const GRAPH: Door = {
  answer: ({ graph, world }, { request: message, body, requestId }) =>
    graphAnswer(graph, world.state, { message, body, requestId }),
  refusal: (_, error, requestId) => graphErrorReply(error, requestId),
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(running: Running, door: Door, { request, response }: Exchange): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    // The connection ends with the answer, so that what was not read is never read.
    response.setHeader('connection', 'close');
    send(response, door.refusal(request, refusal, UNREAD), UNREAD);
    return;
  }
  running.answering += 1;
  const requestId = running.nextId();
  try {
    const body = await readBody(request);
    const answered = body === undefined ? CUT : door.answer(running, { request, body, requestId });
    if (answered.kind === 'cut') {
      response.destroy();
      return;
    }
    if (answered.delay > 0) await running.sleep(answered.delay);
    send(response, answered.reply, requestId);
  } catch (error) {
    if (!request.complete) response.setHeader('connection', 'close');
    send(response, door.refusal(request, asServiceError(error), requestId), requestId);
  } finally {
    running.answering -= 1;
    if (running.answering === 0) running.saver.idle();
  }
}

/** The id of every request that was refused unread: they are not counted. */
const UNREAD = uuid('refused');

const CUT: Answer = { kind: 'cut' };

/** A service of the protocol that the caller speaks, for errors that come before the operation is known. */
const dialectOf = ({ headers }: IncomingMessage): Service =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'sts' : 'sso-admin';

/** A bug of the sandbox is told as a server fault: a stack never leaves it. */
const asServiceError = (error: unknown): ServiceError =>
  error instanceof ServiceError
    ? error
    : new ServiceError('InternalServerException', error instanceof Error ? error.message : String(error), {}, 500);

function send(response: ServerResponse, reply: Reply, requestId: string): void {
  const { status, contentType, headers = { 'x-amzn-requestid': requestId } } = reply;
  response.writeHead(status, { 'content-type': contentType, ...headers });
  response.end(reply.body);
}
