// One process to a state file: who is refused, and whose left-over lock is taken away.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { SandboxError, startSandbox } from '../../src/sandbox/index.ts';
import { fruitSandbox } from './support.ts';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'orchard-'));
  stateFile = path.join(folder, 'sandbox.json');
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const locks = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('.lock-'));

function leave(holder: unknown): string {
  const file = `${stateFile}.lock-4711-left`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
  return file;
}

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

test('a second sandbox on the file is refused, and told who has it', async () => {
  const first = await fruitSandbox({ stateFile });
  await expect(startSandbox({ stateFile })).rejects.toThrow(
    new RegExp(`sandbox\\.json is in use by process ${process.pid};`),
  );
  expect(locks()).toHaveLength(1);
  await first.sandbox.close();
  expect(locks()).toEqual([]);
  await fruitSandbox({ stateFile });
});

test('of two that start at the same moment at most one is let in', async () => {
  const starts = await Promise.allSettled([fruitSandbox({ stateFile }), fruitSandbox({ stateFile })]);
  const refused = starts.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
});

test('the lock of a process that lives is left alone', async () => {
  const file = leave({ pid: process.ppid, host: hostname() });
  await expect(startSandbox({ stateFile })).rejects.toThrow(SandboxError);
  expect(existsSync(file)).toBe(true);
  expect(existsSync(stateFile)).toBe(false);
});

test.each([
  ['a process that has ended', () => ({ pid: deadPid(), host: hostname() })],
  ['an earlier process with the number of this one', () => ({ pid: process.pid, host: hostname() })],
])('the lock of %s is taken away', async (_what, holder) => {
  const file = leave(holder());
  await fruitSandbox({ stateFile });
  expect(existsSync(file)).toBe(false);
});

test.each([
  [
    'of a process on another machine',
    () => ({ pid: deadPid(), host: 'press.fruit.example' }),
    /in use by process \d+ on press\./,
  ],
  ['that is damaged', () => '{"pid":', /is damaged; if no sandbox uses the state file, remove it/],
])('a lock %s is not judged', async (_what, holder, message) => {
  const file = leave(holder());
  const before = readFileSync(file, 'utf8');
  await expect(startSandbox({ stateFile })).rejects.toThrow(message);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a lock that is a pipe or a link is not read', async () => {
  const file = `${stateFile}.lock-4711-left`;
  execFileSync('mkfifo', [file]);
  await expect(startSandbox({ stateFile })).rejects.toThrow(/is damaged; if no sandbox uses the state file, remove it/);
  rmSync(file);
  symlinkSync('/dev/zero', file);
  await expect(startSandbox({ stateFile })).rejects.toThrow(/is damaged; if no sandbox uses the state file, remove it/);
});

test('a sandbox that cannot start leaves no lock behind', async () => {
  const { sandbox } = await fruitSandbox();
  await expect(startSandbox({ stateFile, port: sandbox.port })).rejects.toThrow(/cannot listen/);
  writeFileSync(stateFile, 'pulp');
  await expect(startSandbox({ stateFile })).rejects.toThrow(/is damaged and was not changed/);
  expect(locks()).toEqual([]);
});
