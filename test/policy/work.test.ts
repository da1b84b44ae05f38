// What comparisons cost, in steps: a plan of hundreds of changed permission sets must come to its end within what all of them may take.
import { expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/index.ts';
import { isNothingNew, newAccess, newAccessWithin } from '../../src/policy/compare/compare.ts';
import { isNothing, isNothingEver } from '../../src/policy/compare/new-access.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { lintMeaning } from '../../src/policy/lint/lint.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';
import { accessTo } from './claims.ts';
import { ORCHARD } from './orchard-index.ts';
import type { PlainStatement } from './oracle.ts';
import { pick, type Random, randomFrom, randomPair } from './random.ts';
import type { Pair } from './trials.ts';

const known = (name: string, document: unknown) => ({
  kind: 'known' as const,
  name,
  policy: parsePolicy(document).policy,
});

function answerTo({ before, after }: Pair, { index, steps }: { readonly index: ActionIndex; readonly steps: number }) {
  const budget = { steps };
  const found = newAccessWithin(accessTo(before), accessTo(after), { index, budget });
  return { found, left: budget.steps };
}

it.each([1_000_000, 3_000, 300])(
  'a search that is remembered finds the same, and takes the same of %i steps',
  (steps) => {
    const asked = (pair: Pair, index: ActionIndex) => answerTo(pair, { index, steps });
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

it('of values that are written in another order finds the same, whichever was asked first', () => {
  const asked = (values: readonly string[], index: ActionIndex) => {
    const budget = { steps: 100_000 };
    const Condition = { StringLike: { 'crate:Label': values } };
    const statement = { Effect: 'Allow', Action: 'fruit:Get*', Resource: '*', Condition };
    const access = { grants: [{ documents: [known('own', { Version: '2012-10-17', Statement: statement })] }] };
    return { found: newAccessWithin({ grants: [] }, access, { index, budget }), left: budget.steps };
  };
  const warm = { ...ORCHARD };
  asked(['?', 'b', 'pear*'], warm);
  expect(asked(['pear*', 'b', '?'], warm)).toEqual(asked(['pear*', 'b', '?'], { ...ORCHARD }));
});

const VALUES = (...names: readonly string[]) => names.map((name) => `\${${name}}`);
const ANY_PEAR = 'arn:x:y:c:z:*';

it.each([
  [
    'a condition key',
    { Resource: ANY_PEAR, Condition: { StringEquals: { k: 'a' } } },
    { Resource: ANY_PEAR, Condition: { StringEquals: { K: 'a' } } },
  ],
  [
    'values with variables',
    { Resource: ANY_PEAR, Condition: { StringEquals: { k: VALUES('m', 'n') } } },
    { Resource: ANY_PEAR, Condition: { StringEquals: { k: VALUES('n', 'm') } } },
  ],
  ['a variable of a resource', { Resource: `arn:x:y:c:z:\${k}` }, { Resource: `arn:x:y:c:z:\${K}` }],
])(
  '%s: the answer is in the words of the policy that is asked about, whichever was asked before',
  (_, first, other) => {
    const asked = (parts: Partial<PlainStatement>, index: ActionIndex) => {
      const statement = { Effect: 'Allow' as const, Action: 'fruit:GetPear', ...parts };
      const after = [{ documents: [{ Version: '2012-10-17' as const, Statement: [statement] }] }];
      return answerTo({ before: [], after }, { index, steps: 1_000_000 });
    };
    const warm = { ...ORCHARD };
    expect(asked(first, warm)).not.toEqual(asked(other, { ...ORCHARD }));
    expect(asked(other, warm)).toEqual(asked(other, { ...ORCHARD }));
  },
);

it.each([1_000_000, 3_000])(
  'the same in other words is answered in those, whatever was asked before, and takes the same of %i steps',
  (steps) => {
    const random = randomFrom(20261201);
    const warm = { ...ORCHARD };
    for (let count = 0; count < effort(600, 40); count++) {
      const pair = randomPair(random, { variables: true });
      for (const worded of [pair, reworded(random, pair), reworded(random, pair)])
        expect(answerTo(worded, { index: warm, steps })).toEqual(answerTo(worded, { index: { ...ORCHARD }, steps }));
    }
  },
);

/** With values in another order, some of them twice, and keys and variables in capitals or not. */
function reworded(random: Random, pair: Pair): Pair {
  const valuesOf = (values: readonly string[]): readonly string[] => {
    const turned = random() < 0.5 ? values.toReversed() : values;
    return random() < 0.3 ? [...turned, turned[0]!] : turned;
  };
  const respelled = JSON.stringify(pair).replaceAll(/"k":|\$\{k\}/g, (text) =>
    random() < 0.5 ? text.toUpperCase() : text,
  );
  return JSON.parse(respelled, (_, value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? valuesOf(value) : value,
  ) as Pair;
}

it.each([1_000_000, 3_000])(
  'policies that many comparisons share are the same beside others in each of them, and take the same of %i steps',
  (steps) => {
    const random = randomFrom(20261130);
    const drawn = () => accessTo(randomPair(random, { variables: false }).after).grants;
    // Written as others write it, or not: the first spelling is what is told.
    const spelled = (text: string) => (random() < 0.5 ? text : text.replace('fruit:', 'Fruit:'));
    const own = () => [
      known('own', {
        Version: '2012-10-17',
        Statement: {
          Effect: random() < 0.7 ? 'Allow' : 'Deny',
          Action: [spelled('fruit:Get*'), spelled('fruit:Gex'), 'crate:P*'].slice(Math.floor(random() * 3)),
          Resource: random() < 0.5 ? '*' : 'arn:x:y:c:z:a*',
        },
      }),
    ];
    const wide = [['fruit:*', 'crate:*'], ['fruit:G*', 'fruit:P*', 'cellar:*'], []].map((actions, place) => [
      { documents: [known(`wide ${place}`, { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } })] },
    ]);
    const shared = [...wide, drawn(), drawn()];
    const warm = { ...ORCHARD };
    for (let count = 0; count < effort(1_500, 80); count++) {
      const beside = own();
      const [before, after] = [0, 0].map(() => ({
        grants: pick(random, shared).map((grant) => ({ ...grant, documents: [...grant.documents, ...beside] })),
      }));
      const asked = (index: ActionIndex) => {
        const budget = { steps };
        return { found: newAccessWithin(before!, after!, { index, budget }), left: budget.steps };
      };
      expect(asked(warm)).toEqual(asked({ ...ORCHARD }));
    }
  },
);

it('that nothing is new is said of the same pairs by the comparison, and by who asks for nothing else', () => {
  const random = randomFrom(20261129);
  const index = ORCHARD;
  const answers = Array.from({ length: effort(3_000, 400) }, () => {
    const { before, after } = randomPair(random, { variables: true });
    const [had, has] = [accessTo(before), accessTo(after)];
    const isNothingFound = isNothingEver(newAccess(had, has, { index }));
    expect(isNothingNew(had, has, { index, budget: { steps: 10_000_000 } })).toBe(isNothingFound);
    return isNothingFound;
  });
  const share = answers.filter((answer) => answer).length / answers.length;
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.95);
});

/** Of the five million that the linter may take for all permission sets, what lets 200 of them be examined. */
const MOST_OF_PLAIN = 25_000;

const OUTSIDE = {
  StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'], 'aws:PrincipalTag/crop': 'apples' },
  NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] },
  BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
};

