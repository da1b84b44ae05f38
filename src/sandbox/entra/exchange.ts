// One request to Microsoft Graph and its answer, alone or in a batch: time passes, faults strike, the operation runs, the call is recorded.
import { optional } from '../../optional.ts';
import type { CallLog } from '../call-log.ts';
import { isObject } from '../constraints.ts';
import { callCounter, type Fault, type Faults, faultName } from '../faults.ts';
import { hex } from '../ids.ts';
import { edited, pass, type World } from '../world.ts';
import { type May, mayOf } from './callers.ts';
import { badRequest, denied, GraphError, serverFault, throttled } from './errors.ts';
import { type GraphOperation, OPERATIONS } from './operations.ts';
import { type Query, queryOf } from './query.ts';
import type { Tenant } from './tenant.ts';
import { timeText, type Wire } from './wire.ts';

export interface GraphRequest {
  readonly method: string;
  /** Path and query, from `/v1.0`. */
  readonly url: string;
  /** Under names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** Of the server, as the caller names it. */
  readonly origin: string;
  readonly requestId: string;
}

export type GraphAnswer =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly retryAfter?: number;
      readonly body: string;
      readonly delay: number;
    }
  | { readonly kind: 'cut' };

export interface GraphExchanges {
  readonly answer: (request: GraphRequest) => GraphAnswer;
  /** Other faults from here on; calls are counted anew. */
  readonly disturb: (faults: Faults) => void;
}

interface Context {
  readonly world: World;
  readonly log: CallLog;
  readonly changed: () => void;
}

/** "JSON batching". */
const MOST_IN_BATCH = 20;

export function graphExchangesIn(context: Context, initial: Faults): GraphExchanges {
  let faults = initial;
  let count = callCounter();
  const disturbance = (operation: string, input: Wire): Fault | undefined =>
    faults({ service: 'graph', operation, input, ...count(`graph:${operation}`, undefined) });
  return {
    answer: (request) =>
      new URL(request.url, request.origin).pathname === '/v1.0/$batch'
        ? batchAnswer(context, request, disturbance)
        : singleAnswer(context, request, disturbance),
    disturb: (other) => {
      faults = other;
      count = callCounter();
    },
  };
}

// INVARIANT: what serves Graph is started for a state that has a tenant, and no tenant goes.
const tenantIn = ({ world }: Context): Tenant => world.state.entra!;

type Disturbance = (operation: string, input: Wire) => Fault | undefined;

/** What `graph` calls it before it is known which operation it is. */
const UNKNOWN = 'Unknown';

function singleAnswer(context: Context, request: GraphRequest, disturbance: Disturbance): GraphAnswer {
  const found = operationOf(request);
  const { name = UNKNOWN } = found ?? {};
  const input = { method: request.method, url: request.url };
  return disturbed(context, { name, input, request, fault: disturbance(name, input) }, (fault) => {
    const may = mayOf(tenantIn(context), textOf(request.headers.authorization));
    if (found === undefined) throw noSuch(request);
    return ran(context, { ...found, request, may, ...optional({ fault }) });
  });
}

function batchAnswer(context: Context, request: GraphRequest, disturbance: Disturbance): GraphAnswer {
  const input = { method: request.method, url: request.url };
  return disturbed(context, { name: 'Batch', input, request, fault: disturbance('Batch', input) }, () => {
    mayOf(tenantIn(context), textOf(request.headers.authorization));
    if (request.method !== 'POST') throw badRequest('Specified HTTP method is not allowed for the request target.');
    const parts = requestsIn(request);
    const answers = parts.map((part) => ({ part, answer: singleAnswer(context, part, disturbance) }));
    if (answers.some(({ answer }) => answer.kind === 'cut')) return 'cut';
    // They come in any order.
    const responses = answers.reverse().map(({ part, answer }) => responseOf(part.id, answer));
    return { responses };
  });
}

interface PartRequest extends GraphRequest {
  readonly id: string;
}

