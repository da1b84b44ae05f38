// `kill -9` of real applies, at calls that chance chooses: at no call before or after it has anybody lost what both sides grant, and the next apply
// ends what this one began.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSeed, type SandboxState, startSandbox } from '../../src/sandbox/index.ts';
import type { Definition } from '../../src/sandbox/state.ts';
import { gitEnvironment } from '../support/git.ts';
import { plantOrchard } from '../support/orchard.ts';
import { runs } from '../support/runs.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FAST_TIME = new URL('../support/fast-time.mjs', import.meta.url);

const built = existsSync(MAIN);
const isSoak = process.env.SOAK_TIMES !== undefined;

describe.skipIf(!built || !isSoak)(`the built program${isSoak ? '' : ' (skipped: run `npm run soak`)'}`, () => {
  test('killed at any moment, leaves nothing that the next apply does not end', async () => {
    const { ending: whole, calls } = await life();
    // The last ones fall after the last call: nobody is killed.
    const moments = fc.integer({ min: 1, max: calls + 2 });
    await fc.assert(
      fc.asyncProperty(moments, async (atCall) => {
        expect((await life(atCall)).ending).toEqual(whole);
      }),
      { ...runs({ numRuns: 3, seed: 20261127 }), endOnFailure: true },
    );
  }, 3_600_000);
});

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

interface Ending {
  readonly rows: readonly string[];
  readonly definitions: readonly (readonly [string, unknown])[];
}

/** An apply that is killed while its call of that number is asked for, and another one; or one that nobody kills. */
async function life(killedAt?: number): Promise<{ readonly ending: Ending; readonly calls: number }> {
  const home = mkdtempSync(path.join(tmpdir(), 'access-kills-'));
  const cwd = path.join(home, 'orchard');
  plantOrchard(cwd);
  let kill = () => {};
  let calls = 0;
  let atCall = killedAt;
  const samples: (readonly string[])[] = [];
  const sandbox = await startSandbox({
    seed: parseSeed(readFileSync(path.join(cwd, 'live.json'), 'utf8'), 'live.json'),
    operationMs: 0,
    faults: () => {
      calls += 1;
      samples.push(rowsOf(sandbox.state));
      if (calls === atCall) kill();
      return undefined;
    },
  });
  const settings = path.join(cwd, 'access', 'access.yaml');
  const owner = '  owner: access\n';
  const { instanceArn } = sandbox.state;
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(owner, `${owner}  instanceArn: ${instanceArn}\n`));
  try {
    const before = rowsOf(sandbox.state);
    const first = await applied();
    if (first.signal !== 'SIGKILL') expect([first.code, first.text]).toEqual([0, expect.any(String)]);
    const toTheEnd = calls;
    if (atCall !== undefined) {
      atCall = undefined;
      const second = await applied();
      expect([second.code, second.text]).toEqual([0, expect.any(String)]);
    }
    const rows = rowsOf(sandbox.state);
    const kept = before.filter((row) => rows.includes(row));
    for (const sample of samples) {
      expect(sample).toEqual(expect.arrayContaining(kept));
      expect(sample.filter((row) => !before.includes(row) && !rows.includes(row))).toEqual([]);
    }
    const sets = [...sandbox.state.permissionSets.values()];
    const plain = ({ revision: _revision, ...definition }: Definition) => definition;
    const definitions = sets.map((set) => [set.name, plain(set.definition)] as const).sort();
    return { ending: { rows, definitions }, calls: toTheEnd };
  } finally {
    await sandbox.close();
    rmSync(home, { recursive: true });
  }

  function applied(): Promise<Run> {
    const env = {
      ...gitEnvironment(),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: 'SANDBOXMANAGEMENT',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      NODE_OPTIONS: `--import ${FAST_TIME.href}`,
    };
    const child = spawn(process.execPath, [MAIN, 'apply', '--auto-approve'], { cwd, env });
    kill = () => void child.kill('SIGKILL');
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, text })));
  }
}

/** Set, account and principal, in words. */
function rowsOf({ permissionSets }: SandboxState): readonly string[] {
  return [...permissionSets.values()]
    .flatMap(({ name, pairs }) =>
      [...pairs].flatMap(([account, { assignments }]) =>
        [...assignments.values()].map(
          ({ principalType, principalId }) => `${name} in ${account} for ${principalType} ${principalId}`,
        ),
      ),
    )
    .sort();
}
