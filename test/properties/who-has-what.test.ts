// Who has what: every command that answers it, against a reading of the same grants that shares no code with them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { access } from '../support/host.ts';
import { effort, runs } from '../support/runs.ts';

/** What a grant may choose among. */
const ACCOUNTS = [
  { id: '111111111111', name: 'management', unit: '', tags: {}, management: true },
  { id: '222222222222', name: 'press-prod', unit: 'Workloads/Prod', tags: { env: 'prod' } },
  { id: '333333333333', name: 'press-dev', unit: 'Workloads/Dev', tags: { env: 'dev' } },
  { id: '444444444444', name: 'juice-prod', unit: 'Workloads/Prod/Regulated', tags: { env: 'prod' } },
  { id: '555555555555', name: 'lab', unit: 'Sandbox', tags: { env: 'dev', team: 'lab' } },
  { id: '666666666666', name: 'toString', unit: '', tags: {} },
] as const;
type Account = (typeof ACCOUNTS)[number];

const GROUPS = ['pickers', 'pressers', '__proto__', 'constructor'];
const USERS = ['alice', 'lab'];
const SETS = ['Reader', 'Operator', 'lab'];
/** NOW of the host in memory is 2026-11-22T09:00:00Z. */
const ENDS = [
  undefined,
  '2027-01-01',
  '2026-11-22',
  '2026-11-21',
  '2026-11-22T09:00:00Z',
  '2026-11-22T10:00:00+01:00',
  '2026-11-22T09:00:01Z',
];
const HAS_ENDED = new Set(['2026-11-21', '2026-11-22T09:00:00Z', '2026-11-22T10:00:00+01:00']);

interface Selector {
  readonly written: unknown;
  readonly takes: (account: Account) => boolean;
}

const isManagement = (account: Account) => 'management' in account;
const PLAIN: readonly Selector[] = [
  ...ACCOUNTS.flatMap((each): Selector[] => [
    { written: each.name, takes: ({ id }) => id === each.id },
    { written: each.id, takes: ({ id }) => id === each.id },
  ]),
  { written: '*', takes: (account) => !isManagement(account) },
  { written: '*-prod', takes: ({ name }) => name.endsWith('-prod') },
  { written: 'press-???', takes: ({ name }) => /^press-.{3}$/.test(name) },
  { written: 'm*', takes: () => false },
  { written: 'ou:Workloads/Prod/*', takes: ({ unit }) => unit === 'Workloads/Prod' },
  { written: 'ou:Workloads/**', takes: ({ unit }) => unit.startsWith('Workloads/') },
  { written: 'ou:/*', takes: (account) => account.unit === '' && !isManagement(account) },
  { written: 'ou:/**', takes: (account) => !isManagement(account) },
  { written: 'tag:env=prod', takes: ({ tags }) => 'env' in tags && tags.env === 'prod' },
  { written: 'tag:team=lab', takes: ({ tags }) => 'team' in tags },
];
const SET_OF_ACCOUNTS: Selector = {
  written: 'set:workloads',
  takes: ({ unit, name }) => unit.startsWith('Workloads/') && name !== 'press-dev',
};
const plain = fc.constantFrom(...PLAIN, SET_OF_ACCOUNTS);
const selectors = (mayBeEmpty: boolean) =>
  fc.oneof(
    { weight: 4, arbitrary: plain },
    {
      weight: 1,
      arbitrary: fc.tuple(plain, plain).map((parts): Selector => {
        const intersect = parts.map(({ written }) => (mayBeEmpty ? { select: written, mayBeEmpty } : written));
        // An exception takes out something, and so does each part of it.
        const isWritten = mayBeEmpty || parts.every(({ takes }) => ACCOUNTS.some(takes));
        return { written: { intersect }, takes: (account) => isWritten && parts.every(({ takes }) => takes(account)) };
      }),
    },
  );

interface Grant {
  readonly groups: readonly string[];
  readonly users: readonly string[];
  readonly permissionSets: readonly string[];
  readonly accounts: readonly Selector[];
  readonly except: readonly Selector[];
  readonly expires: string | undefined;
  readonly reason: string | undefined;
}

const grant: fc.Arbitrary<Grant> = fc.record({
  groups: fc.subarray(GROUPS),
  users: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(USERS) }),
  permissionSets: fc.subarray(SETS, { minLength: 1 }),
  accounts: fc.array(selectors(true), { minLength: 1, maxLength: 3 }),
  except: fc.array(selectors(false), { maxLength: 2 }),
  expires: fc.constantFrom(...ENDS),
  reason: fc.constantFrom(undefined, 'ORCH-7', '=1+1; "quoted", with\u00a0more'),
});

