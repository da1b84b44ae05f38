// Account selectors → account ids. A selector that matches nothing is an error: what was meant to shrink or grow would do so unseen.
import type {
  AccountSetDeclaration,
  Declarations,
  OrganizationalUnitRef,
  Selector,
  SelectorItem,
} from '../config/declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isNearPath, suggester } from '../diagnostics/suggest.ts';
import type { AccountId } from '../state/state.ts';
import { accountIndex, type UnitIndex } from './account-index.ts';
import type { Inventory } from './inventory.ts';
import { chosen, difference, intersection, NONE, type Selection } from './selection.ts';
import { mayBeSelected } from './unread.ts';

/** How deep account sets may stand in account sets: far deeper than anybody could follow. */
const MOST_LEVELS = 32;
/**
 * Accounts that all selections together may go through, where they are joined, subtracted or intersected. A selection that is taken as it is
 * costs nothing, and all that can be granted is half of it (MOST_ASSIGNMENTS).
 */
const MOST_CHOICES = 2_000_000;

export interface AccountResolver {
  /** The union of `include` less the union of `except`. Findings go to the resolver, once a place. */
  select(lists: Pick<AccountSetDeclaration, 'include' | 'except'>): Selection;
  /** Selectors that matched nothing in an inventory that may be incomplete. */
  unmatched(): number;
  findings(): readonly Diagnostic[];
  /** Those about what was selected, and not about the account sets. */
  findingsOfSelections(): readonly Diagnostic[];
}

