// What `access explain --format json` prints, against its schema; and that every way to the same files gives the same answer.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
