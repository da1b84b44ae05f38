// The answer of a comparison, and how answers for groups of actions become one.

import { ACCESS_LEVELS, type AccessLevel, type ActionIndex, type Provenance } from '../catalogue/index.ts';
import type { Request } from './access.ts';
import type { Doubt } from './doubt.ts';
import type { Reach } from './reach.ts';

export interface CompareOptions {
  readonly index: ActionIndex;
  /** How much work the search may be before it gives up; what is then left open is unresolved. */
  readonly budget?: number;
}

/** INVARIANT: when both lists are empty, there is nothing new. */
export interface NewAccess {
  /** What is new beyond doubt, worst first. */
  readonly gains: readonly Gain[];
  /** What may be new: it could not be ruled out. */
  readonly unresolved: readonly Unresolved[];
  /** Action patterns that no pattern before contains: they will take in actions that AWS has yet to add, whatever they mean today. */
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
  /** A request that is allowed now and was not before. With another of `actions` in it, it is too. */
  readonly witness: Request;
  /** False: no resource of these actions has an ARN like that, as far as the index knows, so that the gain may have no effect. */
  readonly fits: boolean;
}

export interface Unresolved {
  readonly actions: readonly string[];
  readonly unlisted: readonly string[];
  readonly doubt: Doubt;
}

export function isNothing({ gains, unresolved }: NewAccess): boolean {
  return gains.length === 0 && unresolved.length === 0;
}

/** Gains of one reach are one gain. */
export function mergeGains(gains: readonly Gain[]): readonly Gain[] {
  const rank = ({ level }: Gain) => ACCESS_LEVELS.indexOf(level);
  return grouped(gains, ({ reach, fits }) => JSON.stringify([reach, fits]))
    .map((group) => {
      const worst = group.reduce((first, gain) => (rank(gain) < rank(first) ? gain : first));
      return { ...worst, ...namesIn(group) };
    })
    .sort((a, b) => rank(a) - rank(b) || compareText(a.actions[0] ?? '', b.actions[0] ?? ''));
}

export function mergeUnresolved(unresolved: readonly Unresolved[]): readonly Unresolved[] {
  return grouped(unresolved, ({ doubt: { reason, documents } }) => JSON.stringify([reason, documents])).map(
    (group) => ({
      ...group[0]!,
      ...namesIn(group),
    }),
  );
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
  const sorted = (names: readonly string[]) => [...new Set(names)].sort(compareText);
  return {
    actions: sorted(items.flatMap(({ actions }) => actions)),
    unlisted: sorted(items.flatMap(({ unlisted }) => unlisted)),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
