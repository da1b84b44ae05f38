// What a change of access amounts to: does it let anyone do more, or less?
import type { Access } from './access.ts';
import { newAccess } from './compare.ts';
import { type CompareOptions, isNothing, type NewAccess } from './new-access.ts';

/** `unknown`: both more and less, or it could not be ruled out. To be read as the worst. */
export type Risk = 'broadens' | 'narrows' | 'neutral' | 'unknown';

export interface AccessEffect {
  readonly risk: Risk;
  readonly gained: NewAccess;
  readonly lost: NewAccess;
  /** The access is the same, whatever became of the text. */
  readonly equal: boolean;
}

export function effectOf(before: Access, after: Access, options: CompareOptions): AccessEffect {
  return effectFrom(newAccess(before, after, options), newAccess(after, before, options));
}

/** Of the two comparisons, when they were made already. */
export function effectFrom(gained: NewAccess, lost: NewAccess): AccessEffect {
  return { risk: riskOf(gained, lost), gained, lost, equal: isNothing(gained) && isNothing(lost) };
}

function riskOf(gained: NewAccess, lost: NewAccess): Risk {
  if (isNothing(gained)) return isNothing(lost) ? 'neutral' : lost.gains.length > 0 ? 'narrows' : 'unknown';
  return gained.gains.length > 0 && isNothing(lost) ? 'broadens' : 'unknown';
}