function requestsIn(request: GraphRequest): readonly PartRequest[] {
  const body = jsonOf(request.body);
  const requests = isObject(body) && Array.isArray(body.requests) ? body.requests : undefined;
  if (requests === undefined || requests.length === 0) throw badRequest('Invalid batch payload format.');
  if (requests.length > MOST_IN_BATCH)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST_IN_BATCH}.`);
  const ids = new Set<unknown>();
  return requests.map((each): PartRequest => {
    const { id, method, url, headers = {}, body: inner, ...rest } = isObject(each) ? each : {};
    if (
      typeof id !== 'string' ||
      typeof method !== 'string' ||
      typeof url !== 'string' ||
      !isObject(headers) ||
      Object.keys(rest).length > 0
    )
      throw badRequest('Invalid batch payload format.');
    if (ids.has(id)) throw badRequest(`Request id '${id}' is used more than once.`);
    ids.add(id);
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return {
      ...request,
      id,
      method,
      url: url.startsWith('/') ? `/v1.0${url}` : `/v1.0/${url}`,
      headers: { ...lowerCase, authorization: request.headers.authorization },
      body: inner === undefined ? '' : JSON.stringify(inner),
    };
  });
}

function responseOf(id: string, answer: GraphAnswer): Wire {
  if (answer.kind === 'cut') return { id, status: 500, headers: {}, body: null };
  const { status, retryAfter, body } = answer;
  const headers = {
    'Content-Type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
  };
  return { id, status, headers, body: jsonOf(body) ?? body };
}

interface Disturbed {
  readonly name: string;
  readonly input: Wire;
  readonly request: GraphRequest;
  readonly fault: Fault | undefined;
}

function disturbed(
  { world, log, changed }: Context,
  { name, input, request, fault }: Disturbed,
  work: (fault: Fault | undefined) => Wire | 'cut',
): GraphAnswer {
  const record = (outcome: string) =>
    log.add(
      { service: 'graph', operation: name, input, outcome },
      {
        at: world.state.now,
        requestId: request.requestId,
        ...(fault === undefined ? {} : { fault: faultName(fault) }),
      },
    );
  if (pass(world, world.settings.tickMs)) changed();
  if (fault === 'cut-before') {
    record('cut');
    return { kind: 'cut' };
  }
  let answer: GraphAnswer;
  try {
    if (fault === 'throttle' || fault === 'organizations-too-many-requests')
      throw throttled(world.settings.graphRetryAfter);
    if (fault === 'internal-error') throw serverFault();
    const body = work(fault);
    if (body === 'cut' || fault === 'cut-after') {
      record('cut');
      return { kind: 'cut' };
    }
    record('ok');
    answer = { kind: 'reply', status: 200, body: JSON.stringify(body), delay: 0 };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    record(error.code);
    answer = {
      kind: 'reply',
      status: error.status,
      ...optional({ retryAfter: error.retryAfter }),
      body: JSON.stringify(errorWire(error, request, world.state.now)),
      delay: 0,
    };
  }
  if (fault === 'malformed-body') return { ...answer, body: '<html>Our services are not available right now</html>' };
  if (typeof fault !== 'object') return answer;
  if (pass(world, fault.milliseconds)) changed();
  return { ...answer, delay: world.settings.slowAnswers === 'real' ? fault.milliseconds : 0 };
}

const errorWire = ({ code, message }: GraphError, { requestId, headers }: GraphRequest, now: number): Wire => ({
  error: {
    code,
    message,
    innerError: {
      date: timeText(now).replace('Z', ''),
      'request-id': requestId,
      'client-request-id': textOf(headers['client-request-id']) ?? requestId,
    },
  },
});

interface Found {
  readonly name: string;
  readonly operation: GraphOperation;
  readonly ids: readonly string[];
}

const PATHS = Object.entries(OPERATIONS).map(([name, operation]) => ({
  name,
  operation,
  pattern: new RegExp(`^/v1\\.0${operation.path.replaceAll('{id}', '([^/]+)')}$`),
}));

function operationOf({ method, url, origin }: GraphRequest): Found | undefined {
  const { pathname } = new URL(url, origin);
  for (const { name, operation, pattern } of PATHS) {
    const match = operation.method === method ? pattern.exec(pathname) : null;
    if (match !== null) return { name, operation, ids: match.slice(1).map(decoded) };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function noSuch({ method, url, origin }: GraphRequest): GraphError {
  const { pathname } = new URL(url, origin);
  const [, version = '', ...segments] = pathname.split('/');
  if (version !== 'v1.0') return badRequest(`Invalid version: ${version}`);
  return badRequest(`The sandbox has no ${method} for the segments '${segments.join('/')}'.`);
}

interface Running extends Found {
  readonly request: GraphRequest;
  readonly may: May;
  readonly fault?: Fault;
}

function ran(context: Context, running: Running): Wire {
  const { operation, request, may, ids } = running;
  const { world, changed } = context;
  if (!operation.permissions.some((each) => (typeof each === 'string' ? may(each) : each.every((one) => may(one)))))
    throw denied();
  const url = new URL(request.url, request.origin);
  const isEventual = textOf(request.headers.consistencylevel)?.toLowerCase() === 'eventual';
  const query = queryOf(url.searchParams, operation.options, isEventual);
  const call = { tenant: tenantIn(context), ids, query, may, body: jsonOf(request.body), state: world.state };
  const context_ = { '@odata.context': `${request.origin}/v1.0/$metadata#${url.pathname.slice('/v1.0/'.length)}` };
  if (operation.writes) {
    // A state that lags behind is written to as well.
    const answer = edited(world, (state) => operation.run({ ...call, state, tenant: state.entra! }));
    changed();
    return { ...context_, ...(answer as Wire) };
  }
  const answer = operation.run(call);
  return { ...context_, ...(isList(answer) ? paged(answer, running, query, world.settings.graphPageSize) : answer) };
}

const isList = (answer: Wire | readonly Wire[]): answer is readonly Wire[] => Array.isArray(answer);

/** "Paging Microsoft Graph data": the default size of pages of directory objects. */
const DEFAULT_TOP = 100;

function paged(
  all: readonly Wire[],
  { name, operation, ids, request, fault }: Running,
  query: Query,
  most: number,
): Wire {
  const counted = query.isCounted && query.skipToken === undefined ? { '@odata.count': all.length } : {};
  if (operation.options.top === undefined) return { ...counted, value: all };
  const url = new URL(request.url, request.origin);
  url.searchParams.delete('$skiptoken');
  const scope = hex(12, 'graph-page', name, ...ids, url.search);
  const start = query.skipToken === undefined ? 0 : startOf(query.skipToken, scope);
  const end = start + Math.min(query.top ?? DEFAULT_TOP, most);
  const next = (at: number, mark = ''): Wire => {
    url.searchParams.set('$skiptoken', `${scope}${at}${mark}`);
    return { '@odata.nextLink': url.href };
  };
  // Another token than the one that was sent, which would be a list without an end.
  if (fault === 'empty-page') return { ...counted, value: [], ...next(start, '-') };
  const value = all.slice(start, end);
  if (fault === 'repeat-token') return { ...counted, value, ...next(start) };
  return { ...counted, value, ...(end < all.length ? next(end) : {}) };
}

function startOf(token: string, scope: string): number {
  const at = token.slice(scope.length);
  if (token.startsWith(scope) && /^\d{1,9}-?$/.test(at)) return Number.parseInt(at, 10);
  throw badRequest(
    'The specified page token value has expired and can no longer be included in your request.',
    'Directory_ExpiredPageToken',
  );
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
