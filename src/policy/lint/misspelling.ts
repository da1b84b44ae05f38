// Is an unknown name a slip of the pen, or one that the data does not know yet? Only the former is an error.
import { editDistance, nearest } from '../../diagnostics/suggest.ts';

/** Names of AWS are words in CamelCase, often after a prefix: `GetObject`, `multiFactorAuthPresent`. */
const MOST_EDITS = 2;

/**
 * The known names that were meant beyond reasonable doubt. A name that goes on beyond a known one (`GetObjectV2`), or has another known verb
 * (`PutObject` for `GetObject`), may well be new.
 */
export function misspelled(written: string, known: readonly string[]): readonly string[] {
  const lower = written.toLowerCase();
  const edits = Math.min(MOST_EDITS, Math.floor(written.length / 3));
  const verbs = new Set(known.map(verbOf));
  const verb = verbOf(written);
  return nearest(written, known).filter((name) => {
    const other = name.toLowerCase();
    if (editDistance(lower, other, edits) > edits) return false;
    if (lower.startsWith(other) || other.startsWith(lower)) return false;
    return verbOf(name) === verb || !verbs.has(verb);
  });
}

const verbOf = (name: string) => (/^[A-Z]?[^A-Z]+/.exec(name)?.[0] ?? name).toLowerCase();
