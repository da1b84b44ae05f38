// The process around a program: real processes and real signals, with programs that do nothing but one thing wrong. Nothing here waits for a time to pass:
// each signal is sent when the program has said that it is where it should be.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Patience } from '../../src/process/supervise.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'access-supervise-'));
  await build({
    entryPoints: [path.join(ROOT, 'src/process/supervise.ts')],
    outfile: path.join(folder, 'supervise.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    define: { ACCESS_VERSION: '"0.0.0-test"' },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What every program begins with: how it speaks to the process, and two lines of its own. */
const PROLOGUE = `
import { parentPort, workerData } from 'node:worker_threads';
const say = (message) => parentPort.postMessage(message);
const write = (to, text) => say({ kind: 'write', to, text });
const heard = (kind) => new Promise((resolve) => parentPort.on('message', (message) => message.kind === kind && resolve(message)));
const flush = () => { const answer = heard('flushed'); say({ kind: 'flush' }); return answer; };
const end = (exitCode) => say({ kind: 'end', exitCode });
const forever = () => { while (true); };
const deaf = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;

interface Run {
  readonly stdio?: readonly ('pipe' | number)[];
  readonly patience?: Patience;
  /** The whole command line, with the program in it. */
  readonly shell?: (command: string) => string;
}

let programs = 0;

/** Starts a process around this program. */
function start(program: string, { stdio = ['pipe', 'pipe', 'pipe'], patience, shell }: Run = {}) {
  programs += 1;
  const [main, thread] = ['main', 'thread'].map((name) => path.join(folder, `${name}-${programs}.mjs`)) as [
    string,
    string,
  ];
  writeFileSync(thread, `${PROLOGUE}${program}`);
  const options = patience === undefined ? '' : `, ${JSON.stringify({ patience })}`;
  writeFileSync(
    main,
    `import { supervise } from './supervise.mjs';\nsupervise(new URL('./thread-${programs}.mjs', import.meta.url)${options});\n`,
  );
  const child =
    shell === undefined
      ? spawn(process.execPath, [main], { stdio: [...stdio] })
      : spawn('bash', ['-c', shell(`exec "${process.execPath}" "${main}"`)], { stdio: [...stdio] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
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

const interrupted = { code: 130, signal: null };
/** As it is, but for less waiting. */
const QUICK: Patience = { hardEnd: 500, sameSignal: 200, stopping: 600 };

describe('a program that computes and hears nothing', () => {
  test.each([
    ['SIGINT', 'deaf', undefined],
    ['SIGTERM', 'forever', QUICK],
    ['SIGHUP', 'deaf', QUICK],
  ] as const)('is ended by %s', async (signal, how, patience) => {
    const { child, printed, ended } = start(`write('stdout', 'computing'); ${how}();`, patience && { patience });
    await printed('stdout', 'computing');
    child.kill(signal);
    expect(await ended).toEqual({ ...interrupted, stdout: 'computing', stderr: 'interrupted\n' });
  });

  test('is ended at once by a second signal, which is another one than the first', async () => {
    const patience = { hardEnd: 1_000_000, sameSignal: 50, stopping: 600 };
    const { child, printed, ended } = start(`write('stdout', 'computing'); forever();`, { patience });
    await printed('stdout', 'computing');
    const again = setInterval(() => child.kill('SIGINT'), 10);
    expect(await ended).toEqual({ ...interrupted, stdout: 'computing', stderr: '' });
    clearInterval(again);
  });

  test('is not ended by one signal that comes twice', async () => {
    const patience = { hardEnd: 300, sameSignal: 1_000_000, stopping: 600 };
    const { child, printed, ended } = start(`write('stdout', 'computing'); forever();`, { patience });
    await printed('stdout', 'computing');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toEqual({ ...interrupted, stdout: 'computing', stderr: 'interrupted\n' });
  });

  test('leaves nothing temporary behind', async () => {
    const place = path.join(folder, 'temporary');
    const { child, printed, ended } = start(`
      import { mkdirSync } from 'node:fs';
      mkdirSync(${JSON.stringify(path.join(place, 'deep'))}, { recursive: true });
      say({ kind: 'temporary', place: ${JSON.stringify(place)}, exists: true });
      write('stdout', 'made');
      deaf();`);
    await printed('stdout', 'made');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject(interrupted);
    expect(existsSync(place)).toBe(false);
  });

  test('that is stuck inside the system dies of the signal, which shells call 130', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { child, printed, ended } = start(`
      import { readFileSync } from 'node:fs';
      write('stdout', 'reading');
      readFileSync(${JSON.stringify(pipe)});`);
    await printed('stdout', 'reading');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGINT', stderr: 'interrupted\n' });
  });

  test('prints no result that was made in ignorance of the interrupt, and no success', async () => {
    // As if it had been computing until then: it does not say that it heard.
    const { child, printed, ended } = start(`
      const interrupt = heard('interrupt');
      write('stdout', 'computing');
      await interrupt;
      write('stdout', ' a result');
      write('stderr', 'a finding');
      end(0);`);
    await printed('stdout', 'computing');
    child.kill('SIGINT');
    expect(await ended).toEqual({ ...interrupted, stdout: 'computing', stderr: 'interrupted\n' });
  });
});

describe('a program that hears the interrupt', () => {
  const HEARING = `
    const interrupt = heard('interrupt');
    write('stdout', 'begun\\n');
    const { patient } = await interrupt;
    say({ kind: 'heard' });
    write('stdout', 'patient: ' + patient + '\\n');
  `;

  test.each([
    ['SIGINT', false],
    ['SIGTERM', false],
    ['SIGHUP', true],
  ] as const)('reports after %s, and ends as it likes', async (signal, patient) => {
    const { child, printed, ended } = start(`${HEARING} end(7);`);
    await printed('stdout', 'begun');
    child.kill(signal);
    expect(await ended).toEqual({ code: 7, signal: null, stdout: `begun\npatient: ${patient}\n`, stderr: '' });
  });

  test('is waited for after a hang-up, until an interrupt comes as well', async () => {
    const patience = { ...QUICK, hardEnd: 1_000 };
    // It would be ended long before it has counted so far.
    const { child, printed, ended } = start(
      `${HEARING} for (let n = 0; n < 60; n++) await new Promise((resolve) => setTimeout(resolve, 20));
       write('stdout', 'still here\\n');
       await new Promise(() => setInterval(() => {}, 1000));`,
      { patience },
    );
    await printed('stdout', 'begun');
    child.kill('SIGHUP');
    await printed('stdout', 'still here');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ ...interrupted, stderr: 'interrupted\n' });
  });
});

describe('what a program prints', () => {
  const LARGE = 5_000_000;

  test('reaches a slow reader whole, before the process ends', async () => {
    const { child, ended } = start(`write('stdout', 'x'.repeat(${LARGE})); end(7);`);
    child.stdout!.pause();
    await new Promise((resolve) => child.stdout!.once('readable', resolve));
    child.stdout!.resume();
    const { code, stdout } = await ended;
    expect([code, stdout.length]).toEqual([7, LARGE]);
  });

  test('does not hold an interrupt up when nobody reads it', async () => {
    const { child, printed, ended } = start(
      `write('stdout', 'x'.repeat(${LARGE})); write('stderr', 'printed'); end(7);`,
    );
    child.stdout!.pause();
    await printed('stderr', 'printed');
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('exit', resolve));
    child.stdout!.resume();
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout.length).toBeLessThan(LARGE);
  });

  test('keeps its order where both outputs go to one place', async () => {
    const file = path.join(folder, 'both.txt');
    const descriptor = openSync(file, 'w');
    const { ended } = start(
      `for (let n = 0; n < 200; n++) write(n % 2 === 0 ? 'stdout' : 'stderr', n + ' ' + 'x'.repeat(n * 100) + '\\n'); end(0);`,
      { stdio: ['pipe', descriptor, descriptor] },
    );
    expect((await ended).code).toBe(0);
    const numbers = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  const FLUSHING = `const { lost } = await flush(); write('stderr', JSON.stringify(lost ?? 'nothing')); end(0);`;

  test('that finds a full disk is known to be lost', async () => {
    const { ended } = start(`write('stdout', 'text'); ${FLUSHING}`, {
      stdio: ['pipe', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect(await ended).toMatchObject({ code: 0, stderr: '{"output":"stdout","code":"ENOSPC"}' });
  });

  test('that a file takes only a part of is known to be lost', async () => {
    const file = path.join(folder, 'part.txt');
    const shell = (command: string) => `ulimit -f 1; ${command} > "${file}"`;
    const { ended } = start(`write('stdout', 'x'.repeat(3000)); ${FLUSHING}`, { shell });
    expect(await ended).toMatchObject({ code: 0, stderr: '{"output":"stdout","code":"EFBIG"}' });
    expect(readFileSync(file, 'utf8').length).toBeLessThan(3000);
  });

  test('is not lost when the reader goes away', async () => {
    const shell = (command: string) => `set -o pipefail; ${command} | true`;
    const { ended } = start(`write('stdout', 'x'.repeat(${LARGE})); ${FLUSHING}`, { shell });
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '"nothing"' });
  });
});

describe('a program that breaks', () => {
  const BUG = /^This is a bug in access 0\.0\.0-test\. Please report it/;

  test.each([
    ['throws', `throw new Error('rotten');`, 'Error: rotten'],
    ['stops without an end', '', 'the program stopped without an end'],
  ])('and %s is a bug', async (_, program, text) => {
    const { code, stdout, stderr } = await start(program).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(BUG);
    expect(stderr).toContain(text);
  });

  test('by using too much memory says so in a line', async () => {
    const { ended } = start(`const kept = []; while (true) kept.push(new Array(1000).fill(kept.length));`, {
      shell: (command) => `export NODE_OPTIONS=--max-old-space-size=40; ${command}`,
    });
    const { code, stderr } = await ended;
    expect([code, stderr.trimEnd().split('\n')]).toEqual([1, [expect.stringMatching(/^error: out of memory; /)]]);
  });
});
