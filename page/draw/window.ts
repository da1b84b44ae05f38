// The rows that are seen are in the document, and none of the others: a hundred thousand are as quick as ten.
import { hashOf } from '../address.ts';
import type { Column } from '../column.ts';
import { change, current, currentView, type Stretch } from '../current.ts';
import { element } from '../document/element.ts';
import { body, head, table, tableRows } from '../document/layout.ts';
import { keepingFocus } from './focus.ts';

/** Rows in the document above and below those that are seen. */
const SPARE = 12;
/** Rows that are printed: a browser takes minutes for more. */
export const MOST_PRINTED = 5_000;

const isNarrow = matchMedia('(max-width: 640px)');

/** On a telephone a row is a card of two columns. */
export const rowHeight = () => (isNarrow.matches ? 12 + 21 * Math.ceil(currentView().columns.length / 2) : 34);

export function drawScrolled(): void {
  const [first, end] = seen();
  if (first !== current.drawn[0] || end !== current.drawn[1]) drawRows([first, end]);
}

export const drawForPrint = () => drawRows([0, Math.min(current.rows.length, MOST_PRINTED)]);

/** And what keeps the place of the others. Nothing, where the table is not shown. */
export function drawRows([first, end]: Stretch = seen()): void {
  if (!table.isConnected) return;
  body.style.setProperty('--row', `${rowHeight()}px`);
  change({ drawn: [first, end], reached: Math.max(first, Math.min(current.reached, end - 1)) });
  const drawn = Array.from(current.rows.subarray(first, end), (row, index) => rowElement(row, first + index));
  keepingFocus(() => tableRows.replaceChildren(...padOf(first), ...drawn, ...padOf(current.rows.length - end)));
}

function seen(): Stretch {
  const height = rowHeight();
  const first = Math.floor(body.scrollTop / height) - SPARE;
  const end = Math.ceil((body.scrollTop + body.clientHeight) / height) + SPARE;
  return [Math.max(0, first), Math.min(current.rows.length, end)];
}

/** As high as so many rows that are not in the document. */
function padOf(count: number): readonly HTMLElement[] {
  if (count <= 0) return [];
  const cell = element('td', { colspan: String(currentView().columns.length) });
  cell.style.height = `${count * rowHeight()}px`;
  return [element('tr', { class: 'pad', 'aria-hidden': 'true' }, cell)];
}

function rowElement(row: number, at: number): HTMLElement {
  const { columns, detail } = currentView();
  const attributes = {
    'aria-rowindex': String(at + 2),
    'aria-selected': detail && String(at === current.selected),
    'data-at': String(at),
    tabindex: tabIndexOf(at),
  };
  return element('tr', attributes, ...columns.map((column) => cellElement(column, row, tabIndexOf(at))));
}

const tabIndexOf = (at: number) => (at === current.reached ? '0' : '-1');

function cellElement({ cell, number, title }: Column, row: number, tabindex: string): HTMLElement {
  const { text, tone, to } = cell(row);
  const attributes = { title: text, 'data-title': title, class: number && 'number' };
  if (to !== undefined) return element('td', attributes, element('a', { href: hashOf(to), tabindex }, text));
  return element('td', attributes, tone === undefined ? text : element('span', { class: tone }, text));
}

/** Scrolls until the whole row is seen, between the head, which stays, and the end of the table's room. */
export function reveal(at: number): void {
  const belowHead = table.offsetTop + at * rowHeight() - body.scrollTop;
  const room = body.clientHeight - head.offsetHeight - rowHeight();
  if (belowHead < 0 || belowHead > room) body.scrollTop += belowHead - Math.max(0, room / 2);
}
