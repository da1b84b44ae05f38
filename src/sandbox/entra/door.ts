// What is asked of the port of Entra: Microsoft Graph, and the endpoint that gives tokens out for it.
import type { IncomingMessage } from 'node:http';
import type { ServiceError } from '../errors.ts';
import type { Answer } from '../exchange.ts';
import type { Reply } from '../request-reply.ts';
import type { SandboxState } from '../state.ts';
import { tokenAnswer } from './callers.ts';
import type { GraphExchanges } from './exchange.ts';
import type { Wire } from './wire.ts';

const TOKEN_PATH = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;

export function graphAnswer(
  exchanges: GraphExchanges,
  state: SandboxState,
  of: { readonly message: IncomingMessage; readonly body: string; readonly requestId: string },
): Answer {
  const { message, body, requestId } = of;
  const { url = '/', method = 'GET', headers } = message;
  const origin = `http://${headers.host}`;
  const named = URL.canParse(url, origin) ? TOKEN_PATH.exec(new URL(url, origin).pathname)?.[1] : undefined;
  if (named !== undefined && method === 'POST') {
    // INVARIANT: the port is open for a state that has a tenant.
    const answer = tokenAnswer(state.entra!, decodeURIComponent(named), new URLSearchParams(body));
    return {
      kind: 'reply',
      reply: replyOf(answer.status, JSON.stringify(answer.body), { 'x-ms-request-id': requestId }),
      delay: 0,
    };
  }
  const answer = exchanges.answer({
    method,
    url: URL.canParse(url, origin) ? url : '/',
    headers,
    body,
    origin,
    requestId,
  });
  if (answer.kind === 'cut') return answer;
  const { status, retryAfter, delay } = answer;
  const own = {
    'request-id': requestId,
    'client-request-id': typeof headers['client-request-id'] === 'string' ? headers['client-request-id'] : requestId,
    'odata-version': '4.0',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  };
  return { kind: 'reply', reply: replyOf(status, answer.body, own), delay };
}

const replyOf = (status: number, body: string, headers: Readonly<Record<string, string>>): Reply => ({
  status,
  contentType: 'application/json',
  body,
  headers,
});

/** What is refused before it is read, in the form of Graph. */
export function graphErrorReply({ status, message }: ServiceError, requestId: string): Reply {
  const body: Wire = {
    error: {
      code: status === 413 ? 'RequestEntityTooLarge' : status === 403 ? 'AccessDenied' : 'InternalServerError',
      message,
    },
  };
  return replyOf(status, JSON.stringify(body), { 'request-id': requestId });
}
