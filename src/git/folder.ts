// The config folder in a commit, as a list: what `load` would read of it, and nothing else. Paths are bytes that are compared here, never words that git reads.
import { isConfigFile, isPassedOver } from '../load.ts';
import { readObjects, treeItems, treeOfCommit } from './objects.ts';
import type { GitPlace } from './run.ts';

export interface FolderEntry {
  readonly isLink: boolean;
  readonly object: string;
  /** Path below the folder, `/` between segments. */
  readonly name: string;
}

export type FolderAt =
  | { readonly kind: 'folder'; readonly tree: string }
  /** No such name, or a file. */
  | { readonly kind: 'none' }
  | { readonly kind: 'link' | 'submodule' };

const MAX_ENTRIES = 10_000;
const MAX_FOLDERS = 100_000;
/** Twice what `load` reads. */
const MAX_DEPTH = 64;
/** Files and folders of every kind. */
const MAX_ITEMS = 2_000_000;
const MAX_COMMIT_BYTES = 16_000_000;
const MAX_TREE_BYTES = 256_000_000;

/** Where the folder is in the commit; every segment must be a folder of the tree. */
export async function folderIn(place: GitPlace, commit: string): Promise<FolderAt> {
  const [bytes] = await readObjects(place, { type: 'commit', ids: [commit], maxBytes: MAX_COMMIT_BYTES });
  let tree = treeOfCommit(bytes!);
  for (const segment of place.segments) {
    const [listing] = await treesOf(place, [tree]);
    const item = treeItems(listing!, tree.length).find(({ name }) => name === segment);
    if (item === undefined || item.kind === 'file') return { kind: 'none' };
    if (item.kind !== 'folder') return { kind: item.kind };
    tree = item.object;
  }
  return { kind: 'folder', tree };
}

interface Folder {
  readonly tree: string;
  /** Path with a slash at its end, or nothing. */
  readonly prefix: string;
}

/** Config files and links below a tree. All folders of one depth are read in one call. */
export async function entriesIn(place: GitPlace, tree: string): Promise<readonly FolderEntry[] | 'too-large'> {
  const entries: FolderEntry[] = [];
  let folders: readonly Folder[] = [{ tree, prefix: '' }];
  let items = 0;
  for (let depth = 0; folders.length > 0; depth++) {
    if (depth > MAX_DEPTH) return 'too-large';
    const listings = await treesOf(
      place,
      folders.map((folder) => folder.tree),
    );
    const deeper: Folder[] = [];
    for (const [index, { prefix }] of folders.entries()) {
      for (const { kind, name, object } of treeItems(listings[index]!, tree.length)) {
        // The same tree may stand in many places: a few kilobytes can name more paths than a disk could hold.
        items += 1;
        if (items > MAX_ITEMS || entries.length > MAX_ENTRIES || deeper.length > MAX_FOLDERS) return 'too-large';
        if (isPassedOver(name)) continue;
        const placeIn = `${prefix}${name}`;
        if (kind === 'folder') deeper.push({ tree: object, prefix: `${placeIn}/` });
        else if (kind === 'link' || (kind === 'file' && isConfigFile(name)))
          entries.push({ isLink: kind === 'link', object, name: placeIn });
      }
    }
    folders = deeper;
  }
  return entries;
}

function treesOf(place: GitPlace, ids: readonly string[]): Promise<readonly Buffer[]> {
  return readObjects(place, { type: 'tree', ids, maxBytes: MAX_TREE_BYTES });
}
