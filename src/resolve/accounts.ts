// Account selectors → account ids.
//
// Terms. A selector (an item of `accounts:`, `except:`, an account set or an `allOf`) chooses a selection: accounts of the inventory, and what an empty
// choice would mean. A selection is uncertain where something in it could not be judged, or was a finding already: then empty means nothing.
// The inventory is complete when a live organisation was read, or `accounts:` says that it lists every account.
//
// Premise. Whoever writes a selector means at least one account. One that chooses none is a wrong name, or an account that left, and what was meant
// to shrink or to grow would do so unseen.
//
// Rules.
// 1. In a complete inventory, a selector that chooses nothing is an error; not so where it says `mayBeEmpty`, itself or by the set it names.
// 2. An exception that chooses nothing is an error whatever is said of emptiness: it narrows nothing, and the grant is wider than it reads.
// 3. In an inventory that may lack accounts, choosing nothing proves nothing: such selectors are counted, not reported.
// 4. What was not read (units, tags) chooses nobody, and says so; it never chooses everybody, and never silently nobody.
// 5. Globs, units, tags and `*` leave out the management account (account-index.ts); only its name or id chooses it.
// 6. Each fault is told once a place, though a set may be named by a thousand grants.
//
// Rejected:
// - a warning for what matches nothing: a revocation would pass CI as a warning;
// - resolving a set anew for each place that names it, so that findings name that place: the set is wrong where it is written, and nested sets
//   would cost as much as the paths through them.
import type {
  AccountSetDeclaration,
  Declarations,
  OrganizationalUnitRef,
  SelectorItem,
} from '../config/declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isNearPath, suggester } from '../diagnostics/suggest.ts';
import type { AccountId } from '../state/state.ts';
import { type AccountIndex, accountIndex, type UnitIndex } from './account-index.ts';
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

type Lists = Pick<AccountSetDeclaration, 'include' | 'except'>;

export interface AccountResolver {
  /** The union of `include` less the union of `except`. Findings go to the resolver, once a place. */
  select(lists: Lists): Selection;
  /** Selectors that matched nothing in an inventory that may be incomplete. */
  unmatched(): number;
  findings(): readonly Diagnostic[];
  /** Those about what was selected, and not about the account sets. */
  findingsOfSelections(): readonly Diagnostic[];
}

/** What all selections of a resolver share. */
interface Resolving {
  readonly declarations: Declarations;
  readonly inventory: Inventory;
  readonly index: AccountIndex;
  readonly suggest: ReturnType<typeof suggester>;
  /** Tells each fault once a place (rule 6). Nothing is selected by it. */
  readonly report: (diagnostic: Diagnostic, place?: string) => Selection;
  /** Places of selectors that chose nothing in an inventory that may lack accounts (rule 3). */
  readonly doubtful: Set<string>;
  /** Account sets that are resolved, by name. */
  readonly sets: Map<string, Selection>;
  /** Account sets that are being resolved, outermost first. */
  readonly path: string[];
  /** Whether these may still be gone through, of MOST_CHOICES; that they may not is said once. */
  readonly isAffordable: (selections: readonly Selection[], item: SelectorItem) => boolean;
}

export function accountResolver(declarations: Declarations, inventory: Inventory): AccountResolver {
  const found = { ofSets: collector(), ofSelections: collector() };
  let current = found.ofSets;
  const report = reporter((diagnostic) => current.report(diagnostic));
  const resolving: Resolving = {
    declarations,
    inventory,
    index: accountIndex(inventory),
    suggest: suggester(),
    report,
    doubtful: new Set(),
    sets: new Map(),
    path: [],
    isAffordable: choiceBudget(report),
  };
  // Every declared set is judged, granted on or not.
  for (const [name, { name: declared }] of declarations.accountSets)
    bySet(
      name,
      { selector: { kind: 'set', name }, text: `set:${name}`, span: declared.span, mayBeEmpty: true },
      resolving,
    );
  for (const rejected of declarations.rejected.accountSets) select(rejected, resolving);
  current = found.ofSelections;
  return {
    select: (lists) => select(lists, resolving),
    unmatched: () => resolving.doubtful.size,
    findings: () => [...found.ofSets.findings(), ...found.ofSelections.findings()],
    findingsOfSelections: () => found.ofSelections.findings(),
  };
}

