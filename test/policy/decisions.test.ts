// Questions against the oracle, on random policies: what is said to be allowed or denied is, by every request that could matter.
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/decisions/decide.ts';
import { someOf } from '../support/runs.ts';
import { accessTo } from './claims.ts';
import { oracleAllows, type PlainGrant } from './oracle.ts';
import { ORCHARD } from './orchard-index.ts';
import { askedActions, randomFrom, randomGrant } from './random.ts';
import { trialsOf } from './trials.ts';

const TOOLS = { data: { index: ORCHARD }, budget: () => ({ steps: 1_000_000 }) } as unknown as Parameters<
  typeof decide
>[2];

const EVERYTHING: readonly PlainGrant[] = [
  { documents: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }] },
];

const tally = { verdicts: 0, allowed: 0, conditional: 0, denied: 0, undetermined: 0, impossible: 0 };

/** Some 600 verdicts each. */
const SEEDS = someOf([2, 3, 4], 1);

describe.each(SEEDS)('seed %i', (seed) => {
  it('agrees with the oracle', () => {
    const random = randomFrom(seed);
    for (let trial = 0; trial < 40; trial++) {
      const grants = [
        randomGrant(random, { variables: false }),
        ...(random() < 0.3 ? [randomGrant(random, { variables: false })] : []),
      ];
      const fail = (what: string, about: unknown) => {
        throw new Error(`${what}: ${JSON.stringify(about)}\n${JSON.stringify(grants)}`);
      };
      const access = accessTo(grants);
      const allowedRequest = trialsOf({ before: [], after: grants });
      const refusedRequest = trialsOf({ before: grants, after: EVERYTHING });
      for (const action of askedActions(JSON.stringify(grants))) {
        const { verdict, allowed, refused } = decide(access, { actions: [action], resources: [], context: [] }, TOOLS);
        tally.verdicts++;
        tally[verdict]++;
        const [yes, no] = [allowedRequest(action), refusedRequest(action)];
        if (verdict === 'allowed' && no !== undefined) fail('not allowed', no);
        if (verdict === 'denied' && yes !== undefined) fail('not denied', yes);
        if (verdict === 'conditional' && (yes === undefined || no === undefined))
          fail('not in part', { action, yes, no });
        if (allowed !== undefined && !oracleAllows(grants, allowed)) fail('shown as allowed', allowed);
        if (refused !== undefined && oracleAllows(grants, refused)) fail('shown as refused', refused);
        // The same about one request, of which everything is known.
        for (const request of [yes, no].filter((each) => each !== undefined)) {
          const keys = ['k', 'm', 'n', 't', 'aws:Flag', 'aws:Count', 'source'];
          // A key that can have several values may have others beside the one that a question knows of.
          if (request.context.m !== undefined) continue;
          const context = keys.map((key) => ({ key, values: request.context[key] ?? [] }));
          const resources = request.resource === '*' ? [] : [request.resource];
          if (resources.length === 0 || /[*?]/.test(request.resource)) continue;
          const narrow = decide(access, { actions: [action], resources, context }, TOOLS).verdict;
          tally.verdicts++;
          tally[narrow]++;
          const expected = oracleAllows(grants, request) ? 'allowed' : 'denied';
          if (narrow !== expected && narrow !== 'undetermined')
            fail(`is ${narrow}, and should be ${expected}`, request);
        }
      }
    }
  });
});

it('has something to say', () => {
  expect(tally.verdicts).toBeGreaterThan(500 * SEEDS.length);
  expect(tally.allowed).toBeGreaterThan(30 * SEEDS.length);
  expect(tally.conditional).toBeGreaterThan(30 * SEEDS.length);
  expect(tally.denied).toBeGreaterThan(30 * SEEDS.length);
  expect(tally.undetermined / tally.verdicts).toBeLessThan(0.05);
});
