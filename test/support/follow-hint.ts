// Does what the hint of a finding says, where that is an edit of the text at its place.
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
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
  const example = /^(?:write|select by) (?:the )?id, for example `([^`]+)`$/.exec(hint)?.[1];
  if (example !== undefined) return [overwritten(place, example.startsWith('"') ? example : `"${example}"`)];
  const added = /^add `(\w+): ([^`…]+)`$/.exec(hint)?.slice(1);
  if (added !== undefined) return withAdded(place, added[0]!, added[1]!);
  const prefix = /^leave `([^`]+:)` out$/.exec(hint)?.[1];
  if (prefix !== undefined && written.includes(prefix)) return [overwritten(place, written.replace(prefix, ''))];
  if (/^remove (?:it|one of the two|one of them)$/.test(hint)) return withoutPlace(place);
  const pair = /^write `(\w+): ([^`…]+)`$/.exec(hint)?.slice(1);
  if (pair?.[0] === 'Version') return withAdded(place, pair[0], pair[1]!);
  if (pair !== undefined) return withPair(place, pair[0]!, pair[1]!);
  const exact = /^write (?:`([^`…]+)`|("[^"]*"|true|false))$/.exec(hint);
  if (exact !== null) return [replaced(place, undefined, exact[1] ?? exact[2]!)];
  const key = /^(?:leave|remove) `([^`]+)`(?: out)?(?:$|, )/.exec(hint)?.[1];
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
  return [rewritten(document, text)];
}

function rewritten(document: Document, text: string): Edited {
  const isJson = text.trimStart().startsWith('{');
  const written = isJson ? JSON.stringify(document.toJS(), null, 2) : document.toString({ lineWidth: 0 });
  return { text: written, isElsewhere: true };
}

/** The innermost mapping at the place has the key as well; of a policy, the one that has its statements. */
function withAdded({ text, from }: Place, key: string, written: string): readonly Edited[] {
  const document = parseDocument(text);
  let inner: YAMLMap | undefined;
  visit(document, {
    Map(_, map) {
      const [start = 0, , end = 0] = map.range ?? [];
      if (start <= from && from <= end && (key !== 'Version' || map.has('Statement'))) inner = map;
    },
  });
  if (inner === undefined) return [];
  inner.set(key, parseDocument(written).toJS());
  return [rewritten(document, text)];
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
  return removed ? [rewritten(document, text)] : [];
}

/** Without the pair or item that begins at the place, or whose value does. */
function withoutPlace({ text, from }: Place): readonly Edited[] {
  const document = parseDocument(text);
  const begins = (node: unknown) => (node as Node | null)?.range?.[0] === from;
  let removed = false;
  visit(document, {
    Pair(_, pair) {
      if (removed || !(begins(pair.key) || begins(pair.value))) return undefined;
      removed = true;
      return visit.REMOVE;
    },
    Node(_, node, path) {
      if (removed || !isSeq(path.at(-1)) || isPair(node) || !begins(node)) return undefined;
      removed = true;
      return visit.REMOVE;
    },
  });
  return removed ? [rewritten(document, text)] : [];
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