export function accountResolver(declarations: Declarations, inventory: Inventory): AccountResolver {
  const index = accountIndex(inventory);
  const suggest = suggester();
  let found = collector();
  const reported = new Set<string>();
  const doubtful = new Set<string>();
  const sets = new Map<string, Selection>();
  const path: string[] = [];
  let choices = MOST_CHOICES;

  function report(diagnostic: Diagnostic): Selection {
    const { span } = diagnostic;
    const place = `${diagnostic.code} ${span?.file}:${span?.start.offset}`;
    if (!reported.has(place)) found.report(diagnostic);
    reported.add(place);
    return NONE;
  }

  /** That a selector means nothing, unless it may mean what could not be read. */
  function reportMissing({ selector }: SelectorItem, diagnostic: () => Diagnostic): Selection {
    return mayBeSelected(selector, declarations) ? NONE : report(diagnostic());
  }

  function select({ include, except }: Pick<AccountSetDeclaration, 'include' | 'except'>): Selection {
    const included = include.map((item) => selectItem(item, { exception: false }));
    const excepted = except.map((item) => selectItem(item, { exception: true }));
    const place = include[0] ?? except[0];
    if (place === undefined || isAffordable([...included, ...excepted], place)) return difference(included, excepted);
    return NONE;
  }

  /** Whether the selections may still be gone through; that they may not is said once. */
  function isAffordable(selections: readonly Selection[], { span }: SelectorItem): boolean {
    if (selections.length === 1) return true;
    const isFirst = choices >= 0;
    for (const { accounts } of selections) choices -= accounts.size;
    if (choices < 0 && isFirst) report(diagnose('account/too-many-choices', { most: MOST_CHOICES }, { span }));
    return choices >= 0;
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
    return reportMissing(item, () => diagnose(code, { text: item.text }, { span: item.span }));
  }

  function resolve(selector: Selector, item: SelectorItem): Selection {
    switch (selector.kind) {
      case 'name':
        return byName(selector.name, item);
      case 'id':
        return byId(selector.id, item);
      case 'glob':
        return byGlob(selector.pattern, item);
      case 'organizational-unit':
        return index.units.read
          ? byUnit(selector.unit, { units: index.units.value, recursive: selector.recursive, item })
          : unread('organizational units', item);
      case 'tag':
        return index.tagged.read
          ? index.tagged.value(selector.key, selector.value)
          : unread('the tags of accounts', item);
      case 'set':
        return bySet(selector.name, item);
      case 'all':
        return index.all;
      case 'intersect': {
        const parts = selector.of.map((part) => selectItem(part, { exception: false }));
        return isAffordable(parts, item) ? intersection(parts) : NONE;
      }
      default:
        return selector satisfies never;
    }
  }

  function byGlob(pattern: string, { span }: SelectorItem): Selection {
    const matched = index.matching(pattern);
    if (matched !== undefined) return matched;
    if (!reported.has(TOO_MANY_GLOBS))
      found.report(diagnose('account/too-many-globs', { most: index.mostSteps }, { span }));
    reported.add(TOO_MANY_GLOBS);
    return NONE;
  }

  function byName(name: string, item: SelectorItem): Selection {
    const named = index.named(name);
    const ids = [...named.accounts];
    if (ids.length > 1) return report(diagnose('account/ambiguous', { name, ids }, { span: item.span }));
    if (ids.length === 0 && inventory.complete) return unknownAccount(name, index.names, item);
    return named;
  }

  function byId(id: string, item: SelectorItem): Selection {
    if (index.ids.has(id) || !inventory.complete) return chosen([id as AccountId]);
    return unknownAccount(id, index.ids, item);
  }

  function unknownAccount(name: string, known: ReadonlySet<string>, item: SelectorItem): Selection {
    return reportMissing(item, () =>
      diagnose('account/unknown', { name, nearest: suggest(name, known) }, { span: item.span }),
    );
  }

  /** Nothing is known of what it selects, and that is not nothing. */
  function unread(what: string, { text, span }: SelectorItem): Selection {
    return report(diagnose('account/selector-unread', { text, what }, { span }));
  }

  interface UnitItem {
    readonly units: UnitIndex;
    readonly recursive: boolean;
    readonly item: SelectorItem;
  }

  function byUnit(unit: OrganizationalUnitRef, { units, recursive, item }: UnitItem): Selection {
    const inUnit = (id: string) => units.inUnit({ id, recursive });
    // What is above a unit, or beside it, is another scope.
    const nearUnits = (name: string) => suggest(name, units.asDeepAs(name)).filter((other) => isNearPath(name, other));
    const unknownUnit = (name: string) =>
      reportMissing(item, () =>
        diagnose('account/unknown-unit', { path: name, nearest: nearUnits(name) }, { span: item.span }),
      );
    if (unit.by === 'id') {
      if (!units.haveIds) return NONE;
      return units.ids.has(unit.id) ? inUnit(unit.id) : unknownUnit(unit.id);
    }
    const { path: wanted } = unit;
    if (units.haveIds && wanted !== '') {
      // Where ids are known they decide: unit names may contain a `/`, and then look like units below others.
      const ids = units.idsOf(wanted);
      if (ids.length > 1) return report(diagnose('account/ambiguous-unit', { path: wanted, ids }, { span: item.span }));
      return ids[0] === undefined ? unknownUnit(wanted) : inUnit(ids[0]);
    }
    if (inventory.complete && wanted !== '' && !units.paths.has(wanted)) return unknownUnit(wanted);
    return units.inPath({ path: wanted, recursive });
  }

  function bySet(name: string, item: SelectorItem): Selection {
    const declaration = declarations.accountSets.get(name);
    if (declaration === undefined) {
      if (declarations.invalid.accountSets.has(name)) return NONE;
      const facts = () => ({ kind: 'account set', name, nearest: suggest(name, declarations.accountSets) });
      return reportMissing(item, () => diagnose('name/unknown', facts(), { span: item.span }));
    }
    if (path.includes(name)) {
      const names = [...path.slice(path.indexOf(name)), name];
      return report(diagnose('account/set-cycle', { names }, { span: declaration.name.span }));
    }
    const known = sets.get(name);
    if (known !== undefined) return known;
    if (path.length === MOST_LEVELS)
      return report(diagnose('account/set-too-deep', { name, most: MOST_LEVELS }, { span: item.span }));
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
  const ofSets = found.findings();
  found = collector();

  return {
    select,
    unmatched: () => doubtful.size,
    findings: () => [...ofSets, ...found.findings()],
    findingsOfSelections: () => found.findings(),
  };
}

const TOO_MANY_GLOBS = 'account/too-many-globs';
