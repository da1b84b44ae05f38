// The page as it is at an address.
import { type Filter, hashOf, type State } from '../address.ts';
import { change, current, currentView } from '../current.ts';
import { filters } from '../document/filters.ts';
import { about, detail, nav, search } from '../document/layout.ts';
import { drawOrders } from './head.ts';
import { drawTable } from './table.ts';
import { drawTree } from './tree.ts';

/** To what differs from where the page is. */
export function go(to: Partial<State>): void {
  const state = { ...current.state, ...to };
  const hash = hashOf(state);
  if (hash === hashOf(current.state)) return;
  history.replaceState(null, '', hash);
  change({ state });
  draw();
}

export function draw(): void {
  const view = currentView();
  const { state } = current;
  about.textContent = view.about;
  if (search.value !== state.q) search.value = state.q;
  for (const [key, { select, show }] of Object.entries(filters)) {
    select.hidden = !(key in view.filters);
    show(state[key as Filter]);
  }
  drawOrders(view.columns, state.sort);
  detail.hidden = true;
  change({ reached: 0, selected: -1 });
  if (view.isTree) drawTree(view);
  else drawTable(view);
  drawNav(state.view);
}

function drawNav(view: string): void {
  nav.querySelector('[aria-current]')?.removeAttribute('aria-current');
  const link = nav.querySelector(`[data-view="${view}"]`)!;
  link.setAttribute('aria-current', 'page');
  // On a telephone there is room for three of them.
  link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
