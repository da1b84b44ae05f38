// Which commit brought a line of the config folder: its author and date as the commit has them, which whoever made it could choose.
//
// `git blame` obeys much that a configuration can say: filters, textconv, files of commits to pass over, mailmaps. So it runs in a repository of its own that
// has nothing but the objects of this one, and is asked about a commit, never about files of the work tree. What has changed since is found here.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diffArrays } from 'diff';
import type { IntroducedLines, LinesAsked } from '../commands/host.ts';
import { type Instant, instantAt } from '../instant.ts';
import { memoizeByText } from '../memoize.ts';
import type { Introduced, Introduction } from '../query/explanation.ts';
import { entriesIn, type FolderEntry, folderIn } from './folder.ts';
import { readObjects } from './objects.ts';
import { commitAt, type GitOptions, placeOf, reasonOf } from './revisions.ts';
import { type GitPlace, runGit } from './run.ts';

const MAX_BYTES = 64_000_000;
/** Somebody waits for the answer. */
const TIME_LIMIT = 5_000;
/** Of one file: for more of them all its lines are asked about. */
const MOST_RANGES = 100;
/** Commits whose merge is looked for. */
const MOST_MERGES = 20;
const MOST_EDITS = 20_000;
const MOST_CHARACTERS = 200;

/** `commit`: what the files are as of; the checked-out one when absent. Nothing throws: a question about access has an answer without git. */
export async function introduced(
  options: GitOptions,
  { commit: asked = 'HEAD', files }: LinesAsked,
): Promise<IntroducedLines> {
  try {
    const place = await placeOf({ timeLimit: TIME_LIMIT, ...options });
    if (place === undefined) return { lines: new Map(), why: 'no-work-tree' };
    const { commit, why } = await commitAt(place, asked);
    if (commit === undefined) return { lines: new Map(), why };
    const folder = await folderIn(place, commit);
    if (folder.kind !== 'folder') return { lines: allUncommitted(files) };
    const entries = await entriesIn(place, folder.tree);
    if (entries === 'too-large') return { lines: new Map(), why: 'too-large' };
    const objects = new Map(entries.map((entry) => [entry.name, entry]));
    return {
      lines: await inBareRepository(place, options, (bare) => linesOf(files, { place: bare, commit, objects })),
    };
  } catch (error) {
    return { lines: new Map(), why: reasonOf(error) };
  }
}

interface Looking {
  readonly place: BarePlace;
  readonly commit: string;
  readonly objects: ReadonlyMap<string, FolderEntry>;
}

async function linesOf(
  files: LinesAsked['files'],
  { place, commit, objects }: Looking,
): Promise<ReadonlyMap<string, Introduced>> {
  const mergeOf = memoizeByText((id) => pullRequestOfMerge(place, id, commit));
  const lines = new Map<string, Introduced>();
  let merges = 0;
  for (const file of files) {
    const entry = objects.get(file.name);
    // Where a link leads is in another place of the folder, or outside of it.
    if (entry?.isLink === true) continue;
    const [blob] =
      entry === undefined ? [] : await readObjects(place, { type: 'blob', ids: [entry.object], maxBytes: MAX_BYTES });
    const before = linesBefore(blob?.toString() ?? '', file.text);
    const known = file.lines.map((line) => [line, before(line)] as const);
    const inCommit = [...new Set(known.flatMap(([, line]) => (line === undefined ? [] : [line])))];
    const found = inCommit.length === 0 ? new Map() : await blame(place, { commit, name: file.name, lines: inCommit });
    for (const [line, was] of known) {
      const introduction: Introduction | undefined = was === undefined ? undefined : found.get(was);
      if (was === undefined) lines.set(lineKey(file.name, line), 'uncommitted');
      else if (introduction !== undefined) {
        const isAsked = introduction.pullRequest === undefined && merges < MOST_MERGES;
        if (isAsked) merges += 1;
        const pullRequest = isAsked ? await mergeOf(introduction.commit) : undefined;
        lines.set(
          lineKey(file.name, line),
          pullRequest === undefined ? introduction : { ...introduction, pullRequest },
        );
      }
    }
  }
  return lines;
}

interface BarePlace extends GitPlace {
  readonly isShallow: boolean;
}

