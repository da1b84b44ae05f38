// Edits of YAML text that leave every other byte as it is: comments, order, quotes and blanks of what stands there already. An edit is an insertion at
// an offset that the `yaml` library knows of its nodes; what is inserted is written by the library.
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { UNSEEN, visibleJson } from '../names/characters.ts';

/** What is to be written. Where a comment has no room (in flow style), it is left out. */
export type Yaml = string | number | boolean | YamlList | YamlMapping;

export interface YamlList {
  readonly items: readonly YamlItem[];
  /** On one line: `[a, b]`. */
  readonly flow?: boolean;
  /** With an empty line between the members. */
  readonly spaced?: boolean;
}

export interface YamlItem {
  readonly value: Yaml;
  /** Behind the item, on its line; of collections, above it. */
  readonly comment?: string;
}

export interface YamlMapping {
  readonly entries: readonly YamlEntry[];
  /** On one line: `{ a: b }`. */
  readonly flow?: boolean;
  /** With an empty line between the members. */
  readonly spaced?: boolean;
}

export interface YamlEntry extends YamlItem {
  readonly key: string;
  /** A line of its own above the entry. */
  readonly above?: string;
}

export const list = (items: readonly Yaml[], flow = false): YamlList => ({
  items: items.map((value) => ({ value })),
  flow,
});

/** Entries that are undefined are left out. */
export function mapping(entries: Readonly<Record<string, Yaml | undefined>>, flow = false): YamlMapping {
  return {
    entries: Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
    flow,
  };
}

/** Plain JSON data; what is undefined in it is left out. */
export function yamlOf(data: unknown): Yaml {
  if (Array.isArray(data)) return list(data.map(yamlOf));
  if (typeof data !== 'object' || data === null) return data as string | number | boolean;
  return {
    entries: Object.entries(data).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value: yamlOf(value) }],
    ),
  };
}

/** The text of a file, or of a part of one, that ends in a line break. */
export function yamlText(value: YamlList | YamlMapping): string {
  return blockLines(value)
    .map((line) => `${line}\n`)
    .join('');
}

function blockLines(value: YamlList | YamlMapping): readonly string[] {
  const members = 'entries' in value ? value.entries.map(entryLines) : value.items.map(itemLines);
  return members.flatMap((lines, index) => (value.spaced === true && index > 0 ? ['', ...lines] : lines));
}

function itemLines({ value, comment }: YamlItem): readonly string[] {
  if (isInline(value)) return [`- ${inline(value, false)}${behind(comment)}`];
  return [
    ...aboveLine(comment),
    ...blockLines(value).map((line, index) => (index === 0 ? `- ${line}` : indented(line))),
  ];
}

function entryLines({ key, value, comment, above }: YamlEntry): readonly string[] {
  // A text of several lines is written as such: escaped, nobody could review it.
  if (typeof value === 'string' && /\n/.test(value) && !/\r/.test(value))
    return [
      ...aboveLine(above),
      ...stringify({ [key]: value }, { lineWidth: 0, blockQuote: 'literal' })
        .slice(0, -1)
        .split('\n'),
    ];
  const head = `${scalarText(key, false)}:`;
  const own = isInline(value)
    ? [`${head} ${inline(value, false)}${behind(comment)}`]
    : [`${head}${behind(comment)}`, ...blockLines(value).map(indented)];
  return [...aboveLine(above), ...own];
}

/** On the line of its key: texts, what is meant to be there, and what is empty. */
function isInline(value: Yaml): value is Exclude<Yaml, object> | ((YamlList | YamlMapping) & { readonly flow: true }) {
  if (typeof value !== 'object' || value.flow === true) return true;
  return ('items' in value ? value.items : value.entries).length === 0;
}

