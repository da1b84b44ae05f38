// A grant's accounts, selector by selector: account sets are opened, so that a set which takes in more is seen in every grant that names it.
import type { AccountSetDeclaration } from '../config/declarations.ts';
import type { OrganizationalUnitRef, Selector, SelectorItem } from '../config/scope-declarations.ts';
import { type Inventory, placeIn } from '../resolve/inventory.ts';
import type { GlobBudget } from '../state/glob.ts';
import { type AccountToday, nothingKnown, type Scope, type ScopeContext, type ScopeTable } from './scope.ts';
import type { Version } from './version.ts';

/** One selector of a grant, without what the grant and the account sets around it leave out. */
export interface Part {
  readonly kind: Selector['kind'];
  /** `ou:Workloads/**` */
  readonly text: string;
  /** The account set it stands in, the innermost of several. */
  readonly accountSet?: string;
  /** What it selects before anything is left out. */
  readonly selected: Scope;
  /** Without the exceptions. */
  readonly scope: Scope;
  readonly exceptions: Exceptions | undefined;
  readonly mayBeEmpty: boolean;
}

/** What lists leave out, from the outermost inwards: shared by all parts of a list. */
export interface Exceptions {
  readonly own: readonly Exception[];
  readonly inner: Exceptions | undefined;
}

export interface Exception {
  readonly text: string;
  readonly scope: Scope;
}

/** At most so many. */
export function exceptionsIn(exceptions: Exceptions | undefined, most: number): readonly Exception[] {
  const found: Exception[] = [];
  for (let at = exceptions; at !== undefined && found.length < most; at = at.inner)
    found.push(...at.own.slice(0, most - found.length));
  return found;
}

type Lists = Pick<AccountSetDeclaration, 'include' | 'except'>;

export interface PartReader {
  /** In the order in which they are written; what selects the same is one part. */
  readonly partsOf: (lists: Lists) => readonly Part[];
}

/** How many parts a list may have before an account set in it is not opened any more, but one part: nobody reads more. */
const MOST_PARTS = 5_000;
/** Account sets in account sets; the resolver refuses deeper ones. */
const MOST_LEVELS = 32;

/** The files' names are the files' own: each version reads its parts with its own inventory, into one table. */
export function partReader({ declarations, inventory }: Version, scopeFrom: ScopeTable): PartReader {
  const idOf = new Map(inventory.accounts.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
  const unitPaths = new Map(inventory.units.read ? inventory.units.value.all.map(({ id, path }) => [id, path]) : []);
  const opened = new Map<string, { readonly parts: readonly Part[]; readonly scope: Scope }>();
  const nothing = scopeFrom({ kind: 'any', of: [] });

  function partsOf({ include, except }: Lists, level = 0): readonly Part[] {
    const own = except.map(
      (item): Exception => ({ text: selectorText(item.selector), scope: scopeOf(item.selector, level) }),
    );
    const out = scopeFrom({ kind: 'any', of: own.map(({ scope }) => scope) });
    const parts = new Map<string, Part>();
    const shared = new Map<Exceptions | undefined, Exceptions>();
    for (const item of include)
      for (const part of partsOfItem(item, level, MOST_PARTS - parts.size)) {
        const exceptions = shared.get(part.exceptions) ?? { own, inner: part.exceptions };
        shared.set(part.exceptions, exceptions);
        const without = (): Part => ({
          ...part,
          exceptions,
          scope: scopeFrom({ kind: 'without', from: part.scope, out }),
        });
        const left = own.length === 0 ? part : without();
        parts.set(`${left.scope.number} ${left.mayBeEmpty}`, left);
      }
    return [...parts.values()];
  }

  function partsOfItem({ selector, mayBeEmpty }: SelectorItem, level: number, room: number): readonly Part[] {
    const inSet = selector.kind === 'set' ? openedSet(selector.name, level).parts : undefined;
    if (selector.kind !== 'set' || inSet === undefined || inSet.length > room) {
      const selected = scopeOf(selector, level);
      const { kind } = selector;
      return [{ kind, text: selectorText(selector), selected, scope: selected, exceptions: undefined, mayBeEmpty }];
    }
    return inSet.map((part) => ({
      ...part,
      accountSet: part.accountSet ?? selector.name,
      mayBeEmpty: part.mayBeEmpty || mayBeEmpty,
    }));
  }

  /** A set that holds itself is an error of the files, and nothing while it is being opened. */
  function openedSet(name: string, level: number): { readonly parts: readonly Part[]; readonly scope: Scope } {
    const known = opened.get(name);
    if (known !== undefined) return known;
    opened.set(name, { parts: [], scope: nothing });
    const declaration = declarations.accountSets.get(name);
    const parts = declaration === undefined || level >= MOST_LEVELS ? [] : partsOf(declaration, level + 1);
    const made = { parts, scope: scopeFrom({ kind: 'any', of: parts.map(({ scope }) => scope) }) };
    opened.set(name, made);
    return made;
  }

  function scopeOf(selector: Selector, level: number): Scope {
    switch (selector.kind) {
      case 'name':
        return scopeFrom({ kind: 'account', id: idOf.get(selector.name) ?? selector.name });
      case 'id':
        return scopeFrom({ kind: 'account', id: selector.id });
      case 'organizational-unit': {
        const { kind, unit, recursive } = selector;
        return scopeFrom({ kind, recursive, unit: unitByPath(unit) });
      }
      case 'set':
        return openedSet(selector.name, level).scope;
      case 'intersect':
        return scopeFrom({ kind: 'every', of: selector.of.map((item) => scopeOf(item.selector, level)) });
      case 'glob':
        return scopeFrom({ kind: 'glob', pattern: selector.pattern });
      case 'tag':
        return scopeFrom({ kind: 'tag', key: selector.key, value: selector.value });
      case 'all':
        return scopeFrom({ kind: 'all' });
      default:
        return selector satisfies never;
    }
  }

  /** One unit is one scope, however it is written: by its path where that is known of its id. */
  function unitByPath(unit: OrganizationalUnitRef): OrganizationalUnitRef {
    const path = unit.by === 'id' ? unitPaths.get(unit.id) : undefined;
    return path === undefined ? unit : { by: 'path', path };
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

/** `budget`: see `ScopeContext`. */
export function scopeContext(inventory: Inventory, budget: GlobBudget): ScopeContext {
  const { accounts, units, tags } = inventory;
  return {
    budget,
    known: nothingKnown(),
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
