// An interrupt at every moment of every command: it ends with 130, prints no result any more, writes no file, and leaves nothing behind. What the
// process does with a signal is in stopping.test.ts.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { VERBS } from '../../src/commands/index.ts';
import { commitAll } from '../support/git.ts';
import { access, type HostCall } from '../support/host.ts';

const ORCHARD = fileURLToPath(new URL('orchard', import.meta.url));
const FEDERATED = fileURLToPath(new URL('../cases/cli/saml-roles/input/access', import.meta.url));
const SANDBOX = ['--sandbox', '--seed', 'live.json'];
/** Without the group that is waited for. */
const WAITING = ['--sandbox', '--seed', 'waiting.json', '--wait-for-groups', '2m'];
const POLICY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } };

const STOPPED = { formatVersion: 1, findings: [], summary: { errors: 0, warnings: 0, notices: 0 } };

const LINES: Readonly<Record<string, readonly string[]>> = {
  validate: ['validate', '--base', 'before', '--format', 'json'],
  plan: ['plan', ...SANDBOX, '--base', 'before', '--live-policies', '--out', 'plan.json'],
  drift: ['drift', ...SANDBOX, '--format', 'json'],
  doctor: ['doctor', ...SANDBOX, '--format', 'json'],
  wait: ['wait', '--sandbox', '--seed', 'waiting.json', '--timeout', '2m'],
  snapshot: ['snapshot', 'snapshot.json', ...SANDBOX],
  apply: ['apply', ...WAITING],
  release: ['release', ...SANDBOX],
  import: ['import', ...SANDBOX, '--dir', 'imported'],
  // Without a question: prompts stand on standard output.
  init: ['init', '--dir', 'begun', '--owner', 'fruit', '--ci', 'none', ...SANDBOX],
  pin: ['pin', ...SANDBOX],
  // What it sends is interrupted in test/cases/cli/comment-interrupted.
  comment: ['comment', 'stopped.json', '--dry-run', '--forge', 'github', '--repository', 'orchard/identity'],
  compare: ['compare', 'policy.json', 'live:Operator', ...SANDBOX],
  lint: ['lint', 'policy.json', '-', '--format', 'json'],
  can: ['can', 'Reader', 's3:GetObject'],
  'saml-roles': ['saml-roles', '--dir', 'federated', '--current', 'app-roles.json', '--format', 'json'],
  profiles: ['profiles', '--start-url', 'https://orchard.awsapps.com/start'],
  report: ['report', '--base', 'before', '--format', 'html'],
  test: ['test', 'expectations', '--format', 'json'],
  show: ['show', 'saved.json'],
  explain: ['explain', 'group/not-synced'],
  // What it asks npm is no more than a reading.
  data: ['data'],
  completion: ['completion', 'bash'],
};

const EXPECTATIONS = 'expectations: [{ permissionSet: Reader, can: "s3:GetObject" }]\n';

let orchard: string;
/** What is in its files, but those of git. */
let texts: Readonly<Record<string, string>>;
beforeAll(async () => {
  orchard = mkdtempSync(path.join(tmpdir(), 'access-interrupts-'));
  cpSync(ORCHARD, orchard, { recursive: true });
  writeFileSync(path.join(orchard, 'policy.json'), JSON.stringify(POLICY));
  mkdirSync(path.join(orchard, 'expectations'));
  writeFileSync(path.join(orchard, 'expectations', 'press.yaml'), EXPECTATIONS);
  writeFileSync(path.join(orchard, 'stopped.json'), JSON.stringify(STOPPED));
  cpSync(FEDERATED, path.join(orchard, 'federated'), { recursive: true });
  writeFileSync(path.join(orchard, 'app-roles.json'), '[]');
  const live = JSON.parse(readFileSync(path.join(orchard, 'live.json'), 'utf8'));
  const groups = live.groups.slice(0, 1);
  const assignments = live.assignments.filter(({ group }: { group: string }) => group === groups[0].displayName);
  writeFileSync(path.join(orchard, 'waiting.json'), JSON.stringify({ ...live, groups, assignments }));
  await access(['plan', ...SANDBOX, '--out', 'saved.json'], { cwd: orchard });
  rmSync(path.join(orchard, '.access'), { recursive: true });
  commitAll(orchard, 'before');
  texts = textsIn(orchard);
});
afterAll(() => rmSync(orchard, { recursive: true }));

