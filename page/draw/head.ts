// The head of the table, by which it is sorted; on a telephone, in its place, a list of orders.
import type { Column } from '../column.ts';
import { element } from '../document/element.ts';
import { head, sortBy } from '../document/layout.ts';

export function drawHead(columns: readonly Column[], sort: string): void {
  const all = columns.reduce((sum, { width = 1 }) => sum + width, 0);
  const cells = columns.map((column, index) => headCell(column, ordersOf(index), sort, all));
  head.replaceChildren(element('tr', {}, ...cells));
}

export function drawOrders(columns: readonly Column[], sort: string): void {
  const options = columns.flatMap(({ title }, index) => {
    const [up, down] = ordersOf(index);
    return [element('option', { value: up }, `${title} ▲`), element('option', { value: down }, `${title} ▼`)];
  });
  sortBy.replaceChildren(element('option', { value: '' }, 'As it is'), ...options);
  sortBy.value = sort;
  sortBy.hidden = columns.length === 0;
}

/** As the address has them. */
const ordersOf = (index: number) => [String(index), `-${index}`] as const;

/** Its button asks for the next order: up, down, as it was. `all`: the widths of all columns together. */
function headCell({ title, number, width = 1 }: Column, [up, down]: readonly string[], sort: string, all: number) {
  const [order, next] = sort === up ? ['ascending', down] : sort === down ? ['descending', ''] : ['none', up];
  const button = element('button', { type: 'button', class: 'by', 'data-sort': next }, title);
  const cell = element('th', { scope: 'col', 'aria-sort': order, class: number && 'number' }, button);
  cell.style.width = `${(100 * width) / all}%`;
  return cell;
}
