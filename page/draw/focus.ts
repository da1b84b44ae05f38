// Which row the keyboard is at. The Tab key leads to one row, and from there to its links; arrow keys lead to the others.
import { change, current } from '../current.ts';
import { tableRows } from '../document/layout.ts';

/** The place of the row that the element is or is in. */
export function placeOf(inside: Element | null): number | undefined {
  const place = inside?.closest('[data-at]')?.getAttribute('data-at');
  return typeof place === 'string' ? Number(place) : undefined;
}

/** Where it is in the document. */
export function focusRow(at: number, link = -1): void {
  const [row, ...links] = reachableOf(at);
  (links[link] ?? row)?.focus({ preventScroll: true });
}

/** The Tab key leads here from now on. */
export function reach(at: number): void {
  for (const each of reachableOf(current.reached)) each.tabIndex = -1;
  for (const each of reachableOf(at)) each.tabIndex = 0;
  change({ reached: at });
}

/** Draws rows anew, and gives the focus back to the row, or the link, that has it. */
export function keepingFocus(draw: () => void): void {
  const focused = document.activeElement;
  const at = placeOf(focused);
  const link = at === undefined ? -1 : reachableOf(at).indexOf(focused as HTMLElement) - 1;
  draw();
  if (at !== undefined) focusRow(at, link);
}

/** The row, and its links. */
const reachableOf = (at: number): readonly HTMLElement[] => [
  ...tableRows.querySelectorAll<HTMLElement>(`[data-at="${at}"], [data-at="${at}"] a`),
];
