// The program as it ships: the bundle run by node, and the package installed in a folder of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isThorough } from '../support/runs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = path.join(ROOT, 'dist', 'main.js');
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

const built = existsSync(MAIN);
const title = built ? 'the built program' : 'the built program (skipped: there is no dist, run `npm run build`)';

describe.skipIf(!built)(title, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'access-built-'));
    cpSync(path.join(ROOT, 'access'), path.join(folder, 'access'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  }
  const sandbox = (state: string) => ['--sandbox', '--sandbox-state', state, '--seed', 'access/sandbox-seed.json'];

  test('prints its help and its version', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^Usage: access /) });
    expect(run('--version')).toEqual({ status: 0, stderr: '', stdout: `${version}\n` });
  });

  test('tells of a failure as of a finding', () => {
    const unknown = run('plan', '--formt', 'json');
    expect(unknown).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('error[cli/usage]') });
    expect(run('apply', ...sandbox('a.json')).stderr).toContain('error[cli/approval-needed]');
  });

  test('validates the example organisation and plans it', () => {
    const told = expect.stringMatching(
      /^notice\[guardrail\/external-not-judged\][\s\S]*\nnotice\[group\/unpinned\][\s\S]*\nnotice\[guardrail\/waived\][\s\S]*\n\n3 notices\n$/,
    );
    expect(run('validate')).toEqual({ status: 0, stdout: '', stderr: told });
    const plan = run('plan', ...sandbox('b.json'), '--detailed-exitcode');
    expect(plan).toMatchObject({
      status: 2,
      stderr: '',
      stdout: expect.stringMatching(/^access: .*\nPlan for Identity Center /),
    });
  });

  test('goes on when nobody reads any more', async () => {
    const args = ['apply', '--auto-approve', '--allow', 'plan/unattended-administrators=9', ...sandbox('c.json')];
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(run('plan', ...sandbox('c.json')).stdout).toMatch(/\nNothing to do; 4 held\.\n$/);
  });

  test('serves a sandbox until it is interrupted, and never two on one port', async () => {
    const server = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0', '--sandbox-state', 'd.json'], {
      cwd: folder,
    });
    const url = await new Promise<string>((resolve) =>
      server.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    const second = run('sandbox', '--port', new URL(url).port, '--sandbox-state', 'e.json');
    expect(second).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('error[cli/sandbox]') });
    const exit = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    expect(await exit).toBe(0);
  });

  // Every day test/cli/package.test.ts says what the package holds.
  const asked = isThorough ? '' : ' (skipped: TEST_EFFORT=all installs it)';
  test.skipIf(!isThorough)(`needs nothing but its own package${asked}`, () => {
    const npm = (...args: readonly string[]) =>
      execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    // npm runs in a folder of its own, not in this repository.
    const home = path.join(folder, 'elsewhere');
    mkdirSync(home);
    const [packed] = JSON.parse(npm('pack', ROOT, '--ignore-scripts', '--json'));
    npm(
      'install',
      '--prefix',
      home,
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      path.join(folder, packed.filename),
    );
    expect(Object.keys(JSON.parse(npm('ls', '--prefix', home, '--all', '--json')).dependencies)).toEqual([
      'access-compiler',
    ]);
    const access = path.join(home, 'node_modules', '.bin', 'access');
    expect(spawnSync(access, ['validate'], { cwd: folder }).status).toBe(0);
    expect(spawnSync(access, ['plan', ...sandbox('f.json'), '--detailed-exitcode'], { cwd: folder }).status).toBe(2);
  });
});
