// An organization in which the files' selectors mean something: what they list, and for every selector that would match nothing an account that it matches.
// Selectors that contradict themselves match nothing in any organization; they stay as they are.
import type { AccountSetDeclaration, Declarations, Selector, SelectorItem } from '../config/declarations.ts';
import { optional } from '../optional.ts';
import { selectorsInGuardrails } from '../resolve/guardrails.ts';
import { matchesGlob } from '../state/glob.ts';

/** As a seed has it: ids and paths that are absent are the sandbox's own choice, or the root. */
export interface Organization {
  readonly managementAccount: string;
  readonly rootId?: string;
  readonly organizationalUnits: readonly { readonly path: string; readonly id?: string }[];
  readonly accounts: readonly (Pick<Account, 'id' | 'name' | 'tags'> & { readonly ou?: string })[];
}

interface Account {
  readonly id: string;
  readonly name: string;
  /** Path of unit names, `''` directly below the root. */
  readonly ou: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Some account must be in one of `include` and in none of `except`. */
type Requirement = Pick<AccountSetDeclaration, 'include' | 'except'>;

export function organizationOf(declarations: Declarations): Organization {
  const items = itemsOf(declarations);
  const leaves = leavesOf(items);
  const accounts: Account[] = [...declarations.accounts.values()].map(({ alias, id, organizationalUnit, tags }) => ({
    id: id.value,
    name: alias.value,
    ou: organizationalUnit?.value ?? '',
    tags,
  }));
  const declared = [...declarations.accounts.values()].find((account) => account.management)?.id.value;
  const free = freeOf(accounts, leaves);
  const management = declared ?? free.id('111111111111');
  if (declared === undefined) accounts.unshift({ id: management, name: free.name('management'), ou: '', tags: {} });
  const units = unitRegister();
  const waysInto = waysOf(declarations.accountSets);
  const matcher = matcherOf(declarations, { units, management });
  const requirements = requirementsOf(declarations, items);
  const making = { waysInto, companions: companionsIn(requirements, waysInto), units, free, accounts, matcher };
  placeIds(requirements, making);
  for (const requirement of mostBoundFirst(requirements, making)) {
    if (accounts.some((account) => matcher.fits(account, requirement))) continue;
    const made = madeFor(requirement, making);
    if (made === undefined) giveIdsTo(requirement, making);
    else accounts.push(made);
    if (accounts.length >= MOST_ACCOUNTS) break;
  }
  for (const leaf of leaves) if (leaf.kind === 'organizational-unit') units.mention(leaf.unit);
  const rootId = units.rootId();
  return {
    managementAccount: management,
    ...optional({ rootId }),
    organizationalUnits: units.all(),
    accounts: accounts.map(({ id, name, ou, tags }) => ({ id, name, tags, ...(ou === '' ? {} : { ou }) })),
  };
}

/** Every item of every list that is judged by what it matches. */
const itemsOf = (declarations: Declarations): readonly SelectorItem[] => [
  ...declarations.grants.flatMap(({ accounts, except }) => [...accounts, ...except]),
  ...[...declarations.accountSets.values()].flatMap(({ include, except }) => [...include, ...except]),
  ...selectorsInGuardrails(declarations),
];

function leavesOf(items: readonly SelectorItem[]): readonly Selector[] {
  return items.flatMap(({ selector }) => (selector.kind === 'intersect' ? leavesOf(selector.of) : [selector]));
}

const requirementsOf = (declarations: Declarations, items: readonly SelectorItem[]): readonly Requirement[] => [
  ...items.filter(({ mayBeEmpty }) => !mayBeEmpty).flatMap(withParts),
  ...declarations.grants
    .filter(({ accounts }) => accounts.every(({ mayBeEmpty }) => !mayBeEmpty))
    .map(({ accounts, except }) => ({ include: accounts, except })),
];

/** The parts of an intersection must match something, each by itself, even where the whole cannot. */
function withParts(item: SelectorItem): readonly Requirement[] {
  const parts = item.selector.kind === 'intersect' ? item.selector.of : [];
  return [{ include: [item], except: [] }, ...parts.filter(({ mayBeEmpty }) => !mayBeEmpty).flatMap(withParts)];
}

/** What leaves least choice comes first: accounts that are there already, units by their exact path, then whatever has most conditions. */
function mostBoundFirst(requirements: readonly Requirement[], { waysInto, accounts }: Making): readonly Requirement[] {
  const known = new Set(accounts.flatMap(({ id, name }) => [id, name]));
  const weight = (condition: Selector): number => {
    if (condition.kind === 'name') return known.has(condition.name) ? 100 : 1;
    if (condition.kind === 'id') return known.has(condition.id) ? 100 : 1;
    if (condition.kind !== 'organizational-unit') return 1;
    return condition.unit.by === 'path' && !condition.recursive ? 10 : 1;
  };
  const boundness = ({ include }: Requirement): number =>
    // Who can be met in several ways is not bound to the narrowest.
    include
      .flatMap(({ selector }) => waysInto(selector))
      .map((way) => way.reduce((sum, of) => sum + weight(of), 0))
      .reduce((least, next) => Math.min(least, next), Number.POSITIVE_INFINITY);
  return requirements
    .map((requirement) => ({ requirement, bound: boundness(requirement) }))
    .sort((a, b) => b.bound - a.bound)
    .map(({ requirement }) => requirement);
}

interface Free {
  /** The wanted id, or one that nobody has and no selector names. */
  readonly id: (wanted?: string) => string;
  readonly name: (wanted?: string) => string;
}

function freeOf(accounts: readonly Account[], leaves: readonly Selector[]): Free {
  const ids = new Set([...accounts.map(({ id }) => id), ...leaves.map((leaf) => (leaf.kind === 'id' ? leaf.id : ''))]);
  const names = new Set([
    ...accounts.map(({ name }) => name),
    ...leaves.map((leaf) => (leaf.kind === 'name' ? leaf.name : '')),
  ]);
  const unused = (taken: Set<string>, candidates: Iterable<string>): string => {
    for (const candidate of candidates) {
      if (taken.has(candidate)) continue;
      taken.add(candidate);
      return candidate;
    }
    throw new Error('numbers do not end');
  };
  return {
    id: (wanted) =>
      unused(
        ids,
        candidates(wanted, (count) => String(900_000_000_000 + count)),
      ),
    name: (wanted) =>
      unused(
        names,
        candidates(wanted, (count) => `account-${count}`),
      ),
  };
}

function* candidates(wanted: string | undefined, numbered: (count: number) => string): Generator<string> {
  if (wanted !== undefined) yield wanted;
  for (let count = 1; ; count += 1) yield numbered(count);
}

/** Ids and the paths of the units that have them. */
type Placements = readonly (readonly [string, string])[];

type UnitRef = Extract<Selector, { readonly kind: 'organizational-unit' }>['unit'];

interface Units {
  /** The path of a unit by its id; undefined for an id that no unit has yet. */
  readonly pathOf: (id: string) => string | undefined;
  /** Gives ids to units. The return value takes them away again. */
  readonly place: (placements: Placements) => () => void;
  /** Another one after each placement. */
  readonly version: () => number;
  /** The unit exists, if only for somebody to name it. */
  readonly mention: (unit: UnitRef) => void;
  readonly rootId: () => string | undefined;
  readonly all: () => readonly { readonly path: string; readonly id?: string }[];
}

function unitRegister(): Units {
  const ids = new Map<string, string>();
  const paths = new Set<string>();
  const root = (): string | undefined => [...ids].find(([, path]) => path === '')?.[0];
  let version = 0;
  const place = (placements: Placements): (() => void) => {
    // There is one root, and one id for each unit.
    const taken = new Set(ids.values());
    const placed = placements.filter(([id, path]) => !ids.has(id) && !taken.has(path));
    for (const [id, path] of placed) ids.set(id, path);
    version += 1;
    return () => {
      for (const [id] of placed) ids.delete(id);
      version += 1;
    };
  };
  return {
    pathOf: (id) => ids.get(id),
    place,
    version: () => version,
    mention: (unit) => {
      if (unit.by === 'path') paths.add(unit.path);
      else place([[unit.id, isRootId(unit.id) ? '' : unit.id]]);
    },
    rootId: root,
    all: () => {
      const withId = [...ids].map(([id, path]) => ({ path, id }));
      const known = new Set(withId.map(({ path }) => path));
      const others = [...paths].filter((path) => !known.has(path)).map((path) => ({ path }));
      return [...withId, ...others].filter(({ path }) => path !== '' && path.length <= MOST_OF_PATH);
    },
  };
}

const isRootId = (id: string): boolean => id.startsWith('r-');

/** As many as an organization has at most; what is not met by then stays unmet. */
const MOST_ACCOUNTS = 10_000;

/** What a seed, or an AWS account, can have. */
const MOST_OF_PATH = 1024;
const MOST_OF_NAME = 128;
const MOST_OF_TAG = 256;

interface Matcher {
  readonly fits: (account: Account, requirement: Requirement) => boolean;
}

function matcherOf(
  { accountSets }: Declarations,
  { units, management }: { readonly units: Units; readonly management: string },
): Matcher {
  /** Sets may be named over and over in each other. While a set is followed it has nobody in it. */
  let inSets = new WeakMap<Account, Map<string, boolean>>();
  let version = units.version();
  const fits = (account: Account, { include, except }: Requirement): boolean =>
    include.some(({ selector }) => matches(account, selector)) &&
    !except.some(({ selector }) => matches(account, selector));
  /** The management account is matched by name and id only. */
  const member = ({ id }: Account, isMember: boolean): boolean => isMember && id !== management;
  function matches(account: Account, selector: Selector): boolean {
    switch (selector.kind) {
      case 'name':
        return account.name === selector.name;
      case 'id':
        return account.id === selector.id;
      case 'glob':
        return member(account, matchesGlob(selector.pattern, account.name));
      case 'organizational-unit': {
        const path = selector.unit.by === 'path' ? selector.unit.path : units.pathOf(selector.unit.id);
        const isBelow = path === '' || account.ou.startsWith(`${path}/`);
        return member(account, path !== undefined && (account.ou === path || (selector.recursive && isBelow)));
      }
      case 'tag':
        return member(
          account,
          Object.hasOwn(account.tags, selector.key) && account.tags[selector.key] === selector.value,
        );
      case 'set':
        return isInSet(account, selector.name);
      case 'all':
        return member(account, true);
      case 'intersect':
        return selector.of.every((part) => matches(account, part.selector));
      default:
        return selector satisfies never;
    }
  }
  function isInSet(account: Account, name: string): boolean {
    if (version !== units.version()) inSets = new WeakMap();
    version = units.version();
    const known = inSets.get(account) ?? new Map<string, boolean>();
    inSets.set(account, known);
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, false);
    const set = accountSets.get(name);
    const isIn = set !== undefined && fits(account, set);
    known.set(name, isIn);
    return isIn;
  }
  return { fits };
}

