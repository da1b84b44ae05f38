// Which answers can the tests on one context key give together? Each way in which a key can be has values that show it.
//
// A key's values fall into classes that no test tells apart: the cells of its patterns, the stretches between the numbers it is compared
// with, the pieces into which CIDR ranges cut the addresses. One value of each class, and the key's absence, are all there is to try; under
// a set operator (ForAllValues, ForAnyValue) a key has several values at once, and unions of classes are tried as well.
import {
  addressText,
  type Budget,
  compileGlob,
  type Glob,
  isLiteral,
  lastAddress,
  portionOf,
  spend,
} from '../patterns/index.ts';
import { type Automata, searchCells } from './cells.ts';
import { type Criterion, dateOf, holds, type Test } from './condition-test.ts';

/** One way a key can be: its values (none: absent), and the tests that then hold, by their keys. */
export interface KeyCase {
  readonly values: readonly string[] | undefined;
  readonly holding: ReadonlySet<string>;
}

export interface KeyCases {
  readonly cases: readonly KeyCase[];
  /** False: there may be other ways. Then no answer may rest on these being all. */
  readonly complete: boolean;
}

export interface KeyTools {
  readonly automata: Automata;
  readonly budget: Budget;
  /** Whether requests can have several values for the key, as far as anyone knows; a set operator says so, too. */
  readonly isList: (contextKey: string) => boolean;
}

const MOST_CASES = 256;
/** Of the search for the values of one key. */
const MOST_STEPS = 3_000_000;

/** INVARIANT: the tests are of one context key, and none is opaque. */
export function keyCases(tests: readonly Test[], tools: KeyTools): KeyCases {
  const singles = valuesFor(tests, tools);
  const several = tests.some(({ set, contextKey }) => set !== undefined || tools.isList(contextKey));
  const unions = several
    ? unionsOf(singles, tests, tools.budget)
    : { values: singles.values.map((value) => [value]), complete: true };
  const cases = new Map<string, KeyCase>();
  for (const values of [undefined, ...unions.values]) {
    if (!spend(tools.budget, workOf(tests, values))) return { cases: [...cases.values()], complete: false };
    const signature = signatureOf(tests, values);
    if (!cases.has(signature)) cases.set(signature, { values, holding: holdingOf(tests, values) });
  }
  return { cases: [...cases.values()], complete: singles.complete && unions.complete };
}

/** The work of finding out which of the tests hold. */
function workOf(tests: readonly Test[], values: readonly string[] = ABSENT): number {
  return tests.reduce((work, { criterion }) => work + wordsIn(criterion), 0) * values.length;
}

const ABSENT = [''];

function wordsIn(criterion: Criterion): number {
  switch (criterion.kind) {
    case 'text':
    case 'flag':
      return criterion.globs.length;
    case 'number':
    case 'date':
      return criterion.points.length;
    case 'address':
      return criterion.ranges.length;
    case 'absence':
    case 'opaque':
      return 1;
    default:
      return criterion satisfies never;
  }
}

function holdingOf(tests: readonly Test[], values: readonly string[] | undefined): ReadonlySet<string> {
  return new Set(tests.filter((test) => holds(test, values)).map(({ key }) => key));
}

function signatureOf(tests: readonly Test[], values: readonly string[] | undefined): string {
  return tests.map((test) => (holds(test, values) ? '1' : '0')).join('');
}

/**
 * Sets of values, one for each signature that a set can have. Adding a value changes a signature in a way that depends on the signature
 * alone, so that of sets with one signature it is enough to go on with one.
 */
