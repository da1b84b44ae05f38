// AWS requests by hand: what a client writes on the wire, without a client's own ideas of what is valid.
import { request } from 'node:http';
import type { Service } from '../../src/sandbox/operation.ts';
import { modelOf, shapeOf } from './models/model.ts';

const TARGETS: Readonly<Partial<Record<Service, string>>> = {
  'sso-admin': 'SWBExternalService',
  identitystore: 'AWSIdentityStore',
  organizations: 'AWSOrganizationsV20161128',
  cloudtrail: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
};
const VERSIONS: Readonly<Partial<Record<Service, string>>> = { sts: '2011-06-15', iam: '2010-05-08' };

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
  /** The error's name, where the protocol puts it into a header. */
  readonly error?: string;
}

export async function send(
  url: string,
  call: { readonly service: Service; readonly operation: string; readonly accessKeyId?: string },
  input: Readonly<Record<string, unknown>>,
): Promise<WireAnswer> {
  const target = TARGETS[call.service];
  const key = call.accessKeyId ?? 'test';
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/${call.service}/aws4_request`;
  if (call.service === 'account-access') return rest(url, call.operation, { input, authorization });
  const asked =
    target === undefined
      ? {
          headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
          body: form({ Action: call.operation, Version: VERSIONS[call.service], ...input }),
        }
      : {
          headers: {
            authorization,
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': `${target}.${call.operation}`,
          },
          body: JSON.stringify(input),
        };
  const { status, body } = await exchange(url, { method: 'POST', ...asked });
  return { status, body };
}

interface Message {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** By node:http: `fetch` takes three times as long, and there are thousands of them. */
function exchange(
  url: string,
  { method, headers, body }: Message,
): Promise<WireAnswer & { readonly errorType: string | undefined }> {
  return new Promise((resolve, reject) => {
    // Of a DELETE with a body Node does not say by itself how long it is.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sending = request(url, { method, headers: { ...headers, ...length } }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      const type = answer.headers['x-amzn-errortype'];
      resolve({
        status: answer.statusCode!,
        body: Buffer.concat(parts).toString(),
        errorType: type === undefined ? undefined : String(type),
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** A call of the REST protocol, as AWS's model says where it goes and where its members stand. */
async function rest(
  url: string,
  operation: string,
  { input, authorization }: { readonly input: Readonly<Record<string, unknown>>; readonly authorization: string },
): Promise<WireAnswer> {
  const model = modelOf('account-access');
  const { http, input: shape } = model.operations[operation]!;
  const { locations = {} } = shapeOf(model, shape);
  const at = (location: string | undefined) => Object.entries(input).filter(([name]) => locations[name] === location);
  const path = http!.requestUri.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(input[name] ?? '')));
  const query = at('querystring').flatMap(([name, value]) =>
    [value].flat().map((item): [string, string] => [name, String(item)]),
  );
  const members = Object.fromEntries(at(undefined));
  const { status, body, errorType } = await exchange(`${url}${path}?${new URLSearchParams(query)}`, {
    method: http!.method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(http!.method === 'GET' ? {} : { body: JSON.stringify(members) }),
  });
  return { status, body, ...(errorType === undefined ? {} : { error: errorType }) };
}

/** The name of the error in an answer; undefined when it is none. */
export function errorOf({ status, body, error }: WireAnswer): string | undefined {
  if (status < 400) return undefined;
  return error ?? /"__type":"([^"]+)"/.exec(body)?.[1] ?? /<Code>([^<]+)<\/Code>/.exec(body)?.[1];
}

/** The texts of every element of a name in an XML answer. */
export const textsOf = ({ body }: WireAnswer, element: string): readonly string[] =>
  [...body.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);

function form(input: Readonly<Record<string, unknown>>): string {
  const fields: [string, string][] = [];
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return;
    if (Array.isArray(value)) {
      if (value.length === 0) fields.push([name, '']);
      for (const [index, item] of value.entries()) add(`${name}.member.${index + 1}`, item);
    } else if (typeof value === 'object' && value !== null) {
      for (const [member, item] of Object.entries(value)) add(`${name}.${member}`, item);
    } else fields.push([name, String(value)]);
  };
  for (const [name, value] of Object.entries(input)) add(name, value);
  return new URLSearchParams(fields).toString();
}