/** Hands `work` a repository without configuration, attributes and refs that has the objects of this one. */
async function inBareRepository<T>(
  place: GitPlace,
  { onTemporary = () => {} }: GitOptions,
  work: (place: BarePlace) => Promise<T>,
): Promise<T> {
  const asked = ['--is-shallow-repository', '--show-object-format', '--git-path', 'objects', '--git-path', 'shallow'];
  const { stdout } = await runGit(place, ['rev-parse', '--path-format=absolute', ...asked]);
  const [isShallow, format, folder = '', shallow = ''] = stdout.toString().split('\n');
  const extension = format === 'sha256' ? '[extensions]\n\tobjectFormat = sha256\n' : '';
  const gitDir = await mkdtemp(path.join(tmpdir(), 'access-blame-'));
  onTemporary(gitDir, true);
  try {
    for (const name of ['objects', 'refs']) await mkdir(path.join(gitDir, name));
    await writeFile(path.join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
    const version = extension === '' ? 0 : 1;
    await writeFile(
      path.join(gitDir, 'config'),
      `[core]\n\trepositoryFormatVersion = ${version}\n\tbare = true\n${extension}`,
    );
    return await work({ ...place, gitDir, objects: { folder, shallow }, isShallow: isShallow === 'true' });
  } finally {
    await rm(gitDir, { recursive: true, force: true });
    onTemporary(gitDir, false);
  }
}

const lineKey = (name: string, line: number) => `${name}:${line}`;

const allUncommitted = (files: LinesAsked['files']): ReadonlyMap<string, Introduced> =>
  new Map(files.flatMap(({ name, lines }) => lines.map((line) => [lineKey(name, line), 'uncommitted'] as const)));

/** The line of the commit that a line of today is; undefined: it has none. */
function linesBefore(committed: string, text: string): (line: number) => number | undefined {
  if (committed === text || committed === `\uFEFF${text}`) return (line) => line;
  const split = (whole: string) => whole.replace(/^\uFEFF/, '').split(/\r?\n/);
  const changes = diffArrays(split(committed), split(text), { maxEditLength: MOST_EDITS });
  if (changes === undefined) return () => undefined;
  const known = new Map<number, number>();
  let [was, is] = [1, 1];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let at = 0; at < count; at++) known.set(is + at, was + at);
    if (!added) was += count;
    if (!removed) is += count;
  }
  return (line) => known.get(line);
}

interface Blamed {
  readonly commit: string;
  /** Below the config folder. */
  readonly name: string;
  readonly lines: readonly number[];
}

async function blame(place: BarePlace, { commit, name, lines }: Blamed): Promise<ReadonlyMap<number, Introduction>> {
  const ranges = lines.length > MOST_RANGES ? [] : lines.flatMap((line) => ['-L', `${line},${line}`]);
  const file = [...place.segments, name].join('/');
  const words = ['blame', '--porcelain', '--no-textconv', ...ranges, commit, '--', file];
  const { stdout } = await runGit(place, words, { maxBytes: MAX_BYTES });
  return introductionsIn(stdout.toString(), place.isShallow);
}

/** `git blame --porcelain`: a head for each line, what is known of a commit where it comes first, and the line itself behind a tab. */
function introductionsIn(text: string, isShallow: boolean): ReadonlyMap<number, Introduction> {
  const facts = new Map<string, Map<string, string>>();
  const heads: { readonly id: string; readonly line: number }[] = [];
  let current = new Map<string, string>();
  for (const row of text.split('\n')) {
    if (row.startsWith('\t')) continue;
    const [, id, line] = /^([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?$/.exec(row) ?? [];
    if (id !== undefined) {
      current = facts.get(id) ?? new Map();
      facts.set(id, current);
      heads.push({ id, line: Number(line) });
    } else {
      const [, key = '', value = ''] = /^([a-z-]+)(?: (.*))?$/s.exec(row) ?? [];
      if (key !== '') current.set(key, value);
    }
  }
  return new Map(
    heads.map(({ id, line }) => {
      const of = facts.get(id)!;
      const summary = of.get('summary') ?? '';
      const pullRequest = pullRequestIn(summary);
      return [
        line,
        {
          commit: id,
          author: (of.get('author') ?? '').slice(0, MOST_CHARACTERS),
          at: authoredAt(of.get('author-time')),
          summary: summary.slice(0, MOST_CHARACTERS),
          ...(pullRequest === undefined ? {} : { pullRequest }),
          ...(isShallow && of.has('boundary') ? { orBefore: true as const } : {}),
        },
      ];
    }),
  );
}

/** Whoever makes a commit chooses its time, up to what no date can name. */
function authoredAt(seconds = '0'): Instant {
  const number = Number(seconds);
  return instantAt(Number.isNaN(number) ? 0 : Math.max(0, Math.min(number * 1_000, LAST_MILLISECOND)));
}

/** 9999-12-31T23:59:59Z. */
const LAST_MILLISECOND = 253_402_300_799_000;

/** As GitHub (squashed, merged), Azure DevOps and Bitbucket write the message of a merge. */
function pullRequestIn(summary: string): number | undefined {
  const [, squashed, merged, azure, bitbucket] =
    /\(#(\d{1,9})\)\s*$|^Merge pull request #(\d{1,9})\b|^Merged PR (\d{1,9}):|\(pull request #(\d{1,9})\)/.exec(
      summary,
    ) ?? [];
  const number = squashed ?? merged ?? azure ?? bitbucket;
  return number === undefined ? undefined : Number(number);
}

/** Of the merge that brought the commit into the first-parent history; none of a commit that was made there. */
async function pullRequestOfMerge(place: GitPlace, id: string, head: string): Promise<number | undefined> {
  const words = ['rev-list', '--first-parent', '--ancestry-path', '--reverse', '--format=%P%n%s', `${id}..${head}`];
  const { stdout } = await runGit(place, words, { maxBytes: MAX_BYTES });
  const [, parents = '', summary = ''] = stdout.toString().split('\n', 3);
  const [first, ...others] = parents.split(' ');
  return first === id || others.length === 0 ? undefined : pullRequestIn(summary);
}
