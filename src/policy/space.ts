// What a search may use, and what it may spend.
import type { ActionIndex } from './action-index.ts';
import type { Automata, Budget } from './cells.ts';
import { isListKey } from './condition-keys.ts';
import type { Test } from './condition-test.ts';
import { type KeyCases, keyCases } from './key-cases.ts';
import type { Relations } from './relations.ts';
import type { Space } from './satisfy.ts';

export interface SearchTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly relations: Relations;
  readonly budget: Budget;
}

/** The ways in which the context keys of some tests can be. */
export function spaceOf(tests: readonly Test[], { automata, budget, index }: SearchTools): Space {
  const made = new Map<string, KeyCases>();
  return {
    keyCases: (contextKey) => {
      const known =
        made.get(contextKey) ??
        keyCases(testsOn(contextKey, tests), { automata, budget, isList: (key) => isListKey(key, index) });
      made.set(contextKey, known);
      return known;
    },
    spend: () => --budget.steps >= 0,
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
