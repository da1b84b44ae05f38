// Keys for what is declared: readable, the same at every run, and unique. Names that come to one key are numbered in the order of their ids.
import { folded } from '../names/look-alike.ts';
import { groupBy } from '../state/group-by.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** By id. `taken`: keys that are used already. No key is the name of another item. */
export function keysFor(items: readonly Named[], taken: Iterable<string> = []): ReadonlyMap<string, string> {
  const used = new Set([...taken].map(folded));
  const owners = groupBy(items, ({ name }) => folded(name));
  const keys = new Map<string, string>();
  for (const { id, name } of [...items].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const isFree = (key: string) =>
      !used.has(folded(key)) && (owners.get(folded(key)) ?? []).every((owner) => owner.id === id);
    const own = slug(name);
    const isShared = (owners.get(folded(name)) ?? []).length > 1;
    let key = own;
    for (let number = isShared ? 1 : 2; !isFree(key); number += 1) key = `${own}-${number}`;
    used.add(folded(key));
    keys.set(id, key);
  }
  return keys;
}

/** `AWS Payments (Engineers)` → `aws-payments-engineers`, `SupplyChain` → `supply-chain`. Letters of any script stay letters. */
export function slug(name: string): string {
  const words = name
    .normalize('NFKC')
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '-')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MOST_CHARACTERS);
  // A key of digits alone reads as an account id.
  return words === '' || /^\d+$/.test(words) ? `no-${words === '' ? 'name' : words}` : words;
}

const MOST_CHARACTERS = 100;

/** A file name for each name, on file systems that do not tell upper from lower case as well; by name. `taken`: file names, with their ending. */
export function fileNamesFor(
  names: readonly string[],
  ending: string,
  taken: Iterable<string>,
): ReadonlyMap<string, string> {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  const files = new Map<string, string>();
  for (const name of [...new Set(names)].sort()) {
    const own = name.replaceAll(/[^\p{L}\p{M}\p{N}+=,.@_-]+/gu, '-').replace(/^\.+/, '_');
    let file = `${own}${ending}`;
    for (let number = 2; used.has(file.toLowerCase()); number += 1) file = `${own}-${number}${ending}`;
    used.add(file.toLowerCase());
    files.set(name, file);
  }
  return files;
}
