// What keys do: `/` leads to the search; arrows walk through rows, Enter opens the details of one, Escape closes them.
import { current } from './current.ts';
import { body, detail, search } from './document/layout.ts';
import { hideDetail, showDetail } from './draw/detail.ts';
import { focusRow, placeOf } from './draw/focus.ts';
import { drawRows, reveal, rowHeight } from './draw/window.ts';

export function onKey(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (event.key === '/' && target !== search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape' && !detail.hidden) hideDetail();
  else onRowKey(event, target);
}

function onRowKey(event: KeyboardEvent, target: Element): void {
  const at = placeOf(target);
  if (at === undefined) return;
  const step = stepOf(event.key, at);
  if (step !== undefined) {
    event.preventDefault();
    walkTo(Math.min(current.rows.length - 1, Math.max(0, at + step)));
  } else if (event.key === 'Enter' && target.matches('tr')) showDetail(at);
}

/** How many rows a key leads on. */
function stepOf(key: string, at: number): number | undefined {
  const inView = Math.max(1, Math.floor(body.clientHeight / rowHeight()) - 2);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: inView,
    PageUp: -inView,
    Home: -at,
    End: current.rows.length,
  };
  return steps[key];
}

/** Details that are open become those of the row. */
function walkTo(at: number): void {
  if (detail.hidden) {
    reveal(at);
    drawRows();
  } else showDetail(at);
  focusRow(at);
}
