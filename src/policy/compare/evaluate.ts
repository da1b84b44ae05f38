// Would IAM allow this request? One request at a time, exactly as IAM evaluates it: the judge of every witness.

import {
  globOf,
  matches,
  matchesWidely,
  type Reading,
  type ResourcePattern,
  substituted,
  type ValueFor,
  type Variable,
} from '../patterns/index.ts';
import type { Access, Request } from './access.ts';
import { type CompiledGrant, compileAccess } from './compiled-access.ts';
import { holds, ignoresCase, type Test, testOf } from './condition-test.ts';
import type { Rule, Scope } from './rules.ts';

/**
 * Unknown documents count as empty ones: what is allowed here may still be denied by them, and what is not may be allowed.
 *
 * @example
 * allows(access, { action: 's3:GetObject', resource: 'arn:aws:s3:::apples/red', context: { 'aws:SourceIp': ['192.0.2.1'] } });
 */
export function allows(access: Access, request: Request, reading: Reading = 'free'): boolean {
  return judgeOf(compileAccess(access))(request, reading, PLAINEST);
}

/** What AWS leaves open, in one of the ways in which it may be: what is claimed has to hold in all. */
export interface Interpretation {
  /** A variable that the request has no value for: its value, or its pattern, matches nothing; or the whole statement says nothing. */
  readonly lacking: 'unmatched' | 'invalid';
  /** Where case is ignored: that of ASCII letters; or also of others, by the table that takes most for one. */
  readonly letters: 'ascii' | 'any';
}

const PLAINEST: Interpretation = { lacking: 'unmatched', letters: 'ascii' };
const INTERPRETATIONS: readonly Interpretation[] = (['unmatched', 'invalid'] as const).flatMap((lacking) =>
  (['ascii', 'any'] as const).map((letters) => ({ lacking, letters })),
);

/** Those in which the scopes may differ. */
export function interpretationsOf(scopes: readonly Scope[]): readonly Interpretation[] {
  const isOpen = scopes.some(({ variables, tests }) => variables.length > 0 || tests.some(ignoresCase));
  return isOpen ? INTERPRETATIONS : [PLAINEST];
}

export type Judge = (request: Request, reading: Reading, interpretation: Interpretation) => boolean;

/** `allows`, made ready for many requests. */
export function judgeOf(grants: readonly CompiledGrant[]): Judge {
  return (request, reading, interpretation) => {
    const action = request.action.toLowerCase();
    const facts = factsOf(request, reading, interpretation);
    const says = (rules: readonly Rule[]) =>
      rules.some((rule) => rule.actions.covers(action) && scopeHas(rule.scope, facts));
    return grants.some(({ allow, deny, limits }) => says(allow) && !says(deny) && limits.every(says));
  };
}

/** What a concrete request makes of patterns and tests. */
export interface Facts {
  readonly pattern: (pattern: ResourcePattern) => boolean;
  readonly test: (test: Test) => boolean;
  readonly variable: (variable: Variable) => boolean;
}

export function factsOf(
  { resource, context: given }: Request,
  reading: Reading,
  { lacking, letters }: Interpretation = PLAINEST,
): Facts {
  const context = new Map(Object.entries(given).map(([key, values]) => [key.toLowerCase(), values]));
  const valueFor: ValueFor = (key) => context.get(key)?.[0];
  return {
    pattern: ({ open, shapes }) => {
      const { glob, pieces } = shapes[reading];
      // What no variable and no reading can make match is most of what is asked.
      if (!matches(shapes.free.glob, resource)) return false;
      if (!open) return glob === shapes.free.glob || matches(glob, resource);
      const tokens = substituted(pieces, valueFor);
      return tokens !== undefined && matches(globOf(tokens), resource);
    },
    test: (test) => {
      // What an unknown document says depends on more than the request.
      if (test.entry === undefined) return false;
      const asked = test.criterion.kind === 'opaque' ? testOf(test.entry, true, valueFor) : test;
      return holds(asked, context.get(test.contextKey), letters === 'ascii' ? matches : matchesWidely);
    },
    variable: ({ key }) => lacking === 'unmatched' || valueFor(key) !== undefined,
  };
}

function scopeHas({ negated, patterns, tests, variables }: Scope, facts: Facts): boolean {
  return patterns.some(facts.pattern) !== negated && tests.every(facts.test) && variables.every(facts.variable);
}
