// Conditions that follow from others, as far as their words show it: what depends on variables no search can settle.

import { type Glob, subsumes, withoutCase } from '../patterns/index.ts';
import { holds, type Test } from './condition-test.ts';

/**
 * Whether in every request in which `strict` holds `loose` does, where both their statements say anything. Never wrongly yes: a value with a variable that the
 * request lacks matches nothing, and what takes it in or is taken in by it has that variable, or matches no less.
 */
export function implies(strict: Test, loose: Test): boolean {
  if (strict.key === loose.key) return true;
  const [narrow, wide] = [wordsOf(strict), wordsOf(loose)];
  if (narrow === undefined || wide === undefined) return false;
  const { contextKey, set, negated } = strict;
  if (loose.contextKey !== contextKey || loose.set !== set || loose.negated !== negated) return false;
  if (holds(strict, undefined) && !holds(loose, undefined)) return false;
  return negated ? within(wide, narrow) : within(narrow, wide);
}

/** What the values can match, with variables as characters of their own; undefined: more than words show. */
function wordsOf({ criterion }: Test): readonly Glob[] | undefined {
  return criterion.kind === 'text' || criterion.kind === 'opaque' ? criterion.globs : undefined;
}

const within = (inner: readonly Glob[], outer: readonly Glob[]) =>
  inner.every((one) => outer.some((other) => takesIn(other, one)));

function takesIn(outer: Glob, inner: Glob): boolean {
  return subsumes(outer, outer.fold && !inner.fold ? withoutCase(inner) : inner);
}

/** What a test is taken to be. */
export interface Taken {
  readonly test: Test;
  readonly truth: boolean;
}

/**
 * Whether no request can have all of it, as far as words show: a value that is one of several is one that is refused, or one that is not there. Never
 * wrongly yes.
 */
export function isContradictory(taken: readonly Taken[]): boolean {
  const ofTruth = (wanted: boolean) => taken.filter(({ truth }) => truth === wanted).map(({ test }) => test);
  const [holding, failing] = [ofTruth(true), ofTruth(false)];
  return (
    holding.some((one) => !one.negated && isMetByNone(one, { holding, failing })) ||
    failing.some((one) => one.negated && isRefusedElsewhere(one, holding)) ||
    holding.some((one) => failing.some((other) => implies(one, other)))
  );
}

/** It holds, and each of its values is one of a test that does not, or is refused by one that does. */
function isMetByNone(
  one: Test,
  { holding, failing }: { readonly holding: readonly Test[]; readonly failing: readonly Test[] },
): boolean {
  if (one.set === 'ForAllValues') return false;
  const unmet = failing.filter((other) => !other.negated && isAbout(one, other));
  if (holds(one, undefined) && !unmet.some((other) => holds(other, undefined))) return false;
  const refusing = holding.filter((other) => isRefusal(other, one.contextKey));
  return isWithin(one, [...unmet, ...refusing]);
}

/** None of the key's values is one of its own. */
const isRefusal = ({ negated, set, contextKey }: Test, key: string) =>
  negated && set === undefined && contextKey === key;

/** It fails, so that its key is there and has one of its values, and each of these is refused by tests that hold. */
function isRefusedElsewhere(one: Test, holding: readonly Test[]): boolean {
  if (one.set !== undefined) return false;
  const alike = holding.filter((other) => other.negated && isAbout(one, other));
  return isWithin(one, alike);
}

const isAbout = (one: Test, other: Test) => other.contextKey === one.contextKey && other.set === one.set;

function isWithin(one: Test, others: readonly Test[]): boolean {
  const words = wordsOf(one);
  return (
    words !== undefined &&
    within(
      words,
      others.flatMap((other) => wordsOf(other) ?? []),
    )
  );
}
