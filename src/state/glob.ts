// Globs over names: `*` is any run of characters, `?` is one, `\*`, `\?` and `\\` are the characters themselves, and so is everything else. Anchored and case-sensitive.

/** Steps that many matches together may take. Below zero there was no time for an answer. */
export interface GlobBudget {
  steps: number;
}

const STAR = 42;
const ONE = 63;
const QUOTE = 92;

const isSpecial = (code: number): boolean => code === STAR || code === ONE || code === QUOTE;

/** The glob that matches this text and no other. */
export function literalGlob(text: string): string {
  return text.replaceAll(/[*?\\]/g, '\\$&');
}

/** What a match costs before the first character. */
const START = 4;

/**
 * At most as many steps as the two have characters, multiplied: no backtracking over earlier stars. False, too, when the budget is spent.
 *
 * By character codes: a step that takes a character out as a text is eight times as slow, and hostile globs take a hundred million.
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
    const code = pattern.charCodeAt(p);
    const quoted = code === QUOTE && isSpecial(pattern.charCodeAt(p + 1));
    if (code === STAR) {
      star = p++;
      resume = t;
    } else if (code === ONE || (quoted ? pattern.charCodeAt(p + 1) : code) === text.charCodeAt(t)) {
      // INVARIANT: behind the end of the pattern the code is NaN, which equals nothing.
      p += quoted ? 2 : 1;
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
  while (pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}
