// Phase `load`: the config folder → its files as text. Symbolic links, sizes and encodings are settled here.
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareText } from './compare-text.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, type Phase } from './diagnostics/diagnostic.ts';
import { codeOf, FileRefusal, readOrdinary, reasonOf } from './ordinary-file.ts';
import type { RefusedFile, SourceFile, SourceFolder } from './source/file.ts';
import type { Span } from './source/span.ts';

/** Of one file. */
const MAX_BYTES = 1_000_000;
const MAX_BYTES_IN_ALL = 32_000_000;
const MAX_FILES = 10_000;
/** Files and folders of any kind that are looked at: empty ones take no room in a repository. */
const MAX_ENTRIES = 250_000;
const MAX_DEPTH = 32;
// Systems commonly allow a process 1024 open files, or 256.
const OPEN_AT_ONCE = 64;

export interface LoadOptions {
  /** The working folder: a relative `dir` lies in it, and spans show paths relative to it. Without it they begin with `dir` as given. */
  readonly displayRoot?: string;
  /** The name of the folder in spans, where its place says nothing to anybody. */
  readonly shownAs?: string;
  /** A folder of policies may have no YAML files. */
  readonly policiesOnly?: true;
}

/** Throws an AccessError when there is no folder to speak of; everything about single files is a finding. */
export async function load(
  dir: string,
  { displayRoot, shownAs, policiesOnly }: LoadOptions = {},
): Promise<Phase<SourceFolder>> {
  const folder = displayRoot === undefined ? dir : path.resolve(displayRoot, dir);
  const root = await rootOf(folder, dir);
  if (displayRoot !== undefined && isInside(path.resolve(displayRoot), folder))
    await staysInside(displayRoot, root, dir);
  const shown = shownAs ?? (displayRoot === undefined ? dir : path.relative(path.resolve(displayRoot), folder));
  const found: Found = { dir, root, shown, files: [], targets: new Map(), findings: [], entries: 0, bytes: 0 };
  await walk(found, '', 0);
  const files = [...found.files, ...found.targets.keys()].sort(compareText);
  if (policiesOnly !== true && !files.some(isDocument)) throw new AccessError(diagnose('yaml/no-files', { path: dir }));

  const read = await readAll(found, files);
  const again = namesAgain(found, files);
  const documents = read
    .filter(({ configPath }) => isDocument(configPath))
    .map((file) => (again.has(file.configPath) ? { ...file, again: true as const } : file));
  const diagnostics = [...found.findings, ...documents.flatMap((file) => ('finding' in file ? [file.finding] : []))];
  return {
    value: {
      documents: documents.filter((file) => 'text' in file),
      policies: read.filter(({ configPath }) => !isDocument(configPath)),
      incomplete: diagnostics.length > 0,
    },
    diagnostics,
  };
}

/** The walk's state. Paths in `files` are relative to the folder, with `/`. */
interface Found {
  readonly dir: string;
  /** The folder without symbolic links: what files must lie in. */
  readonly root: string;
  readonly shown: string;
  readonly files: string[];
  /** Where symbolic links to files lead. */
  readonly targets: Map<string, string>;
  readonly findings: Diagnostic[];
  entries: number;
  bytes: number;
}

async function rootOf(folder: string, dir: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new AccessError(diagnose('yaml/no-folder', { path: dir, why: 'missing' }));
    const reason = reasonOf(error);
    throw new AccessError(diagnose('yaml/no-folder', { path: dir, why: 'unreadable', reason }), { cause: error });
  }
  throw new AccessError(diagnose('yaml/no-folder', { path: dir, why: 'not-a-folder' }));
}

/**
 * The working folder may be a checkout that somebody else filled. A link in it that leads out of it would let files that are in no review decide about access;
 * a folder that is named with a path out of it is its user's own.
 */
async function staysInside(workingFolder: string, root: string, dir: string): Promise<void> {
  if (!isInside(await realpath(workingFolder), root))
    throw new AccessError(diagnose('yaml/no-folder', { path: dir, why: 'leaves' }));
}

async function walk(found: Found, folder: string, depth: number): Promise<void> {
  const entries = await entriesOf(found, folder);
  const marker = repositoryMarker(
    entries.map(({ name }) => name),
    folder === '',
  );
  if (marker !== undefined) {
    const place = startOf(found, path.posix.join(folder, marker));
    const shown = folder === '' ? found.dir : folder;
    found.findings.push(diagnose('yaml/embedded-repository', { path: shown, marker }, place));
  }
  for (const entry of entries) {
    found.entries += 1;
    if (found.entries > MAX_ENTRIES) refuseFolder(found, 'files and folders', MAX_ENTRIES);
    if (isPassedOver(entry.name)) continue;
    const configPath = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) await walk(found, configPath, depth + 1);
      else
        found.findings.push(
          diagnose('yaml/folder-too-deep', { path: configPath, limit: MAX_DEPTH }, startOf(found, configPath)),
        );
    } else if (entry.isSymbolicLink()) {
      await follow(found, configPath);
    } else if (isConfigFile(configPath)) {
      found.files.push(configPath);
    }
    if (found.files.length + found.targets.size > MAX_FILES) refuseFolder(found, 'YAML, JSON and XML files', MAX_FILES);
  }
}

