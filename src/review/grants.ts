// What grants reach, now and later, before and after a change of the files: a selector that takes in more, an exception that is dropped, an end that
// is moved. Most of it is no assignment today, and so no plan would show it.
//
// A group and a permission set have terms: the parts (parts.ts) of all grants that name both, each with its end. A part of the later files that no term
// of the earlier ones covers reaches further; one that is covered by a term with an earlier end lasts longer. Narrower is the same question asked the
// other way round. Terms are compared one by one: what only several together cover counts as wider.
import type { Declarations, GrantDeclaration, Selector } from '../config/declarations.ts';
import { type Instant, NEVER } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';
import { exceptionsIn, type Part, partReader, scopeContext } from './parts.ts';
import { covers, isIn, type Scope, type ScopeContext, type ScopeTable, scopeTable } from './scope.ts';
import type { Version } from './version.ts';

/** One grant that reaches further, or less far, for some of its groups and sets. */
export interface GrantChange {
  readonly direction: 'wider' | 'narrower';
  /**
   * `reach`: it takes in more accounts, now or later. `end`: the same accounts for longer. `may-be-empty`: a selector may now match nothing without a
   * finding. `not-compared`: there was too much to compare.
   */
  readonly change: 'reach' | 'end' | 'may-be-empty' | 'not-compared';
  /** Keys of declared groups, sorted. */
  readonly groups: readonly string[];
  /** Sorted. */
  readonly permissionSets: readonly PermissionSetName[];
  /** The selectors that reach further, or that reached further. */
  readonly selectors: readonly SelectorText[];
  /** How many more there are than are shown. */
  readonly selectorsLeftOut?: number;
  /** Exceptions of the other version that these selectors do not have. */
  readonly exceptionsDropped: readonly string[];
  /** Accounts that join later can be in it. */
  readonly open: boolean;
  /** Those among today's that only this version selects, sorted; for `end`, all that are selected. Absent: the accounts are not wholly known. */
  readonly accounts?: readonly AccountId[];
  /** When the grant ends, as written; absent: never. */
  readonly ends?: string;
  /** When it ended in the other version, of `end`, and of what both reaches and lasts further; absent: never, or not otherwise. */
  readonly otherEnd?: string;
  readonly reason?: string;
  /** Of the grant. */
  readonly span: Span;
}

export interface SelectorText {
  readonly kind: Selector['kind'];
  readonly text: string;
  readonly accountSet?: string;
  readonly exceptions: readonly string[];
}

export interface ReviewOptions {
  /** Milliseconds since the epoch: grants that have ended reach nobody. */
  readonly asOf: Instant;
  /** Steps that all comparisons may take. */
  readonly steps?: number;
}

const MOST_STEPS = 20_000_000;
/** A pair of a group and a set is kept, and not only looked at: a million of them. */
const STEPS_OF_PAIR = 20;

/** Wider before narrower; in each, in the order of the files. */
export function grantChanges(before: Version, after: Version, options: ReviewOptions): readonly GrantChange[] {
  const context = scopeContext(after.inventory, { steps: options.steps ?? MOST_STEPS });
  const scopeFrom = scopeTable();
  const sideWith = (version: Version) => sideOf(version, { asOf: options.asOf, scopeFrom });
  const sides = [sideWith(before), sideWith(after)] as const;
  const same = namesOfGroups(before.declarations, after.declarations);
  const [was, is] = withoutEqual(sides[0], sides[1], same);
  const complete = after.inventory.complete;
  const wider = changesOf(is, sides[0], {
    direction: 'wider',
    context,
    complete,
    groupIn: same.before,
    setIn: same.setBefore,
  });
  const narrower = changesOf(was, sides[1], {
    direction: 'narrower',
    context,
    complete,
    groupIn: same.after,
    setIn: same.setAfter,
  });
  return [...wider, ...narrower];
}

/** All that has not ended of one version. */
interface Side {
  readonly grants: readonly Grant[];
  readonly byGroup: ReadonlyMap<string, readonly Grant[]>;
}

interface Grant {
  /** Its place among the grants of its version. */
  readonly number: number;
  readonly declaration: GrantDeclaration;
  readonly groups: ReadonlySet<string>;
  readonly sets: ReadonlySet<PermissionSetName>;
  readonly parts: readonly Part[];
}

