// The filters above the table: which principal, permission set, account or unit.
import { memoize } from '../../src/memoize.ts';
import type { Filter } from '../address.ts';
import { accounts, ids, names } from '../data.ts';
import { collator } from '../order.ts';
import { NOUNS } from '../permission-sets.ts';
import { element } from './element.ts';

interface FilterElement {
  readonly select: HTMLSelectElement;
  readonly show: (value: string) => void;
}

type Option = readonly [value: string, text: string];

export const filters: Readonly<Record<Filter, FilterElement>> = {
  principal: filterOf('All principals', () => ids.principal.map((id, at) => [id, names.principal[at]!])),
  set: filterOf(`All ${NOUNS.toLowerCase()}`, () => [...new Set(names.set)].map((name) => [name, name])),
  account: filterOf('All accounts', () => accounts.map(([id, name]) => [id, name === id ? id : `${name} (${id})`])),
  unit: filterOf('All units', () => units().map((unit) => [unit, unit])),
};

/** Options of 10,000 accounts are made when somebody asks for them. */
function filterOf(all: string, options: () => readonly Option[]): FilterElement {
  const select = element('select', { 'aria-label': all }, element('option', { value: '' }, all));
  const fill = memoize(() => select.append(...options().map(([value, text]) => element('option', { value }, text))));
  select.addEventListener('focus', fill);
  select.addEventListener('pointerdown', fill);
  return {
    select,
    show: (value) => {
      if (value !== '') fill();
      select.value = value;
    },
  };
}

/** Those of accounts, and those above them. */
const units = () => [...new Set(names.unit.flatMap(withUnitsAbove))].sort(collator.compare);

function withUnitsAbove(unit: string): readonly string[] {
  const parts = unit.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
