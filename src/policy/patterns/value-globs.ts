// Condition values as patterns: how each operator reads its text.
import type { BaseOperator } from '../language/index.ts';
import {
  COLON,
  FIRST_SYMBOL,
  type Glob,
  globOf,
  MANY,
  MANY_IN_SEGMENT,
  ONE,
  ONE_IN_SEGMENT,
  type Token,
} from './glob.ts';
import { lowerCode } from './letter-case.ts';
import { type PatternText, symbolic } from './pattern-text.ts';

/** For comparing without regard to case. */
export function foldedGlob(tokens: readonly Token[]): Glob {
  return globOf(tokens.map(lower), true);
}

const lower = (token: Token) => (token < 0 || token >= FIRST_SYMBOL ? token : lowerCode(token));

/** ArnLike and ArnEquals match segment by segment; only in the sixth and last can a wildcard take a colon. */
export function arnGlob(tokens: readonly Token[]): Glob {
  let colons = 0;
  const total = tokens.filter((token) => token === COLON).length;
  return globOf(
    tokens.map((token) => {
      if (token === COLON) colons++;
      if (total < 5 || colons >= 5) return token;
      return token === MANY ? MANY_IN_SEGMENT : token === ONE ? ONE_IN_SEGMENT : token;
    }),
  );
}

/** The pattern where case does not matter: whatever that is taken to be, it matches no less. */
export const withoutCase = ({ tokens }: Glob): Glob => foldedGlob(tokens);

/** A pattern that ignores case, by whichever table of letters takes most for one. */
export function widelyFolded(glob: Glob): Glob {
  return glob.fold ? { ...glob, isWide: true, key: `w${glob.key}` } : glob;
}

/** Of texts that are compared character by character, whether or not their case matters. */
export function symbolicGlobs(base: BaseOperator, texts: readonly PatternText[]): { readonly globs?: readonly Glob[] } {
  const globs = texts.map(symbolic);
  if (/^String(?:Not)?(?:Equals|Like)$/.test(base)) return { globs: globs.map((tokens) => globOf(tokens)) };
  if (/^String(?:Not)?EqualsIgnoreCase$/.test(base)) return { globs: globs.map(foldedGlob) };
  // A variable may bring colons, and move the segments of all that follows.
  const settled = globs.every((tokens) => firstFive(tokens).every((token) => token < FIRST_SYMBOL));
  return base.startsWith('Arn') && settled ? { globs: globs.map(arnGlob) } : {};
}

/** The tokens up to the fifth colon. */
function firstFive(tokens: readonly Token[]): readonly Token[] {
  let colons = 0;
  const end = tokens.findIndex((token) => token === COLON && ++colons === 5);
  return end < 0 ? tokens : tokens.slice(0, end);
}
