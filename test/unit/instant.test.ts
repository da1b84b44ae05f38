import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateOf,
  dayEndingAt,
  instantAt,
  instantOf,
  isInstantText,
  later,
  NEVER,
  writeInstant,
} from '../../src/instant.ts';
import { instant } from '../support/instant.ts';

/** All that a Date can name. */
const anyInstant = fc.integer({ min: -8.64e15, max: 8.64e15 }).map(instantAt);

describe('text', () => {
  test('what was written is read as the same instant', () => {
    fc.assert(
      fc.property(anyInstant, (moment) => {
        const text = writeInstant(moment);
        expect(isInstantText(text)).toBe(true);
        expect(instantOf(text)).toBe(moment);
      }),
    );
  });

  test.each(['', 'whenever', '2026-11-02', '2026-11-02T09:00:00Z', '2026-02-30T09:00:00.000Z', '1793610000000'])(
    '`%s` is not what an instant is written as',
    (text) => expect(isInstantText(text)).toBe(false),
  );

  test('never has no text', () => {
    expect(() => writeInstant(NEVER)).toThrow(RangeError);
  });
});

describe('days', () => {
  test.each([
    ['2027-02-01T00:00:00Z', '2027-01-31'],
    ['2027-02-01T00:00:01Z', undefined],
    ['1969-12-31T00:00:00Z', '1969-12-30'],
  ])('at %s ends %s', (text, day) => expect(dayEndingAt(instant(text))).toBe(day));

  test('of a year with more than four digits are whole', () => {
    expect(dateOf(later(instant('9999-12-31'), 86_400_000))).toBe('+010000-01-01');
  });
});
