// What a request member may be, as plain shapes; the check that finds every violation; the input types that follow from the shapes.

export interface TextShape {
  readonly kind: 'text';
  readonly min: number;
  readonly max: number;
  readonly pattern?: string;
  readonly expression?: RegExp;
  /** Never told. */
  readonly isSecret?: boolean;
}
export interface ChoiceShape<V extends string = string> {
  readonly kind: 'choice';
  readonly values: readonly V[];
}
export interface NumberShape {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
}
export interface ListShape<S extends Shape = Shape> {
  readonly kind: 'list';
  readonly of: S;
  readonly min: number;
  readonly max: number;
}
export interface StructureShape<M extends Members = Members> {
  readonly kind: 'structure';
  readonly members: M;
}
/** Values under free names. */
export interface MapShape<S extends Shape = Shape> {
  readonly kind: 'map';
  readonly key: TextShape;
  readonly of: S;
  readonly min: number;
  readonly max: number;
}
/** True or false, or any JSON value at all. */
export interface PlainShape {
  readonly kind: 'boolean' | 'anything';
}
export type Shape = TextShape | ChoiceShape | NumberShape | ListShape | StructureShape | MapShape | PlainShape;

/** Members by name; a name that ends in `?` is optional. */
export interface Members {
  readonly [name: string]: Shape;
}

// An interface that refers to itself through `Members` loses its parameters, so the value of each kind is spelled out.
export type ValueOf<S> =
  S extends ChoiceShape<infer V>
    ? V
    : S extends TextShape
      ? string
      : S extends NumberShape
        ? number
        : S extends ListShape<infer E>
          ? readonly ValueOf<E>[]
          : S extends StructureShape<infer M>
            ? InputOf<M>
            : S extends MapShape<infer E>
              ? Readonly<Record<string, ValueOf<E>>>
              : S extends { readonly kind: 'boolean' }
                ? boolean
                : unknown;

export type InputOf<M> = {
  readonly [K in keyof M as K extends `${string}?` ? never : K]: ValueOf<M[K]>;
} & { readonly [K in keyof M as K extends `${infer N}?` ? N : never]?: ValueOf<M[K]> };

/** A pattern is matched against the whole value. */
export function text(min: number, max: number, pattern?: string): TextShape {
  if (pattern === undefined) return { kind: 'text', min, max };
  return { kind: 'text', min, max, pattern, expression: expressionOf(pattern) };
}

/** AWS's patterns are Java's, where `\_` is an underscore; JavaScript refuses that beside `\p`. */
export const expressionOf = (pattern: string): RegExp =>
  pattern.includes('\\p{')
    ? new RegExp(`^(?:${pattern.replaceAll('\\_', '_')})$`, 'u')
    : new RegExp(`^(?:${pattern})$`);
export const choice = <V extends string>(...values: readonly V[]): ChoiceShape<V> => ({ kind: 'choice', values });
export const integer = (min: number, max: number): NumberShape => ({ kind: 'integer', min, max });
export const number = (min: number, max: number): NumberShape => ({ kind: 'number', min, max });
export const list = <S extends Shape>(of: S, min = 0, max = Number.POSITIVE_INFINITY): ListShape<S> => ({
  kind: 'list',
  of,
  min,
  max,
});
export const structure = <M extends Members>(members: M): StructureShape<M> => ({ kind: 'structure', members });
export const map = <S extends Shape>(
  key: TextShape,
  of: S,
  { min, max } = { min: 0, max: Number.POSITIVE_INFINITY },
): MapShape<S> => ({ kind: 'map', key, of, min, max });
export const boolean = { kind: 'boolean' } as const;
export const anything = { kind: 'anything' } as const;

/** One violation. `path` leads from the input to the value. */
export interface Violation {
  readonly path: readonly (string | number)[];
  /** A text or a number that breaks the rule, unless it is secret. */
  readonly value?: string | number;
  readonly rule:
    | { readonly kind: 'required' }
    | { readonly kind: 'unknown' }
    | { readonly kind: 'type'; readonly expected: string }
    | { readonly kind: 'pattern'; readonly pattern: string }
    | { readonly kind: 'choice'; readonly values: readonly string[] }
    | { readonly kind: 'at-least' | 'at-most'; readonly bound: number; readonly of: 'length' | 'value' };
}

