// Values of a condition that others of the same list take in: of the values in a list one must match, or none must, so that the wider says it all.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { dateOf } from '../compare/index.ts';
import type { BaseOperator, ConditionEntry, Statement, Word } from '../language/index.ts';
import {
  addressRange,
  arnGlob,
  type Budget,
  compareDecimals,
  compileGlob,
  contains,
  type Decimal,
  decimalOf,
  decimalText,
  type Glob,
  isLiteral,
  lowerText,
  spend,
  subsumes,
  wildcardTokens,
  workOf,
} from '../patterns/index.ts';
import { at, repeats } from './place.ts';
import type { Subject } from './subject.ts';

export function redundantValueFindings({ conditions }: Statement, { budget }: Subject): readonly Diagnostic[] {
  return conditions.flatMap(({ operator: { base }, values }) => {
    if (base === undefined || values.length < 2) return [];
    const contained = containedValues(base, values, budget);
    const [first] = contained;
    if (first === undefined) return [];
    const [word, { text: within }] = first;
    return [diagnose('policy/redundant-value', { text: word.text, within, more: contained.length - 1 }, at(word))];
  });
}

type Contained = readonly (readonly [word: Word, within: Word])[];
type Values = ConditionEntry['values'];

/** Each value without which the list says the same, with the one that takes it in; none stands in for another that is given up too. */
export function containedValues(base: BaseOperator, values: Values, budget: Budget): Contained {
  if (base === 'Bool' || base === 'Null') return [];
  if (base.startsWith('Numeric')) return containedNumbers(base, values, decimalOf);
  if (base.startsWith('Date')) return containedNumbers(base, values, dateOf);
  if (base.endsWith('IpAddress')) return containedRanges(values, budget);
  const globOf = globOfValue(base);
  return globOf === undefined
    ? repeats(values, ({ text }) => (base.endsWith('IgnoreCase') ? lowerText(text) : text))
    : containedPatterns(values, globOf, budget);
}

/** Of the bounds in a list, the one that lets most through. Values that are no numbers are another mistake. */
function containedNumbers(base: BaseOperator, values: Values, read: (text: string) => Decimal | undefined): Contained {
  const numbers = values.flatMap((word) => {
    const number = read(word.text);
    return number === undefined ? [] : [{ word, number }];
  });
  const isBound = /(?:Less|Greater)Than/.test(base);
  if (!isBound)
    return repeats(numbers, ({ number }) => decimalText(number)).map(([again, first]) => [again.word, first.word]);
  const sign = base.includes('Less') ? 1 : -1;
  const [first, ...others] = numbers;
  if (first === undefined) return [];
  const widest = others.reduce(
    (best, one) => (sign * compareDecimals(one.number, best.number) > 0 ? one : best),
    first,
  );
  return numbers.filter((one) => one !== widest).map(({ word }) => [word, widest.word]);
}

function containedRanges(values: Values, budget: Budget): Contained {
  const ranges = values.flatMap((word) => {
    const range = addressRange(word.text);
    return range === undefined ? [] : [{ word, range, key: `${range.version} ${range.first} ${range.last}` }];
  });
  return contained(ranges, {
    isWide: ({ range: { first, last } }) => first < last,
    takesIn: (outer, inner) => spend(budget, 1) && contains(outer.range, inner.range),
  });
}

/** Undefined: texts are compared as they are. */
function globOfValue(base: BaseOperator): ((text: string) => Glob) | undefined {
  if (base.startsWith('Arn')) return (text) => arnGlob(wildcardTokens(text));
  return base.endsWith('Like') ? compileGlob : undefined;
}

/** What variables stand for is known to the request: two of the same text are the same, and no more is said. */
function containedPatterns(values: Values, globOf: (text: string) => Glob, budget: Budget): Contained {
  const patterns = values.map((word) => ({
    word,
    key: word.text,
    glob: word.text.includes('${') ? undefined : globOf(word.text),
  }));
  return contained(patterns, {
    isWide: ({ glob }) => glob !== undefined && !isLiteral(glob),
    takesIn: ({ glob: outer }, { glob: inner }) =>
      outer !== undefined && inner !== undefined && spend(budget, workOf(outer, inner)) && subsumes(outer, inner),
  });
}

interface Keyed {
  readonly word: Word;
  /** Equal keys mean equal values. */
  readonly key: string;
}

function contained<T extends Keyed>(
  all: readonly T[],
  { isWide, takesIn }: { readonly isWide: (one: T) => boolean; readonly takesIn: (outer: T, inner: T) => boolean },
): Contained {
  const repeated = repeats(all, ({ key }) => key);
  const again = new Set(repeated.map(([one]) => one));
  const wide = all.filter((one) => isWide(one) && !again.has(one));
  const inOthers = all
    .filter((one) => !again.has(one))
    .flatMap((one): Contained => {
      const outer = wide.find((other) => other.key !== one.key && takesIn(other, one));
      return outer === undefined ? [] : [[one.word, outer.word]];
    });
  return [...repeated.map(([one, first]) => [one.word, first.word] as const), ...inOthers];
}
