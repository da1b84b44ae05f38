// Patterns of which none takes in another, by a shorter way than holding each against each.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../../src/compare-text.ts';
import { widestOf } from '../../../src/policy/compare/new-access.ts';
import { compileGlob, subsumes } from '../../../src/policy/patterns/index.ts';

/** By definition: of two that take in each other the first stays. */
function byPairs(patterns: readonly string[]): readonly string[] {
  if (patterns.includes('*')) return ['*'];
  const distinct = [...new Set(patterns)].sort(compareText);
  const globs = distinct.map((text) => compileGlob(text.toLowerCase()));
  return distinct.filter(
    (_, own) =>
      !globs.some(
        (other, at) => at !== own && subsumes(other, globs[own]!) && !(at > own && subsumes(globs[own]!, other)),
      ),
  );
}

test('are those that holding each against each leaves', () => {
  const service = fc.constantFrom('s3', 'S3', 'sns', 's*', 's?', '*', '');
  const name = fc.string({ unit: fc.constantFrom('G', 'e', '*', '?'), maxLength: 4 });
  const pattern = fc.oneof(
    fc.tuple(service, name).map(([prefix, rest]) => `${prefix}:${rest}`),
    name.map((text) => `s3${text}`),
  );
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 12 }), (patterns) => {
      expect(widestOf(patterns)).toEqual(byPairs(patterns));
    }),
    { numRuns: 1_000 },
  );
});