it.each([
  [
    'actions by name on resources by name',
    {
      Action: ['s3:GetObject', 'dynamodb:*', 'logs:Get*'],
      Resource: ['arn:aws:s3:::apples-*', 'arn:aws:dynamodb:*:*:table/apples-*', 'arn:aws:logs:*:*:log-group:apples-*'],
    },
    { Action: '*' },
  ],
  [
    'whole services',
    { Action: ['ec2:*', 's3:*', 'rds:*', 'sqs:*'], Resource: '*' },
    { Action: ['ec2:Delete*', 's3:Delete*'] },
  ],
  [
    'all but some services',
    { NotAction: ['iam:*', 'sso:*'], Resource: '*' },
    { NotAction: ['iam:*', 'sts:*', 'support:*'] },
  ],
])('of %s with a Deny under several conditions, few enough for 200 permission sets', async (_, allow, deny) => {
  const { index } = await loadPolicyData();
  const parse = parsePolicy({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', ...allow },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::*:role/apples-*',
        Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
      { Effect: 'Deny', ...deny, Resource: '*', Condition: OUTSIDE },
      {
        Effect: 'Deny',
        Action: 'ec2:RunInstances',
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { Null: { 'aws:RequestTag/crop': 'true' }, StringNotEquals: { 'aws:RequestTag/press': 'apples' } },
      },
    ],
  });
  const budget = { steps: MOST_OF_PLAIN };
  expect(lintMeaning(parse, { index, budget }).map(({ code }) => code)).not.toContain('policy/not-examined');
  expect(budget.steps).toBeGreaterThan(0);
});

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
