// Conditions that follow from others, as far as their words show it: what depends on variables no search can settle.

import { type Glob, subsumes } from '../patterns/index.ts';
import { holds, type Test } from './condition-test.ts';

/** Whether in every request in which `strict` holds `loose` does. Never wrongly yes. */
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
  inner.every((one) => outer.some((other) => subsumes(other, one)));