/** More combinations of what sets and intersections offer are not tried. */
const MOST_WAYS = 16;

type Ways = readonly (readonly Selector[])[];

/** The conditions an account meets to be selected, each way of them: sets offer several, intersections join them. */
function waysOf(accountSets: Declarations['accountSets']): (selector: Selector) => Ways {
  const known = new Map<string, Ways>();
  const waysInto = (selector: Selector): Ways => {
    if (selector.kind === 'set') return waysIntoSet(selector.name);
    if (selector.kind !== 'intersect') return [[selector]];
    return selector.of.reduce<Ways>((ways, part) => joined(ways, waysInto(part.selector)), [[]]);
  };
  const waysIntoSet = (name: string): Ways => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // A set that comes back to itself offers nothing more.
    known.set(name, []);
    const ways = (accountSets.get(name)?.include ?? []).flatMap((item) => waysInto(item.selector)).slice(0, MOST_WAYS);
    known.set(name, ways);
    return ways;
  };
  return waysInto;
}

const joined = (ways: Ways, others: Ways): Ways =>
  ways.flatMap((way) => others.map((conditions) => [...way, ...conditions])).slice(0, MOST_WAYS);

type Companions = ReadonlyMap<string, readonly Selector[]>;

/** By name or id: all conditions that stand beside it anywhere, for there is one account of the name. */
function companionsIn(requirements: readonly Requirement[], waysInto: (selector: Selector) => Ways): Companions {
  const found = new Map<string, Selector[]>();
  for (const way of requirements.flatMap(({ include }) => include.flatMap(({ selector }) => waysInto(selector)))) {
    const key = keyIn(way);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), ...way].slice(0, MOST_COMPANIONS));
  }
  return found;
}

