import { test } from 'vitest';
import { effort, runs } from '../support/runs.ts';
import { SCENARIOS } from './random-applies.ts';

/** The memory's properties (test/properties/apply.test.ts) have many more of what needs no network. */
const TIMES: Readonly<Record<keyof typeof SCENARIOS, number>> = {
  'after an apply nothing is left to plan, and both promises were kept at every call': effort(10, 4),
  'on a bad day both promises are kept at every call, every outcome is true, and the next apply finishes': effort(
    100,
    25,
  ),
  'who gives users access meanwhile, or takes it, gives nobody else an older definition': effort(40, 10),
  'two who apply the same files at once, on bad days of their own, keep both promises together': effort(100, 25),
  'conflicting applies side by side leave no role behind its definition that the next plan does not see': effort(20, 8),
};

// The same organisations on every machine and day; another seed explores others.
test.each(Object.entries(TIMES))('%s', async (scenario, numRuns) => {
  await SCENARIOS[scenario as keyof typeof SCENARIOS](runs({ numRuns, seed: 20261102 }));
});
