// Why it cannot be said that there is nothing new, where it cannot be proved that there is.

import type { Request } from './access.ts';
import type { Test } from './condition-test.ts';
import { unknownDocumentOf } from './rules.ts';
import type { Guess, Solution } from './satisfy.ts';

export interface Doubt {
  readonly reason: DoubtReason;
  /** The unknown documents it depends on. */
  readonly documents: readonly string[];
  /** A request that may be new. */
  readonly suspect?: Request;
}

export type DoubtReason =
  /** Depends on documents that cannot be seen. */
  | 'unknown-document'
  /** Depends on what `${…}` stands for, on what becomes of a statement where that is nothing, or on an operator that IAM does not have. */
  | 'variable'
  /** Depends on values of a condition key that cannot all be told. */
  | 'condition'
  /** Depends on whether a wildcard in an ARN stops at a colon. */
  | 'wildcard-over-colon'
  /** The search was given up. */
  | 'budget';

export const GIVEN_UP: Doubt = { reason: 'budget', documents: [] };

/** The doubt that a solution leaves when no request could be proved new with it. */
export function doubtOf({ opaque }: Solution, suspect: Request, ambiguous: boolean): Doubt {
  const guesses = [...opaque.values()].map(({ about }) => about);
  const documents = [
    ...new Set(guesses.flatMap((about) => (isTest(about) ? (unknownDocumentOf(about) ?? []) : []))),
  ].sort();
  if (documents.length > 0) return { reason: 'unknown-document', documents, suspect };
  if (guesses.some((about) => !isTest(about) || about.criterion.kind === 'opaque'))
    return { reason: 'variable', documents, suspect };
  return { reason: guesses.length === 0 && ambiguous ? 'wildcard-over-colon' : 'condition', documents, suspect };
}

const isTest = (about: Guess['about']): about is Test => 'criterion' in about;
