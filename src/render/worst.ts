// The worst of what is gained. It ranks the first lines of a plan, and the permission sets in it.

import { compareText } from '../compare-text.ts';
import { type Difference, isNone, type PathSummary } from '../meaning/meaning.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { RESTRICTIONS } from '../restriction.ts';

/** Worst first. */
export const WORST = [
  /** Takes over Identity Center, and with it every account. */
  'takeover',
  'administrator',
  /** A known way to more than the policies say. */
  'escalation',
  'permissions-management',
  /** What could not be ruled out, or is of no known level, or was not judged. */
  'unknown',
  /** Denied no longer: whether it is allowed is for resource policies to say. */
  'released',
  /** Signs in to an application: what that is worth, no policy says. */
  'application',
  'write',
  'tagging',
  'read',
  'list',
  /** Nothing today: what AWS may yet add. */
  'future',
] as const;

export interface Worst {
  readonly kind: (typeof WORST)[number];
  /** Of an escalation or a takeover. */
  readonly path?: PathSummary;
}

export const NOT_JUDGED: Worst = { kind: 'unknown' };

/** Of what somebody gains; undefined: nothing. `administrator`: what they gain it by gives administrator access. */
export function worstOf(
  gained: Difference | undefined,
  { administrator = false }: { readonly administrator?: boolean } = {},
): Worst | undefined {
  if (gained === undefined) return administrator ? { kind: 'administrator' } : NOT_JUDGED;
  const path = worstPath(gained.paths);
  if (path === undefined && isNone(gained)) return gained.openEnded.length > 0 ? { kind: 'future' } : undefined;
  const [level] = gained.levels;
  const kinds: readonly Worst[] = [
    ...(administrator ? [{ kind: 'administrator' as const }] : []),
    ...(path === undefined ? [] : [{ kind: path.category === 'takeover' ? 'takeover' : 'escalation', path } as const]),
    ...(level === undefined ? [] : [{ kind: level.level }]),
    ...(gained.doubts.length > 0 || level === undefined ? [NOT_JUDGED] : []),
  ];
  return [...kinds].sort(compareWorst)[0];
}

/** Worst first. */
export function compareWorst(a: Worst, b: Worst): number {
  return WORST.indexOf(a.kind) - WORST.indexOf(b.kind) || restrictionRank(a.path) - restrictionRank(b.path);
}

/** A plan of thousands of rows has few meanings, each of which may have a hundred paths. */
const worstPath = memoizeByIdentity((paths: readonly PathSummary[]) => [...paths].sort(comparePaths)[0]);

/** Worst first: takeovers, then whatever has the fewest strings attached. */
export function comparePaths(a: PathSummary, b: PathSummary): number {
  const rank = ({ category }: PathSummary) => (category === 'takeover' ? 0 : 1);
  return rank(a) - rank(b) || restrictionRank(a) - restrictionRank(b) || compareText(a.id, b.id);
}

function restrictionRank(path: PathSummary | undefined): number {
  return path === undefined ? 0 : RESTRICTIONS.indexOf(path.restriction);
}
