// The details of a row, below the table.
import { change, current, currentView } from '../current.ts';
import { element } from '../document/element.ts';
import { detail } from '../document/layout.ts';
import { focusRow } from './focus.ts';
import { drawRows, reveal } from './window.ts';

export function showDetail(at: number): void {
  const entries = currentView()
    .detail?.(current.rows[at]!)
    .filter(([, text]) => text !== '');
  if (entries === undefined) return;
  detail.replaceChildren(
    element('button', { type: 'button', class: 'chip' }, 'Close'),
    element('h2', {}, entries[0]![1]),
    element('dl', {}, ...entries.flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)])),
  );
  detail.hidden = false;
  change({ selected: at, reached: at });
  // They take room from the table.
  reveal(at);
  drawRows();
}

export function hideDetail(): void {
  const { selected } = current;
  detail.hidden = true;
  change({ selected: -1 });
  drawRows();
  focusRow(selected);
}
