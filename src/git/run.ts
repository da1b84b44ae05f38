// The one way to git. The clone's `.git` is its owner's, but an owner may have put anything into it (`include.path` of a file in the work tree, a shared runner,
// a partial clone), and the files beside it are anybody's: so git gets plumbing commands, the repository by name, and nothing else to find or to obey.
//
// `git status` and `git diff` are not among the commands: with any configuration in `.git` they run filters, `core.fsmonitor`, textconv and hooks, and no option
// turns off all of them. What is used (`rev-parse`, `cat-file --batch`, `rev-list`) reads objects and refs, and `blame` runs without this configuration (introduced.ts); test/unit/git/hostile.test.ts tries what is known.
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isInside } from '../load.ts';
import { findRepository, type Repository } from './repository.ts';

export interface GitPlace extends Repository {
  /** The caller's PATH, or a part of it: where `git` is looked for. */
  readonly searchPath: string;
  /** Milliseconds for one call. */
  readonly timeLimit: number;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** Where its objects are, and its list of commits without parents, when they are not below `gitDir`. */
  readonly objects?: { readonly folder: string; readonly shallow: string };
}

export interface GitAnswer {
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitInput {
  readonly input?: string;
  /** More output than this is a failure. */
  readonly maxBytes?: number;
}

const SAFE_ARGUMENTS = [
  '--no-pager',
  '--literal-pathspecs',
  ...['-c', 'safe.bareRepository=explicit'],
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${devNull}`],
  // A commit graph is a cache beside the objects, and nobody checks it against them.
  ...['-c', 'core.commitGraph=false'],
  ...['-c', 'core.warnAmbiguousRefs=true'],
  ...['-c', 'advice.graftFileDeprecated=false'],
];

/** Rejects as `execFile` does: with `code` ENOENT without git, ERR_CHILD_PROCESS_STDIO_MAXBUFFER above the limit, `killed` after the time limit. */
export async function runGit(
  place: GitPlace,
  args: readonly string[],
  { input = '', maxBytes = 64_000 }: GitInput = {},
): Promise<GitAnswer> {
  if (place.searchPath === '')
    throw Object.assign(new Error('PATH names no folder outside of the work tree'), { code: 'ENOENT' });
  const answer = promisify(execFile)('git', [...SAFE_ARGUMENTS, ...args], {
    // Nothing is looked up from here; Windows looks for programs in it.
    cwd: path.parse(place.gitDir).root,
    env: environmentOf(place),
    encoding: 'buffer',
    maxBuffer: maxBytes,
    timeout: place.timeLimit,
    ...(place.signal && { signal: place.signal }),
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  // Git may end before it has read all.
  answer.child.stdin?.on('error', () => {}).end(input);
  const { stdout, stderr } = await answer;
  return { stdout, stderr: stderr.toString() };
}

/** Built from nothing: of the caller's environment, only where programs lie. */
function environmentOf({ gitDir, searchPath, objects }: GitPlace): Record<string, string> {
  return {
    PATH: searchPath,
    // Words of git that are looked for are English ones.
    LC_ALL: 'C',
    // Explicit, so that git neither searches nor asks who owns it: containers often see a checkout of another user.
    GIT_DIR: gitDir,
    ...(objects === undefined ? {} : { GIT_OBJECT_DIRECTORY: objects.folder, GIT_SHALLOW_FILE: objects.shallow }),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    // A partial clone would fetch what it lacks, by a command that its configuration names. Older versions than 2.45 know only the second.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Where programs are looked for from a folder (absolute): the entries of PATH, but those in its work tree. Empty: nowhere. */
export async function programPath(folder: string, searchPath = ''): Promise<string> {
  const top = (await findRepository(folder))?.top;
  return top === undefined ? searchPath : searchPathOutside(top, searchPath);
}

/** The entries of PATH that lie outside of the work tree: a pull request can write a program named `git` into it. */
export async function searchPathOutside(top: string, searchPath = ''): Promise<string> {
  const tops = [top, await realpath(top)];
  const kept: string[] = [];
  for (const entry of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(entry)) continue;
    const real = await realpath(entry).catch(() => undefined);
    if (real !== undefined && ![entry, real].some((place) => tops.some((each) => isInside(each, place))))
      kept.push(entry);
  }
  return kept.join(path.delimiter);
}