function sideOf(
  version: Version,
  { asOf, scopeFrom }: { readonly asOf: Instant; readonly scopeFrom: ScopeTable },
): Side {
  const reader = partReader(version, scopeFrom);
  const grants = version.declarations.grants
    .filter(({ expires }) => expires === undefined || expires.value.at > asOf)
    .map(
      (declaration, number): Grant => ({
        number,
        declaration,
        groups: new Set(declaration.groups.map(({ value }) => value)),
        sets: new Set(declaration.permissionSets.map(({ value }) => value)),
        parts: reader.partsOf({ include: declaration.accounts, except: declaration.except }),
      }),
    );
  const pairs = grants.flatMap((grant) => [...grant.groups].map((group) => ({ group, grant })));
  const byGroup = new Map(
    [...groupBy(pairs, ({ group }) => group)].map(([group, of]) => [group, of.map(({ grant }) => grant)]),
  );
  return { grants, byGroup };
}

/** What a name of one version is called in the other: a key that is renamed with its pin, a set with `renamedFrom`. */
interface SameNames {
  readonly before: (group: string) => string;
  readonly after: (group: string) => string;
  readonly setBefore: (set: PermissionSetName) => PermissionSetName;
  readonly setAfter: (set: PermissionSetName) => PermissionSetName;
}

function namesOfGroups(before: Declarations, after: Declarations): SameNames {
  const [back, forth] = [new Map<string, string>(), new Map<string, string>()];
  const keyByPin = new Map(
    [...before.groups].flatMap(([key, { pin }]) =>
      pin === undefined || pin.kind === 'unpinned' ? [] : [[pin.id.value, key]],
    ),
  );
  for (const [key, { pin }] of after.groups) {
    const old = pin === undefined || pin.kind === 'unpinned' ? undefined : keyByPin.get(pin.id.value);
    if (old === undefined || before.groups.has(key) || after.groups.has(old)) continue;
    back.set(key, old);
    forth.set(old, key);
  }
  const renamed = [...after.permissionSets.values()].flatMap((set) =>
    set.kind === 'managed' && set.renamedFrom !== undefined && before.permissionSets.has(set.renamedFrom.value)
      ? [[set.name.value, set.renamedFrom.value] as const]
      : [],
  );
  const [setsBack, setsForth] = [new Map(renamed), new Map(renamed.map(([now, then]) => [then, now]))];
  return {
    before: (group) => back.get(group) ?? group,
    after: (group) => forth.get(group) ?? group,
    setBefore: (set) => setsBack.get(set) ?? set,
    setAfter: (set) => setsForth.get(set) ?? set,
  };
}

/** Most grants are as they were: those need no comparison. */
function withoutEqual(before: Side, after: Side, same: SameNames): readonly [readonly Grant[], readonly Grant[]] {
  const keyOf = (
    { declaration: { expires }, parts, groups, sets }: Grant,
    { group, set }: { group: (name: string) => string; set: (name: string) => string },
  ) =>
    JSON.stringify([
      [...groups].map(group).sort(),
      [...sets].map(set).sort(),
      expires?.value.at,
      parts.map(({ scope, mayBeEmpty }) => [scope.number, mayBeEmpty]),
    ]);
  const itself = { group: (name: string) => name, set: (name: string) => name };
  const old = new Map(before.grants.map((grant) => [keyOf(grant, itself), grant]));
  const now = new Map(after.grants.map((grant) => [keyOf(grant, { group: same.before, set: same.setBefore }), grant]));
  return [
    [...old].filter(([key]) => !now.has(key)).map(([, grant]) => grant),
    [...now].filter(([key]) => !old.has(key)).map(([, grant]) => grant),
  ];
}

interface Comparing {
  readonly direction: GrantChange['direction'];
  readonly context: ScopeContext;
  readonly complete: boolean;
  /** What the other version calls them. */
  readonly groupIn: (group: string) => string;
  readonly setIn: (set: PermissionSetName) => PermissionSetName;
}

/** What `grants` reach that the other version's do not. */
function changesOf(grants: readonly Grant[], other: Side, comparing: Comparing): readonly GrantChange[] {
  return grants.flatMap((grant) => changesOfGrant(grant, other, comparing));
}

