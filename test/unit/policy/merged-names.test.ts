// Sorted lists of names as one, by shorter ways than sorting all of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../../src/compare-text.ts';
import { mergedNames } from '../../../src/policy/compare/merged-names.ts';

test('has each name of any list once, in order', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', ':', 'z'), maxLength: 3 });
  const list = fc.oneof(fc.array(name, { maxLength: 3 }), fc.array(name, { minLength: 8, maxLength: 30 }));
  fc.assert(
    fc.property(fc.array(list, { maxLength: 5 }), (lists) => {
      const sorted = lists.map((names) => [...new Set(names)].sort(compareText));
      expect(mergedNames(sorted)).toEqual([...new Set(lists.flat())].sort(compareText));
    }),
    { numRuns: 500 },
  );
});
