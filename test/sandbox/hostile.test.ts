// What the sandbox is not for: web pages, foreign names, bodies without measure, and inputs made to break it.
import { type IncomingHttpHeaders, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type Fruit, fruitSandbox } from './support.ts';
import { send } from './wire.ts';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Chunks; written until the other side has had enough. */
  readonly body?: Iterable<string>;
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with headers that `fetch` would not send; undefined when the connection was cut. */
function raw(
  { sandbox }: Fruit,
  { method = 'POST', path = '/', headers = {}, body = [''] }: Sent,
): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port: sandbox.port, method, path, headers }, async (answer) => {
      let text = '';
      try {
        for await (const chunk of answer) text += chunk;
      } catch {
        // What came until the connection ended counts.
      }
      resolve({ status: answer.statusCode, headers: answer.headers, body: text });
    });
    outgoing.on('error', () => resolve(undefined));
    const chunks = body[Symbol.iterator]();
    const write = (): void => {
      for (let next = chunks.next(); next.done !== true; next = chunks.next()) {
        if (outgoing.destroyed) return;
        if (!outgoing.write(next.value)) {
          outgoing.once('drain', write);
          return;
        }
      }
      outgoing.end();
    };
    write();
  });
}

const TARGET = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SWBExternalService.ListInstances' };

/** Everything that a request could have changed or left behind. */
const traces = ({ sandbox }: Fruit): string => JSON.stringify([sandbox.snapshot(), sandbox.calls]);

const FROM_PAGES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['another origin', { origin: 'https://fruit.example' }],
  ['an origin of loopback', { origin: 'http://localhost:3000' }],
  ['a file or a sandboxed frame', { origin: 'null' }],
  ['a picture or a script', { 'sec-fetch-site': 'cross-site' }],
  ['a page on another port', { 'sec-fetch-site': 'same-site' }],
  ['a foreign name for 127.0.0.1', { host: 'fruit.example:4566' }],
  ['a foreign name that looks like loopback', { host: '127.0.0.1.fruit.example' }],
];