const MOST_COMPANIONS = 100;

function keyIn(way: readonly Selector[]): string | undefined {
  for (const condition of way) {
    if (condition.kind === 'name') return condition.name;
    if (condition.kind === 'id') return condition.id;
  }
  return undefined;
}

interface Making {
  readonly waysInto: (selector: Selector) => Ways;
  readonly companions: Companions;
  readonly units: Units;
  readonly free: Free;
  readonly accounts: readonly Account[];
  readonly matcher: Matcher;
}

/** Tries of one way: other names for a glob, units below. */
const MOST_VARIATIONS = 4;

function madeFor(requirement: Requirement, making: Making): Account | undefined {
  for (const { selector } of requirement.include) {
    for (const way of making.waysInto(selector)) {
      const companions = making.companions.get(keyIn(way) ?? '');
      const tries = companions === undefined ? [] : [{ conditions: companions, variation: 0 }];
      for (let variation = 0; variation < MOST_VARIATIONS; variation += 1) tries.push({ conditions: way, variation });
      for (const { conditions, variation } of tries) {
        const { path, placements } = unitMeeting(conditions, variation, making.units);
        const account = accountMeeting(conditions, { variation, ou: path }, making);
        const takeBack = making.units.place(placements);
        if (account !== undefined && making.matcher.fits(account, requirement)) return account;
        takeBack();
      }
    }
  }
  return undefined;
}

