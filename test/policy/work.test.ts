// What comparisons cost, in steps: a plan of hundreds of changed permission sets must come to its end within what all of them may take.
import { expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/index.ts';
import { newAccessWithin } from '../../src/policy/compare/compare.ts';
import { isNothing } from '../../src/policy/compare/new-access.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';
import { accessTo } from './claims.ts';
import { ORCHARD } from './orchard-index.ts';
import { randomFrom, randomPair } from './random.ts';
import type { Pair } from './trials.ts';

const known = (name: string, document: unknown) => ({
  kind: 'known' as const,
  name,
  policy: parsePolicy(document).policy,
});

it.each([1_000_000, 3_000, 300])(
  'a search that is remembered finds the same, and takes the same of %i steps',
  (steps) => {
    const asked = (pair: Pair, index: ActionIndex) => {
      const budget = { steps };
      return {
        found: newAccessWithin(accessTo(pair.before), accessTo(pair.after), { index, budget }),
        left: budget.steps,
      };
    };
    const random = randomFrom(20261128);
    const pairs = Array.from({ length: effort(600, 60) }, () => randomPair(random, { variables: true }));
    const warm = { ...ORCHARD };
    for (const pair of pairs) {
      const { found, left } = asked(pair, { ...ORCHARD });
      // What was asked before is another pair, then the same.
      for (const again of [asked(pair, warm), asked(pair, warm)]) expect(again).toEqual({ found, left });
    }
  },
);

/** Of the hundred million that a plan may take, what lets 300 sets change both ways. */
const MOST = 330_000;

it('of two wide AWS managed policies beside an inline policy, both ways, few enough for 300 changed sets', async () => {
  const { index, managedPolicies } = await loadPolicyData();
  const inline = known('inline', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:Get*', 'dynamodb:List*'], Resource: 'arn:aws:s3:*:*:team-1*' },
      {
        Effect: 'Allow',
        Action: 'ec2:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
    ],
  });
  const [wide, narrow] = ['ReadOnlyAccess', 'job-function/ViewOnlyAccess'].map((path) => ({
    grants: [{ documents: [known(path, managedPolicies.policy(path)!.document), inline] }],
  }));
  const budget = { steps: MOST };
  const found = [
    newAccessWithin(narrow!, wide!, { index, budget }),
    newAccessWithin(wide!, narrow!, { index, budget }),
  ];
  expect(found.flatMap(({ unresolved }) => unresolved)).toEqual([]);
  expect(isNothing(found[0]!)).toBe(false);
  expect(budget.steps).toBeGreaterThan(0);
});
