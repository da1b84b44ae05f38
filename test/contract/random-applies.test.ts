import { test } from 'vitest';
import { runs } from '../support/runs.ts';
import { SCENARIOS } from './random-applies.ts';

// The same organisations on every machine and day; another seed explores others.
test.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
  await scenario(runs({ numRuns: 5, seed: 20261102 }));
});
