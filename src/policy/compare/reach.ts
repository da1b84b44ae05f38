// New access in words of the policies: an Allow, less what takes away from it. Exact, since it is the question itself without what has no part in it.

import { intersects, type ResourcePattern } from '../patterns/index.ts';
import type { Test } from './condition-test.ts';
import type { GrantHere, Question } from './question.ts';
import { type Scope, unknownDocumentOf } from './rules.ts';

/** A set of requests: on any of `resources`, under all of `conditions`, but in none of `except`, and in some of `within` if it is there. */
export interface Reach {
  readonly resources: readonly string[];
  /** On every resource but these (NotResource); `resources` is then `*`. */
  readonly notResources: readonly string[];
  /** Empty: always. */
  readonly conditions: readonly ReachCondition[];
  /** What is denied, and what was allowed before. */
  readonly except: readonly Reach[];
  /** What the boundary allows; what a ceiling allows besides is within each of those. */
  readonly within?: readonly Reach[];
}

export interface ReachCondition {
  /** `ForAnyValue:StringLike` */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The part of an Allow that is new, on those of its resources. */
export function reachOf({ grant, before }: Question, scope: Scope, patterns: readonly ResourcePattern[]): Reach {
  const touches = touching(scope, patterns);
  const denied = grant.deny.filter(touches).map(plainReach);
  const had = before.flatMap((old) => formerReaches(old, touches));
  return {
    ...plainReach({ ...scope, patterns: scope.negated ? scope.patterns : patterns }),
    except: [...denied, ...had],
    ...withinLimits(grant, touches),
  };
}

function withinLimits({ limits }: GrantHere, touches: (scope: Scope) => boolean): Pick<Reach, 'within'> {
  const nested = (depth: number): Pick<Reach, 'within'> => {
    const limit = limits[depth];
    if (limit === undefined) return {};
    return { within: limit.filter(touches).map((scope) => ({ ...plainReach(scope), ...nested(depth + 1) })) };
  };
  return nested(0);
}

/** The patterns that a reach speaks of, and those that are held against each other to find it. */
export function workOfReach({ grant, before }: Question, patterns: readonly ResourcePattern[]): number {
  const wordsIn = (scopes: readonly Scope[]) =>
    scopes.reduce((words, scope) => words + 1 + scope.patterns.length + scope.tests.length, 0);
  const wordsWithin = (limits: GrantHere['limits']) =>
    limits.reduceRight((words, limit) => wordsIn(limit) + limit.length * words, 0);
  const lessened = ({ allow, deny, limits }: GrantHere) =>
    wordsIn(allow) + allow.length * (wordsIn(deny) + wordsWithin(limits)) * (1 + patterns.length);
  return [grant, ...before].reduce((work, each) => work + lessened(each), wordsIn(grant.allow) * patterns.length);
}

function formerReaches(old: GrantHere, touches: (scope: Scope) => boolean): readonly Reach[] {
  return old.allow.filter(touches).map((scope) => ({
    ...plainReach(scope),
    except: old.deny.filter(touches).map(plainReach),
    ...withinLimits(old, touches),
  }));
}

function plainReach({ negated, patterns, tests }: Scope): Reach {
  const texts = patterns.map(({ text }) => text);
  return {
    resources: negated ? ['*'] : texts,
    notResources: negated ? texts : [],
    conditions: tests.map(conditionOf),
    except: [],
  };
}

function conditionOf(test: Test): ReachCondition {
  const { entry } = test;
  // What an unknown document says holds under conditions that only it knows.
  if (entry === undefined) return { operator: 'unknown', key: unknownDocumentOf(test) ?? '', values: [] };
  return { operator: entry.operator.word.text, key: entry.key.text, values: entry.values.map(({ text }) => text) };
}

/** Whether a scope shares a resource with some of the patterns. */
function touching(scope: Scope, patterns: readonly ResourcePattern[]): (other: Scope) => boolean {
  return (other) =>
    scope.negated ||
    other.negated ||
    other.patterns.some((one) =>
      patterns.some((pattern) => intersects(one.shapes.free.glob, pattern.shapes.free.glob)),
    );
}
