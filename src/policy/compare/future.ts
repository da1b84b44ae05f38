// Stand-ins for the actions that AWS has yet to add: in each service that some pattern names, and in services that nobody has named, one for
// each way in which the policies tell such actions apart. They are asked about as today's actions are.
import { memoize, memoizeByIdentity } from '../../memoize.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import {
  type ActionSet,
  compileGlob,
  type Glob,
  intersects,
  isPattern,
  matches,
  patternText,
  portionOf,
  serviceOf,
  spend,
  subsumes,
  unionOf,
  workOf,
} from '../patterns/index.ts';
import { type Run, runsOf } from './action-runs.ts';
import { searchCells } from './cells.ts';
import { actionSetsIn, type CompiledGrant, type Residue } from './compiled-access.ts';
import { type NamedAction, namedAction, shapeOf, type UniverseTools } from './universe.ts';

export interface Future {
  readonly runs: readonly Run[];
  /** Patterns whose future actions could not all be told apart. */
  readonly overBudget: readonly string[];
}

/** Of one pattern in one service. */
const MOST_STAND_INS = 256;
const MOST_TOGETHER = 4096;

/** What is left is for the questions. */
const SHARE = 0.25;

export function futureActions(
  residues: readonly Residue[],
  grants: readonly CompiledGrant[],
  tools: UniverseTools,
): Future {
  const asked = askedIn(residues);
  const found = { runs: [] as Run[], overBudget: [] as string[] };
  if (asked.length === 0) return found;
  const share = { ...tools, budget: portionOf(tools.budget, tools.budget.steps * SHARE) };
  const world = worldOf(grants, share);
  let size = 0;
  const add = (run: Run) => {
    size += run.actions.length;
    if (run.actions.length > 0) found.runs.push(run);
  };
  for (const { only, patterns, isShared } of asked) {
    const together = isShared && only !== undefined ? standInsOfAll(patterns, only, world) : undefined;
    if (together !== undefined && size + together.actions.length <= MOST_TOGETHER) {
      spend(share.budget, together.work);
      add({ service: only, actions: together.actions, isShared: true });
      continue;
    }
    for (const pattern of patterns) {
      for (const place of placesOf(pattern, world)) {
        const standing = size > MOST_TOGETHER ? undefined : standIns(pattern, place, world);
        if (standing === undefined) found.overBudget.push(pattern === '*' ? allOf(place) : world.spelled(pattern));
        for (const run of runsOf(actionsOf(standing ?? []))) add({ ...run, isShared: false });
      }
    }
  }
  return found;
}

/** Patterns in a row that name the same service, or that name none. */
interface Asked {
  readonly only: Place;
  readonly patterns: readonly string[];
  /** Other comparisons may have the same list of patterns, as the same object. */
  readonly isShared: boolean;
}

/** Patterns with wildcards that may take in more than before, each once: a NotAction takes in whatever it does not list. */
function askedIn(residues: readonly Residue[]): readonly Asked[] {
  const seen = new Set<string>();
  const asked: Asked[] = [];
  for (const { rule, patterns } of residues)
    for (const row of rule.actions.negated ? EVERY_ACTION : rowsOf(patterns)) {
      const added = row.patterns.filter((pattern) => !seen.has(pattern));
      for (const pattern of added) seen.add(pattern);
      if (added.length === row.patterns.length) asked.push(row);
      else if (added.length > 0) asked.push({ ...row, patterns: added, isShared: false });
    }
  return asked;
}

const EVERY_ACTION: readonly Asked[] = [{ only: undefined, patterns: ['*'], isShared: false }];

const rowsOf = memoizeByIdentity((patterns: readonly string[]): readonly Asked[] => {
  const rows: { only: Place; patterns: string[]; isShared: true }[] = [];
  for (const pattern of patterns.filter(isPattern)) {
    const only = placeOf(pattern);
    const last = rows.at(-1);
    if (last !== undefined && last.only === only) last.patterns.push(pattern);
    else rows.push({ only, patterns: [pattern], isShared: true });
  }
  return rows;
});

