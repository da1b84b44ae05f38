// Requests to AWS account access, signed and sent without a client of the SDK, which has none. What comes of them is what a client would make of it: an
// answer, or an error with the name, the status and the request id that retry.ts looks at.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { httpSender, NoAnswer, type Send } from '../../network/http.ts';
import { answerOf, endpointOf, requestOf } from './account-access-api.ts';
import { UnusableAnswer } from './retry.ts';
import type { Credentials, RawAnswer, Sender } from './sender.ts';

/** What the SDK settled on for its own clients. */
export interface Settled {
  credentials(): Promise<Credentials>;
  region(): Promise<string>;
  /** In place of AWS's own. */
  endpoint(): Promise<string | undefined>;
}

export function accountAccessSender({ credentials, region, endpoint }: Settled, timeout: number): Sender {
  // A page of a hundred entitlements has some 50 kB.
  const send = httpSender({ timeout, mostBytes: 8_388_608 });
  const signer = new SignatureV4({ service: 'account-access', region, credentials, sha256: Sha256 });
  return {
    region,
    async send(operation, input) {
      const { method, path, query, body } = requestOf(operation, input);
      const { protocol, hostname, port, host, pathname } = new URL((await endpoint()) ?? endpointOf(await region()));
      const base = pathname.replace(/\/$/, '');
      const unsigned = {
        ...{ protocol, hostname, method, query, path: base + path },
        ...(port === '' ? {} : { port: Number(port) }),
        headers: { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      };
      const { headers } = await signer.sign(unsigned);
      const search = new URLSearchParams(query).toString();
      const url = `${protocol}//${host}${base}${path}${search === '' ? '' : `?${search}`}`;
      return received(await answered(send, { method, url, headers, ...(body === undefined ? {} : { body }) }));
    },
  };
}

async function answered(send: Send, request: Parameters<Send>[0]): ReturnType<Send> {
  try {
    return await send(request);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    // As the SDK's handler tells the same: by Node's code, or by its own name for a time that is up.
    const { code, message } = error;
    if (code === 'TOO_LONG') throw new UnusableAnswer(message, 200);
    throw Object.assign(new Error(message, { cause: error }), code === 'TIMEOUT' ? { name: 'TimeoutError' } : { code });
  }
}

function received({ status, headers, body }: Awaited<ReturnType<Send>>): RawAnswer {
  const requestId = headers['x-amzn-requestid'];
  const $metadata = { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) };
  if (status >= 300) throw refusal(headers['x-amzn-errortype'], { body, $metadata });
  // DeleteEntitlement answers 204, and nothing else.
  if (status === 204) return { $metadata };
  if (!body.trimStart().startsWith('{'))
    throw new UnusableAnswer(body === '' ? 'the answer is empty' : 'the answer is none of AWS', status);
  return { ...answerOf(body), $metadata };
}

/** REST JSON names the error in a header, and some servers in the body: `ThrottlingException:http://…`, `com.amazonaws#ThrottlingException`. */
function refusal(
  header: string | undefined,
  { body, $metadata }: { readonly body: string; readonly $metadata: object },
) {
  const { __type, code, message, Message = message } = parsed(body);
  const name = String(header ?? __type ?? code ?? 'UnknownError')
    .replace(/:.*$/s, '')
    .replace(/^.*#/s, '');
  return Object.assign(new Error(typeof Message === 'string' ? Message : name), { name, $metadata });
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** As the signer wants it: a hash, or with a secret an HMAC. */
class Sha256 {
  readonly #hash: { update(data: Uint8Array): unknown; digest(): Uint8Array };
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('bug: nobody hashes twice');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
