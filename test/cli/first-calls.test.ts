// What a plan asks of AWS before it has looked at policies, and what it never asks.
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '../../src/commands/host.ts';
import { diagnose } from '../../src/diagnostics/diagnose.ts';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { unreachableEntra } from '../../src/provider/entra.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { access } from '../support/host.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-first-calls-'));
  cpSync(fileURLToPath(new URL('orchard', import.meta.url)), cwd, { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** What is asked of an Identity Center that answers nothing, in order; and how often everybody else had a turn between the first calls and the others. */
async function asked(...argv: readonly string[]) {
  const questions: string[] = [];
  let turns = 0;
  let isCounting = false;
  const count = () => {
    turns += 1;
    if (isCounting) setImmediate(count);
  };
  const refuse = (name: string) => () => {
    questions.push(name);
    isCounting = false;
    throw new AccessError(diagnose('provider/no-instance', { region: 'eu-west-1' }));
  };
  const identityCenter = {
    begin: () => {
      questions.push('begin');
      isCounting = true;
      count();
    },
    readDirectory: refuse('readDirectory'),
    readState: refuse('readState'),
    callCounts: () => ({}),
  } as unknown as IdentityCenter;
  const close = async () => {
    questions.push('close');
    isCounting = false;
  };
  const aws = async (): Promise<Connection> => {
    questions.push('connect');
    return { identityCenter, entra: unreachableEntra('no tenant'), close };
  };
  const { exitCode, stderr } = await access(argv, { cwd, aws });
  return { questions, turns, exitCode, stderr };
}

const withPolicy = (action: string) =>
  writeFileSync(
    path.join(cwd, 'access', 'policy.yaml'),
    `permissionSets: { Grafter: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "${action}", Resource: "*" }] } } }\n`,
  );

test('the first calls leave at once, and the others once the policies are in order', async () => {
  withPolicy('s3:GetObject');
  const { questions, exitCode, stderr } = await asked('plan');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('provider/no-instance') });
  expect(questions.slice(0, 2)).toEqual(['connect', 'begin']);
  expect(questions).toContain('readDirectory');
  expect(questions.at(-1)).toBe('close');
});

test('nothing but the first calls is sent for a policy with an error', async () => {
  withPolicy('s3:GetObjec');
  appendFileSync(path.join(cwd, 'access', 'access.yaml'), 'diagnostics: { policy/unknown-action: error }\n');
  const { questions, exitCode, stderr } = await asked('plan');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('error[policy/unknown-action]'),
  });
  expect(questions).toEqual(['connect', 'begin', 'close']);
});

test('what the first calls wait for goes on between the permission sets that are looked at', async () => {
  const sets = Array.from({ length: 60 }, (_, set) => `  Grafter-${set}: { managedPolicies: [ViewOnlyAccess] }\n`);
  writeFileSync(path.join(cwd, 'access', 'policy.yaml'), `permissionSets:\n${sets.join('')}`);
  const { turns } = await asked('plan');
  expect(turns).toBeGreaterThanOrEqual(60);
});

test('nobody is asked about files that are wrong by themselves', async () => {
  writeFileSync(path.join(cwd, 'access', 'wrong.yaml'), 'grant: []\n');
  expect(await asked('plan')).toMatchObject({ questions: [], exitCode: 1 });
});
