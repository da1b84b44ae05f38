// A grant's accounts, selector by selector: account sets are opened, so that a set which takes in more is seen in every grant that names it.
import type { AccountSetDeclaration, Declarations } from '../config/declarations.ts';
import type { Selector, SelectorItem } from '../config/scope-declarations.ts';
import type { Inventory, KnownUnits } from '../resolve/inventory.ts';
import { placeIn } from '../resolve/inventory.ts';
import type { GlobBudget } from '../state/glob.ts';
import type { AccountToday, Scope, ScopeContext } from './scope.ts';

/** One selector of a grant, without what the grant and the account sets around it leave out. */
export interface Part {
  readonly kind: Selector['kind'];
  /** `ou:Workloads/**` */
  readonly text: string;
  /** The account set it stands in, the innermost of several. */
  readonly accountSet?: string;
  /** What it selects before anything is left out. */
  readonly selected: Scope;
  readonly exceptions: readonly Exception[];
  readonly mayBeEmpty: boolean;
}

export interface Exception {
  readonly text: string;
  readonly scope: Scope;
}

type Lists = Pick<AccountSetDeclaration, 'include' | 'except'>;

export interface PartReader {
  /** In the order in which they are written. */
  readonly partsOf: (lists: Lists) => readonly Part[];
}

/** How many parts a list may have before an account set in it is not opened any more, but one part: nobody reads more. */
const MOST_PARTS = 5_000;
/** Account sets in account sets; the resolver refuses deeper ones. */
const MOST_LEVELS = 32;

/** The files' names are the files' own: each version reads its parts with its own inventory. */
export function partReader(declarations: Declarations, inventory: Inventory): PartReader {
  const idOf = new Map(inventory.accounts.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
  const opened = new Map<string, readonly Part[]>();

  function partsOf({ include, except }: Lists, level = 0): readonly Part[] {
    const exceptions = except.map(
      (item): Exception => ({ text: selectorText(item.selector), scope: scopeOf(item.selector, level) }),
    );
    const parts: Part[] = [];
    for (const item of include) parts.push(...partsOfItem(item, level, MOST_PARTS - parts.length));
    if (exceptions.length === 0) return parts;
    return parts.map((part) => ({ ...part, exceptions: [...part.exceptions, ...exceptions] }));
  }

  function partsOfItem({ selector, mayBeEmpty }: SelectorItem, level: number, room: number): readonly Part[] {
    const inSet = selector.kind === 'set' ? partsOfSet(selector.name, level) : undefined;
    if (selector.kind !== 'set' || inSet === undefined || inSet.length > room)
      return [
        {
          kind: selector.kind,
          text: selectorText(selector),
          selected: scopeOf(selector, level),
          exceptions: [],
          mayBeEmpty,
        },
      ];
    return inSet.map((part) => ({
      ...part,
      accountSet: part.accountSet ?? selector.name,
      mayBeEmpty: part.mayBeEmpty || mayBeEmpty,
    }));
  }

  function partsOfSet(name: string, level: number): readonly Part[] {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const declaration = declarations.accountSets.get(name);
    const parts = declaration === undefined || level >= MOST_LEVELS ? [] : partsOf(declaration, level + 1);
    opened.set(name, parts);
    return parts;
  }

  function scopeOf(selector: Selector, level: number): Scope {
    switch (selector.kind) {
      case 'name':
        return { kind: 'account', id: idOf.get(selector.name) ?? selector.name };
      case 'id':
        return { kind: 'account', id: selector.id };
      case 'organizational-unit':
        return { ...selector, unit: unitById(selector.unit, inventory.units) };
      case 'set':
        return { kind: 'any', of: partsOfSet(selector.name, level).map(scopeOfPart) };
      case 'intersect':
        return { kind: 'every', of: selector.of.map((item) => scopeOf(item.selector, level)) };
      case 'glob':
      case 'tag':
      case 'all':
        return selector;
      default:
        return selector satisfies never;
    }
  }

  return { partsOf: (lists) => partsOf(lists) };
}

/** As people write it, without what else a selector may say of itself. */
function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case 'name':
      return selector.name;
    case 'id':
      return selector.id;
    case 'glob':
      return selector.pattern;
    case 'organizational-unit':
      return `ou:${selector.unit.by === 'path' ? selector.unit.path : selector.unit.id}/${selector.recursive ? '**' : '*'}`;
    case 'tag':
      return `tag:${selector.key}=${selector.value}`;
    case 'set':
      return `set:${selector.name}`;
    case 'all':
      return '*';
    case 'intersect':
      return `{ intersect: [${selector.of.map((item) => selectorText(item.selector)).join(', ')}] }`;
    default:
      return selector satisfies never;
  }
}

export function scopeOfPart({ selected, exceptions }: Pick<Part, 'selected' | 'exceptions'>): Scope {
  if (exceptions.length === 0) return selected;
  return { kind: 'without', from: selected, out: { kind: 'any', of: exceptions.map(({ scope }) => scope) } };
}

/** A unit by its path where that is known of its id: one unit is one scope, however it is written. */
function unitById(
  unit: Extract<Selector, { kind: 'organizational-unit' }>['unit'],
  units: Inventory['units'],
): typeof unit {
  if (unit.by === 'path' || !units.read) return unit;
  const known = (units.value satisfies KnownUnits).all.find(({ id }) => id === unit.id);
  return known === undefined ? unit : { by: 'path', path: known.path };
}

/** `budget`: see `ScopeContext`. */
export function scopeContext(inventory: Inventory, budget: GlobBudget): ScopeContext {
  const { accounts, units, tags } = inventory;
  return {
    budget,
    accounts: new Map(
      accounts.map(({ id, names, management }): [string, AccountToday] => [
        id,
        {
          id,
          names,
          management,
          ...(units.read ? { unit: placeIn(units.value, id) } : {}),
          ...(tags.read ? { tags: tags.value.get(id) ?? {} } : {}),
        },
      ]),
    ),
  };
}
