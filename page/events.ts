// What people do, and what the page does about it.
import { START } from './address.ts';
import { current, followAddress } from './current.ts';
import { filters } from './document/filters.ts';
import { body, clear, detail, head, printNote, search, sortBy, tableRows } from './document/layout.ts';
import { hideDetail, showDetail } from './draw/detail.ts';
import { draw, go } from './draw/draw.ts';
import { placeOf, reach } from './draw/focus.ts';
import { drawForPrint, drawRows, drawScrolled, MOST_PRINTED } from './draw/window.ts';
import { onKey } from './keyboard.ts';
import { counted, grouped } from './words.ts';

export function listen(): void {
  listenToBar();
  listenToTable();
  document.addEventListener('keydown', onKey);
  addEventListener('hashchange', () => {
    followAddress();
    draw();
  });
  addEventListener('resize', () => drawRows());
  addEventListener('beforeprint', print);
  addEventListener('afterprint', printed);
}

function listenToBar(): void {
  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => go({ q: search.value }), 80) as unknown as number;
  });
  for (const [filter, { select }] of Object.entries(filters))
    select.addEventListener('change', () => go({ [filter]: select.value }));
  sortBy.addEventListener('change', () => go({ sort: sortBy.value }));
  clear.addEventListener('click', () => {
    search.value = '';
    go({ ...START, view: current.state.view });
    search.focus();
  });
}

function listenToTable(): void {
  head.addEventListener('click', (event) => sort(event.target as Element));
  body.addEventListener('scroll', () => requestAnimationFrame(drawScrolled), { passive: true });
  tableRows.addEventListener('click', (event) => {
    const target = event.target as Element;
    const at = placeOf(target);
    if (at !== undefined && target.closest('a') === null) showDetail(at);
  });
  tableRows.addEventListener('focusin', (event) => reach(placeOf(event.target as Element)!));
  detail.addEventListener('click', (event) => {
    if ((event.target as Element).matches('button')) hideDetail();
  });
}

/** The head is drawn anew, and the button of the column keeps the focus. */
function sort(clicked: Element): void {
  const button = clicked.closest('button');
  if (button === null) return;
  const { cellIndex } = button.parentElement as HTMLTableCellElement;
  go({ sort: button.getAttribute('data-sort')! });
  head.rows[0]!.cells[cellIndex]!.querySelector('button')!.focus();
}

function print(): void {
  const { length } = current.rows;
  printNote.textContent =
    length > MOST_PRINTED
      ? `INCOMPLETE: the first ${grouped(MOST_PRINTED)} of ${counted(length, 'row')}. access report --format csv has all.`
      : '';
  drawForPrint();
}

function printed(): void {
  printNote.textContent = '';
  drawRows();
}
