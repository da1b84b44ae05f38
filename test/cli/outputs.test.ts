// What must never be in an output: secrets of the environment, and what live's names would do to a terminal, a log or a page.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSeed, startSandbox } from '../../src/sandbox/index.ts';
import { putGroup, putUser } from '../../src/sandbox/mutations.ts';
import { access, type Result } from '../support/host.ts';
import { awsOf, type Conditions } from './aws.ts';

const ORCHARD = fileURLToPath(new URL('orchard', import.meta.url));

let cwd: string;
let stateFile: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-outputs-'));
  stateFile = path.join(cwd, 'state.json');
  cpSync(ORCHARD, cwd, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true });
});

const seed = () => readFileSync(path.join(cwd, 'live.json'), 'utf8');
const run = (conditions: Conditions, ...argv: readonly string[]): Promise<Result> =>
  access(argv, {
    cwd,
    env: process.env as Record<string, string>,
    aws: awsOf({ stateFile, seed: seed() }, conditions).connect,
  });

describe('secrets', () => {
  const SECRETS = {
    AWS_ACCESS_KEY_ID: 'AKIACANARYAPPLES',
    AWS_SECRET_ACCESS_KEY: 'canary-secret-pears',
    AWS_SESSION_TOKEN: 'canary-token-plums',
  };
  const DENIED = {
    status: 403,
    body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
  };

  test('are in no output, no plan file and no journal', async () => {
    for (const [name, value] of Object.entries(SECRETS)) vi.stubEnv(name, value);
    const own = { credentials: 'missing' } as const;
    const results = [
      await run(own, 'plan', '--out', 'plan.json'),
      await run(own, 'plan', '--format', 'markdown'),
      await run(own, 'plan', '--format', 'json'),
      await run(own, 'apply', 'plan.json'),
      await run({ ...own, replies: { GetCallerIdentity: DENIED } }, 'plan'),
      await run({ ...own, faults: { ListGroups: { fault: 'malformed-body' } } }, 'plan'),
    ];
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 1, 1]);
    const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).map((file) => path.join(cwd, file));
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
    expect(files.filter((file) => /plan\.json$|\.jsonl$/.test(file))).toHaveLength(2);
    const all = [...results.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...texts].join('\n');
    for (const secret of Object.values(SECRETS)) expect(all).not.toContain(secret);
  });
});

describe('names of live', () => {
  const HOSTILE =
    'Pickers`\u001b[31m\r\n::error::owned `` <img src=x onerror=y> | **bold** [a](http://b) @all \u202egro';

  /** Nothing a terminal obeys, no line that a name began, no markup. */
  const harmless = (text: string) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).not.toMatch(/^::error::/m);
    expect(text).toContain('Pickers');
  };

  /** Markdown without its code spans, in which nothing is markup. An escaped backtick opens none; a run is closed by one of its length. */
  const outsideCode = (markdown: string) =>
    markdown.replaceAll(/(\\.)|(`+)(?!`)[^\n]*?(?<!`)\2(?!`)/g, (_, escaped: string | undefined) => escaped ?? '');

  /** The group is renamed, a user and an account bear the name too, and their rows are in the plan. */
  async function spoil(): Promise<void> {
    const sandbox = await startSandbox({ stateFile, seed: parseSeed(seed(), 'live.json') });
    const { directory, organization } = sandbox.state;
    const group = [...directory.groups.values()].find(({ displayName }) => displayName === 'AWS Pickers')!;
    putGroup(directory, { ...group, displayName: HOSTILE });
    putUser(directory, {
      id: 'a'.repeat(8) + '-0000-4000-8000-000000000000',
      userName: HOSTILE,
      createdAt: 0,
      updatedAt: 0,
    });
    const accounts = organization.accounts as Map<
      string,
      typeof organization.accounts extends ReadonlyMap<string, infer A> ? A : never
    >;
    accounts.set('333333333333', { ...accounts.get('333333333333')!, name: HOSTILE });
    await sandbox.close();
  }

  test('reach no output raw', async () => {
    await spoil();
    writeFileSync(
      path.join(cwd, 'access', 'grants.yaml'),
      'grants:\n  - { groups: [pressers, pickers], permissionSets: Operator, accounts: "ou:Workloads/**" }\n',
    );
    const text = await run({}, 'plan');
    harmless(text.stdout);
    const markdown = await run({}, 'plan', '--format', 'markdown');
    harmless(markdown.stdout);
    expect(outsideCode(markdown.stdout)).not.toMatch(/<img|\*\*bold|[^\\]\[a\]\(http:|@all/);
    const json = await run({}, 'plan', '--format', 'json');
    harmless(json.stdout);
    expect(JSON.stringify(JSON.parse(json.stdout))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    const applied = await run({}, 'apply', '--expect', JSON.parse(json.stdout).planId);
    harmless(applied.stdout + applied.stderr);
  });

  test('and of files neither, in any format of findings', async () => {
    const key = JSON.stringify(HOSTILE);
    writeFileSync(
      path.join(cwd, 'access', 'grants.yaml'),
      `grants:\n  - { groups: ${key}, permissionSets: Reader, accounts: press-dev }\n`,
    );
    for (const format of ['text', 'json', 'github']) {
      const { stdout, stderr, exitCode } = await run({}, 'validate', '--format', format);
      expect(exitCode).toBe(1);
      harmless(stdout + stderr);
    }
  });
});
