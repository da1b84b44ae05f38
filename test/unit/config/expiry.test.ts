import { expect, test } from 'vitest';
import { parseExpiry } from '../../../src/config/expiry.ts';

test.each([
  ['2027-01-31', '2027-02-01T00:00:00.000Z'],
  ['2028-02-29', '2028-03-01T00:00:00.000Z'],
  ['2026-12-31', '2027-01-01T00:00:00.000Z'],
  ['2027-01-31T18:00Z', '2027-01-31T18:00:00.000Z'],
  ['2027-01-31T18:00:30Z', '2027-01-31T18:00:30.000Z'],
  ['2027-01-31T18:00:00+01:00', '2027-01-31T17:00:00.000Z'],
  ['2027-01-31T18:00:00-09:30', '2027-02-01T03:30:00.000Z'],
  ['2027-01-31T00:30:00+14:00', '2027-01-30T10:30:00.000Z'],
])('%s ends access at %s', (text, instant) => {
  expect(parseExpiry(text)).toEqual({ text, at: Date.parse(instant) });
});

test.each([
  ['2027-02-29', 'no-such-date'],
  ['2027-04-31T10:00:00Z', 'no-such-date'],
  ['0000-00-00', 'no-such-date'],
  ['2027-01-31T24:00:00Z', 'no-such-time'],
  ['2027-01-31T10:00:00+14:01', 'no-such-time'],
  ['2027-01-31T10:00:00+01:60', 'no-such-time'],
  ['2027-01-31T10:00:00', 'form'],
  ['2027-01-31 ', 'form'],
  ['31-01-2027', 'form'],
  ['2027-01-31t10:00:00z', 'form'],
  ['+012027-01-31', 'form'],
])('%s is refused: %s', (text, problem) => {
  expect(parseExpiry(text)).toEqual({ problem });
});
