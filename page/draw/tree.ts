// The organization as a tree of units, with a square for each account.
import { hashOf } from '../address.ts';
import { change, current } from '../current.ts';
import { accounts } from '../data.ts';
import { element } from '../document/element.ts';
import { about, body, status } from '../document/layout.ts';
import { figures } from '../figures.ts';
import type { View } from '../views/view.ts';
import { counted, grouped } from '../words.ts';
import { rowsOf } from './rows.ts';
import { accountsIn, inOrder, type Unit, unitsOf } from './units.ts';

/** Where there are more accounts, units have their figures only. */
const MOST_SQUARES = 12_000;
/** How strong a square's colour can be; 0: nobody has access. */
const HEATS = [0, 1, 2, 3, 4, 5];

const { assignments, administrators, principals } = figures.account;

export function drawTree(view: View): void {
  const shown = rowsOf(view, current.state);
  // These rows are nowhere in a table.
  change({ rows: new Int32Array(0) });
  status.textContent = `${grouped(shown.length)} of ${counted(accounts.length, 'account')}`;
  const most = Math.max(1, ...principals());
  const squares = ({ accounts: own }: Unit) =>
    shown.length > MOST_SQUARES ? [] : own.map((account) => square(account, most));
  const tree = element('ul', {}, unitItem(unitsOf(shown), squares));
  body.replaceChildren(element('div', { class: 'tree' }, about, legend(most), tree));
  body.scrollTop = 0;
}

function legend(most: number): HTMLElement {
  const words = ['nobody', 'few', '', '', '', `up to ${counted(most, 'principal')}`];
  return element(
    'ul',
    { class: 'legend' },
    ...HEATS.map((heat) => element('li', {}, element('span', { class: `cell h${heat}` }), words[heat]!)),
    element('li', {}, element('span', { class: 'cell admin' }), 'an administrator'),
  );
}

/** The unit, its own accounts, and the units in it. */
function unitItem(unit: Unit, squares: (unit: Unit) => readonly HTMLElement[]): HTMLElement {
  const cells = squares(unit);
  const below = inOrder(unit).map((each) => unitItem(each, squares));
  return element(
    'li',
    {},
    element('a', { href: hashOf({ unit: unit.path }), class: 'unit' }, unit.name),
    element('span', { class: 'figures' }, figuresText(accountsIn(unit))),
    ...(cells.length === 0 ? [] : [element('div', { class: 'cells' }, ...cells)]),
    ...(below.length === 0 ? [] : [element('ul', {}, ...below)]),
  );
}

function figuresText(among: readonly number[]): string {
  const sum = (figure: Int32Array) => among.reduce((total, account) => total + figure[account]!, 0);
  return `${counted(among.length, 'account')}, ${counted(sum(assignments()), 'assignment')}, ${grouped(sum(administrators()))} of administrators`;
}

/** As strong in colour as many principals have access; `most` of them to any account. */
function square(account: number, most: number): HTMLElement {
  const [id, name] = accounts[account]!;
  const has = principals()[account]!;
  const admin = administrators()[account]!;
  const heat = has === 0 ? 0 : Math.min(5, 1 + Math.floor((4.999 * Math.log(1 + has)) / Math.log(1 + most)));
  const text = `${name} (${id}): ${counted(has, 'principal')}, ${counted(admin, 'administrator assignment')}`;
  return element('a', {
    class: `cell h${heat}${admin > 0 ? ' admin' : ''}`,
    href: hashOf({ account: id }),
    title: text,
    'aria-label': text,
  });
}
