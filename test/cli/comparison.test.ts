// What `access compare --format json` prints, against its schema.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { commitAll } from '../support/git.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'comparison.schema.json'), 'utf8'));
const isComparison = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

async function compared(situation: string, old: string, current: string) {
  const cwd = path.join(ROOT, 'test', 'cases', 'cli', situation, 'input');
  const { stdout, exitCode } = await access(['compare', old, current, '--format', 'json'], { cwd });
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

test.each([
  ['compare-files-that-differ', 'old.json', 'new.yaml', 'unknown'],
  ['compare-one-policy-in-other-words', 'short.json', 'long.yml', 'neutral'],
  ['compare-less', 'wide.json', 'narrow.json', 'narrows'],
  ['compare-a-deny-removed', 'before.json', 'after.json', 'broadens'],
  ['compare-what-cannot-be-told', 'old.json', 'new.json', 'unknown'],
  ['compare-hostile-policies', 'old.json', 'new.json', 'unknown'],
  ['compare-managed-policies', 'ReadOnlyAccess', 'AdministratorAccess', 'broadens'],
])('%s: %s and %s', async (situation, old, current, risk) => {
  const comparison = await compared(situation, old, current);
  isComparison(comparison);
  expect(isComparison.errors ?? []).toEqual([]);
  expect(comparison.risk).toBe(risk);
});

test('a folder with its base, and what is left under an SCP', async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-comparison-'));
  cpSync(path.join(ROOT, 'test', 'cases', 'cli', 'compare-with-base', 'changes'), cwd, { recursive: true });
  commitAll(cwd, 'main');
  const policies = path.join(cwd, 'policies');
  const later = path.join(ROOT, 'test', 'cases', 'cli', 'compare-with-base', 'later');
  cpSync(path.join(later, 'wide.json'), path.join(policies, 'a.json'));
  const scp = path.join(ROOT, 'test', 'cases', 'cli', 'compare-several', 'changes', 'no-writes.json');
  const { stdout } = await access(['compare', '--base', 'main', 'policies', '--scp', scp, '--format', 'json'], { cwd });
  rmSync(cwd, { recursive: true });
  const compared = JSON.parse(stdout);
  isComparison(compared);
  expect(isComparison.errors ?? []).toEqual([]);
  expect(compared.comparisons).toHaveLength(1);
  expect(compared.comparisons[0].limited.gained.topActions).toEqual(['s3:DeleteObject']);
});

test('every gain is there, and the figures are of them', async () => {
  const { gained } = await compared('compare-files-that-differ', 'old.json', 'new.yaml');
  const actions = gained.gains.flatMap((gain: { readonly actions: readonly string[] }) => gain.actions);
  expect(new Set(actions).size).toBe(gained.actionCount);
  expect(actions).toContain('s3:PutObjectAcl');
});