function inline(value: Yaml, inFlow = true): string {
  if (typeof value !== 'object') return scalarText(value, inFlow);
  if ('items' in value) return `[${value.items.map((item) => inline(item.value)).join(', ')}]`;
  if (value.entries.length === 0) return '{}';
  return `{ ${value.entries.map((entry) => `${scalarText(entry.key, true)}: ${inline(entry.value)}`).join(', ')} }`;
}

/** On one line, and quoted where it would be read as something else. */
function scalarText(value: string | number | boolean, inFlow: boolean): string {
  const text = stringify(inFlow ? [value] : value, { lineWidth: 0, ...(inFlow ? IN_FLOW : {}) }).trimEnd();
  if (typeof value === 'string' && visibleJson(value) !== JSON.stringify(value)) return visibleJson(value);
  // What takes several lines, and what the library would write as a block.
  if (text.includes('\n') || (!inFlow && /^[|>]/.test(text))) return JSON.stringify(value);
  return inFlow ? text.slice(1, -1) : text;
}

const IN_FLOW = { collectionStyle: 'flow', flowCollectionPadding: false } as const;

const indented = (line: string): string => (line === '' ? '' : `  ${line}`);
const behind = (comment: string | undefined): string => (comment === undefined ? '' : ` # ${onOneLine(comment)}`);
const aboveLine = (comment: string | undefined): readonly string[] =>
  comment === undefined ? [] : [`# ${onOneLine(comment)}`];

/** Names from outside must not end the comment, nor hide anything in it. */
const onOneLine = (text: string): string => text.replaceAll(NOT_IN_COMMENTS, ' ');
const NOT_IN_COMMENTS = new RegExp(`[\\t\\r\\n${UNSEEN}]+`, 'gu');

/** What is added to a mapping or to a list. */
export type Addition = { readonly entries: readonly YamlEntry[] } | { readonly items: readonly YamlItem[] };

/**
 * Adds behind all that stands at a path of keys (and of places in lists); what is missing on the way is made. Undefined where something else stands there, a
 * text or a list in place of a mapping: nothing can be added to it. `text` has been read without an error.
 */
export function withAddition(text: string, at: Path, addition: Addition): string | undefined {
  return added(text, parseDocument(text, OPTIONS).contents, at, addition);
}

/** Keys of mappings, and places in lists. */
export type Path = readonly (string | number)[];

function added(text: string, node: unknown, at: Path, addition: Addition): string | undefined {
  const [step, ...rest] = at;
  if (step === undefined) return inserted(text, node, addition);
  if (typeof step === 'number') {
    const item = isSeq(node) ? node.items[step] : undefined;
    return item === undefined ? undefined : added(text, item, rest, addition);
  }
  const pair = pairIn(node, step);
  if (pair === undefined) return inserted(text, node, wrapped(at, addition));
  if (!isEmpty(pair.value)) return added(text, pair.value, rest, addition);
  return isFlow(node) ? undefined : filled(text, pair, wrapped(rest, addition));
}

/** Adds to the list at a path; one text that stands for a list of one becomes a list. */
export function withListItem(text: string, at: Path, value: string): string | undefined {
  const node = parseDocument(text, OPTIONS).getIn(at, true);
  if (!isScalar(node)) return withAddition(text, at, { items: [{ value }] });
  const [start, end] = rangeOf(node);
  if (typeof node.value !== 'string' && typeof node.value !== 'number') return undefined;
  const first = typeof node.value === 'string' ? node.value : text.slice(start, end);
  return `${text.slice(0, start)}${inline(list([first, value]))}${text.slice(end)}`;
}

/** Puts an entry in the place of another one of the same mapping. */
export function withEntryReplaced(text: string, at: readonly string[], entry: YamlEntry): string | undefined {
  const parent = parseDocument(text, OPTIONS).getIn(at.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === at.at(-1)) : undefined;
  if (pair === undefined || !isScalar(pair.key) || !isScalar(pair.value)) return undefined;
  const [start] = rangeOf(pair.key);
  const [, end] = rangeOf(pair.value);
  const written = inline({ entries: [entry] })
    .slice(1, -1)
    .trim();
  return `${text.slice(0, start)}${written}${text.slice(end)}`;
}

