import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { didYouMean, editDistance, nearest, suggester } from '../../../src/diagnostics/suggest.ts';
import { characterText, listed, yamlText } from '../../../src/diagnostics/wording.ts';
import { effort } from '../../support/runs.ts';

const SETS = ['Picker', 'Presser', 'Taster', 'Tasters'];

test.each<readonly [string, readonly string[]]>([
  ['Piker', ['Picker']],
  ['picker', ['Picker']],
  ['Pikcer', ['Picker']],
  ['Tastre', ['Taster', 'Tasters']],
  ['Tasters', ['Tasters', 'Taster']],
  ['Gardener', []],
  ['', []],
])('for %s', (word, expected) => expect(nearest(word, SETS)).toEqual(expected));

test('at most three, the nearest first, ties by name', () => {
  expect(nearest('pear', ['bear', 'dear', 'pears', 'fear', 'pear'])).toEqual(['pear', 'bear', 'dear']);
});

test('as a question', () => {
  expect(didYouMean([])).toBeUndefined();
  expect(didYouMean(['a'])).toBe('did you mean `a`?');
  expect(didYouMean(['a', 'b', 'c'])).toBe('did you mean `a`, `b` or `c`?');
});

test('the distance is that of the whole table, as far as it is asked for', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
  fc.assert(
    fc.property(words, words, fc.nat(7), (a, b, reach) => {
      const distance = wholeTable(a, b);
      expect(Math.min(editDistance(a, b, reach), reach + 1)).toBe(Math.min(distance, reach + 1));
    }),
    { numRuns: effort(1000, 250), seed: 20261102 },
  );
});

test('the nearest are those of all, compared one by one', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'D', '-', 'é'), maxLength: 12 });
  fc.assert(
    fc.property(words, fc.array(words, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (word, names, limit) => {
      expect(nearest(word, names, limit)).toEqual(oneByOne(word, names, limit));
      expect(suggester()(word, new Set(names))).toEqual(oneByOne(word, [...new Set(names)], 3));
    }),
    { numRuns: effort(2000, 500), seed: 20270109 },
  );
});

function oneByOne(word: string, names: readonly string[], limit: number): readonly string[] {
  const reach = Math.max(1, Math.floor(word.length / 3));
  return names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase(), 40) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

test('a phase gives suggestions for its first thousand words, and for those again', () => {
  const names = ['orchard-', 'press'];
  const suggest = suggester();
  const answers = Array.from({ length: 1200 }, (_, number) => suggest(`orchard-${number}`, names));
  expect(answers.filter((answer) => answer.length > 0)).toHaveLength(1000);
  expect(suggest('orchard-0', names)).toEqual(['orchard-']);
});

test('a phase gives suggestions until the work of all is too much', () => {
  const far = Array.from({ length: 2000 }, (_, number) => `${'ab'.repeat(20)}${number}`);
  const suggest = suggester();
  expect(suggest('orchad', ['orchard'])).toEqual(['orchard']);
  for (let number = 0; number < 100; number++) suggest(`${'aabb'.repeat(10)}${number}`, far);
  expect(suggest('orchads', ['orchard'])).toEqual([]);
});

test('however many names there are, and however alike, there is an end to it', () => {
  const alike = Array.from({ length: 5000 }, (_, number) => `${'ab'.repeat(200)}${number}`);
  expect(nearest(`${'ba'.repeat(200)}`, alike).length).toBeLessThanOrEqual(3);
  expect(nearest('x'.repeat(2000), ['x'.repeat(2001)])).toEqual([]);
});

/** By recursion, as it is defined: insertions, deletions, substitutions, swaps of neighbours. */
function wholeTable(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  const options = [
    wholeTable(restA, restB) + (a[0] === b[0] ? 0 : 1),
    wholeTable(restA, b) + 1,
    wholeTable(a, restB) + 1,
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    options.push(wholeTable(a.slice(2), b.slice(2)) + 1);
  return Math.min(...options);
}

test('long lists are cut', () => {
  const names = Array.from({ length: 12 }, (_, number) => `tree-${number}`);
  expect(listed(['oak'], 'tree')).toBe('tree `oak`');
  expect(listed(names, 'tree')).toMatch(/^12 trees \(`tree-0`, .*`tree-9`, and 2 more\)$/);
});

test('characters that cannot be seen are named', () => {
  expect(['–', '🍎', '\u00a0', '\u200b', '\u0301'].map(characterText)).toEqual([
    '–',
    '🍎',
    'U+00A0',
    'U+200B',
    'U+0301',
  ]);
});

test('a known name that only looks like what was written is told apart', () => {
  expect(didYouMean(['picker', 'press'], 'pr\u0435ss')).toBe(
    'did you mean `press`? it looks the same, but it has U+0065 where the other has U+0435',
  );
  expect(didYouMean(['press'], 'pess')).toBe('did you mean `press`?');
});

test('a YAML value reads as the text it is for, and shows what nobody sees', () => {
  expect(
    [
      'AWS Pickers',
      'Müller',
      '1',
      'true',
      'a: b',
      '\u{1f469}\u200d\u{1f33e}',
      'a\u00a0b',
      'pickers@orchard.example',
    ].map(yamlText),
  ).toEqual([
    'AWS Pickers',
    'Müller',
    '"1"',
    '"true"',
    '"a: b"',
    '"\u{1f469}\\u200D\u{1f33e}"',
    '"a\\u00A0b"',
    'pickers@orchard.example',
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      expect(parse(`displayName: ${yamlText(text)}`).displayName).toBe(text);
      expect(yamlText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: effort(2000, 500), seed: 20271 },
  );
});
