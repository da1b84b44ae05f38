// Which git repository a folder belongs to, found by walking up and looking at names. Git is not asked: it would look into the folder itself first, and
// a folder that holds `HEAD`, `objects` and `refs` is a repository to it, whose configuration names commands to run.
//
// INVARIANT: whoever writes a pull request can write every path of the work tree but those named `.git`. Git refuses to check those out, in any case, with
// characters that a file system ignores, and as `git~1` (`verify_path` in its read-cache.c; core.protectHFS, core.protectNTFS). So a `.git` was put there by
// whoever cloned, unless it is reached through a symbolic link, which a pull request can write: see `workTreeAbove`.
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { readOrdinary } from '../ordinary-file.ts';

export interface Repository {
  /** Absolute. What git is given as GIT_DIR: `.git`, or where a `.git` file leads to. */
  readonly gitDir: string;
  /** The top of the work tree, absolute. */
  readonly top: string;
  /** The folders from the top down to the folder that was asked for. */
  readonly segments: readonly string[];
  /** The work tree is a submodule's: whoever writes a pull request of the repository around it chooses whose names its branches are. */
  readonly isSubmodule: boolean;
}

/** Of a `.git` file: one path. */
const MOST_BYTES = 16_384;

/** `folder` is absolute. Undefined when it lies in no work tree. */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const found = await workTreeAbove(folder);
  if (found !== undefined) return repositoryOf(found, folder);
  // A symbolic link outside of every work tree is its owner's own: what it leads to counts.
  const real = await realpath(folder).catch(() => undefined);
  const behind = real === undefined ? undefined : await workTreeAbove(real);
  return behind && repositoryOf(behind, real!);
}

/** Path of a folder (absolute) from the top of its work tree, `/` between segments; empty at the top, and in none. */
export async function folderInRepository(folder: string): Promise<string> {
  return (await findRepository(folder))?.segments.join('/') ?? '';
}

interface WorkTree {
  readonly top: string;
  readonly gitDir: string;
  /** A `.git` file that is not that of a linked worktree: of a submodule, or of a repository that keeps its data elsewhere. */
  readonly isSeparate: boolean;
  /** It lies in the work tree of another repository. */
  readonly isNested: boolean;
}

/**
 * The nearest one, but the work tree that holds a symbolic link goes before all that lies behind the link: a pull request can replace the config folder by a
 * link to a package that `npm ci` installed, and packages may hold a `.git`.
 */
async function workTreeAbove(folder: string): Promise<WorkTree | undefined> {
  let found: WorkTree | undefined;
  let behindLinks: WorkTree | undefined;
  for (const place of upwards(folder)) {
    const here = await gitDirIn(place);
    if (here !== undefined) found = found ? { ...found, isNested: true } : { top: place, isNested: false, ...here };
    if ((await lstat(place).catch(() => undefined))?.isSymbolicLink() === true) {
      behindLinks = found ?? behindLinks;
      found = undefined;
    }
  }
  return found ?? behindLinks;
}

function* upwards(folder: string): Generator<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    yield place;
    if (place === path.dirname(place)) return;
  }
}

async function gitDirIn(place: string): Promise<Pick<WorkTree, 'gitDir' | 'isSeparate'> | undefined> {
  const own = path.join(place, '.git');
  if (await exists(path.join(own, 'HEAD'))) return { gitDir: own, isSeparate: false };
  const text = await readOrdinary(own, MOST_BYTES).catch(() => '');
  const [, target] = /^gitdir: (.+?)[\r\n]*$/s.exec(text.toString()) ?? [];
  if (target === undefined) return undefined;
  const gitDir = path.resolve(await realpath(place), target);
  if (!(await exists(path.join(gitDir, 'HEAD')))) return undefined;
  return { gitDir, isSeparate: !(await exists(path.join(gitDir, 'commondir'))) };
}

function repositoryOf({ top, gitDir, isSeparate, isNested }: WorkTree, folder: string): Repository {
  const segments = path.relative(top, folder).split(path.sep);
  return { top, gitDir, segments: segments.filter((name) => name !== ''), isSubmodule: isSeparate && isNested };
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
