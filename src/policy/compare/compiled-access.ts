// The two sides of a comparison as rules, and what can be said of them before looking at any action: which rules are new at all.

import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionSet, serviceOf } from '../patterns/index.ts';
import type { Access, Grant } from './access.ts';
import type { GrantHere } from './question.ts';
import { EVERYWHERE, type Rule, rulesOf, type Scope } from './rules.ts';

export interface CompiledGrant {
  readonly allow: readonly Rule[];
  /** Those of the limits are among them. */
  readonly deny: readonly Rule[];
  /** What the boundary allows, and each ceiling: a request must be allowed by all of them. */
  readonly limits: readonly (readonly Rule[])[];
}

export const compileAccess: (access: Access) => readonly CompiledGrant[] = memoizeByIdentity(({ grants }) =>
  grants.map(compileGrant),
);

function compileGrant({ documents, boundary, ceilings = [] }: Grant): CompiledGrant {
  const rules = documents.flatMap(rulesOf);
  const limits = [...(boundary === undefined ? [] : [boundary]), ...ceilings].map(rulesOf);
  const isAllow = ({ effect }: Rule) => effect === 'Allow';
  return {
    allow: rules.filter(isAllow),
    deny: [...rules, ...limits.flat()].filter((rule) => !isAllow(rule)),
    limits: limits.map((each) => each.filter(isAllow)),
  };
}

/** What the grant says about one action. */
export function grantHere({ allow, deny, limits }: CompiledGrant, lowerCaseName: string): GrantHere {
  const scopes = (rules: readonly Rule[]) => {
    const covering = rules.filter(({ actions }) => actions.covers(lowerCaseName));
    return [...new Map(covering.map(({ scope }) => [scope.key, scope])).values()];
  };
  const denied = scopes(deny);
  return {
    // Denied altogether: nothing is left to look at.
    allow: denied.some(({ key }) => key === EVERYWHERE.key) ? [] : scopes(allow),
    deny: denied,
    limits: limits.map(scopes),
  };
}

export function actionSetsIn(grants: readonly CompiledGrant[]): readonly ActionSet[] {
  return rulesIn(grants).map(({ actions }) => actions);
}

export const scopesIn = (grants: readonly CompiledGrant[]): readonly Scope[] =>
  rulesIn(grants).map(({ scope }) => scope);

/** The work of holding one request against all rules: which patterns its action is held against, its service says. */
export function workOfRequests(grants: readonly CompiledGrant[]): (lowerCaseAction: string) => number {
  const rules = rulesIn(grants);
  const constant = rules.reduce((sum, { scope }) => sum + 2 + scope.patterns.length + scope.tests.length, 0);
  const known = new Map<string | undefined, number>();
  return (action) => {
    const service = serviceOf(action);
    const work = known.get(service) ?? rules.reduce((sum, rule) => sum + rule.actions.globs(service).length, constant);
    known.set(service, work);
    return work;
  };
}

const rulesIn = (grants: readonly CompiledGrant[]): readonly Rule[] =>
  grants.flatMap(({ allow, deny, limits }) => [...allow, ...deny, ...limits.flat()]);

/** What of an Allow may be new: some of its action patterns, or (a NotAction) all that it does not list. */
export interface Residue {
  readonly rule: Rule;
  /** Lower case; of a NotAction, none. */
  readonly patterns: readonly string[];
}

/**
 * The parts of the grant's Allows that no grant before literally had. What is left out is settled: a grant before allowed the same
 * actions on the same scope or on everything, and denied and limited no more than this grant does.
 */
export function residueOf(grant: CompiledGrant, before: readonly CompiledGrant[]): readonly Residue[] {
  const covers = before.filter((old) => isNoNarrower(old, grant)).map(coverOf);
  return grant.allow.flatMap((rule) => {
    const { actions, scope } = rule;
    const wider = covers.flatMap(({ scopes }) => [
      ...(scopes.get(scope.key) ?? []),
      ...(scopes.get(EVERYWHERE.key) ?? []),
    ]);
    if (actions.negated) {
      const settled = wider.some(isEverything) || covers.some(({ negated }) => negated.has(rule.key));
      return settled ? [] : [{ rule, patterns: [] }];
    }
    const patterns = wider.reduce((left, old) => notListedBy(old)(left), actions.patterns);
    return patterns.length === 0 ? [] : [{ rule, patterns }];
  });
}

/** The same list for the same two: many comparisons are of sets that attach the same policies. */
const notListedBy = memoizeByIdentity(({ lists }: ActionSet) =>
  memoizeByIdentity((patterns: readonly string[]): readonly string[] => patterns.filter((pattern) => !lists(pattern))),
);

/** Whatever a request is denied by in `old`, it is denied by in `grant` too. */
function isNoNarrower(old: CompiledGrant, grant: CompiledGrant): boolean {
  const includes = (rules: readonly Rule[], { key }: Rule) => rules.some((rule) => rule.key === key);
  if (!old.deny.every((rule) => includes(grant.deny, rule))) return false;
  return old.limits.every(
    (wide) => wide.some(isUnlimited) || grant.limits.some((narrow) => narrow.every((rule) => includes(wide, rule))),
  );
}

interface Cover {
  /** The keys of the rules with NotAction. */
  readonly negated: ReadonlySet<string>;
  /** By the key of the scope. */
  readonly scopes: ReadonlyMap<string, readonly ActionSet[]>;
}

const coverOf = memoizeByIdentity(({ allow }: CompiledGrant): Cover => {
  const scopes = new Map<string, ActionSet[]>();
  const positive = allow.filter(({ actions }) => !actions.negated);
  for (const { actions, scope } of positive) {
    const there = scopes.get(scope.key);
    if (there === undefined) scopes.set(scope.key, [actions]);
    else there.push(actions);
  }
  const negated = allow.filter(({ actions }) => actions.negated);
  return { negated: new Set(negated.map(({ key }) => key)), scopes };
});

const isUnlimited = ({ actions, scope }: Rule) =>
  !actions.negated && isEverything(actions) && scope.key === EVERYWHERE.key;

const isEverything = ({ patterns }: ActionSet) => patterns.includes('*') || patterns.includes('*:*');
