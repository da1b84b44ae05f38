// The answer of a comparison, and how answers for groups of actions become one.

import { compareText } from '../../compare-text.ts';
import { ACCESS_LEVELS, type AccessLevel, type ActionIndex, type Provenance } from '../catalogue/index.ts';
import { compileGlob, type Glob, isPattern, serviceOf, subsumes } from '../patterns/index.ts';
import type { Request } from './access.ts';
import type { Doubt } from './doubt.ts';
import { mergedNames } from './merged-names.ts';
import type { Reach } from './reach.ts';

export interface CompareOptions {
  readonly index: ActionIndex;
  /** How much work the search may be before it gives up; what is then left open is unresolved. */
  readonly budget?: number;
}

/** INVARIANT: when all three lists are empty, there is nothing new, today and later. */
export interface NewAccess {
  /** What is new beyond doubt, worst first. */
  readonly gains: readonly Gain[];
  /** What may be new: it could not be ruled out. */
  readonly unresolved: readonly Unresolved[];
  /** Patterns of actions that AWS has yet to add and that will be allowed then, and were not before; `*`: of services unknown. Sorted. */
  readonly openEnded: readonly string[];
  /** The actions this rests on. */
  readonly provenance: Provenance;
}

/** Actions that are newly allowed on the same resources under the same conditions. */
export interface Gain {
  /** Listed ones in AWS's case, unlisted ones as the policies write them. Sorted. */
  readonly actions: readonly string[];
  /** Patterns whose unlisted actions are gained as well; `*`: any action that AWS may yet add. */
  readonly unlisted: readonly string[];
  /** Of the witness's action: the worst of all. */
  readonly level: AccessLevel;
  readonly reach: Reach;
  /** A request that is allowed now and was not before. With another of `actions` in it, and a resource of that one's, it is too. */
  readonly witness: Request;
}

export interface Unresolved {
  readonly actions: readonly string[];
  readonly unlisted: readonly string[];
  readonly doubt: Doubt;
}

/** Of today: see `openEnded`. */
export function isNothing({ gains, unresolved }: Pick<NewAccess, 'gains' | 'unresolved'>): boolean {
  return gains.length === 0 && unresolved.length === 0;
}

/** Neither today nor when AWS adds actions. */
export function isNothingEver(access: Omit<NewAccess, 'provenance'>): boolean {
  return isNothing(access) && access.openEnded.length === 0;
}

/** Gains of one reach are one gain. */
export function mergeGains(gains: readonly Gain[]): readonly Gain[] {
  const rank = ({ level }: Gain) => ACCESS_LEVELS.indexOf(level);
  return grouped(gains, ({ reach }) => JSON.stringify(reach))
    .map((group) => {
      const worst = group.reduce((first, gain) => (rank(gain) < rank(first) ? gain : first));
      return { ...worst, ...namesIn(group) };
    })
    .sort((a, b) => rank(a) - rank(b) || compareText(a.actions[0] ?? '', b.actions[0] ?? ''));
}

export function mergeUnresolved(unresolved: readonly Unresolved[]): readonly Unresolved[] {
  return grouped(unresolved, ({ doubt: { reason, documents } }) => JSON.stringify([reason, documents])).map((group) => {
    const { actions, unlisted } = namesIn(group);
    return { ...group[0]!, actions, unlisted: widestOf(unlisted) };
  });
}

/** Distinct and sorted, without those that others take in. */
export function widestOf(patterns: readonly string[]): readonly string[] {
  if (patterns.includes('*')) return ['*'];
  const ordered = [...new Set(patterns)].sort(compareText).map((text, place): Ranked => {
    const lower = text.toLowerCase();
    const service = serviceOf(lower);
    return {
      text,
      place,
      glob: compileGlob(lower),
      service: service !== undefined && !isPattern(service) ? service : '',
    };
  });
  const byService = new Map(grouped(ordered, ({ service }) => service).map((some) => [some[0]!.service, some]));
  const ofAny = byService.get('') ?? [];
  return ordered
    .filter((own) => {
      // What names its service is taken in by nothing of another: there are thousands of patterns, and few of a service.
      const near = own.service === '' ? ordered : [...byService.get(own.service)!, ...ofAny];
      return !near.some((other) => other !== own && takesIn(other, own));
    })
    .map(({ text }) => text);
}

interface Ranked {
  readonly text: string;
  readonly place: number;
  readonly glob: Glob;
  /** Empty: any, or several. */
  readonly service: string;
}

/** Of two that take in each other the first does. */
function takesIn(other: Ranked, own: Ranked): boolean {
  return subsumes(other.glob, own.glob) && !(other.place > own.place && subsumes(own.glob, other.glob));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  if (items.length < 2) return items.map((item) => [item]);
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function namesIn(items: readonly Pick<Gain, 'actions' | 'unlisted'>[]): Pick<Gain, 'actions' | 'unlisted'> {
  return {
    actions: mergedNames(items.map(({ actions }) => actions)),
    unlisted: mergedNames(items.map(({ unlisted }) => unlisted)),
  };
}