export const OPTIONS = { uniqueKeys: false, merge: false, version: '1.2' } as const;

/** As what is to be added where the first key of the path is not there yet. */
function wrapped(at: Path, addition: Addition): Addition {
  const [key, ...rest] = at;
  return key === undefined ? addition : { entries: [{ key: String(key), value: wrapped(rest, addition) }] };
}

export function pairIn(node: unknown, key: string): Pair<unknown, unknown> | undefined {
  return isMap(node) ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) : undefined;
}

export const isFlow = (node: unknown): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

const isEmpty = (node: unknown): boolean =>
  node === null || node === undefined || (isScalar(node) && node.value === null);

function inserted(text: string, node: unknown, addition: Addition): string | undefined {
  if (isEmpty(node)) return appended(text, addition);
  if (!('items' in addition ? isSeq(node) : isMap(node))) return undefined;
  const collection = node as Collection;
  if (collection.flow === true) return insertedInFlow(text, collection, addition);
  const column = columnOf(text, rangeOf(collection)[0]);
  return spliced(text, endOfBlock(text, endOf(collection), column), block(addition, column));
}

type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

/** Behind the last line of a block, and behind the comments that are set in like it. */
export function endOfBlock(text: string, end: number, column: number): number {
  let at = text[end - 1] === '\n' ? end : afterLine(text, end);
  while (at < text.length) {
    const [indent = '', mark] = /^( *)(#?)/.exec(text.slice(at, at + column + 1000))!.slice(1);
    if (mark !== '#' || indent.length < Math.max(column, 1)) break;
    at = afterLine(text, at);
  }
  return at;
}

/** The begin of the next line. */
export function afterLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Where the last of what a node holds ends. */
export function endOf(node: Node | Pair | null): number {
  if (node === null) return 0;
  if (isPair(node)) {
    const { key, value } = node as Pair<Node, Node | null>;
    return Math.max(rangeOf(key)[1], endOf(value));
  }
  const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  const last = isBlock ? (node.items.at(-1) as Node | Pair | undefined) : undefined;
  return last === undefined ? rangeOf(node)[1] : endOf(last);
}

function insertedInFlow(text: string, node: Collection, addition: Addition): string {
  const written = inline(addition).slice(1, -1).trim();
  const last = node.items.at(-1);
  const [start, end] = rangeOf(node);
  if (last === undefined) return `${text.slice(0, start + 1)} ${written} ${text.slice(end - 1)}`;
  const at = endOf(last);
  return `${text.slice(0, at)}, ${written}${text.slice(at)}`;
}

/** Below a key that has nothing yet. */
function filled(text: string, { key, value }: Pair<unknown, unknown>, addition: Addition): string {
  const [begin, end] = rangeOf(key as Node);
  const [from, to] = value === null ? [0, 0] : rangeOf(value as Node);
  // `null` or `~` in so many words.
  const rest = to > from ? `${text.slice(0, from).trimEnd()}${text.slice(to)}` : text;
  return spliced(rest, afterLine(rest, end), block(addition, columnOf(text, begin) + STEP));
}

const STEP = 2;

const appended = (text: string, addition: Addition): string => spliced(text, text.length, block(addition, 0));

function block(addition: Addition, column: number): string {
  return yamlText(addition).replaceAll(/^(?=.)/gm, ' '.repeat(column));
}

/** At the beginning of a line. */
function spliced(text: string, at: number, lines: string): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text.slice(0, at);
  const missingBreak = before === '' || before.endsWith('\n') ? '' : lineBreak;
  return `${before}${missingBreak}${lineBreak === '\n' ? lines : lines.replaceAll('\n', lineBreak)}${text.slice(at)}`;
}

export const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** INVARIANT: nodes of a text that was parsed have a range. */
export const rangeOf = (node: Node): readonly [number, number, number] => node.range!;
