// Action patterns that will take in what AWS has yet to add, where nothing did before: whatever they mean today.
import {
  type ActionSet,
  ANYTHING,
  type Budget,
  compileGlob,
  intersects,
  isPattern,
  spend,
  workOf,
} from '../patterns/index.ts';
import { type CompiledGrant, isNoNarrower, type Residue } from './compiled-access.ts';
import { implies } from './implied.ts';
import type { Relations } from './relations.ts';
import type { Rule, Scope } from './rules.ts';

/** What contains a pattern is found by these; where they find nothing any more, the pattern is told. */
export interface OpenEndedTools {
  readonly relations: Relations;
  readonly budget: Budget;
}

/**
 * The patterns of a residue of the grant, as written, that were not contained before: no Allow that can be seen has all of what they
 * match, on all of the resources and under no other conditions, less no more than what is taken away now.
 */
export function openEndedIn(
  { rule, patterns }: Residue,
  grant: CompiledGrant,
  before: readonly CompiledGrant[],
  tools: OpenEndedTools,
): readonly string[] {
  const open = patterns.filter(isPattern);
  // Whatever a document that cannot be seen allows, today or later, is in doubt.
  if (open.length === 0 || rule.origin.statement === undefined) return [];
  const wider = before.map((old) => ({
    old,
    allow: old.allow.filter((allow) => isSeen(allow) && takesIn(allow.scope, rule.scope, tools)),
  }));
  const isContained = (pattern: string) =>
    wider.some(
      ({ old, allow }) =>
        allow.some(({ actions }) => contains(actions, pattern, tools)) &&
        (isNoNarrower(old, grant) || isNoNarrower(concerning(pattern, old, tools), grant)),
    );
  return open.filter((pattern) => !isContained(pattern)).map((pattern) => rule.actions.written.get(pattern) ?? pattern);
}

/** Of a document that cannot be seen nobody knows what it allows. */
const isSeen = ({ origin }: Rule) => origin.statement !== undefined;

/** Whether the actions are all that the pattern matches, now and later. A NotAction leaves out what it lists, and nothing else. */
function contains({ negated, patterns, lists }: ActionSet, pattern: string, { budget }: OpenEndedTools): boolean {
  if (!negated) return spend(budget, patterns.length) && lists(pattern);
  const glob = compileGlob(pattern);
  return patterns.map(compileGlob).every((one) => spend(budget, workOf(one, glob)) && !intersects(one, glob));
}

/** Whether every request in `inner` is in `outer`, as far as their words show it. */
function takesIn(outer: Scope, inner: Scope, { relations }: OpenEndedTools): boolean {
  if (outer.key === inner.key) return true;
  if (!outer.tests.every((loose) => inner.tests.some((strict) => implies(strict, loose)))) return false;
  if (isAnything(outer)) return true;
  if (outer.negated || inner.negated) return false;
  return inner.patterns.every((one) => outer.patterns.some((other) => relations.includes(other, one)));
}

const isAnything = ({ negated, patterns }: Scope) => !negated && patterns[0]?.key === ANYTHING.key;

/** The grant without the Denies that have no action in common with the pattern. */
function concerning(pattern: string, grant: CompiledGrant, { budget }: OpenEndedTools): CompiledGrant {
  const glob = compileGlob(pattern);
  const touches = ({ actions: { negated, patterns, lists } }: Rule) => {
    if (negated) return !lists(pattern);
    return patterns.map(compileGlob).some((one) => !spend(budget, workOf(one, glob)) || intersects(one, glob));
  };
  return { ...grant, deny: grant.deny.filter(touches) };
}
