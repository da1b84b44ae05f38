// Requests and replies, whatever their protocol: which one a request speaks, and how its answer is written.
import type { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import { jsonError, jsonOutput, MALFORMED_JSON, parseJson, unknownOperation } from './protocol-json.ts';
import { invalidAction, MALFORMED_XML, parseQuery, queryError, queryOutput, versionOf } from './protocol-query.ts';
import { parseRest, restError, restOutput } from './protocol-rest.ts';
import type { Reply, Request } from './request-reply.ts';

export interface RawRequest {
  readonly method: string;
  /** The path, and the query. */
  readonly url: string;
  readonly target: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

const FORM = 'application/x-www-form-urlencoded';

/** The request, or the error that the service would answer with. */
export function parseRequest(raw: RawRequest): Request {
  if (raw.target === undefined && raw.contentType?.startsWith(FORM) !== true) return parseRest(raw);
  if (raw.method !== 'POST') throw unknownOperation();
  return raw.target === undefined ? parseQuery(raw.body) : parseJson(raw.target, raw.body);
}

export const speaksXml = (service: Service): boolean => service === 'sts' || service === 'iam';

export const notOffered = (request: Request): ServiceError =>
  speaksXml(request.service) ? invalidAction(request.operation, versionOf(request.service)) : unknownOperation();

const speaksRest = (service: Service): boolean => service === 'account-access';

export function outputReply({ service, operation }: Request, output: Output, requestId: string): Reply {
  if (speaksXml(service)) return queryOutput(service, operation, { output, requestId });
  return speaksRest(service) ? restOutput(operation, output) : jsonOutput(output);
}

export function errorReply(service: Service, error: ServiceError, requestId: string): Reply {
  if (speaksXml(service)) return queryError(service, error, requestId);
  return speaksRest(service) ? restError(error, requestId) : jsonError(error, requestId);
}

/** What the fault `malformed-body` answers with. */
export const malformedReply = (service: Service): Reply => (speaksXml(service) ? MALFORMED_XML : MALFORMED_JSON);
