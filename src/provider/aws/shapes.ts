// Shapes of values from outside: what must be there before anything else looks at it. A value that has the shape comes back with the members of the
// shape and no others, so that what was not checked cannot be read.
import type { AccountId, PrincipalId } from '../../state/state.ts';

export type Shape =
  | { readonly is: 'text'; readonly pattern: RegExp; readonly longest: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'number' }
  | { readonly is: 'count' }
  | { readonly is: 'time' }
  | { readonly is: 'texts' }
  | { readonly is: 'list'; readonly of: Shape; readonly longest: number }
  | { readonly is: 'object'; readonly members: Members };
export type Member = Shape | { readonly is: 'optional'; readonly of: Shape };
export type Members = Readonly<Record<string, Member>>;

/** The type of what has the shape. */
export type Of<S> = S extends { readonly type?: infer Type extends string }
  ? Type
  : S extends { readonly is: 'boolean' }
    ? boolean
    : S extends { readonly is: 'number' }
      ? number
      : S extends { readonly is: 'count' }
        ? number
        : S extends { readonly is: 'time' }
          ? Date
          : S extends { readonly is: 'texts' }
            ? Readonly<Record<string, string>>
            : S extends { readonly is: 'list'; readonly of: infer Item }
              ? readonly Of<Item>[]
              : S extends { readonly is: 'object'; readonly members: infer All }
                ? OfMembers<All>
                : never;
export type OfMembers<All> = {
  readonly [Key in keyof All as All[Key] extends { readonly is: 'optional' } ? never : Key]: Of<All[Key]>;
} & {
  readonly [Key in keyof All as All[Key] extends { readonly is: 'optional' } ? Key : never]?: All[Key] extends {
    readonly of: infer Inner;
  }
    ? Of<Inner>
    : never;
};

interface TextShape<Type extends string> {
  readonly is: 'text';
  readonly pattern: RegExp;
  readonly longest: number;
  /** Never there: it carries the type. */
  readonly type?: Type;
}

const ANYTHING = /^/;

export const textUpTo = (longest: number): TextShape<string> => ({ is: 'text', pattern: ANYTHING, longest });
const matching = <Type extends string>(pattern: RegExp): TextShape<Type> => ({ is: 'text', pattern, longest: 2_048 });

/** Longer than any description or reason that AWS documents. */
export const text = textUpTo(8_192);
/** As long as the longest names that AWS documents, those of groups. */
export const label = textUpTo(1_024);
// What addresses and calls are made of. A slash or a line break in one of these would make it another address.
export const account = matching<AccountId>(/^\d{12}$/);
export const principal = matching<PrincipalId>(/^[\w-]{1,128}$/);
export const setName = matching<string>(/^[\w+=,.@-]{1,128}$/);
export const identifier = matching<string>(/^[\w.-]{1,256}$/);
export const arn = matching<string>(/^arn:[\w.:/+=,@-]+$/);
export const oneOf = <Value extends string>(...values: readonly Value[]): TextShape<Value> =>
  matching(new RegExp(`^(?:${values.join('|')})$`));
/** A map of texts, whatever its keys. */
export const anyTexts = { is: 'texts' } as const;
export const boolean = { is: 'boolean' } as const;
export const number = { is: 'number' } as const;
export const count = { is: 'count' } as const;
export const time = { is: 'time' } as const;
/** Ten times as many as any page of AWS has. */
export const list = <S extends Shape>(of: S, longest = 10_000) => ({ is: 'list', of, longest }) as const;
export const object = <All extends Members>(members: All) => ({ is: 'object', members }) as const;
/** AWS leaves a member out, or gives null for it. */
export const optional = <S extends Shape>(of: S) => ({ is: 'optional', of }) as const;

/** A value is not what it should be. The message tells where, and never the value, which anybody may have written. */
export class ShapeError extends Error {}

/** Throws ShapeError. */
export function checked<S extends Shape>(shape: S, value: unknown): Of<S> {
  // INVARIANT: `read` gives what `Of` says, member by member.
  return read(shape, value, '') as Of<S>;
}

function read(shape: Shape, value: unknown, at: string): unknown {
  switch (shape.is) {
    case 'text':
      return readText(shape, value, at);
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(value, at, 'true or false');
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : refuse(value, at, 'a number');
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? value
        : refuse(value, at, 'a whole number');
    case 'time':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value : refuse(value, at, 'a time');
    case 'texts':
      return readTexts(value, at);
    case 'list':
      return readList(shape, value, at);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? readMembers(shape.members, value as Readonly<Record<string, unknown>>, at)
        : refuse(value, at, 'an object');
    default:
      return shape satisfies never;
  }
}

function readText({ pattern, longest }: Extract<Shape, { is: 'text' }>, value: unknown, at: string): string {
  if (typeof value !== 'string') return refuse(value, at, 'a text');
  if (value.length > longest) throw new ShapeError(`\`${at}\` has ${value.length} characters`);
  if (!pattern.test(value)) throw new ShapeError(`\`${at}\` is not of the documented form`);
  return value;
}

/** As many as any resource of AWS has tags, and more. */
const MOST_TEXTS = 1_000;

function readTexts(value: unknown, at: string): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(value, at, 'an object');
  const entries = Object.entries(value);
  if (entries.length > MOST_TEXTS) throw new ShapeError(`\`${at}\` has ${entries.length} members`);
  return Object.fromEntries(entries.map(([key, member]) => [readText(label, key, at), readText(label, member, at)]));
}

function readList({ of, longest }: Extract<Shape, { is: 'list' }>, value: unknown, at: string): unknown {
  if (!Array.isArray(value)) return refuse(value, at, 'a list');
  if (value.length > longest) throw new ShapeError(`\`${at}\` has ${value.length} items`);
  return Array.from(value, (item: unknown, index) => read(of, item, `${at}[${index}]`));
}

function readMembers(members: Members, value: Readonly<Record<string, unknown>>, at: string): unknown {
  const entries = Object.entries(members).flatMap(([name, member]) => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    const where = at === '' ? name : `${at}.${name}`;
    if (member.is !== 'optional') return [[name, read(member, found, where)] as const];
    return found === undefined || found === null ? [] : [[name, read(member.of, found, where)] as const];
  });
  return Object.fromEntries(entries);
}

function refuse(value: unknown, at: string, wanted: string): never {
  const what = at === '' ? 'it' : `\`${at}\``;
  if (value === undefined || value === null) throw new ShapeError(`${what} is missing`);
  throw new ShapeError(`${what} is ${kindOf(value)}, not ${wanted}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a time';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
