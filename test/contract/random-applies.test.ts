import { test } from 'vitest';
import { runs } from '../support/runs.ts';
import { SCENARIOS } from './random-applies.ts';

/** The memory's properties (test/properties/apply.test.ts) have many more of what needs no network. */
const TIMES: Readonly<Record<keyof typeof SCENARIOS, number>> = {
  'after an apply nothing is left to plan, and both promises were kept at every call': 10,
  'on a bad day both promises are kept at every call, every outcome is true, and the next apply finishes': 100,
  'who gives users access meanwhile, or takes it, gives nobody else an older definition': 40,
  'two who apply the same files at once, on bad days of their own, keep both promises together': 100,
  'conflicting applies side by side leave no role behind its definition that the next plan does not see': 20,
};

// The same organisations on every machine and day; another seed explores others.
test.each(Object.entries(TIMES))('%s', async (scenario, numRuns) => {
  await SCENARIOS[scenario as keyof typeof SCENARIOS](runs({ numRuns, seed: 20261102 }));
});
