// Accounts by unit, and units by the one that they are in.
import { accounts, ROOT } from '../data.ts';
import { collator } from '../order.ts';

export interface Unit {
  readonly name: string;
  /** Empty: the root. */
  readonly path: string;
  readonly units: Map<string, Unit>;
  /** Directly in it. */
  readonly accounts: number[];
}

export function unitsOf(among: Iterable<number>): Unit {
  const root = newUnit(ROOT, '');
  for (const account of among) {
    const [, , path] = accounts[account]!;
    unitAt(root, path === '' ? [] : path.split('/')).accounts.push(account);
  }
  return root;
}

const newUnit = (name: string, path: string): Unit => ({ name, path, units: new Map(), accounts: [] });

function unitAt(root: Unit, names: readonly string[]): Unit {
  return names.reduce((unit, name) => {
    const path = unit.path === '' ? name : `${unit.path}/${name}`;
    const next = unit.units.get(name) ?? newUnit(name, path);
    unit.units.set(name, next);
    return next;
  }, root);
}

export const inOrder = ({ units }: Unit): readonly Unit[] =>
  [...units.values()].sort((a, b) => collator.compare(a.name, b.name));

/** In it, and in units below it. */
export const accountsIn = (unit: Unit): readonly number[] => [
  ...unit.accounts,
  ...[...unit.units.values()].flatMap(accountsIn),
];
