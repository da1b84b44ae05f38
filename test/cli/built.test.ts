// The program as it ships: the bundle run by node, and the package installed in a folder of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VERBS } from '../../src/commands/index.ts';
import { RULES } from '../../src/diagnostics/rules.ts';
import { textFor } from '../../src/process/texts.ts';
import { access } from '../support/host.ts';
import { plantOrchard } from '../support/orchard.ts';
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
    plantOrchard(path.join(folder, 'orchard'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  }
  const sandbox = (state: string) => ['--sandbox', '--sandbox-state', state, '--seed', 'access/sandbox-seed.json'];
  /** What the example's plan says is told by example.test.ts, in one process. */
  const orchard = (state: string) => [
    ...['--dir', 'orchard/access'],
    ...['--sandbox', '--sandbox-state', state, '--seed', 'orchard/live.json'],
  ];

  test('prints its help and its version', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^Usage: access /) });
    expect(run('--version')).toEqual({ status: 0, stderr: '', stdout: `${version}\n` });
  });

  test('answers with texts what is nothing else, as the program itself would, and begins no thread for it', async () => {
    const codes = Object.keys(RULES).map((code) => ['explain', code]);
    const helps = VERBS.flatMap(({ name }) => [
      ['help', name],
      [name, '-h'],
    ]);
    const answers = new URL('../../dist/texts/', import.meta.url);
    for (const argv of [['--help'], ['help'], ...helps, ...codes]) {
      const { exitCode, stdout, stderr } = await access(argv, { cwd: folder });
      expect({ exitCode, stderr }, argv.join(' ')).toEqual({ exitCode: 0, stderr: '' });
      expect(textFor(argv, { answers, hasColors: false }), argv.join(' ')).toBe(stdout);
    }
    const threads = (...args: readonly string[]) =>
      spawnSync(process.execPath, [MAIN, ...args], {
        env: { ...process.env, NODE_DEBUG: 'worker' },
        encoding: 'utf8',
      }).stderr.match(/created Worker with ID/g)?.length ?? 0;
    expect([['--help'], ['plan', '-h'], ['explain', 'yaml/no-files']].map((args) => threads(...args))).toEqual([
      0, 0, 0,
    ]);
    expect(threads('explain', 'yaml/no-flies')).toBe(1);
  });

  test('leaves to the program whatever more is asked for', () => {
    const answers = new URL('../../dist/texts/', import.meta.url);
    const more = [
      'explain',
      'explain yaml/no-flies',
      'explain yaml/no-files --dir access',
      'plan',
      'plan --help --audit',
    ];
    for (const argv of [[], ['plan --help'], ['help', '__proto__'], ...more.map((line) => line.split(' '))])
      expect(textFor(argv, { answers, hasColors: true }), argv.join(' ')).toBeUndefined();
    expect(run('help', 'plna')).toMatchObject({ status: 1, stderr: expect.stringContaining('unknown command `plna`') });
  });

  test('says that a text is lost, as of anything else', () => {
    if (!existsSync('/dev/full')) return;
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--help'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('error[cli/output]') });
  });

  test('tells of a failure as of a finding', () => {
    const unknown = run('plan', '--formt', 'json');
    expect(unknown).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('error[cli/usage]') });
    expect(run('apply', ...orchard('a.json')).stderr).toContain('error[cli/approval-needed]');
  });

  test('validates the example organisation, and plans', () => {
    const told = expect.stringMatching(
      /^notice\[guardrail\/external-not-judged\][\s\S]*\nnotice\[group\/unpinned\][\s\S]*\nnotice\[guardrail\/waived\][\s\S]*\n\n3 notices\n$/,
    );
    expect(run('validate')).toEqual({ status: 0, stdout: '', stderr: told });
    const plan = run('plan', ...orchard('b.json'), '--detailed-exitcode');
    expect(plan).toMatchObject({
      status: 2,
      stderr: '',
      stdout: expect.stringMatching(/^access: .*\nPlan for Identity Center /),
    });
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
