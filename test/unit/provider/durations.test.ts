import { describe, expect, test } from 'vitest';
import { createDurations, type Durations } from '../../../src/provider/aws/durations.ts';

/** Operations that ended at these ages, and were seen a tenth of a second before and after. */
function learned(ages: readonly number[], durations: Durations = createDurations(2_000)): Durations {
  for (const age of ages) durations.learn(age - 100, age + 100);
  return durations;
}

/** A hundred ages around a median, from a third below to a half above. */
const around = (median: number): readonly number[] =>
  Array.from({ length: 100 }, (_, index) => median * 1.5 ** ((index - 49.5) / 49.5));

describe('what is known of durations', () => {
  test('is a guess until an operation has told', () => {
    const durations = createDurations(2_000);
    expect(durations.median()).toBe(2_000);
    expect(durations.endedBetween(0, 2_000)).toBeCloseTo(0.5);
  });

  test('is what the operations were like, from the first on', () => {
    expect(learned([8_000]).median()).toBeCloseTo(8_000, 0);
    const durations = learned(around(8_000));
    expect(durations.median()).toBeCloseTo(8_000, -2);
    expect(durations.endedBetween(0, 4_000)).toBeLessThan(0.05);
    expect(durations.endedBetween(0, 16_000)).toBeGreaterThan(0.95);
  });

  test('follows a service that becomes slower', () => {
    const durations = learned([...around(2_000), ...around(20_000), ...around(20_000)]);
    expect(durations.median()).toBeCloseTo(20_000, -3);
  });

  test('never makes an operation that is long overdue a matter of moments', () => {
    const durations = learned(around(2_000));
    for (const age of [10_000, 60_000, 600_000]) {
      expect(durations.endedBetween(age, age + 100)).toBeLessThan(0.1);
      expect(durations.endedBetween(age, age * 2)).toBeGreaterThan(0.9);
    }
  });

  test('is a chance: it grows with time, from none to less than one', () => {
    const durations = learned(around(4_000));
    const chances = [0, 1, 100, 4_000, 40_000, 4e9].map((age) => durations.endedBetween(0, age));
    expect(chances[0]).toBe(0);
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
    expect(chances.at(-1)).toBeLessThanOrEqual(1);
    expect(durations.endedBetween(5_000, 5_000)).toBe(0);
  });

  test('takes times of nothing', () => {
    const durations = createDurations(2_000);
    durations.learn(0, 0);
    expect(durations.endedBetween(0, 10)).toBeGreaterThan(0);
    expect(durations.endedBetween(0, 10)).toBeLessThanOrEqual(1);
  });
});
