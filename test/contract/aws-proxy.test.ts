// The proxy of the environment: what goes through it, what does not, and what is said when it is in the way.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { proxyFor } from '../../src/network/proxies.ts';
import { awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { openOrchard } from './subjects.ts';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
let saved: Readonly<Record<string, string | undefined>> = {};

beforeEach(() => {
  saved = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
  for (const name of VARIABLES) delete process.env[name];
});
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  for (const [name, value] of Object.entries(saved)) if (value !== undefined) process.env[name] = value;
});

const SSO = 'sso.eu-west-1.amazonaws.com';

describe('the proxy', () => {
  test.each([
    [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    [{ https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    [{ ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'example.com,amazonaws.com' }, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.amazonaws.com' }, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: SSO }, undefined],
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'ws.com,eu-west-2.amazonaws.com' }, 'http://proxy:3128'],
  ])('of a host of AWS under %j is %s', (environment, proxy) => {
    Object.assign(process.env, environment);
    expect(proxyFor('https:', SSO)).toBe(proxy);
  });

  test.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080'])('is none for %s', (host) => {
    Object.assign(process.env, { HTTP_PROXY: 'http://proxy:3128', HTTPS_PROXY: 'http://proxy:3128' });
    expect([proxyFor('http:', host), proxyFor('https:', host)]).toEqual([undefined, undefined]);
  });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'orchard' };
const open = (endpoint?: string) =>
  awsIdentityCenter({
    ...{ region: 'eu-west-1', credentials, clock: virtualClock(), random: () => 0.5 },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
const NEEDS = { organizationalUnits: false, accountTags: false };

async function told(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AccessError)) throw new Error('expected an AccessError', { cause: error });
  return `${error.diagnostic.code}: ${error.message}`;
}

test('calls over HTTP go through HTTP_PROXY, with its user and password', async () => {
  const { sandbox } = await openOrchard();
  const asked = new Set<string>();
  const proxy = createServer((incoming, outgoing) => {
    const { host } = new URL(incoming.url!);
    asked.add(`${host} ${incoming.headers['proxy-authorization']}`);
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = incoming.headers;
    const onward = request(sandbox.url, { method: 'POST', headers: { ...headers, host: '127.0.0.1' } }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  process.env.HTTP_PROXY = (await listening(proxy)).replace('//', '//ceres:corn@');
  const { accounts } = await open('http://identity-center.invalid').readDirectory(NEEDS);
  expect(accounts).toHaveLength(5);
  expect([...asked]).toEqual([`identity-center.invalid Basic ${Buffer.from('ceres:corn').toString('base64')}`]);
});

test('calls to AWS are tunnelled through HTTPS_PROXY, and a proxy that wants to know who asks is told as such', async () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', (incoming, socket) => {
    tunnels.push(incoming.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 13\r\n\r\n<html></html>');
  });
  process.env.HTTPS_PROXY = (await listening(proxy)).replace('//', '//ceres:corn@');
  const text = await told(open().readDirectory(NEEDS));
  // Three calls leave together; which of them is told is whichever is refused first.
  expect(text).toMatch(
    /^provider\/proxy: the proxy cannot be used for `(?:sts:GetCallerIdentity|sso-admin:ListInstances|organizations:DescribeOrganization)`: it answered 407 Proxy Authentication Required$/,
  );
  expect(tunnels.sort()).toEqual([
    'organizations.us-east-1.amazonaws.com:443',
    'sso.eu-west-1.amazonaws.com:443',
    'sts.eu-west-1.amazonaws.com:443',
  ]);
});

test('a proxy that does not let a call through is told as such', async () => {
  const proxy = createServer().on('connect', (_, socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 13\r\n\r\n<html></html>');
  });
  process.env.HTTPS_PROXY = await listening(proxy);
  expect(await told(open().readDirectory(NEEDS))).toContain('it answered 403 in place of AWS');
});

test.each([
  ['socks5://proxy:1080', 'its protocol is `socks5:`, and only `http:` and `https:` are supported'],
  ['http://ceres:corn@:x', 'its address is no URL'],
])('a proxy that cannot be one, %s, is told without its address', async (address, problem) => {
  process.env.HTTPS_PROXY = address;
  const text = await told(open().readDirectory(NEEDS));
  expect(text).toBe(`provider/proxy: the proxy cannot be used for \`sts:GetCallerIdentity\`: ${problem}`);
  expect(text).not.toContain('corn');
});

test('a proxy that is not there is told within seconds', async () => {
  process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
  expect(await told(open().readDirectory(NEEDS))).toMatch(/^provider\/unreachable: .*ECONNREFUSED 127\.0\.0\.1:9/);
});
