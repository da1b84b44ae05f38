// One comment of ours, whatever else there is and whatever goes wrong: against the API of each forge, over HTTP.
import { afterEach, describe, expect, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { BODY_LIMITS, FORGE_NAMES, type ForgeName } from '../../../src/forge/forge.ts';
import { openForge } from '../../../src/forge/open.ts';
import { placeOf } from '../../../src/forge/place.ts';
import { markerOf, markerPrefix, type Publication, publish } from '../../../src/forge/publish.ts';
import { later } from '../../../src/instant.ts';
import { httpSender } from '../../../src/network/http.ts';
import { type FakeForge, type ForgeConditions, ME, startForge, TOKEN } from '../../support/forge.ts';
import { instant } from '../../support/instant.ts';

let forge: FakeForge;
let slept: number[] = [];
afterEach(() => forge.close());

const run = (id: number, attempt = 1) => ({ order: [id, attempt] as const });
const marked = (name: string, text: string, id = 400) => `${markerOf(name, run(id))}\n${text}`;
const isMine = (name = 'access') => ({ name, run: run(500), body: 'the plan\n', isOpen: false });

async function publishing(conditions: ForgeConditions, publication: Partial<Publication> = {}, env = {}) {
  forge = await startForge(conditions);
  slept = [];
  let now = instant('2026-11-22T09:00:00Z');
  const world = {
    send: httpSender(),
    now: () => now,
    sleep: async (milliseconds: number) => {
      now = later(now, milliseconds);
      slept.push(milliseconds);
    },
    random: () => 0.5,
  };
  const all = { ...forge.env, ...env };
  return publish(openForge(placeOf(all, {}), all, world), { ...isMine(), ...publication }, world);
}

async function failure(publishing: Promise<unknown>): Promise<AccessError['diagnostic']> {
  const error: unknown = await publishing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AccessError)) throw new Error('expected an AccessError', { cause: error });
  return error.diagnostic;
}

const KINDS = Object.keys(FORGE_NAMES) as readonly ForgeName[];
const bodies = () => forge.comments.map(({ body }) => body);
const writes = () => forge.calls.filter((call) => !call.startsWith('GET') && !call.includes('graphql'));

