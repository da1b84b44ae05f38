// What a search may use, and what it may spend.
import type { ActionIndex } from './action-index.ts';
import { type Automata, automataOnce, type Budget } from './cells.ts';
import { isListKey } from './condition-keys.ts';
import type { Test } from './condition-test.ts';
import { type KeyCases, keyCases } from './key-cases.ts';
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
export function searchTools(index: ActionIndex, steps: number): SearchTools {
  const tools = { index, automata: automataOnce(), relations: relationsOnce(), budget: { steps } };
  return { ...tools, keyCases: keyCasesOnce(tools) };
}

/** The same tests on a key come up for many actions and resources. */
function keyCasesOnce({ index, ...tools }: Omit<SearchTools, 'keyCases'>): SearchTools['keyCases'] {
  const found = new Map<string, KeyCases>();
  return (tests) => {
    const name = tests.map(({ key }) => key).join('\n');
    const known = found.get(name) ?? keyCases(tests, { ...tools, isList: (key) => isListKey(key, index) });
    found.set(name, known);
    return known;
  };
}

/** The ways in which the context keys of some tests can be. */
export function spaceOf(tests: readonly Test[], tools: SearchTools): Space {
  const made = new Map<string, KeyCases>();
  return {
    keyCases: (contextKey) => {
      const known = made.get(contextKey) ?? tools.keyCases(testsOn(contextKey, tests));
      made.set(contextKey, known);
      return known;
    },
    spend: () => --tools.budget.steps >= 0,
  };
}

function testsOn(contextKey: string, tests: readonly Test[]): readonly Test[] {
  const about = tests.filter((test) => test.contextKey === contextKey && test.criterion.kind !== 'opaque');
  return [...new Map(about.map((test) => [test.key, test])).values()];
}

/** The same space with an allowance of its own, for a question that may be left open. */
export function limited(space: Space, most: number): Space {
  let left = most;
  return { ...space, spend: () => --left >= 0 && space.spend() };
}
