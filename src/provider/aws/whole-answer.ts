// The body of an answer, whole or not at all. The SDK's time limit ends with the headers, and its collector takes what comes for as long as it comes:
// a body that stalls would hang for ever, one without end would fill the memory, and an empty one would count as success.
import { UnusableAnswer } from './retry.ts';

export interface Expected {
  /** The first character that is not white space. */
  readonly begins: '{' | '<';
  /** Milliseconds from the sending of the request to the last byte. */
  readonly timeout: number;
}

/** The longest that AWS may rightly give is a page of a hundred groups, at some 7 kB each, and a token of 100 kB. */
const MOST_BYTES = 8_388_608;

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

interface Result {
  readonly response: HttpAnswer;
}

type Next = (args: unknown) => Promise<Result>;

/** A middleware of the SDK that replaces the stream of the body by its bytes. */
export const wholeAnswer =
  ({ begins, timeout }: Expected) =>
  (next: Next) =>
  async (args: unknown): Promise<Result> => {
    const sentAt = performance.now();
    const result = await next(args);
    const { response } = result;
    const bytes = await collected(response, sentAt + timeout);
    // Refusals need no body: the status and the headers tell enough.
    if (response.statusCode < 300 && firstOf(bytes) !== begins)
      throw new UnusableAnswer(problemOf(bytes), response.statusCode);
    response.body = bytes;
    return result;
  };

async function collected({ body, statusCode }: HttpAnswer, until: number): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  const stream = body as AsyncIterable<Uint8Array> & { destroy(error?: Error): void };
  const parts: Uint8Array[] = [];
  let size = 0;
  const stalled = () => stream.destroy(new UnusableAnswer(`the answer stopped after ${size} bytes`, statusCode));
  const timer = setTimeout(stalled, Math.max(0, until - performance.now()));
  try {
    for await (const part of stream) {
      size += part.byteLength;
      if (size > MOST_BYTES) throw new UnusableAnswer(`the answer is longer than ${MOST_BYTES} bytes`, statusCode);
      parts.push(part);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(parts, size);
}

function firstOf(bytes: Uint8Array): string {
  const first = bytes.find((byte) => byte > 0x20);
  return first === undefined ? '' : String.fromCharCode(first);
}

const problemOf = (bytes: Uint8Array): string =>
  bytes.byteLength === 0 ? 'the answer is empty' : 'the answer is none of AWS';
