// What the program asks of git: which commit the files are, and the config folder as of another one. Nothing is checked out, and no hook, filter or program of
// the repository runs: see run.ts. Git says which commit a name means; everything below that commit is checked by its hashes.
import path from 'node:path';
import type { Asked, PastFolder } from '../commands/host.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { BaseFacts } from '../diagnostics/rules/cli-base.ts';
import { type Instant, instantAt } from '../instant.ts';
import { isConfigFile } from '../load.ts';
import type { SourceFile } from '../source/file.ts';
import { entriesIn, type FolderEntry, folderIn } from './folder.ts';
import { objectId, readObjects } from './objects.ts';
import { findRepository } from './repository.ts';
import { type GitAnswer, type GitPlace, runGit, searchPathOutside } from './run.ts';
import { type OnTemporary, writeTree } from './tree-folder.ts';

export interface GitOptions {
  /** The folder, absolute. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one call of git. */
  readonly timeLimit?: number;
  /** Ends git, and with it what is asked of it. */
  readonly signal?: AbortSignal;
  readonly onTemporary?: OnTemporary;
}

const TIME_LIMIT = 30_000;
const MAX_BYTES = 64_000_000;
const MAX_LINK_BYTES = 4_000_000;
/** Systems follow about so many. */
const MAX_LINK_STEPS = 40;
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** What git takes as it stands, whatever else has that name: full names of refs, HEAD, full ids. */
const UNAMBIGUOUS = /^(?:refs\/.|(?:HEAD|@|[0-9a-f]{40}|[0-9a-f]{64})(?:$|[~^@]))/;

/**
 * The commit that the files in `dir` are exactly: undefined when they are not, or in no work tree. A plan without a commit is as good.
 * `files`: what was read of the folder, so that what is compared is what was planned from, whatever happens to the folder meanwhile.
 */
export async function commitOf(options: GitOptions, files: readonly SourceFile[]): Promise<string | undefined> {
  try {
    const place = await placeOf(options);
    if (place === undefined) return undefined;
    const { commit = '' } = await commitAt(place, 'HEAD');
    const folder = await folderIn(place, commit);
    const entries = folder.kind === 'folder' ? await entriesIn(place, folder.tree) : 'too-large';
    return entries !== 'too-large' && (await isExactly(place, entries, files)) ? commit : undefined;
  } catch {
    return undefined;
  }
}

/** Every config file is there, with its content, and no other is. With `core.autocrlf` the files have other bytes than the commit, and are not it. */
async function isExactly(
  place: GitPlace,
  entries: readonly FolderEntry[],
  files: readonly SourceFile[],
): Promise<boolean> {
  const objects = await objectsByName(place, entries);
  return (
    objects.size === files.length && files.every(({ configPath, text }) => isObject(objects.get(configPath), text))
  );
}

