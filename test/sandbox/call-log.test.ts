// The log of calls: what a line holds, and that two runs of the same calls log the same.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { fruitSandbox } from './support.ts';
import { send } from './wire.ts';

function newLog(): { readonly logFile: string; readonly lines: () => readonly Record<string, unknown>[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'orchard-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const logFile = path.join(folder, 'runs', 'calls.jsonl');
  const lines = () =>
    readFileSync(logFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logFile, lines };
}

const faultPlan = { seed: 1, rules: [{ fault: 'throttle', operation: 'ListGroups' }] } as const;

async function harvest(logFile: string): Promise<void> {
  const { sandbox, store, instance } = await fruitSandbox({ logFile, faultPlan });
  const inOrder = { ...instance, MaxResults: 3 };
  const otherwise = Object.fromEntries(Object.entries(inOrder).reverse());
  await send(sandbox.url, { service: 'sso-admin', operation: 'ListPermissionSets' }, inOrder);
  await send(sandbox.url, { service: 'sso-admin', operation: 'ListPermissionSets' }, otherwise);
  await send(sandbox.url, { service: 'sso-admin', operation: 'ListPermissionSets' }, instance);
  await send(sandbox.url, { service: 'identitystore', operation: 'ListGroups' }, store);
  await send(sandbox.url, { service: 'iam', operation: 'GetRole' }, { RoleName: 'Presser' });
  await sandbox.close();
}

test('a line tells the time, the operation, its input, its outcome and its fault', async () => {
  const { logFile, lines } = newLog();
  await harvest(logFile);
  const [first, second, third, throttled, missing] = lines();
  expect(first).toEqual({
    at: '2026-01-01T00:00:00.050Z',
    service: 'sso-admin',
    operation: 'ListPermissionSets',
    input: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    outcome: 'ok',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(second?.input).toBe(first?.input);
  expect(third?.input).not.toBe(first?.input);
  expect(throttled).toMatchObject({ operation: 'ListGroups', outcome: 'ThrottlingException', fault: 'throttle' });
  expect(missing).toMatchObject({ service: 'iam', outcome: 'NoSuchEntity', at: '2026-01-01T00:00:00.250Z' });
});

test('the same calls make the same log, after what is there already', async () => {
  const { logFile, lines } = newLog();
  await harvest(logFile);
  await harvest(logFile);
  expect(lines()).toHaveLength(10);
  expect(lines().slice(5)).toEqual(lines().slice(0, 5));
});

test('a log that cannot be written is told before anything is served', async () => {
  const { logFile } = newLog();
  await harvest(logFile);
  await expect(startSandbox({ logFile: path.join(logFile, 'below-a-file') })).rejects.toThrow(/^cannot write the log/);
});
