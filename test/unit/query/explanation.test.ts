// Since when a grant is as it is.
import { expect, test } from 'vitest';
import { historyFrom, type Introduction, linesIn } from '../../../src/query/explanation.ts';
import { instant } from '../../support/instant.ts';

const by = (commit: string, date: string): Introduction => ({
  commit,
  author: 'Granny Smith',
  at: instant(`${date}T08:00:00.000Z`),
  summary: commit,
});
const first = by('first', '2026-05-01');
const second = by('second', '2026-06-01');
const backdated = by('backdated', '2020-01-01');

test.each([
  [[undefined, second], undefined],
  [[first, first, undefined], { since: first }],
  [[first, second], { since: first, changed: second }],
  [[first, second, 'uncommitted', first], { since: first, changed: 'uncommitted' }],
  [['uncommitted', 'uncommitted'], { since: 'uncommitted' }],
  [[first, backdated], { since: first, changed: backdated }],
  [[first, backdated, second], { since: first, changed: second }],
] as const)('%#', (lines, history) => {
  expect(historyFrom(lines)).toEqual(history);
});

test('a grant has the lines of its text, as many as are asked for', () => {
  const at = (line: number, column: number) => ({ line, column, offset: 0 });
  expect(linesIn({ file: 'a', start: at(3, 5), end: at(6, 1) }, 10)).toEqual([3, 4, 5]);
  expect(linesIn({ file: 'a', start: at(3, 5), end: at(3, 9) }, 10)).toEqual([3]);
  expect(linesIn({ file: 'a', start: at(3, 5), end: at(900, 2) }, 2)).toEqual([3, 4]);
});
