// The AWS JSON 1.1 protocol: X-Amz-Target names the operation, errors are named by `__type`.
import { isObject } from './constraints.ts';
import { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import type { Reply, Request } from './request-reply.ts';

const SERVICE_OF_PREFIX: Readonly<Record<string, Service>> = {
  SWBExternalService: 'sso-admin',
  AWSIdentityStore: 'identitystore',
  AWSOrganizationsV20161128: 'organizations',
  CloudTrail_20131101: 'cloudtrail',
};

/** The request behind a target and a body; a target of no known service is an unknown operation. */
export function parseJson(target: string, body: string): Request {
  // botocore writes a package before the name of the service: `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents`.
  const [prefix = '', operation = ''] = target.split('.').slice(-2);
  const service = Object.hasOwn(SERVICE_OF_PREFIX, prefix) ? SERVICE_OF_PREFIX[prefix] : undefined;
  if (service === undefined) throw unknownOperation();
  let input: ReturnType<typeof parseBody> | undefined;
  return {
    service,
    operation,
    input: () => {
      input ??= parseBody(body);
      return input;
    },
  };
}

export function parseBody(body: string): Readonly<Record<string, unknown>> {
  const value = body === '' ? {} : parsed(body);
  if (!isObject(value)) throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
  if (isDeep(body)) throw new ServiceError('SerializationException', 'The request body is nested too deeply.');
  return value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** No operation needs more levels, and what is kept must not make anything recurse without end. */
const MOST_LEVELS = 64;

/** Of JSON that parses, in which every text ends: else the search for its end would begin again at every quote. */
function isDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > MOST_LEVELS) return true;
  }
  return false;
}

export const unknownOperation = (): ServiceError =>
  new ServiceError('UnknownOperationException', 'The requested operation is not recognized by the service.');

export const jsonOutput = (output: Output): Reply => ({ ...JSON_REPLY, status: 200, body: JSON.stringify(output) });

export function jsonError(error: ServiceError, requestId: string): Reply {
  // ResourceNotFoundException of identitystore repeats the request's id.
  const repeated = error.members.ResourceType === undefined ? {} : { RequestId: requestId };
  const body = { __type: error.code, Message: error.message, ...error.members, ...repeated };
  return { ...JSON_REPLY, status: error.status, body: JSON.stringify(body) };
}

const JSON_REPLY = { contentType: 'application/x-amz-json-1.1' };

export const MALFORMED_JSON: Reply = { ...JSON_REPLY, status: 200, body: '{"cut off' };
