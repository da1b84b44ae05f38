// Reading fields of a declaration whose shape was checked: text, flags, lists, tags.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Entry, entryOf, type Located, type MappingValue, type Value } from '../source/value.ts';
import { isUnquotedAccountId } from './schema.ts';

/** Where decoders put what they find. A declaration with an error among its findings is rejected, so decoders just go on. */
export type Report = (finding: Diagnostic) => void;

/** What stands in the braces of a declaration; undefined where nothing was written. */
export type Body = MappingValue | undefined;

/** Nothing, as in `Developer:` with no more, is an empty mapping. */
export function mappingOf(value: Value): MappingValue {
  return value.kind === 'mapping' ? value : { kind: 'mapping', entries: [], span: value.span };
}

/** One thing is a list of one, nothing is an empty list. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return [];
  return value.kind === 'sequence' ? value.items : [value];
}

/** Like `itemsOf`, for lists of which every item is work: with more than `most` there is a finding, and nothing is read. */
export function itemsUpTo(most: number, entry: Entry | undefined, report: Report): readonly Value[] {
  const items = itemsOf(entry?.value);
  if (entry === undefined || items.length <= most) return items;
  const facts = { field: `\`${entry.key}\``, count: items.length, most };
  report(diagnose('schema/too-many-items', facts, { span: entry.keySpan }));
  return [];
}

/** INVARIANT: by the schema the value is text, or twelve digits that look like a number. */
export function textOf(value: Value, report: Report): Located<string> {
  if (value.kind !== 'scalar') return { value: '', span: value.span };
  if (isUnquotedAccountId(value)) {
    report(diagnose('yaml/unquoted-account-id', { id: value.source }, { span: value.span }));
    return { value: value.source, span: value.span };
  }
  return { value: typeof value.value === 'string' ? value.value : value.source, span: value.span };
}

export const entryIn = (body: Body, key: string): Entry | undefined => body && entryOf(body, key);

export function textField(body: Body, key: string, report: Report): Located<string> | undefined {
  const entry = entryIn(body, key);
  return entry && textOf(entry.value, report);
}

/** Text that an empty string would make meaningless. */
export function filledField(body: Body, key: string, report: Report): Located<string> | undefined {
  const text = textField(body, key, report);
  if (text?.value.trim() === '') report(diagnose('schema/empty-text', { field: `\`${key}\`` }, { span: text.span }));
  return text;
}

/** One text or a list of them; with `most`, not more than so many. */
export function textsField(
  body: Body,
  key: string,
  report: Report,
  most = Number.POSITIVE_INFINITY,
): readonly Located<string>[] {
  return itemsUpTo(most, entryIn(body, key), report).map((item) => textOf(item, report));
}

/** For lists that mean nothing when they are empty. */
export function filledList<T>(list: readonly T[], entry: Entry | undefined, report: Report): readonly T[] {
  if (entry !== undefined && itemsOf(entry.value).length === 0) {
    report(diagnose('schema/empty-list', { field: `\`${entry.key}\`` }, { span: entry.keySpan }));
  }
  return list;
}

export function flagField(body: Body, key: string): boolean {
  const value = entryIn(body, key)?.value;
  return value?.kind === 'scalar' && value.value === true;
}

/** In order of their keys. Without prototype, so that `__proto__` is a tag like any other. */
export function tagsOf(value: Value | undefined, report: Report): Readonly<Record<string, string>> {
  const tags: Record<string, string> = Object.create(null);
  if (value?.kind !== 'mapping') return tags;
  for (const { key, value: tag } of [...value.entries].sort(byKey)) tags[key] = textOf(tag, report).value;
  return tags;
}

export const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
