// A view as a table.
import { change, current } from '../current.ts';
import { element } from '../document/element.ts';
import { about, body, status, table } from '../document/layout.ts';
import type { View } from '../views/view.ts';
import { counted, grouped } from '../words.ts';
import { drawHead } from './head.ts';
import { rowsOf } from './rows.ts';
import { drawRows } from './window.ts';

export function drawTable(view: View): void {
  const rows = rowsOf(view, current.state);
  change({ rows });
  const all = counted(view.rows.length, 'row');
  status.textContent = rows.length === view.rows.length ? all : `${grouped(rows.length)} of ${all}`;
  drawHead(view.columns, current.state.sort);
  table.setAttribute('aria-rowcount', String(rows.length + 1));
  table.setAttribute('aria-label', view.title);
  body.replaceChildren(about, rows.length === 0 ? element('p', { class: 'empty' }, 'Nothing.') : table);
  body.scrollTop = 0;
  drawRows();
}