const REQUESTS: readonly (readonly [string, Sent])[] = [
  ['an AWS request', { headers: TARGET, body: ['{}'] }],
  [
    'a form that deletes',
    {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: ['Action=DeletePolicy&Version=2010-05-08'],
    },
  ],
  ['a simple request of plain text', { headers: { 'content-type': 'text/plain' }, body: ['{}'] }],
  ['the state', { method: 'GET', path: '/_sandbox/state' }],
  [
    'the clock',
    { path: '/_sandbox/clock', headers: { 'content-type': 'application/json' }, body: ['{"advanceMs":1000}'] },
  ],
  ['the faults', { method: 'DELETE', path: '/_sandbox/faults' }],
  ['a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }],
];

describe.each(FROM_PAGES)('from %s', (_whence, from) => {
  test.each(REQUESTS)('%s is refused before anything is read', async (_what, sent) => {
    const fruit = await fruitSandbox();
    const before = traces(fruit);
    const answer = await raw(fruit, { ...sent, headers: { ...sent.headers, ...from } });
    expect(answer?.status).toBe(403);
    expect(Object.keys(answer?.headers ?? {}).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(answer?.body).not.toContain('ssoins-');
    expect(traces(fruit)).toBe(before);
  });
});

test('what is not from a page is answered, a person who types the address included', async () => {
  const fruit = await fruitSandbox();
  const typed = { 'sec-fetch-site': 'none', host: `localhost:${fruit.sandbox.port}` };
  expect((await raw(fruit, { method: 'GET', path: '/_sandbox', headers: typed }))?.status).toBe(200);
  expect((await raw(fruit, { headers: TARGET, body: ['{}'] }))?.status).toBe(200);
});

const MEGABYTE = 'x'.repeat(1024 * 1024);

function* endless(): Generator<string> {
  for (let megabyte = 0; megabyte < 200; megabyte += 1) yield MEGABYTE;
}

test('a body over a megabyte is refused, one that says so at once, and one that does not end is cut', async () => {
  const fruit = await fruitSandbox();
  const large = await raw(fruit, { headers: TARGET, body: [MEGABYTE, MEGABYTE] });
  expect([large?.status, large?.body]).toEqual([413, expect.stringContaining('RequestEntityTooLargeException')]);
  const announced = await raw(fruit, { headers: { ...TARGET, 'content-length': String(2 ** 40) }, body: ['{'] });
  expect([announced?.status, announced?.headers.connection]).toEqual([413, 'close']);
  expect(await raw(fruit, { headers: TARGET, body: endless() })).toBeUndefined();
  expect((await raw(fruit, { headers: TARGET, body: ['{}'] }))?.status).toBe(200);
});

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const manyMembers = (count: number): string => Array.from({ length: count }, (_, index) => `"m${index}":1`).join();

test.each([
  ['no JSON', '{"MaxResults":'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a text', '"ListInstances"'],
  ['bytes that are no UTF-8', '\u0000\ufffd'],
  ['a prototype', '{"__proto__":{"MaxResults":1},"constructor":{},"MaxResults":"x"}'],
  ['deep nesting', `{"NextToken":${nested(400_000)}}`],
  ['deep nesting in a member that is not known', `{"Fruit":${nested(400_000)}}`],
  ['quotes that are escaped where no text is', '\\"'.repeat(500_000)],
  ['many members', `{${manyMembers(60_000)}}`],
])('an input of %s is answered within the protocol', async (_what, body) => {
  const fruit = await fruitSandbox();
  const answer = await raw(fruit, { headers: TARGET, body: [body] });
  expect([200, 400]).toContain(answer?.status);
  expect(JSON.parse(answer?.body ?? '')).toBeInstanceOf(Object);
  expect(answer?.body).not.toMatch(/ at |\.ts:|Maximum call stack/);
  expect((await raw(fruit, { headers: TARGET, body: ['{}'] }))?.status).toBe(200);
});

test('a document of any depth is refused where it would be kept', async () => {
  const fruit = await fruitSandbox();
  const { UserId } = await userOf(fruit);
  const target = { ...TARGET, 'x-amz-target': 'AWSIdentityStore.UpdateUser' };
  const value = `{"a":${nested(200_000)}}`;
  const operations = `[{"AttributePath":"title","AttributeValue":${value}}]`;
  const body = `{"IdentityStoreId":"${fruit.store.IdentityStoreId}","UserId":"${UserId}","Operations":${operations}}`;
  expect((await raw(fruit, { headers: target, body: [body] }))?.status).toBe(400);
  const extensions = `{"aws:identitystore:enterprise":${nested(200_000)}}`;
  const create = `{"IdentityStoreId":"${fruit.store.IdentityStoreId}","UserName":"deep","DisplayName":"D","Name":{"GivenName":"G","FamilyName":"F"},"Extensions":${extensions}}`;
  const made = await raw(fruit, {
    headers: { ...TARGET, 'x-amz-target': 'AWSIdentityStore.CreateUser' },
    body: [create],
  });
  expect(made?.status).toBe(400);
  expect(() => JSON.stringify(fruit.sandbox.snapshot())).not.toThrow();
});

async function userOf(fruit: Fruit): Promise<{ readonly UserId: string }> {
  return { UserId: fruit.user('pia@example.com') };
}

test.each([
  ['many fields', Array.from({ length: 30_000 }, (_, index) => `Tags.member.${index}.Key=a`).join('&')],
  ['names of many levels', `${'a.'.repeat(200_000)}=1`],
  ['a list of gaps', 'Tags.member.999999999.Key=a'],
  ['broken escapes', '%%%=%E0%A4%A'],
])('a form of %s is answered within the protocol', async (_what, fields) => {
  const fruit = await fruitSandbox();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = [`Action=CreateRole&Version=2010-05-08&RoleName=A&AssumeRolePolicyDocument=x&${fields}`];
  const answer = await raw(fruit, { headers, body });
  expect(answer?.status).toBe(400);
  expect(answer?.body).toContain('<ErrorResponse');
});

test('a policy document of any depth is refused', async () => {
  const fruit = await fruitSandbox();
  const PolicyDocument = `{"Version":"2012-10-17","Statement":${nested(50_000)}}`;
  const refused = await send(
    fruit.sandbox.url,
    { service: 'iam', operation: 'CreatePolicy' },
    { PolicyName: 'Deep', PolicyDocument },
  );
  expect(refused.body).toContain('MalformedPolicyDocument');
});
