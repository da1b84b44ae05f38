// One condition of a statement as a test on the values of one context key.
import { memoizeByIdentity } from '../../memoize.ts';
import {
  type BaseOperator,
  type ConditionEntry,
  isNegated,
  type Operator,
  type SetOperator,
} from '../language/index.ts';
import {
  type AddressRange,
  addressRange,
  arnGlob,
  compareDecimals,
  contains,
  type Decimal,
  decimalOf,
  type Dialect,
  decimalText,
  foldedGlob,
  type Glob,
  globOf,
  matches,
  type PatternText,
  readText,
  shifted,
  substituted,
  sumOf,
  symbolicGlobs,
  textOf,
  type ValueFor,
  type Variable,
  wholeNumber,
} from '../patterns/index.ts';

/** What a test asks of one value of its key. Texts, numbers, dates and addresses each have their own order of things. */
export type Criterion =
  | { readonly kind: 'text'; readonly globs: readonly Glob[] }
  | { readonly kind: 'flag'; readonly globs: readonly Glob[] }
  | { readonly kind: 'number' | 'date'; readonly compare: Comparison; readonly points: readonly Decimal[] }
  | { readonly kind: 'address'; readonly ranges: readonly AddressRange[] }
  | { readonly kind: 'absence'; readonly absent: readonly boolean[] }
  /**
   * Cannot be decided from the key's values alone: variables in its own values, or an operator that IAM does not have. The globs, of
   * texts with variables, have symbols for them: for comparing with other globs only.
   */
  | { readonly kind: 'opaque'; readonly globs?: readonly Glob[] };

/** `order`: of the value and the point, as of `compareDecimals`. */
type Comparison = (order: number) => boolean;

export interface Test {
  /** Equal keys mean that the same is asked, in whichever words: see `wordingOf`. */
  readonly key: string;
  /** Lower case. */
  readonly contextKey: string;
  readonly criterion: Criterion;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: SetOperator | undefined;
  /** For people, and for substituting variables. */
  readonly entry: ConditionEntry | undefined;
}

/** `variables`: the policy's version has them. `valueFor`: the request, when there is one. */
export function testOf(entry: ConditionEntry, variables: boolean, valueFor?: ValueFor): Test {
  const { operator, key, values } = entry;
  const contextKey = key.text.toLowerCase();
  // In one order, whatever it was written in: searches of equal tests take equal steps, and find the same.
  const listed = [...new Set(values.map(({ text }) => text))].sort();
  const texts = listed.map((text) => readText(text, { wildcards: isPattern(operator), variables }));
  return {
    key: JSON.stringify([nameOf(operator), contextKey, variables, listed]),
    contextKey,
    criterion: criterionOf(operator, texts, valueFor),
    negated: operator.base !== undefined && isNegated(operator.base),
    ifExists: operator.ifExists,
    set: operator.set,
    entry,
  };
}

/** Equal where the tests are written alike as well: what they ask of variables is tried in the order of the values, and a request spells the key. */
export const wordingOf = memoizeByIdentity(({ key, entry }: Test): string =>
  JSON.stringify([key, entry?.key.text, entry?.values.map(({ text }) => text)]),
);

/** A condition that nobody can see: what an unknown document depends on. */
export function opaqueTest(key: string): Test {
  const criterion: Criterion = { kind: 'opaque' };
  return { key, contextKey: '', criterion, negated: false, ifExists: false, set: undefined, entry: undefined };
}

/** Whether the test ignores case: of which letters, nobody says. */
export const ignoresCase = ({ entry }: Test): boolean => entry?.operator.base?.endsWith('IgnoreCase') ?? false;

/** Of a test that cannot be decided without them. */
export const variablesIn = memoizeByIdentity(({ criterion, entry }: Test): readonly Variable[] => {
  if (criterion.kind !== 'opaque' || entry === undefined) return [];
  return entry.values.flatMap(({ text }) => readText(text, WITH_VARIABLES).variables);
});

const WITH_VARIABLES: Dialect = { wildcards: true, variables: true };

/** Whether the test holds for a key with these values; undefined: the key is absent. `isMatch`: by which table of letters. */
export function holds(test: Test, values: readonly string[] | undefined, isMatch: Match = matches): boolean {
  const { criterion, negated, ifExists, set } = test;
  const absent = values === undefined || values.length === 0;
  if (criterion.kind === 'absence') return criterion.absent.includes(absent);
  if (absent) return ifExists || (set === undefined ? negated : set === 'ForAllValues');
  const one = (value: string) => meets(criterion, value, isMatch) !== negated;
  // Without a set operator a request has one value. Where it has several, any may match, and none may match a negated operator.
  return set === 'ForAllValues' || (set === undefined && negated) ? values.every(one) : values.some(one);
}

