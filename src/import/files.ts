// What is added to which file: to the section of one that is there, or to one that is made.

import { optional } from '../optional.ts';
import { withAddition, type Yaml, type YamlEntry, type YamlItem, yamlText } from '../source/edit.ts';
import { groupBy } from '../state/group-by.ts';
import { type FileSection, SECTIONS } from './placement.ts';

export type FileAddition = { readonly file: string } & (
  | { readonly section: FileSection; readonly entry: YamlEntry }
  | { readonly section: 'grants'; readonly item: YamlItem }
  /** Of a settings file that is not there yet: the section itself. */
  | {
      readonly section: 'identityCenter' | 'accessControlAttributes' | 'accountAccess' | 'unmanaged';
      readonly entry: YamlEntry;
    }
  /** A path in settings that are there. */
  | ({ readonly section: readonly string[] } & ({ readonly entry: YamlEntry } | { readonly item: YamlItem }))
);

export const addition = (file: string, section: FileSection, entry: YamlEntry): FileAddition => ({
  file,
  section,
  entry,
});

/** Files that are there get what is added, in its section; the others are made. */
export function writeAdditions(texts: Map<string, string>, additions: readonly FileAddition[]): void {
  for (const [file, those] of groupBy(additions, (each) => each.file)) {
    const before = texts.get(file);
    if (before === undefined) texts.set(file, newFile(those));
    else {
      const bySection = groupBy(those, ({ section }) => JSON.stringify(section));
      texts.set(
        file,
        [...bySection.values()].reduce((text, same) => extendedBy(text, same, texts), before),
      );
    }
  }
}

const MADE_SETTINGS: ReadonlySet<unknown> = new Set([
  'identityCenter',
  'accessControlAttributes',
  'accountAccess',
  'unmanaged',
]);

function newFile(additions: readonly FileAddition[]): string {
  const settings = additions.flatMap((each) =>
    MADE_SETTINGS.has(each.section) && 'entry' in each ? [each.entry] : [],
  );
  const sections = SECTIONS.flatMap((section): readonly YamlEntry[] => {
    const those = additions.filter((each) => each.section === section);
    if (those.length === 0) return [];
    if (section === 'grants')
      return [
        { key: section, value: { items: those.flatMap((each) => ('item' in each ? [each.item] : [])), spaced: false } },
      ];
    const entries = those.flatMap((each) => ('entry' in each ? [each.entry] : []));
    return [{ key: section, value: { entries, spaced: section === 'permissionSets' } }];
  });
  return yamlText({ entries: [...settings, ...sections], spaced: true });
}

/** All additions are to one section. Where it cannot be added to, they go into a file of their own. */
function extendedBy(text: string, additions: readonly FileAddition[], texts: Map<string, string>): string {
  const [{ section }] = additions as readonly [FileAddition];
  const at = typeof section === 'string' ? [section] : section;
  const items = additions.flatMap((each) => ('item' in each ? [each.item] : []));
  const entries = additions.flatMap((each) => ('entry' in each ? [each.entry] : []));
  const extended = withAddition(text, at, items.length > 0 ? { items } : { entries });
  if (extended !== undefined) return extended;
  const beside = texts.get(OTHER_FILE);
  texts.set(OTHER_FILE, beside === undefined ? newFile(additions) : extendedBy(beside, additions, texts));
  return text;
}

const OTHER_FILE = 'imported.yaml';

const MOST_ON_A_LINE = 90;

/** On one line what fits on one. */
export function inShort(value: Yaml): Yaml {
  if (typeof value !== 'object') return value;
  const short = { ...value, flow: true };
  if (lengthOf(value) <= MOST_ON_A_LINE) return short;
  if ('items' in value) return { items: value.items.map((item) => ({ ...item, value: inShort(item.value) })) };
  return { entries: value.entries.map((entry) => ({ ...entry, value: inShort(entry.value) })) };
}

function lengthOf(value: Yaml): number {
  if (typeof value !== 'object') return String(value).length + 2;
  if ('items' in value) return value.items.reduce((sum, item) => sum + lengthOf(item.value), 2);
  return value.entries.reduce((sum, entry) => sum + entry.key.length + 2 + lengthOf(entry.value), 2);
}

/** A few short names stand on one line; of many, each has its own. */
export function oneOrMany(items: readonly { readonly text: string; readonly comment?: string }[]): Yaml | undefined {
  const [first, second] = items;
  if (second === undefined) return first?.text;
  const isShort = items.length <= 4 && items.every(({ comment }) => comment === undefined);
  const written = {
    items: items.map(({ text, comment }) => ({ value: text, ...optional({ comment }) })),
  };
  return isShort ? inShort(written) : written;
}
