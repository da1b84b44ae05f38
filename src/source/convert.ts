// From the library's nodes to our located value tree: keys are checked, aliases resolved within bounds, every value placed.
import type { Alias, Document, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isCollection, isMap, isPair } from 'yaml';
import { type Collector, collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { invisibleIn, invisibleInFile } from './characters.ts';
import type { SourceFile } from './file.ts';
import { isJsonPath } from './json.ts';
import type { Lines } from './lines.ts';
import { type Span, spanOver } from './span.ts';
import { MAX_DEPTH } from './tokens.ts';
import { type Entry, type ScalarValue, type Value, wordsIn } from './value.ts';

const MAX_ALIASES = 100;
const MAX_REPEATED = 10_000;
const MAX_REPEATED_CHARACTERS = 1_000_000;

/** One walk over a document, in file order. */
interface Walk {
  readonly text: string;
  readonly json: boolean;
  readonly lines: Lines;
  readonly report: Collector['report'];
  /** Words of what was left out of the tree. */
  readonly unread: string[];
  unreadCharacters: number;
  /** Anchors met so far. Undefined while its value is still being read. */
  readonly anchors: Map<string, Anchored | undefined>;
  aliases: number;
  repeated: number;
  repeatedCharacters: number;
  /** Values and characters of texts read so far, repeated ones included. */
  values: number;
  characters: number;
  /** How many lists and mappings are open. */
  level: number;
  /** The highest level since the anchor that is being read. */
  deepest: number;
}

interface Anchored {
  readonly value: Value;
  /** How many values there are in it, itself included, and how many characters in their texts. */
  readonly values: number;
  readonly characters: number;
  /** How many levels of lists and mappings it has. */
  readonly levels: number;
}

export interface Converted {
  readonly value: Value | undefined;
  readonly findings: readonly Diagnostic[];
  readonly unread: readonly string[];
}

export function convert(document: Document.Parsed, { text, configPath }: SourceFile, lines: Lines): Converted {
  const { report, findings } = collector();
  const counts = { aliases: 0, repeated: 0, repeatedCharacters: 0, values: 0, characters: 0, level: 0, deepest: 0 };
  const walk: Walk = {
    text,
    json: isJsonPath(configPath),
    lines,
    report,
    unread: [],
    unreadCharacters: 0,
    anchors: new Map(),
    ...counts,
  };
  for (const { offset, name } of invisibleInFile(text)) {
    const span = lines.spanAt(offset, offset + 1);
    report(diagnose('yaml/control-character', { character: name, shown: true }, { span }));
  }
  const { contents } = document;
  const value = contents === null ? undefined : read(contents, walk);
  // Repeated keys within repeated keys: their words many times over are more than the file itself.
  const unread = walk.unreadCharacters > text.length ? [text] : walk.unread;
  return { value, findings: findings(), unread };
}

function read(node: Node, walk: Walk): Value {
  if (isAlias(node)) return aliasedValue(node, walk);
  const { anchor } = node as { readonly anchor?: string };
  if (anchor === undefined) return freshValue(node, walk);
  walk.anchors.set(anchor, undefined);
  const { values, characters, deepest } = walk;
  walk.deepest = walk.level;
  const value = freshValue(node, walk);
  walk.anchors.set(anchor, {
    value,
    values: walk.values - values,
    characters: walk.characters - characters,
    levels: walk.deepest - walk.level,
  });
  walk.deepest = Math.max(deepest, walk.deepest);
  return value;
}

function freshValue(node: Node, walk: Walk): Value {
  walk.values += 1;
  if (!isCollection(node)) return scalarValue(node as Scalar, walk);
  walk.level += 1;
  walk.deepest = Math.max(walk.deepest, walk.level);
  // INVARIANT: the core schema has no other collections; tags that would make some are refused before.
  const value = isMap(node) ? mappingValue(node, walk) : sequenceValue(node as YAMLSeq, walk);
  walk.level -= 1;
  return value;
}

function scalarValue(node: Scalar, walk: Walk): ScalarValue {
  const { value, source = '', type } = node;
  const span = trimmedSpan(node, walk);
  const text = typeof value === 'string' ? value : source;
  walk.characters += text.length;
  const multiline = walk.json || type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  reportInvisible(text, span, multiline, walk);
  return { kind: 'scalar', value: plainScalar(value, source), source, quoted: type !== 'PLAIN', span };
}

function plainScalar(value: unknown, source: string): ScalarValue['value'] {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value : source;
}

function reportInvisible(text: string, span: Span, multiline: boolean, walk: Walk): void {
  const character = invisibleIn(text, { multiline });
  if (character === undefined) return;
  // What stands raw in the file was reported where it stands; this is for escapes and folded line breaks.
  const written = walk.text.slice(span.start.offset, span.end.offset);
  if (invisibleInFile(written).length > 0) return;
  walk.report(diagnose('yaml/control-character', { character, shown: false }, { span }));
}

function sequenceValue(node: YAMLSeq, walk: Walk): Value {
  const items = node.items.map((item) =>
    // `[a: 1]` is a list of one mapping; the library wraps it itself, so a bare pair cannot come here.
    isPair(item) ? emptyScalar(node, walk) : read(item as Node, walk),
  );
  const open = trimmedSpan(node, walk);
  const last = items.at(-1);
  return { kind: 'sequence', items, span: node.flow || !last ? open : upTo(open, last.span) };
}

function mappingValue(node: YAMLMap, walk: Walk): Value {
  const entries: Entry[] = [];
  const seen = new Map<string, Span>();
  for (const { key, value } of node.items) {
    const keyValue = read(key as Node, walk);
    const member = value === null ? emptyScalar(key as Node, walk) : read(value as Node, walk);
    const name = keyText(keyValue, walk);
    const first = name === undefined ? undefined : seen.get(name);
    if (name === undefined || first !== undefined) leaveOut([keyValue, member], walk);
    if (name === undefined) continue;
    if (first === undefined) {
      seen.set(name, keyValue.span);
      entries.push({ key: name, keySpan: keyValue.span, value: member });
    } else {
      const labels = [{ span: first, message: 'first written here' }];
      walk.report(diagnose('yaml/duplicate-key', { key: name }, { span: keyValue.span, labels }));
    }
  }
  const open = trimmedSpan(node, walk);
  const last = entries.at(-1);
  return {
    kind: 'mapping',
    entries,
    span: node.flow || !last ? open : upTo(open, later(last.keySpan, last.value.span)),
  };
}

function leaveOut(values: readonly Value[], walk: Walk): void {
  if (walk.unreadCharacters > walk.text.length) return;
  for (const words of values.map(wordsIn)) {
    walk.unread.push(words);
    walk.unreadCharacters += words.length;
  }
}

function keyText(key: Value, walk: Walk): string | undefined {
  if (key.kind !== 'scalar') {
    walk.report(diagnose('yaml/key-collection', {}, { span: key.span }));
    return undefined;
  }
  if (typeof key.value !== 'string') {
    walk.report(diagnose('yaml/key-not-text', { source: key.source }, { span: key.span }));
    return undefined;
  }
  return key.value;
}

function aliasedValue(node: Alias, walk: Walk): Value {
  const span = trimmedSpan(node, walk);
  const nothing: Value = { kind: 'scalar', value: null, source: `*${node.source}`, quoted: false, span };
  walk.aliases += 1;
  if (walk.aliases > MAX_ALIASES) {
    if (walk.aliases === MAX_ALIASES + 1) {
      walk.report(diagnose('yaml/too-many-aliases', { what: 'aliases', limit: MAX_ALIASES }, { span }));
    }
    return nothing;
  }
  const name = node.source;
  const anchored = walk.anchors.get(name);
  if (anchored === undefined) {
    walk.report(
      walk.anchors.has(name)
        ? diagnose('yaml/alias-cycle', { name }, { span })
        : diagnose('yaml/unknown-alias', { name, nearest: nearest(name, walk.anchors) }, { span }),
    );
    return nothing;
  }
  return repeat(anchored, span, walk) ?? nothing;
}

/** The anchor's value at the alias's place. Its parts are shared, so the bounds are on what a walk over the tree would meet. */
function repeat(anchored: Anchored, span: Span, walk: Walk): Value | undefined {
  const isOver = walk.repeated > MAX_REPEATED || walk.repeatedCharacters > MAX_REPEATED_CHARACTERS;
  walk.repeated += anchored.values;
  walk.values += anchored.values;
  walk.repeatedCharacters += anchored.characters;
  walk.characters += anchored.characters;
  // Said once.
  if (isOver) return undefined;
  const problem = repeatProblem(anchored, span, walk);
  if (problem !== undefined) {
    walk.report(problem);
    return undefined;
  }
  walk.deepest = Math.max(walk.deepest, walk.level + anchored.levels);
  return { ...anchored.value, span };
}

function repeatProblem({ levels }: Anchored, span: Span, walk: Walk): Diagnostic | undefined {
  if (walk.repeated > MAX_REPEATED)
    return diagnose('yaml/too-many-aliases', { what: 'values', limit: MAX_REPEATED }, { span });
  if (walk.repeatedCharacters > MAX_REPEATED_CHARACTERS)
    return diagnose('yaml/too-many-aliases', { what: 'characters', limit: MAX_REPEATED_CHARACTERS }, { span });
  return walk.level + levels > MAX_DEPTH ? diagnose('yaml/too-deep', { limit: MAX_DEPTH }, { span }) : undefined;
}

function emptyScalar(after: Node, walk: Walk): Value {
  walk.values += 1;
  const [, end] = after.range!;
  return { kind: 'scalar', value: null, source: '', quoted: false, span: walk.lines.spanAt(end, end) };
}

/** INVARIANT: nodes that come from a file have a range. */
function trimmedSpan(node: Node, { text, lines }: Walk): Span {
  const [start, end] = node.range!;
  return lines.spanAt(start, start + text.slice(start, end).trimEnd().length);
}

/** Block collections end where their last part ends; the library lets them run on over comments and empty lines. */
const upTo = (open: Span, last: Span): Span => (last.end.offset > open.start.offset ? spanOver(open, last) : open);
const later = (a: Span, b: Span): Span => (b.end.offset >= a.end.offset ? b : a);
