// Reading a request: only from loopback names, and never more than a megabyte.
import type { IncomingMessage } from 'node:http';
import { ServiceError } from './errors.ts';

const MOST_BYTES = 1024 * 1024;

/** A web page must not reach the sandbox through a name that it has pointed at 127.0.0.1. */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** The body as text; undefined when the caller went away. Requests that are refused unread make it throw. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const refusal = refused(request);
  if (refusal !== undefined) throw refusal;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // The rest is read and dropped, so that the caller gets the answer and not a broken connection.
      if (size <= MOST_BYTES) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  if (size > MOST_BYTES) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

function refused(request: IncomingMessage): ServiceError | undefined {
  if (!LOOPBACK.test(request.headers.host ?? '')) {
    return new ServiceError('AccessDeniedException', 'The sandbox answers to loopback names only.', {}, 403);
  }
  return Number(request.headers['content-length'] ?? 0) > 16 * MOST_BYTES ? tooLarge() : undefined;
}

const tooLarge = (): ServiceError =>
  new ServiceError('RequestEntityTooLargeException', 'The request body is larger than 1 MB.', {}, 413);
