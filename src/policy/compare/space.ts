// What a search may use, and what it may spend.
import { type ActionIndex, conditionKeyType } from '../catalogue/index.ts';
import { type Budget, spend } from '../patterns/index.ts';
import { type Automata, automataOnce } from './cells.ts';
import type { Test } from './condition-test.ts';
import { type KeyCases, keyCases } from './key-cases.ts';
import { type Question, testsOf, weightOf } from './question.ts';
import { type Relations, relationsOnce } from './relations.ts';
import type { Space } from './satisfy.ts';

export interface SearchTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly relations: Relations;
  readonly budget: Budget;
  readonly keyCases: (tests: readonly Test[]) => KeyCases;
}

/** What a comparison starts with. */
export function searchTools(index: ActionIndex, budget: Budget): SearchTools {
  const tools = { index, automata: automataOnce(budget), relations: relationsOnce(budget), budget };
  return { ...tools, keyCases: keyCasesOnce(tools) };
}

/** The same tests on a key come up for many actions and resources. */
function keyCasesOnce({ index, ...tools }: Omit<SearchTools, 'keyCases'>): SearchTools['keyCases'] {
  const found = new Map<string, KeyCases>();
  return (tests) => {
    const name = tests.map(({ key }) => key).join('\n');
    const known = found.get(name) ?? keyCases(tests, { ...tools, typeOf: (key) => conditionKeyType(key, index) });
    found.set(name, known);
    return known;
  };
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

function testsOn(contextKey: string, tests: readonly Test[]): readonly Test[] {
  const about = tests.filter((test) => test.contextKey === contextKey && test.criterion.kind !== 'opaque');
  return [...new Map(about.map((test) => [test.key, test])).values()];
}

/** The same space with an allowance of guesses, each of so much more work, for a question that may be left open. */
export function limited(space: Space, most: number, times: number): Space {
  let left = most;
  return { ...space, spend: () => --left >= 0 && space.spend(times) };
}
