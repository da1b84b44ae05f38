// What the program asks of git: which commit a folder is at, and the folder as of another one. Nothing is checked out, no hook or filter runs.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { PastFolder } from '../commands/host.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { BaseFacts } from '../diagnostics/rules/cli-base.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { isConfigFile } from '../load.ts';
import { type TreeEntry, writeTree } from './tree-folder.ts';

export interface GitPlace {
  /** Absolute. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MAX_ENTRIES = 10_000;
const MAX_BYTES = 64_000_000;
// A listing line is a path and some sixty characters.
const MAX_LISTING = 256_000_000;

/** Undefined when the folder is not clean, or in no work tree: a plan without a commit is as good. */
export async function commitOf(place: GitPlace): Promise<string | undefined> {
  try {
    if ((await git(place, ['status', '--porcelain', '--', '.'])) !== '') return undefined;
    return await git(place, ['rev-parse', 'HEAD']);
  } catch {
    return undefined;
  }
}

/** The folder as of `ref`; undefined when there was none. Throws an AccessError when git cannot say. */
export async function folderAt(place: GitPlace, ref: string): Promise<PastFolder | undefined> {
  const prefix = await prefixOf(place, ref);
  const commit = await commitAt(place, ref);
  const tree = await quietly(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:${prefix}`]);
  if (tree === undefined || (await whole(ref, git(place, ['cat-file', '-t', tree]))) !== 'tree') return undefined;
  const entries = (await whole(ref, listing(place, tree))).filter(isNeeded);
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (entries.length > MAX_ENTRIES || bytes > MAX_BYTES) throw refused(ref, { why: 'too-large' });
  const contents = await whole(ref, contentsOf(place, entries));
  const folder = await writeTree(entries, contents).catch((cause: unknown) => {
    throw refused(ref, { why: 'unwritable' }, cause);
  });
  return { ...folder, commit };
}

/** Git answers for every object, or the folder is not taken for what it was. */
async function whole<T>(ref: string, answer: Promise<T>): Promise<T> {
  return answer.catch((cause: unknown) => {
    throw refused(ref, { why: 'damaged' }, cause);
  });
}

/** Where the folder lies in its work tree, without the slash at the end. */
async function prefixOf(place: GitPlace, ref: string): Promise<string> {
  try {
    return (await git(place, ['rev-parse', '--show-prefix'])).replace(/\/$/, '');
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    if (code === 'ENOENT') throw refused(ref, { why: 'no-git' }, error);
    throw refused(ref, { why: 'no-work-tree', reason: stderr.trim().split('\n')[0] ?? '' }, error);
  }
}

async function commitAt(place: GitPlace, ref: string): Promise<string> {
  // `rev-parse` takes words with a dash for options in some positions, and git itself allows no revision that begins with one.
  const commit = /^-|[\0\n]/.test(ref)
    ? undefined
    : await quietly(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit !== undefined) return commit;
  const isShallow = (await quietly(place, ['rev-parse', '--is-shallow-repository'])) === 'true';
  throw refused(ref, { why: isShallow ? 'not-fetched' : 'unknown' });
}

async function listing(place: GitPlace, tree: string): Promise<readonly TreeEntry[]> {
  const text = await git(place, ['ls-tree', '-r', '-z', '--long', '--full-tree', tree]);
  return text.split('\0').slice(0, -1).map(entryOf);
}

/** INVARIANT: a line that cannot be read throws, as that of a lost object does: it has no size. */
function entryOf(line: string): TreeEntry {
  const [, mode, object, size, name] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
  if (mode === undefined) throw new Error(`git lists ${JSON.stringify(line)}`);
  return { mode, object: object!, size: size === '-' ? 0 : Number(size), name: name! };
}

/** Links are kept for the loader to judge; submodules are folders that git does not have. */
function isNeeded({ mode, name }: TreeEntry): boolean {
  return mode === '120000' || (mode.startsWith('100') && isConfigFile(name));
}

/** One process for all of them: `cat-file --batch` answers `<object> <type> <size>`, the bytes, and a line break. */
async function contentsOf({ dir, env }: GitPlace, entries: readonly TreeEntry[]): Promise<readonly Buffer[]> {
  const child = spawn('git', ['-C', dir, 'cat-file', '--batch'], { env: environment(env) });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve, reject) => child.on('error', reject).on('close', () => resolve()));
  child.stdin.end(entries.map(({ object }) => `${object}\n`).join(''));
  await ended;
  const answers = Buffer.concat(chunks);
  let at = 0;
  return entries.map(({ object, size }) => {
    const begin = answers.indexOf('\n', at) + 1;
    // A clone without this blob answers `missing`.
    if (answers.subarray(at, begin).toString() !== `${object} blob ${size}\n`) throw new Error(`no object ${object}`);
    at = begin + size + 1;
    return answers.subarray(begin, begin + size);
  });
}

/** What it printed, without the line break at the end. */
async function git({ dir, env }: GitPlace, args: readonly string[]): Promise<string> {
  const options = { env: environment(env), maxBuffer: MAX_LISTING };
  return (await promisify(execFile)('git', ['-C', dir, ...args], options)).stdout.replace(/\n$/, '');
}

async function quietly(place: GitPlace, args: readonly string[]): Promise<string | undefined> {
  return git(place, args).catch(() => undefined);
}

/** Messages in English, so that what is passed on fits what stands around it. */
function environment(env: GitPlace['env']): Record<string, string | undefined> {
  return { ...env, LC_ALL: 'C' };
}

function refused(ref: string, trouble: Omit<BaseFacts, 'ref'>, cause?: unknown): AccessError {
  return new AccessError(diagnose('cli/base', { ref, ...trouble }), { cause });
}
