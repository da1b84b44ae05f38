// The inventory by everything that a selector can ask for: made once, so that each selector costs what it finds and not what there is.
import { type GlobBudget, matchesGlob } from '../state/glob.ts';
import { groupBy } from '../state/group-by.ts';
import type { Inventory, KnownAccount } from './inventory.ts';
import { chosen, type Selection } from './selection.ts';

/** Characters that all globs together may compare, and four for each comparison: five hundred globs over five thousand accounts take less. */
const MOST_STEPS = 60_000_000;

/** Selections are in id order; those by glob, unit or tag, and of all, never hold the management account: nobody should reach it by a wildcard. */
export interface AccountIndex {
  readonly names: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  readonly named: (name: string) => Selection;
  readonly all: Selection;
  readonly tagged: (key: string, value: string) => Selection;
  /** Undefined: all globs together were too much to go through. */
  readonly matching: (pattern: string) => Selection | undefined;
  readonly mostSteps: number;
  readonly unitIds: ReadonlySet<string>;
  readonly unitPaths: ReadonlySet<string>;
  /** Paths and ids, for suggestions. */
  readonly unitNames: ReadonlySet<string>;
  readonly idsOfUnits: (path: string) => readonly string[];
  readonly inUnit: (unit: { readonly id: string; readonly recursive: boolean }) => Selection;
  /** `path` is empty for the root. */
  readonly inPath: (unit: { readonly path: string; readonly recursive: boolean }) => Selection;
}

export function accountIndex({ accounts, units }: Inventory): AccountIndex {
  const members = accounts.filter(({ management }) => !management);
  const selectionsBy = (keysOf: (account: KnownAccount) => readonly string[]) => {
    const lists = once(() =>
      groupBy(
        members.flatMap((account) => keysOf(account).map((key) => ({ key, id: account.id }))),
        ({ key }) => key,
      ),
    );
    return remembered((key) => chosen((lists().get(key) ?? []).map(({ id }) => id)));
  };
  const byName = groupBy(
    accounts.flatMap((account) => account.names.map((name) => ({ name, account }))),
    ({ name }) => name,
  );
  const byUnit = { direct: selectionsBy(({ unitIds }) => unitIds.slice(-1)), below: selectionsBy(unitsOf) };
  const byPath = {
    direct: selectionsBy(({ unitPath }) => [unitPath]),
    below: selectionsBy(({ unitPath }) => ['', ...withAncestors(unitPath)]),
  };
  const byTag = selectionsBy(({ tags }) => Object.entries(tags).map(([key, value]) => tagKey(key, value)));
  const budget: GlobBudget = { steps: MOST_STEPS };
  const matching = remembered((pattern) =>
    chosen(members.filter(({ names }) => names.some((name) => matchesGlob(pattern, name, budget))).map(({ id }) => id)),
  );
  const ids = groupBy(units, ({ path }) => path);
  return {
    names: new Set(byName.keys()),
    ids: new Set(accounts.map(({ id }) => id)),
    named: remembered((name) => chosen((byName.get(name) ?? []).map(({ account }) => account.id))),
    all: chosen(members.map(({ id }) => id)),
    tagged: (key, value) => byTag(tagKey(key, value)),
    matching: (pattern) => (budget.steps < 0 ? undefined : within(matching(pattern), budget)),
    mostSteps: MOST_STEPS,
    unitIds: new Set(units.flatMap(({ id }) => id ?? [])),
    unitPaths: new Set(units.map(({ path }) => path)),
    unitNames: new Set(units.flatMap(({ path, id }) => [path, ...(id === undefined ? [] : [id])])),
    idsOfUnits: (path) => (ids.get(path) ?? []).flatMap(({ id }) => id ?? []),
    inUnit: ({ id, recursive }) => (recursive ? byUnit.below : byUnit.direct)(id),
    inPath: ({ path, recursive }) => (recursive ? byPath.below : byPath.direct)(path),
  };
}

const unitsOf = ({ unitIds }: KnownAccount): readonly string[] => [...new Set(unitIds)];
const within = (selection: Selection, { steps }: GlobBudget): Selection | undefined =>
  steps < 0 ? undefined : selection;

const tagKey = (key: string, value: string): string => JSON.stringify([key, value]);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function remembered(find: (key: string) => Selection): (key: string) => Selection {
  const known = new Map<string, Selection>();
  return (key) => {
    const selection = known.get(key) ?? find(key);
    known.set(key, selection);
    return selection;
  };
}

/** `Workloads/Prod` → `Workloads`, `Workloads/Prod`. None for the root. */
export function withAncestors(path: string): readonly string[] {
  const paths: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) paths.push(path.slice(0, at));
  return path === '' ? [] : [...paths, path];
}