function unionsOf(
  singles: Values,
  tests: readonly Test[],
  budget: Budget,
): { readonly values: readonly (readonly string[])[]; readonly complete: boolean } {
  const sets = new Map<string, readonly string[]>();
  const isFresh = (values: readonly string[]): boolean => {
    const signature = signatureOf(tests, values);
    if (sets.has(signature)) return false;
    sets.set(signature, values);
    return true;
  };
  // What is added to a set while it is gone through is gone through as well.
  const open: (readonly string[])[] = [[]];
  for (const values of open) {
    for (const value of singles.values) {
      const wider = [...values, value];
      if (sets.size > MOST_CASES || !spend(budget, workOf(tests, wider)))
        return { values: [...sets.values()], complete: false };
      if (isFresh(wider)) open.push(wider);
    }
  }
  return { values: [...sets.values()], complete: true };
}

interface Values {
  readonly values: readonly string[];
  readonly complete: boolean;
}

function valuesFor(tests: readonly Test[], tools: KeyTools): Values {
  const criteria = tests.map(({ criterion }) => criterion);
  const kinds = new Set(criteria.map(({ kind }) => kind).filter((kind) => kind !== 'absence'));
  // A key that is only ever asked for true or false has no third value; beside texts it is a text.
  if (kinds.size === 0 || (kinds.size === 1 && kinds.has('flag'))) return { values: ['true', 'false'], complete: true };
  const globs = criteria.flatMap((one) => (one.kind === 'text' || one.kind === 'flag' ? one.globs : []));
  const texts = globs.length === 0 && !kinds.has('text') ? NONE : textValues(globs, tools);
  const numbers = criteria.flatMap((one) => (one.kind === 'number' ? one.points : []));
  const dates = criteria.flatMap((one) => (one.kind === 'date' ? one.points : []));
  const values = [
    ...texts.values,
    ...(kinds.has('number') ? around(numbers).map(String) : []),
    ...(kinds.has('date') ? around(dates).map(dateText) : []),
    ...(kinds.has('address') ? addressValues(tests) : []),
  ];
  kinds.delete('flag');
  return { values: [...new Set(values)], complete: texts.complete && kinds.size <= 1 };
}

const NONE: Values = { values: [], complete: true };
const NOT_EMPTY = compileGlob('?*');

function textValues(globs: readonly Glob[], { automata, budget }: Pick<KeyTools, 'automata' | 'budget'>): Values {
  const distinct = [...new Map(globs.map((glob) => [glob.key, glob])).values()];
  if (distinct.every((glob) => isLiteral(glob) && !glob.fold)) {
    const literals = distinct.map(({ head }) => head);
    return { values: [...literals, fresh(literals)], complete: true };
  }
  const values: string[] = [];
  const search = { within: [NOT_EMPTY], globs: distinct, automata, budget: portionOf(budget, MOST_STEPS) };
  const result = searchCells(search, (_, text) => {
    values.push(text);
    return values.length > MOST_CASES;
  });
  return { values: [...values, ''], complete: result === 'exhausted' };
}

function fresh(taken: readonly string[]): string {
  let value = 'example';
  while (taken.includes(value)) value += '-1';
  return value;
}

/** Each point, and one between, below and above. */
function around(points: readonly number[]): readonly number[] {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  const between = sorted.slice(1).map((point, index) => (point + sorted[index]!) / 2);
  return [...sorted, ...between, (sorted[0] ?? 0) - 1000, (sorted.at(-1) ?? 0) + 1000].sort((a, b) => a - b);
}

/** As policies write dates, while that says the instant exactly. */
function dateText(instant: number): string {
  const date = new Date(instant);
  if (!Number.isFinite(date.getTime())) return String(Math.trunc(instant / 1000));
  const text = date.toISOString();
  return dateOf(text) === instant ? text : String(instant / 1000);
}

/** The first address of each range, and the one just after each: every piece into which the ranges cut begins at one of them. */
function addressValues(tests: readonly Test[]): readonly string[] {
  const ranges = tests.flatMap(({ criterion }) => (criterion.kind === 'address' ? criterion.ranges : []));
  const inside = ranges.flatMap(({ version, first, last }) => [
    addressText(version, first),
    ...(last < lastAddress(version) ? [addressText(version, last + 1n)] : []),
  ]);
  return [...inside, addressText(4, 0n), addressText(6, 0n)];
}
