// What is no ordinary file is neither read nor written, whichever option or argument names it: never waited for, never followed, never replaced.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FLAGS, VERBS } from '../../src/commands/index.ts';
import { access } from '../support/host.ts';

const ORCHARD = fileURLToPath(new URL('orchard', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-files-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  cpSync(ORCHARD, cwd, { recursive: true });
});

const SANDBOX = ['--sandbox', '--seed', 'live.json'];

/** Command lines that write the file they are given. None may come so far as to need more than the orchard. */
const WRITERS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  out: (file) => ['plan', ...SANDBOX, '--out', file],
  journal: (file) => ['apply', ...SANDBOX, '--auto-approve', '--journal', file],
  sandboxState: (file) => ['plan', ...SANDBOX, '--sandbox-state', file],
  '<file>': (file) => ['snapshot', file, ...SANDBOX],
  log: (file) => ['sandbox', '--port', '0', '--log', file],
};

const READERS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  seed: (file) => ['plan', '--sandbox', '--seed', file],
  current: (file) => ['saml-roles', '--current', file],
  snapshotFile: (file) => ['plan', '--live', file],
  '[plan.json]': (file) => ['apply', ...SANDBOX, file],
  '<old>': (file) => ['compare', file, 'ReadOnlyAccess'],
  '[new]': (file) => ['compare', 'ReadOnlyAccess', file],
  '<policy...>': (file) => ['lint', file],
};

test('every option and argument that names a file is tried', () => {
  const flags = Object.entries(FLAGS).flatMap(([name, { flags: syntax }]) => (syntax.includes('<file>') ? [name] : []));
  // `explain`, `completion`, `profiles` and `can` take no file, `report` reads run logs below, `test` opens its folder as `validate` does, `comment` tells of one that it cannot read: below. `validate` opens its whole folder, and those it names
  // are only what it reports on; and `import` walks folders; `show` reads as `apply` does, and `pin` takes keys.
  const words = VERBS.flatMap((verb) => verb.arguments ?? []).flatMap(({ syntax }) =>
    [
      '[what...]',
      '<shell>',
      '[file...]',
      '[group...]',
      '<plan.json>',
      '<who>',
      '[who...]',
      '[run...]',
      '<action>',
      '[resource]',
      '[in...]',
      '[folder]',
    ].includes(syntax)
      ? []
      : [syntax],
  );
  expect([...Object.keys(WRITERS), ...Object.keys(READERS)].sort()).toEqual([...flags, ...words].sort());
});

/** What may bear the name of a file. */
const KINDS = {
  pipe: (place: string) => execFileSync('mkfifo', [place]),
  socket: (place: string) =>
    new Promise<void>((resolve) => {
      const server = createServer().listen(place, resolve);
      onTestFinished(() => void server.close());
    }),
  folder: (place: string) => mkdirSync(place),
} as const;
const WORDS = { pipe: 'a named pipe', socket: 'a socket', folder: 'a folder' } as const;

const refused = (doing: 'read' | 'write', file: string, reason: string) =>
  expect.stringMatching(
    `^error\\[cli/file\\]: cannot ${doing} \`${file.replaceAll('.', '\\.')}\`: ${reason}\nhint: [^\n]+\n\n1 error\n$`,
  );

describe.each(Object.entries(READERS))('%s', (_, argv) => {
  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('reads no %s', async (kind) => {
    await KINDS[kind](path.join(cwd, 'file.json'));
    const reason = `it is ${WORDS[kind]}`;
    expect(await access(argv('file.json'), { cwd })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: refused('read', 'file.json', reason),
    });
  });

  test('reads no device, and nothing without an end', async () => {
    symlinkSync('/dev/zero', path.join(cwd, 'file.json'));
    const { exitCode, stderr } = await access(argv('file.json'), { cwd });
    expect([exitCode, stderr]).toEqual([1, refused('read', 'file.json', 'it is a device')]);
    truncateSync(makeFile('large.json'), 200_000_000);
    const large = await access(argv('large.json'), { cwd });
    expect([large.exitCode, large.stderr]).toEqual([1, refused('read', 'large.json', 'it holds more than \\d+ MB')]);
  });
});

