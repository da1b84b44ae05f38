// What a view is: rows, as numbers, and what is shown, searched and filtered of them.
import type { Filter } from '../address.ts';
import { type Cell, type Column, itemColumn, type Tone } from '../column.ts';

export interface View {
  readonly title: string;
  readonly about: string;
  readonly columns: readonly Column[];
  readonly rows: Int32Array;
  /** For each word of a search, whether the row has it. */
  readonly finder: (word: string) => (row: number) => boolean;
  /** By what it is filtered: which principal, permission set or account a row is of; for `unit`, the account. */
  readonly filters: Readonly<Partial<Record<Filter, (row: number) => number>>>;
  readonly detail?: (row: number) => readonly Entry[];
  /** Accounts that are shown in the tree of their units. */
  readonly isTree?: true;
}

/** Left out where the text is empty. */
export type Entry = readonly [label: string, text: string];

/** Whether each text has the word. */
export const having = (texts: readonly string[], word: string): readonly boolean[] =>
  texts.map((text) => text.toLowerCase().includes(word));

/** Its rows are the items of a dictionary, and found by these texts. */
export function itemView(
  title: string,
  about: string,
  columns: readonly Column[],
  texts: readonly string[],
  more: Partial<View> = {},
): View {
  return {
    title,
    about,
    columns,
    rows: Int32Array.from(texts, (_, item) => item),
    finder: (word) => {
      const has = having(texts, word);
      return (item) => has[item]!;
    },
    filters: {},
    ...more,
  };
}

interface TextColumn {
  readonly title: string;
  readonly number?: true;
  readonly tone?: Tone;
}

/** Rows of texts. A column is its title, or more where more is to be said of it. */
export function textView(
  title: string,
  about: string,
  columns: readonly (string | TextColumn)[],
  rows: readonly (readonly string[])[],
): View {
  const made = columns.map((column, at) => {
    const { tone, ...more }: TextColumn = typeof column === 'string' ? { title: column } : column;
    const texts = rows.map((row) => row[at]!);
    return itemColumn(more.title, texts, { ...more, cell: (item): Cell => ({ text: texts[item]!, tone }) });
  });
  return itemView(
    title,
    about,
    made,
    rows.map((row) => row.join(' ')),
  );
}
