// Objects of a repository by their ids, as bytes. Git prints a loose object without looking whether it is the one it was asked for, so each one is hashed here:
// from the commit's id down, nothing can be other than what it was, wherever it was stored (a shared object folder, an alternate, a cache of the runner).
import { createHash } from 'node:crypto';
import { type GitPlace, runGit } from './run.ts';

export type ObjectType = 'commit' | 'tree' | 'blob';

/** A line of `cat-file --batch` before the bytes: id, type and size. */
const HEADER_BYTES = 100;

/** In the order of `ids`. Throws when one is missing, of another type or not what its id says; more than `maxBytes` of them as `runGit` does. */
export async function readObjects(
  place: GitPlace,
  { type, ids, maxBytes }: { readonly type: ObjectType; readonly ids: readonly string[]; readonly maxBytes: number },
): Promise<readonly Buffer[]> {
  if (ids.length === 0) return [];
  const wanted = [...new Set(ids)];
  const { stdout } = await runGit(place, ['cat-file', '--batch'], {
    input: wanted.map((id) => `${id}\n`).join(''),
    maxBytes: maxBytes + wanted.length * HEADER_BYTES,
  });
  const read = new Map<string, Buffer>();
  let at = 0;
  for (const id of wanted) {
    const begin = stdout.indexOf('\n', at) + 1;
    const header = stdout.subarray(at, begin).toString('latin1');
    const [, found, size] = /^([0-9a-f]+) \w+ (\d+)\n$/.exec(header) ?? [];
    const bytes = stdout.subarray(begin, begin + Number(size));
    if (found !== id || objectId(type, bytes, id.length) !== id) throw new Error(`git has no ${type} ${id}: ${header}`);
    read.set(id, bytes);
    at = begin + bytes.length + 1;
  }
  return ids.map((id) => read.get(id)!);
}

/** In hexadecimal; `length` is that of the repository's ids: 40 for SHA-1, 64 for SHA-256. */
export function objectId(type: ObjectType, bytes: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`${type} ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

export interface TreeItem {
  readonly kind: 'file' | 'folder' | 'link' | 'submodule';
  readonly name: string;
  readonly object: string;
}

/** A tree as git stores it: `<mode> <name>\0<id>`, again and again. Throws at what is no such thing; no name holds a slash. */
export function treeItems(bytes: Buffer, idLength: number): readonly TreeItem[] {
  const items: TreeItem[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    const [, mode, name] = /^([0-7]{5,6}) ([^/]+)$/s.exec(end < 0 ? '' : bytes.toString('utf8', at, end)) ?? [];
    at = end + 1 + idLength / 2;
    if (mode === undefined || at > bytes.length) throw new Error('git has a damaged tree');
    items.push({ kind: kindOf(mode), name: name!, object: bytes.toString('hex', end + 1, at) });
  }
  return items;
}

/** As git reads a mode (`canon_mode` in its cache.h): by the type alone, and what is nothing else is a submodule. */
function kindOf(mode: string): TreeItem['kind'] {
  switch (Number.parseInt(mode, 8) & 0o170000) {
    case 0o100000:
      return 'file';
    case 0o120000:
      return 'link';
    case 0o040000:
      return 'folder';
    default:
      return 'submodule';
  }
}

/** The id of the tree that a commit object names in its first line. */
export function treeOfCommit(bytes: Buffer): string {
  const [, tree] = /^tree ([0-9a-f]+)\n/.exec(bytes.toString('latin1', 0, 80)) ?? [];
  if (tree === undefined) throw new Error('git has a damaged commit');
  return tree;
}
