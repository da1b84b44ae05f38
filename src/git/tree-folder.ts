// A git tree as a folder under a temporary name. Names and links come from a repository that somebody else wrote: none may lead out of it.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FolderEntry } from './folder.ts';

export interface TreeFolder {
  /** Absolute. */
  readonly dir: string;
  dispose(): Promise<void>;
}

/** Told of a folder under a temporary name before it is filled, and again when it has gone. */
export type OnTemporary = (place: string, exists: boolean) => void;

/** `contents`: of each entry, in the same order; of a link, where it leads. */
export async function writeTree(
  entries: readonly FolderEntry[],
  contents: readonly Uint8Array[],
  onTemporary: OnTemporary = () => {},
): Promise<TreeFolder> {
  const dir = await mkdtemp(path.join(tmpdir(), 'access-base-'));
  onTemporary(dir, true);
  const dispose = async () => {
    await rm(dir, { recursive: true, force: true });
    onTemporary(dir, false);
  };
  try {
    const files = entries.map(({ name, isLink }, index) => ({
      file: placeOf(dir, name),
      isLink,
      content: contents[index]!,
    }));
    // INVARIANT: no link exists while folders are made and files written, so nothing is written through one. A tree that names a link
    // and something below it fails, as does one whose names this file system cannot tell apart.
    for (const { file } of files) await mkdir(path.dirname(file), { recursive: true });
    for (const { file, content } of files.filter(({ isLink }) => !isLink))
      await writeFile(file, content, { flag: 'wx' });
    for (const { file, content } of files.filter(({ isLink }) => isLink)) await symlink(Buffer.from(content), file);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { dir, dispose };
}

/** Git refuses to check out such names, but a tree can hold them. */
function placeOf(dir: string, name: string): string {
  const segments = name.split('/');
  const leads = segments.some((segment) => ['', '.', '..'].includes(segment) || segment.includes(path.win32.sep));
  const place = path.join(dir, name);
  if (leads || !place.startsWith(dir + path.sep)) throw new Error(`\`${name}\` is no name of a file`);
  return place;
}
