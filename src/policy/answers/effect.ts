// What a change of access amounts to: does it let anyone do more, or less?
import { type Access, type CompareOptions, isNothing, type NewAccess, newAccess } from '../compare/index.ts';
import { releasedBy } from './released.ts';

/** `unknown`: both more and less, or it could not be ruled out. To be read as the worst. */
export type Risk = 'broadens' | 'narrows' | 'neutral' | 'unknown';

/** Each of the three as it is today, and what its `openEnded` patterns will come to when AWS adds actions. */
export interface AccessChange {
  readonly gained: NewAccess;
  readonly lost: NewAccess;
  /** What was denied, and is now neither denied nor allowed: a resource policy may allow it. */
  readonly released: NewAccess;
}

export interface AccessEffect extends AccessChange {
  readonly risk: Risk;
  /** The same requests are allowed today, by these documents alone and whatever became of their text. */
  readonly equal: boolean;
}

export function effectOf(before: Access, after: Access, options: CompareOptions): AccessEffect {
  return effectFrom({
    gained: newAccess(before, after, options),
    lost: newAccess(after, before, options),
    released: releasedBy(before, after, options),
  });
}

/** Of the comparisons, when they were made already. */
export function effectFrom(change: AccessChange): AccessEffect {
  const { gained, lost } = change;
  return { ...change, risk: riskOf(change), equal: isNothing(gained) && isNothing(lost) };
}

/** Somebody may be able to do something that nobody was before. */
export function mayBroaden({ gained, released }: AccessChange): boolean {
  return [gained, released].some((side) => sureness(side) !== 'none');
}

function riskOf({ gained, lost, released }: AccessChange): Risk {
  const [more, less] = [strongest(sureness(gained), sureness(released)), sureness(lost)];
  if (more === 'none') return less === 'none' ? 'neutral' : less === 'certain' ? 'narrows' : 'unknown';
  return more === 'certain' && less === 'none' ? 'broadens' : 'unknown';
}

type Sureness = 'certain' | 'perhaps' | 'none';

/** A pattern that takes in more counts: an action that is newer than the data may be allowed by it at once. */
function sureness({ gains, unresolved, openEnded }: NewAccess): Sureness {
  if (gains.length > 0 || openEnded.length > 0) return 'certain';
  return unresolved.length > 0 ? 'perhaps' : 'none';
}

function strongest(...all: readonly Sureness[]): Sureness {
  return (['certain', 'perhaps'] as const).find((each) => all.includes(each)) ?? 'none';
}
