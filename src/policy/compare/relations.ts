// What is plain to see of two resource patterns, in every reading: one within the other, or nothing in common.
import {
  type Budget,
  globOf,
  intersects,
  isSpent,
  READINGS,
  type Reading,
  type ResourcePattern,
  spend,
  subsumes,
  symbolic,
  workOf,
} from '../patterns/index.ts';
import type { Truth } from './question.ts';
import type { PatternGuesses } from './satisfy.ts';

export interface Relations {
  /** Whatever `inner` can match, `outer` can. */
  readonly contains: (outer: ResourcePattern, inner: ResourcePattern) => boolean;
  /** In every request: what `inner` matches, `outer` does. */
  readonly includes: (outer: ResourcePattern, inner: ResourcePattern) => boolean;
  readonly apart: (a: ResourcePattern, b: ResourcePattern) => boolean;
}

/** Each answer is found once. Without a budget all are no, which settles nothing. */
export function relationsOnce(budget: Budget): Relations {
  const remember = (ask: (a: ResourcePattern, b: ResourcePattern) => boolean) => {
    const known = new Map<ResourcePattern, Map<ResourcePattern, boolean>>();
    return (a: ResourcePattern, b: ResourcePattern) => {
      const ofFirst = known.get(a) ?? new Map<ResourcePattern, boolean>();
      known.set(a, ofFirst);
      const given = ofFirst.get(b);
      if (given !== undefined) return given;
      if (isSpent(budget) || !spend(budget, workOf(a.shapes.free.glob, b.shapes.free.glob))) return false;
      const answer = ask(a, b);
      ofFirst.set(b, answer);
      return answer;
    };
  };
  return { contains: remember(contains), includes: remember(includes), apart: remember(apart) };
}

function contains(outer: ResourcePattern, inner: ResourcePattern): boolean {
  if (outer.key === inner.key) return true;
  return READINGS.every((reading) => subsumes(outer.shapes[reading].glob, inner.shapes[reading].glob));
}

function includes(outer: ResourcePattern, inner: ResourcePattern): boolean {
  if (outer.key === inner.key || !outer.open) return contains(outer, inner);
  const globOfReading = ({ shapes }: ResourcePattern, reading: Reading) => globOf(symbolic(shapes[reading].pieces));
  return READINGS.every((reading) => subsumes(globOfReading(outer, reading), globOfReading(inner, reading)));
}

// INVARIANT: the free reading is the widest.
const apart = (a: ResourcePattern, b: ResourcePattern) => !intersects(a.shapes.free.glob, b.shapes.free.glob);

/** Whether the pattern matches a resource, as far as what was guessed of others says. */
export function impliedBy(
  pattern: ResourcePattern,
  guessed: PatternGuesses,
  { contains: has, apart: isApart }: Relations,
): Truth {
  for (const { pattern: other, truth } of guessed.values()) {
    if (truth && has(pattern, other)) return true;
    if (truth && isApart(pattern, other)) return false;
    if (!truth && has(other, pattern)) return false;
  }
  return undefined;
}
