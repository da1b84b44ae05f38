// Searches that are the same in many comparisons, made once: what a policy that hundreds of permission sets attach allows, and what of it a ceiling does
// not, is asked for again and again.
//
// Premise: what a search finds follows from the scopes that are asked about, as they are written, the action with its resources, and the steps that it
// may take. That scopes mean the same is not enough: a request is told in the words of the policy. Rule: a small question is searched with tools of its
// own, so that its steps do not depend on what was asked before it, and takes those steps whether it is remembered or not. What was given up is
// forgotten. A request that was found is put to the test of each comparison anew.
import { memoizeByIdentity } from '../../memoize.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import { isSpent, READINGS, type ResourcePattern, spend } from '../patterns/index.ts';
import { wordingOf } from './condition-test.ts';
import { GIVEN_UP } from './doubt.ts';
import { type GrantHere, type Question, weightOf } from './question.ts';
import { type Inquiry, type Outcome, searchResources } from './resource-search.ts';
import type { Scope } from './rules.ts';
import { type SearchTools, searchTools } from './space.ts';

/** As `searchResources`. */
export function searchOnce(inquiry: Inquiry, scope: Scope, pattern: ResourcePattern, tools: SearchTools): Outcome {
  const asked = { ...scope, patterns: scope.negated ? scope.patterns : [pattern] };
  const question: Question = { ...inquiry.question, grant: { ...inquiry.question.grant, allow: [asked] } };
  if (weightOf(question) > MOST_WEIGHT) return searchResources(inquiry, scope, pattern, tools);
  const outcome = remembered({ ...inquiry, question }, asked, pattern, tools);
  if (outcome.kind !== 'new' || inquiry.confirms(outcome.request, READINGS)) return outcome;
  return { kind: 'unresolved', doubt: GIVEN_UP };
}

/** Of larger questions the tools are better shared by all that are asked at once. */
const MOST_WEIGHT = 40;

interface Remembered {
  readonly outcome: Outcome;
  readonly work: number;
}

const MOST_REMEMBERED = 20_000;

const rememberedIn = memoizeByIdentity((_: ActionIndex) => ({
  outcomes: new Map<string, Remembered>(),
  /** By all that tells scopes apart. */
  numbers: new Map<string, number>(),
}));

function remembered(inquiry: Inquiry, scope: Scope, pattern: ResourcePattern, tools: SearchTools): Outcome {
  const { index, budget } = tools;
  const { outcomes, numbers } = rememberedIn(index);
  if (outcomes.size >= MOST_REMEMBERED || numbers.size >= MOST_REMEMBERED) {
    outcomes.clear();
    numbers.clear();
  }
  const key = keyOf(inquiry, pattern, numbers);
  const known = outcomes.get(key);
  if (known !== undefined && known.work < budget.steps) {
    spend(budget, known.work);
    return known.outcome;
  }
  const own = { steps: budget.steps };
  const outcome = searchResources({ ...inquiry, confirms: () => true }, scope, pattern, searchTools(index, own));
  const work = budget.steps - own.steps;
  if (!isSpent(own)) outcomes.set(key, { outcome, work });
  spend(budget, work);
  return outcome;
}

function keyOf({ question, action, forms }: Inquiry, pattern: ResourcePattern, numbers: Map<string, number>): string {
  const numberOf = (scope: Scope) => {
    const text = textOf(scope);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const grantKey = ({ allow, deny, limits }: GrantHere) =>
    [allow, deny, ...limits].map((scopes) => scopes.map(numberOf).join()).join(';');
  return `${action} ${forms === undefined} ${[question.grant, ...question.before].map(grantKey).join('|')} ${pattern.key}`;
}

/** All of it as it is written: so its keys stand in a request, and in that order values with variables are tried. */
const textOf = memoizeByIdentity(({ negated, patterns, tests, variables }: Scope): string =>
  JSON.stringify([
    negated,
    patterns.map(({ key, text }) => [key, text]),
    tests.map(wordingOf),
    variables.map(({ name }) => name),
  ]),
);
