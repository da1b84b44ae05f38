// The condition keys that the index lists, as patterns: `aws:RequestTag/tag-key` is a key for every tag.
import type { ActionIndex, ConditionKey, ConditionKeyType } from '../catalogue/index.ts';
import { compileGlob, type Glob, isLiteral, matches } from '../patterns/index.ts';

export interface KnownKey {
  /** As listed: `aws:RequestTag/tag-key`. */
  readonly key: string;
  readonly type: ConditionKeyType;
}

/** Undefined: the index does not list it. Case does not matter. */
export function knownKey(text: string, index: ActionIndex): KnownKey | undefined {
  const { literal, open } = listOf(prefixOf(text), index);
  const lower = text.toLowerCase();
  return literal.get(lower) ?? open.find(({ glob }) => matches(glob, lower))?.known;
}

/** Whether one of the listed keys stands for the one that is written. */
export function keyTest(listed: Iterable<string>): (written: string) => boolean {
  const keys = [...listed];
  const literal = new Set(keys.map((key) => key.toLowerCase()));
  const open = keys.map(globOfKey).filter((glob) => !isLiteral(glob));
  return (written) => {
    const lower = written.toLowerCase();
    return literal.has(lower) || open.some((glob) => matches(glob, lower));
  };
}

export const prefixOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf(':'))).toLowerCase();

/** The keys with this prefix, the same list each time; undefined: neither a service nor `aws`. */
export function keysWith(prefix: string, index: ActionIndex): readonly ConditionKey[] | undefined {
  return listOf(prefix, index).keys;
}

function keysIn(prefix: string, { globalConditionKeys, service }: ActionIndex): readonly ConditionKey[] | undefined {
  const global = globalConditionKeys.filter(({ key }) => prefixOf(key) === prefix);
  const own = service(prefix)?.conditionKeys;
  return own === undefined && global.length === 0 ? undefined : [...(own ?? []), ...global];
}

interface KeyList {
  readonly keys: readonly ConditionKey[] | undefined;
  readonly literal: ReadonlyMap<string, KnownKey>;
  readonly open: readonly { readonly glob: Glob; readonly known: KnownKey }[];
}

const LISTS = new WeakMap<ActionIndex, Map<string, KeyList>>();

function listOf(prefix: string, index: ActionIndex): KeyList {
  const lists = LISTS.get(index) ?? new Map<string, KeyList>();
  LISTS.set(index, lists);
  const list = lists.get(prefix) ?? makeList(keysIn(prefix, index));
  // Prefixes that policies make up are not remembered.
  if (list.keys !== undefined) lists.set(prefix, list);
  return list;
}

function makeList(keysOfPrefix: readonly ConditionKey[] | undefined): KeyList {
  const keys = keysOfPrefix ?? [];
  const patterns = keys.map((known) => ({ known, glob: globOfKey(known.key) }));
  return {
    keys: keysOfPrefix,
    literal: new Map(keys.map((known) => [known.key.toLowerCase(), known])),
    open: patterns.filter(({ glob }) => !isLiteral(glob)),
  };
}

/** What people choose: `${TagKey}`, `<key>`, `tag-key`, nothing after a `/`, the number in `member.0`. */
const CHOSEN = /\$\{[^}]*\}|<[^>]*>|tag-key$|(?<=\/)$|(?<=\.member\.)\d+/g;

const GLOBS = new Map<string, Glob>();

/** INVARIANT: of keys that the index lists, so that there are not too many to remember. */
function globOfKey(key: string): Glob {
  const glob = GLOBS.get(key) ?? compileGlob(key.replaceAll(CHOSEN, '*').toLowerCase());
  GLOBS.set(key, glob);
  return glob;
}
