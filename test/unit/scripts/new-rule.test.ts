// What `npm run new:rule` makes fits the sources as they are: the files that it registers a rule in must still have the places it looks for.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REGISTERS = ['src/diagnostics/rules.ts', 'src/policy/lint/lint.ts', 'test/golden/hints.ts'];

function copied(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-new-rule-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of REGISTERS) cpSync(path.join(ROOT, file), path.join(folder, file));
  return folder;
}

const run = (cwd: string, code: string) =>
  spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'new-rule.mjs'), code], { cwd, encoding: 'utf8' });

test('a rule is made, registered wherever the compiler asks for it, and has a case', () => {
  const folder = copied();
  expect(run(folder, 'policy/bruised-apples').status).toBe(0);
  const [rules = '', lint = '', hints = ''] = REGISTERS.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  expect(rules.match(/POLICY_BRUISED_APPLES_RULES/g)).toHaveLength(2);
  expect(lint.match(/bruisedApplesFindings/g)).toHaveLength(2);
  expect(hints.match(/'policy\/bruised-apples': /g)).toHaveLength(1);
  for (const file of [
    'src/diagnostics/rules/policy-bruised-apples.ts',
    'src/policy/lint/bruised-apples.ts',
    'test/cases/policy/lint/bruised-apples/policy.yaml',
  ])
    expect(existsSync(path.join(folder, file))).toBe(true);
});

test('nothing is written over, and another name is refused', () => {
  const folder = copied();
  run(folder, 'policy/bruised-apples');
  expect(run(folder, 'policy/bruised-apples')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/ is there already\n$/),
  });
  expect(run(folder, 'BruisedApples')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^usage: /) });
});
