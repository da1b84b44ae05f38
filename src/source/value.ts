// The located value tree: what `parse` yields for YAML and JSON alike, and all that later phases see of a file.
import type { Span } from './span.ts';

export type Value = ScalarValue | SequenceValue | MappingValue;

export interface ScalarValue {
  readonly kind: 'scalar';
  /** As YAML 1.2's core schema reads it. Never a Date, Buffer or bigint. */
  readonly value: string | number | boolean | null;
  /** The text between the quotes, or of the plain scalar: what was written, so that `012345678901` keeps its zero. */
  readonly source: string;
  /** False for a plain scalar: only those can be misread as numbers. */
  readonly quoted: boolean;
  readonly span: Span;
}

export interface SequenceValue {
  readonly kind: 'sequence';
  readonly items: readonly Value[];
  readonly span: Span;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
}

export interface MappingValue {
  readonly kind: 'mapping';
  /** In file order. INVARIANT: keys are unique strings; duplicates were findings and the first one stands. */
  readonly entries: readonly Entry[];
  readonly span: Span;
}

/** A decoded value and where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

export function entryOf(mapping: MappingValue, key: string): Entry | undefined {
  return mapping.entries.find((entry) => entry.key === key);
}

/** An alias that leads nowhere, which was a finding already. A plain scalar cannot begin with `*`. */
export function isDeadAlias(value: Value): boolean {
  return value.kind === 'scalar' && !value.quoted && value.source.startsWith('*');
}

/** Every key and scalar in the tree, one a line: all the words that it could have declared. */
export function wordsIn(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return value.source;
    case 'sequence':
      return value.items.map(wordsIn).join('\n');
    case 'mapping':
      return value.entries.map(({ key, value: member }) => `${key}\n${wordsIn(member)}`).join('\n');
    default:
      return value satisfies never;
  }
}

/** The tree without its places, as plain data. Objects have no prototype, so that `__proto__` is a key like any other. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'sequence':
      return value.items.map(plain);
    case 'mapping': {
      const object: Record<string, unknown> = Object.create(null);
      for (const { key, value: member } of value.entries) object[key] = plain(member);
      return object;
    }
    default:
      return value satisfies never;
  }
}