type Match = typeof matches;

function meets(criterion: Criterion, value: string, isMatch: Match): boolean {
  switch (criterion.kind) {
    case 'text':
    case 'flag':
      return criterion.globs.some((glob) => isMatch(glob, value));
    case 'number':
    case 'date': {
      const number = criterion.kind === 'date' ? dateOf(value) : decimalOf(value);
      return (
        number !== undefined && criterion.points.some((point) => criterion.compare(compareDecimals(number, point)))
      );
    }
    case 'address': {
      const address = addressRange(value);
      return address !== undefined && criterion.ranges.some((range) => contains(range, address));
    }
    case 'absence':
    case 'opaque':
      return false;
    default:
      return criterion satisfies never;
  }
}

const nameOf = ({ set, base, ifExists, word }: Operator) => [set, base ?? word.text, ifExists];

const isPattern = ({ base }: Operator) => base !== undefined && /^(?:String(?:Not)?Like|Arn)/.test(base);

function criterionOf({ base }: Operator, texts: readonly PatternText[], valueFor: ValueFor | undefined): Criterion {
  const open = texts.some(({ variables }) => variables.length > 0);
  if (base === undefined) return { kind: 'opaque' };
  if (open && valueFor === undefined) return { kind: 'opaque', ...symbolicGlobs(base, texts) };
  const tokens = texts.flatMap((text) => {
    const given = substituted(text, valueFor ?? (() => undefined));
    return given === undefined ? [] : [given];
  });
  const plain = () => tokens.map(textOf);
  if (base === 'Null') return { kind: 'absence', absent: plain().map((text) => text.toLowerCase() === 'true') };
  if (base === 'Bool') return { kind: 'flag', globs: tokens.map((list) => foldedGlob(list)) };
  if (base.startsWith('Arn')) return { kind: 'text', globs: tokens.map(arnGlob) };
  if (base.endsWith('IgnoreCase')) return { kind: 'text', globs: tokens.map((list) => foldedGlob(list)) };
  if (base.startsWith('String') || base === 'BinaryEquals')
    return { kind: 'text', globs: tokens.map((list) => globOf(list)) };
  if (base.endsWith('IpAddress'))
    return { kind: 'address', ranges: plain().flatMap((text) => addressRange(text) ?? []) };
  const date = base.startsWith('Date');
  const points = plain().flatMap((text) => (date ? dateOf(text) : decimalOf(text)) ?? []);
  return { kind: date ? 'date' : 'number', compare: comparisonOf(base), points };
}

function comparisonOf(base: BaseOperator): Comparison {
  if (base.endsWith('LessThan')) return (order) => order < 0;
  if (base.endsWith('LessThanEquals')) return (order) => order <= 0;
  if (base.endsWith('GreaterThan')) return (order) => order > 0;
  if (base.endsWith('GreaterThanEquals')) return (order) => order >= 0;
  return (order) => order === 0;
}

/** Milliseconds since the epoch, from ISO 8601 (UTC where no zone is written) or from seconds since the epoch. */
export function dateOf(text: string): Decimal | undefined {
  if (/^\d{5,}$/.test(text)) return shifted(wholeNumber(BigInt(text)), -3);
  const zoned = /T/i.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? `${text}Z` : text;
  // Dates of the platform know no less than a millisecond.
  const [, upTo = zoned, fraction = '', zone = ''] = /^(.*:\d{2})(\.\d+)(Z|[+-]\d{2}:?\d{2})$/i.exec(zoned) ?? [];
  const instant = /^\d{4}/.test(text) ? Date.parse(upTo + zone) : Number.NaN;
  if (Number.isNaN(instant)) return undefined;
  return fraction === '' ? wholeNumber(instant) : sumOf(wholeNumber(instant), shifted(decimalOf(`0${fraction}`)!, -3));
}

/** As policies write dates, to the last digit; undefined: no text is a date of that instant. */
export function dateText(instant: Decimal): string | undefined {
  const second = floorOf(shifted(instant, 3));
  const rest = sumOf(shifted(instant, 3), wholeNumber(-second));
  const date = new Date(Number(second) * 1000);
  const written = Number.isFinite(date.getTime()) ? date.toISOString() : second.toString();
  const text = rest.units === 0n ? written : written.replace('.000Z', `${decimalText(rest).slice(1)}Z`);
  const read = dateOf(text);
  return read !== undefined && compareDecimals(read, instant) === 0 ? text : undefined;
}

function floorOf({ units, scale }: Decimal): bigint {
  const size = 10n ** BigInt(scale);
  return units / size - (units < 0n && units % size !== 0n ? 1n : 0n);
}
