// Does what the hint of a finding says, where that is an edit of the text at its place.
import { isMap, isPair, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

export interface Edited {
  readonly text: string;
  /** The file is written anew, and what was at the place is somewhere else, or gone. */
  readonly isElsewhere?: true;
}

/** One for each way that the hint leaves open; none for a hint that is no edit. `text`: of the file that the finding is about. */
export function editsOf({ message, hint = '', span }: Diagnostic, text: string): readonly Edited[] {
  if (span === undefined) return [];
  const place = { text, from: span.start.offset, to: span.end.offset };
  const written = text.slice(place.from, place.to);
  // What is told of may contain what is meant.
  const [wrong] = namesIn(message)
    .filter((word) => written.includes(word))
    .sort((a, b) => b.length - a.length);

  const meant = /^did you mean (.+?)\?/.exec(hint)?.[1];
  if (meant !== undefined) return namesIn(meant).map((name) => replaced(place, wrong, name));
  const below = /^paths begin below the root: `([^`]+)`$/.exec(hint)?.[1];
  if (below !== undefined) return [replaced(place, wrong, below)];
  const whole = /^put the whole text in quotes: (.+)$/.exec(hint)?.[1];
  if (whole !== undefined) return [quotedWhole(place, whole)];
  if (hint === 'put text that begins with `*` in quotes' || hint === 'write "*" in quotes')
    return [overwritten(place, `"${written}"`)];
  const alternatives = /^write (`[^`]+`) for .+, or (`[^`]+`) for [^`]+$/.exec(hint)?.slice(1);
  if (alternatives !== undefined) return alternatives.flatMap(namesIn).map((name) => replaced(place, undefined, name));
  const inQuotes = /^write ("[^"]*") in quotes$/.exec(hint)?.[1];
  if (inQuotes !== undefined) return [overwritten(place, inQuotes)];
  const pair = /^write `(\w+): ([^`…]+)`$/.exec(hint)?.slice(1);
  if (pair !== undefined) return withPair(place, pair[0]!, pair[1]!);
  const exact = /^write (?:`([^`…]+)`|("[^"]*"|true|false))$/.exec(hint);
  if (exact !== null) return [replaced(place, undefined, exact[1] ?? exact[2]!)];
  const key = /^(?:leave|remove) `([^`]+)`(?: out)?$/.exec(hint)?.[1];
  if (key !== undefined) return without(place, key);
  return hint === 'remove the item' ? without(place, undefined) : [];
}

interface Place {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const namesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

function overwritten({ text, from, to }: Place, by: string): Edited {
  return { text: text.slice(0, from) + by + text.slice(to) };
}

/** The wrong word in the place, or all of it; in quotes where there were some, or where YAML needs them. */
function replaced(place: Place, wrong: string | undefined, by: string): Edited {
  const { text, from, to } = place;
  const written = text.slice(from, to);
  if (wrong !== undefined) {
    const at = from + written.indexOf(wrong);
    return overwritten({ text, from: at, to: at + wrong.length }, by);
  }
  if (by === 'true' || by === 'false') return overwritten(place, by);
  const asText = /^["']/.test(written) ? JSON.stringify(by) : /^[*&!%@`]|: | #/.test(by) ? `"${by}"` : by;
  return overwritten(place, /^[{["]/.test(by) ? by : asText);
}

function quotedWhole({ text, to }: Place, by: string): Edited {
  const plain: string = by.startsWith('"') ? JSON.parse(by) : by;
  const from = text.lastIndexOf(plain, to);
  return overwritten({ text, from, to: from + plain.length }, by);
}

/** The key has the value in what the place is in: by itself, or in the mapping that its pair holds. */
function withPair({ text, from }: Place, key: string, written: string): readonly Edited[] {
  const document = parseDocument(text);
  const value = parseDocument(written).toJS();
  let inner: Pair | undefined;
  visit(document, {
    Pair(_, pair) {
      const [start, end] = [(pair.key as Node).range?.[0] ?? 0, ((pair.value ?? pair.key) as Node).range?.[2] ?? 0];
      if (start <= from && from <= end) inner = pair;
    },
  });
  if (inner === undefined) return [];
  if (isScalar(inner.key) && inner.key.value === key) inner.value = document.createNode(value);
  else if (isMap(inner.value)) inner.value.set(key, value);
  else inner.value = document.createNode({ [key]: value });
  return [{ text: document.toString({ lineWidth: 0 }), isElsewhere: true }];
}

/** Without the pair of the key around the place, or without the innermost item. */
function without({ text, from }: Place, key: string | undefined): readonly Edited[] {
  const document = parseDocument(text);
  const holds = (node: unknown) => {
    const range = (node as Node | undefined)?.range;
    return range != null && range[0] <= from && from <= range[2];
  };
  let removed = false;
  visit(document, {
    Pair(_, pair) {
      if (key === undefined || removed || !isScalar(pair.key) || pair.key.value !== key) return undefined;
      if (!holds(pair.key) && !holds(pair.value)) return undefined;
      removed = true;
      return visit.REMOVE;
    },
    Node(index, node, path) {
      if (key !== undefined || removed || !isSeq(path.at(-1)) || isPair(node) || !holds(node)) return undefined;
      if (isSeq(node) || (typeof index === 'number' && hasInnerItem(node, from))) return undefined;
      removed = true;
      return visit.REMOVE;
    },
  });
  return removed ? [{ text: document.toString({ lineWidth: 0 }), isElsewhere: true }] : [];
}

function hasInnerItem(node: unknown, offset: number): boolean {
  let found = false;
  visit(node as Node, {
    Seq(_, seq) {
      const range = seq.range;
      if (range != null && range[0] < offset && offset < range[1]) found = true;
    },
  });
  return found;
}
