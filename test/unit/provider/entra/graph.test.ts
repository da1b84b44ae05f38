import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpRequest, NoAnswer, type Send } from '../../../../src/network/http.ts';
import { type GraphOptions, graphClient, NoToken } from '../../../../src/provider/entra/client.ts';
import { ADDRESSES, CLOUDS, type Cloud } from '../../../../src/provider/entra/clouds.ts';
import { type CredentialsPlace, graphToken } from '../../../../src/provider/entra/credentials.ts';
import { graphEntra } from '../../../../src/provider/entra/read.ts';
import type { EntraDetail, EntraWanted } from '../../../../src/state/entra.ts';
import { effort, runs } from '../../../support/runs.ts';

const ORIGIN = 'https://graph.example';
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const REFUSED = { error: { code: 'Request_Refused', message: 'said so' } };
const REFUSED_TEXT = JSON.stringify(REFUSED);

/** Answers single requests, and those in a batch, by their path behind `/v1.0`. What is refused says so, as Graph does. */
function fake(answerTo: (path: string, attempt: number) => Given | Error) {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const attempts = new Map<string, number>();
  let now = 0;
  const one = (path: string): Given => {
    const attempt = (attempts.get(path) ?? 0) + 1;
    attempts.set(path, attempt);
    const answer = answerTo(path, attempt);
    if (answer instanceof Error) throw answer;
    return (answer.status ?? 200) < 400 ? answer : { body: REFUSED, ...answer };
  };
  const send: Send = async (request) => {
    sent.push(request);
    const path = request.url.slice(`${ORIGIN}/v1.0`.length);
    if (path !== '/$batch') {
      const { status = 200, headers = {}, body = {} } = one(path);
      return { status, headers, body: JSON.stringify(body) };
    }
    const { requests } = JSON.parse(request.body!) as { requests: readonly { id: string; url: string }[] };
    const responses = requests.map((each) => ({ id: each.id, status: 200, body: {}, ...one(each.url) })).reverse();
    return { status: 200, headers: {}, body: JSON.stringify({ responses }) };
  };
  const options: GraphOptions = {
    origin: ORIGIN,
    send,
    token: async () => 'secret-token',
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
    },
    random: () => 1,
  };
  return { options, sent, waits, graph: graphClient(options), entra: graphEntra(() => graphClient(options), 'global') };
}

const question = (path: string) => ({ path, permissions: ['Some.Read.All'] });
const wanted = (details: readonly EntraDetail[], more: Partial<EntraWanted> = {}): EntraWanted => ({
  details: new Set(details),
  groups: [],
  names: [],
  ...more,
});