function reporter(tell: (diagnostic: Diagnostic) => void): Resolving['report'] {
  const reported = new Set<string>();
  return (diagnostic, place = placeOf(diagnostic)) => {
    const key = `${diagnostic.code} ${place}`;
    if (!reported.has(key)) tell(diagnostic);
    reported.add(key);
    return NONE;
  };
}

const placeOf = ({ span }: Pick<Diagnostic, 'span'>): string => `${span?.file}:${span?.start.offset}`;

function choiceBudget(report: Resolving['report']): Resolving['isAffordable'] {
  let left = MOST_CHOICES;
  return (selections, { span }) => {
    if (selections.length === 1) return true;
    for (const { accounts } of selections) left -= accounts.size;
    if (left < 0) report(diagnose('account/too-many-choices', { most: MOST_CHOICES }, { span }), 'once');
    return left >= 0;
  };
}

function select({ include, except }: Lists, resolving: Resolving): Selection {
  const included = include.map((item) => selectItem(item, resolving));
  const excepted = except.map((item) => selectException(item, resolving));
  const place = include[0] ?? except[0];
  const isAffordable = place === undefined || resolving.isAffordable([...included, ...excepted], place);
  return isAffordable ? difference(included, excepted) : NONE;
}

/** Rule 1. */
function selectItem(item: SelectorItem, resolving: Resolving): Selection {
  const selection = resolve(item, resolving);
  if (!choseNothing(selection)) return selection;
  if (item.mayBeEmpty || selection.mayBeEmpty) return { ...selection, mayBeEmpty: true };
  return nothing('account/selector-empty', item, resolving);
}

/** Rule 2: also where it stands in a set that may be empty. */
function selectException(item: SelectorItem, resolving: Resolving): Selection {
  const selection = resolve(item, resolving);
  return choseNothing(selection) ? nothing('account/exception-empty', item, resolving) : selection;
}

const choseNothing = ({ accounts, uncertain }: Selection): boolean => accounts.size === 0 && !uncertain;

/** Rule 3, or an error. */
function nothing(
  code: 'account/selector-empty' | 'account/exception-empty',
  item: SelectorItem,
  resolving: Resolving,
): Selection {
  const { text, span } = item;
  if (resolving.inventory.complete) return missing(item, () => diagnose(code, { text }, { span }), resolving);
  resolving.doubtful.add(placeOf(item));
  return NONE;
}

/** That a selector means nothing, unless it may mean what the files have and could not be decoded. */
function missing({ selector }: SelectorItem, diagnostic: () => Diagnostic, resolving: Resolving): Selection {
  return mayBeSelected(selector, resolving.declarations) ? NONE : resolving.report(diagnostic());
}

function resolve(item: SelectorItem, resolving: Resolving): Selection {
  const { selector, span } = item;
  const { index, report } = resolving;
  switch (selector.kind) {
    case 'name':
      return byName(selector.name, item, resolving);
    case 'id':
      return byId(selector.id, item, resolving);
    case 'glob': {
      const tooMany = () => diagnose('account/too-many-globs', { most: index.mostSteps }, { span });
      return index.matching(selector.pattern) ?? report(tooMany(), 'once');
    }
    case 'organizational-unit':
      return index.units.read
        ? byUnit(selector, { units: index.units.value, item }, resolving)
        : unread('organizational units', item, resolving);
    case 'tag':
      return index.tagged.read
        ? index.tagged.value(selector.key, selector.value)
        : unread('the tags of accounts', item, resolving);
    case 'set':
      return bySet(selector.name, item, resolving);
    case 'all':
      return index.all;
    case 'intersect': {
      const parts = selector.of.map((part) => selectItem(part, resolving));
      return resolving.isAffordable(parts, item) ? intersection(parts) : NONE;
    }
    default:
      return selector satisfies never;
  }
}

