// The built program under signals and with outputs that break: real processes, stopped where they are known to be waiting.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parseSeed, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { commitAll, gitEnvironment } from '../support/git.ts';
import { plantOrchard } from '../support/orchard.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = path.join(ROOT, 'dist', 'main.js');
const SANDBOX = ['--sandbox', '--seed', 'live.json'];

const built = existsSync(MAIN);
const title = built ? 'the built program' : 'the built program (skipped: there is no dist, run `npm run build`)';

describe.skipIf(!built)(title, () => {
  let cwd: string;
  let temporary: string;
  beforeEach(() => {
    const home = mkdtempSync(path.join(tmpdir(), 'access-stopping-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    cwd = path.join(home, 'orchard');
    temporary = path.join(home, 'tmp');
    mkdirSync(temporary);
    plantOrchard(cwd);
  });

  function environment(more: Readonly<Record<string, string>> = {}) {
    const nobodysAws = {
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    return { ...gitEnvironment(), ...nobodysAws, TMPDIR: temporary, NODE_OPTIONS: '', ...more };
  }

  function access(
    argv: readonly string[],
    { env = {}, ...options }: { env?: Readonly<Record<string, string>> } & Pick<SpawnOptions, 'stdio'> = {},
  ) {
    return watched(spawn(process.execPath, [MAIN, ...argv], { cwd, env: environment(env), ...options }));
  }

  /** Everything that must be gone. */
  const leftBehind = () => [
    ...readdirSync(temporary),
    ...readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) => /\.lock-|\.tmp$/.test(name)),
  ];

  /** Where AWS would be. */
  async function awsThat(answers: RequestListener): Promise<Readonly<Record<string, string>>> {
    const server = createServer(answers);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return awsAt((server.address() as AddressInfo).port);
  }

  const awsAt = (port: number) => ({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'SANDBOXMANAGEMENT',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
  });

  describe('a reading', () => {
    test('that waits for AWS ends', async () => {
      const asked = once();
      const env = await awsThat(() => asked.resolve());
      const { child, ended } = access(['plan', '--out', 'plan.json'], { env });
      await asked.promise;
      child.kill('SIGHUP');
      expect(await ended).toEqual({ code: 130, signal: null, stdout: '', stderr: 'interrupted\n' });
      expect(existsSync(path.join(cwd, 'plan.json'))).toBe(false);
    });

    test('that is being repeated ends', async () => {
      const repeated = once();
      let requests = 0;
      const env = await awsThat((_, response) => {
        requests += 1;
        if (requests === 3) repeated.resolve();
        response.writeHead(500).end();
      });
      const { child, ended } = access(['plan'], { env });
      await repeated.promise;
      child.kill('SIGTERM');
      expect(await ended).toEqual({ code: 130, signal: null, stdout: '', stderr: 'interrupted\n' });
    });

    test('that waits for git ends, and so does git', async () => {
      commitAll(cwd, 'before');
      const [called, gone] = [once(), once()];
      const git = createSocketServer((socket) => {
        called.resolve();
        socket
          .on('error', () => {})
          .on('close', () => gone.resolve())
          .resume();
      });
      await new Promise<void>((resolve) => git.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void git.close());
      const { port } = git.address() as AddressInfo;
      const bin = path.join(temporary, '..', 'bin');
      mkdirSync(bin);
      writeFileSync(
        path.join(bin, 'git'),
        `#!${process.execPath}\nrequire('node:net').connect(${port}, '127.0.0.1');\n`,
        { mode: 0o755 },
      );
      const { child, ended } = access(['validate', '--base', 'before'], { env: { PATH: bin } });
      await called.promise;
      child.kill('SIGINT');
      expect(await ended).toEqual({ code: 130, signal: null, stdout: '', stderr: 'interrupted\n' });
      await gone.promise;
      expect(leftBehind()).toEqual([]);
    });

    test('that waits for groups ends, and unlocks the sandbox', async () => {
      const live = JSON.parse(readFileSync(path.join(cwd, 'live.json'), 'utf8'));
      writeFileSync(path.join(cwd, 'live.json'), JSON.stringify({ ...live, groups: [], assignments: [] }));
      const { child, printed, ended } = access(['apply', '--auto-approve', '--wait-for-groups', '45m', ...SANDBOX]);
      await printed('stderr', 'to be synced');
      child.kill('SIGINT');
      expect(await ended).toMatchObject({
        code: 130,
        stdout: '',
        stderr: expect.stringMatching(/\ninterrupted: nothing was applied\n$/),
      });
      expect(leftBehind()).toEqual([]);
    });
  });

  const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

  describe('an apply at the prompt', () => {
    /** In a terminal of its own. */
    const inTerminal = (argv: readonly string[]) =>
      watched(
        spawn('script', ['-qec', [process.execPath, MAIN, ...argv].map((word) => `'${word}'`).join(' '), '/dev/null'], {
          cwd,
          env: environment({ TERM: 'dumb' }),
        }),
      );

    test.skipIf(!hasScript)('ends with Ctrl-C', async () => {
      const { child, printed, ended } = inTerminal(['apply', ...SANDBOX]);
      await printed('stdout', 'Only `yes` applies it: ');
      child.stdin!.write('\u0003');
      const { code, stdout } = await ended;
      expect([code, stdout]).toEqual([130, expect.stringMatching(/interrupted: nothing was applied\r\n$/)]);
      expect(leftBehind()).toEqual([]);
    });

    test.skipIf(!hasScript)('applies nothing when the input ends', async () => {
      const { child, printed, ended } = inTerminal(['apply', ...SANDBOX]);
      await printed('stdout', 'Only `yes` applies it: ');
      child.stdin!.write('\u0004');
      const { code, stdout } = await ended;
      expect([code, stdout]).toEqual([1, expect.stringContaining('Nothing was applied.')]);
    });

    test.skipIf(!hasScript)('goes on with yes', async () => {
      const { child, printed, ended } = inTerminal(['apply', ...SANDBOX]);
      await printed('stdout', 'Only `yes` applies it: ');
      child.stdin!.write('yes\r');
      const { code, stdout } = await ended;
      expect([code, stdout]).toEqual([0, expect.stringMatching(/Applied plan [^\n]*: 9 done\./)]);
    });
  });

  describe('an apply with operations in flight', () => {
    const argv = ['apply', 'plan.json', '--journal', 'run.jsonl'];

    /** An Identity Center whose operations never end by themselves, with an apply that has sent some. */
    async function applying(start = (env: Readonly<Record<string, string>>) => access(argv, { env })) {
      const sent = once();
      const sandbox = await startSandbox({
        seed: parseSeed(readFileSync(path.join(cwd, 'live.json'), 'utf8'), 'live.json'),
        operationMs: 1_000_000_000,
        faults: ({ operation }) => {
          if (operation === 'CreateAccountAssignment') sent.resolve();
          return undefined;
        },
      });
      onTestFinished(() => sandbox.close());
      const env = awsAt(sandbox.port);
      await planned(env);
      const run = start(env);
      await sent.promise;
      return { ...run, sandbox };
    }

    /** Each test begins with the same files and the same live: whoever is first makes the plan of all. */
    async function planned(env: Readonly<Record<string, string>>): Promise<void> {
      const file = path.join(cwd, 'plan.json');
      if (plan === undefined) {
        expect(await access(['plan', '--out', 'plan.json'], { env }).ended).toMatchObject({ code: 0 });
        plan = readFileSync(file);
      } else writeFileSync(file, plan);
    }
    let plan: Buffer | undefined;

    const journal = () =>
      readFileSync(path.join(cwd, 'run.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

    test('reports them as unknown after an interrupt, in its log too', async () => {
      const { child, ended } = await applying();
      child.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/^interrupted: nothing more is sent, waiting for what is in flight/m);
      expect(stdout).toMatch(/\nsent, outcome unknown: \d operations?\n/);
      expect(stdout).toMatch(/\nInterrupted plan [^\n]* Plan again to see what is left\.\n$/);
      const entries = journal();
      expect(entries.at(-1)).toMatchObject({ event: 'end', interrupted: true });
      const operations = entries[0].operations;
      expect(entries.filter(({ event }) => event === 'outcome')).toHaveLength(operations);
    });

    test('waits for them to the end when the terminal was closed', async () => {
      const { child, printed, ended, sandbox } = await applying();
      child.kill('SIGHUP');
      await printed('stderr', 'interrupted: nothing more is sent');
      await passTime(sandbox);
      const { code, stdout } = await ended;
      expect([code, stdout]).toEqual([130, expect.not.stringContaining('outcome unknown')]);
      expect(journal().at(-1)).toMatchObject({ event: 'end', interrupted: true, counts: { unknown: 0 } });
    });

    test.skipIf(!hasScript)(
      'goes on, and ends without a crash, when the terminal is gone and no signal tells it so',
      async () => {
        const code = path.join(cwd, 'code');
        // The hang-up is for the shell, which outlives its terminal to tell how the program ended.
        const shell = `trap '' HUP; '${process.execPath}' '${MAIN}' ${argv.join(' ')}; echo $? > '${code}.new'; mv '${code}.new' '${code}'`;
        const { child, sandbox } = await applying((env) =>
          watched(spawn('script', ['-qec', shell, '/dev/null'], { cwd, env: environment(env) })),
        );
        child.kill('SIGKILL');
        const clock = setInterval(() => void passTime(sandbox), 50);
        await expect.poll(() => existsSync(code), { timeout: 60_000 }).toBe(true);
        clearInterval(clock);
        expect(readFileSync(code, 'utf8')).toBe('0\n');
        expect(journal().at(-1)).toMatchObject({ event: 'end', interrupted: false, counts: { done: 9 } });
      },
    );

    test('goes on when nobody reads any more', async () => {
      const { child, ended, sandbox } = await applying();
      child.stdout!.destroy();
      child.stderr!.destroy();
      const clock = setInterval(() => void passTime(sandbox), 50);
      expect(await ended).toMatchObject({ code: 0 });
      clearInterval(clock);
      expect(journal().at(-1)).toMatchObject({ event: 'end', interrupted: false, counts: { done: 9 } });
    });

    async function passTime({ url }: Sandbox): Promise<void> {
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"advanceMs":1000000000}',
      };
      await fetch(`${url}/_sandbox/clock`, request).catch(() => {});
    }
  });

  describe('a full disk', () => {
    const full = () => openSync('/dev/full', 'w');

    test.each([
      ['apply', '--auto-approve', '--journal', 'run.jsonl', ...SANDBOX],
      ['validate', '--format', 'json'],
      ['sandbox', '--port', '0'],
      ['--help'],
    ])('behind stdout ends %s with one line', async (...argv) => {
      const { code, stderr } = await access(argv, { stdio: ['ignore', full(), 'pipe'] }).ended;
      const lost = 'error[cli/output]: standard output cannot be written: no space is left on the device';
      expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, lost]);
      const before = argv[0] === 'validate' ? 'no findings in 3 files\n' : '';
      if (argv[0] !== 'sandbox') expect(stderr).toBe(`${before}${lost}\n`);
      expect(existsSync(path.join(cwd, 'run.jsonl'))).toBe(false);
      expect(leftBehind()).toEqual([]);
    });

    test('behind stderr is an error too, where something should be there', async () => {
      const behindStderr = (argv: readonly string[]) => access(argv, { stdio: ['ignore', 'pipe', full()] }).ended;
      expect(await behindStderr(['data'])).toMatchObject({ code: 0 });
      expect(await behindStderr(['validate'])).toMatchObject({ code: 1, stdout: '' });
      const { code, stdout } = await behindStderr(['apply', '--auto-approve', ...SANDBOX]);
      expect([code, stdout]).toEqual([1, expect.stringMatching(/Applied plan [^\n]*: 9 done\.\n$/)]);
    });
  });

  test.each<[redirection: string, code: number, argv: readonly string[]]>([
    ['<&- >&- 2>&-', 2, ['plan', ...SANDBOX, '--detailed-exitcode']],
    ...['<&-', '>&-', '2>&-'].map((one): [string, number, string[]] => [one, 0, ['validate']]),
  ])('works with closed descriptors: %s', async (redirection, code, argv) => {
    const command = `exec "$0" "$@" ${redirection}`;
    const { ended } = watched(
      spawn('bash', ['-c', command, process.execPath, MAIN, ...argv], { cwd, env: environment() }),
    );
    expect(await ended).toMatchObject({ code });
  });

  test('ends quietly when the reader has seen enough', async () => {
    const command = 'set -o pipefail; "$0" "$@" | head -n 1';
    const words = [process.execPath, MAIN, 'plan', '--format', 'json', ...SANDBOX];
    const { ended } = watched(spawn('bash', ['-c', command, ...words], { cwd, env: environment() }));
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '{\n', stderr: '' });
  });
});

function once(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

function watched(child: ChildProcess) {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const closed = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  return {
    child,
    /** When this has been printed. */
    printed: (name: 'stdout' | 'stderr', text: string) =>
      new Promise<void>((resolve) => {
        const look = () => void (texts[name].includes(text) && resolve());
        child[name]?.on('data', look);
        look();
      }),
    ended: closed.then((how) => ({ ...how, ...texts })),
  };
}