/** Of each config file; of a link, that of the config file in the folder that it leads to, as `load` follows it. */
async function objectsByName(
  place: GitPlace,
  entries: readonly FolderEntry[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const links = entries.filter(({ isLink, name }) => isLink && isConfigFile(name));
  const ids = links.map(({ object }) => object);
  const targets = await readObjects(place, { type: 'blob', ids, maxBytes: MAX_LINK_BYTES });
  const places = links.map(({ name }, index) => path.posix.join(path.posix.dirname(name), targets[index]!.toString()));
  const linked = new Map(links.map(({ name }, index) => [name, places[index]!]));
  const plain = new Map(entries.flatMap(({ isLink, name, object }) => (isLink ? [] : [[name, object] as const])));
  const follow = (name: string, steps = 0): string | undefined => {
    const target = linked.get(name);
    return target === undefined || steps === MAX_LINK_STEPS ? plain.get(name) : follow(target, steps + 1);
  };
  return new Map([...plain.keys(), ...linked.keys()].map((name) => [name, follow(name)]));
}

/** `load` drops a byte order mark; all other bytes are those of the text. */
function isObject(id: string | undefined, text: string): boolean {
  const blob = (content: string) => objectId('blob', Buffer.from(content), id?.length ?? 0);
  return id !== undefined && (id === blob(text) || id === blob(`\uFEFF${text}`));
}

/** The folder as of `ref`; undefined when there was none. Throws an AccessError when git cannot say. */
export async function folderAt(options: GitOptions, asked: string | Asked): Promise<PastFolder | undefined> {
  const ref = typeof asked === 'string' ? asked : 'ref' in asked ? asked.ref : asked.text;
  const option = typeof asked === 'string' ? {} : { option: 'ref' in asked ? ('--ref' as const) : ('--at' as const) };
  const refused = (why: BaseFacts['why'], cause?: unknown) =>
    new AccessError(diagnose('cli/base', { ref, why, ...option }), { cause });
  const place = await placeOf(options).catch(() => undefined);
  if (place === undefined) throw refused('no-work-tree');
  // A pull request of the repository around it can make the config folder a submodule, with an `origin/main` of its own; an id is the same everywhere.
  if (place.isSubmodule && !FULL_ID.test(ref)) throw refused('submodule-names');
  try {
    const { commit, why } = await (typeof asked === 'object' && 'at' in asked
      ? lastCommitAt(place, asked.at)
      : commitAt(place, ref));
    if (commit === undefined) throw refused(why);
    const folder = await folderIn(place, commit);
    if (folder.kind === 'none') return undefined;
    if (folder.kind !== 'folder') throw refused(folder.kind);
    const entries = await entriesIn(place, folder.tree);
    if (entries === 'too-large') throw refused('too-large');
    const contents = await contentsOf(place, entries);
    // The same content may stand under many names.
    if (contents.reduce((sum, { length }) => sum + length, 0) > MAX_BYTES) throw refused('too-large');
    const written = await writeTree(entries, contents, options.onTemporary).catch((cause: unknown) => {
      throw refused('unwritable', cause);
    });
    return { ...written, commit, committedAt: await committedAt(place, commit) };
  } catch (error) {
    throw error instanceof AccessError ? error : refused(reasonOf(error), error);
  }
}

export async function placeOf({ dir, env, signal, timeLimit = TIME_LIMIT }: GitOptions): Promise<GitPlace | undefined> {
  const repository = await findRepository(dir);
  if (repository === undefined) return undefined;
  return { ...repository, timeLimit, signal, searchPath: await searchPathOutside(repository.top, env.PATH) };
}

type CommitAt =
  | { readonly commit: string; readonly why?: never }
  | { readonly commit?: never; readonly why: 'unknown' | 'too-early' | 'not-fetched' | 'ambiguous' };

export async function commitAt(place: GitPlace, ref: string): Promise<CommitAt> {
  // `rev-parse` takes words with a dash for options in some positions, and git itself allows no revision that begins with one.
  const answer = /^-|[\0\n]/.test(ref)
    ? undefined
    : await unlessRefused(runGit(place, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]));
  if (answer === undefined) {
    const shallow = await unlessRefused(runGit(place, ['rev-parse', '--is-shallow-repository']));
    return { why: shallow?.stdout.toString() === 'true\n' ? 'not-fetched' : 'unknown' };
  }
  // Whoever may push a tag can name it `origin/main`, and git prefers tags to remote branches.
  if (/^warning: refname .* is ambiguous/m.test(answer.stderr) && !UNAMBIGUOUS.test(ref)) return { why: 'ambiguous' };
  return { commit: answer.stdout.toString().trimEnd() };
}

/** The last commit of the first-parent history of HEAD at a moment, by the committers' clocks. */
async function lastCommitAt(place: GitPlace, at: Instant): Promise<CommitAt> {
  const { commit: head, why } = await commitAt(place, 'HEAD');
  if (head === undefined) return { why };
  const seconds = Math.floor(at / 1_000);
  const { stdout } = await runGit(place, ['rev-list', '--first-parent', '--max-count=1', `--min-age=${seconds}`, head]);
  const commit = stdout.toString().trimEnd();
  if (commit !== '') return { commit };
  const shallow = await runGit(place, ['rev-parse', '--is-shallow-repository']);
  return { why: shallow.stdout.toString() === 'true\n' ? 'not-fetched' : 'too-early' };
}

async function committedAt(place: GitPlace, commit: string): Promise<Instant> {
  const [bytes] = await readObjects(place, { type: 'commit', ids: [commit], maxBytes: MAX_LINK_BYTES });
  const [, seconds = '0'] = /^committer .*> (\d{1,12}) [+-]\d+$/m.exec(bytes!.toString()) ?? [];
  return instantAt(Number(seconds) * 1_000);
}

/** Undefined when git ran and said no. */
async function unlessRefused(answer: Promise<GitAnswer>): Promise<GitAnswer | undefined> {
  return answer.catch((error: { readonly code?: unknown }) => {
    if (typeof error.code === 'number') return undefined;
    throw error;
  });
}

async function contentsOf(place: GitPlace, entries: readonly FolderEntry[]): Promise<readonly Buffer[]> {
  return readObjects(place, { type: 'blob', ids: entries.map(({ object }) => object), maxBytes: MAX_BYTES });
}

export function reasonOf(error: unknown): BaseFacts['why'] {
  const { code, killed } = error as { readonly code?: unknown; readonly killed?: boolean };
  if (code === 'ENOENT') return 'no-git';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'too-large';
  return killed === true ? 'timeout' : 'damaged';
}
