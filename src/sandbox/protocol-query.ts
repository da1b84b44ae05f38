// The AWS Query protocol of sts and iam: a form in, XML out.
import { ServiceError } from './errors.ts';
import type { Output, Service } from './operation.ts';
import type { Reply, Request } from './protocol.ts';

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
  const input = Object.fromEntries([...form].filter(([name]) => name !== 'Action' && name !== 'Version'));
  return { service: dialect.service, operation, input: () => input };
}

export const invalidAction = (operation: string, asked: string): ServiceError =>
  new ServiceError('InvalidAction', `Could not find operation ${operation} for version ${asked}`);

export const versionOf = (service: Service): string =>
  Object.keys(DIALECT_OF_VERSION).find((version) => DIALECT_OF_VERSION[version]?.service === service) ?? '';

export function queryOutput(service: Service, operation: string, of: { output: Output; requestId: string }): Reply {
  const members = Object.entries(of.output).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`);
  const result = `<${operation}Result>${members.join('')}</${operation}Result>`;
  const trailer = `<ResponseMetadata><RequestId>${of.requestId}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response xmlns="${namespace(service)}">${result}${trailer}</${operation}Response>`;
  return { ...XML_REPLY, status: 200, body };
}

export function queryError(service: Service, error: ServiceError, requestId: string): Reply {
  const side = error.status >= 500 ? 'Receiver' : 'Sender';
  const told = `<Type>${side}</Type><Code>${error.code}</Code><Message>${escaped(error.message)}</Message>`;
  const body = `<ErrorResponse xmlns="${namespace(service)}"><Error>${told}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { ...XML_REPLY, status: error.status, body };
}

const XML_REPLY = { contentType: 'text/xml' };

const namespace = (service: Service): string =>
  Object.values(DIALECT_OF_VERSION).find((dialect) => dialect.service === service)?.namespace ?? '';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
