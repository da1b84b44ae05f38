import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionSetOf, serviceOf } from '../../../src/policy/patterns/index.ts';
import { effort } from '../../support/runs.ts';

const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
const pattern = fc.oneof(
  part,
  fc.tuple(part, part).map(([service, action]) => `${service}:${action}`),
);
const name = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 2 }),
    fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }),
  )
  .map(([service, action]) => `${service}:${action}`);

test('what is said of a service whole holds for each of its actions', () => {
  let [all, none] = [0, 0];
  fc.assert(
    fc.property(fc.boolean(), fc.array(pattern, { maxLength: 3 }), name, (negated, patterns, action) => {
      const set = actionSetOf({ negated, patterns: patterns.map((text) => ({ text })) });
      const { covers, coversIn, coversService } = set;
      expect(coversIn(serviceOf(action))(action)).toBe(covers(action));
      const whole = coversService(serviceOf(action)!);
      if (whole === true) all += 1;
      if (whole === false) none += 1;
      if (whole !== undefined) expect(covers(action)).toBe(whole);
    }),
    { numRuns: effort(5_000, 1_000), seed: 20261128 },
  );
  expect(Math.min(all, none)).toBeGreaterThan(effort(500, 100));
});
