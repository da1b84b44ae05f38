// One HTTP request and its whole answer, for the services that have no SDK here. Nothing is repeated and no redirect is followed: a token goes to the host it is for, and to no other.
import * as http from 'node:http';
import * as https from 'node:https';
import { optional } from '../optional.ts';
import { proxyAgents } from './proxies.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of a header that came several times, all values. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty when there is none. */
  readonly body: string;
}

/** Throws NoAnswer. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

/** There is no answer, or no whole one. The message has no header of the request, in which there may be a token. */
export class NoAnswer extends Error {
  /** `ECONNREFUSED`, or one of ours: `TIMEOUT`, `TOO_LONG`, `ERR_PROXY`. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'NoAnswer';
    this.code = code;
  }
}

export interface HttpLimits {
  /** Milliseconds from the sending of the request to the last byte of the answer. */
  readonly timeout?: number;
  readonly mostBytes?: number;
  /** Ends requests that are under way. */
  readonly signal?: AbortSignal;
}

/** A page of a hundred comments that are each as long as one may be, and some room. */
const MOST_BYTES = 67_108_864;
const TIMEOUT_MS = 30_000;

/** Connections are kept for the next request. */
export function httpSender({ timeout = TIMEOUT_MS, mostBytes = MOST_BYTES, signal }: HttpLimits = {}): Send {
  const { httpAgent, httpsAgent } = proxyAgents();
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      let timer: NodeJS.Timeout | undefined;
      const fail = (error: unknown) => {
        clearTimeout(timer);
        reject(failure(error));
      };
      const options = {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
        agent: isSecure ? httpsAgent : httpAgent,
        ...optional({ signal }),
      };
      let request: http.ClientRequest;
      try {
        request = (isSecure ? https : http).request(url, options);
      } catch (error) {
        // An address or a header that cannot be one: Node throws where everything else is an event.
        return fail(error);
      }
      request.on('response', (response) => {
        collected(response, mostBytes).then((text) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: text });
        }, fail);
      });
      request.on('error', fail);
      timer = setTimeout(
        () => request.destroy(new NoAnswer('TIMEOUT', `no whole answer within ${timeout / 1_000} seconds`)),
        timeout,
      );
      request.end(body);
    });
}

async function collected(response: http.IncomingMessage, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    size += (part as Buffer).length;
    if (size > mostBytes) throw new NoAnswer('TOO_LONG', `the answer is longer than ${mostBytes} bytes`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function headersOf({ headers }: http.IncomingMessage): HttpAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function failure(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new NoAnswer(code ?? 'ERROR', message);
}
