// For one Allow and one of its resource patterns: is there a resource on which it gives access that is new?

import { memoizeByIdentity, memoizeByKey } from '../../memoize.ts';
import type { ResourceForms } from '../catalogue/index.ts';
import {
  type Budget,
  type Glob,
  globOf,
  intersects,
  isAmbiguous,
  isSpent,
  MANY,
  MANY_IN_SEGMENT,
  matches,
  portionOf,
  READINGS,
  type Reading,
  type ResourcePattern,
  spend,
  type Union,
  wildcardTokens,
  workOf,
} from '../patterns/index.ts';
import type { Request } from './access.ts';
import { searchCells } from './cells.ts';
import { isCovered } from './covered.ts';
import { type Doubt, doubtOf, GIVEN_UP } from './doubt.ts';
import { factsOf, interpretationsOf } from './evaluate.ts';
import { groundedRequests } from './grounded.ts';
import { isNew, patternsOf, type Question, scopesOf, type Truth } from './question.ts';
import { impliedBy, type Relations } from './relations.ts';
import type { Scope } from './rules.ts';
import { likelyResources } from './samples.ts';
import { type Cell, type PatternGuesses, type Space, satisfy } from './satisfy.ts';
import { limited, type SearchTools, spaceOf } from './space.ts';
import { requestsOf, suspectOf } from './witness.ts';

/** What is asked, and how its answer is put to the test. */
export interface Inquiry {
  readonly question: Question;
  readonly action: string;
  /** The resources that the actions can have; undefined: any. */
  readonly forms: ResourceForms | undefined;
  /** Resources worth trying before searching: they read better. */
  readonly samples: () => readonly string[];
  /** Whether the request is allowed now and was not before, in each of the readings. */
  readonly confirms: (request: Request, readings: readonly Reading[]) => boolean;
}

export type Outcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'new'; readonly request: Request }
  | { readonly kind: 'unresolved'; readonly doubt: Doubt };

const NOTHING: Outcome = { kind: 'nothing' };
const UNFINISHED: Outcome = { kind: 'unresolved', doubt: GIVEN_UP };

export function searchResources(inquiry: Inquiry, scope: Scope, pattern: ResourcePattern, tools: SearchTools): Outcome {
  if (!spend(tools.budget, ASKING)) return UNFINISHED;
  if (!isPossible(pattern, inquiry.forms, tools)) return NOTHING;
  if (isCovered(inquiry.question, scope, pattern, tools.relations)) return NOTHING;
  // What this Allow adds is asked alone: what others add, they are asked for.
  const asked = { ...scope, patterns: scope.negated ? scope.patterns : [pattern] };
  const question = { ...inquiry.question, grant: { ...inquiry.question.grant, allow: [asked] } };
  const patterns = [...new Set(patternsOf(question))];
  const readings = patterns.some(isAmbiguous) ? READINGS : [READINGS[0]];
  const space = spaceOf(question, tools);
  if (!space.spend(readings.length)) return UNFINISHED;
  const arns = arnsFor(patterns, inquiry.forms, tools);
  const hunt: Hunt = {
    ...inquiry,
    question,
    arns,
    within: pattern,
    patterns,
    readings,
    tools,
    space,
    groundings: { left: MOST_GROUNDINGS },
  };
  return fromSamples(hunt) ?? (question.before.length > 0 && isRuledOut(hunt) ? NOTHING : fromSearch(hunt));
}

/** The work of a question that is plain to answer: hostile policies have hundreds of patterns, and thousands of actions that are asked about each. */
const ASKING = 50;

/** Whether an action with such resources can be about one that the pattern matches. */
function isPossible(pattern: ResourcePattern, forms: ResourceForms | undefined, tools: SearchTools): boolean {
  if (forms === undefined || (forms.bare && matches(pattern.shapes.free.glob, NO_RESOURCE))) return true;
  return meeting(pattern, forms, tools).isPossible;
}

/** A colon in a name matters only where a pattern speaks of one. */
function arnsFor(
  patterns: readonly ResourcePattern[],
  forms: ResourceForms | undefined,
  tools: SearchTools,
): Glob | Union {
  if (forms === undefined) return ARN;
  return patterns.some((pattern) => meeting(pattern, forms, tools).isOfColons) ? forms.loose : forms.arns;
}

interface Meeting {
  readonly isPossible: boolean;
  /** It speaks of a colon in a name. */
  readonly isOfColons: boolean;
}

/** Asked again and again about the same patterns. It takes the steps that finding it took, once for all that is asked at once. */
const meetings = memoizeByIdentity((_: SearchTools) => new Map<ResourceForms, Map<ResourcePattern, Meeting>>());

