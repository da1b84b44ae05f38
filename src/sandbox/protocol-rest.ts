// The AWS REST JSON protocol of account-access: method and path name the operation, and its members come from the path, the query and the body.
import { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import { parseBody, unknownOperation } from './protocol-json.ts';
import type { Reply, Request } from './request-reply.ts';

interface Route {
  readonly service: Service;
  readonly operation: string;
  readonly method: string;
  /** A part in braces is a member, written as one part of a path: an ARN has its slashes encoded. */
  readonly path: readonly string[];
  /** Members that stand in the query. */
  readonly query: readonly string[];
  /** Members of the query that are lists: they stand there once for each item. */
  readonly lists: readonly string[];
  /** Of an answer. 204 has no body. */
  readonly status: number;
}

const route = (
  operation: string,
  line: string,
  more: Partial<Pick<Route, 'query' | 'lists' | 'status'>> = {},
): Route => {
  const [method = '', path = ''] = line.split(' ');
  const parts = path.split('/').slice(1);
  return { service: 'account-access', operation, method, path: parts, query: [], lists: [], status: 200, ...more };
};

const ROUTES: readonly Route[] = [
  route('CreateApplication', 'POST /applications'),
  route('GetApplication', 'GET /applications/{applicationArn}'),
  route('DeleteApplication', 'DELETE /applications/{applicationArn}', { status: 204 }),
  route('ListApplications', 'POST /applications-list'),
  route('CreateEntitlement', 'POST /entitlements'),
  route('GetEntitlement', 'GET /entitlements/{entitlementId}', { query: ['applicationArn'] }),
  route('DeleteEntitlement', 'DELETE /entitlements/{entitlementId}', { query: ['applicationArn'], status: 204 }),
  route('ListEntitlements', 'POST /entitlements-list'),
  route('ListTagsForResource', 'GET /tags/{resourceArn}'),
  route('TagResource', 'POST /tags/{resourceArn}'),
  route('UntagResource', 'DELETE /tags/{resourceArn}', { query: ['tagKeys'], lists: ['tagKeys'] }),
];

/** The request behind a method and a path with its query. Throws when no operation is there. */
export function parseRest({ method, url, body }: { method: string; url: string; body: string }): Request {
  const [path = '', ...query] = url.split('?');
  const parts = path.split('/').slice(1);
  const found = ROUTES.find((each) => each.method === method && fits(each, parts));
  if (found === undefined) throw unknownOperation();
  const { service, operation } = found;
  return {
    service,
    operation,
    input: () => ({
      ...parseBody(body),
      ...inPath(found, parts),
      ...inQuery(found, new URLSearchParams(query.join('?'))),
    }),
  };
}

const fits = ({ path }: Route, parts: readonly string[]): boolean =>
  path.length === parts.length &&
  path.every((part, index) => (memberOf(part) === undefined ? part === parts[index] : parts[index] !== ''));

const memberOf = (part: string): string | undefined => /^\{(.+)\}$/.exec(part)?.[1];

function inPath({ path }: Route, parts: readonly string[]): Output {
  const members = path.flatMap((part, index) => {
    const name = memberOf(part);
    return name === undefined ? [] : [[name, decoded(parts[index] ?? '')] as const];
  });
  return Object.fromEntries(members);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ServiceError('SerializationException', 'The path of the request is not encoded as a URL is.');
  }
}

function inQuery({ query, lists }: Route, parameters: URLSearchParams): Output {
  const members = query
    .filter((name) => parameters.has(name))
    .map((name) => [name, lists.includes(name) ? parameters.getAll(name) : parameters.get(name)] as const);
  return Object.fromEntries(members);
}

const REST_REPLY = { contentType: 'application/json' };

/** Dates are ISO 8601. */
export function restOutput(operation: string, output: Output): Reply {
  const status = ROUTES.find((each) => each.operation === operation)?.status ?? 200;
  return { ...REST_REPLY, status, body: status === 204 ? '' : JSON.stringify(output) };
}

/** Statuses of the model; 400 is every other one. */
const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  ServiceQuotaExceededException: 402,
  ThrottlingException: 429,
};

/** The name of the error is in a header, as the protocol has it. */
export function restError({ code, status, message }: ServiceError, requestId: string): Reply {
  const headers = { 'x-amzn-requestid': requestId, 'x-amzn-errortype': code };
  return { ...REST_REPLY, status: STATUS_OF_ERROR[code] ?? status, body: JSON.stringify({ message }), headers };
}
