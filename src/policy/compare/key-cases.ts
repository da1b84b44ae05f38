// Which answers can the tests on one context key give together? Each way in which a key can be has values that show it.
//
// A key's values fall into classes that no test tells apart: the cells of its patterns, the stretches between the numbers it is compared
// with, the pieces into which CIDR ranges cut the addresses. One value of each class, and the key's absence, are all there is to try; under
// a set operator (ForAllValues, ForAnyValue) a key has several values at once, and unions of classes are tried as well.
//
// What values a key can have at all, its type says, and never the operators: a tag that is compared as a number can be any text.
import type { ConditionKeyType } from '../catalogue/index.ts';
import {
  addressText,
  type Budget,
  compareDecimals,
  compileGlob,
  type Decimal,
  decimalText,
  type Glob,
  isLiteral,
  lastAddress,
  matches,
  middleOf,
  portionOf,
  spend,
  sumOf,
  widelyFolded,
  wholeNumber,
} from '../patterns/index.ts';
import { type Automata, type CellSearch, searchCells } from './cells.ts';
import { type Criterion, dateText, holds, type Test } from './condition-test.ts';

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
  /**
   * Undefined for a key that is not listed: it can have any text. Of a list (`ArrayOf…`) requests can have several values; a set
   * operator says so, too.
   */
  readonly typeOf: (contextKey: string) => ConditionKeyType | undefined;
  /** Another test of the key, which is not among these, speaks of several values. */
  readonly isOfSeveral?: boolean;
}

const MOST_CASES = 256;
/** Of the search for the values of one key. */
const MOST_STEPS = 3_000_000;

