// Account selectors → account ids. A selector that matches nothing is an error: what was meant to shrink or grow would do so unseen.
import type {
  AccountSetDeclaration,
  Declarations,
  OrganizationalUnitRef,
  Selector,
  SelectorItem,
} from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { matchesGlob } from '../state/glob.ts';
import type { AccountId } from '../state/state.ts';
import type { Inventory, KnownAccount } from './inventory.ts';
import { chosen, difference, intersection, NONE, type Selection } from './selection.ts';
import { mayBeSelected } from './unread.ts';

export interface AccountResolver {
  /** The union of `include` less the union of `except`. Findings go to the resolver, once a place. */
  select(lists: Pick<AccountSetDeclaration, 'include' | 'except'>): Selection;
  /** Selectors that matched nothing in an inventory that may be incomplete. */
  unmatched(): number;
  findings(): readonly Diagnostic[];
}

export function accountResolver(declarations: Declarations, inventory: Inventory): AccountResolver {
  const found = new Map<string, Diagnostic>();
  const doubtful = new Set<string>();
  const sets = new Map<string, Selection>();
  const path: string[] = [];

  function report(diagnostic: Diagnostic): Selection {
    const { span } = diagnostic;
    found.set(`${diagnostic.code} ${span?.file}:${span?.start.offset}`, diagnostic);
    return NONE;
  }

  /** That a selector means nothing, unless it may mean what could not be read. */
  function reportMissing({ selector }: SelectorItem, diagnostic: Diagnostic): Selection {
    return mayBeSelected(selector, declarations) ? NONE : report(diagnostic);
  }

  function select({ include, except }: Pick<AccountSetDeclaration, 'include' | 'except'>): Selection {
    return difference(
      include.map((item) => selectItem(item, { exception: false })),
      except.map((item) => selectItem(item, { exception: true })),
    );
  }

  function selectItem(item: SelectorItem, role: { readonly exception: boolean }): Selection {
    const selection = resolve(item.selector, item);
    if (selection.uncertain || selection.accounts.size > 0) return selection;
    // A dead exception broadens, also where it stands in a set that may be empty.
    if (!role.exception && (item.mayBeEmpty || selection.mayBeEmpty)) return { ...selection, mayBeEmpty: true };
    if (!inventory.complete) {
      doubtful.add(`${item.span.file}:${item.span.start.offset}`);
      return NONE;
    }
    const code = role.exception ? 'account/exception-empty' : 'account/selector-empty';
    return reportMissing(item, diagnose(code, { text: item.text }, { span: item.span }));
  }

  function resolve(selector: Selector, item: SelectorItem): Selection {
    switch (selector.kind) {
      case 'name':
        return byName(selector.name, item);
      case 'id':
        return byId(selector.id, item);
      case 'glob':
        return members((account) => account.names.some((name) => matchesGlob(selector.pattern, name)));
      case 'organizational-unit':
        return byUnit(selector.unit, { recursive: selector.recursive, item });
      case 'tag':
        return members(({ tags }) => Object.hasOwn(tags, selector.key) && tags[selector.key] === selector.value);
      case 'set':
        return bySet(selector.name, item);
      case 'all':
        return members(() => true);
      case 'intersect':
        return intersection(selector.of.map((part) => selectItem(part, { exception: false })));
      default:
        return selector satisfies never;
    }
  }

  /** The management account is matched only by name or id: nobody should reach it by a wildcard. */
  function members(matches: (account: KnownAccount) => boolean): Selection {
    return chosen(
      inventory.accounts.flatMap((account) => (!account.management && matches(account) ? [account.id] : [])),
    );
  }

  function byName(name: string, item: SelectorItem): Selection {
    const ids = inventory.accounts.filter(({ names }) => names.includes(name)).map(({ id }) => id);
    if (ids.length > 1) return report(diagnose('account/ambiguous', { name, ids }, { span: item.span }));
    if (ids.length === 0 && inventory.complete) {
      const names = inventory.accounts.flatMap((account) => account.names);
      return unknownAccount(name, names, item);
    }
    return chosen(ids);
  }

  function byId(id: string, item: SelectorItem): Selection {
    const known = inventory.accounts.find((account) => account.id === id);
    if (known !== undefined) return chosen([known.id]);
    if (!inventory.complete) return chosen([id as AccountId]);
    const ids = inventory.accounts.map((account) => account.id);
    return unknownAccount(id, ids, item);
  }

  function unknownAccount(name: string, known: readonly string[], item: SelectorItem): Selection {
    return reportMissing(
      item,
      diagnose('account/unknown', { name, nearest: nearest(name, known) }, { span: item.span }),
    );
  }

  function byUnit(
    unit: OrganizationalUnitRef,
    { recursive, item }: { readonly recursive: boolean; readonly item: SelectorItem },
  ): Selection {
    const inUnit = (wanted: string) =>
      members(({ unitIds }) => (recursive ? unitIds.includes(wanted) : unitIds.at(-1) === wanted));
    if (unit.by === 'id') {
      if (!inventory.knowsUnitIds) return NONE;
      return inventory.units.some(({ id }) => id === unit.id) ? inUnit(unit.id) : unknownUnit(unit.id, item);
    }
    const { path: wanted } = unit;
    if (inventory.knowsUnitIds && wanted !== '') {
      // Where ids are known they decide: unit names may contain a `/`, and then look like units below others.
      const ids = inventory.units.flatMap(({ path: unitPath, id }) => (unitPath === wanted ? (id ?? []) : []));
      if (ids.length > 1) return report(diagnose('account/ambiguous-unit', { path: wanted, ids }, { span: item.span }));
      return ids[0] === undefined ? unknownUnit(wanted, item) : inUnit(ids[0]);
    }
    if (inventory.complete && wanted !== '' && !inventory.units.some((known) => known.path === wanted))
      return unknownUnit(wanted, item);
    return members(
      ({ unitPath }) => unitPath === wanted || (recursive && (wanted === '' || unitPath.startsWith(`${wanted}/`))),
    );
  }

  function unknownUnit(name: string, item: SelectorItem): Selection {
    const known = inventory.units.flatMap(({ path: unitPath, id }) => [unitPath, ...(id === undefined ? [] : [id])]);
    const facts = { path: name, nearest: nearest(name, known) };
    return reportMissing(item, diagnose('account/unknown-unit', facts, { span: item.span }));
  }

  function bySet(name: string, item: SelectorItem): Selection {
    const declaration = declarations.accountSets.get(name);
    if (declaration === undefined) {
      if (declarations.invalid.accountSets.has(name)) return NONE;
      const facts = { kind: 'account set', name, nearest: nearest(name, declarations.accountSets) };
      return reportMissing(item, diagnose('name/unknown', facts, { span: item.span }));
    }
    if (path.includes(name)) {
      const names = [...path.slice(path.indexOf(name)), name];
      return report(diagnose('account/set-cycle', { names }, { span: declaration.name.span }));
    }
    const known = sets.get(name);
    if (known !== undefined) return known;
    path.push(name);
    const selection = select(declaration);
    path.pop();
    sets.set(name, selection);
    return selection;
  }

  // Every declared set is judged, granted on or not.
  for (const [
    name,
    {
      name: { span },
    },
  ] of declarations.accountSets)
    bySet(name, { selector: { kind: 'set', name }, text: `set:${name}`, span, mayBeEmpty: true });
  declarations.rejected.accountSets.forEach(select);

  return { select, unmatched: () => doubtful.size, findings: () => [...found.values()] };
}
