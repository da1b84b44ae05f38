// Statements made ready for comparing: who they are about is left out (that is the role they are attached to), the rest is normalised, so
// that equal scopes have equal keys however they were written.

import { memoizeByIdentity } from '../../memoize.ts';
import type { Choice, Effect, ParsedPolicy, Statement } from '../language/index.ts';
import {
  type ActionSet,
  ANY_ACTION,
  ANYTHING,
  actionSetOf,
  type ResourcePattern,
  resourcePattern,
  type Variable,
} from '../patterns/index.ts';
import type { Document } from './access.ts';
import { opaqueTest, type Test, testOf, variablesIn } from './condition-test.ts';

export interface Rule {
  readonly effect: Effect;
  readonly actions: ActionSet;
  readonly scope: Scope;
  /** Equal keys mean equal rules. */
  readonly key: string;
  readonly origin: RuleOrigin;
}

/** The statement a rule was made of. */
export interface RuleOrigin {
  readonly document: string;
  /** Absent for an unknown document. */
  readonly statement?: Statement;
}

/** On which resources, under which conditions. */
export interface Scope {
  readonly key: string;
  /** The patterns are those of a NotResource. */
  readonly negated: boolean;
  readonly patterns: readonly ResourcePattern[];
  /** All must hold. */
  readonly tests: readonly Test[];
  /**
   * Those of its negations that have no default, each key once. A value or pattern that names one which the request lacks matches nothing, but whether a
   * negation is met by that, or the statement says nothing, is not known. IAM User Guide, "Policy elements: Variables and tags": a variable that
   * cannot be resolved might make the whole statement invalid.
   */
  readonly variables: readonly Variable[];
}

export function rulesOf(document: Document): readonly Rule[] {
  if (document.kind === 'unknown') return unknownRules(document.name);
  const { name, policy } = document;
  const known = knownRules(policy, name);
  return policy.complete ? known : [...known, ...unknownRules(name)];
}

/** By the names the policy goes by. */
const madeOf = memoizeByIdentity((_: ParsedPolicy) => new Map<string, readonly Rule[]>());

function knownRules(policy: ParsedPolicy, document: string): readonly Rule[] {
  const made = madeOf(policy);
  const variables = policy.version === '2012-10-17';
  const rules = made.get(document) ?? policy.statements.map((statement) => ruleOnce(statement, variables, document));
  made.set(document, rules);
  return rules;
}

/** By what else goes into them: the linter asks about some statements of a policy, and then about others. */
const rulesOfStatement = memoizeByIdentity((_: Statement) => new Map<string, Rule>());

function ruleOnce(statement: Statement, variables: boolean, document: string): Rule {
  const made = rulesOfStatement(statement);
  const key = `${variables} ${document}`;
  const rule = made.get(key) ?? ruleOf(statement, variables, document);
  made.set(key, rule);
  return rule;
}

function ruleOf(statement: Statement, variables: boolean, document: string): Rule {
  const { effect } = statement;
  const actions = actionSetOf(statement.action);
  const tests = statement.conditions.map((entry) => testOf(entry, variables));
  const scope = scopeOf(statement.resource, tests, variables);
  return ruleFrom({ effect, actions, scope, origin: { document, statement } });
}

/** The key of a rule that lists thousands of actions is long, and seldom asked for. */
function ruleFrom(rule: Omit<Rule, 'key'>): Rule {
  let key: string | undefined;
  const { effect, actions, scope } = rule;
  return {
    ...rule,
    get key() {
      key ??= JSON.stringify([effect, actions.negated, [...actions.patterns].sort(), scope.key]);
      return key;
    },
  };
}

/**
 * A document that cannot be seen is two statements, each under a condition that cannot be seen: it may allow anything, and deny anything.
 * Two of one name have equal conditions, so that a document that stays makes no difference.
 */
function unknownRules(name: string): readonly Rule[] {
  return (['Allow', 'Deny'] as const).map((effect) => {
    const scope = scopeOf(ANY_RESOURCE, [opaqueTest(unknownKey(name, effect))], false);
    return ruleFrom({ effect, actions: ANY_ACTION, scope, origin: { document: name } });
  });
}

const ANY_RESOURCE: Choice = { negated: false, patterns: [{ text: '*' }] };
const UNKNOWN = 'unknown ';

const unknownKey = (name: string, effect: Effect) => `${UNKNOWN}${effect} ${name}`;

/** The name of the unknown document that a test stands for. */
export function unknownDocumentOf({ key }: Test): string | undefined {
  return key.startsWith(UNKNOWN) ? key.slice(key.indexOf(' ', UNKNOWN.length) + 1) : undefined;
}

function scopeOf({ negated, patterns: words }: Choice, conditions: readonly Test[], hasVariables: boolean): Scope {
  const read = words.map(({ text }) => resourcePattern(text, hasVariables));
  const unique = [...new Map(read.map((pattern) => [pattern.key, pattern])).values()].sort(byKey);
  // Beside `*`, other patterns say nothing.
  const all = unique.find(({ key }) => key === ANYTHING.key);
  const patterns = all === undefined ? unique : [all];
  const tests = [...new Map(conditions.map((test) => [test.key, test])).values()].sort(byKey);
  const key = JSON.stringify([negated, patterns.map((pattern) => pattern.key), tests.map((test) => test.key)]);
  return { key, negated, patterns, tests, variables: negationsOf({ negated, patterns, tests }) };
}

/** The variables of what is negated. */
export function negationsOf({ negated, patterns, tests }: Omit<Scope, 'key' | 'variables'>): readonly Variable[] {
  const excluded = negated ? patterns.flatMap(({ shapes }) => shapes.free.pieces.variables) : [];
  const refused = tests.flatMap((test) => (test.negated ? variablesIn(test) : []));
  if (excluded.length + refused.length === 0) return NONE;
  const lacking = [...excluded, ...refused].filter(({ fallback }) => fallback === undefined);
  return [...new Map(lacking.map((one) => [one.key, one])).values()].sort(byKey);
}

const NONE: readonly Variable[] = [];

/** Without limits: `Resource: "*"` and no condition. */
export const EVERYWHERE: Scope = scopeOf(ANY_RESOURCE, [], false);

/** No request lacks it. */
export const isInEveryRequest = ({ key }: Variable): boolean => IN_EVERY_REQUEST.has(key);

/** Of roles and users: IAM User Guide, "AWS global condition context keys", on the availability of each. */
const IN_EVERY_REQUEST: ReadonlySet<string> = new Set([
  ...['aws:currenttime', 'aws:epochtime', 'aws:requestedregion', 'aws:securetransport'],
  ...['aws:principalaccount', 'aws:principalarn', 'aws:principaltype', 'aws:userid'],
]);

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