/** Units that are named by id where something beside it says where they are: an account that is listed, or a path. */
function placeIds(requirements: readonly Requirement[], { waysInto, companions, units, accounts }: Making): void {
  const beside = new Map<string, Selector[]>();
  for (const way of requirements.flatMap(({ include }) => include.flatMap(({ selector }) => waysInto(selector)))) {
    const all = companions.get(keyIn(way) ?? '') ?? way;
    for (const condition of way) {
      if (condition.kind !== 'organizational-unit' || condition.unit.by !== 'id' || isRootId(condition.unit.id))
        continue;
      beside.set(condition.unit.id, [...(beside.get(condition.unit.id) ?? []), ...all].slice(0, MOST_COMPANIONS));
    }
  }
  for (const [id, conditions] of beside) {
    const listed = conditions.flatMap((condition) =>
      accounts.filter((account) => isNamed(account, condition) && account.ou !== '').map(({ ou }) => ou),
    );
    const paths = conditions.flatMap((condition) =>
      condition.kind === 'organizational-unit' && condition.unit.by === 'path' && condition.unit.path !== ''
        ? [{ path: condition.unit.path, recursive: condition.recursive }]
        : [],
    );
    const exact = paths.find(({ recursive }) => !recursive)?.path;
    const deepest = paths.reduce((longest, { path }) => (path.length > longest.length ? path : longest), '');
    const place = listed[0] ?? exact ?? (deepest === '' ? undefined : below(deepest, id));
    if (place !== undefined) units.place([[id, place]]);
  }
}

