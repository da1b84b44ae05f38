// Repositories made by somebody who means harm. Each vector is first seen to work on plain git, in the way that a careless tool would use it, by a file that it
// makes or an answer that it forges; then the program's own questions are put, and nothing may come of it.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { commitOf, folderAt } from '../../../src/git/revisions.ts';
import type { SourceFile } from '../../../src/source/file.ts';
import { commitAll, git, gitEnvironment } from '../../support/git.ts';

const HONEST = 'identityCenter: { owner: orchard }\n';
const FORGED = 'identityCenter: { owner: thief }\n';

let home: string;
let orchard: string;
let access: string;
let marker: string;
/** A program that leaves the marker, and then fails. */
let payload: string;

/** Two commits, of which `origin/main` is the first; copied for each test. */
let template: string;

beforeAll(() => {
  template = mkdtempSync(path.join(tmpdir(), 'access-hostile-template-'));
  orchard = template;
  put('access/access.yaml', HONEST);
  commitAll(template, 'base');
  git(template, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
  put('access/access.yaml', 'identityCenter: { owner: orchard }\nguards: {}\n');
  commitAll(template, 'pull-request');
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'access-hostile-'));
  orchard = path.join(home, 'orchard');
  access = path.join(orchard, 'access');
  marker = path.join(home, 'PWNED');
  payload = program(path.join(home, 'payload'), `touch '${marker}'; exit 1`);
  cpSync(template, orchard, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

function put(name: string, text: string): string {
  const file = path.join(orchard, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function program(file: string, script: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** As a tool would that trusts its surroundings. */
function plainGit(args: readonly string[], { cwd = access, env = {} as Record<string, string> } = {}): string {
  try {
    return execFileSync('git', args, {
      cwd,
      env: { ...gitEnvironment(), ...env },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout ?? '').trim();
  }
}

/** What the program asks, all of it. The answers are those of the real repository, or there are none. */
async function askedSafely({ env = {} as Record<string, string>, dir = access, base = 'origin/main' } = {}) {
  const options = { dir, env: { ...gitEnvironment(), ...env } };
  const commit = await commitOf(options, [fileIn(dir)]);
  const past = await folderAt(options, base);
  const text = past && readFileSync(path.join(past.dir, 'access.yaml'), 'utf8');
  await past?.dispose();
  return { commit, base: text };
}

function fileIn(dir: string): SourceFile {
  return {
    path: 'access/access.yaml',
    configPath: 'access.yaml',
    text: readFileSync(path.join(dir, 'access.yaml'), 'utf8'),
  };
}

const honestly = () => ({ commit: git(orchard, ['rev-parse', 'HEAD']), base: HONEST });

async function refusal(base: string, options: Parameters<typeof askedSafely>[0] = {}): Promise<string> {
  const error = await askedSafely({ ...options, base }).catch((thrown: unknown) => thrown);
  if (!(error instanceof AccessError)) throw new Error('nothing was refused');
  expect(error.diagnostic.code).toBe('cli/base');
  return error.diagnostic.message;
}

/** A bare repository, as files that a pull request can commit; its `origin/main` has another config folder. */
function embed(folder: string, config = ''): string {
  const own = path.join(orchard, folder);
  const forge = path.join(home, 'forge');
  mkdirSync(path.join(forge, 'access'), { recursive: true });
  writeFileSync(path.join(forge, 'access/access.yaml'), FORGED);
  writeFileSync(path.join(forge, 'access.yaml'), FORGED);
  commitAll(forge, 'forged');
  git(forge, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
  mkdirSync(own, { recursive: true });
  for (const name of ['HEAD', 'objects', 'refs']) execFileSync('cp', ['-r', path.join(forge, '.git', name), own]);
  writeFileSync(
    path.join(own, 'config'),
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n${config}`,
  );
  return git(forge, ['rev-parse', 'HEAD']);
}

const config = (name: string, value: string) => git(orchard, ['config', name, value]);

describe('files that a pull request can commit', () => {
  it('runs nothing that an embedded repository names', async () => {
    embed('access', `\tfsmonitor = "${payload}"\n`);
    plainGit(['status']);
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    expect(await askedSafely()).toEqual(honestly());
    expect(existsSync(marker)).toBe(false);
  });

  it('fetches nothing from where an embedded repository says', async () => {
    embed(
      'access',
      `[extensions]\n\tpartialClone = thief\n[remote "thief"]\n\turl = ext::${payload}\n\tpromisor = true\n[protocol "ext"]\n\tallow = always\n`,
    );
    plainGit(['cat-file', '-p', 'deadbeef'.repeat(5)]);
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    expect(await askedSafely()).toEqual(honestly());
    expect(existsSync(marker)).toBe(false);
  });

  it('asks no embedded repository for the base', async () => {
    const forged = embed('access');
    expect(plainGit(['rev-parse', 'origin/main'])).toBe(forged);
    expect(await askedSafely()).toEqual(honestly());
  });

  it('asks none between the config folder and the top', async () => {
    put('teams/access/access.yaml', HONEST);
    commitAll(orchard, 'deeper');
    const forged = embed('teams');
    const dir = path.join(orchard, 'teams/access');
    expect(plainGit(['rev-parse', 'origin/main'], { cwd: dir })).toBe(forged);
    expect(await askedSafely({ dir, base: 'HEAD' })).toEqual(honestly());
  });

  it('asks none that shares its objects with another folder', async () => {
    const forged = embed('access/store');
    put('access/HEAD', 'ref: refs/heads/main\n');
    put('access/commondir', 'store\n');
    expect(plainGit(['rev-parse', 'origin/main'])).toBe(forged);
    expect(await askedSafely()).toEqual(honestly());
  });

  it('goes by the work tree that holds a link, not by the one behind it', async () => {
    const installed = path.join(orchard, 'node_modules/orchard-access');
    mkdirSync(installed, { recursive: true });
    writeFileSync(path.join(installed, 'access.yaml'), FORGED);
    commitAll(installed, 'forged');
    git(installed, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
    rmSync(access, { recursive: true });
    symlinkSync('node_modules/orchard-access', access);
    expect(plainGit(['rev-parse', 'origin/main'])).toBe(git(installed, ['rev-parse', 'HEAD']));
    expect(await askedSafely()).toEqual({ commit: undefined, base: HONEST });
    const linked = path.join(orchard, 'linked');
    symlinkSync('node_modules', linked);
    expect(await askedSafely({ dir: path.join(linked, 'orchard-access') })).toEqual({
      commit: undefined,
      base: undefined,
    });
  });

  it('takes no branch of a submodule for a branch of the repository around it', async () => {
    const inner = path.join(home, 'inner');
    mkdirSync(inner);
    writeFileSync(path.join(inner, 'access.yaml'), FORGED);
    commitAll(inner, 'forged');
    git(inner, ['branch', 'main']);
    rmSync(access, { recursive: true });
    git(orchard, ['rm', '--quiet', '-r', '--cached', 'access']);
    git(orchard, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'access']);
    const forged = git(inner, ['rev-parse', 'HEAD']);
    expect(plainGit(['rev-parse', 'origin/main'])).toBe(forged);
    expect(await refusal('origin/main')).toContain('in a submodule');
    expect(await askedSafely({ base: forged })).toEqual({ commit: forged, base: FORGED });
    commitAll(orchard, 'submodule');
    const around = git(orchard, ['rev-parse', 'origin/main:access']);
    expect(await refusal(around)).toContain('no such commit');
  });

  it('runs no program of the work tree, whatever PATH says', async () => {
    const own = program(path.join(orchard, 'bin/git'), `touch '${marker}'; exit 1`);
    symlinkSync(orchard, path.join(home, 'elsewhere'));
    for (const first of [path.dirname(own), path.join(home, 'elsewhere/bin'), 'bin', '']) {
      const env = { PATH: `${first}${path.delimiter}${process.env.PATH}` };
      if (path.isAbsolute(first)) plainGit(['--version'], { env });
      expect([first, existsSync(marker)]).toEqual([first, path.isAbsolute(first)]);
      rmSync(marker, { force: true });
      expect(await askedSafely({ env })).toEqual(honestly());
      expect(existsSync(marker)).toBe(false);
    }
    expect(await refusal('origin/main', { env: { PATH: path.dirname(own) } })).toContain('`git` is not installed');
  });

  test.each([
    'a\nb.yaml',
    '-n.yaml',
    '--output=x.yaml',
    ':(top)x.yaml',
    ':!x.yaml',
    'HEAD:x.yaml',
    '*.yaml',
    '"x".yaml',
    'x\ty.yaml',
    `${'deep/'.repeat(30)}x.yaml`,
    '\u202ex.yaml',
    '$(touch PWNED).yaml',
  ])('a file named %j is a file', async (name) => {
    const file = put(`access/${name}`, 'groups: {}\n');
    commitAll(orchard, 'named');
    const options = { dir: access, env: gitEnvironment() };
    const source = { path: name, configPath: name, text: 'groups: {}\n' };
    expect(await commitOf(options, [fileIn(access), source])).toBe(git(orchard, ['rev-parse', 'HEAD']));
    const past = await folderAt(options, 'HEAD');
    expect(readFileSync(path.join(past!.dir, name), 'utf8')).toBe(readFileSync(file, 'utf8'));
    await past!.dispose();
  });

  test.each(['-x', ':(top)x', 'a\nb', 'HEAD', '*', '\u202ex'])('a config folder named %j is a folder', async (name) => {
    const dir = path.join(orchard, name);
    put(`${name}/access.yaml`, HONEST);
    commitAll(orchard, 'named');
    expect(await askedSafely({ dir, base: 'refs/tags/named' })).toEqual(honestly());
  });
});

describe('names that whoever may push can make', () => {
  it('takes no tag for the branch of the same name', async () => {
    git(orchard, ['tag', 'origin/main', 'HEAD']);
    expect(plainGit(['rev-parse', 'origin/main'])).toBe(plainGit(['rev-parse', 'HEAD']));
    expect(await refusal('origin/main')).toContain('several branches or tags have this name');
    expect(await refusal('origin/main~0')).toContain('several branches or tags have this name');
    expect(await askedSafely({ base: 'refs/remotes/origin/main' })).toEqual(honestly());
  });

  it('takes full names, HEAD and full ids as they stand', async () => {
    const before = git(orchard, ['rev-parse', 'HEAD~1']);
    for (const name of ['HEAD', 'refs/remotes/origin/main', before])
      git(orchard, ['update-ref', `refs/tags/${name}`, 'HEAD']);
    for (const base of ['refs/remotes/origin/main', 'HEAD^1', 'HEAD~1', '@~1', before])
      expect([base, await askedSafely({ base })]).toEqual([base, honestly()]);
  });

  it('takes no tag for the beginning of an id', async () => {
    const begin = git(orchard, ['rev-parse', '--short', 'HEAD~1']);
    git(orchard, ['tag', begin, 'HEAD']);
    expect(await refusal(begin)).toContain('several branches or tags have this name');
  });
});

describe('a repository with hostile settings', () => {
  /** Its preparation, and how plain git falls for it. */
  const RUNS: Readonly<Record<string, { readonly plant: () => void; readonly plain: readonly string[] }>> = {
    'core.fsmonitor': { plant: () => config('core.fsmonitor', payload), plain: ['status'] },
    'an included file of the work tree': {
      plant: () => {
        put('access/settings', `[core]\n\tfsmonitor = "${payload}"\n`);
        config('include.path', '../access/settings');
      },
      plain: ['status'],
    },
    'a hook': {
      plant: () => {
        program(path.join(orchard, '.git/hooks/post-index-change'), `touch '${marker}'`);
        put('access/access.yaml', readFileSync(path.join(access, 'access.yaml'), 'utf8'));
      },
      plain: ['status'],
    },
    'hooks of the work tree': {
      plant: () => {
        program(path.join(orchard, 'hooks/post-index-change'), `touch '${marker}'`);
        config('core.hooksPath', 'hooks');
        put('access/access.yaml', readFileSync(path.join(access, 'access.yaml'), 'utf8'));
      },
      plain: ['status'],
    },
    'a clean filter': {
      plant: () => {
        put('access/.gitattributes', '* filter=thief\n');
        config('filter.thief.clean', payload);
        put('access/access.yaml', HONEST.replace('orchard', 'ORCHARD'));
        put('access/access.yaml', git(orchard, ['show', 'HEAD:access/access.yaml']).concat('\n'));
      },
      plain: ['status'],
    },
    'a smudge filter': {
      plant: () => {
        put('access/.gitattributes', '* filter=thief\n');
        config('filter.thief.smudge', payload);
      },
      plain: ['cat-file', '--filters', 'HEAD:access/access.yaml'],
    },
    'a textconv': {
      plant: () => {
        put('access/.gitattributes', '* diff=thief\n');
        config('diff.thief.textconv', payload);
      },
      plain: ['show', 'HEAD'],
    },
    'an external diff': { plant: () => config('diff.external', payload), plain: ['diff', 'HEAD~1'] },
    'a gpg program': {
      plant: () => {
        config('log.showSignature', 'true');
        config('gpg.program', payload);
        const signed = `${git(orchard, ['cat-file', 'commit', 'HEAD']).replace('\n\n', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n')}\n`;
        git(orchard, ['update-ref', 'HEAD', git(orchard, ['hash-object', '-t', 'commit', '-w', '--stdin'], signed)]);
      },
      plain: ['log'],
    },
    'an alias': { plant: () => config('alias.state', `!${payload}`), plain: ['state'] },
    'a promisor behind ext::': {
      plant: () => {
        promisor(`ext::${payload}`);
        config('protocol.ext.allow', 'always');
      },
      plain: ['cat-file', '-p', 'origin/main:access/access.yaml'],
    },
    'a promisor behind ssh': {
      plant: () => {
        promisor('ssh://thief.example/orchard');
        config('core.sshCommand', payload);
      },
      plain: ['cat-file', '-p', 'origin/main:access/access.yaml'],
    },
    'a promisor behind an upload-pack': {
      plant: () => {
        promisor(orchard);
        config('remote.thief.uploadpack', payload);
      },
      plain: ['cat-file', '-p', 'origin/main:access/access.yaml'],
    },
  };

  /** The content of the base is gone, and there is somebody who promises to have it. */
  function promisor(url: string): void {
    for (const [name, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'thief'],
      ['remote.thief.url', url],
      ['remote.thief.promisor', 'true'],
    ] as const)
      config(name, value);
    const object = git(orchard, ['rev-parse', 'origin/main:access/access.yaml']);
    rmSync(path.join(orchard, '.git/objects', object.slice(0, 2), object.slice(2)));
  }

  test.each(Object.entries(RUNS))('%s', async (name, { plant, plain }) => {
    plant();
    plainGit(plain);
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    if (name.startsWith('a promisor')) expect(await refusal('origin/main')).toContain('git lacks files');
    else expect(await askedSafely()).toEqual(honestly());
    expect(existsSync(marker)).toBe(false);
  });

  it('replaces nothing', async () => {
    git(orchard, ['replace', 'HEAD~1', 'HEAD']);
    expect(plainGit(['show', 'HEAD~1:access/access.yaml'])).toContain('guards');
    expect(await askedSafely({ base: 'HEAD~1' })).toEqual(honestly());
  });

  it('grafts nothing', async () => {
    const [, first] = [git(orchard, ['rev-parse', 'HEAD']), git(orchard, ['rev-parse', 'HEAD~1'])];
    put('access/access.yaml', 'identityCenter: { owner: orchard }\nguards: {}\n# last\n');
    commitAll(orchard, 'last');
    put('.git/info/grafts', `${git(orchard, ['rev-parse', 'HEAD'])} ${first}\n`);
    expect(plainGit(['rev-parse', 'HEAD~1'])).toBe(first);
    expect(await askedSafely({ base: 'HEAD~2' })).toEqual(honestly());
  });

  it('believes no commit graph', async () => {
    git(orchard, ['commit-graph', 'write', '--reachable']);
    put('access/access.yaml', 'identityCenter: { owner: orchard }\nguards: {}\n# last\n');
    commitAll(orchard, 'last');
    git(orchard, ['commit-graph', 'write', '--reachable']);
    const graph = path.join(orchard, '.git/objects/info/commit-graph');
    const bytes = readFileSync(graph);
    // The commits are written in the order of their ids, each with its tree and the places of its parents, in 36 bytes: HEAD~1 gets HEAD for its parent.
    const ids = ['HEAD', 'HEAD~1', 'HEAD~2'].map((name) => git(orchard, ['rev-parse', name]));
    const sorted = [...ids].sort();
    const data = bytes.indexOf(Buffer.from(git(orchard, ['rev-parse', `${sorted[0]}^{tree}`]), 'hex'));
    bytes.writeUInt32BE(sorted.indexOf(ids[0]!), data + sorted.indexOf(ids[1]!) * 36 + 20);
    chmodSync(graph, 0o644);
    writeFileSync(graph, bytes);
    expect(plainGit(['rev-parse', 'HEAD~2'])).toBe(ids[0]);
    expect(await askedSafely({ base: 'HEAD~2' })).toEqual(honestly());
  });

  test.each([
    ['blob', 'origin/main:access/access.yaml'],
    ['tree', 'origin/main:access'],
    ['commit', 'origin/main'],
  ])('believes no forged %s', async (type, name) => {
    const object = git(orchard, ['rev-parse', name]);
    const other = git(orchard, ['rev-parse', name.replace('origin/main', 'HEAD')]);
    const content = execFileSync('git', ['cat-file', type, other], { cwd: orchard });
    const file = path.join(orchard, '.git/objects', object.slice(0, 2), object.slice(2));
    chmodSync(file, 0o644);
    writeFileSync(file, deflateSync(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])));
    expect(plainGit(['cat-file', '-p', 'origin/main:access/access.yaml'])).toContain('guards');
    expect(await refusal('origin/main')).toMatch(/damaged|no such commit/);
  });

  it('believes what an alternate has, for what it is', async () => {
    const store = path.join(home, 'store');
    execFileSync('cp', ['-r', path.join(orchard, '.git/objects'), store]);
    rmSync(path.join(orchard, '.git/objects'), { recursive: true });
    mkdirSync(path.join(orchard, '.git/objects/info'), { recursive: true });
    writeFileSync(path.join(orchard, '.git/objects/info/alternates'), `${store}\n`);
    expect(await askedSafely()).toEqual(honestly());
    const object = git(orchard, ['rev-parse', 'origin/main:access/access.yaml']);
    const file = path.join(store, object.slice(0, 2), object.slice(2));
    chmodSync(file, 0o644);
    writeFileSync(file, deflateSync(Buffer.from(`blob ${FORGED.length}\0${FORGED}`)));
    expect(`${plainGit(['cat-file', '-p', 'origin/main:access/access.yaml'])}\n`).toBe(FORGED);
    expect(await refusal('origin/main')).toContain('damaged');
  });
});

describe('the environment', () => {
  test.each(
    Object.entries<
      (env: { readonly marker: string; readonly payload: string; readonly forge: string }) => Record<string, string>
    >({
      GIT_CONFIG_COUNT: ({ payload }) => ({
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.fsmonitor',
        GIT_CONFIG_VALUE_0: payload,
      }),
      GIT_CONFIG_PARAMETERS: ({ payload }) => ({ GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${payload}'` }),
      GIT_CONFIG_GLOBAL: ({ payload }) => {
        writeFileSync(path.join(home, 'global'), `[core]\n\tfsmonitor = "${payload}"\n`);
        return { GIT_CONFIG_GLOBAL: path.join(home, 'global') };
      },
      GIT_TRACE: ({ marker }) => ({ GIT_TRACE: marker }),
      GIT_TRACE2_EVENT: ({ marker }) => ({ GIT_TRACE2_EVENT: marker }),
    }),
  )('%s does nothing', async (_, vars) => {
    const env = vars({ marker, payload, forge: path.join(home, 'forge') });
    plainGit(['status'], { env });
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    expect(await askedSafely({ env })).toEqual(honestly());
    expect(existsSync(marker)).toBe(false);
  });

  test.each([
    'GIT_DIR',
    'GIT_COMMON_DIR',
    'GIT_OBJECT_DIRECTORY',
    'GIT_WORK_TREE',
    'GIT_NAMESPACE',
    'GIT_INDEX_FILE',
    'GIT_CEILING_DIRECTORIES',
  ])('%s leads nowhere else', async (name) => {
    const forged = embed('../forged.git');
    const env = { [name]: path.join(home, 'forged.git') };
    if (name === 'GIT_DIR') expect(plainGit(['rev-parse', 'origin/main'], { env })).toBe(forged);
    expect(await askedSafely({ env })).toEqual(honestly());
  });
});

describe('what must go on working', () => {
  it('a linked worktree, with a configuration of its own', async () => {
    const worktree = path.join(home, 'worktree');
    git(orchard, ['config', 'extensions.worktreeConfig', 'true']);
    git(orchard, ['worktree', 'add', '--quiet', '--detach', worktree]);
    const dir = path.join(worktree, 'access');
    appendFileSync(
      path.join(orchard, '.git/worktrees/worktree/config.worktree'),
      `[core]\n\tfsmonitor = "${payload}"\n`,
    );
    plainGit(['status'], { cwd: dir });
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    expect(await askedSafely({ dir })).toEqual(honestly());
    expect(existsSync(marker)).toBe(false);
    const inside = path.join(orchard, 'worktrees/inner');
    git(orchard, ['worktree', 'add', '--quiet', '--detach', inside]);
    expect(await askedSafely({ dir: path.join(inside, 'access') })).toEqual(honestly());
  });

  it('a clone that belongs to somebody else, as containers see it', async () => {
    execFileSync('chown', ['-R', '12345', orchard]);
    expect(plainGit(['rev-parse', 'origin/main'])).not.toMatch(/^[0-9a-f]{40}$/);
    const answers = await askedSafely();
    execFileSync('chown', ['-R', String(process.getuid?.()), orchard]);
    expect(answers).toEqual(honestly());
    chownSync(orchard, process.getuid!(), process.getgid!());
  });

  it('a link from outside of every work tree', async () => {
    const linked = path.join(home, 'linked');
    symlinkSync(access, linked);
    expect(await askedSafely({ dir: linked })).toEqual(honestly());
    const top = path.join(home, 'top');
    symlinkSync(orchard, top);
    expect(await askedSafely({ dir: path.join(top, 'access') })).toEqual(honestly());
  });

  it('a repository that keeps its data elsewhere', async () => {
    git(orchard, ['init', '--quiet', '--separate-git-dir', path.join(home, 'data.git')]);
    expect(await askedSafely()).toEqual(honestly());
  });

  it('a repository with SHA-256', async () => {
    const other = path.join(home, 'sha256');
    mkdirSync(path.join(other, 'access'), { recursive: true });
    git(other, ['init', '--quiet', '--object-format=sha256']);
    writeFileSync(path.join(other, 'access/access.yaml'), HONEST);
    commitAll(other, 'base');
    const commit = git(other, ['rev-parse', 'HEAD']);
    expect(commit).toHaveLength(64);
    expect(await askedSafely({ dir: path.join(other, 'access'), base: commit })).toEqual({ commit, base: HONEST });
  });

  it('objects in packs', async () => {
    git(orchard, ['gc', '--quiet']);
    expect(await askedSafely()).toEqual(honestly());
  });

  it('no clone at all', async () => {
    rmSync(path.join(orchard, '.git'), { recursive: true });
    const options = { dir: access, env: gitEnvironment() };
    expect(await commitOf(options, [fileIn(access)])).toBeUndefined();
    expect(await refusal('HEAD')).toContain('in no git work tree');
  });
});

it('waits for no git that does not answer', async () => {
  program(path.join(home, 'bin/git'), 'sleep 20 & wait');
  const options = { dir: access, env: { PATH: `${path.join(home, 'bin')}:${process.env.PATH}` }, timeLimit: 50 };
  const error = await folderAt(options, 'HEAD').catch((thrown: unknown) => thrown);
  expect((error as AccessError).diagnostic.message).toContain('git takes too long');
  expect(await commitOf(options, [fileIn(access)])).toBeUndefined();
});