/** Many groups and sets have the same terms in the other version: those are compared once. */
function changesOfGrant(grant: Grant, other: Side, comparing: Comparing): readonly GrantChange[] {
  const { budget } = comparing.context;
  const pairs: {
    readonly group: string;
    readonly set: PermissionSetName;
    readonly terms: readonly Grant[];
    readonly key: string;
  }[] = [];
  for (const group of grant.groups) {
    const ofGroup = other.byGroup.get(comparing.groupIn(group)) ?? [];
    for (const set of grant.sets) {
      budget.steps -= ofGroup.length + STEPS_OF_PAIR;
      if (budget.steps < 0)
        return [
          changeOf(grant, {
            comparing,
            change: 'not-compared',
            pairs: allPairsOf(grant),
            parts: grant.parts,
            others: [],
          }),
        ];
      const terms = ofGroup.filter(({ sets }) => sets.has(comparing.setIn(set)));
      pairs.push({ group, set, terms, key: terms.map(({ number }) => number).join(' ') });
    }
  }
  return [...groupBy(pairs, ({ key }) => key).values()].flatMap((alike) =>
    changesAgainst(grant, alike[0]!.terms, { pairs: alike, comparing }),
  );
}

interface Pair {
  readonly group: string;
  readonly set: PermissionSetName;
}

function allPairsOf({ groups, sets }: Grant): readonly Pair[] {
  const [set] = sets;
  const [group] = groups;
  return [
    ...[...groups].map((each) => ({ group: each, set: set! })),
    ...[...sets].map((each) => ({ group: group!, set: each })),
  ];
}

interface Alike {
  readonly pairs: readonly Pair[];
  readonly comparing: Comparing;
}

interface Term {
  readonly part: Part;
  readonly scope: Scope;
  readonly end: Instant;
  readonly endText?: string;
}

function changesAgainst(grant: Grant, terms: readonly Grant[], { pairs, comparing }: Alike): readonly GrantChange[] {
  const { context } = comparing;
  const others = terms.flatMap(termsOf);
  const further: Part[] = [];
  const longer: { readonly part: Part; readonly other: Term }[] = [];
  const unchecked: Part[] = [];
  for (const { part, scope, end } of termsOf(grant)) {
    const covering = others.filter((term) => covers(term.scope, scope, context));
    const longest = [...covering].sort((a, b) => b.end - a.end)[0];
    if (context.budget.steps < 0)
      return [changeOf(grant, { comparing, change: 'not-compared', pairs, parts: grant.parts, others })];
    if (longest === undefined) further.push(part);
    else if (longest.end < end) longer.push({ part, other: longest });
    else if (part.mayBeEmpty && !covering.some((term) => term.part.mayBeEmpty)) unchecked.push(part);
  }
  const shared = { comparing, pairs, others };
  const byEnd = groupBy(longer, ({ other }) => other.end);
  return [
    ...(further.length === 0 ? [] : [changeOf(grant, { ...shared, change: 'reach', parts: further })]),
    ...[...byEnd.values()].map((ending) =>
      changeOf(grant, { ...shared, change: 'end', parts: ending.map(({ part }) => part), other: ending[0]!.other }),
    ),
    ...(unchecked.length === 0 || comparing.direction === 'narrower'
      ? []
      : [changeOf(grant, { ...shared, change: 'may-be-empty', parts: unchecked })]),
  ];
}

const endOf = ({ expires }: GrantDeclaration): Instant => expires?.value.at ?? NEVER;

function termsOf({ declaration, parts }: Grant): readonly Term[] {
  const { expires } = declaration;
  const end = { end: endOf(declaration), ...(expires === undefined ? {} : { endText: expires.value.text }) };
  return parts.map((part) => ({ part, scope: part.scope, ...end }));
}

interface Found {
  readonly comparing: Comparing;
  readonly change: GrantChange['change'];
  readonly pairs: readonly Pair[];
  readonly parts: readonly Part[];
  readonly others: readonly Term[];
  /** Of `end`. */
  readonly other?: Term;
}

