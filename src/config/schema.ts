// The shape of a parsed file, by the JSON Schema: every error becomes one finding at its place, and rejects the declaration around it.
import { collector } from '../diagnostics/collector.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isDeadAlias, type MappingValue, type ScalarValue, type Value, wordsIn } from '../source/value.ts';
import { validate as validateConfig } from './schema.generated.js';
import { findingOf, mistakesOf, type Step } from './shape-findings.ts';

/** Sections that stand only in access.yaml; `guardrails` also in the file that it names there. */
export const SETTINGS = [
  'identityCenter',
  'accessControlAttributes',
  'accountAccess',
  'unmanaged',
  'guards',
  'guardrails',
  'entra',
  'preflight',
  'targets',
  'diagnostics',
] as const;
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

/** `misplaced`: sections that are refused for another reason, and not looked at. `validate`: of another kind of file than those of a config folder. */
export function checkShape(
  root: Value,
  misplaced: ReadonlySet<string>,
  validate: typeof validateConfig = validateConfig,
): Shape {
  // INVARIANT: the compiled validator is synchronous and leaves its errors on itself.
  const errors = validate(shapeData(root)) ? [] : (validate.errors ?? []);
  const { report, findings } = collector();
  const shape = { rejected: new Set<Value>(), broken: new Set<Value>(), unread: [] as string[] };
  for (const trail of deadAliases([{ value: root }])) reject(trail, { ofValue: true, shape });
  const follow = pathFollower(root);
  for (const mistake of mistakesOf(errors)) {
    const path = segmentsOf(mistake.path);
    if (path[0] !== undefined && misplaced.has(path[0])) continue;
    const trail = follow(path);
    const entry = mistake.kind === 'unknown-key' ? follow([...path, mistake.key])[trail.length] : undefined;
    const finding = isDeadAlias(trail.at(-1)!.value) ? undefined : findingOf(mistake, trail, entry);
    if (finding === undefined) continue;
    report(finding);
    if (trail.length === 1) shape.unread.push(wordsIn(entry?.value ?? root));
    // Fields that are missing or too many do not keep the others from being read.
    else reject(trail, { ofValue: mistake.kind === 'type' || mistake.kind === 'enum', shape });
  }
  return { findings: findings(), ...shape };
}

interface Rejection {
  /** The value at the end of the trail is itself wrong, and not what it holds. */
  readonly ofValue: boolean;
  readonly shape: { readonly rejected: Set<Value>; readonly broken: Set<Value>; readonly unread: string[] };
}

function reject([, section, ...inner]: readonly Step[], rejection: Rejection): void {
  if (section?.key === 'guardrails') rejectGuardrail(section, inner, rejection);
  else if (section !== undefined) rejectDeclaration(section, inner, rejection);
}

/** Rejects the declaration on the trail, and passes over as little of it as will do. */
function rejectDeclaration(section: Step, inner: readonly Step[], { ofValue, shape }: Rejection): void {
  const inSettings = SETTINGS.some((name) => name === section.key);
  const [holder, field, item] = inSettings ? [section, ...inner] : inner;
  if (!inSettings && holder !== undefined) shape.rejected.add(holder.value);
  if (holder === undefined) {
    shape.broken.add(section.value);
    shape.unread.push(wordsIn(section.value));
  } else if (field === undefined) {
    if (ofValue) shape.broken.add(holder.value);
  } else shape.broken.add((item !== undefined && item.key === undefined ? item : field).value);
}

/** A rule, a set or a waiver with a mistake is passed over whole: half a rule is another rule. */
function rejectGuardrail(section: Step, [list, item]: readonly Step[], { ofValue, shape }: Rejection): void {
  if (item !== undefined) shape.broken.add(item.value);
  else if (list !== undefined || ofValue) shape.broken.add((list ?? section).value);
}

/** The trails to aliases that lead nowhere. */
function deadAliases(trail: readonly Step[]): readonly (readonly Step[])[] {
  const { value } = trail.at(-1)!;
  switch (value.kind) {
    case 'scalar':
      return isDeadAlias(value) ? [trail] : [];
    case 'sequence':
      return value.items.flatMap((item) => deadAliases([...trail, { value: item }]));
    case 'mapping':
      return value.entries.flatMap((entry) => deadAliases([...trail, entry]));
    default:
      return value satisfies never;
  }
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
