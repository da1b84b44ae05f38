// What a change grants and takes away, as plain data for a plan: figures, the worst example, and what could not be told.
// For people and for policy tools. Apply never reads it.

import type { LevelSummary } from '../policy/answers/index.ts';
import type { AccessLevel } from '../policy/catalogue/index.ts';
import type { DoubtReason, Request } from '../policy/compare/index.ts';
import type { PathCategory, PathCondition } from '../policy/escalation/index.ts';
import type { Restriction } from '../restriction.ts';

/** Of two accesses, what the later one has more, what it has less, and what it denies no longer. */
export interface Meaning {
  readonly gained: Difference;
  readonly lost: Difference;
  /**
   * Of the change of one permission set: what its policies denied, and now neither deny nor allow. A resource policy may allow it. Absent
   * when that is nothing; without paths.
   */
  readonly released?: Difference;
}

export interface Difference {
  /** Distinct actions, beyond doubt. Those that the index does not list count as well, where policies name them. */
  readonly actionCount: number;
  /** Those actions by access level and service, worst level first. */
  readonly levels: readonly LevelSummary[];
  /** At most eight, what a reviewer should see first at the front. */
  readonly topActions: readonly string[];
  /** Patterns whose unlisted actions are concerned too; `*`: whatever AWS may yet add. */
  readonly unlisted: readonly string[];
  /** Patterns that no pattern of the other side contains. They take in what AWS has yet to add. */
  readonly openEnded: readonly string[];
  /** The worst of it, as a request that anyone can check. Absent when there is nothing beyond doubt. */
  readonly witness?: Witness;
  /** Escalation paths that are open on this side and closed, or narrower, on the other. */
  readonly paths: readonly PathSummary[];
  /** What could not be ruled out. To be read as if it were so. */
  readonly doubts: readonly DoubtSummary[];
}

export interface Witness extends Request {
  readonly level: AccessLevel;
}

export interface PathSummary {
  readonly id: string;
  readonly title: string;
  readonly category: PathCategory;
  readonly restriction: Restriction;
  readonly actions: readonly string[];
  /** What the requests must be about, for it to be one. Absent: nothing in particular. */
  readonly when?: readonly PathCondition[];
}

export interface DoubtSummary {
  readonly reason: DoubtReason;
  /** Documents that cannot be seen and on which it depends. */
  readonly documents: readonly string[];
  /** Listed actions that it is about; 0 when it is about any. */
  readonly actionCount: number;
  readonly suspect?: Request;
}

/** Text may have changed; access has not, nor will it when AWS adds actions, nor by resource policies. */
export function isUnchanged({ gained, lost, released }: Meaning): boolean {
  return isNothingEver(gained) && isNothingEver(lost) && released === undefined;
}

/** Neither today nor when AWS adds actions. */
export function isNothingEver(side: Difference): boolean {
  return isNone(side) && side.openEnded.length === 0;
}

/** For today: see `openEnded`. */
export function isNone({ actionCount, unlisted, doubts }: Difference): boolean {
  return actionCount === 0 && unlisted.length === 0 && doubts.length === 0;
}
