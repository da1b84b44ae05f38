// The example organisation, on a fresh sandbox: valid, planned, applied, and then nothing left to do.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

describe('the example organisation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'access-example-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]) => access(args, { cwd: ROOT });
  const onSandbox = (verb: string, ...args: readonly string[]) => {
    const state = ['--sandbox', '--sandbox-state', path.join(folder, 'state.json')];
    return run(verb, ...state, '--seed', 'access/sandbox-seed.json', ...args);
  };

  test('is valid, with a waiver that validate tells of', async () => {
    const { exitCode, stdout, stderr } = await run('validate');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(/^notice\[guardrail\/waived\]/m);
    expect(stderr).not.toMatch(/^(?:error|warning)\[/m);
  });

  test('is planned without a refusal, as JSON that fits the published schema', async () => {
    const { exitCode, stdout, stderr } = await onSandbox('plan', '--format', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas/plan.schema.json'), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(schema);
    const plan = JSON.parse(stdout) as Plan;
    validate(plan);
    expect(validate.errors ?? []).toEqual([]);
    expect(plan.changes.length).toBeGreaterThan(20);
    const sides = Object.values(plan.meanings ?? {}).flatMap(({ gained, lost }) => [gained, lost]);
    const withSome = (list: 'levels' | 'doubts' | 'paths') => sides.filter((side) => side[list].length > 0).length;
    expect(Math.min(withSome('levels'), withSome('doubts'), withSome('paths'))).toBeGreaterThan(0);
    expect(stdout).toMatch(/"holders"[\s\S]*"beside"/);
  });

  test('shows all ways in one plan: permission sets, SAML roles, an entitlement and an application', async () => {
    const { stdout } = await onSandbox('plan', '--format', 'json');
    const { changes } = JSON.parse(stdout) as Plan;
    const created = changes.filter(({ action }) => action === 'create');
    const targets = new Set(created.map((change) => ('target' in change ? change.target : 'identity-center')));
    expect([...targets].sort()).toEqual(['account-access', 'applications', 'identity-center', 'saml-roles']);
  });

  test('is what the README shows: the same headline, plan and sum', async () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8').split('\n');
    const { stdout } = await onSandbox('plan');
    const shown = stdout.split('\n').filter((line) => /^(?:access: |plan id |Plan [0-9a-f]{8}: )/.test(line));
    expect(shown.length).toBe(3);
    expect(shown.filter((line) => !readme.includes(line))).toEqual([]);
  });

  test('needs no seed: what its selectors and grants name exists in a sandbox that is made from the files', async () => {
    const state = ['--sandbox', '--sandbox-state', path.join(folder, 'files.json')];
    const first = await run('plan', ...state, '--format', 'json');
    const { findings } = JSON.parse(first.stdout) as { findings: readonly { code: string; severity: string }[] };
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    // A first plan of an organization gives somebody access to its management account, which a guard asks about.
    const { exitCode, stdout } = await run('plan', ...state, '--allow', 'plan/touches-management-account=1');
    expect(exitCode).toBe(0);
    expect(lastLine(stdout)).toMatch(
      /^Plan [0-9a-f]{8}: 8 sets to create; 74 assignments to create; 8 resources to create; 6 SAML sign-ins to assign\.$/,
    );
  });

  test('is applied, and a second plan has nothing to do', async () => {
    const applied = await onSandbox(
      ...['apply', '--auto-approve', '--allow', 'plan/unattended-administrators=9'],
      ...['--journal', path.join(folder, 'run.jsonl')],
    );
    expect(applied.exitCode).toBe(0);
    expect(lastLine(applied.stdout)).toMatch(/^Applied plan [0-9a-f]{8} in .*: \d+ done\.$/);
    const again = await onSandbox('plan', '--detailed-exitcode');
    expect(again.exitCode).toBe(0);
    expect(lastLine(again.stdout)).toBe('Nothing to do; 4 held.');
  });
});