function changeOf({ declaration }: Grant, { comparing, change, pairs, parts, others, other }: Found): GrantChange {
  const { direction, context } = comparing;
  const accounts =
    comparing.complete && change !== 'not-compared'
      ? accountsIn(parts, change === 'reach' ? others : [], context)
      : undefined;
  const dropped = change === 'reach' ? exceptionsDropped(parts, others, context) : [];
  const shorter =
    other ?? (change === 'reach' ? shorterTerm(parts, { end: endOf(declaration), others, context }) : undefined);
  return {
    direction,
    change,
    groups: [...new Set(pairs.map(({ group }) => group))].sort(),
    permissionSets: [...new Set(pairs.map(({ set }) => set))].sort(),
    selectors: parts.slice(0, MOST_SHOWN).map(({ kind, text, accountSet, exceptions }) => ({
      kind,
      text,
      ...optional({ accountSet }),
      exceptions: exceptionsIn(exceptions, MOST_SHOWN).map((exception) => exception.text),
    })),
    ...(parts.length > MOST_SHOWN ? { selectorsLeftOut: parts.length - MOST_SHOWN } : {}),
    exceptionsDropped: dropped,
    open:
      change === 'reach'
        ? parts.some((part) => isOpenFurther(part, others, context))
        : parts.some(({ selected }) => selected.isOpen),
    ...optional({ accounts }),
    ...(declaration.expires === undefined ? {} : { ends: declaration.expires.value.text }),
    ...(shorter?.endText === undefined ? {} : { otherEnd: shorter.endText }),
    ...optional({ reason: declaration.reason }),
    span: declaration.span,
  };
}

/** What lasts longer as well, though it is not the same accounts: the other version's longest term that has the selectors, where it ends earlier. */
function shorterTerm(
  parts: readonly Part[],
  { end, others, context }: { readonly end: Instant; readonly others: readonly Term[]; readonly context: ScopeContext },
): Term | undefined {
  const longest = parts.flatMap((part) => {
    const selecting = others.filter(({ part: other }) => covers(other.selected, part.selected, context));
    return [...selecting].sort((a, b) => b.end - a.end).slice(0, 1);
  });
  return longest.filter((term) => term.end < end).sort((a, b) => a.end - b.end)[0];
}

/** Of today's accounts, in id order. Undefined: it is not known of some. */
function accountsIn(
  parts: readonly Part[],
  others: readonly Term[],
  context: ScopeContext,
): readonly AccountId[] | undefined {
  const found: AccountId[] = [];
  for (const { id } of context.accounts.values()) {
    const answers = parts.map(({ scope }) => isIn(scope, id, context));
    if (answers.includes('yes')) {
      if (!others.some((term) => isIn(term.scope, id, context) === 'yes')) found.push(id);
    } else if (answers.includes('unknown')) return undefined;
  }
  return found.sort();
}

/** What a reader is shown of a list. */
const MOST_SHOWN = 200;

/** The other version has the selector, and left this out of it. */
function exceptionsDropped(parts: readonly Part[], others: readonly Term[], context: ScopeContext): readonly string[] {
  const dropped = new Set<string>();
  for (const part of parts.slice(0, MOST_SHOWN))
    for (const { part: other } of others.filter((term) => covers(term.part.selected, part.selected, context)))
      for (const { text, scope } of exceptionsIn(other.exceptions, MOST_SHOWN))
        if (dropped.size < MOST_SHOWN && !isExcepted(scope, part, context)) dropped.add(text);
  return [...dropped];
}

function isExcepted(scope: Scope, { exceptions }: Part, context: ScopeContext): boolean {
  for (let at = exceptions; at !== undefined; at = at.inner)
    if (at.own.some((kept) => covers(kept.scope, scope, context))) return true;
  return false;
}

/** Accounts that join later are in it, and would not have been in the other version. */
function isOpenFurther(part: Part, others: readonly Term[], context: ScopeContext): boolean {
  if (!part.selected.isOpen) return false;
  const selecting = others.filter(({ part: other }) => covers(other.selected, part.selected, context));
  if (selecting.length === 0) return true;
  return selecting.every(({ part: { exceptions } }) => {
    for (let at = exceptions; at !== undefined; at = at.inner)
      if (at.own.some(({ scope }) => scope.isOpen && !isExcepted(scope, part, context))) return true;
    return false;
  });
}
