// What `access explain --format json` prints, against its schema; and that every way to the same files gives the same answer.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitAll } from '../support/git.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'explanation.schema.json'), 'utf8'));
const isExplanation = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-explanation-'));
  cpSync(path.join(ROOT, 'test', 'cli', 'orchard'), cwd, { recursive: true });
  commitAll(cwd, 'first');
  await access(['snapshot', 'snapshot.json', '--sandbox', '--seed', 'live.json'], { cwd });
  const seed = JSON.parse(readFileSync(path.join(cwd, 'live.json'), 'utf8'));
  const [, pickers] = seed.groups;
  const people = { users: [{ userName: 'granny' }], groups: [seed.groups[0], { ...pickers, members: ['granny'] }] };
  writeFileSync(path.join(cwd, 'people-live.json'), JSON.stringify({ ...seed, ...people }));
  const options = ['--sandbox', '--sandbox-state', 'people-state.json', '--seed', 'people-live.json'];
  await access(['snapshot', 'people.json', '--members', ...options], { cwd });
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function explained(...words: readonly string[]) {
  const { stdout, stderr, exitCode } = await access(['explain', ...words, '--format', 'json'], { cwd });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const value = JSON.parse(stdout);
  isExplanation(value);
  expect(isExplanation.errors ?? []).toEqual([]);
  return value;
}

test.each([
  ['pressers', ['Operator']],
  ['AWS Pickers', ['Reader']],
  ['juice-lab', ['Operator']],
  ['222222222222', ['Operator', 'Reader']],
  ['set:Rea*', ['Reader']],
])('%s', async (word, sets) => {
  const { explanations } = await explained(word);
  expect(explanations).toHaveLength(1);
  const [{ paths, permissionSets }] = explanations;
  expect(permissionSets.map((each: { readonly permissionSet: string }) => each.permissionSet)).toEqual(sets);
  for (const { grants } of paths) expect(grants[0].introduced).toMatchObject({ committed: true, summary: 'first' });
});

test('with live, each path says whether live agrees', async () => {
  const { explanations, snapshot } = await explained('set:*', 'group:*', '--live', 'snapshot.json');
  expect(snapshot.takenAt).toBeDefined();
  for (const { paths } of explanations)
    for (const { live } of paths) expect(['in-place', 'drifted', 'missing', 'unmanaged']).toContain(live.status);
});

test('the files as of the checked-out commit are the files', async () => {
  const now = await explained('group:*', 'account:*');
  const { commit, ...then } = await explained('group:*', 'account:*', '--ref', 'HEAD');
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  const withoutTime = (value: typeof now) =>
    value.explanations.map(({ asOf, ...rest }: { readonly asOf: string }) => rest);
  expect(withoutTime(then)).toEqual(withoutTime(now));
});

test.each([
  ['no account', ''],
  ['some accounts', 'accounts:\n  elsewhere: { id: "222222222222", ou: Elsewhere }\n'],
])('files that list %s never say that a group which is granted something has nothing', async (_, accounts) => {
  const folder = path.join(cwd, `files-${accounts.length}`);
  mkdirSync(path.join(folder, 'access'), { recursive: true });
  const files = `identityCenter: { owner: orchard }
groups: { pickers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000001 } }
permissionSets: { Administrator: { managedPolicies: AdministratorAccess } }
${accounts}grants:
  - { groups: pickers, permissionSets: Administrator, accounts: ["ou:Prod/**"], reason: ORCH-7 }
`;
  writeFileSync(path.join(folder, 'access', 'access.yaml'), files);
  for (const word of ['pickers', 'Administrator', ...(accounts === '' ? [] : ['elsewhere'])]) {
    const { stdout } = await access(['explain', word], { cwd: folder });
    expect(stdout).toContain('the files do not list every account');
    expect(stdout).toContain(', as far as is known here.');
    expect(stdout).toMatch(/pickers: Administrator in accounts that are not known here/);
    const json = await access(['explain', word, '--format', 'json'], { cwd: folder });
    const value = JSON.parse(json.stdout);
    isExplanation(value);
    expect(isExplanation.errors ?? []).toEqual([]);
    expect(value.explanations[0]).toMatchObject({
      complete: false,
      paths: [],
      uncertainGrants: [{ groups: ['pickers'], permissionSets: ['Administrator'], reason: 'ORCH-7' }],
    });
  }
  const { stdout } = await access(['report'], { cwd: folder });
  expect(stdout).toContain('the files do not list every account');
  expect(stdout).toContain('which accounts it means is not known here');
});

test('a person, and the people behind what is asked about', async () => {
  const { explanations } = await explained('set:Reader', 'person:granny', '--members', '--live', 'people.json');
  expect(explanations[0].people.known.map(({ name }: { readonly name: string }) => name)).toEqual(['granny']);
  expect(explanations[1].memberships.groups.map(({ name }: { readonly name: string }) => name)).toEqual([
    'AWS Pickers',
  ]);
  expect(explanations[1].complete).toBe(true);
});

test('of more files than git is asked about, the answer says so', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'access-many-'));
  try {
    cpSync(path.join(ROOT, 'test', 'cli', 'orchard'), dir, { recursive: true });
    commitAll(dir, 'first');
    for (let at = 0; at < 52; at++)
      writeFileSync(
        path.join(dir, 'access', `more-${at}.yaml`),
        'grants:\n  - { groups: pickers, permissionSets: Operator, accounts: juice-lab }\n',
      );
    const { stdout } = await access(['explain', 'pickers', '--format', 'json'], { cwd: dir });
    const value = JSON.parse(stdout);
    isExplanation(value);
    expect(isExplanation.errors ?? []).toEqual([]);
    expect(value.filesNotAsked).toBe(3);
    const text = await access(['explain', 'pickers'], { cwd: dir });
    expect(text.stdout).toContain('which commits brought the lines of 3 files was not asked');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('applications are in the JSON, by the schema, with what live has of them', async () => {
  const sandbox = [
    '--sandbox',
    '--sandbox-state',
    path.join(cwd, 'applications.json'),
    '--seed',
    'access/sandbox-seed.json',
  ];
  for (const words of [
    ['application:*'],
    ['SharedServices'],
    ['SharedServices', 'application:orders-wiki', ...sandbox],
  ]) {
    const { stdout } = await access(['explain', ...words, '--format', 'json'], { cwd: ROOT });
    const value = JSON.parse(stdout);
    isExplanation(value);
    expect(isExplanation.errors ?? []).toEqual([]);
    const lives = value.applications.map(({ live }: { live?: { found: boolean } }) => live?.found);
    expect(lives).toEqual([words.includes('--sandbox') ? true : undefined]);
  }
});
