// Requests and replies, whatever their protocol: which one a request speaks, and how its answer is written.
import type { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import { jsonError, jsonOutput, MALFORMED_JSON, parseJson, unknownOperation } from './protocol-json.ts';
import { invalidAction, MALFORMED_XML, parseQuery, queryError, queryOutput, versionOf } from './protocol-query.ts';
import type { Reply, Request } from './request-reply.ts';

export interface RawRequest {
  readonly target: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** The request, or the error that the service would answer with. */
export function parseRequest(raw: RawRequest): Request {
  if (raw.target !== undefined) return parseJson(raw.target, raw.body);
  if (raw.contentType?.startsWith('application/x-www-form-urlencoded')) return parseQuery(raw.body);
  throw unknownOperation();
}

export const speaksXml = (service: Service): boolean => service === 'sts' || service === 'iam';

export const notOffered = (request: Request): ServiceError =>
  speaksXml(request.service) ? invalidAction(request.operation, versionOf(request.service)) : unknownOperation();

export const outputReply = (request: Request, output: Output, requestId: string): Reply =>
  speaksXml(request.service)
    ? queryOutput(request.service, request.operation, { output, requestId })
    : jsonOutput(output);

export const errorReply = (service: Service, error: ServiceError, requestId: string): Reply =>
  speaksXml(service) ? queryError(service, error, requestId) : jsonError(error, requestId);

/** What the fault `malformed-body` answers with. */
export const malformedReply = (service: Service): Reply => (speaksXml(service) ? MALFORMED_XML : MALFORMED_JSON);
