// Globs over names: `*` is any run of characters, `?` is one, everything else is itself. Anchored and case-sensitive.

/** Steps that many matches together may take. Below zero there was no time for an answer. */
export interface GlobBudget {
  steps: number;
}

/** What a match costs before the first character. */
const START = 4;

/**
 * At most as many steps as the two have characters, multiplied: no backtracking over earlier stars. False, too, when the budget is spent.
 */
export function matchesGlob(pattern: string, text: string, budget?: GlobBudget): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  let left = budget === undefined ? Number.POSITIVE_INFINITY : budget.steps - START;
  let failed = false;
  while (t < text.length && !failed && left >= 0) {
    left--;
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      failed = true;
    }
  }
  if (budget !== undefined) budget.steps = left;
  if (failed || left < 0) return false;
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
