// Reading the elements of a policy off its tree, and reporting what does not fit.
import type { ProblemKind, Word } from './document.ts';
import type { Node, NodeEntry } from './node.ts';

/** Collects problems. Each makes the document an incomplete one. */
export type Report = (kind: ProblemKind, element: string, node?: Partial<Pick<Node, 'text' | 'span'>>) => void;

/** The known elements of a mapping, by name; the first of a repeated one stands. The names are case-sensitive. */
export function elementsOf(
  node: Node,
  known: readonly string[],
  path: string,
  report: Report,
): ReadonlyMap<string, NodeEntry> {
  const elements = new Map<string, NodeEntry>();
  for (const entry of node.entries?.() ?? []) {
    if (known.includes(entry.key)) elements.set(entry.key, elements.get(entry.key) ?? entry);
    else report('unknown-element', `${path}${entry.key}`, { text: entry.key, ...spanOf(entry) });
  }
  return elements;
}

/** A string; a number or a boolean is read as its text, where `lenient`. */
export function wordOf(node: Node, element: string, report: Report, lenient = false): Word | undefined {
  if (node.text === undefined || !(node.isString === true || lenient)) {
    report('wrong-type', element, node);
    return undefined;
  }
  return { text: node.text, ...spanOf(node) };
}

export function spanOf({ span }: Partial<Pick<Node, 'span'>>): Partial<Pick<Node, 'span'>> {
  return span === undefined ? {} : { span };
}
