// Removes items of a list of a YAML text, and members of the lists in them, and leaves every other byte as it is.
//
// Terms. An item of the list is left as it is, is removed, or is left in parts: once or several times over, each time with a part of its lists. A region is
// the lines of a thing: the comment lines right above it that are set in like it, its own, and the comment lines below it that are set in deeper. Comments in
// a region go and stay with it. All other comments stay.
//
// What cannot be cut out by lines or commas without reading the author's mind (anchors, aliases, tags, comments between the members of a list on one line) is
// left alone, and said to be.
import {
  isAlias,
  isMap,
  isNode,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { afterLine, columnOf, endOf, endOfBlock, isFlow, OPTIONS, pairIn, rangeOf } from './edit.ts';

/** Of a list in an item, by its key: the places of the members that stay. A text that stands for a list of one has place 0. Lists that are not named stay whole. */
export type Kept = Readonly<Record<string, ReadonlySet<number>>>;

export interface ItemParts {
  /** Where the item begins in the text. */
  readonly offset: number;
  /** None: it is removed. In none of them every list of it may be empty. */
  readonly parts: readonly Kept[];
}

export interface WithParts {
  readonly text: string;
  /** Offsets of items that were left alone. */
  readonly leftAlone: readonly number[];
}

/** `key`: of the list, at the top of the text. The text has been read without an error. A list of which nothing is left is `[]`. */
export function withParts(text: string, key: string, items: readonly ItemParts[]): WithParts {
  const pair = pairIn(parseDocument(text, OPTIONS).contents, key);
  const all = pair?.value;
  if (pair === undefined || !isSeq(all) || isFlow(all)) return { text, leftAlone: items.map(({ offset }) => offset) };
  const seq = all as YAMLSeq<Node>;
  const cuts: Cut[] = [];
  const leftAlone: number[] = [];
  let removed = 0;
  for (const { offset, parts } of items) {
    const index = seq.items.findIndex((item) => rangeOf(item)[0] === offset);
    const made = index < 0 ? undefined : partsText(text, seq, index, parts);
    if (made === undefined) leftAlone.push(offset);
    else cuts.push(made);
    if (made !== undefined && parts.length === 0) removed += 1;
  }
  const isEmpty = removed === seq.items.length;
  return { text: withCuts(text, isEmpty ? [...cuts, emptyList(text, pair)] : cuts), leftAlone };
}

/** What stands in place of a part of a text. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** INVARIANT: no two of them touch the same character. */
function withCuts(text: string, cuts: readonly Cut[], from = 0, to = text.length): string {
  let at = from;
  let made = '';
  for (const { start, end, text: instead } of [...cuts].sort((a, b) => a.start - b.start)) {
    made += text.slice(at, start) + instead;
    at = end;
  }
  return made + text.slice(at, to);
}

function emptyList(text: string, { key }: Pair<unknown, unknown>): Cut {
  const colon = text.indexOf(':', rangeOf(key as Node)[1]) + 1;
  return { start: colon, end: colon, text: ' []' };
}

function partsText(text: string, seq: YAMLSeq<Node>, index: number, parts: readonly Kept[]): Cut | undefined {
  const item = seq.items[index];
  if (!isMap(item) || hasReferences(item)) return undefined;
  const region = parts.length === 0 ? withEmptyLine(text, seq, index) : regionOf(text, seq, index);
  const made = parts.map((kept) => cutsIn(text, item as YAMLMap<Node, Node | null>, kept));
  if (made.some((cuts) => cuts === undefined)) return undefined;
  const texts = made.map((cuts) => withCuts(text, cuts!, region.start, region.end));
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = texts.map((part, at) => (at < texts.length - 1 && !part.endsWith('\n') ? `${part}${lineBreak}` : part));
  return { ...region, text: lines.join('') };
}

/** And the empty line that sets it apart: behind it, or of the last one before it. */
function withEmptyLine(text: string, seq: YAMLSeq<Node>, index: number): Pick<Cut, 'start' | 'end'> {
  const { start, end } = regionOf(text, seq, index);
  if (index < seq.items.length - 1)
    return { start, end: end + (/^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0) };
  const above = /\n([ \t]*\r?\n)$/.exec(text.slice(0, start))?.[1];
  return { start: index === 0 ? start : start - (above?.length ?? 0), end };
}

/** A copy of it would declare a name twice, and what others refer to would be gone with it. */
function hasReferences(node: Node): boolean {
  let found = false;
  visit(node, (_, each) => {
    if (
      isAlias(each) ||
      (isNode(each) && 'anchor' in each && each.anchor !== undefined) ||
      (isNode(each) && each.tag?.startsWith('!') === true)
    )
      found = true;
    return found ? visit.BREAK : undefined;
  });
  return found;
}

/** Undefined: something is in the way. */
function cutsIn(text: string, item: YAMLMap<Node, Node | null>, kept: Kept): readonly Cut[] | undefined {
  const cuts: Cut[] = [];
  for (const [key, places] of Object.entries(kept)) {
    const pair = pairIn(item, key) as Pair<Node, Node | null> | undefined;
    if (pair === undefined) continue;
    const { value } = pair;
    const count = isSeq(value) ? value.items.length : 1;
    if (places.size === count) continue;
    const made =
      places.size === 0
        ? pairCut(text, item, pair)
        : isSeq(value)
          ? memberCuts(text, value as YAMLSeq<Node>, places)
          : undefined;
    if (made === undefined) return undefined;
    cuts.push(...made);
  }
  return cuts;
}

function memberCuts(text: string, seq: YAMLSeq<Node>, kept: ReadonlySet<number>): readonly Cut[] | undefined {
  if (!isFlow(seq))
    return seq.items.flatMap((_, index) => (kept.has(index) ? [] : [{ ...regionOf(text, seq, index), text: '' }]));
  const [start, end] = rangeOf(seq);
  if (!isPlainBetween(text, seq)) return undefined;
  const members = seq.items
    .filter((_, index) => kept.has(index))
    .map((item) => text.slice(rangeOf(item)[0], rangeOf(item)[1]));
  return [{ start: start + 1, end: end - 1, text: members.join(', ') }];
}

/** Nothing but commas and spaces stands between the members of a list on one line. */
function isPlainBetween(text: string, seq: YAMLSeq<Node>): boolean {
  const [start, end] = rangeOf(seq);
  const ends = [start + 1, ...seq.items.map((item) => rangeOf(item)[1])];
  const starts = [...seq.items.map((item) => rangeOf(item)[0]), end - 1];
  return ends.every((from, at) => /^[\s,]*$/.test(text.slice(from, starts[at])));
}

/** An entry of a mapping that has others. */
function pairCut(
  text: string,
  item: YAMLMap<Node, Node | null>,
  pair: Pair<Node, Node | null>,
): readonly Cut[] | undefined {
  const index = item.items.indexOf(pair);
  const [next, previous] = [item.items[index + 1], item.items[index - 1]];
  const [start, end] = [rangeOf(pair.key)[0], endOf(pair)];
  if (!isFlow(item) && previous !== undefined)
    return [
      {
        ...linesOf(text, {
          from: start,
          end,
          column: columnOf(text, start),
          after: afterLine(text, lastOf(text, endOf(previous))),
        }),
        text: '',
      },
    ];
  // The first one shares its line with what the mapping is an item of.
  const [from, to] =
    next === undefined ? [previous === undefined ? start : endOf(previous), end] : [start, rangeOf(next.key)[0]];
  return /#/.test(text.slice(next === undefined ? from : end, next === undefined ? start : to))
    ? undefined
    : [{ start: from, end: to, text: '' }];
}

/** Of an item of a list that is not on one line. */
function regionOf(text: string, seq: YAMLSeq<Node>, index: number): Pick<Cut, 'start' | 'end'> {
  const begin = rangeOf(seq)[0];
  const column = columnOf(text, begin);
  const before = seq.items[index - 1];
  const after = before === undefined ? lineStart(text, begin) : afterLine(text, lastOf(text, endOf(before)));
  const dash = before === undefined ? begin : after + text.slice(after).search(DASH);
  return linesOf(text, { from: dash, end: endOf(seq.items[index]!), column, after: before === undefined ? 0 : after });
}

const DASH = /^ *-(?=\s)/m;

/** A block of text ends with its line break. */
const lastOf = (text: string, end: number): number => (text[end - 1] === '\n' ? end - 1 : end);
const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

interface Lines {
  readonly from: number;
  readonly end: number;
  readonly column: number;
  /** No line before this is its own. */
  readonly after: number;
}

function linesOf(text: string, { from, end, column, after }: Lines): Pick<Cut, 'start' | 'end'> {
  let start = lineStart(text, from);
  while (start > after) {
    const above = lineStart(text, start - 1);
    if (above < after || !new RegExp(`^ {${column}}#`).test(text.slice(above, start))) break;
    start = above;
  }
  return { start, end: endOfBlock(text, end, column + 1) };
}