/** INVARIANT: the tests are of one context key, and none is opaque. */
export function keyCases(tests: readonly Test[], tools: KeyTools): KeyCases {
  const singles = valuesFor(tests, tools);
  const several =
    tools.isOfSeveral === true ||
    tests.some(({ set, contextKey }) => set !== undefined || isList(tools.typeOf(contextKey)));
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

const isList = (type: ConditionKeyType | undefined) => type?.startsWith('Array') ?? false;

/** INVARIANT: there is a test. */
function valuesFor(tests: readonly Test[], tools: KeyTools): Values {
  const type = tools.typeOf(tests[0]!.contextKey);
  const criteria = tests.map(({ criterion }) => criterion);
  const kinds = new Set(criteria.map(({ kind }) => kind).filter((kind) => kind !== 'absence'));
  const globs = criteria.flatMap((one) => (one.kind === 'text' || one.kind === 'flag' ? one.globs : []));
  const typed = typedValues(tests, new Set(globs.filter(isLiteral).map(({ head }) => head)));
  const only = type && ONLY[type];
  if (only !== undefined && [...kinds].every((kind) => kind === only.kind))
    return kinds.has('flag') || typed.values.length === 0 ? { values: only.samples, complete: true } : typed;
  const texts = textValues(globs, tools);
  // A text can be a number, a date or an address as well: which of those a pattern takes in is not asked. A number can be a date.
  const apart = typed.values.length === 0 || globs.every(isLiteral);
  return {
    values: [...new Set([...typed.values, ...texts.values])],
    complete: texts.complete && typed.complete && apart && !(kinds.has('number') && kinds.has('date')),
  };
}

/** Keys of these types have no values but those that tests of the kind can read: as far as anyone compares them so. */
const ONLY: Readonly<
  Partial<Record<ConditionKeyType, { readonly kind: Criterion['kind']; readonly samples: readonly string[] }>>
> = {
  Bool: { kind: 'flag', samples: ['true', 'false'] },
  ArrayOfBool: { kind: 'flag', samples: ['true', 'false'] },
  Numeric: { kind: 'number', samples: ['1'] },
  Date: { kind: 'date', samples: ['2027-01-01T00:00:00Z'] },
  IPAddress: { kind: 'address', samples: ['192.0.2.1'] },
};

/** One value of each class of numbers, of dates and of addresses, none of them written like one of the texts. */
function typedValues(tests: readonly Test[], texts: ReadonlySet<string>): Values {
  const pointsOf = (kind: 'number' | 'date') =>
    tests.flatMap(({ criterion }) => (criterion.kind === kind ? criterion.points : []));
  const spellings = [
    ...around(pointsOf('number')).map(numberSpelling),
    ...around(pointsOf('date')).flatMap((instant) => dateSpelling(instant) ?? []),
    ...addressSpellings(tests),
  ];
  const chosen = spellings.map((spell) => {
    let zeros = 0;
    for (let text = spell(zeros); text !== undefined && texts.has(text); text = spell(zeros)) zeros++;
    return spell(zeros);
  });
  const values = chosen.filter((text) => text !== undefined);
  return { values: [...new Set(values)], complete: values.length === chosen.length };
}

/** A value, written with so many zeros more than it needs: each time another text; undefined: there is no other. */
type Spelling = (zeros: number) => string | undefined;

function numberSpelling(number: Decimal): Spelling {
  const text = decimalText(number);
  const point = text.includes('.') ? '' : '.';
  return (zeros) => (zeros === 0 ? text : text + point + '0'.repeat(zeros));
}

/** Undefined: no text is a date of that instant. */
function dateSpelling(instant: Decimal): Spelling | undefined {
  const text = dateText(instant);
  if (text === undefined) return undefined;
  return (zeros) => (text.endsWith('Z') ? text.replace('Z', `${'0'.repeat(zeros)}Z`) : '0'.repeat(zeros) + text);
}

const EXAMPLE = 'example';
const NOT_EMPTY = compileGlob('?*');

function textValues(globs: readonly Glob[], { automata, budget }: Pick<KeyTools, 'automata' | 'budget'>): Values {
  const distinct = [...new Map(globs.map((glob) => [glob.key, glob])).values()];
  if (distinct.every((glob) => isLiteral(glob) && !glob.fold)) {
    const literals = distinct.map(({ head }) => head);
    return { values: [...literals, fresh(literals)], complete: true };
  }
  // Where it is no more than any other text, one that reads like a value.
  const values: string[] = distinct.some((glob) => matches(glob, EXAMPLE)) ? [] : [EXAMPLE];
  const search = { within: [NOT_EMPTY], globs: distinct, automata, budget: portionOf(budget, MOST_STEPS) };
  const cells = new Set<string>();
  const result = searchCells(search, (cell, text) => {
    cells.add(cell.join());
    values.push(text);
    return values.length > MOST_CASES;
  });
  return { values: [...values, ''], complete: result === 'exhausted' && isOfKnownLetters(search, cells) };
}

/** Whether it does not matter which letters are one where case is ignored. */
function isOfKnownLetters(search: CellSearch, cells: ReadonlySet<string>): boolean {
  const globs = search.globs as readonly Glob[];
  if (!globs.some(({ fold }) => fold)) return true;
  if (globs.some(({ tokens }) => tokens.some((token) => token > LAST_OF_ASCII))) return false;
  const result = searchCells({ ...search, globs: globs.map(widelyFolded) }, (cell) => !cells.has(cell.join()));
  return result === 'exhausted';
}

const LAST_OF_ASCII = 127;

function fresh(taken: readonly string[]): string {
  let value = EXAMPLE;
  while (taken.includes(value)) value += '-1';
  return value;
}

/** Each point, and one between, below and above. */
function around(points: readonly Decimal[]): readonly Decimal[] {
  const sorted = [...points].sort(compareDecimals).filter((point, place, all) => {
    const previous = all[place - 1];
    return previous === undefined || compareDecimals(previous, point) !== 0;
  });
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const between = sorted.slice(1).map((point, place) => middleOf(sorted[place]!, point));
  return [...sorted, ...between, sumOf(first, wholeNumber(-1000)), sumOf(last, wholeNumber(1000))].sort(
    compareDecimals,
  );
}

/** The first address of each range, and the one just after each: every piece into which the ranges cut begins at one of them. */
function addressSpellings(tests: readonly Test[]): readonly Spelling[] {
  const ranges = tests.flatMap(({ criterion }) => (criterion.kind === 'address' ? [criterion.ranges] : []));
  if (ranges.length === 0) return [];
  const inside = ranges
    .flat()
    .flatMap(({ version, first, last }) => [
      addressSpelling(version, first),
      ...(last < lastAddress(version) ? [addressSpelling(version, last + 1n)] : []),
    ]);
  return [...inside, addressSpelling(4, 0n), addressSpelling(6, 0n)];
}

/** That the range is one address can be written, too. */
function addressSpelling(version: 4 | 6, number: bigint): Spelling {
  const text = addressText(version, number);
  return (zeros) => [text, `${text}/${version === 4 ? 32 : 128}`][zeros];
}
