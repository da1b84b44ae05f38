// A hop between the adapter and the sandbox, on which answers are changed, and requests lost.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Passing {
  /** `CreateAccountAssignment`; for the services that speak XML, `Query`. */
  readonly operation: string;
  readonly status: number;
  /** The whole answer. */
  readonly body: string;
}

export interface Hop {
  /** Answers in place of the service, which never hears of the request; or nothing. `never`: nobody answers. */
  readonly before?: (operation: string) => Partial<Passing> | 'cut' | 'never' | undefined;
  /** What becomes of the service's answer. */
  readonly after?: (passing: Passing) => Partial<Passing> | 'cut' | 'stall' | 'never' | undefined;
}

/** The address of the hop, for as long as the test runs. */
export async function front(to: string, { before, after }: Hop): Promise<string> {
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const sent = await textOf(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '.Query').split('.')[1]!;
    const instead = before?.(operation);
    if (instead === 'never') return;
    if (instead === 'cut') return void outgoing.destroy();
    if (instead !== undefined) return reply(outgoing, { status: 200, body: '', ...instead });
    const answer = await onward(to, incoming, sent);
    const passing = { operation, status: answer.statusCode ?? 500, body: await textOf(answer) };
    const changed = after?.(passing);
    if (changed === 'never') return;
    if (changed === 'cut') return void outgoing.destroy();
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    if (changed === 'stall') {
      outgoing.writeHead(passing.status, headers);
      return void outgoing.write(passing.body.slice(0, 10));
    }
    reply(outgoing, { ...passing, ...changed }, headers);
  }
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function reply(outgoing: ServerResponse, { status, body }: Omit<Passing, 'operation'>, headers: object = {}): void {
  outgoing.writeHead(status, { ...headers });
  outgoing.end(body);
}

function onward(
  to: string,
  { method = 'POST', url = '/', headers }: IncomingMessage,
  body: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sending = request(to, { method, path: url, headers }, resolve);
    sending.on('error', reject);
    sending.end(body);
  });
}

export async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}