type Path = Violation['path'];
type Rule = Violation['rule'];

/** Every violation of `value` against `shape`. Members that the shape does not name are passed over, unless `closed`. */
export function violations(shape: Shape, value: unknown, closed = false, path: Path = []): readonly Violation[] {
  const found = (rule: Rule): readonly Violation[] => [{ path, rule }];
  switch (shape.kind) {
    case 'text':
      if (typeof value !== 'string') return found({ kind: 'type', expected: 'a string' });
      return textRules(shape, value).map((rule) => ({ path, rule, ...(shape.isSecret === true ? {} : { value }) }));
    case 'choice':
      if (typeof value !== 'string') return found({ kind: 'type', expected: 'a string' });
      return shape.values.includes(value) ? [] : [{ path, rule: { kind: 'choice', values: shape.values }, value }];
    case 'integer':
    case 'number':
      if (!(shape.kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value))) {
        return found({ kind: 'type', expected: shape.kind === 'integer' ? 'an integer' : 'a number' });
      }
      return boundRules(shape, Number(value), 'value').map((rule) => ({ path, rule, value: Number(value) }));
    case 'boolean':
      return typeof value === 'boolean' ? [] : found({ kind: 'type', expected: 'true or false' });
    case 'list':
      if (!Array.isArray(value)) return found({ kind: 'type', expected: 'a list' });
      return [
        ...boundRules(shape, value.length, 'length').map((rule) => ({ path, rule })),
        ...value.flatMap((item, index) => violations(shape.of, item, closed, [...path, index])),
      ];
    case 'structure':
      return isObject(value)
        ? memberViolations(shape, value, closed, path)
        : found({ kind: 'type', expected: 'an object' });
    case 'map':
      if (!isObject(value)) return found({ kind: 'type', expected: 'an object' });
      return [
        ...boundRules(shape, Object.keys(value).length, 'length').map((rule) => ({ path, rule })),
        ...Object.entries(value).flatMap(([name, item]) => [
          ...textRules(shape.key, name).map((rule) => ({ path: [...path, name], rule })),
          ...violations(shape.of, item, closed, [...path, name]),
        ]),
      ];
    case 'anything':
      return [];
    default:
      return shape satisfies never;
  }
}

/** The members of a structure: their names without the mark of what is optional. */
export const membersOf = (members: Members): readonly { name: string; shape: Shape; required: boolean }[] =>
  Object.entries(members).map(([key, shape]) => ({
    name: key.replace(/\?$/, ''),
    shape,
    required: !key.endsWith('?'),
  }));

function memberViolations(shape: StructureShape, value: Fields, closed: boolean, path: Path): readonly Violation[] {
  const members = membersOf(shape.members);
  const names = new Set(members.map(({ name }) => name));
  const unknown = closed ? Object.keys(value).filter((name) => !names.has(name)) : [];
  const known = members.flatMap(({ name, shape: member, required }) => {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined && given !== null) return violations(member, given, closed, [...path, name]);
    return required ? [{ path: [...path, name], rule: { kind: 'required' } as const }] : [];
  });
  return [...known, ...unknown.map((name) => ({ path: [...path, name], rule: { kind: 'unknown' } as const }))];
}

function textRules(shape: TextShape, value: string): readonly Rule[] {
  const { pattern } = shape;
  // What is too long is not matched: some patterns of AWS take quadratic time.
  const mismatch = pattern !== undefined && value.length <= shape.max * 2 && shape.expression?.test(value) === false;
  return [
    ...(mismatch ? [{ kind: 'pattern', pattern } as const] : []),
    ...boundRules(shape, [...value].length, 'length'),
  ];
}

function boundRules(bounds: { min: number; max: number }, size: number, of: 'length' | 'value'): readonly Rule[] {
  if (size < bounds.min) return [{ kind: 'at-least', bound: bounds.min, of }];
  return size > bounds.max ? [{ kind: 'at-most', bound: bounds.max, of }] : [];
}

type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