test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
  'access comment reads no %s, and says so in the comment',
  async (kind) => {
    await KINDS[kind](path.join(cwd, 'file.json'));
    const job = ['--forge', 'github', '--repository', 'orchard/identity'];
    const { exitCode, stdout, stderr } = await access(['comment', 'file.json', '--dry-run', ...job], { cwd });
    expect([exitCode, stdout, stderr]).toEqual([
      1,
      expect.stringContaining(`it is ${WORDS[kind]}`),
      expect.stringContaining(`error[cli/file]: cannot read \`file.json\`: it is ${WORDS[kind]}`),
    ]);
  },
);

function makeFile(name: string): string {
  const file = path.join(cwd, name);
  writeFileSync(file, '{}');
  return file;
}

describe.each(Object.entries(WRITERS))('%s', (_, argv) => {
  const run = (file: string) => access(argv(file), { cwd });

  /** Everything of the working folder but what a sandbox keeps. */
  const listing = () =>
    readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('.access'))
      .sort()
      .map((name) => `${name} ${lstatSync(path.join(cwd, name)).ino}`);

  async function untouched(file: string, reason: string): Promise<void> {
    const before = listing();
    const { exitCode, stderr } = await run(file);
    expect([exitCode, stderr]).toEqual([1, refused('write', file, reason)]);
    expect(listing()).toEqual(before);
  }

  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('replaces no %s', async (kind) => {
    await KINDS[kind](path.join(cwd, 'file.json'));
    await untouched('file.json', `it is ${WORDS[kind]}`);
  });

  test('replaces no device', async (context) => {
    const made = spawnSync('mknod', [path.join(cwd, 'file.json'), 'c', '1', '3']).status === 0;
    // Only root makes devices, and not everywhere.
    context.skip(!made);
    await untouched('file.json', 'it is a device');
  });

  test('follows no link, neither to a file nor on the way to one', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'access-outside-'));
    onTestFinished(() => rmSync(outside, { recursive: true }));
    writeFileSync(path.join(outside, 'kept.json'), 'kept');
    symlinkSync(path.join(outside, 'kept.json'), path.join(cwd, 'to-a-file.json'));
    symlinkSync(path.join(outside, 'new.json'), path.join(cwd, 'to-nothing.json'));
    symlinkSync(outside, path.join(cwd, 'to-a-folder'));
    await untouched('to-a-file.json', 'it is a symbolic link');
    await untouched('to-nothing.json', 'it is a symbolic link');
    await untouched('to-a-folder/new.json', '`to-a-folder` is a symbolic link');
    await untouched('to-a-folder/deeper/new.json', '`to-a-folder` is a symbolic link');
    expect(readdirSync(outside)).toEqual(['kept.json']);
    expect(readFileSync(path.join(outside, 'kept.json'), 'utf8')).toBe('kept');
  });

  test('does not take `-` for the name of a file', () => untouched('-', '`-` stands for no file here'));
});

describe('a file that is written', () => {
  const plan = (file: string) => access(['plan', ...SANDBOX, '--out', file], { cwd });

  test('lies in folders that are made, with nothing beside it', async () => {
    expect((await plan('a/b/plan.json')).exitCode).toBe(0);
    expect(readdirSync(path.join(cwd, 'a/b'))).toEqual(['plan.json']);
    expect(JSON.parse(readFileSync(path.join(cwd, 'a/b/plan.json'), 'utf8'))).toHaveProperty('planId');
  });

  test('is replaced whole, by another file with the permissions it had', async () => {
    const file = makeFile('plan.json');
    chmodSync(file, 0o640);
    const { ino } = statSync(file);
    expect((await plan('plan.json')).exitCode).toBe(0);
    expect(statSync(file).ino).not.toBe(ino);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('may be reached through a link above the working folder', async () => {
    const elsewhere = `${cwd}-linked`;
    symlinkSync(cwd, elsewhere);
    onTestFinished(() => rmSync(elsewhere));
    expect((await plan(path.join(elsewhere, 'plan.json'))).exitCode).toBe(0);
    expect(existsSync(path.join(cwd, 'plan.json'))).toBe(true);
  });
});