describe.each(KINDS)('on %s', (kind) => {
  const others = [
    { author: 'reviewer', body: 'Looks good' },
    { author: 'reviewer!', body: marked('access', 'planted by a person') },
    { author: ME, body: `> ${marked('access', 'quoted')}` },
    { author: ME, body: marked('access2', 'of another folder') },
    { author: ME, body: marked('acc', 'of another folder') },
    { author: ME, body: 'of another workflow' },
    ...(kind === 'gitlab' ? [] : [{ author: ME, body: marked('access', 'hidden by a person'), hidden: true }]),
  ];

  test('makes it once, and writes over it ever after', async () => {
    expect(await publishing({ kind, comments: others })).toMatchObject({ kind: 'created' });
    expect(bodies()).toEqual([...others.map(({ body }) => body), `${markerOf('access', run(500))}\nthe plan\n`]);
    const before = [...forge.comments];
    await forge.close();
    expect(await publishing({ kind, comments: before }, { body: 'the next\n', run: run(501) })).toMatchObject({
      kind: 'updated',
    });
    expect(bodies()).toEqual([...others.map(({ body }) => body), `${markerOf('access', run(501))}\nthe next\n`]);
    expect(forge.calls.every((call) => !call.includes(TOKEN))).toBe(true);
  });

  test('finds it behind pages of others', async () => {
    const crowd = Array.from({ length: 250 }, (_, number) => ({ author: 'reviewer', body: `remark ${number}` }));
    const mine = { author: ME, body: marked('access', 'old') };
    expect(await publishing({ kind, comments: [...crowd, mine, ...crowd] })).toMatchObject({ kind: 'updated' });
    expect(bodies().filter((body) => !body.startsWith('remark'))).toEqual([
      `${markerOf('access', run(500))}\nthe plan\n`,
    ]);
  });

  test('leaves the comment of a later run, or a later attempt, as it is', async () => {
    for (const later of [run(501), run(500, 99_999_999)]) {
      const comments = [{ author: ME, body: `${markerOf('access', later)}\nnewer` }];
      expect(await publishing({ kind, comments })).toEqual({ kind: 'superseded' });
      expect(writes()).toEqual([]);
      await forge.close();
    }
    await publishing(
      { kind, comments: [{ author: ME, body: `${markerOf('access', run(501))}\nnewer` }] },
      { run: undefined },
    );
    expect(bodies()).toEqual([`${markerOf('access', undefined)}\nthe plan\n`]);
  });

  test('writes the newest of several, and takes back what the others say, once', async () => {
    const comments = [1, 2, 3].map((number) => ({ author: ME, body: marked('access', `plan ${number}`) }));
    await publishing({ kind, comments });
    const replaced = `${markerOf('access', undefined)}\n_Replaced by a newer comment below._\n`;
    expect(bodies()).toEqual([replaced, replaced, `${markerOf('access', run(500))}\nthe plan\n`]);
    const before = [...forge.comments];
    await forge.close();
    await publishing({ kind, comments: before });
    expect(writes().length).toBe(kind === 'azure-devops' ? 2 : 1);
  });

  test('makes it anew when it is deleted meanwhile', async () => {
    const comments = [{ author: ME, body: marked('access', 'old') }];
    const gone = { status: 404, body: { message: 'Not Found' } };
    const fault = ({ method }: { method: string }) => (method === 'PATCH' || method === 'PUT' ? gone : undefined);
    expect(await publishing({ kind, comments, fault })).toMatchObject({ kind: 'created' });
    expect(forge.comments).toHaveLength(2);
  });

  test('makes no second one when the answer to the first is lost', async () => {
    const fault = ({ method, path, before }: { method: string; path: string; before: number }) =>
      method === 'POST' && !path.endsWith('graphql') && before === 0 ? ('lose' as const) : undefined;
    expect(await publishing({ kind, fault })).toMatchObject({ kind: 'updated' });
    expect(bodies()).toEqual([`${markerOf('access', run(500))}\nthe plan\n`]);
  });

  test('makes it again when it was not made', async () => {
    const fault = ({ method, path, before }: { method: string; path: string; before: number }) =>
      method === 'POST' && !path.endsWith('graphql') && before < 2 ? { status: 502, body: '<html>' } : undefined;
    expect(await publishing({ kind, fault })).toMatchObject({ kind: 'created' });
    expect(forge.comments).toHaveLength(1);
    expect(slept).toEqual([375, 750]);
  });

  test('gives up in the end', async () => {
    const drop = ({ method }: { method: string }) => (method === 'POST' ? ('drop' as const) : undefined);
    expect((await failure(publishing({ kind, fault: drop }))).code).toBe('comment/unreachable');
    await forge.close();
    expect(await failure(publishing({ kind, fault: () => ({ status: 503 }) }))).toMatchObject({
      code: 'comment/unreachable',
      message: expect.stringContaining('status 503'),
    });
    expect(slept.reduce((sum, wait) => sum + wait, 0)).toBe(300_000);
  });

  test('waits for as long as it is asked to, within limits', async () => {
    const throttled = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });
    await publishing({
      kind,
      fault: ({ before, method }) => (before === 0 && method === 'GET' ? throttled(42) : undefined),
    });
    expect(slept).toEqual([42_000]);
    await forge.close();
    const date = { status: 429, headers: { 'retry-after': 'Sun, 22 Nov 2026 09:01:00 GMT' } };
    await publishing({ kind, fault: ({ before, method }) => (before === 0 && method === 'GET' ? date : undefined) });
    expect(slept).toEqual([60_000]);
    await forge.close();
    const reset = { status: 429, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '1795338030' } };
    await publishing({ kind, fault: ({ before, method }) => (before === 0 && method === 'POST' ? reset : undefined) });
    expect(slept).toEqual([30_000]);
    await forge.close();
    expect(await failure(publishing({ kind, fault: () => throttled(3_600) }))).toMatchObject({
      code: 'comment/throttled',
      message: expect.stringContaining('asks to wait for 3600 seconds'),
    });
    expect(slept).toEqual([]);
  });

  test.each([
    [401, 'comment/denied'],
    [403, 'comment/denied'],
    [404, 'comment/not-found'],
    [422, 'comment/refused'],
    [301, 'comment/refused'],
  ] as const)('a %i is %s, told in its words and without the token', async (status, code) => {
    const body = { message: `No.\nNot with ${TOKEN}.` };
    const headers = { location: 'https://elsewhere.example/' };
    const said = await failure(
      publishing({ kind, fault: ({ method }) => (method === 'POST' ? { status, body, headers } : undefined) }),
    );
    expect(said).toMatchObject({ code, message: expect.stringContaining(`(${status}: No. Not with <token>)`) });
    expect(writes()).toHaveLength(1);
  });

  test('a token that nobody knows', async () => {
    const variables = ['GITHUB_TOKEN', 'GITLAB_TOKEN', 'SYSTEM_ACCESSTOKEN'];
    const said = await failure(publishing({ kind }, {}, Object.fromEntries(variables.map((name) => [name, 'stale']))));
    expect(said).toMatchObject({ code: 'comment/denied', message: expect.stringContaining('refused the token') });
    await forge.close();
    for (const token of ['', 'two\nlines']) {
      const none = await failure(publishing({ kind }, {}, Object.fromEntries(variables.map((name) => [name, token]))));
      expect(none.code).toBe('comment/no-token');
      expect(JSON.stringify(none)).not.toContain('lines');
      await forge.close();
    }
  });

  test.each([
    ['no JSON', 'once upon a time', 'it is not JSON'],
    ['another shape', { value: 7 }, 'it is no list'],
  ])('an answer that is %s', async (_, body, problem) => {
    const said = await failure(publishing({ kind, fault: () => ({ status: 200, body }) }));
    expect(said).toMatchObject({ code: 'comment/protocol', message: expect.stringContaining(problem) });
  });

  test('whose token it is must be told before anything is written over', async () => {
    const comments = [{ author: ME, body: marked('access', 'old') }];
    const fault = ({ path }: { path: string }) =>
      /graphql|user|connectionData/.test(path) ? { status: 200, body: { id: null } } : undefined;
    expect(await failure(publishing({ kind, comments, fault }))).toMatchObject({
      code: 'comment/protocol',
      message: expect.stringContaining('it does not say whose token this is'),
    });
    expect(bodies()).toEqual([marked('access', 'old')]);
  });

  test('the longest comment is taken, one more is refused', async () => {
    const frame = markerOf('access', run(500)).length + 1;
    const most = { github: 65_536, gitlab: 1_000_000, 'azure-devops': 150_000 }[kind];
    expect(BODY_LIMITS[kind]).toBeLessThanOrEqual(most);
    expect(await publishing({ kind }, { body: 'x'.repeat(BODY_LIMITS[kind] - frame) })).toMatchObject({
      kind: 'created',
    });
    await forge.close();
    expect((await failure(publishing({ kind }, { body: 'x'.repeat(most) }))).message).toMatch(/too long/);
  });
});

