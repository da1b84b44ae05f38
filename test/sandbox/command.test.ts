// `access sandbox`: what its options do to the sandbox it serves, and what is told when they are wrong.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../src/commands/host.ts';
import type { Options } from '../../src/commands/options.ts';
import { sandbox } from '../../src/commands/sandbox.ts';
import { access } from '../support/host.ts';
import { errorOf, send } from './wire.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'orchard-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** Serves until `work`, which gets the URL, is done. */
async function served(cwd: string, options: Partial<Options>, work: (url: string) => Promise<void>): Promise<number> {
  const interrupt = new AbortController();
  const output = { isTerminal: false, hasColors: false, columns: 100 };
  const working: Promise<void>[] = [];
  const write = (text: string): void => void working.push(work(text.trim()).finally(() => interrupt.abort()));
  const host: Partial<Host> = {
    cwd,
    signal: interrupt.signal,
    stdout: { ...output, write },
    stderr: { ...output, write: () => {} },
    flush: async () => {},
  };
  const exitCode = await sandbox(host as Host, [], { dir: 'access', port: 0, ...options });
  await Promise.all(working);
  return exitCode;
}

test('it serves with the faults, the settings and the log that it is given', async () => {
  const cwd = folder();
  const options = { fault: ['throttle@ListInstances,nth=2'], faultSeed: 7, set: ['tickMs=1000'], log: 'calls.jsonl' };
  const exitCode = await served(cwd, options, async (url) => {
    const outcomes = [];
    for (let call = 0; call < 3; call += 1) {
      outcomes.push(errorOf(await send(url, { service: 'sso-admin', operation: 'ListInstances' }, {})));
    }
    expect(outcomes).toEqual([undefined, 'ThrottlingException', undefined]);
    const plan = await (await fetch(`${url}/_sandbox/faults`)).json();
    expect(plan).toEqual({ seed: 7, rules: [{ fault: 'throttle', operation: 'ListInstances', nth: 2 }] });
  });
  expect(exitCode).toBe(0);
  const lines = readFileSync(path.join(cwd, 'calls.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).at)).toEqual([
    '2026-01-01T00:00:01.000Z',
    '2026-01-01T00:00:02.000Z',
    '2026-01-01T00:00:03.000Z',
  ]);
  expect(readdirSync(path.join(cwd, '.access'))).toEqual(['sandbox.json']);
});

test('a second one on the same state is refused', async () => {
  const cwd = folder();
  await served(cwd, {}, async () => {
    const { exitCode, stderr } = await access(['sandbox', '--port', '0'], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[cli/sandbox]: ');
    expect(stderr).toContain(`is in use by process ${process.pid};`);
  });
});

test.each([
  [['--fault', 'bruise'], 'cli/sandbox', '`bruise` is not a fault: fault must be one of'],
  [['--set', 'ripeness=3'], 'cli/sandbox', '`ripeness` is none of tickMs'],
  [['--log', '.'], 'cli/file', 'cannot write `.`: it is a folder'],
])('%j is told as a diagnostic', async (argv, code, problem) => {
  const { exitCode, stderr } = await access(['sandbox', '--port', '0', ...argv], { cwd: folder() });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`error[${code}]: `)]);
  expect(stderr).toContain(problem);
});

test('its help goes on after the options', async () => {
  const { exitCode, stdout } = await access(['sandbox', '--help'], { cwd: folder() });
  expect(exitCode).toBe(0);
  for (const word of [
    'AWS_ENDPOINT_URL',
    'SANDBOXREADONLY',
    '--fault <rule>',
    '"formatVersion": 1',
    '/_sandbox/clock',
  ]) {
    expect(stdout).toContain(word);
  }
});
