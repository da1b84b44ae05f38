// The commonest answer of all, without a search: a grant before allowed it in as many words.

import { ANYTHING, type ResourcePattern } from '../patterns/index.ts';
import { implies } from './implied.ts';
import type { GrantHere, Question } from './question.ts';
import type { Relations } from './relations.ts';
import { isInEveryRequest, type Scope } from './rules.ts';

/** Whether a grant before allowed all of the pattern under no more conditions, and denied and was limited no more. */
export function isCovered(
  { grant, before }: Question,
  scope: Scope,
  pattern: ResourcePattern,
  { includes }: Relations,
): boolean {
  return before.some(
    (old) =>
      isNoNarrower(old, grant) &&
      old.allow.some((wider) => {
        // Where a request lacks a variable of what it negates, it may have allowed nothing.
        if (
          !wider.variables.every((one) => isInEveryRequest(one) || scope.variables.some(({ key }) => key === one.key))
        )
          return false;
        if (!wider.tests.every((loose) => scope.tests.some((strict) => implies(strict, loose)))) return false;
        if (scope.negated || wider.negated) return sameResources(scope, wider) || isEverything(wider);
        return wider.patterns.some((one) => includes(one, pattern));
      }),
  );
}

function isNoNarrower(old: GrantHere, grant: GrantHere): boolean {
  const has = (scopes: readonly Scope[], { key }: Scope) => scopes.some((scope) => scope.key === key);
  if (!old.deny.every((scope) => has(grant.deny, scope))) return false;
  return old.limits.every((wide) => grant.limits.some((narrow) => narrow.every((scope) => has(wide, scope))));
}

function sameResources(a: Scope, b: Scope): boolean {
  const keys = (scope: Scope) => scope.patterns.map(({ key }) => key).join('\n');
  return a.negated === b.negated && keys(a) === keys(b);
}

const isEverything = ({ negated, patterns }: Scope) => !negated && patterns.some(({ key }) => key === ANYTHING.key);
