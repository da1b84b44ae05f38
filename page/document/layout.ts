// The elements that are there as long as the page is open.
import { hashOf } from '../address.ts';
import { assignments, meta } from '../data.ts';
import { VIEWS } from '../views/views.ts';
import { counted, grouped } from '../words.ts';
import { element } from './element.ts';
import { filters } from './filters.ts';

export const nav = element(
  'nav',
  { 'aria-label': 'Views' },
  ...Object.entries(VIEWS).map(([view, { title, rows }]) =>
    element(
      'a',
      { href: hashOf({ view }), 'data-view': view },
      `${title} `,
      element('span', { class: 'count' }, grouped(rows.length)),
    ),
  ),
);
export const about = element('p', { id: 'about' });
export const search = element('input', {
  type: 'search',
  placeholder: 'Search: words, each of which must be there',
  'aria-label': 'Search',
  'aria-describedby': 'about',
});
/** On a telephone, where there is no head of the table. */
export const sortBy = element('select', { class: 'sort', 'aria-label': 'Sort' });
export const clear = element('button', { type: 'button' }, 'Clear');
export const status = element('output', { 'aria-live': 'polite' });
export const printNote = element('p', { class: 'print-note' });
export const head = element('thead');
export const tableRows = element('tbody');
/** A grid: its rows are walked through with the arrow keys. */
export const table = element('table', { role: 'grid' }, head, tableRows);
export const body = element('main', { class: 'body', tabindex: '-1' });
export const detail = element('section', { class: 'detail', 'aria-label': 'Details', hidden: '' });

export function layOut(): void {
  const selects = Object.values(filters).map(({ select }) => select);
  document
    .getElementById('page')!
    .append(
      element('header', {}, element('h1', {}, `Who has what in ${meta.dir}`), element('p', {}, origin()), nav),
      element('div', { class: 'bar' }, search, ...selects, sortBy, clear, status),
      printNote,
      body,
      detail,
    );
}

/** What the report was made of and when, and what it does not show. */
function origin(): string {
  const sources = {
    files: 'by the files',
    live: 'by Identity Center and the files',
    snapshot: `by a snapshot of ${minute(meta.takenAt ?? '')} and the files`,
  };
  const facts = [
    counted(assignments.length, 'assignment'),
    `as of ${minute(meta.asOf)}`,
    sources[meta.source],
    ...(meta.commit === undefined ? [] : [`commit ${meta.commit.slice(0, 12)}`]),
    `access ${meta.toolVersion}`,
  ];
  const limits = meta.limits.map((limit) => ` ${limit[0]!.toUpperCase()}${limit.slice(1)}.`);
  return `${facts.join(', ')}.${limits.join('')}`;
}

const minute = (instant: string) => instant.replace(/T(\d\d:\d\d).*/, ' $1 UTC');
