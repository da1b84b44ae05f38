// From a solution to a request that anyone can check. What was guessed about variables is acted upon here; whether it worked, `allows` says.

import {
  type Dialect,
  isMany,
  isVariable,
  type ResourcePattern,
  readText,
  substituted,
  type Token,
  textOf,
} from '../patterns/index.ts';
import type { Request } from './access.ts';
import { holds, type Test } from './condition-test.ts';
import { type Question, scopesOf, testsOf, variablesOf } from './question.ts';
import type { Guess, Solution } from './satisfy.ts';

/** By lower-case key. */
type Context = Map<string, readonly string[]>;

/** A solution, and what it is about. */
export interface Draft {
  readonly question: Question;
  readonly action: string;
  readonly resource: string;
  readonly solution: Solution;
}

type Step = (context: Context) => void;

/** Requests that may be what the solution describes, the likeliest first. */
export function requestsOf(draft: Draft): readonly Request[] {
  const [setKeys, act] = [keySetting(draft.solution), acting(draft)];
  const guesses = [...draft.solution.opaque.values()];
  if (guesses.length === 0) return [requestBy(draft, [setKeys])];
  // What an IfExists allows may be the absence of its key.
  const insistent = guesses.filter(({ about }) => !isTest(about) || !about.ifExists);
  const name = naming(draft);
  const ways = [
    [setKeys, act(guesses), name],
    [act(guesses), setKeys, name],
    [setKeys, act(insistent), name],
  ];
  return ways.map((steps) => requestBy(draft, steps));
}

/** What the solution is about, if it can be at all. */
export function suspectOf(draft: Draft): Request {
  return requestBy(draft, [keySetting(draft.solution), acting(draft)([...draft.solution.opaque.values()])]);
}

function requestBy({ question, action, resource }: Draft, steps: readonly Step[]): Request {
  const context: Context = new Map();
  for (const step of steps) step(context);
  if (context.size === 0) return { action, resource, context: {} };
  const spelled = spellingsIn(question);
  const written = [...context].map(([key, values]) => [spelled.get(key) ?? key, values] as const);
  return { action, resource, context: Object.fromEntries(written) };
}

function keySetting({ keys }: Solution): Step {
  return (context) => {
    for (const [key, { values }] of keys) if (values !== undefined) setDefault(context, key, ...values);
  };
}

function acting({ resource }: Draft): (guesses: readonly Guess[]) => Step {
  return (guesses) => (context) => {
    for (const guess of guesses) actUpon(guess, resource, context);
  };
}

function actUpon({ truth, about }: Guess, resource: string, context: Context): void {
  if (isPattern(about)) {
    if (truth) bindFromResource(about, resource, context);
  } else if (!isTest(about)) return;
  else if (truth !== about.negated) makeEqual(about, context);
  else if (truth !== holds(about, undefined)) setDefault(context, about.contextKey, UNLIKE);
}

/** Gives a value to the variables that a negation hangs on: no proof may rest on what becomes of it where they are lacking. */
function naming({ question }: Draft): Step {
  const decisive = scopesOf(question).flatMap(({ variables }) => variables);
  return (context) => {
    for (const { key } of decisive) setDefault(context, key, UNLIKE);
  };
}

const isPattern = (about: Guess['about']): about is ResourcePattern => 'shapes' in about;
const isTest = (about: Guess['about']): about is Test => 'criterion' in about;

/** Keys as the policies write them; the first spelling in a condition stands. */
export function spellingsIn(question: Question): ReadonlyMap<string, string> {
  const variables = [...variablesOf(question), ...scopesOf(question).flatMap((scope) => scope.variables)];
  const inVariables = variables.map(({ key, name }) => [key, name] as const);
  const inConditions = testsOf(question).flatMap(({ contextKey, entry }) =>
    entry === undefined ? [] : [[contextKey, entry.key.text] as const],
  );
  return new Map([...inVariables, ...inConditions.reverse()]);
}

/** Gives the variables of the pattern the parts of the resource that stand in their places. */
function bindFromResource(pattern: ResourcePattern, resource: string, context: Context): void {
  for (const [key, value] of boundBy(pattern, resource)) setDefault(context, key, value);
}

/** By key, the parts of the resource that stand in the places of the pattern's variables. */
export function boundBy({ shapes }: ResourcePattern, resource: string): ReadonlyMap<string, string> {
  const { pieces, variables } = shapes.free.pieces;
  const bound = new Map<string, string>();
  // The ways to share out a text grow with each place that can take some of it.
  if (pieces.filter((piece) => isVariable(piece) || isMany(piece)).length > MOST_PLACES) return bound;
  const source = pieces.map((piece) => (isVariable(piece) ? SOME : sourceOf(piece))).join('');
  const values = new RegExp(`^${source}$`, 's').exec(resource)?.slice(1) ?? [];
  for (const [place, value] of values.entries()) {
    const { key } = variables[place]!;
    if (!bound.has(key)) bound.set(key, value);
  }
  return bound;
}

const MOST_PLACES = 10;

/** Something rather than nothing. */
const SOME = '(.+?|)';

function sourceOf(token: Token): string {
  if (token < 0) return isMany(token) ? '.*?' : '.';
  return String.fromCharCode(token).replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}

/** Gives the test's key, and the variables in its first value, values that agree. */
function makeEqual({ entry, contextKey }: Test, context: Context): void {
  const first = entry?.values[0];
  if (first === undefined) return;
  const text = readText(first.text, EVERYTHING_READ);
  for (const { key } of text.variables) setDefault(context, key, 'example');
  const tokens = substituted(text, (key) => context.get(key)?.[0]) ?? [];
  setDefault(context, contextKey, textOf(tokens.map((token) => (token < 0 ? X : token))));
}

/** A value that no variable has by chance. */
const UNLIKE = 'unlike';

/** Stands for whatever a wildcard takes. */
const X = 120;

const EVERYTHING_READ: Dialect = { wildcards: true, variables: true };

function setDefault(context: Context, key: string, ...values: readonly string[]): void {
  if (!context.has(key)) context.set(key, values);
}