interface StandInsOfAll {
  readonly actions: readonly NamedAction[];
  readonly work: number;
}

/**
 * Of patterns that name the service. They follow from the sets that speak of it: where these are the same objects in the same order, so are the
 * stand-ins. Undefined: for some pattern they have to be searched, or that is more work than may be done.
 */
function standInsOfAll(patterns: readonly string[], place: string, world: World): StandInsOfAll | undefined {
  const { steps } = world.budget;
  const known = standInsIn(world.index)(patterns);
  const key = world.about(place);
  const found = known.has(key) ? known.get(key) : standInsWithoutSearch(patterns, place, world);
  if (found === 'too much') return undefined;
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, found);
  return found === undefined || found.work > steps ? undefined : found;
}

const standInsIn = memoizeByIdentity((_: ActionIndex) =>
  memoizeByIdentity((_patterns: readonly string[]) => new Map<string, StandInsOfAll | undefined>()),
);
const MOST_REMEMBERED = 500;

function standInsWithoutSearch(
  patterns: readonly string[],
  place: string,
  world: World,
): StandInsOfAll | 'too much' | undefined {
  const actions: NamedAction[] = [];
  let work = 0;
  for (const pattern of patterns) {
    work += workOfAll(compileGlob(pattern), world.unions(place));
    if (work > world.budget.steps || actions.length > MOST_TOGETHER) return 'too much';
    const standing = plainStandIns(pattern, place, world);
    if (standing === undefined) return undefined;
    actions.push(...actionsOf(standing));
  }
  return { actions, work };
}

const actionsOf = (standing: readonly StandIn[]): readonly NamedAction[] =>
  standing.flatMap(({ name, among }) => among.map((standsFor) => namedAction(name, { standsFor, isFuture: true })));

/** A service that some pattern with a wildcard names; undefined: any that none does. */
type Place = string | undefined;

const allOf = (place: Place) => (place === undefined ? '*' : `${place}:*`);

interface World extends UniverseTools {
  readonly services: ReadonlySet<string>;
  /** What tells actions of the place apart: for each scope of each list of rules, the patterns that lead to it. */
  readonly unions: (place: Place) => readonly (readonly Glob[])[];
  /** Equal texts: the same sets speak of actions of the service, in the same lists and scopes. */
  readonly about: (service: string) => string;
  /** As some policy writes it. */
  readonly spelled: (lowerCasePattern: string) => string;
  /** The names of actions of the place that AWS lists or a policy writes in full; lower case. */
  readonly named: (place: Place) => readonly string[];
  readonly isNamed: (lowerCaseName: string) => boolean;
}

function worldOf(grants: readonly CompiledGrant[], tools: UniverseTools): World {
  const sets = actionSetsIn(grants);
  const classes = classesOf(grants);
  const made = new Map<Place, readonly (readonly Glob[])[]>();
  // Of what several sets write, the first has the say.
  const written = memoize(() => new Map(sets.flatMap((set) => [...set.written].reverse()).reverse()));
  return {
    ...tools,
    services: new Set(sets.flatMap(({ services }) => [...services])),
    unions: (place) => {
      const known = made.get(place) ?? unionsOf(classes, place);
      made.set(place, known);
      return known;
    },
    about: (service) => {
      const about = (some: readonly ActionSet[]) => {
        let ids = '';
        for (const set of some) if (set.named()?.has(service) !== false) ids += `${idOf(set)},`;
        return ids;
      };
      let key = about(sets);
      for (const some of classes) key += `;${about(some)}`;
      return key;
    },
    spelled: (pattern) => sets.find((set) => set.written.has(pattern))?.written.get(pattern) ?? pattern,
    named: (place) => [
      ...(tools.index.service(place ?? '')?.actionNames ?? []).map((name) => name.toLowerCase()),
      ...[...written().keys()].filter((text) => !isPattern(text) && serviceOf(text) === place),
    ],
    isNamed: (name) => tools.index.listed(name) !== undefined || sets.some((set) => set.written.has(name)),
  };
}

