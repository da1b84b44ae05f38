// What comes in: never from a web page, never under a name that is not loopback, and never more than a megabyte.
import type { IncomingMessage } from 'node:http';
import { ServiceError } from './errors.ts';

const MOST_BYTES = 1024 * 1024;

/** What is read and dropped beyond that, so that the caller gets the answer and not a broken connection. */
const MOST_DROPPED = 16 * MOST_BYTES;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Why a request is not so much as read. What a web page sends says so itself: a browser adds the headers, and no script can take them away. */
export function refusalOf({ headers }: IncomingMessage): ServiceError | undefined {
  // A name that somebody else has pointed at 127.0.0.1 makes a page of theirs one of the sandbox's own (DNS rebinding).
  if (!LOOPBACK.test(headers.host ?? '')) return forbidden('The sandbox answers to loopback names only.');
  const { origin, 'sec-fetch-site': site } = headers;
  const isFromPage = origin !== undefined || (site !== undefined && site !== 'none');
  if (isFromPage) return forbidden('The sandbox does not answer web pages.');
  return Number(headers['content-length'] ?? 0) > MOST_DROPPED ? tooLarge() : undefined;
}

const forbidden = (message: string): ServiceError => new ServiceError('AccessDeniedException', message, {}, 403);

/** The body as text; undefined when the caller went away, or does not come to an end. Throws when it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
      // Leaving the loop ends the connection: a body without an end is not waited for.
      if (size > MOST_DROPPED) return undefined;
    }
  } catch {
    return undefined;
  }
  if (size > MOST_BYTES) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge = (): ServiceError =>
  new ServiceError('RequestEntityTooLargeException', 'The request body is larger than 1 MB.', {}, 413);
