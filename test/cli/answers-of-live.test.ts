// What `access report` and `access explain` say of an organization in which somebody changed things by hand, or means to deceive.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitAll } from '../support/git.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const validator = (name: string) =>
  new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
    JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8')),
  );
const isReport = validator('report.schema.json');
const isExplanation = validator('explanation.schema.json');

const ORGANIZATION = {
  managementAccount: '111111111111',
  accounts: [
    { id: '111111111111', name: 'management' },
    { id: '222222222222', name: 'press-prod', ou: 'Workloads/Prod' },
    { id: '333333333333', name: 'press-dev', ou: 'Workloads/Dev' },
  ],
};
const GROUPS = [
  { displayName: 'AWS Pressers', externalId: '11111111-aaaa-4aaa-8aaa-000000000001' },
  { displayName: 'AWS Pickers', externalId: '11111111-aaaa-4aaa-8aaa-000000000002' },
];
const FILES = `identityCenter: { owner: orchard, inventoryComplete: true }
accounts:
  management: { id: "111111111111", management: true }
  press-prod: { id: "222222222222", ou: Workloads/Prod }
  press-dev: { id: "333333333333", ou: Workloads/Dev }
groups:
  pressers: { displayName: AWS Pressers, objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
  pickers: { displayName: AWS Pickers, objectId: 11111111-aaaa-4aaa-8aaa-000000000002 }
permissionSets:
  Operator: { managedPolicies: ReadOnlyAccess }
  Reader: { managedPolicies: ReadOnlyAccess }
grants:
  - { groups: pressers, permissionSets: Operator, accounts: press-* }
  - { groups: pickers, permissionSets: Reader, accounts: press-dev }
`;
const SEED = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: ORGANIZATION,
  users: [{ userName: 'bob@example.com' }],
  groups: GROUPS,
  permissionSets: [
    { name: 'Operator', managedPolicies: ['AdministratorAccess'], tags: { 'access:owner': 'orchard' } },
    { name: 'Reader', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': 'orchard' } },
  ],
  assignments: [
    { permissionSet: 'Operator', account: 'press-prod', group: 'AWS Pressers' },
    { permissionSet: 'Operator', account: 'press-dev', user: 'bob@example.com' },
    { permissionSet: 'Reader', account: 'press-dev', group: 'AWS Pickers' },
  ],
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'access-answers-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A folder of these files beside `snapshot.json`, taken of a sandbox that begins with the seed. */
async function folder(name: string, files: string, seed: object = SEED): Promise<string> {
  const cwd = path.join(root, name);
  mkdirSync(path.join(cwd, 'access'), { recursive: true });
  writeFileSync(path.join(cwd, 'access', 'access.yaml'), files);
  writeFileSync(path.join(cwd, 'seed.json'), JSON.stringify(seed));
  const { exitCode, stderr } = await access(['snapshot', 'snapshot.json', '--sandbox', '--seed', 'seed.json'], { cwd });
  expect(stderr.replace(/^snapshot of .*\n/, '')).toBe('');
  expect(exitCode).toBe(0);
  return cwd;
}

interface ReportRow {
  readonly principal: { readonly id: string; readonly name: string };
  readonly account: string;
  readonly permissionSet: string;
  readonly live?: string;
}

async function report(cwd: string, ...words: readonly string[]) {
  const { stdout, exitCode } = await access(['report', '--format', 'json', ...words], { cwd });
  expect(exitCode).toBe(0);
  const value = JSON.parse(stdout);
  isReport(value);
  expect(isReport.errors ?? []).toEqual([]);
  return value as {
    readonly assignments: readonly ReportRow[];
    readonly unusedGrants: readonly object[];
    readonly drift?: readonly object[];
    readonly limits: readonly string[];
  };
}

async function explained(cwd: string, ...words: readonly string[]) {
  const { stdout, stderr, exitCode } = await access(['explain', '--format', 'json', ...words], { cwd });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const value = JSON.parse(stdout);
  isExplanation(value);
  expect(isExplanation.errors ?? []).toEqual([]);
  return value.explanations;
}

const LIVE = ['--live', 'snapshot.json'];

const rowTexts = (rows: readonly ReportRow[]) =>
  rows.map(
    ({ principal, permissionSet, account, live }) =>
      `${principal.name}: ${permissionSet} in ${account}, ${live ?? 'not read'}`,
  );

describe('a permission set that somebody widened in Identity Center', () => {
  test('makes administrators, in a report and where it is explained, until the next apply', async () => {
    const cwd = await folder('widened', FILES);
    const { stdout } = await access(['report', ...LIVE], { cwd });
    const [, administrators = ''] = /^Administrators: \d+\n((?: +.*\n)+)/m.exec(stdout) ?? [];
    expect(administrators).toContain('AWS Pressers');
    expect(administrators).toContain('bob@example.com');
    expect(administrators).not.toContain('AWS Pickers');
    expect(stdout).toContain('1 permission set with other policies in Identity Center than in the files');
    for (const word of ['pressers', 'bob@example.com', 'Operator', 'press-prod']) {
      const [{ permissionSets }] = await explained(cwd, word, ...LIVE);
      const told = permissionSets
        .filter(({ permissionSet }: { readonly permissionSet: string }) => permissionSet === 'Operator')
        .map(({ asInLive, administrator }: { readonly asInLive?: true; readonly administrator?: string }) => [
          asInLive ?? false,
          administrator ?? 'none',
        ]);
      expect([word, told]).toEqual([
        word,
        [
          [false, 'none'],
          [true, 'unrestricted'],
        ],
      ]);
    }
    const text = await access(['explain', 'Operator', ...LIVE], { cwd });
    expect(text.stdout).toMatch(/^Operator, as it is in live until the next apply\n +administrator +yes/m);
  });

  test('is what the files make of it for whom it does not reach yet', async () => {
    const cwd = await folder('widened-for-nobody', FILES, { ...SEED, assignments: [] });
    const [{ permissionSets }] = await explained(cwd, 'Operator', ...LIVE);
    expect(permissionSets).toHaveLength(1);
    expect(permissionSets[0]).not.toHaveProperty('administrator');
  });
});

describe('options that choose', () => {
  test.each([
    ['the key of a group', ['--group', 'pickers'], ['AWS Pickers: Reader in 333333333333, in-place']],
    ['its name', ['--group', 'AWS Pick*'], ['AWS Pickers: Reader in 333333333333, in-place']],
    ['a user that only live knows', ['--group', 'bob@*'], ['bob@example.com: Operator in 333333333333, unmanaged']],
    ['an account', ['--account', 'press-prod'], ['AWS Pressers: Operator in 222222222222, drifted']],
  ])('%s, with live as of the files alone', async (_, words, rows) => {
    const cwd = await folder('chosen', FILES);
    const { assignments, unusedGrants, drift = [] } = await report(cwd, ...words, ...LIVE);
    expect(rowTexts(assignments)).toEqual(rows);
    // Grants that give somebody else something are in use.
    expect(unusedGrants).toEqual([]);
    const { drift: all = [] } = await report(cwd, ...LIVE);
    expect(drift.length).toBeLessThan(all.length);
    if (words[1]?.startsWith('bob') === true) return;
    const offline = await report(cwd, ...words);
    expect(offline.unusedGrants).toEqual([]);
    expect(offline.assignments.map(({ account, permissionSet }) => [account, permissionSet])).toEqual(
      assignments.map(({ account, permissionSet }) => [account, permissionSet]),
    );
  });

  test.each([
    ['--group', 'pikers', 'names no group or user that is known here', 'did you mean `pickers`?'],
    ['--account', 'press-prd', 'names no account that is known here', 'did you mean `press-prod`'],
    ['--permission-set', 'Readers', 'names no permission set that is known here', 'did you mean `Reader`?'],
  ])('a word that names nothing is no answer about nobody: %s %s', async (option, word, problem, hint) => {
    const cwd = await folder('mistyped', FILES);
    for (const words of [[], LIVE]) {
      const { stdout, stderr, exitCode } = await access(['report', option, word, ...words], { cwd });
      expect([stdout, exitCode]).toEqual(['', 1]);
      expect(stderr).toContain(problem);
      expect(stderr).toContain(hint);
    }
  });

  test('grants that nobody has anything by are told where they may be about what was chosen', async () => {
    const cwd = await folder(
      'unused',
      `${FILES}  - { groups: pickers, permissionSets: Operator, accounts: press-prod, expires: 2026-01-01 }
`,
    );
    expect((await report(cwd, '--group', 'pickers')).unusedGrants).toMatchObject([{ why: 'ended' }]);
    expect((await report(cwd, '--group', 'pressers')).unusedGrants).toEqual([]);
    expect((await report(cwd, '--permission-set', 'Reader')).unusedGrants).toEqual([]);
  });
});

describe('what can be asked about', () => {
  test('whoever has access: users that nobody declared, and who is deleted', async () => {
    const cwd = await folder('undeclared', FILES);
    const snapshot = JSON.parse(readFileSync(path.join(cwd, 'snapshot.json'), 'utf8'));
    const gone = '99999999-1111-4111-8111-111111111111';
    snapshot.assignments.push({
      permissionSet: 'Reader',
      account: '222222222222',
      principal: { type: 'user', id: gone },
    });
    snapshot.orphans.push(gone);
    writeFileSync(path.join(cwd, 'snapshot.json'), JSON.stringify(snapshot));
    const asked = await explained(cwd, 'user:*', ...LIVE);
    expect(asked.map(({ subject }: { readonly subject: { readonly name: string } }) => subject.name).sort()).toEqual([
      gone,
      'bob@example.com',
    ]);
    const [{ paths }] = await explained(cwd, gone, ...LIVE);
    expect(paths).toMatchObject([{ permissionSet: 'Reader', live: { status: 'unmanaged' } }]);
  });

  test('an account that only a grant names, by its id', async () => {
    const cwd = await folder(
      'by-id',
      FILES.replace(', inventoryComplete: true', '').replace('accounts: press-dev', 'accounts: "444444444444"'),
    );
    for (const word of ['444444444444', 'account:4*']) {
      const [{ paths }] = await explained(cwd, word);
      expect(paths).toMatchObject([{ permissionSet: 'Reader', principal: { name: 'AWS Pickers' } }]);
    }
    expect(await explained(cwd, 'account:*')).toHaveLength(4);
  });

  test('an alias that is the name of another account is asked back', async () => {
    const seed = {
      ...SEED,
      organization: {
        ...ORGANIZATION,
        accounts: [...ORGANIZATION.accounts, { id: '555555555555', name: 'Press-Prod' }],
      },
    };
    const cwd = await folder('namesakes', FILES.replaceAll('press-prod', 'Press-Prod'), seed);
    const { stderr, exitCode } = await access(['explain', 'Press-Prod', ...LIVE], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('`account:222222222222` or `account:555555555555`');
  });
});

test('a group whose key is written to be the id of another hides nothing that the other has', async () => {
  const cwd = await folder('impostor', FILES);
  const { directory } = JSON.parse(readFileSync(path.join(cwd, 'snapshot.json'), 'utf8'));
  const { id } = directory.groups.find(
    ({ displayName }: { readonly displayName: string }) => displayName === 'AWS Pickers',
  );
  const written = FILES.replace(
    / {2}pickers: .*\n/,
    `  ${id}: { displayName: Nobody Yet, objectId: 11111111-aaaa-4aaa-8aaa-00000000000f }\n`,
  ).replace('groups: pickers', `groups: ${id}`);
  writeFileSync(path.join(cwd, 'access', 'access.yaml'), written);
  const { assignments } = await report(cwd, ...LIVE);
  expect(rowTexts(assignments)).toEqual(
    expect.arrayContaining([
      'AWS Pickers: Reader in 333333333333, unmanaged',
      'Nobody Yet: Reader in 333333333333, held',
    ]),
  );
  const [{ paths }] = await explained(cwd, 'press-dev', ...LIVE);
  expect(paths).toContainEqual(
    expect.objectContaining({ principal: { type: 'group', id, name: 'AWS Pickers' }, live: { status: 'unmanaged' } }),
  );
});

test('as of a day, who has something until that day has it, and the day is said', async () => {
  const cwd = await folder(
    'last-day',
    FILES.replace(/accounts: press-dev }/, 'accounts: press-dev, expires: 2026-11-21 }'),
  );
  commitAll(cwd, 'first');
  const [onTheDay] = await explained(cwd, 'pickers', '--at', '2026-11-21');
  expect(onTheDay.paths).toHaveLength(1);
  const { stdout } = await access(['explain', 'pickers', '--at', '2026-11-21'], { cwd });
  expect(stdout).toContain('ends of grants are judged as of 2026-11-21\n');
  for (const after of ['2026-11-22', '2026-11-22T00:00:00Z'])
    expect((await explained(cwd, 'pickers', '--at', after))[0].paths).toEqual([]);
  expect((await explained(cwd, 'pickers', '--at', '2026-11-21T23:59:59Z'))[0].paths).toHaveLength(1);
});

describe('a grant whose accounts are not all known here', () => {
  const files = `${FILES.replace(', inventoryComplete: true', '')}  - { groups: pickers, permissionSets: Operator, accounts: ["ou:Elsewhere/**", press-prod], except: "press-x*", reason: ORCH-9 }\n`;

  test('is in every format of a report, though it gives something here as well', async () => {
    const cwd = await folder('uncertain', files);
    const value = await report(cwd);
    expect(value).toMatchObject({
      uncertain: [
        {
          principal: { type: 'group', id: 'pickers', name: 'AWS Pickers' },
          permissionSet: 'Operator',
          accounts: ['ou:Elsewhere/**', 'press-prod'],
          except: ['press-x*'],
        },
      ],
    });
    for (const format of ['text', 'markdown', 'csv', 'html']) {
      const { stdout } = await access(['report', '--format', format], { cwd });
      expect([format, stdout]).toEqual([format, expect.stringContaining('ou:Elsewhere/**')]);
      expect([format, stdout]).toEqual([format, expect.stringMatching(/may give more|"not known"/)]);
    }
    expect(await report(cwd, '--group', 'pressers')).toMatchObject({ uncertain: [] });
  });

  test('production that is not known here is not taken for none', async () => {
    const cwd = await folder('production', files);
    const { limits } = await report(cwd, '--production', 'ou:Elsewhere/**');
    expect(limits).toContain(
      'which accounts are production is not known: the selector means none of those that are known here',
    );
  });
});

test('names that could mean another come with their ids in every format', async () => {
  const seed = {
    ...SEED,
    groups: [...GROUPS, { displayName: '\u0410WS Pressers of old' }, { displayName: 'AWS Pressers of old' }],
    organization: {
      ...ORGANIZATION,
      accounts: [...ORGANIZATION.accounts, { id: '555555555555', name: '\u0440ress-dev' }],
    },
    assignments: [
      ...SEED.assignments,
      { permissionSet: 'Reader', account: '555555555555', group: '\u0410WS Pressers of old' },
      { permissionSet: 'Reader', account: '555555555555', group: 'AWS Pressers of old' },
    ],
  };
  const cwd = await folder('look-alikes', FILES.replace(', inventoryComplete: true', ''), seed);
  const { assignments } = await report(cwd, ...LIVE);
  const alike = assignments
    .filter(({ principal }) => principal.name.endsWith('of old'))
    .map(({ principal }) => principal.id);
  expect(new Set(alike).size).toBe(2);
  for (const format of ['text', 'markdown', 'csv', 'html']) {
    const { stdout } = await access(['report', ...LIVE, '--format', format], { cwd });
    for (const id of [...alike, '555555555555', '333333333333'])
      expect([format, stdout.replaceAll('`', '')]).toEqual([format, expect.stringContaining(id)]);
  }
});

const isAnswer = validator('answer.schema.json');

async function answered(cwd: string, ...words: readonly string[]) {
  const { stdout, stderr, exitCode } = await access(['can', ...words, '--format', 'json', ...LIVE], { cwd });
  expect([stderr, exitCode]).toEqual(['', 0]);
  const value = JSON.parse(stdout);
  isAnswer(value);
  expect(isAnswer.errors ?? []).toEqual([]);
  return value as {
    readonly verdict: string;
    readonly sessions: readonly { readonly asInLive?: true; readonly verdict: string }[];
  };
}

test('what somebody can do is answered by the policies that Identity Center has, too', async () => {
  const cwd = await folder('can-drifted', FILES);
  for (const who of ['pressers', 'Operator']) {
    const { verdict, sessions } = await answered(cwd, who, 'iam:CreateRole');
    expect([who, verdict]).toEqual([who, 'conditional']);
    expect(sessions.map((each) => [each.asInLive ?? false, each.verdict])).toEqual([
      [false, 'denied'],
      [true, 'allowed'],
    ]);
  }
  expect((await answered(cwd, 'pressers', 'iam:CreateRole', 'in', 'press-dev')).verdict).toBe('denied');
  expect((await answered(cwd, 'pickers', 'iam:CreateRole')).verdict).toBe('denied');
  const { stdout } = await access(['can', 'pressers', 'iam:CreateRole', ...LIVE], { cwd });
  expect(stdout).toContain('Operator, as it is in live until the next apply, in press-prod');
});

test('a permission set that is not renamed yet is in place under its old name', async () => {
  const renamed = FILES.replaceAll('Reader', 'Viewer').replace(
    'Viewer: { managedPolicies: ReadOnlyAccess }',
    'Viewer: { managedPolicies: ReadOnlyAccess, renamedFrom: Reader }',
  );
  const cwd = await folder('renamed', renamed);
  const [{ paths }] = await explained(cwd, 'pickers', ...LIVE);
  expect(paths).toHaveLength(1);
  expect(paths[0]).toMatchObject({ permissionSet: 'Viewer', live: { status: 'drifted', stillCalled: 'Reader' } });
  const { stdout } = await access(['explain', 'pickers', ...LIVE], { cwd });
  expect(stdout).toContain('in place under its old name Reader: not applied yet');
  expect(stdout).not.toContain('made by hand');
});

describe('a group that the files mistake', () => {
  const mistaken = FILES.replace('000000000002 }', '000000000099 }');

  test('refuses no answer about others, and is told', async () => {
    const cwd = await folder('mistaken', mistaken);
    const { stdout, stderr, exitCode } = await access(['explain', 'pressers', ...LIVE], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning[group/identity-mismatch]');
    expect(stdout).toContain('group AWS Pressers');
    const account = await access(['explain', 'press-dev', ...LIVE], { cwd });
    expect(account.stdout).toContain('held: ');
  });

  test('refuses no report about others, which says what it cannot tell', async () => {
    const cwd = path.join(root, 'mistaken');
    const { assignments, drift, limits } = await report(cwd, ...LIVE);
    expect(rowTexts(assignments)).toEqual([
      'AWS Pickers: Reader in 333333333333, held',
      'AWS Pickers: Reader in 333333333333, unmanaged',
      'AWS Pressers: Operator in 333333333333, missing',
      'AWS Pressers: Operator in 222222222222, drifted',
      'bob@example.com: Operator in 333333333333, unmanaged',
    ]);
    expect(drift).toBeUndefined();
    expect(limits.filter((limit) => limit.startsWith('the files mistake a group'))).toHaveLength(1);
    const { stderr } = await access(['report', ...LIVE], { cwd });
    expect(stderr).toContain('warning[group/identity-mismatch]');
  });

  test.each([
    ['explain', 'pickers'],
    ['explain', 'group:AWS Pickers'],
    ['can', 'pickers', 's3:GetObject'],
    ['report', '--group', 'pickers'],
  ])('has no answer itself: %s %s', async (...words) => {
    const cwd = path.join(root, 'mistaken');
    const { stdout, stderr, exitCode } = await access([...words, ...LIVE], { cwd });
    expect([stdout, exitCode]).toEqual(['', 1]);
    expect(stderr).toContain('error[group/identity-mismatch]');
  });
});
