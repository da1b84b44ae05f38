// Stand-ins for the actions that AWS has yet to add: in each service that some pattern names, and in services that nobody has named, one for
// each way in which the policies tell such actions apart. They are asked about as today's actions are.
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
import { searchCells } from './cells.ts';
import { actionSetsIn, type CompiledGrant, type Residue } from './compiled-access.ts';
import { type NamedAction, namedAction, shapeOf, type UniverseTools } from './universe.ts';

export interface Future {
  readonly actions: readonly NamedAction[];
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
  const found = { actions: [] as NamedAction[], overBudget: [] as string[] };
  if (asked.size === 0) return found;
  const share = { ...tools, budget: portionOf(tools.budget, tools.budget.steps * SHARE) };
  const world = worldOf(grants, share);
  for (const pattern of asked) {
    for (const place of placesOf(pattern, world)) {
      const isTooMany = found.actions.length > MOST_TOGETHER;
      const standing = isTooMany ? undefined : standIns(pattern, place, world);
      if (standing === undefined) found.overBudget.push(pattern === '*' ? allOf(place) : world.spelled(pattern));
      for (const { name, among } of standing ?? [])
        for (const standsFor of among) found.actions.push(namedAction(name, { standsFor, isFuture: true }));
    }
  }
  return found;
}

/** Patterns with wildcards that may take in more than before: a NotAction takes in whatever it does not list. */
function askedIn(residues: readonly Residue[]): ReadonlySet<string> {
  return new Set(residues.flatMap(({ rule, patterns }) => (rule.actions.negated ? ['*'] : patterns.filter(isPattern))));
}

/** A service that some pattern with a wildcard names; undefined: any that none does. */
type Place = string | undefined;

const allOf = (place: Place) => (place === undefined ? '*' : `${place}:*`);

interface World extends UniverseTools {
  readonly services: ReadonlySet<string>;
  /** What tells actions of the place apart: for each scope of each list of rules, the patterns that lead to it. */
  readonly unions: (place: Place) => readonly (readonly Glob[])[];
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
  const written = new Map(sets.flatMap((set) => [...set.written].reverse()).reverse());
  return {
    ...tools,
    services: new Set(sets.flatMap(({ services }) => [...services])),
    unions: (place) => {
      const known = made.get(place) ?? unionsOf(classes, place);
      made.set(place, known);
      return known;
    },
    spelled: (pattern) => written.get(pattern) ?? pattern,
    named: (place) => [
      ...(tools.index.service(place ?? '')?.actionNames ?? []).map((name) => name.toLowerCase()),
      ...[...written.keys()].filter((text) => !isPattern(text) && serviceOf(text) === place),
    ],
    isNamed: (name) => tools.index.listed(name) !== undefined || written.has(name),
  };
}

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
  const own = compileGlob(pattern);
  const all = world.unions(place);
  if (!spend(world.budget, workOfAll(own, all))) return undefined;
  const telling = all.filter((globs) => !globs.some((glob) => subsumes(glob, own)));
  const others = telling
    .map((globs) => globs.filter((glob) => intersects(glob, own)))
    .filter(({ length }) => length > 0);
  const names = beginnings(own, others.flat(), world) ?? cells(own, others, { place, world });
  const whole = pattern === '*' ? allOf(place) : world.spelled(pattern);
  return names?.map((name) => {
    const narrower = narrowest(name, others).map(patternText);
    const isWithin = narrower.length > 0 && narrower.every((text) => subsumes(own, compileGlob(text)));
    return { name, among: isWithin ? narrower.map(world.spelled) : [whole] };
  });
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