let latestId = 0;
const idOf = memoizeByIdentity((_: ActionSet) => ++latestId);

function placeOf(pattern: string): Place {
  const service = serviceOf(pattern);
  return service === undefined || isPattern(service) ? undefined : service;
}

/** Rules of one scope are as one, but for those with a NotAction. */
function classesOf(grants: readonly CompiledGrant[]): readonly (readonly ActionSet[])[] {
  const lists = grants.flatMap(({ allow, deny, limits }) => [allow, deny, ...limits]);
  return lists.flatMap((rules) => {
    const byScope = new Map<string, ActionSet[]>();
    const alone: ActionSet[][] = [];
    for (const { actions, scope } of rules) {
      const others = byScope.get(scope.key);
      if (actions.negated) alone.push([actions]);
      else if (others === undefined) byScope.set(scope.key, [actions]);
      else others.push(actions);
    }
    return [...byScope.values(), ...alone];
  });
}

function unionsOf(classes: readonly (readonly ActionSet[])[], place: Place): readonly (readonly Glob[])[] {
  const unions = new Map<string, readonly Glob[]>();
  for (const sets of classes) {
    const globs = sets.flatMap((set) => set.globs(place));
    const key = globs.map((glob) => glob.key).join();
    if (globs.length > 0) unions.set(key, globs);
  }
  return [...unions.values()];
}

function placesOf(pattern: string, { services, budget }: World): readonly Place[] {
  const only = placeOf(pattern);
  if (only !== undefined) return [only];
  const glob = compileGlob(pattern);
  return [...[...services].filter((each) => !spend(budget, 1) || intersects(glob, shapeOf(each))), undefined];
}

interface StandIn {
  readonly name: string;
  /** Patterns, as written: each action that this one stands for matches one of them. */
  readonly among: readonly string[];
}

function standIns(pattern: string, place: Place, world: World): readonly StandIn[] | undefined {
  if (!spend(world.budget, workOfAll(compileGlob(pattern), world.unions(place)))) return undefined;
  const plain = plainStandIns(pattern, place, world);
  if (plain !== undefined) return plain;
  const { own, others } = tellingOf(pattern, place, world);
  return cells(own, others, { place, world })?.map(standInFor(pattern, place, others, world));
}

/** Those that follow from the patterns as they are written. Undefined: they have to be searched. */
function plainStandIns(pattern: string, place: Place, world: World): readonly StandIn[] | undefined {
  const { own, others } = tellingOf(pattern, place, world);
  return beginnings(own, others.flat(), world)?.map(standInFor(pattern, place, others, world));
}

/** `others`: what tells actions of the pattern apart. */
function tellingOf(pattern: string, place: Place, world: World) {
  const own = compileGlob(pattern);
  const others = world
    .unions(place)
    .filter((globs) => !globs.some((glob) => subsumes(glob, own)))
    .map((globs) => globs.filter((glob) => intersects(glob, own)))
    .filter(({ length }) => length > 0);
  return { own, others };
}

function standInFor(pattern: string, place: Place, others: readonly (readonly Glob[])[], world: World) {
  const whole = pattern === '*' ? allOf(place) : world.spelled(pattern);
  return (name: string): StandIn => {
    const narrower = narrowest(name, others).map(patternText);
    const isWithin = narrower.length > 0 && narrower.every((text) => subsumes(compileGlob(pattern), compileGlob(text)));
    return { name, among: isWithin ? narrower.map(world.spelled) : [whole] };
  };
}

/** Of what takes in the action, the patterns that say most, and that actions like this one match. None: no pattern is about it. */
function narrowest(name: string, unions: readonly (readonly Glob[])[]): readonly Glob[] {
  const isIn = (globs: readonly Glob[], text: string) => globs.some((glob) => matches(glob, text));
  const met = unions.filter((globs) => isIn(globs, name));
  const least = (globs: readonly Glob[]) => Math.min(...globs.map(({ tokens }) => tokens.length));
  const best = met.reduce((one, other) => (least(other) > least(one) ? other : one), met[0] ?? []);
  const service = serviceOf(name) ?? '';
  return best.filter((glob) => {
    const like = exampleOf(glob, service);
    return matches(glob, name) || unions.every((globs) => isIn(globs, like) === met.includes(globs));
  });
}

