// The inventory by everything that a selector can ask for: made once, so that each selector costs what it finds and not what there is.

import { memoize, memoizeByText } from '../memoize.ts';
import { type GlobBudget, matchesGlob } from '../state/glob.ts';
import { groupBy } from '../state/group-by.ts';
import { asRead, type Read, UNREAD } from '../state/read.ts';
import type { AccountId } from '../state/state.ts';
import { type Inventory, type KnownAccount, type KnownUnits, placeIn, withAncestors } from './inventory.ts';
import { chosen, type Selection } from './selection.ts';

/** Characters that all globs together may compare, and four for each comparison: five hundred globs over five thousand accounts take less. */
const MOST_STEPS = 60_000_000;

/** Selections are in id order; those by glob, unit or tag, and of all, never hold the management account: nobody should reach it by a wildcard. */
export interface AccountIndex {
  readonly names: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  readonly named: (name: string) => Selection;
  readonly all: Selection;
  readonly tagged: Read<(key: string, value: string) => Selection>;
  /** Undefined: all globs together were too much to go through. */
  readonly matching: (pattern: string) => Selection | undefined;
  readonly mostSteps: number;
  readonly units: Read<UnitIndex>;
}

export interface UnitIndex {
  /** See `KnownUnits.haveIds`. */
  readonly haveIds: boolean;
  readonly ids: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  /** Paths and ids with as many names as the path, for suggestions: what is above a unit reaches further than was written. */
  readonly asDeepAs: (path: string) => readonly string[];
  readonly idsOf: (path: string) => readonly string[];
  readonly inUnit: (unit: { readonly id: string; readonly recursive: boolean }) => Selection;
  /** `path` is empty for the root. */
  readonly inPath: (unit: { readonly path: string; readonly recursive: boolean }) => Selection;
}

export function accountIndex({ accounts, units, tags }: Inventory): AccountIndex {
  const members = accounts.filter(({ management }) => !management);
  const selectionsBy = selectionsAmong(members);
  const byName = groupBy(
    accounts.flatMap((account) => account.names.map((name) => ({ name, account }))),
    ({ name }) => name,
  );
  const budget: GlobBudget = { steps: MOST_STEPS };
  const matching = memoizeByText((pattern) =>
    chosen(members.filter(({ names }) => names.some((name) => matchesGlob(pattern, name, budget))).map(({ id }) => id)),
  );
  return {
    names: new Set(byName.keys()),
    ids: new Set(accounts.map(({ id }) => id)),
    named: memoizeByText((name) => chosen((byName.get(name) ?? []).map(({ account }) => account.id))),
    all: chosen(members.map(({ id }) => id)),
    tagged: tags.read ? asRead(taggedBy(tags.value, selectionsBy)) : UNREAD,
    matching: (pattern) => (budget.steps < 0 ? undefined : within(matching(pattern), budget)),
    mostSteps: MOST_STEPS,
    units: units.read ? asRead(unitIndex(units.value, selectionsBy)) : UNREAD,
  };
}

/** Selections by a key that accounts have several of, made where the first is asked for. */
type SelectionsBy = (keysOf: (account: KnownAccount) => readonly string[]) => (key: string) => Selection;

const selectionsAmong =
  (members: readonly KnownAccount[]): SelectionsBy =>
  (keysOf) => {
    const lists = memoize(() =>
      groupBy(
        members.flatMap((account) => keysOf(account).map((key) => ({ key, id: account.id }))),
        ({ key }) => key,
      ),
    );
    return memoizeByText((key) => chosen((lists().get(key) ?? []).map(({ id }) => id)));
  };

/** An account that left the organisation bears no tag. */
function taggedBy(
  tags: ReadonlyMap<AccountId, Readonly<Record<string, string>>>,
  selectionsBy: SelectionsBy,
): (key: string, value: string) => Selection {
  const byTag = selectionsBy(({ id }) => Object.entries(tags.get(id) ?? {}).map(([key, value]) => tagKey(key, value)));
  return (key, value) => byTag(tagKey(key, value));
}

function unitIndex(units: KnownUnits, selectionsBy: SelectionsBy): UnitIndex {
  const placeOf = ({ id }: KnownAccount) => placeIn(units, id);
  const byUnit = {
    direct: selectionsBy((account) => placeOf(account).ids.slice(-1)),
    below: selectionsBy((account) => [...new Set(placeOf(account).ids)]),
  };
  const byPath = {
    direct: selectionsBy((account) => [placeOf(account).path]),
    below: selectionsBy((account) => ['', ...withAncestors(placeOf(account).path)]),
  };
  const names = new Set(units.all.flatMap(({ path, id }) => [path, ...(id === undefined ? [] : [id])]));
  const byDepth = groupBy([...names], depthOf);
  const idsByPath = groupBy(units.all, ({ path }) => path);
  return {
    haveIds: units.haveIds,
    ids: new Set(units.all.flatMap(({ id }) => id ?? [])),
    paths: new Set(units.all.map(({ path }) => path)),
    asDeepAs: (path) => byDepth.get(depthOf(path)) ?? [],
    idsOf: (path) => (idsByPath.get(path) ?? []).flatMap(({ id }) => id ?? []),
    inUnit: ({ id, recursive }) => (recursive ? byUnit.below : byUnit.direct)(id),
    inPath: ({ path, recursive }) => (recursive ? byPath.below : byPath.direct)(path),
  };
}

const depthOf = (path: string): number => path.split('/').length;

const within = (selection: Selection, { steps }: GlobBudget): Selection | undefined =>
  steps < 0 ? undefined : selection;

const tagKey = (key: string, value: string): string => JSON.stringify([key, value]);
