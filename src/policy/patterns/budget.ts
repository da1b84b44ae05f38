// How much work the questions of one comparison may still take together: hostile policies must end, and soon.
//
// Work is counted where it grows with the policies: patterns asked about a name, automata moved on by a character, statements looked at for a
// guess. A unit is some tens of nanoseconds. Who finds nothing left says that the question is open, never that there is nothing.
import type { Glob } from './glob.ts';

export interface Budget {
  steps: number;
}

/** False: it is too much, and is not to be done. Nor is anything that comes after: what is left open must not depend on sizes alone. */
export function spend(budget: Budget, work: number): boolean {
  budget.steps = work > budget.steps ? Math.min(budget.steps, -1) : budget.steps - work;
  return budget.steps >= 0;
}

/** A part of what is left, for one search: what is spent meanwhile, by whomever, counts. */
export function portionOf(whole: Budget, most: number): Budget {
  const floor = Math.max(0, whole.steps - most);
  // A part of a part is one of the whole: millions of times in a search is it asked what is left.
  return whole instanceof Portion ? new Portion(whole.whole, whole.floor + floor) : new Portion(whole, floor);
}

class Portion implements Budget {
  readonly whole: Budget;
  readonly floor: number;

  constructor(whole: Budget, floor: number) {
    this.whole = whole;
    this.floor = floor;
  }

  get steps(): number {
    return this.whole.steps - this.floor;
  }

  set steps(left: number) {
    this.whole.steps = left + this.floor;
  }
}

export const isSpent = ({ steps }: Budget): boolean => steps <= 0;

/** Cells of a table of two patterns that are gone through in a unit. */
const CELLS = 16;

/** The work of holding two patterns against each other: most differ from the first character on. */
export function workOf(a: Glob, b: Glob): number {
  if (!a.head.startsWith(b.head) && !b.head.startsWith(a.head)) return 1;
  if (a.key === b.key || (a.head.length <= b.head.length ? a : b).tail === 'star') return 1;
  return 1 + (a.tokens.length * b.tokens.length) / CELLS;
}
