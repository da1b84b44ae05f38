// A permission set within the ceiling never trips it, however it is written; what trips it comes with a request that shows it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breachesOf } from '../../../src/guardrails/examine.ts';
import type { Guardrail } from '../../../src/guardrails/guardrail.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { accessOf } from '../../../src/policy/compare/access.ts';
import { allows } from '../../../src/policy/compare/evaluate.ts';
import { parsePolicy } from '../../../src/policy/language/parse.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { PermissionSet, PolicyDocument } from '../../../src/state/state.ts';

const meanings = meaningsOf(await loadPolicyData());

const action = fc.constantFrom('s3:Get*', 's3:PutObject', 's3:*', 'sqs:SendMessage', 'sqs:*Message', 'cellar:Open');
const resource = fc.constantFrom('*', 'arn:aws:s3:::apples/*', 'arn:aws:sqs:eu-west-1:111111111111:baskets');
const narrowing = fc.constantFrom(undefined, { StringEquals: { 'aws:PrincipalTag/team': 'pickers' } });
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Action: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
  Resource: resource,
});
const policy = fc.array(statement, { minLength: 1, maxLength: 4 });

type Statement = Readonly<Record<string, unknown>>;
const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});
const setOf = (document: PolicyDocument): PermissionSet => ({
  name: 'Picker',
  sessionDuration: 'PT1H',
  managedPolicies: [],
  customerManagedPolicies: [],
  inlinePolicy: { kind: 'document', document },
});
const ceilingOf = (document: PolicyDocument): Guardrail => ({
  id: 'GR-6',
  enforcement: 'hard',
  on: 'state',
  customerManagedPolicies: 'deny',
  scope: {},
  demand: { kind: 'ceiling', access: accessOf(parsePolicy(document).policy) },
  place: { file: 'access.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } },
});
const breachesAbove = (ceiling: PolicyDocument, document: PolicyDocument) =>
  breachesOf(ceilingOf(ceiling), { set: setOf(document), before: [], takeoverPathsCount: false }, meanings);

describe('a ceiling', () => {
  test('is not tripped by less of itself', () => {
    fc.assert(
      fc.property(policy, narrowing, fc.array(statement, { maxLength: 2 }), (ceiling, Condition, more) => {
        const denies = more.map((each) => ({ ...each, Effect: 'Deny' }));
        const less = ceiling.map((each) =>
          each.Effect === 'Allow' && Condition !== undefined ? { ...each, Condition } : each,
        );
        expect(breachesAbove(documentOf(ceiling), documentOf([...less, ...denies].reverse()))).toEqual([]);
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  test('is tripped with a request that the set allows and the ceiling does not', () => {
    let tripped = 0;
    fc.assert(
      fc.property(policy, policy, (ceiling, other) => {
        for (const { witness, doubt } of breachesAbove(documentOf(ceiling), documentOf(other))) {
          if (doubt !== undefined) continue;
          tripped += 1;
          expect(witness).toBeDefined();
          expect(allows(accessOf(parsePolicy(documentOf(other)).policy), witness!)).toBe(true);
          expect(allows(accessOf(parsePolicy(documentOf(ceiling)).policy), witness!)).toBe(false);
        }
      }),
      { numRuns: 200, seed: 6 },
    );
    expect(tripped).toBeGreaterThan(50);
  });
});
