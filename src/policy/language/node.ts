// One view of a policy's tree, whether it was located in a file or is plain data from an API: only what is looked at is visited.
import type { Span } from '../../source/span.ts';
import type { Entry, Value } from '../../source/value.ts';

export interface Node {
  readonly kind: 'scalar' | 'sequence' | 'mapping';
  /** Of a scalar, as text; absent for null and for what JSON cannot hold. */
  readonly text?: string;
  /** The scalar was written as a string. */
  readonly isString?: boolean;
  readonly items?: () => readonly Node[];
  readonly entries?: () => readonly NodeEntry[];
  readonly span?: Span;
}

export interface NodeEntry {
  readonly key: string;
  readonly value: Node;
  readonly span?: Span;
}

export function locatedNode(value: Value): Node {
  const { span } = value;
  switch (value.kind) {
    case 'scalar':
      return { ...scalar(value.value, value.source), span };
    case 'sequence':
      return { kind: 'sequence', items: () => value.items.map(locatedNode), span };
    case 'mapping':
      return { kind: 'mapping', entries: () => value.entries.map(locatedEntry), span };
    default:
      return value satisfies never;
  }
}

function locatedEntry({ key, keySpan, value }: Entry): NodeEntry {
  return { key, value: locatedNode(value), span: keySpan };
}

export function plainNode(value: unknown): Node {
  if (typeof value !== 'object' || value === null) return scalar(value, String(value));
  if (Array.isArray(value)) return { kind: 'sequence', items: () => value.map(plainNode) };
  const entries = () => Object.entries(value).map(([key, member]) => ({ key, value: plainNode(member) }));
  return { kind: 'mapping', entries };
}

/** Numbers as they were written: `012345678901` is an account id. */
function scalar(value: unknown, source: string): Node {
  switch (typeof value) {
    case 'string':
      return { kind: 'scalar', text: value, isString: true };
    case 'number':
      return { kind: 'scalar', text: source };
    case 'boolean':
      return { kind: 'scalar', text: String(value) };
    default:
      return { kind: 'scalar' };
  }
}
