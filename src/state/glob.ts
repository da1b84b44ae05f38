// Globs over names: `*` is any run of characters, `?` is one, `\*`, `\?` and `\\` are the characters themselves, and so is everything else. Anchored and case-sensitive.

/** Steps that many matches together may take. Below zero there was no time for an answer. */
export interface GlobBudget {
  steps: number;
}

/** Whether the character here takes the meaning of the one behind it. */
const isQuoted = (pattern: string, at: number): boolean =>
  pattern[at] === '\\' && at + 1 < pattern.length && SPECIAL.includes(pattern[at + 1]!);

const SPECIAL = '*?\\';

/** The glob that matches this text and no other. */
export function literalGlob(text: string): string {
  return text.replaceAll(/[*?\\]/g, '\\$&');
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
    const quoting = isQuoted(pattern, p) ? 1 : 0;
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p + quoting] === text[t])) {
      p += 1 + quoting;
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
