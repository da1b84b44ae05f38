// What the schema validator reports, as findings that people can act on: one for each mistake.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Span } from '../source/span.ts';
import type { Value } from '../source/value.ts';
import type { SchemaError } from './schema.generated.js';
import { typeHint } from './type-hints.ts';

export type Mistake =
  | { readonly kind: 'type'; readonly path: string; readonly types: readonly string[] }
  | { readonly kind: 'required'; readonly path: string; readonly keys: readonly string[] }
  | { readonly kind: 'unknown-key'; readonly path: string; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: 'enum'; readonly path: string; readonly allowed: readonly string[] };

/**
 * A mistyped key is one mistake, not an unknown key and a missing one; all keys that a mapping lacks are one; and a value of the
 * wrong type is not also the wrong word.
 */
export function mistakesOf(errors: readonly SchemaError[]): readonly Mistake[] {
  const mistakes = errors.map(mistakeOf);
  const unknown = grouped(mistakes, (mistake) => (mistake.kind === 'unknown-key' ? [mistake.key] : []));
  const missing = grouped(mistakes, (mistake) => (mistake.kind === 'required' ? mistake.keys : []));
  const lacking = [...missing].flatMap(([path, keys]): readonly Mistake[] => {
    const really = [...new Set(keys)].filter(
      (key) =>
        !unknown
          .get(path)
          ?.some((other) => (Object.hasOwn(MEANT, other) && MEANT[other] === key) || nearest(other, [key]).length > 0),
    );
    return really.length === 0 ? [] : [{ kind: 'required', path, keys: really }];
  });
  const mistyped = new Set(mistakes.filter(({ kind }) => kind === 'type').map(({ path }) => path));
  const others = mistakes.filter(({ kind, path }) => kind !== 'required' && !(kind === 'enum' && mistyped.has(path)));
  return [...others, ...lacking];
}

function grouped(mistakes: readonly Mistake[], keysOf: (mistake: Mistake) => readonly string[]) {
  const groups = new Map<string, string[]>();
  for (const mistake of mistakes) {
    const keys = groups.get(mistake.path) ?? [];
    keys.push(...keysOf(mistake));
    groups.set(mistake.path, keys);
  }
  return groups;
}

function mistakeOf({ keyword, instancePath: path, params, parentSchema }: SchemaError): Mistake {
  switch (keyword) {
    case 'type':
      return { kind: 'type', path, types: [params.type].flat().map(String) };
    case 'required':
    case 'dependentRequired':
      return { kind: 'required', path, keys: [String(params.missingProperty)] };
    case 'additionalProperties': {
      const known = Object.keys(parentSchema?.properties ?? {});
      return { kind: 'unknown-key', path, key: String(params.additionalProperty), known };
    }
    case 'enum':
      return { kind: 'enum', path, allowed: [params.allowedValues].flat().map(String) };
    default:
      throw new Error(`the schema has a keyword that is no matter of shape: ${keyword}`);
  }
}

/** A step from the root to a value: the value, and the key it stands under when it is no item of a list. */
export interface Step {
  readonly value: Value;
  readonly key?: string;
  readonly keySpan?: Span;
}

/** `trail`: the steps from the root to the value at the mistake's path; `entry`: what stands there under an unknown key. */
export function findingOf(mistake: Mistake, trail: readonly Step[], entry: Step | undefined): Diagnostic | undefined {
  const { value, keySpan } = trail.at(-1)!;
  switch (mistake.kind) {
    case 'type':
      return typeFinding(mistake.types, trail);
    case 'required':
      return diagnose(
        'schema/required',
        { keys: mistake.keys, within: nameOf(trail) },
        { span: keySpan ?? headOf(value) },
      );
    case 'unknown-key': {
      const { key, known } = mistake;
      const facts = { key, known, nearest: likely(key, known) };
      return diagnose('schema/unknown-key', facts, { span: entry?.keySpan ?? value.span });
    }
    case 'enum': {
      const { allowed } = mistake;
      const text = value.kind === 'scalar' ? value.source : '';
      const facts = { field: nameOf(trail), text, allowed, nearest: likely(text, allowed) };
      return diagnose('schema/enum', facts, { span: value.span });
    }
    default:
      return mistake satisfies never;
  }
}

/** Keys that other tools have, and what is written here for them. */
const MEANT: Readonly<Record<string, string>> = {
  user: 'users',
  organizationalUnit: 'ou',
  organizationUnit: 'ou',
  duration: 'sessionDuration',
  boundary: 'permissionsBoundary',
};

/** What keys and words were called before version 1. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  manners: 'restriction',
  always: 'unrestricted',
  unseen: 'customerManagedPolicies',
  refuse: 'deny',
  allow: 'ignore',
};

function likely(text: string, known: readonly string[]): readonly string[] {
  const now = [FORMER_NAMES, MEANT].flatMap((names) => (Object.hasOwn(names, text) ? [names[text]!] : []))[0];
  return now !== undefined && known.includes(now) ? [now] : nearest(text, known);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a mapping',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
};

function typeFinding(types: readonly string[], trail: readonly Step[]): Diagnostic | undefined {
  const { value } = trail.at(-1)!;
  // Twelve plain digits were shown to the schema as text; where a number belongs they are one.
  const isNumber = value.kind === 'scalar' && typeof value.value === 'number';
  if (isNumber && Number.isInteger(value.value) && types.includes('integer')) return undefined;
  const expected = types.flatMap((type) => TYPE_NAMES[type] ?? []);
  const place = { keys: trail.flatMap(({ key }) => key ?? []), isItem: trail.at(-1)!.key === undefined };
  const facts = { field: nameOf(trail), expected, found: foundType(value), help: typeHint(types, value, place) };
  return diagnose('schema/type', facts, { span: value.span });
}

function foundType(value: Value): string {
  if (value.kind === 'mapping') return 'a mapping';
  if (value.kind === 'sequence') return 'a list';
  if (value.value === null) return value.source === '' ? 'nothing' : `\`${value.source}\``;
  if (typeof value.value === 'number') return 'a number';
  return typeof value.value === 'boolean' ? `\`${value.value}\`` : 'text';
}

/** `\`displayName\``; an item is called after its list. */
function nameOf(trail: readonly Step[]): string {
  const own = trail.at(-1)!.key;
  if (own !== undefined) return `\`${own}\``;
  const list = trail.findLast(({ key }) => key !== undefined)?.key;
  return list === undefined ? 'the file' : `an item of \`${list}\``;
}

/** What shows a mapping without drawing all of it: its first key. */
function headOf(value: Value): Span {
  return (value.kind === 'mapping' ? value.entries[0]?.keySpan : undefined) ?? value.span;
}