/**
 * What makes a git repository of a folder with these names: `HEAD` beside `objects` and `refs` (or beside `commondir`, which names a folder with both), as in
 * `is_git_directory` of git's setup.c; or a `.git` of its own, which only the root may have: it is then the top of the work tree. In any case, for file systems
 * that do not tell them apart.
 */
function repositoryMarker(names: readonly string[], isRoot: boolean): string | undefined {
  const named = (wanted: string) => names.find((name) => name.toLowerCase() === wanted);
  const isBare = named('commondir') !== undefined || (named('objects') !== undefined && named('refs') !== undefined);
  return (isBare ? named('head') : undefined) ?? (isRoot ? undefined : named('.git'));
}

function refuseFolder({ dir }: Found, what: 'YAML, JSON and XML files' | 'files and folders', limit: number): never {
  throw new AccessError(diagnose('yaml/too-many-files', { path: dir, what, limit }));
}

async function entriesOf(found: Found, folder: string) {
  try {
    return await readdir(path.join(found.root, folder), { withFileTypes: true });
  } catch (error) {
    const shown = folder === '' ? found.dir : folder;
    found.findings.push(diagnose('yaml/unreadable', { path: shown, reason: reasonOf(error) }, startOf(found, folder)));
    return [];
  }
}

/** Links to files inside the folder are files; links to folders and to the outside are findings; others are nothing to us. */
async function follow(found: Found, configPath: string): Promise<void> {
  const link = path.join(found.root, configPath);
  const refuse = (why: 'leaves' | 'folder' | 'broken') =>
    found.findings.push(diagnose('yaml/symlink', { path: configPath, why }, startOf(found, configPath)));
  try {
    const target = await realpath(link);
    const folder = (await stat(target)).isDirectory();
    if (!folder && !isConfigFile(configPath)) return;
    if (!isInside(found.root, target)) refuse('leaves');
    else if (folder) refuse('folder');
    else found.targets.set(configPath, target);
  } catch {
    if (isConfigFile(configPath)) refuse('broken');
  }
}

/** Links to YAML files that are read by another name: their declarations are the same ones. Policies are looked for by the name they are given. */
function namesAgain({ root, files, targets }: Found, inOrder: readonly string[]): ReadonlySet<string> {
  const read = new Set(files.filter(isDocument).map((configPath) => path.join(root, configPath)));
  const again = new Set<string>();
  for (const configPath of inOrder.filter(isDocument)) {
    const target = targets.get(configPath);
    if (target === undefined) continue;
    if (read.has(target)) again.add(configPath);
    read.add(target);
  }
  return again;
}

async function readAll(found: Found, files: readonly string[]): Promise<readonly (SourceFile | RefusedFile)[]> {
  const read: (SourceFile | RefusedFile)[] = [];
  for (let start = 0; start < files.length; start += OPEN_AT_ONCE) {
    const batch = files.slice(start, start + OPEN_AT_ONCE);
    read.push(...(await Promise.all(batch.map((configPath) => readSource(found, configPath)))));
    if (found.bytes > MAX_BYTES_IN_ALL)
      throw new AccessError(diagnose('yaml/folder-too-large', { path: found.dir, limit: MAX_BYTES_IN_ALL }));
  }
  return read;
}

async function readSource(found: Found, configPath: string): Promise<SourceFile | RefusedFile> {
  const place = startOf(found, configPath);
  const shown = place.span.file;
  const refused = (finding: Diagnostic): RefusedFile => ({ path: shown, configPath, finding });
  const unreadable = (reason: string) => refused(diagnose('yaml/unreadable', { path: configPath, reason }, place));
  try {
    // The walk has settled which links are followed.
    const bytes = await readOrdinary(found.targets.get(configPath) ?? path.join(found.root, configPath), MAX_BYTES);
    found.bytes += bytes.length;
    const text = decodeUtf8(bytes);
    return text === undefined ? refused(diagnose('yaml/not-utf8', {}, place)) : { path: shown, configPath, text };
  } catch (error) {
    const size = error instanceof FileRefusal ? error.size : undefined;
    if (size === undefined) return unreadable(reasonOf(error));
    return refused(
      diagnose('yaml/too-large', { size, limit: MAX_BYTES, holdsDeclarations: isDocument(configPath) }, place),
    );
  }
}

/** Drops a byte order mark. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Extensions in capitals count: a file passed over in silence would take its grants with it.
const isDocument = (configPath: string): boolean => /\.ya?ml$/i.test(configPath);
/** Files and folders that are not looked at. */
export const isPassedOver = (name: string): boolean => name.startsWith('.') || name === 'node_modules';
export const isConfigFile = (configPath: string): boolean => /\.(?:ya?ml|json|xml)$/i.test(configPath);

/** Of absolute paths, by their names alone; a folder is inside of itself. */
export function isInside(folder: string, place: string): boolean {
  const relative = path.relative(folder, place);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function startOf({ shown }: Found, configPath: string): { readonly span: Span } {
  const start = { line: 1, column: 1, offset: 0 };
  const file = path.join(shown, configPath).split(path.sep).join('/');
  return { span: { file, start, end: start } };
}
