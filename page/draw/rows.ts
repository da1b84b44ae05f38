// The rows of a view that search and filters leave, in order.
import type { Filter, State } from '../address.ts';
import { ids, names } from '../data.ts';
import type { View } from '../views/view.ts';
import { wordsOf } from '../words.ts';

export function rowsOf(view: View, state: State): Int32Array {
  let { rows } = view;
  for (const word of wordsOf(state.q)) rows = rows.filter(view.finder(word));
  for (const [filter, itemOf] of Object.entries(view.filters)) {
    const value = state[filter as Filter];
    if (value === '') continue;
    const passes = passing(filter as Filter, value);
    rows = rows.filter((row) => passes[itemOf(row)]!);
  }
  return sorted(rows, view, state.sort);
}

/** Of each item, whether it passes. A unit lets those below it pass. */
const passing = (filter: Filter, value: string): readonly boolean[] =>
  filter === 'unit'
    ? names.unit.map((unit) => `${unit}/`.startsWith(`${value}/`))
    : ids[filter].map((id) => id === value);

function sorted(rows: Int32Array, { columns }: View, sort: string): Int32Array {
  const column = columns[Number(sort.replace('-', '') || 'NaN')];
  if (column === undefined) return rows;
  const ranks = Float64Array.from(rows, column.rank);
  const sign = sort.startsWith('-') ? -1 : 1;
  const order = Array.from(rows, (_, index) => index).sort((a, b) => sign * (ranks[a]! - ranks[b]!) || a - b);
  return Int32Array.from(order, (index) => rows[index]!);
}
