// The columns of a view, and how each says its rows and orders them.
import { memoize } from '../src/memoize.ts';
import type { State } from './address.ts';
import { ranksOf } from './order.ts';

export type Tone = 'alarm' | 'warning' | 'quiet';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** Where it leads, as settings of the address. */
  readonly to?: Partial<State>;
}

export interface Column {
  readonly title: string;
  readonly number?: true;
  /** Relative; 1 where nothing is said. */
  readonly width?: number;
  readonly cell: (row: number) => Cell;
  /** By what rows are sorted. */
  readonly rank: (row: number) => number;
}

/** Of a dictionary: each row says one of its texts. */
export function dictionaryColumn(
  title: string,
  index: (row: number) => number,
  texts: readonly string[],
  more: Partial<Column> = {},
): Column {
  const ranks = memoize(() => ranksOf(texts));
  return { title, cell: (row) => ({ text: texts[index(row)]! }), rank: (row) => ranks()[index(row)]!, ...more };
}

/** Of rows that are the items of a dictionary themselves. */
export const itemColumn = (title: string, texts: readonly string[], more: Partial<Column> = {}): Column =>
  dictionaryColumn(title, itself, texts, more);

export const itself = (item: number) => item;

export const numberColumn = (title: string, figures: () => Int32Array): Column => ({
  title,
  number: true,
  cell: (item) => ({ text: String(figures()[item]) }),
  rank: (item) => figures()[item]!,
});