function meeting(pattern: ResourcePattern, forms: ResourceForms, tools: SearchTools): Meeting {
  const known = meetings(tools);
  const ofForms = known.get(forms) ?? new Map<ResourcePattern, Meeting>();
  known.set(forms, ofForms);
  const there = ofForms.get(pattern);
  if (there !== undefined) return there;
  const { met, work } = metOnce(forms)(pattern, tools.budget);
  if (!spend(tools.budget, work)) return { isPossible: true, isOfColons: false };
  ofForms.set(pattern, met);
  return met;
}

/** Patterns and forms are the same in many comparisons. */
const metOnce = memoizeByIdentity((forms: ResourceForms) => {
  const known = new WeakMap<ResourcePattern, { readonly met: Meeting; readonly work: number }>();
  return (pattern: ResourcePattern, { steps }: Budget) => {
    const there = known.get(pattern);
    if (there !== undefined) return there;
    const own: Budget = { steps };
    const met = meet(pattern.shapes, forms, own);
    const made = { met, work: steps - own.steps };
    if (!isSpent(own)) known.set(pattern, made);
    return made;
  };
});

function meet({ free, strict }: ResourcePattern['shapes'], forms: ResourceForms, budget: Budget): Meeting {
  const isIn = ({ glob }: { readonly glob: Glob }, { any }: Union) =>
    any.some((arn) => !spend(budget, workOf(arn, glob)) || intersects(arn, glob));
  return { isPossible: isIn(free, forms.loose), isOfColons: !isIn(strict, forms.arns) && isIn(strict, forms.loose) };
}

interface Hunt extends Inquiry {
  readonly within: ResourcePattern;
  /** The forms of ARNs that are searched. */
  readonly arns: Glob | Union;
  /** Each pattern of the question once. */
  readonly patterns: readonly ResourcePattern[];
  /** Those that may differ. */
  readonly readings: readonly Reading[];
  readonly space: Space;
  readonly tools: SearchTools;
  /** Resources on which variables may still be given values. */
  readonly groundings: { left: number };
}

const MOST_GROUNDINGS = 4;

/** Of one search. */
const MOST_STEPS = 1_000_000;

/** Guesses for the question without a look at any text. */
const MOST_GUESSES = 500;

/** Whether nothing can be new whichever patterns match: they are taken for truths that only plain relations bind. */
function isRuledOut({ question, within, patterns, space, tools: { relations } }: Hunt): boolean {
  const fixed = new Map(patterns.map((one) => [one.key, fixedBy(within, one, relations)]));
  const open = patterns.filter(({ key }) => fixed.get(key) === undefined);
  const cell: Cell = {
    matches: (one, guessed) => fixed.get(one.key) ?? guessed.get(one.key)?.truth ?? impliedBy(one, guessed, relations),
  };
  return satisfy(question, cell, limited(space, MOST_GUESSES, open.length + 1), 'possible') === 'none';
}

/** No ARN is longer. */
const LONGEST = 2048;

function fromSamples(hunt: Hunt): Outcome | undefined {
  const shapeOf = ({ shapes }: ResourcePattern) => shapes.free.glob;
  for (const resource of hunt.samples()) {
    if (resource.length > LONGEST || !matches(shapeOf(hunt.within), resource)) continue;
    if (!isFormed(resource, hunt.forms)) continue;
    const request = proofOf(hunt, resource, { matches: (one) => matches(shapeOf(one), resource) });
    if (request !== undefined) return { kind: 'new', request };
  }
  return undefined;
}

const isFormed = (resource: string, forms: ResourceForms | undefined) =>
  forms === undefined || (resource === NO_RESOURCE ? forms.bare : formedIn(forms)(resource));

/** The same samples are tried in many comparisons. */
const formedIn = memoizeByIdentity(({ loose }: ResourceForms) =>
  memoizeByKey(
    (resource: string) => resource,
    (resource) => loose.any.some((arn) => matches(arn, resource)),
    MOST_SAMPLES,
  ),
);
const MOST_SAMPLES = 1_000;

/** The strictest reading first: its automata are the smallest, and what is proved in it holds in all. */
function fromSearch(hunt: Hunt): Outcome {
  for (const reading of [...hunt.readings].reverse()) {
    const outcome = inReading(hunt, reading);
    if (outcome.kind !== 'nothing') return outcome;
  }
  return NOTHING;
}

