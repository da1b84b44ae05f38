// The first phases, as golden cases run them on an input folder.

import type { Declarations } from '../../src/config/declarations.ts';
import { decode } from '../../src/config/decode.ts';
import type { Diagnostic, Phase } from '../../src/diagnostics/diagnostic.ts';
import { load } from '../../src/load.ts';
import { parseAll } from '../../src/source/parse.ts';
import type { Value } from '../../src/source/value.ts';
import { plain } from '../../src/source/value.ts';

/** Loads, parses and decodes a folder, as `compile` begins. */
export async function declarationsOf(folder: string): Promise<Phase<Declarations>> {
  const loaded = await load(folder, { displayRoot: folder });
  const parsed = parseAll(loaded.value.documents);
  const { policies, incomplete } = loaded.value;
  const decoded = decode({ files: parsed.value, policies, incomplete });
  const diagnostics: readonly Diagnostic[] = [...loaded.diagnostics, ...parsed.diagnostics, ...decoded.diagnostics];
  return { value: decoded.value, diagnostics };
}

/** Plain data without places: what two folders that mean the same have in common. */
export function withoutSpans(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, withoutSpans(member)]));
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  if (isTree(value)) return plain(value);
  const entries = Object.entries(value).filter(([key]) => key !== 'span' && key !== 'places');
  // `{ value, span }` is a located value.
  if (entries.length === 1 && 'span' in value && 'value' in value) return withoutSpans(value.value);
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutSpans(member)]));
}

const isTree = (value: object): value is Value =>
  'span' in value &&
  'kind' in value &&
  ['scalar', 'sequence', 'mapping'].includes(String(value.kind)) &&
  !('name' in value);
