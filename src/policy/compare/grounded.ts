// Variables given values, one choice after another, until nothing about them is left to guess: whatever is new beyond a doubt about `${…}` is
// then found as anything else is, in whichever order a policy lists its values.
import { type ResourcePattern, spend, type Variable } from '../patterns/index.ts';
import type { Request } from './access.ts';
import { holds, type Test, testOf } from './condition-test.ts';
import { factsOf } from './evaluate.ts';
import type { KeyCases } from './key-cases.ts';
import { type GrantHere, patternsOf, type Question, testsOf, variablesOf } from './question.ts';
import type { Scope } from './rules.ts';
import { type Cell, type Space, satisfy } from './satisfy.ts';
import { type SearchTools, spaceOf } from './space.ts';
import { boundBy, spellingsIn } from './witness.ts';

/** What is asked about: one resource of a cell. */
export interface Ground {
  readonly question: Question;
  readonly action: string;
  readonly resource: string;
}

/** By lower-case key; undefined: absent. */
type Values = ReadonlyMap<string, string | undefined>;

const MOST_VARIABLES = 4;
const MOST_CHOICES = 12;

/** Requests that are new if each variable stands for what the request says; the likeliest first. Whether they are, the caller finds out. */
export function* groundedRequests(ground: Ground, space: Space, tools: SearchTools): Generator<Request> {
  const variables = variablesOf(ground.question);
  const keys = [...new Set(variables.map(({ key }) => key))];
  if (keys.length === 0 || keys.length > MOST_VARIABLES) return;
  const spelled = spellingsIn(ground.question);
  for (const values of choicesFor(keys, variables, ground, space)) {
    if (!space.spend()) return;
    const request = requestWith(values, ground, tools);
    if (request === undefined) continue;
    const written = [...request].map(([key, list]) => [spelled.get(key) ?? key, list] as const);
    yield { action: ground.action, resource: ground.resource, context: Object.fromEntries(written) };
  }
}

/** All alike, all different, as the resource has them, as other conditions want them, absent where there is a value for that. */
function choicesFor(
  keys: readonly string[],
  variables: readonly Variable[],
  { question, resource }: Ground,
  space: Space,
): readonly Values[] {
  const all = (choose: (key: string, place: number) => string | undefined): Values =>
    new Map(keys.map((key, place) => [key, choose(key, place)]));
  const bound = patternsOf(question)
    .filter(({ open }) => open)
    .map((pattern) => boundBy(pattern, resource));
  const tested = new Set(
    testsOf(question).flatMap((test) => (test.criterion.kind === 'opaque' ? [] : test.contextKey)),
  );
  const wanted = keys.map((key) => {
    const cases = tested.has(key) ? space.keyCases(key).cases : [];
    return cases.flatMap(({ values }) => values?.[0] ?? []).filter((value) => value !== '');
  });
  const canLack = (key: string) => variables.every((one) => one.key !== key || one.fallback !== undefined);
  const fallbacks = new Set(variables.flatMap(({ fallback }) => fallback ?? []));
  const alike = [...new Set(['example', ...wanted.flat().slice(0, 3), ...fallbacks])];
  const choices = [
    ...alike.map((value) => all(() => value)),
    ...bound.flatMap((values) => [
      all((key) => values.get(key) ?? 'example'),
      all((key) => values.get(key) ?? 'unlike'),
    ]),
    all((_, place) => (place === 0 ? 'example' : `example-${place}`)),
    all((_, place) => wanted[place]![0] ?? 'example'),
    all((_, place) => wanted[place]!.at(-1) ?? 'unlike'),
    ...(keys.some(canLack) ? [all((key) => (canLack(key) ? undefined : 'example'))] : []),
  ];
  return choices.slice(0, MOST_CHOICES);
}

/** With these values, the rest of the context that makes the request a new one; undefined: there is none. */
function requestWith(
  values: Values,
  { question, action, resource }: Ground,
  tools: SearchTools,
): ReadonlyMap<string, readonly string[]> | undefined {
  const given = [...values].flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]] as const]));
  const facts = factsOf({ action, resource, context: Object.fromEntries(given) }, 'free');
  const settled = (test: Test): Test =>
    test.criterion.kind !== 'opaque' || test.entry === undefined || test.entry.operator.base === undefined
      ? test
      : { ...testOf(test.entry, true, (key) => values.get(key)), key: `${test.key} ${JSON.stringify([...values])}` };
  // What its variables stand for is settled: the pattern matches, or it does not.
  const closed = (pattern: ResourcePattern): ResourcePattern => ({ ...pattern, open: false });
  const inScope = (scope: Scope): Scope => ({
    ...scope,
    patterns: scope.patterns.map(closed),
    tests: scope.tests.map(settled),
  });
  const inGrant = ({ allow, deny, limits }: GrantHere): GrantHere => ({
    allow: allow.map(inScope),
    deny: deny.map(inScope),
    limits: limits.map((limit) => limit.map(inScope)),
  });
  const asked: Question = { grant: inGrant(question.grant), before: question.before.map(inGrant) };
  const cell: Cell = {
    matches: (pattern) => facts.pattern({ ...pattern, open: pattern.shapes.free.pieces.variables.length > 0 }),
  };
  const solution = satisfy(asked, cell, fixedSpace(spaceOf(asked, tools), asked, values), 'likely');
  if (typeof solution === 'string' || !spend(tools.budget, 1)) return undefined;
  const found = [...solution.keys].flatMap(([key, one]) =>
    one.values === undefined ? [] : [[key, one.values] as const],
  );
  return new Map([...given, ...found]);
}

/** The keys of variables have the values they were given. */
function fixedSpace(space: Space, question: Question, given: Values): Space {
  const keyCases = (contextKey: string): KeyCases => {
    if (!given.has(contextKey)) return space.keyCases(contextKey);
    const value = given.get(contextKey);
    const values = value === undefined ? undefined : [value];
    const tests = testsOf(question).filter(
      (test) => test.contextKey === contextKey && test.criterion.kind !== 'opaque',
    );
    const holding = new Set(tests.filter((test) => holds(test, values)).map(({ key }) => key));
    return { cases: [{ values, holding }], complete: false };
  };
  return { ...space, keyCases };
}
