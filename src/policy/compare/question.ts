// What is asked for one group of actions: does this grant allow a request that none of those before allowed? Answered as far as is known.

import type { ResourcePattern, Variable } from '../patterns/index.ts';
import { type Test, variablesIn } from './condition-test.ts';
import type { Scope } from './rules.ts';

/** A grant, reduced to what it says about one group of actions. */
export interface GrantHere {
  readonly allow: readonly Scope[];
  /** Those of the limits are among them. */
  readonly deny: readonly Scope[];
  /** What the boundary allows, and each ceiling: all of them must. */
  readonly limits: readonly (readonly Scope[])[];
}

export interface Question {
  readonly grant: GrantHere;
  readonly before: readonly GrantHere[];
}

/** Undefined: depends on what is not known yet. */
export type Truth = boolean | undefined;

/** What is known of a request. */
export interface Known {
  readonly pattern: (pattern: ResourcePattern) => Truth;
  readonly test: (test: Test) => Truth;
  /** Whether a statement with this variable says anything. */
  readonly variable: (variable: Variable) => Truth;
}

/** Whether the request is new access. */
export function isNew({ grant, before }: Question, known: Known): Truth {
  const now = allowed(grant, known);
  return now === false ? false : both(now, not(someOf(before, (old) => allowed(old, known))));
}

function allowed({ allow, deny, limits }: GrantHere, known: Known): Truth {
  const inScope = (scope: Scope) => holdsIn(scope, known);
  const allows = someOf(allow, inScope);
  if (allows === false) return false;
  let within: Truth = true;
  for (const limit of limits) within = both(within, someOf(limit, inScope));
  if (within === false) return false;
  return both(both(allows, within), not(someOf(deny, inScope)));
}

function holdsIn({ negated, patterns, tests, variables }: Scope, known: Known): Truth {
  const listed = someOf(patterns, known.pattern);
  const here = negated ? not(listed) : listed;
  if (here === false) return false;
  const holding = both(here, not(someOf(tests, (test) => not(known.test(test)))));
  return holding === false ? false : both(holding, not(someOf(variables, (one) => not(known.variable(one)))));
}

export function patternsOf(question: Question): readonly ResourcePattern[] {
  return scopesOf(question).flatMap(({ patterns }) => patterns);
}

export function testsOf(question: Question): readonly Test[] {
  return scopesOf(question).flatMap(({ tests }) => tests);
}

/** Of its conditions and its patterns, those that have a default as well. */
export function variablesOf(question: Question): readonly Variable[] {
  const inPatterns = patternsOf(question).flatMap(({ shapes }) => shapes.free.pieces.variables);
  return [...testsOf(question).flatMap(variablesIn), ...inPatterns];
}

export function scopesOf({ grant, before }: Question): readonly Scope[] {
  return [grant, ...before].flatMap(({ allow, deny, limits }) => [...allow, ...deny, ...limits.flat()]);
}

/** The work of answering a question for what is known of one request. */
export function weightOf(question: Question): number {
  return scopesOf(question).reduce((weight, { patterns, tests }) => weight + 1 + patterns.length + tests.length, 0);
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function someOf<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let truth: Truth = false;
  for (const item of items) {
    const one = holds(item);
    if (one === true) return true;
    if (one === undefined) truth = undefined;
  }
  return truth;
}
