// The actions a comparison goes over: those the index lists, those that only the policies name, and stand-ins for those nobody has named.

import { compareText } from '../../compare-text.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, expandActions, workOfExpanding } from '../catalogue/index.ts';
import {
  type ActionSet,
  type Budget,
  compileGlob,
  type Glob,
  globOf,
  intersects,
  isPattern,
  MANY_IN_SEGMENT,
  matches,
  ONE_IN_SEGMENT,
  portionOf,
  serviceOf,
  spend,
  wildcardTokens,
  workOf,
} from '../patterns/index.ts';
import { type Automata, searchCells } from './cells.ts';

export interface NamedAction {
  /** As AWS, or as the policy writes it. */
  readonly name: string;
  readonly lower: string;
  /** Lower case; undefined: there is no colon in it. */
  readonly service: string | undefined;
  /** Absent for a listed or named action: the pattern whose unlisted actions this one stands for. */
  readonly standsFor?: string;
  /** AWS has yet to add it: there is none of the kind that only the policies name. */
  readonly isFuture?: true;
  /** Of a listed action: among the names of all, in the order of their texts. */
  readonly place?: number;
}

export function namedAction(
  name: string,
  standing: Pick<NamedAction, 'standsFor' | 'isFuture' | 'place'> = {},
): NamedAction {
  const lower = name.toLowerCase();
  return { name, lower, service: serviceOf(lower), ...standing };
}

export interface ListedActions {
  readonly size: number;
  /** By service. */
  readonly services: ReadonlyMap<string, readonly NamedAction[]>;
  /** In AWS's case. INVARIANT: of each action there is one object. */
  readonly named: (name: string) => NamedAction;
}

export const listedActions = memoizeByIdentity((index: ActionIndex): ListedActions => {
  const byName = new Map<string, NamedAction>();
  const services = new Map<string, readonly NamedAction[]>();
  const ordered = [...index.services].sort((a, b) => compareText(`${a}:`, `${b}:`));
  for (const service of ordered) {
    const names = index.service(service)?.actionNames ?? [];
    const before = byName.size;
    const actions = [...names].sort(compareText).map((name, at) => namedAction(name, { place: before + at }));
    for (const action of actions) byName.set(action.name, action);
    services.set(service, actions);
  }
  return { size: byName.size, services, named: (name) => byName.get(name)! };
});

/** Actions beyond the index that the patterns of some policies tell apart. */
export interface Unlisted {
  readonly actions: readonly NamedAction[];
  /** Patterns that match no listed action, and whose unlisted ones could not all be told apart. */
  readonly overBudget: readonly string[];
}

/** Matches no sensible pattern but those that match every action. */
const ANY_OTHER = namedAction('unlisted-service:UnlistedAction', { standsFor: '*' });

export interface UniverseTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly budget: Budget;
}

/**
 * `asked`: lists, no two the same, of the patterns whose actions are looked at, by lower case, as written; the last has the say. What the other
 * sets say matters only where these have wildcards: it tells the actions apart that they may take in. Undefined: there is too much to look at.
 */
export function unlistedActions(
  asked: readonly ReadonlyMap<string, string>[],
  sets: readonly ActionSet[],
  tools: UniverseTools,
): Unlisted | undefined {
  const looked = asked.map(lookedAt(tools.index));
  const isWild = looked.some((some) => some.isWild);
  const relevant = isWild ? sets : [];
  if (!spend(tools.budget, workOfLooking(asked, relevant, tools.index))) return undefined;
  const obscure = new Map(relevant.flatMap((set) => [...obscureIn(tools.index)(set)]));
  for (const some of looked) for (const [lower, name] of some.obscure) obscure.set(lower, name);
  const named = [...obscure].filter(([lower]) => !isPattern(lower)).map(([, name]) => namedAction(name));
  const dark = [...obscure].filter(([lower]) => isPattern(lower));
  const { stood, overBudget } = allStandIns(dark, sets, tools);
  const actions = new Map<string, NamedAction>();
  for (const action of [...named, ...stood, ANY_OTHER])
    if (!actions.has(action.lower)) actions.set(action.lower, action);
  return { actions: [...actions.values()], overBudget };
}

interface LookedAt {
  readonly isWild: boolean;
  /** Of those that match no listed action: lower case, and as written. */
  readonly obscure: readonly (readonly [string, string])[];
  readonly work: number;
}

