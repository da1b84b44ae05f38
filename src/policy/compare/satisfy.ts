// Is there a request in this cell that is new access? Resources are settled by the cell; what is left is a Boolean question over conditions.
//
// Whatever is still open is guessed, one thing at a time and only when the answer depends on it: a context key is tried in each way it
// can be (key-cases.ts), anything opaque both ways.

import type { ResourcePattern } from '../patterns/index.ts';
import { holds, type Test } from './condition-test.ts';
import { isContradictory, type Taken } from './implied.ts';
import type { KeyCase, KeyCases } from './key-cases.ts';
import { isNew, type Known, type Question, type Truth, testsOf } from './question.ts';
import { isInEveryRequest, unknownDocumentOf } from './rules.ts';

/**
 * `likely`: unknown documents say nothing, and a key has only the values that were found for it: what comes out can be checked.
 * `possible`: anything goes that cannot be ruled out: when nothing comes out, there is nothing.
 */
export type Latitude = 'likely' | 'possible';

export interface Cell {
  /** Whether the pattern, with its variables standing for anything, matches the resources of the cell; undefined: to be guessed. */
  readonly matches: (pattern: ResourcePattern, guessed: PatternGuesses) => Truth;
}

/** Which patterns are taken to match, by their keys: few, where a question has hundreds. */
export type PatternGuesses = ReadonlyMap<string, { readonly pattern: ResourcePattern; readonly truth: boolean }>;

export interface Space {
  readonly keyCases: (contextKey: string) => KeyCases;
  /** Pays for looking at the question so many times. False: no more guesses. */
  readonly spend: (times?: number) => boolean;
}

/** The guesses that make the request a new one. */
export interface Solution {
  /** By context key, lower case. */
  readonly keys: ReadonlyMap<string, KeyCase>;
  readonly opaque: ReadonlyMap<string, Guess>;
}

export interface Guess {
  readonly truth: boolean;
  readonly about: Test | ResourcePattern | MissingVariable;
}

/** Whether a statement with the variable says anything: it may not where a request lacks it. */
export interface MissingVariable {
  readonly variable: string;
}

export type Answer = Solution | 'none' | 'over-budget';

export function satisfy(question: Question, cell: Cell, space: Space, latitude: Latitude): Answer {
  return guess({ question, cell, space, latitude, keys: new Map(), opaque: new Map(), patterns: new Map() });
}

/** What is asked, and what is guessed so far. */
interface Trial {
  readonly question: Question;
  readonly cell: Cell;
  readonly space: Space;
  readonly latitude: Latitude;
  readonly keys: Map<string, KeyCase>;
  readonly opaque: Map<string, Guess>;
  readonly patterns: Map<string, { readonly pattern: ResourcePattern; readonly truth: boolean }>;
}

/** What an undecided answer depends on. */
type Open =
  | { readonly kind: 'key'; readonly contextKey: string }
  | { readonly kind: 'pattern'; readonly pattern: ResourcePattern }
  | { readonly kind: 'truth'; readonly name: string; readonly about: Guess['about'] };

/** Guesses that may stand at once: each is a level of recursion. */
const MOST_OPEN = 500;

function guess(trial: Trial): Answer {
  const { question, space, keys, opaque, patterns } = trial;
  if (!space.spend() || keys.size + opaque.size + patterns.size > MOST_OPEN) return 'over-budget';
  let open: Open | undefined;
  const verdict = isNew(
    question,
    knownIn(trial, (first) => {
      open ??= first;
    }),
  );
  if (verdict === true) return isPossible(trial) ? { keys: new Map(keys), opaque: new Map(opaque) } : 'none';
  // INVARIANT: an undecided verdict met something open.
  if (verdict === false || open === undefined) return 'none';
  return guessOpen(trial, open);
}

/** What is guessed of tests with variables fits together, and with the values of the keys. */
function isPossible({ question, keys, opaque }: Trial): boolean {
  const guessed = [...opaque.values()].flatMap(({ truth, about }): readonly Taken[] =>
    isTest(about) ? [{ test: about, truth }] : [],
  );
  if (guessed.length === 0) return true;
  const tests = testsOf(question);
  // Where no test asks for it, absence stands for other values that no test tells from it.
  const isAbsent = ({ contextKey }: Test) =>
    keys.has(contextKey) &&
    keys.get(contextKey)!.values === undefined &&
    tests.some((test) => test.contextKey === contextKey && test.criterion.kind === 'absence');
  if (guessed.some(({ test, truth }) => truth && isAbsent(test) && !holds(test, undefined))) return false;
  const chosen = tests.flatMap((test): readonly Taken[] => {
    const one = test.criterion.kind === 'text' ? keys.get(test.contextKey) : undefined;
    return one === undefined ? [] : [{ test, truth: one.holding.has(test.key) }];
  });
  const keysOfGuesses = new Set(guessed.map(({ test }) => test.contextKey));
  return !isContradictory([...guessed, ...chosen.filter(({ test }) => keysOfGuesses.has(test.contextKey))]);
}

const isTest = (about: Guess['about']): about is Test => 'criterion' in about;

function guessOpen(trial: Trial, open: Open): Answer {
  switch (open.kind) {
    case 'key': {
      const { contextKey } = open;
      const { cases } = trial.space.keyCases(contextKey);
      return firstOf(trial, trial.keys, contextKey, cases);
    }
    case 'pattern': {
      const { pattern } = open;
      const guesses = [true, false].map((truth) => ({ truth, pattern }));
      return firstOf(trial, trial.patterns, pattern.key, guesses);
    }
    case 'truth': {
      const { name, about } = open;
      const guesses = [true, false].map((truth) => ({ truth, about }));
      return firstOf(trial, trial.opaque, name, guesses);
    }
    default:
      return open satisfies never;
  }
}

function firstOf<T>(trial: Trial, guesses: Map<string, T>, name: string, choices: readonly T[]): Answer {
  for (const choice of choices) {
    guesses.set(name, choice);
    const answer = guess(trial);
    if (answer !== 'none') return answer;
  }
  guesses.delete(name);
  return 'none';
}

/** What the guesses say, telling `meet` of what they do not. */
function knownIn({ cell, space, latitude, keys, opaque, patterns }: Trial, meet: (open: Open) => void): Known {
  const truthOf = (name: string, about: Guess['about']): Truth => {
    const truth = opaque.get(name)?.truth;
    if (truth === undefined) meet({ kind: 'truth', name, about });
    return truth;
  };
  const isOpaque = ({ criterion, contextKey }: Test) =>
    criterion.kind === 'opaque' || (latitude === 'possible' && !space.keyCases(contextKey).complete);
  return {
    pattern: (pattern) => {
      const inReach = cell.matches(pattern, patterns);
      if (inReach === undefined) meet({ kind: 'pattern', pattern });
      return inReach === true && pattern.open ? truthOf(`variables ${pattern.key}`, pattern) : inReach;
    },
    test: (test) => {
      if (latitude === 'likely' && unknownDocumentOf(test) !== undefined) return false;
      if (isOpaque(test)) return truthOf(test.key, test);
      const one = keys.get(test.contextKey);
      if (one === undefined) meet({ kind: 'key', contextKey: test.contextKey });
      return one?.holding.has(test.key);
    },
    // Of what comes out, whether it holds where the variable is lacking is asked of the request.
    variable: (variable) =>
      latitude === 'likely' ||
      isInEveryRequest(variable) ||
      keys.get(variable.key)?.values !== undefined ||
      truthOf(`lacking ${variable.key}`, { variable: variable.key }),
  };
}
