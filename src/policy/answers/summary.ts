// New access in figures: how much of each access level, in which services, and what to look at first.
import { memoizeByIdentity } from '../../memoize.ts';
import { optional } from '../../optional.ts';
import { ACCESS_LEVELS, type AccessLevel, type ActionIndex, levelOf } from '../catalogue/index.ts';
import { type Gain, mergedNames, type NewAccess } from '../compare/index.ts';
import { PATHS } from '../escalation/index.ts';
import { serviceOf } from '../patterns/index.ts';

export interface AccessSummary {
  /** Levels with actions, worst first. */
  readonly levels: readonly LevelSummary[];
  /** Every service that something is gained in, the one with most actions first. */
  readonly services: readonly ServiceCount[];
  /** What a reviewer should see first: steps of escalation paths, then the worst levels. */
  readonly topActions: readonly string[];
  /** The gain with the worst level, and its witness. */
  readonly worst?: Gain;
  readonly actionCount: number;
  /** Patterns whose unlisted actions are gained as well. */
  readonly unlisted: readonly string[];
}

export interface LevelSummary {
  readonly level: AccessLevel;
  readonly actionCount: number;
  readonly services: readonly ServiceCount[];
}

export interface ServiceCount {
  readonly service: string;
  readonly actionCount: number;
}

const MOST_TOP_ACTIONS = 8;

export const summaryOf = (access: NewAccess, index: ActionIndex): AccessSummary => summaries(index)(access);

/** One answer is told of in many places. */
const summaries = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity(({ gains }: NewAccess) => summaryFrom(gains, index)),
);

function summaryFrom(gains: readonly Gain[], index: ActionIndex): AccessSummary {
  const weighed = weighing(index);
  const actions = mergedNames(gains.map((gain) => gain.actions)).map(weighed);
  const levels = ACCESS_LEVELS.flatMap((level): readonly LevelSummary[] => {
    const some = actions.filter((action) => action.level === level);
    return some.length === 0 ? [] : [{ level, actionCount: some.length, services: countServices(some) }];
  });
  const [worst] = gains;
  return {
    levels,
    services: countServices(actions),
    topActions: heaviest(actions).map(({ name }) => name),
    ...optional({ worst }),
    actionCount: actions.length,
    unlisted: [...new Set(gains.flatMap(({ unlisted }) => unlisted))].sort(),
  };
}

const STEPS: ReadonlySet<string> = new Set(PATHS.flatMap(({ allOf, anyOf = [] }) => [...allOf, ...anyOf]));

/** Of a listed action once: there are thousands in many an answer, and many answers. */
const weighing = memoizeByIdentity((index: ActionIndex) => {
  const known = new Map<string, Weighed>();
  return (name: string): Weighed => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const level = levelOf(name, index);
    const weight = STEPS.has(name) ? -1 : ACCESS_LEVELS.indexOf(level);
    const weighed = { name, service: serviceOf(name) ?? name, level, weight };
    if (index.listed(name) === name) known.set(name, weighed);
    return weighed;
  };
});

interface Weighed {
  readonly name: string;
  readonly service: string;
  readonly level: AccessLevel;
  /** The least comes first. */
  readonly weight: number;
}

/** Of up to all the actions there are: those of each weight are sorted only as far as they are shown. */
function heaviest(actions: readonly Weighed[]): readonly Weighed[] {
  const top: Weighed[] = [];
  for (let weight = -1; weight < ACCESS_LEVELS.length && top.length < MOST_TOP_ACTIONS; weight++)
    top.push(...actions.filter((action) => action.weight === weight).sort(byName));
  return top.slice(0, MOST_TOP_ACTIONS);
}

const byName = (a: Weighed, b: Weighed) => (a.name < b.name ? -1 : 1);

/** Actions in the order of their names: those of a service are neighbours. */
function countServices(actions: readonly Weighed[]): readonly ServiceCount[] {
  const counts = new Map<string, number>();
  for (let first = 0, next = 0; first < actions.length; first = next) {
    const { service } = actions[first]!;
    while (next < actions.length && actions[next]!.service === service) next++;
    counts.set(service, (counts.get(service) ?? 0) + next - first);
  }
  return [...counts]
    .map(([service, actionCount]) => ({ service, actionCount }))
    .sort((a, b) => b.actionCount - a.actionCount || (a.service < b.service ? -1 : 1));
}