describe('the client of Graph', () => {
  it('tells how many questions are answered, and what is waited for', async () => {
    const { options } = fake((path, attempt) =>
      path === '/groups/3' && attempt === 1 ? { status: 429, headers: { 'Retry-After': '12' } } : { body: { path } },
    );
    const told: string[] = [];
    const graph = graphClient({
      ...options,
      onProgress: ({ done, total }) => told.push(`${done} of ${total}`),
      onWait: ({ name, seconds }) => told.push(`${name} after ${seconds} s`),
    });
    await graph.ask(Array.from({ length: 25 }, (_, index) => question(`/groups/${index}`)));
    await graph.ask([question('/groups/99')]);
    expect(told).toEqual(['status 429 after 0 s', '20 of 25', '25 of 25', '26 of 26']);
  });

  it('asks twenty questions at a time, and gives answers in their order', async () => {
    const { graph, sent } = fake((path) => ({ body: { path } }));
    const paths = Array.from({ length: 45 }, (_, index) => `/groups/${index}`);
    const answers = await graph.ask(paths.map(question));
    expect(answers).toEqual(paths.map((path) => ({ read: true, value: { path } })));
    expect(sent.length).toBe(3);
  });

  it('waits as long as one of a batch asks, and repeats that one alone', async () => {
    const { graph, sent, waits } = fake((path, attempt) =>
      path === '/b' && attempt === 1 ? { status: 429, headers: { 'Retry-After': '7' } } : { body: { path } },
    );
    expect(await graph.ask([question('/a'), question('/b')])).toEqual([
      { read: true, value: { path: '/a' } },
      { read: true, value: { path: '/b' } },
    ]);
    expect(waits).toEqual([7_000]);
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${ORIGIN}/v1.0/$batch`,
      `GET ${ORIGIN}/v1.0/b`,
    ]);
  });

  it('repeats a batch that is refused as a whole', async () => {
    const { options } = fake((path) => ({ body: { path } }));
    let sent = 0;
    const graph = graphClient({
      ...options,
      send: async (request) => {
        sent += 1;
        return sent === 1 ? { status: 503, headers: {}, body: '' } : options.send(request);
      },
    });
    expect(await graph.ask([question('/a'), question('/b')])).toMatchObject([{ read: true }, { read: true }]);
  });

  it('takes a batch that is denied as a whole for a denial of each, which says what would do', async () => {
    const { options } = fake(() => ({}));
    const answering = (status: number) =>
      graphClient({ ...options, send: async () => ({ status, headers: {}, body: '' }) });
    const asked = [question('/a'), { path: '/b', permissions: ['Other.Read.All'], mayBeGone: true as const }];
    expect(await answering(403).ask(asked)).toEqual([
      { read: false, because: { kind: 'denied', permissions: ['Some.Read.All'] } },
      { read: false, because: { kind: 'denied', permissions: ['Other.Read.All'] } },
    ]);
    // That there is no batch says of nothing in it that it is gone.
    expect(await answering(404).ask(asked)).toMatchObject([{ read: false }, { read: false }]);
  });

  it('sends the header of an advanced query with it, in a batch and with every page', async () => {
    const { graph, sent } = fake((path) => ({
      body: path === '/x' ? { value: [1], '@odata.nextLink': `${ORIGIN}/v1.0/y` } : { value: [] },
    }));
    const advanced = { ...question('/x'), isList: true, isAdvanced: true } as const;
    await graph.ask([advanced]);
    expect(sent.map(({ headers }) => headers.ConsistencyLevel)).toEqual(['eventual', 'eventual']);
    await graph.ask([question('/a'), advanced]);
    expect(JSON.parse(sent[2]!.body!).requests).toMatchObject([
      { id: '0' },
      { headers: { ConsistencyLevel: 'eventual' } },
    ]);
  });

  it('gives up on a wait that is longer than its patience, and on one without end', async () => {
    const long = fake(() => ({ status: 429, headers: { 'retry-after': '86400' } }));
    expect(await long.graph.ask([question('/a')])).toMatchObject([{ read: false, because: { kind: 'failed' } }]);
    expect(long.waits).toEqual([]);
    const endless = fake(() => ({ status: 503 }));
    expect(await endless.graph.ask([question('/a')])).toMatchObject([{ read: false, because: { kind: 'failed' } }]);
  });

  const MINUTE_MS = 60_000;
  const lost = () => new NoAnswer('ECONNRESET', 'socket hang up');
  const hundred = Array.from({ length: 100 }, (_, index) => question(`/groups/${index}`));

  it.each([
    ['loses every answer', () => lost(), 5 * MINUTE_MS],
    ['answers with a page of a proxy', () => ({ status: 502 }), 5 * MINUTE_MS + 4 * 10_000],
    ['throttles everything', () => ({ status: 429 }), 5 * MINUTE_MS + 4 * 10_000],
    ['is not there', () => new NoAnswer('ECONNREFUSED', 'connect ECONNREFUSED'), 10_000],
  ])('is patient once with a Graph that %s, whatever there is to ask', async (_, answer, longest) => {
    const { graph, waits } = fake(answer);
    const answers = await graph.ask(hundred);
    expect(answers.every(({ read }) => !read)).toBe(true);
    const waited = waits.reduce((a, b) => a + b, 0);
    // The last wait may be longer than what is left.
    expect(waited).toBeGreaterThanOrEqual(longest * 0.9);
    expect(waited).toBeLessThanOrEqual(longest + 5 * 20_000);
  });

  it('has all its patience again once what it repeated is answered', async () => {
    // Every batch is in trouble for four minutes of its own.
    let attempts = 0;
    const { options, waits } = fake((path) => ({ body: { path } }));
    const graph = graphClient({
      ...options,
      send: async (request) => {
        attempts += 1;
        return attempts % 15 === 0 ? options.send(request) : { status: 503, headers: {}, body: '' };
      },
    });
    expect((await graph.ask(hundred)).every(({ read }) => read)).toBe(true);
    expect(waits.reduce((a, b) => a + b, 0)).toBeGreaterThan(15 * MINUTE_MS);
  });

  it('asks for a token once where there is none', async () => {
    const { options } = fake(() => ({}));
    let asked = 0;
    const token = async () => {
      asked += 1;
      throw new NoToken('GitHub gives no token: TIMEOUT');
    };
    const answers = await graphClient({ ...options, token }).ask(hundred);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[99]).toEqual({ read: false, because: { kind: 'failed', detail: 'GitHub gives no token: TIMEOUT' } });
    expect(asked).toBe(1);
  });

  it('takes what is not found for gone only where Graph says so', async () => {
    const { options } = fake(() => ({}));
    const answering = (body: string) =>
      graphClient({ ...options, send: async () => ({ status: 404, headers: {}, body }) });
    const asked = [{ ...question('/groups/1'), mayBeGone: true as const }];
    expect(await answering(REFUSED_TEXT).ask(asked)).toEqual([{ read: true, value: undefined }]);
    for (const body of ['', '<html>Not Found</html>', '{}', '{"error":"not found"}'])
      expect(await answering(body).ask(asked), body).toMatchObject([{ read: false, because: { kind: 'failed' } }]);
  });

  it('takes in a page of any length', async () => {
    const { graph } = fake(() => ({ body: { value: Array.from({ length: 150_000 }, () => 1) } }));
    const [answer] = await graph.ask([{ ...question('/list'), isList: true }]);
    expect(answer?.read === true && (answer.value as readonly unknown[]).length).toBe(150_000);
  });

  it('follows pages of its own origin alone, and not in a circle', async () => {
    const nextOf = (next: string) =>
      fake((path) => ({ body: path === '/list' ? { value: [1], '@odata.nextLink': next } : { value: [2] } }));
    const ask = async (next: string) => {
      const { graph, sent } = nextOf(next);
      const [answer] = await graph.ask([{ ...question('/list'), isList: true }]);
      return { answer, urls: sent.map(({ url }) => url) };
    };
    expect((await ask(`${ORIGIN}/v1.0/list?$skiptoken=x`)).answer).toEqual({ read: true, value: [1, 2] });
    for (const next of [
      'https://evil.example/v1.0/list',
      'http://graph.example/v1.0/list',
      'https://graph.example.evil.example/v1.0/list',
      'https://graph.example@evil.example/v1.0/list',
      `${ORIGIN}/beta/list`,
      '/list',
    ]) {
      const { answer, urls } = await ask(next);
      expect(answer, next).toMatchObject({ read: false });
      expect(urls.every((url) => url.startsWith(`${ORIGIN}/v1.0/`))).toBe(true);
    }
    const circle = fake(() => ({ body: { value: [], '@odata.nextLink': `${ORIGIN}/v1.0/list` } }));
    expect(await circle.graph.ask([{ ...question('/list'), isList: true }])).toMatchObject([{ read: false }]);
  });

  it('names the permission that is missing, and the licence', async () => {
    const denied = fake(() => ({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: 'no' } },
    }));
    expect(await denied.graph.ask([question('/a')])).toEqual([
      { read: false, because: { kind: 'denied', permissions: ['Some.Read.All'] } },
    ]);
    const licence = fake(() => ({ status: 403, body: { error: { message: 'The tenant needs a P2 license.' } } }));
    expect(await licence.graph.ask([question('/a')])).toMatchObject([{ because: { kind: 'unsupported' } }]);
  });

  it('says nothing of the token', async () => {
    const { graph } = fake(() => new NoAnswer('ERR_TLS_X', 'sent Bearer secret-token'));
    const answers = JSON.stringify(await graph.ask([question('/a')]));
    expect(answers).toContain('<token>');
    expect(answers).not.toContain('secret-token');
  });
});

describe('a tenant', () => {
  const app = {
    id: id(1),
    appId: id(2),
    displayName: 'AWS',
    servicePrincipalNames: [id(2), 'https://signin.example/x'],
    preferredTokenSigningKeyThumbprint: '00FF',
    keyCredentials: [{ customKeyIdentifier: 'AP8=', endDateTime: '2027-01-01T00:00:00Z', usage: 'Verify' }],
  };
  const tenant = (path: string): Given => {
    if (path.startsWith('/servicePrincipals?')) return { body: { value: [app] } };
    if (path.includes('/appRoleAssignedTo'))
      return { body: { value: [{ principalId: id(7).toUpperCase(), principalType: 'Group' }] } };
    if (path.endsWith('/synchronization/jobs'))
      return {
        body: {
          value: [
            {
              id: 'aws.x',
              schedule: { interval: 'PT40M', state: 'Active', expiration: null },
              status: { code: 'Quarantine', quarantine: { reason: 'TooManyDeletes' }, lastExecution: null },
            },
          ],
        },
      };
    if (path.startsWith(`/groups/${id(7)}?`))
      return { body: { id: id(7), displayName: 'Admins', securityEnabled: true, groupTypes: [] } };
    if (path.startsWith(`/groups/${id(7)}/owners`)) return { status: 403 };
    return { status: 404 };
  };

  it('is read with what is assigned, and what is gone or denied is told apart', async () => {
    const { entra } = fake(tenant);
    const state = await entra.read(wanted(['assignments', 'provisioning', 'owners'], { groups: [id(9)] }));
    expect([...state.absent]).toEqual([id(9)]);
    expect(state.tenant).toEqual({ read: false, because: { kind: 'not-asked' } });
    expect(state.applications).toMatchObject({
      read: true,
      value: [
        {
          saml: { identifiers: ['https://signin.example/x'], certificates: [{ thumbprint: '00FF', active: true }] },
          provisioning: {
            read: true,
            value: [
              { status: 'Quarantine', quarantine: { reason: 'TooManyDeletes' }, schedule: { interval: 2_400_000 } },
            ],
          },
        },
      ],
    });
    const group = state.groups.read ? state.groups.value.get(id(7)) : undefined;
    expect(group).toMatchObject({ displayName: 'Admins', members: { read: false, because: { kind: 'not-asked' } } });
    expect(group?.owners).toMatchObject({ because: { kind: 'denied' } });
  });

  it('says which of the wanted applications are not there', async () => {
    const wantedOnes = wanted([], { applications: [id(1), id(5).toUpperCase()] });
    const { entra } = fake((path) =>
      path.startsWith(`/servicePrincipals/${id(1)}?`) ? { body: app } : { status: 404 },
    );
    const { applications, absentApplications } = await entra.read(wantedOnes);
    expect(applications).toMatchObject({ read: true, value: [{ id: id(1) }] });
    expect([...absentApplications]).toEqual([id(5)]);
    const denied = await fake(() => ({ status: 403 })).entra.read(wantedOnes);
    expect([...denied.absentApplications]).toEqual([]);
  });

  it('has no empty list of groups where it is not known who is assigned', async () => {
    const { entra } = fake(() => ({ status: 403 }));
    const { groups } = await entra.read(wanted(['assignments']));
    expect(groups).toEqual({ read: false, because: { kind: 'depends', on: 'assignments' } });
  });

  it('has no empty list of members where they are hidden, and no group of which the kind is not told', async () => {
    const read = async (group: Readonly<Record<string, unknown>>, members: readonly unknown[] = []) => {
      const { entra } = fake((path) => ({ body: path.includes('/members') ? { value: members } : group }));
      return (await entra.read(wanted(['members'], { groups: [id(1)] }))).groups;
    };
    const hidden = { id: id(1), securityEnabled: true, groupTypes: ['Unified'], visibility: 'HiddenMembership' };
    const groups = await read(hidden);
    expect(groups.read && groups.value.get(id(1))?.members).toEqual({
      read: false,
      because: { kind: 'denied', permissions: ['Member.Read.Hidden'] },
    });
    const seen = await read(hidden, [{ id: id(2) }]);
    expect(seen.read && seen.value.get(id(1))?.members.read).toBe(true);
    const { groupTypes: _, ...untyped } = hidden;
    const { securityEnabled: __, ...unsecured } = hidden;
    expect([(await read(untyped)).read, (await read(unsecured)).read]).toEqual([false, false]);
  });

  it('takes no group or application for another that was asked for', async () => {
    const { entra } = fake(() => ({
      body: { id: id(9), appId: id(8), displayName: 'other', securityEnabled: true, groupTypes: [] },
    }));
    const { groups, absent, applications } = await entra.read(wanted([], { applications: [id(1)], groups: [id(2)] }));
    expect([groups.read, applications.read, absent.size]).toEqual([false, false, 0]);
  });

  it('is not asked for what a national cloud does not have', async () => {
    const details = ['assignments', 'provisioning', 'mappings', 'failures', 'eligibility'] as const;
    const unsupported = {
      read: false,
      because: { kind: 'unsupported', detail: expect.stringContaining('in the cloud') },
    };
    const read = async (cloud: Cloud) => {
      const { options, sent } = fake(tenant);
      const state = await graphEntra(() => graphClient(options), cloud).read(wanted(details));
      const asked = sent.flatMap(({ url, body }) => [url, body ?? '']).join();
      const [application] = state.applications.read ? state.applications.value : [];
      const { provisioning, failures } = application!;
      const { eligibility } = (state.groups.read ? state.groups.value.get(id(7)) : undefined)!;
      return { provisioning, failures, eligibility, asked };
    };
    for (const cloud of CLOUDS) {
      const { provisioning, failures, eligibility, asked } = await read(cloud);
      expect([asked.includes('/synchronization/'), asked.includes('/auditLogs/')]).toEqual([
        cloud !== 'china',
        cloud !== 'china',
      ]);
      expect(asked.includes('/eligibilitySchedules')).toBe(cloud === 'global');
      if (cloud === 'china') expect([provisioning, failures]).toEqual([unsupported, unsupported]);
      if (cloud !== 'global') expect(eligibility).toEqual(unsupported);
    }
  });

  it('is never believed: whatever is answered, what cannot be read says so, and nothing is thrown', async () => {
    const everything: readonly EntraDetail[] = [
      ...(['tenant', 'assignments', 'provisioning', 'mappings', 'name-id', 'application-owners'] as const),
      ...(['failures', 'group-creation', 'owners', 'members', 'eligibility'] as const),
    ];
    const whole = (path: string) => tenant(path).body ?? { value: [] };
    const spoilt = fc.record({ at: fc.nat(40), by: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)) });
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: 1, maxLength: 3 }), async (spoils) => {
        const { entra } = fake((path) => {
          const places: { readonly holder: Record<string, unknown>; readonly name: string }[] = [];
          const copy = JSON.parse(JSON.stringify({ root: whole(path) })) as Record<string, unknown>;
          const walk = (value: unknown): void => {
            if (typeof value !== 'object' || value === null) return;
            for (const name of Object.keys(value)) {
              places.push({ holder: value as Record<string, unknown>, name });
              walk((value as Record<string, unknown>)[name]);
            }
          };
          walk(copy);
          for (const { at, by } of spoils) {
            const place = places[at % places.length]!;
            place.holder[place.name] = by;
          }
          return { body: copy.root };
        });
        const state = await entra.read(wanted(everything, { groups: [id(7)], names: ['Admins'] }));
        expect(typeof state.applications.read).toBe('boolean');
      }),
      runs({ numRuns: effort(2_000, 60), seed: 16 }),
    );
  });

  it('takes no answer of another form, in which an id might be an address', async () => {
    const { entra } = fake(() => ({ body: { value: [{ ...app, id: '../users' }] } }));
    expect((await entra.read(wanted(['assignments']))).applications).toMatchObject({ read: false });
  });
});

describe('a token', () => {
  const place = (env: CredentialsPlace['env'], send: Send): CredentialsPlace => ({
    env,
    cloud: 'global',
    addresses: ADDRESSES.global,
    send,
    readFile: async () => 'assertion\n',
    azureCli: async () => ({ text: 'cli' }),
    now: () => 0,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  });
  const pauses: number[] = [];
  const federated = { AZURE_CLIENT_ID: id(1), AZURE_TENANT_ID: id(2), AZURE_FEDERATED_TOKEN_FILE: '/token' };

  it('is asked for again after a trouble of the issuer, and not after a refusal', async () => {
    const issuer = (...statuses: readonly (number | Error)[]) => {
      let asked = 0;
      const send: Send = async () => {
        const status = statuses[Math.min(asked, statuses.length - 1)]!;
        asked += 1;
        if (status instanceof Error) throw status;
        return { status, headers: {}, body: JSON.stringify({ access_token: 'entra' }) };
      };
      return { token: graphToken(place(federated, send)), asked: () => asked };
    };
    pauses.length = 0;
    const busy = issuer(500, new NoAnswer('ECONNRESET', 'reset'), 200);
    expect(await busy.token()).toBe('entra');
    expect(pauses).toEqual([1_000, 4_000]);
    const down = issuer(503);
    await expect(down.token()).rejects.toThrow('Entra gives no token: status 503');
    expect(down.asked()).toBe(3);
    for (const refusal of [401, new NoAnswer('ENOTFOUND', 'no such host')]) {
      const refused = issuer(refusal, 200);
      await expect(refused.token()).rejects.toThrow(NoToken);
      expect(refused.asked()).toBe(1);
    }
  });

  it('is the given one first, then one for a federated token, then that of the Azure CLI', async () => {
    const sent: HttpRequest[] = [];
    const send: Send = async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: JSON.stringify({ access_token: 'entra', expires_in: 3600 }) };
    };
    expect(await graphToken(place({ ...federated, ACCESS_GRAPH_TOKEN: 'given' }, send))()).toBe('given');
    const token = graphToken(place(federated, send));
    expect([await token(), await token()]).toEqual(['entra', 'entra']);
    expect(sent.length).toBe(1);
    expect(new URLSearchParams(sent[0]!.body).get('client_assertion')).toBe('assertion');
    expect(await graphToken(place({}, send))()).toBe('cli');
  });

  it('is in no message of a refusal', async () => {
    const send: Send = async () => ({
      status: 400,
      headers: {},
      body: JSON.stringify({ error_description: 'AADSTS70021: assertion is wrong' }),
    });
    const error = await graphToken(place(federated, send))().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoToken);
    expect((error as Error).message).toBe('Entra gives no token: status 400, AADSTS70021');
  });

  it('has nothing in it that a header could not hold', async () => {
    const send: Send = async () => ({ status: 200, headers: {}, body: '{}' });
    await expect(graphToken(place({ ACCESS_GRAPH_TOKEN: 'a\r\nx: y' }, send))()).rejects.toThrow(NoToken);
  });
});