/** Rule 4. */
function unread(what: string, { text, span }: SelectorItem, { report }: Resolving): Selection {
  return report(diagnose('account/selector-unread', { text, what }, { span }));
}

function byName(name: string, item: SelectorItem, resolving: Resolving): Selection {
  const { index, inventory, report } = resolving;
  const named = index.named(name);
  const ids = [...named.accounts];
  if (ids.length > 1) return report(diagnose('account/ambiguous', { name, ids }, { span: item.span }));
  return ids.length === 0 && inventory.complete ? unknownAccount(name, index.names, item, resolving) : named;
}

/** An id names its account also where the inventory lacks it, as long as that may lack accounts. */
function byId(id: string, item: SelectorItem, resolving: Resolving): Selection {
  const { index, inventory } = resolving;
  if (index.ids.has(id) || !inventory.complete) return chosen([id as AccountId]);
  return unknownAccount(id, index.ids, item, resolving);
}

function unknownAccount(name: string, known: ReadonlySet<string>, item: SelectorItem, resolving: Resolving): Selection {
  const facts = () => ({ name, nearest: resolving.suggest(name, known) });
  return missing(item, () => diagnose('account/unknown', facts(), { span: item.span }), resolving);
}

interface UnitSelector {
  readonly unit: OrganizationalUnitRef;
  readonly recursive: boolean;
}

interface UnitItem {
  readonly units: UnitIndex;
  readonly item: SelectorItem;
}

function byUnit({ unit, recursive }: UnitSelector, place: UnitItem, resolving: Resolving): Selection {
  const { units } = place;
  if (unit.by === 'id') {
    if (!units.haveIds) return NONE;
    return units.ids.has(unit.id) ? units.inUnit({ id: unit.id, recursive }) : unknownUnit(unit.id, place, resolving);
  }
  return unit.path !== '' && units.haveIds
    ? byUnitPath({ path: unit.path, recursive }, place, resolving)
    : byPathAlone({ path: unit.path, recursive }, place, resolving);
}

interface PathSelector {
  readonly path: string;
  readonly recursive: boolean;
}

/** Where ids are known they decide: unit names may contain a `/`, and then look like units below others. */
function byUnitPath({ path, recursive }: PathSelector, place: UnitItem, resolving: Resolving): Selection {
  const { units, item } = place;
  const ids = units.idsOf(path);
  const [id] = ids;
  if (id === undefined) return unknownUnit(path, place, resolving);
  if (ids.length === 1) return units.inUnit({ id, recursive });
  return resolving.report(diagnose('account/ambiguous-unit', { path, ids }, { span: item.span }));
}

/** The root, or a unit of an inventory in the files, which has no ids. */
function byPathAlone({ path, recursive }: PathSelector, place: UnitItem, resolving: Resolving): Selection {
  const isKnown = path === '' || place.units.paths.has(path) || !resolving.inventory.complete;
  return isKnown ? place.units.inPath({ path, recursive }) : unknownUnit(path, place, resolving);
}

/** Nothing above the unit, or beside it, is suggested: that is another scope. */
function unknownUnit(path: string, { units, item }: UnitItem, resolving: Resolving): Selection {
  const nearest = () => resolving.suggest(path, units.asDeepAs(path)).filter((other) => isNearPath(path, other));
  const unknown = () => diagnose('account/unknown-unit', { path, nearest: nearest() }, { span: item.span });
  return missing(item, unknown, resolving);
}

function bySet(name: string, item: SelectorItem, resolving: Resolving): Selection {
  const { declarations, report, sets, path, suggest } = resolving;
  const declaration = declarations.accountSets.get(name);
  if (declaration === undefined) {
    if (declarations.invalid.accountSets.has(name)) return NONE;
    const facts = () => ({ kind: 'account set', name, nearest: suggest(name, declarations.accountSets) });
    return missing(item, () => diagnose('name/unknown', facts(), { span: item.span }), resolving);
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
  const selection = select(declaration, resolving);
  path.pop();
  sets.set(name, selection);
  return selection;
}
