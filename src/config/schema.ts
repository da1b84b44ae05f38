// The shape of a parsed file, by the JSON Schema: every error becomes one finding at its place, and rejects the declaration around it.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type MappingValue, type ScalarValue, type Value, wordsIn } from '../source/value.ts';
import { validate } from './schema.generated.js';
import { findingOf, type Mistake, mistakesOf, type Step } from './shape-findings.ts';

/** Sections that stand only in access.yaml. */
export const SETTINGS = ['identityCenter', 'unmanaged', 'guards', 'diagnostics'] as const;
export type SettingsSection = (typeof SETTINGS)[number];

export interface Shape {
  readonly findings: readonly Diagnostic[];
  /** Declarations (entries of a section, grants) with a mistake in them. */
  readonly rejected: ReadonlySet<Value>;
  /** What must be passed over for all the rest to be in shape: sections, declarations, their fields, items of those. */
  readonly broken: ReadonlySet<Value>;
  /** The words of sections that are broken or unknown. */
  readonly unread: readonly string[];
}

/** `misplaced`: sections that are refused for another reason, and not looked at. */
export function checkShape(root: Value, misplaced: ReadonlySet<string>): Shape {
  // INVARIANT: the compiled validator is synchronous and leaves its errors on itself.
  const errors = validate(shapeData(root)) ? [] : (validate.errors ?? []);
  const findings: Diagnostic[] = [];
  const rejected = new Set<Value>();
  const broken = new Set<Value>();
  const unread: string[] = [];
  const follow = pathFollower(root);
  for (const mistake of mistakesOf(errors)) {
    const path = segmentsOf(mistake.path);
    if (path[0] !== undefined && misplaced.has(path[0])) continue;
    const trail = follow(path);
    const finding = findingOf(mistake, trail);
    if (finding === undefined) continue;
    findings.push(finding);
    const [, section, declaration] = trail;
    const inSettings = SETTINGS.some((name) => name === path[0]);
    if (section === undefined) unread.push(wordsIn(unknownSection(mistake, root)));
    else if (inSettings) passOver(mistake, trail.slice(1));
    else if (declaration === undefined) {
      broken.add(section.value);
      unread.push(wordsIn(section.value));
    } else {
      rejected.add(declaration.value);
      passOver(mistake, trail.slice(2));
    }
  }
  return { findings, rejected, broken, unread };

  /** The steps go down from what holds the fields: a declaration, or a section of settings. */
  function passOver({ kind }: Mistake, [holder, field, item]: readonly Step[]): void {
    const part = item !== undefined && item.key === undefined ? item : (field ?? holder);
    // Fields that are missing or too many do not keep the others from being read.
    if (part !== undefined && (part !== holder || kind === 'type' || kind === 'enum')) broken.add(part.value);
  }
}

function unknownSection(mistake: Mistake, root: Value): Value {
  const key = mistake.kind === 'unknown-key' ? mistake.key : undefined;
  return (root.kind === 'mapping' ? root.entries.find((entry) => entry.key === key)?.value : undefined) ?? root;
}

/** The part of a declaration, or of a section of settings, that is in shape. */
export function withoutBroken(body: MappingValue, broken: Shape['broken']): MappingValue {
  const entries = body.entries.flatMap((entry) => {
    const { value } = entry;
    if (broken.has(value)) return [];
    if (value.kind !== 'sequence') return [entry];
    const items = value.items.filter((item) => !broken.has(item));
    // A list that lost all its items is not an empty list that somebody wrote.
    return items.length === 0 && value.items.length > 0 ? [] : [{ ...entry, value: { ...value, items } }];
  });
  return { ...body, entries };
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
