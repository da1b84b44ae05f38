// The AWS Query protocol of sts and iam: a form in, XML out.
import { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import { coerced, parseForm } from './query-input.ts';
import type { Reply, Request } from './request-reply.ts';

interface Dialect {
  readonly service: Service;
  readonly namespace: string;
}

const DIALECT_OF_VERSION: Readonly<Record<string, Dialect>> = {
  '2011-06-15': { service: 'sts', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  '2010-05-08': { service: 'iam', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
};

export function parseQuery(body: string): Request {
  const form = new URLSearchParams(body);
  const version = form.get('Version') ?? '';
  const operation = form.get('Action') ?? '';
  const dialect = Object.hasOwn(DIALECT_OF_VERSION, version) ? DIALECT_OF_VERSION[version] : undefined;
  if (dialect === undefined) throw invalidAction(operation, version);
  const tree = parseForm([...form].filter(([name]) => name !== 'Action' && name !== 'Version'));
  return {
    service: dialect.service,
    operation,
    input: (members) => (members === undefined ? tree : coerced(members, tree)),
  };
}

export const invalidAction = (operation: string, asked: string): ServiceError =>
  new ServiceError('InvalidAction', `Could not find operation ${operation} for version ${asked}`);

export const versionOf = (service: Service): string =>
  Object.keys(DIALECT_OF_VERSION).find((version) => DIALECT_OF_VERSION[version]?.service === service) ?? '';

export function queryOutput(service: Service, operation: string, of: { output: Output; requestId: string }): Reply {
  const result = `<${operation}Result>${members(of.output)}</${operation}Result>`;
  const trailer = `<ResponseMetadata><RequestId>${of.requestId}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response xmlns="${namespace(service)}">${result}${trailer}</${operation}Response>`;
  return { ...XML_REPLY, status: 200, body };
}

const members = (output: object): string =>
  Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => element(name, value))
    .join('');

const element = (name: string, value: unknown): string => `<${name}>${content(value)}</${name}>`;

/** A list has `member`s, a Map has `entry`s, a Date is ISO 8601. */
function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element('member', item)).join('');
  if (value instanceof Map) return [...value].map(([key, of]) => element('entry', { key, value: of })).join('');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? members(value) : escaped(String(value));
}

/** What the shared code throws, in the words of iam and sts, which also use statuses beside 400. */
const QUERY_ERRORS: Readonly<Record<string, { readonly code: string; readonly status: number }>> = {
  ValidationException: { code: 'ValidationError', status: 400 },
  SerializationException: { code: 'MalformedInput', status: 400 },
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 403 },
  ThrottlingException: { code: 'Throttling', status: 400 },
  InternalServerException: { code: 'ServiceFailure', status: 500 },
};

export function queryError(service: Service, error: ServiceError, requestId: string): Reply {
  const { code, status } = QUERY_ERRORS[error.code] ?? error;
  const side = status >= 500 ? 'Receiver' : 'Sender';
  const details = `<Type>${side}</Type><Code>${code}</Code><Message>${escaped(error.message)}</Message>`;
  const body = `<ErrorResponse xmlns="${namespace(service)}"><Error>${details}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { ...XML_REPLY, status, body };
}

const XML_REPLY = { contentType: 'text/xml' };

export const MALFORMED_XML: Reply = { ...XML_REPLY, status: 200, body: '<CutOffResponse><Cut' };

const namespace = (service: Service): string =>
  Object.values(DIALECT_OF_VERSION).find((dialect) => dialect.service === service)?.namespace ?? '';

/** Characters that XML 1.0 cannot hold, even escaped; they come back in error messages only. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const escaped = (text: string): string =>
  text
    .replaceAll(NOT_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