const lookedAt = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((asked: ReadonlyMap<string, string>): LookedAt => {
    const lowers = [...asked.keys()];
    return {
      isWild: lowers.some(isPattern),
      obscure: [...asked].filter(([lower]) => matchesNone(lower, index)),
      work: lowers.reduce((work, pattern) => work + workOfExpanding(pattern, index), 0),
    };
  }),
);

/** The work of holding all the patterns against the index. */
function workOfLooking(
  asked: readonly ReadonlyMap<string, string>[],
  sets: readonly ActionSet[],
  index: ActionIndex,
): number {
  const repeated = repeatedIn(asked).reduce((work, pattern) => work + workOfExpanding(pattern, index), 0);
  const own = asked.reduce((work, some) => work + lookedAt(index)(some).work, -repeated);
  return sets.reduce((work, set) => work + workIn(index)(set).work, own);
}

/** Patterns of one list that an earlier one has, too; the longest list is not gone through. */
function repeatedIn(asked: readonly ReadonlyMap<string, string>[]): readonly string[] {
  if (asked.length < 2) return [];
  const longest = asked.reduce((one, other) => (other.size > one.size ? other : one));
  const seen = new Set<string>();
  return asked.flatMap((some) => {
    if (some === longest) return [];
    return [...some.keys()].filter((pattern) => {
      const isSeen = longest.has(pattern) || seen.has(pattern);
      seen.add(pattern);
      return isSeen;
    });
  });
}

const workIn = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity(({ patterns }: ActionSet) => ({
    work: patterns.reduce((work, pattern) => work + workOfExpanding(pattern, index), 0),
  })),
);

function allStandIns(
  dark: readonly (readonly [lower: string, written: string])[],
  sets: readonly ActionSet[],
  tools: UniverseTools,
) {
  const stood: NamedAction[] = [];
  const overBudget: string[] = [];
  if (dark.length === 0) return { stood, overBudget };
  const globs = [...new Set(sets.flatMap(({ patterns }) => patterns.filter(isPattern)))].map(compileGlob);
  // What is left when all patterns have had their turn is for the questions.
  const share = { ...tools, budget: portionOf(tools.budget, tools.budget.steps * STAND_IN_SHARE) };
  for (const [pattern, standsFor] of dark) {
    const names = stood.length > MOST_STAND_INS ? undefined : standIns(pattern, globs, share);
    if (names === undefined) overBudget.push(standsFor);
    for (const name of names ?? []) stood.push(namedAction(name, { standsFor }));
  }
  return { stood, overBudget };
}

const STAND_IN_SHARE = 0.25;

/** The patterns that match no listed action: lower case, and as written. */
const obscureIn = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity(({ written }: ActionSet) => new Map([...written].filter(([lower]) => matchesNone(lower, index)))),
);

function matchesNone(lower: string, index: ActionIndex): boolean {
  return isPattern(lower) ? expandActions(lower, index).length === 0 : index.listed(lower) === undefined;
}

/** One action for each way in which the patterns tell the unlisted actions of this one apart. */
function standIns(
  pattern: string,
  globs: readonly Glob[],
  { automata, budget }: UniverseTools,
): readonly string[] | undefined {
  const own = compileGlob(pattern);
  if (
    !spend(
      budget,
      globs.reduce((work, glob) => work + workOf(glob, own), 0),
    )
  )
    return undefined;
  const others = globs.filter((glob) => glob.key !== own.key && intersects(glob, own));
  const names: string[] = [];
  const search = { within: [own, shapeOf(undefined)], globs: others, automata, budget };
  const result = searchCells(search, (_, text) => {
    names.push(text);
    return names.length > MOST_STAND_INS;
  });
  return result === 'exhausted' ? names : undefined;
}

/** Of one pattern; and when those before it have as many together, it has none. */
const MOST_STAND_INS = 256;

/** Names of actions, of one service or of any: `s3:?*`, `?*:?*`. No name has a second colon. */
export function shapeOf(service: string | undefined): Glob {
  const prefix = service === undefined ? [ONE_IN_SEGMENT, MANY_IN_SEGMENT] : wildcardTokens(service);
  return globOf([...prefix, ...wildcardTokens(':'), ONE_IN_SEGMENT, MANY_IN_SEGMENT]);
}

/** Those of `actions` that the pattern matches. */
export function matching(pattern: string, actions: readonly NamedAction[]): readonly NamedAction[] {
  const glob = compileGlob(pattern);
  return actions.filter(({ lower }) => matches(glob, lower));
}
