// One request and its whole answer, or an error that says nothing of the request's headers.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type HttpLimits, httpSender, NoAnswer } from '../../../src/network/http.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function answered(answer: (response: ServerResponse, body: string) => void, limits?: HttpLimits) {
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    answer(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  return httpSender(limits)({ method: 'POST', url, headers: { authorization: 'Bearer secret' }, body: 'grüße' });
}

async function code(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NoAnswer)) throw new Error('expected NoAnswer', { cause: error });
  expect(error.message).not.toContain('secret');
  return error.code;
}

test('an answer is its status, its headers and its text', async () => {
  const answer = await answered((response, body) => {
    response.writeHead(418, { link: ['<a>; rel="next"', '<b>; rel="last"'], 'X-Some': 'thing' });
    response.end(`${body}!`);
  });
  expect(answer).toMatchObject({
    status: 418,
    body: 'grüße!',
    headers: { link: '<a>; rel="next", <b>; rel="last"', 'x-some': 'thing' },
  });
});

test('a redirect is an answer', async () => {
  const answer = await answered((response) => response.writeHead(302, { location: 'https://elsewhere.example' }).end());
  expect([answer.status, answer.headers.location]).toEqual([302, 'https://elsewhere.example']);
});

test('an answer that never comes, or never ends, is given up', async () => {
  expect(await code(answered(() => {}, { timeout: 50 }))).toBe('TIMEOUT');
  server.closeAllConnections();
  server.close();
  expect(await code(answered((response) => void response.write('{'), { timeout: 50 }))).toBe('TIMEOUT');
});

test('an answer that is too long is not read on, and nothing waits for its rest', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  expect(await code(answered((response) => response.end('x'.repeat(2_000)), { mostBytes: 1_000 }))).toBe('TOO_LONG');
  expect(timers()).toBe(before);
});

test('a header or an address that cannot be one is told as any other failure', async () => {
  await answered((response) => response.end());
  const sent = (url: string, authorization: string) =>
    httpSender()({ method: 'GET', url, headers: { authorization: `${authorization} secret` } });
  expect(await code(sent('http://127.0.0.1:1/', 'Bearer a\nb'))).toBe('ERR_INVALID_CHAR');
  expect(await code(sent('http://127.0.0.1:1/a b\u{1f34e}', 'Bearer'))).toMatch(/^E/);
  expect(await code(sent('no address', 'Bearer'))).toBe('ERR_INVALID_URL');
});

test('an answer that breaks off is none', async () => {
  const broken = answered((response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
    setImmediate(() => response.destroy());
  });
  expect(await code(broken)).toMatch(/^(?:ECONNRESET|ABORT_ERR)$/);
});

test('an interrupt ends it', async () => {
  const interrupt = new AbortController();
  const waiting = answered(() => interrupt.abort(), { signal: interrupt.signal });
  expect(await code(waiting)).toBe('ABORT_ERR');
});

test('what is not on this machine goes through the proxy of the environment', async () => {
  const asked: string[] = [];
  server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of ['HTTP_PROXY', 'http_proxy'])
    vi.stubEnv(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '');
  try {
    const answer = await httpSender()({ method: 'GET', url: 'http://forge.example/user', headers: {} });
    expect([answer.status, asked]).toEqual([200, ['GET http://forge.example/user']]);
  } finally {
    vi.unstubAllEnvs();
  }
});
