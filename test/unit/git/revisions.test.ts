// The folder as of a revision, from real repositories, some of them made by somebody who means harm.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { commitOf, folderAt } from '../../../src/git/revisions.ts';
import { load } from '../../../src/load.ts';
import { commitAll, git, gitEnvironment } from '../../support/git.ts';

let home: string;
let orchard: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'access-git-'));
  orchard = path.join(home, 'orchard');
  put('access/access.yaml', 'identityCenter: { owner: orchard }\n');
});
afterEach(() => rmSync(home, { recursive: true }));

function put(name: string, text: string): void {
  const file = path.join(orchard, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const at = (ref: string, dir = path.join(orchard, 'access')) => folderAt({ dir, env: gitEnvironment() }, ref);

/** Its message, in place of the folder. */
async function refusal(ref: string, dir?: string): Promise<string> {
  const error = await at(ref, dir).catch((thrown: unknown) => thrown);
  if (!(error instanceof AccessError)) throw new Error('nothing was refused');
  expect(error.diagnostic.code).toBe('cli/base');
  return error.diagnostic.message;
}

it('holds the files as they were', async () => {
  put('access/teams/press.yaml', 'groups: {}\n');
  put('access/policies/press.json', '{"Version":"2012-10-17"}');
  put('access/picture.png', 'not a config file');
  put('elsewhere/other.yaml', 'groups: {}\n');
  commitAll(orchard, 'before');
  put('access/access.yaml', 'identityCenter: { owner: press }\n');
  const past = await at('before');
  const read = (name: string) => readFileSync(path.join(past!.dir, name), 'utf8');
  expect(read('access.yaml')).toBe('identityCenter: { owner: orchard }\n');
  expect(read('teams/press.yaml')).toBe('groups: {}\n');
  expect(read('policies/press.json')).toBe('{"Version":"2012-10-17"}');
  expect(existsSync(path.join(past!.dir, 'picture.png'))).toBe(false);
  expect(existsSync(path.join(past!.dir, 'other.yaml'))).toBe(false);
  await past!.dispose();
  expect(existsSync(past!.dir)).toBe(false);
});

it('takes any word for a commit that git takes', async () => {
  commitAll(orchard, 'before');
  commitAll(orchard, 'after');
  for (const ref of ['HEAD~1', 'refs/tags/before', 'before^{commit}', git(orchard, ['rev-parse', 'before'])]) {
    const past = await at(ref);
    expect(existsSync(path.join(past!.dir, 'access.yaml'))).toBe(true);
    await past!.dispose();
  }
});

it('leaves links to the loader, wherever they lead', async () => {
  symlinkSync('/etc/hostname', path.join(orchard, 'access/outside.yaml'));
  commitAll(orchard, 'before');
  const past = await at('before');
  expect(lstatSync(path.join(past!.dir, 'outside.yaml')).isSymbolicLink()).toBe(true);
  expect(readlinkSync(path.join(past!.dir, 'outside.yaml'))).toBe('/etc/hostname');
  await past!.dispose();
});

it('is the whole repository when that is the config folder', async () => {
  commitAll(orchard, 'before');
  const past = await at('before', orchard);
  expect(existsSync(path.join(past!.dir, 'access/access.yaml'))).toBe(true);
  await past!.dispose();
});

test.each([
  ['was not there yet', 'rm'],
  ['was a file', 'file'],
])('there is nothing when the folder %s', async (_, how) => {
  rmSync(path.join(orchard, 'access'), { recursive: true });
  put(how === 'file' ? 'access' : 'README.md', 'Apples.\n');
  commitAll(orchard, 'before');
  rmSync(path.join(orchard, 'access'), { force: true });
  put('access/access.yaml', '');
  expect(await at('before')).toBeUndefined();
});

test.each(['nowhere', '--all', '-h', '--git-dir', 'before:access', '', 'before\nHEAD'])(
  'no commit: %j',
  async (ref) => {
    commitAll(orchard, 'before');
    expect(await refusal(ref)).toContain('git knows no such commit');
  },
);

it('says so outside of a work tree', async () => {
  expect(await refusal('HEAD')).toContain('is in no git work tree');
});

it('says so without git', async () => {
  commitAll(orchard, 'before');
  const error = await folderAt({ dir: orchard, env: { PATH: home } }, 'HEAD').catch((thrown: unknown) => thrown);
  expect((error as AccessError).diagnostic.message).toContain('`git` is not installed');
});

/** The commit that the files are, as they lie there. */
async function commitNow(): Promise<string | undefined> {
  const dir = path.join(orchard, 'access');
  const { documents, policies } = (await load(dir)).value;
  return commitOf(
    { dir, env: gitEnvironment() },
    [...documents, ...policies].filter((file) => 'text' in file),
  );
}

describe('the commit of the files', () => {
  const changes: readonly (readonly [what: string, isStill: boolean, change: () => void])[] = [
    ['nothing', true, () => {}],
    ['a file that is no configuration', true, () => put('access/notes.txt', 'apples')],
    ['a file elsewhere', true, () => put('elsewhere/other.yaml', 'groups: {}')],
    ['a file that is passed over', true, () => put('access/.hidden.yaml', 'groups: {}')],
    ['another file', false, () => put('access/more.yaml', 'groups: {}')],
    ['another policy', false, () => put('access/more.json', '{}')],
    ['a file in a folder', false, () => put('access/teams/more.yaml', 'groups: {}')],
    ['one byte', false, () => put('access/press.yaml', 'groups: { }\n')],
    ['line ends, as core.autocrlf makes them', false, () => put('access/press.yaml', 'groups: {}\r\n')],
    ['a file that is gone', false, () => rmSync(path.join(orchard, 'access/press.yaml'))],
    ['a byte order mark', true, () => put('access/press.yaml', '\uFEFFgroups: {}\n')],
    [
      'a link in place of what it leads to',
      true,
      () => {
        rmSync(path.join(orchard, 'access/press.yaml'));
        symlinkSync('access.yaml', path.join(orchard, 'access/press.yaml'));
        put('access/access.yaml', 'groups: {}\n');
      },
    ],
  ];

  test.each(changes)('%s: %j', async (what, isStill, change) => {
    put('access/access.yaml', what.startsWith('a link') ? 'groups: {}\n' : 'identityCenter: { owner: orchard }\n');
    put('access/press.yaml', 'groups: {}\n');
    commitAll(orchard, 'before');
    change();
    // A byte order mark is no part of what is read.
    expect(await commitNow()).toBe(isStill ? git(orchard, ['rev-parse', 'before']) : undefined);
  });

  it('is that of links, too', async () => {
    symlinkSync('teams/press.yaml', path.join(orchard, 'access/linked.yaml'));
    put('access/teams/press.yaml', '\uFEFFgroups: {}\n');
    symlinkSync('../linked.yaml', path.join(orchard, 'access/teams/again.yml'));
    commitAll(orchard, 'before');
    expect(await commitNow()).toBe(git(orchard, ['rev-parse', 'before']));
    rmSync(path.join(orchard, 'access/linked.yaml'));
    symlinkSync('access.yaml', path.join(orchard, 'access/linked.yaml'));
    expect(await commitNow()).toBeUndefined();
  });

  it('is none before the first commit', async () => {
    git(orchard, ['init', '--quiet']);
    expect(await commitNow()).toBeUndefined();
  });
});

it('knows a clone with a part of the history', async () => {
  commitAll(orchard, 'before');
  commitAll(orchard, 'after');
  const clone = path.join(home, 'clone');
  git(home, ['clone', '--quiet', '--depth', '1', '--no-tags', `file://${orchard}`, clone]);
  expect(await refusal('HEAD~1', path.join(clone, 'access'))).toContain('only a part of the history');
});

type Entry = readonly [mode: string, name: string, object: string];

const treeBytes = (entries: readonly Entry[]) =>
  Buffer.concat(
    entries.flatMap(([mode, name, object]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(object, 'hex')]),
  );

/** A tree that no checkout would make: `git mktree` refuses most of them, `hash-object --literally` none. */
const tree = (...entries: readonly Entry[]) =>
  git(orchard, ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], treeBytes(entries));

function commitTree(entries: readonly Entry[]): void {
  git(orchard, ['tag', 'hostile', git(orchard, ['commit-tree', tree(...entries), '-m', 'hostile'])]);
}

const blob = (text: string) => git(orchard, ['hash-object', '-w', '--stdin'], text);

test.each([
  ['climbs out', 'git lacks files', () => [['100644', '../escaped.yaml', blob('groups: {}')]] as const],
  [
    'climbs out of a folder',
    'git lacks files',
    () => [['100644', 'a/../../escaped.yaml', blob('groups: {}')]] as const,
  ],
  ['begins at the root', 'git lacks files', () => [['100644', '/escaped.yaml', blob('groups: {}')]] as const],
  ['is empty', 'git lacks files', () => [['100644', '', blob('groups: {}')]] as const],
  [
    'climbs out as on Windows',
    'cannot be written',
    () => [['100644', 'a\\..\\..\\escaped.yaml', blob('groups: {}')]] as const,
  ],
  [
    'is two things',
    'cannot be written',
    () =>
      [
        ['100644', 'a.yaml', blob('groups: {}')],
        ['100644', 'a.yaml', blob('')],
      ] as const,
  ],
  [
    'goes through a link',
    'cannot be written',
    () =>
      [
        ['120000', 'out', blob(home)],
        ['40000', 'out', tree(['100644', 'escaped.yaml', blob('groups: {}')])],
      ] as const,
  ],
  [
    'links through a link',
    'cannot be written',
    () =>
      [
        ['120000', 'out', blob(home)],
        ['40000', 'out', tree(['120000', 'escaped.yaml', blob('/etc/hostname')])],
      ] as const,
  ],
])('refuses a name that %s', async (_, problem, entries) => {
  commitAll(orchard, 'before');
  commitTree(entries());
  expect(await refusal('hostile', orchard)).toContain(problem);
  expect(existsSync(path.join(home, 'escaped.yaml'))).toBe(false);
  expect(existsSync(path.join(tmpdir(), 'escaped.yaml'))).toBe(false);
});

test.each(['..', '.git', '..\\escaped.yaml', 'node_modules'])('passes over a file or folder named %j', async (name) => {
  commitAll(orchard, 'before');
  commitTree([
    ['40000', name, tree(['100644', 'escaped.yaml', blob('groups: {}')])],
    ['100644', 'orchard.yaml', blob('groups: {}')],
  ]);
  const past = await at('hostile', orchard);
  expect(readdirSync(past!.dir)).toEqual(['orchard.yaml']);
  await past!.dispose();
});

const BOMBS = 12;
it('refuses a tree that names more paths than there can be', async () => {
  commitAll(orchard, 'before');
  let folder = tree(['100644', 'a.yaml', blob('groups: {}')]);
  for (let depth = 0; depth < BOMBS; depth++)
    folder = tree(...Array.from({ length: 100 }, (_, index) => ['40000', `${1000 + index}`, folder] as const));
  commitTree([['40000', 'deep', folder]]);
  expect(await refusal('hostile', orchard)).toContain('too large');
});

it('refuses one file under more names than a disk could hold', async () => {
  commitAll(orchard, 'before');
  const large = blob('# apple\n'.repeat(100_000));
  commitTree(Array.from({ length: 1000 }, (_, index) => ['100644', `${1000 + index}.yaml`, large] as const));
  expect(await refusal('hostile', orchard)).toContain('too large');
});

it('refuses what is too much', async () => {
  put('access/orchard.yaml', `# ${'apple '.repeat(11_000_000)}`);
  commitAll(orchard, 'before');
  expect(await refusal('before')).toContain('too large');
});

it('misses a file that git has lost', async () => {
  commitAll(orchard, 'before');
  const object = git(orchard, ['rev-parse', 'before:access/access.yaml']);
  rmSync(path.join(orchard, '.git/objects', object.slice(0, 2), object.slice(2)));
  expect(await refusal('before')).toContain('git lacks files');
});
