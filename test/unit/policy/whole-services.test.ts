import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessOf, newAccessWithin } from '../../../src/policy/compare/index.ts';
import { wholeServicesOf } from '../../../src/policy/escalation/whole-services.ts';
import { parsePolicy } from '../../../src/policy/language/index.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';

const { index } = await loadPolicyData();
const SERVICES = ['sqs', 'sns', 'kms'] as const;
const accessTo = (...statements: readonly object[]) =>
  accessOf(parsePolicy({ Version: '2012-10-17', Statement: statements }).policy);
const wholeIn = (...statements: readonly object[]) => SERVICES.filter(wholeServicesOf(accessTo(...statements)));
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('services that somebody has as a whole', () => {
  test.each([
    [[EVERYTHING], SERVICES],
    [[{ Effect: 'Allow', Action: ['SQS:*', 'sns:Pub*'], Resource: ['arn:aws:sns:*:*:a', '*'] }], ['sqs']],
    [[{ Effect: 'Allow', NotAction: ['sqs:*', 'Sns:Publish'], Resource: '*' }], ['kms']],
    [
      [EVERYTHING, { Effect: 'Deny', Action: 'KMS:Decrypt', Resource: 'arn:aws:kms:*:*:key/a' }],
      ['sqs', 'sns'],
    ],
    [[EVERYTHING, { Effect: 'Deny', NotAction: 'kms:*', Resource: '*' }], []],
    [[{ ...EVERYTHING, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }], []],
    [[{ ...EVERYTHING, Resource: 'arn:aws:sqs:*:*:*' }], []],
    [[{ Effect: 'Allow', Action: '*', NotResource: '*' }], []],
  ])('%j', (statements, whole) => {
    expect(wholeIn(...statements)).toEqual(whole);
  });

  test('are none behind a boundary, or beside a policy that nobody has seen', () => {
    const [grant] = accessTo(EVERYTHING).grants;
    const [document] = grant!.documents;
    const unseen = { kind: 'unknown', name: 'Fence' } as const;
    for (const limited of [
      { ...grant!, boundary: document! },
      { ...grant!, ceilings: [document!] },
      { documents: [document!, unseen] },
    ])
      expect(SERVICES.filter(wholeServicesOf({ grants: [limited] }))).toEqual([]);
  });

  test('lack nothing that the engine finds', () => {
    const actions = fc.subarray(['*', 'sqs:*', 's*:*', 'sns:Publish', 'kms:Decrypt', 'k?s:*', 'Sns:*'], {
      minLength: 1,
    });
    const statement = fc
      .record({
        Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
        actions,
        negated: fc.boolean(),
        Resource: fc.constantFrom('*', 'arn:aws:sqs:*:*:apples'),
      })
      .map(({ actions: words, negated, ...rest }) => ({ ...rest, [negated ? 'NotAction' : 'Action']: words }));
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
        const access = accessTo(...statements);
        for (const service of wholeIn(...statements)) {
          const all = accessTo({ Effect: 'Allow', Action: `${service}:*`, Resource: '*' });
          const { gains, unresolved } = newAccessWithin(access, all, { index, budget: { steps: 1_000_000 } });
          expect([...gains, ...unresolved]).toEqual([]);
        }
      }),
    );
  });
});