const chosen = ({ accounts, except }: Grant): readonly Account[] =>
  ACCOUNTS.filter(
    (account) => accounts.some((each) => each.takes(account)) && !except.some((each) => each.takes(account)),
  );

/** Grants as people may write them: somebody in them, exceptions that except something, users until some day. */
const estates = fc.array(grant, { minLength: 1, maxLength: 6 }).map((all) =>
  all
    .map((each) => ({
      ...each,
      expires: each.users.length > 0 && each.expires === undefined ? '2027-01-01' : each.expires,
      except: each.except.filter(({ takes }) => ACCOUNTS.some(takes)),
    }))
    .filter((each) => each.groups.length + each.users.length > 0 && chosen(each).length > 0),
);

function written(grants: readonly Grant[]): string {
  const own = (entries: readonly (readonly [string, unknown])[]) =>
    `{ ${entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ')} }`;
  const accounts = ACCOUNTS.map(
    ({ id, name, unit, tags, ...more }) => [name, { id, tags, ...more, ...(unit === '' ? {} : { ou: unit }) }] as const,
  );
  const lines = grants.map(({ accounts: include, except, groups, users, ...more }) => ({
    ...more,
    ...(groups.length === 0 ? {} : { groups }),
    ...(users.length === 0 ? {} : { users }),
    accounts: include.map((each) => ({ select: each.written, mayBeEmpty: true })),
    ...(except.length === 0 ? {} : { except: except.map((each) => each.written) }),
  }));
  return `identityCenter: { owner: orchard, region: eu-west-1, startUrl: "https://orchard.awsapps.com/start", inventoryComplete: true, users: expiring }
accounts: ${own(accounts)}
accountSets: { workloads: { include: "ou:Workloads/**", except: press-dev } }
groups: ${own(GROUPS.map((key, at) => [key, { displayName: `AWS ${key}`, objectId: `11111111-aaaa-4aaa-8aaa-00000000000${at}` }]))}
users: ${own(USERS.map((key, at) => [key, { userName: `${key}@example.com`, objectId: `11111111-bbbb-4aaa-8aaa-00000000000${at}` }]))}
permissionSets: ${own(SETS.map((name) => [name, { inlinePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name.toLowerCase()}/*` }] } }]))}
grants: ${JSON.stringify(lines)}
`;
}

/** Some of them are asked one by one. */
const ASKED = [
  { word: 'group:pickers', name: 'AWS pickers' },
  { word: 'group:__proto__', name: 'AWS __proto__' },
  { word: 'user:lab', name: 'lab@example.com' },
];
const ofAsked = (rows: readonly string[]) => rows.filter((row) => ASKED.some(({ name }) => row.startsWith(`${name} `)));

/** `principal set account`, each once and in order. */
const sorted = (rows: readonly (readonly string[])[]) => [...new Set(rows.map((row) => row.join(' ')))].sort();

function told(grants: readonly Grant[]): readonly string[] {
  const current = grants.filter(({ expires }) => expires === undefined || !HAS_ENDED.has(expires));
  return sorted(
    current.flatMap((each) =>
      [...each.groups, ...each.users].flatMap((key) =>
        each.permissionSets.flatMap((set) => chosen(each).map(({ id }) => [nameOf(key, each), set, id])),
      ),
    ),
  );
}

/** A group and a user may have one key. */
const nameOf = (key: string, { users }: Pick<Grant, 'users'>) =>
  users.includes(key) ? `${key}@example.com` : `AWS ${key}`;

const idOf = (name: string) => ACCOUNTS.find((each) => each.name === name)?.id ?? name;

type Run = (...words: readonly string[]) => Promise<string>;

/** What each way to ask answers, in the same form. */
const WAYS: Readonly<Record<string, (run: Run) => Promise<readonly string[]>>> = {
  'explain group:* user:*': async (run) => explained(await run('explain', 'group:*', 'user:*', '--format', 'json')),
  'explain account:*': async (run) => explained(await run('explain', 'account:*', '--format', 'json')),
  'explain set:*': async (run) => explained(await run('explain', 'set:*', '--format', 'json')),
  'report --format json': async (run) =>
    sorted(
      JSON.parse(await run('report', '--format', 'json')).assignments.map(
        (row: {
          readonly principal: { readonly name: string };
          readonly permissionSet: string;
          readonly account: string;
        }) => [row.principal.name, row.permissionSet, row.account],
      ),
    ),
  'report --format csv': async (run) =>
    sorted(
      cells(await run('report', '--format', 'csv'))
        .slice(1)
        .map((row) => [row[1]!, row[3]!, row[6]!]),
    ),
  'report --format html': async (run) => {
    const [, data = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(
      await run('report', '--format', 'html'),
    )!;
    const { accounts, principals, sets, rows } = JSON.parse(data);
    return sorted(
      Array.from({ length: rows.length / 4 }, (_, at) => [
        principals[rows[at * 4]][1],
        sets[rows[at * 4 + 1]][0],
        accounts[rows[at * 4 + 2]][0],
      ]),
    );
  },
  'report --format markdown': async (run) => {
    const [, everybody = ''] = /### Everybody: \d+\n\n(.*)$/s.exec(await run('report', '--format', 'markdown')) ?? [];
    const lines = [...everybody.matchAll(/^- (?:group|user) `([^`]+)` `([^`]+)` in ((?:`[^`]+`(?:, )?)+)/gm)];
    return sorted(
      lines.flatMap(([, name = '', set = '', accounts = '']) =>
        [...accounts.matchAll(/`([^`]+)`/g)].map(([, account = '']) => [name, set, idOf(account)]),
      ),
    );
  },
};

/** And of those whom each of these is asked about. */
const WAYS_ONE_BY_ONE: typeof WAYS = {
  can: async (run) => {
    const all: string[][] = [];
    for (const { word, name } of ASKED) {
      const { sessions } = JSON.parse(await run('can', word, 's3:GetObject', '--format', 'json'));
      for (const { permissionSet, accounts } of sessions)
        for (const account of accounts) all.push([name, permissionSet, idOf(account)]);
    }
    return sorted(all);
  },
  profiles: async (run) => {
    const all: string[][] = [];
    for (const { word, name } of ASKED) {
      const text = await run('profiles', word);
      for (const [, account = '', set = ''] of text.matchAll(/^sso_account_id = (\d+)\nsso_role_name = (.*)$/gm))
        all.push([name, set, account]);
    }
    return sorted(all);
  },
};

function explained(json: string): readonly string[] {
  const { explanations } = JSON.parse(json);
  return sorted(
    explanations.flatMap(({ paths }: { readonly paths: readonly { readonly [name: string]: never }[] }) =>
      (
        paths as never as readonly {
          principal: { name: string };
          permissionSet: string;
          accounts: readonly { id: string }[];
        }[]
      ).flatMap(({ principal, permissionSet, accounts }) =>
        accounts.map(({ id }) => [principal.name, permissionSet, id]),
      ),
    ),
  );
}

/** RFC 4180, every cell in quotes. */
const cells = (csv: string): readonly (readonly string[])[] =>
  csv
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"')));

async function inFolder(grants: readonly Grant[], work: (run: Run) => Promise<void>): Promise<void> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-who-'));
  try {
    mkdirSync(path.join(cwd, 'access'));
    writeFileSync(path.join(cwd, 'access', 'access.yaml'), written(grants));
    await work(async (...words) => {
      const { stdout, stderr, exitCode } = await access(words, { cwd });
      expect([words, exitCode, exitCode === 0 ? '' : stderr]).toEqual([words, 0, '']);
      return stdout;
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

test('every answer is that of the grants, whoever is asked and however', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(estates, (grants) =>
      inFolder(grants, async (run) => {
        const expected = told(grants);
        for (const [way, ask] of Object.entries(WAYS)) expect([way, await ask(run)]).toEqual([way, expected]);
        for (const [way, ask] of Object.entries(WAYS_ONE_BY_ONE))
          expect([way, await ask(run)]).toEqual([way, ofAsked(expected)]);
      }),
    ),
    { ...runs({ numRuns: effort(60, 3), seed: 20261128 }), endOnFailure: true },
  );
});

test('once applied, Identity Center has what the grants say, and every answer agrees', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(estates, (grants) =>
      inFolder(grants, async (run) => {
        await run('apply', '--sandbox', '--auto-approve');
        expect(JSON.parse(await run('plan', '--sandbox', '--format', 'json')).changes).toEqual([]);
        const { assignments } = JSON.parse(await run('report', '--sandbox', '--format', 'json'));
        for (const { live } of assignments) expect(live).toBe('in-place');
        const sandboxed: Run = (...words) => run(...words, '--sandbox');
        for (const way of [
          'explain group:* user:*',
          'explain account:*',
          'explain set:*',
          'report --format json',
          'report --format csv',
        ])
          expect([way, await WAYS[way]!(sandboxed)]).toEqual([way, told(grants)]);
      }),
    ),
    { ...runs({ numRuns: effort(20, 1), seed: 20261129 }), endOnFailure: true },
  );
});