const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .filter((name) => !name.startsWith(`.git${path.sep}`))
    .sort();

const textsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(namesIn(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

function copied(): string {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-interrupts-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  cpSync(orchard, cwd, { recursive: true });
  return cwd;
}

/** Runs the line once, interrupted at the `at`-th moment, and tells all moments that it came to. */
async function interruptedAt(at: number, argv: readonly string[], cwd: string) {
  const calls: HostCall[] = [];
  const interruptedBy = (call: HostCall, times: number) => {
    calls.push(call);
    return times === at;
  };
  const result = await access(argv, { cwd, answers: ['yes'], input: JSON.stringify(POLICY), interruptedBy });
  return { calls, result };
}

test('every command is interrupted', () => {
  expect([...Object.keys(LINES), 'sandbox'].sort()).toEqual(VERBS.map(({ name }) => name).sort());
});

/** What the run left beside the orchard, without the state of its sandbox, is told and goes. Nothing of the orchard has changed: the next run begins as this one. */
function takenBack(cwd: string): readonly string[] {
  const left = namesIn(cwd).filter((name) => !Object.hasOwn(texts, name));
  for (const name of new Set(left.map((each) => each.split(path.sep)[0]!)))
    rmSync(path.join(cwd, name), { recursive: true });
  expect(textsIn(cwd)).toEqual(texts);
  return left.filter((name) => name !== path.join('.access', 'sandbox.json'));
}

describe.each(Object.entries(LINES))('%s', (verb, argv) => {
  test('ends at every moment', async () => {
    const { calls: moments, result: whole } = await interruptedAt(0, argv, copied());
    // There is drift in the orchard, and its directory has no users.
    expect([whole.exitCode, whole.stderr]).toEqual([
      ({ drift: 2, doctor: 1, wait: 2 } as Readonly<Record<string, number>>)[verb] ?? 0,
      expect.not.stringContaining('interrupted'),
    ]);
    const writes = moments.indexOf('apply');
    // From then on an apply reports what it did.
    const last = writes < 0 ? moments.length : writes;
    const cwd = copied();
    for (let at = 1; at <= last; at++) {
      const { result } = await interruptedAt(at, argv, cwd);
      const printed = moments.slice(0, at).includes('stdout');
      const left = takenBack(cwd);
      expect({ at, ...result, saved: left.includes('plan.json') }).toEqual({
        at,
        exitCode: 130,
        stdout: printed ? expect.any(String) : '',
        stderr: expect.stringMatching((at < moments.length && SAID[verb]) || /^interrupted\n$/m),
        saved: printed && verb === 'plan',
      });
      expect([[], WRITTEN[verb] ?? []], `at ${at}`).toContainEqual(left);
    }
  });
});

test('a sandbox ends with 130 until it serves, and with 0 from then on', async () => {
  const argv = ['sandbox', '--port', '0', '--seed', 'live.json'];
  const cwd = copied();
  for (const [at, exitCode] of [130, 0, 0].entries()) {
    const { calls, result } = await interruptedAt(at + 1, argv, cwd);
    expect(calls.slice(0, at + 1)).toEqual(['stderr', 'stdout', 'flush'].slice(0, at + 1));
    expect([at, result.exitCode, takenBack(cwd)]).toEqual([at, exitCode, []]);
  }
});

/** What a command leaves that was interrupted while it told of it: all of its files, or none. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  plan: ['plan.json'],
  snapshot: ['snapshot.json'],
  import: ['imported/access.yaml', 'imported/accounts.yaml'],
  init: ['begun/access.yaml'],
};

const NOTHING_APPLIED = /^interrupted: nothing was applied\n$/m;
const SAID: Readonly<Record<string, RegExp>> = { apply: NOTHING_APPLIED, release: NOTHING_APPLIED };
