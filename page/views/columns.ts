// Columns that several views have.
import { type Column, dictionaryColumn } from '../column.ts';
import { ids, names } from '../data.ts';
import { gives, NOUN } from '../permission-sets.ts';

type Index = (row: number) => number;

const linkColumn =
  (title: string, key: 'principal' | 'set' | 'account') =>
  (index: Index, width: number, texts: readonly string[] = names[key]): Column =>
    dictionaryColumn(title, index, texts, {
      width,
      cell: (row) => ({ text: texts[index(row)]!, to: { [key]: ids[key][index(row)]! } }),
    });

/** Each leads to the assignments of the item. */
export const principalColumn = linkColumn('Principal', 'principal');
export const setColumn = linkColumn(NOUN, 'set');
export const accountColumn = linkColumn('Account', 'account');

/** Leads to what the view has of the unit, and of those below it. */
export const unitColumn = (view: string, account: Index, width: number): Column =>
  dictionaryColumn('Organizational unit', account, names.unit, {
    width,
    cell: (row) => ({ text: names.unit[account(row)]!, to: { view, unit: names.unit[account(row)]! } }),
  });

export const givesColumn = (set: Index): Column =>
  dictionaryColumn(
    'Gives',
    set,
    gives.map(({ text }) => text),
    { width: 2, cell: (row) => gives[set(row)]! },
  );