function inReading(hunt: Hunt, reading: Reading): Outcome {
  const ambiguous = hunt.readings.length > 1;
  const { question, space, action, tools } = hunt;
  const shapeOf = ({ shapes }: ResourcePattern) => shapes[reading].glob;
  let found: Request | undefined;
  let doubt: Doubt | undefined;
  const settle = (resource: string, cell: Cell): boolean => {
    found = proofOf(hunt, resource, cell);
    if (found !== undefined) {
      found = likelyRequest(hunt, found);
      return true;
    }
    const possible = satisfy(question, cell, space, 'possible');
    if (possible === 'over-budget') doubt = GIVEN_UP;
    else if (possible !== 'none')
      doubt ??= doubtOf(possible, suspectOf({ question, action, resource, solution: possible }), ambiguous);
    // What the strictest reading did not prove, another cannot: a doubt is all there is to find.
    return doubt !== undefined && ((ambiguous && reading !== 'strict') || possible === 'over-budget');
  };
  const fixed = (one: ResourcePattern) => fixedBy(hunt.within, one, tools.relations);
  const partial = hunt.patterns.filter((one) => fixed(one) === undefined);
  const cellOf = (bits: readonly Truth[]): Cell => {
    const known = new Map(partial.map(({ key }, place) => [key, bits[place]]));
    return { matches: (one) => (known.has(one.key) ? known.get(one.key) : fixed(one)) };
  };
  const { forms } = hunt;
  if ((forms === undefined || forms.bare) && matches(shapeOf(hunt.within), NO_RESOURCE))
    settle(NO_RESOURCE, { matches: (one) => matches(shapeOf(one), NO_RESOURCE) });
  if (found === undefined && forms?.arns.any.length !== 0) {
    const hopeless = (bits: readonly Truth[]) => isHopeless(question, cellOf(bits));
    const budget = portionOf(tools.budget, MOST_STEPS);
    const search = {
      within: [shapeOf(hunt.within), hunt.arns],
      globs: partial.map(shapeOf),
      hopeless,
      ...tools,
      budget,
    };
    const result = searchCells(search, (bits, text) => settle(text, cellOf(bits)));
    if (result === 'over-budget') doubt = GIVEN_UP;
  }
  if (found !== undefined) return { kind: 'new', request: found };
  return doubt === undefined ? NOTHING : { kind: 'unresolved', doubt };
}

/** Whether a request is new beyond doubt. */
function provingIn({ question, readings, confirms }: Hunt): (request: Request) => boolean {
  const interpretations = interpretationsOf(scopesOf(question));
  return (request) =>
    readings.every((reading) =>
      interpretations.every((way) => isNew(question, factsOf(request, reading, way)) === true),
    ) && confirms(request, readings);
}

/** The same on a resource that there can be, where that is new as well: the search finds the shortest, without a region or a name. */
function likelyRequest(hunt: Hunt, found: Request): Request {
  const isProof = provingIn(hunt);
  const requests = likelyResources(found.resource)
    .filter((resource) => resource.length <= LONGEST && isFormed(resource, hunt.forms))
    .map((resource) => ({ ...found, resource }));
  return requests.find(isProof) ?? found;
}

/** A request that is new beyond doubt, on this resource. */
function proofOf(hunt: Hunt, resource: string, cell: Cell): Request | undefined {
  const likely = satisfy(hunt.question, cell, hunt.space, 'likely');
  if (typeof likely === 'string') return undefined;
  const { question, action } = hunt;
  const isProof = provingIn(hunt);
  const first = requestsOf({ question, action, resource, solution: likely }).find(isProof);
  if (first !== undefined || likely.opaque.size === 0 || hunt.groundings.left <= 0) return first;
  hunt.groundings.left -= 1;
  for (const request of groundedRequests({ question, action, resource }, hunt.space, hunt.tools))
    if (isProof(request)) return request;
  return undefined;
}

/** Requests are about ARNs, which have no colon in their first five parts, or about no resource in particular. */
const ARN = arnShape('arn:*:*:*:*:*');
const NO_RESOURCE = '*';

function arnShape(pattern: string): Glob {
  const tokens = wildcardTokens(pattern);
  return globOf(tokens.map((token, place) => (token === MANY && place < tokens.length - 1 ? MANY_IN_SEGMENT : token)));
}

/** Whether the pattern matches all that `within` does, or nothing of it; undefined: some. */
function fixedBy(within: ResourcePattern, pattern: ResourcePattern, { contains, apart }: Relations): Truth {
  if (contains(pattern, within)) return true;
  return apart(pattern, within) ? false : undefined;
}

const NO_GUESSES: PatternGuesses = new Map();

/** Whether nothing can be new, whatever the conditions: the bits that are settled decide it. */
function isHopeless(question: Question, cell: Cell): boolean {
  const unknown = () => undefined;
  const pattern = (one: ResourcePattern) => {
    const bit = cell.matches(one, NO_GUESSES);
    return one.open && bit !== false ? undefined : bit;
  };
  return isNew(question, { pattern, test: unknown, variable: unknown }) === false;
}