const isNamed = ({ id, name }: Account, condition: Selector): boolean =>
  (condition.kind === 'id' && condition.id === id) || (condition.kind === 'name' && condition.name === name);

/** Where no new account will do, one that is there may be in a unit whose id the requirement names. */
function giveIdsTo(requirement: Requirement, { waysInto, units, accounts, matcher }: Making): void {
  const ways = requirement.include.flatMap(({ selector }) => waysInto(selector));
  const ids = new Set(
    ways
      .flat()
      .flatMap((condition) =>
        condition.kind === 'organizational-unit' && condition.unit.by === 'id' ? [condition.unit.id] : [],
      ),
  );
  for (const id of ids) {
    if (units.pathOf(id) !== undefined) continue;
    for (const account of accounts) {
      const takeBack = units.place([[id, account.ou]]);
      if (matcher.fits(account, requirement)) return;
      takeBack();
    }
  }
}

/** An account that meets all conditions, as far as they do not contradict each other; the matcher has the last word. */
function accountMeeting(
  conditions: readonly Selector[],
  { variation, ou }: { readonly variation: number; readonly ou: string },
  making: Making,
): Account | undefined {
  const tags = new Map<string, string>();
  let id: string | undefined;
  let name: string | undefined;
  let pattern: string | undefined;
  for (const condition of conditions) {
    if (condition.kind === 'id') id = condition.id;
    else if (condition.kind === 'name') name = condition.name;
    else if (condition.kind === 'glob') pattern ??= condition.pattern;
    else if (condition.kind === 'tag') tags.set(condition.key, condition.value);
  }
  if (making.accounts.some((account) => account.id === id || account.name === name)) return undefined;
  const named = name ?? (pattern === undefined ? making.free.name() : exampleOf(pattern, making.accounts, variation));
  const isPossible =
    named.length <= MOST_OF_NAME &&
    ou.length <= MOST_OF_PATH &&
    [...tags].every(([key, value]) => key.length <= MOST_OF_NAME && value.length <= MOST_OF_TAG);
  return isPossible ? { id: id ?? making.free.id(), name: named, ou, tags: Object.fromEntries(tags) } : undefined;
}

/** A name that the pattern matches and nobody has, if there is one. */
function exampleOf(pattern: string, accounts: readonly Account[], variation: number): string {
  const taken = new Set(accounts.map(({ name }) => name));
  const filled = (count: number): string => pattern.replaceAll('*', String(count)).replaceAll('?', String(count % 10));
  for (let count = variation + 1; count < variation + 100; count += 1) {
    if (!taken.has(filled(count))) return filled(count);
  }
  return filled(variation + 1);
}

/** A unit in all of the units that the conditions name, and the ids that it, or a unit above it, must have for that. */
function unitMeeting(
  conditions: readonly Selector[],
  variation: number,
  units: Units,
): { readonly path: string; readonly placements: Placements } {
  const wanted = conditions.filter((condition) => condition.kind === 'organizational-unit');
  const paths = wanted.flatMap(({ unit }) => (unit.by === 'path' ? [unit.path] : (units.pathOf(unit.id) ?? [])));
  const isExact = wanted.some(({ recursive, unit }) => !recursive && unit.by === 'path');
  const placements: (readonly [string, string])[] = [];
  let path = paths.reduce((deepest, next) => (next.length > deepest.length ? next : deepest), '');
  for (const { unit } of wanted) {
    if (unit.by === 'path' || units.pathOf(unit.id) !== undefined) continue;
    if (!isExact && !isRootId(unit.id)) path = below(path, unit.id);
    placements.push([unit.id, isRootId(unit.id) ? '' : path]);
  }
  const isFree = wanted.length > 0 && wanted.every(({ recursive }) => recursive);
  return { path: variation > 0 && isFree ? below(path, `below-${variation}`) : path, placements };
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);
