// What a search may use, and what it may spend.
import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, conditionKeyType } from '../catalogue/index.ts';
import { type Budget, isSpent, spend } from '../patterns/index.ts';
import { type Automata, automataOnce } from './cells.ts';
import type { Test } from './condition-test.ts';
import { type KeyCases, type KeyTools, keyCases } from './key-cases.ts';
import { type Question, testsOf, weightOf } from './question.ts';
import { type Relations, relationsOnce } from './relations.ts';
import type { Space } from './satisfy.ts';

export interface SearchTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly relations: Relations;
  readonly budget: Budget;
  readonly keyCases: (asked: KeyTests) => KeyCases;
}

/** What a comparison starts with. */
export function searchTools(index: ActionIndex, budget: Budget): SearchTools {
  return {
    index,
    automata: automataOnce(budget),
    relations: relationsOnce(budget),
    budget,
    keyCases: keyCasesOnce(index, budget),
  };
}

/** The same tests on a key come up for many actions and resources. */
function keyCasesOnce(index: ActionIndex, budget: Budget): SearchTools['keyCases'] {
  const found = new Map<string, KeyCases>();
  return (asked) => {
    const name = `${asked.isOfSeveral} ${asked.tests.map(({ key }) => key).join('\n')}`;
    const known = found.get(name) ?? rememberedCases(name, asked, { index, budget });
    found.set(name, known);
    return known;
  };
}

const MOST_REMEMBERED = 5_000;

const casesIn = memoizeByIdentity(
  (_: ActionIndex) => new Map<string, { readonly cases: KeyCases; readonly work: number }>(),
);

/** And in many searches: they take the steps that finding them took. What was given up is forgotten. */
function rememberedCases(
  name: string,
  { tests, isOfSeveral }: KeyTests,
  { index, budget }: Pick<SearchTools, 'index' | 'budget'>,
): KeyCases {
  const remembered = casesIn(index);
  const known = remembered.get(name);
  if (known !== undefined && known.work < budget.steps) {
    spend(budget, known.work);
    return known.cases;
  }
  const own: Budget = { steps: budget.steps };
  const typeOf: KeyTools['typeOf'] = (key) => conditionKeyType(key, index);
  const cases = keyCases(tests, { automata: automataOnce(own), budget: own, typeOf, isOfSeveral });
  const work = budget.steps - own.steps;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  if (!isSpent(own)) remembered.set(name, { cases, work });
  spend(budget, work);
  return cases;
}

/** What is asked of the values of one key. */
interface KeyTests {
  readonly tests: readonly Test[];
  /** One that cannot be decided from the key's values speaks of several. */
  readonly isOfSeveral: boolean;
}

/** The ways in which the context keys of a question can be. */
export function spaceOf(question: Question, tools: SearchTools): Space {
  const tests = testsOf(question);
  const weight = weightOf(question);
  const made = new Map<string, KeyCases>();
  return {
    keyCases: (contextKey) => {
      const known = made.get(contextKey) ?? tools.keyCases(testsOn(contextKey, tests));
      made.set(contextKey, known);
      return known;
    },
    spend: (times = 1) => spend(tools.budget, weight * times),
  };
}

function testsOn(contextKey: string, all: readonly Test[]): KeyTests {
  const about = all.filter((test) => test.contextKey === contextKey);
  const isOpaque = ({ criterion }: Test) => criterion.kind === 'opaque';
  const tests = new Map(about.filter((test) => !isOpaque(test)).map((test) => [test.key, test]));
  const isOfSeveral = about.some((test) => isOpaque(test) && test.set !== undefined);
  return { tests: [...tests.values()], isOfSeveral };
}

/** The same space with an allowance of guesses, each of so much more work, for a question that may be left open. */
export function limited(space: Space, most: number, times: number): Space {
  let left = most;
  return { ...space, spend: () => --left >= 0 && space.spend(times) };
}
