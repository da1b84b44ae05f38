// Who has what: every assignment of the holdings once, in every format, and as schemas/report.schema.json says.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { access } from '../../support/host.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'report.schema.json'), 'utf8'));

async function report(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await access(['report', ...words], { cwd: ROOT });
  expect([exitCode, stderr.includes('error[')]).toEqual([0, false]);
  return stdout;
}

test('the example in JSON fits the schema, and CSV has a row for each of its assignments and of what is not known', async () => {
  const json = JSON.parse(await report('--format', 'json'));
  const validate = new Ajv2020({ strictTypes: false }).compile(schema);
  expect([validate(json), validate.errors]).toEqual([true, null]);
  expect(json.assignments.length).toBeGreaterThan(50);
  expect(new Set(json.assignments.map(({ address }: { address: string }) => address)).size).toBe(
    json.assignments.length,
  );
  const csv = (await report('--format', 'csv')).trimEnd().split('\r\n');
  expect(csv).toHaveLength(1 + json.assignments.length + json.uncertain.length);
});

test.each([
  ['orchard-management', 1],
  ['apples-dev', 0],
])('paths that take over Identity Center count where it is administered: %s', async (account, count) => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-report-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  mkdirSync(path.join(cwd, 'access'));
  writeFileSync(
    path.join(cwd, 'access', 'access.yaml'),
    `identityCenter: { owner: orchard, inventoryComplete: true }
accounts:
  orchard-management: { id: "999999999999", management: true }
  apples-dev: { id: "333333333333" }
groups: { pickers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000001 } }
permissionSets:
  Assigner: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sso:CreateAccountAssignment", Resource: "*" }] } }
grants: [{ groups: pickers, permissionSets: Assigner, accounts: ${account} }]
`,
  );
  const { stdout } = await access(['report', '--format', 'json'], { cwd });
  const [{ paths }] = JSON.parse(stdout).permissionSets;
  expect(paths.filter(({ takeover }: { takeover?: true }) => takeover === true).length > 0).toBe(count === 1);
  const csv = await access(['report', '--format', 'csv'], { cwd });
  expect(csv.stdout.includes('idc-')).toBe(count === 1);
  const text = await access(['report'], { cwd });
  expect(text.stdout.includes('Escalation: 1')).toBe(count === 1);
});

test('with members, JSON has everybody who has access, and CSV a row for each person and assignment', async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-report-people-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  cpSync(path.join(ROOT, 'access'), path.join(cwd, 'access'), { recursive: true });
  const sandbox = ['--sandbox', '--seed', 'access/sandbox-seed.json', '--members'];
  const { stdout } = await access(['report', ...sandbox, '--format', 'json'], { cwd });
  const json = JSON.parse(stdout);
  const validate = new Ajv2020({ strictTypes: false }).compile(schema);
  expect([validate(json), validate.errors]).toEqual([true, null]);
  expect(json.limits.filter((limit: string) => limit.includes(`access explain "application:*"`))).toHaveLength(1);
  const { known, unread, empty } = json.people;
  expect(known.length).toBeGreaterThan(5);
  const keyOf = ({ type, id }: { readonly type: string; readonly id: string }) => `${type}:${id}`;
  const people = new Map<string, number>();
  for (const { by } of known) for (const each of by) people.set(keyOf(each), (people.get(keyOf(each)) ?? 0) + 1);
  for (const each of [...unread, ...empty]) people.set(keyOf(each), 1);
  const rows = json.assignments.reduce(
    (sum: number, { principal }: { readonly principal: { readonly type: string; readonly id: string } }) =>
      sum + people.get(keyOf(principal))!,
    0,
  );
  const csv = await access(['report', ...sandbox, '--format', 'csv'], { cwd });
  expect(csv.stdout.trimEnd().split('\r\n')).toHaveLength(rows + 1);
});