/** A name that the pattern matches, of the service if it can be, with as little as it can beside its own characters. */
function exampleOf(glob: Glob, service: string): string {
  const [prefix = '', name = '*'] = patternText(glob).split(':');
  const place = matches(compileGlob(prefix), service) ? service : prefix.replace(/[*?]/g, 'q');
  return `${place}:${name.replace(/[*?]/g, 'q')}`;
}

const workOfAll = (own: Glob, unions: readonly (readonly Glob[])[]) =>
  unions.reduce((work, globs) => globs.reduce((sum, glob) => sum + workOf(glob, own), work), 1);

const LETTERS = [...'xqzkvwabcdefghijlmnoprstuy0123456789'];

/** Where all patterns are beginnings of names, as nearly all are, there is nothing to search. Undefined: they are not. */
function beginnings(own: Glob, others: readonly Glob[], { isNamed }: World): readonly string[] | undefined {
  if (own.tail !== 'star' || !own.head.includes(':') || !others.every(({ tail }) => tail === 'star')) return undefined;
  const heads = new Set([own.head, ...others.map(({ head }) => head)]);
  const names: string[] = [];
  for (const head of heads) {
    const letter = LETTERS.find((each) => ![...heads].some((other) => other.startsWith(head + each)));
    if (letter === undefined) return undefined;
    let name = head + letter;
    while (isNamed(name)) name += letter;
    names.push(name);
  }
  return names;
}

interface Where {
  readonly place: Place;
  readonly world: World;
}

function cells(own: Glob, others: readonly (readonly Glob[])[], where: Where): readonly string[] | undefined {
  const { automata, budget } = where.world;
  const within = [own, shapeOf(where.place)];
  const names: string[] = [];
  let isComplete = true;
  const isAlike = (text: string, cell: readonly boolean[]) =>
    within.every((glob) => matches(glob, text)) &&
    others.every((globs, at) => globs.some((glob) => matches(glob, text)) === cell[at]);
  const search = { within, globs: others.map(unionOf), automata, budget };
  const result = searchCells(search, (cell, text) => {
    const name = unnamed(text, where, (other) => isAlike(other, cell));
    if (name === undefined) isComplete = false;
    else names.push(name);
    return names.length > MOST_STAND_INS || !isComplete;
  });
  if (result === 'exhausted' && isComplete) return names;
  return isComplete || where.place === undefined ? undefined : cellsOfUnnamed(own, others, where);
}

/** As `cells`, where some cell may have no name but what is named already: all of those are told apart from the rest. */
function cellsOfUnnamed(own: Glob, others: readonly (readonly Glob[])[], where: Where): readonly string[] | undefined {
  const { world, place } = where;
  const { automata, budget } = world;
  const named = world.named(place).filter((name) => matches(own, name));
  const globs = [...others, named.map(compileGlob)].map(unionOf);
  const names: string[] = [];
  const result = searchCells({ within: [own, shapeOf(place)], globs, automata, budget }, (cell, text) => {
    if (cell.at(-1) === false) names.push(text);
    return names.length > MOST_STAND_INS;
  });
  return result === 'exhausted' ? names : undefined;
}

const WORK_OF_NAME = 8;

/** The text, or one like it, that nobody has named yet, in a service of the place. */
function unnamed(text: string, { place, world }: Where, isAlike: (text: string) => boolean): string | undefined {
  const isFree = (name: string) =>
    !world.isNamed(name) && (place !== undefined || !world.services.has(serviceOf(name) ?? ''));
  if (isFree(text)) return text;
  for (const letters of ['x', 'q', 'xq', 'qzx'])
    for (let at = text.length; at >= 0; at--) {
      const name = text.slice(0, at) + letters + text.slice(at);
      if (spend(world.budget, WORK_OF_NAME) && isFree(name) && isAlike(name)) return name;
    }
  return undefined;
}