test.each(['github', 'gitlab'] as const)('pages of %s that do not end', async (kind) => {
  expect(await failure(publishing({ kind, endless: true }))).toMatchObject({
    code: 'comment/protocol',
    message: expect.stringContaining('its pages do not end'),
  });
});

test.each([
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795338030' }, {}, 30_000],
  [{ 'retry-after': '7' }, {}, 7_000],
  [{}, { message: 'You have exceeded a secondary rate limit' }, 60_000],
])('a limit of GitHub that comes as 403: %j', async (headers, body, wait) => {
  await publishing({
    kind: 'github',
    fault: ({ method, before }) => (method === 'POST' && before === 0 ? { status: 403, headers, body } : undefined),
  });
  expect(slept).toEqual([wait]);
});

test('a thread of Azure DevOps is open as long as somebody has to act', async () => {
  await publishing({ kind: 'azure-devops' }, { isOpen: true });
  expect(forge.comments[0]?.status).toBe('active');
  const comments = [...forge.comments];
  await forge.close();
  await publishing({ kind: 'azure-devops', comments });
  expect(forge.comments[0]?.status).toBe('closed');
});

test('no line of a note is a quick action of GitLab', async () => {
  await publishing({ kind: 'gitlab' }, { body: '/approve\n  /merge\nsee access/people.yaml\n\n\n/close\n' });
  expect(bodies()[0]).not.toMatch(/^\s*\//m);
  expect(bodies()[0]!.replaceAll('\u200b', '')).toContain('/approve\n  /merge\nsee access/people.yaml\n\n\n/close\n');
});

test('a personal access token of Azure DevOps is a password', async () => {
  const env = { SYSTEM_ACCESSTOKEN: '', AZURE_DEVOPS_EXT_PAT: TOKEN };
  const seen: string[] = [];
  forge = await startForge({ kind: 'azure-devops' });
  const world = {
    send: async (request: { headers: Readonly<Record<string, string>> }) => {
      seen.push(request.headers.authorization!);
      return { status: 401, headers: {}, body: JSON.stringify({ message: `who is ${btoa(`:${TOKEN}`)}?` }) };
    },
    now: () => instant('2026-11-22'),
    sleep: async () => {},
    random: () => 0,
  };
  const all = { ...forge.env, ...env };
  const said = await failure(publish(openForge(placeOf(all, {}), all, world), isMine(), world));
  expect(seen).toEqual([`Basic ${btoa(`:${TOKEN}`)}`]);
  expect(said.message).toContain('who is <token>?');
});

test.each(['access', 'a--b', 'x --> <script>', 'ä ö', '../other', 'a b'])(
  'a marker of %j ends where it should',
  (name) => {
    const marker = markerOf(name, run(3));
    expect(marker).toMatch(/^<!-- access comment [^\s<>]+ run=3\.1 -->$/);
    expect(marker.slice(4, -3)).not.toContain('--');
    expect(marker.startsWith(markerPrefix(name))).toBe(true);
    expect(marker.startsWith(markerPrefix(name.slice(0, -1)))).toBe(false);
  },
);
