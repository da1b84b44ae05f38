// The shape of a parsed file, by the JSON Schema: every error becomes one finding at its place, and rejects the declaration around it.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MappingValue, ScalarValue, Value } from '../source/value.ts';
import { validate } from './schema.generated.js';
import { findingOf, mistakesOf, type Step } from './shape-findings.ts';

/** Sections that stand only in access.yaml. */
export const SETTINGS = ['identityCenter', 'unmanaged', 'guards', 'diagnostics'] as const;
export type SettingsSection = (typeof SETTINGS)[number];

export interface Shape {
  readonly findings: readonly Diagnostic[];
  /** Declarations (entries of a section, grants) and whole sections whose shape is wrong. Everything else can be trusted. */
  readonly rejected: ReadonlySet<Value>;
  /** A section was rejected, or a key at the top is no section, so names may be missing. */
  readonly incomplete: boolean;
}

/** `passOver`: sections that are refused for another reason, and not looked at. */
export function checkShape(root: Value, passOver: ReadonlySet<string>): Shape {
  // INVARIANT: the compiled validator is synchronous and leaves its errors on itself.
  const errors = validate(shapeData(root)) ? [] : (validate.errors ?? []);
  const findings: Diagnostic[] = [];
  const rejected = new Set<Value>();
  let incomplete = false;
  const follow = pathFollower(root);
  for (const mistake of mistakesOf(errors)) {
    const path = segmentsOf(mistake.path);
    if (path[0] !== undefined && passOver.has(path[0])) continue;
    const trail = follow(path);
    const finding = findingOf(mistake, trail);
    if (finding === undefined) continue;
    findings.push(finding);
    const [, section, declaration] = trail;
    const inSettings = SETTINGS.some((name) => name === path[0]);
    if (section === undefined) rejected.add(root);
    else rejected.add((inSettings || declaration === undefined ? section : declaration).value);
    if (!inSettings && declaration === undefined) incomplete = true;
  }
  // An unknown section is no reason to pass over the known ones.
  if (root.kind === 'mapping') rejected.delete(root);
  return { findings, rejected, incomplete };
}

/**
 * Plain data, but that twelve plain digits are text: an unquoted account id, which the decoder reads with a warning.
 * Without prototypes, so that `__proto__` is an unknown key like any other.
 */
function shapeData(value: Value): unknown {
  switch (value.kind) {
    case 'scalar':
      return isUnquotedAccountId(value) ? value.source : value.value;
    case 'sequence':
      return value.items.map(shapeData);
    case 'mapping': {
      const object: Record<string, unknown> = Object.create(null);
      for (const { key, value: member } of value.entries) object[key] = shapeData(member);
      return object;
    }
    default:
      return value satisfies never;
  }
}

export const isUnquotedAccountId = ({ value, source, quoted }: ScalarValue): boolean =>
  !quoted && typeof value === 'number' && /^\d{12}$/.test(source);

/** Follows paths from the root; the keys of each mapping are indexed once, however many mistakes it holds. */
function pathFollower(root: Value): (path: readonly string[]) => readonly Step[] {
  const indexes = new Map<MappingValue, ReadonlyMap<string, Step>>();
  const stepInto = (value: Value, segment: string): Step | undefined => {
    if (value.kind === 'scalar') return undefined;
    if (value.kind === 'sequence') {
      const item = value.items[Number(segment)];
      return item && { value: item };
    }
    const index = indexes.get(value) ?? new Map(value.entries.map((entry) => [entry.key, entry]));
    indexes.set(value, index);
    return index.get(segment);
  };
  return (path) => {
    const trail: Step[] = [{ value: root }];
    for (const segment of path) {
      const step = stepInto(trail.at(-1)!.value, segment);
      if (step !== undefined) trail.push(step);
    }
    return trail;
  };
}

/** The parts of a JSON pointer. */
function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
