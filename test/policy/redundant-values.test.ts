// A value that is called redundant can be removed: the policy then allows the same.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { accessOf } from '../../src/policy/compare/access.ts';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { BASE_OPERATORS, type BaseOperator } from '../../src/policy/language/document.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { containedValues } from '../../src/policy/lint/redundant-values.ts';
import { loadActionIndex } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: policy variables
const TEXTS = ['', 'a', 'A', 'ab', 'a*', '*b', 'a?', '*', '${aws:PrincipalTag/t}', '${aws:PrincipalTag/t}*'];
const VALUES: readonly (readonly [operators: RegExp, key: string, values: readonly string[]])[] = [
  [/^Numeric/, 's3:max-keys', ['1', '1.0', '2', '10', '-3', '0.5', '10000000000000000000', 'x']],
  [/^Date/, 'aws:CurrentTime', ['2027-01-31', '2027-01-31T00:00:00Z', '2027-02-01T12:00:00Z', '1800000000', 'x']],
  [
    /IpAddress$/,
    'aws:SourceIp',
    ['203.0.113.0/24', '203.0.113.7', '203.0.113.7/32', '203.0.0.0/8', '2001:db8::/32', '::/0'],
  ],
  [/^String/, 's3:prefix', TEXTS],
  [
    /^Arn/,
    'aws:PrincipalArn',
    TEXTS.map((text) => `arn:aws:iam::111111111111:role/${text}`).concat('arn:*:iam::*:role/a'),
  ],
];

const lists = fc.constantFrom(...BASE_OPERATORS).chain((base) => {
  const [, key, values] = VALUES.find(([operators]) => operators.test(base)) ?? [
    /./,
    'aws:SecureTransport',
    ['true', 'false'],
  ];
  return fc.record({
    base: fc.constant(base),
    key: fc.constant(key),
    suffix: fc.constantFrom('', ...(base === 'Null' ? [] : ['IfExists'])),
    texts: fc.array(fc.constantFrom(...values), { minLength: 2, maxLength: 5 }),
  });
});

function policyWith(base: BaseOperator, suffix: string, key: string, texts: readonly string[]) {
  const Condition = { [`${base}${suffix}`]: { [key]: texts } };
  const Statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::apples', Condition };
  return accessOf(parsePolicy({ Version: '2012-10-17', Statement }).policy);
}

it('is what another value of the list takes in', () => {
  let removed = 0;
  fc.assert(
    fc.property(lists, ({ base, suffix, key, texts }) => {
      const words = texts.map((text) => ({ text }));
      const redundant = new Set(containedValues(base, words, { steps: 10_000 }).map(([word]) => word));
      if (redundant.size === 0) return;
      removed += 1;
      const kept = words.filter((word) => !redundant.has(word)).map(({ text }) => text);
      expect(kept).not.toEqual([]);
      const [before, after] = [policyWith(base, suffix, key, texts), policyWith(base, suffix, key, kept)];
      // What the engine leaves open is its own affair.
      expect(newAccess(before, after, { index }).gains).toEqual([]);
      expect(newAccess(after, before, { index }).gains).toEqual([]);
    }),
    { numRuns: effort(400, 100), seed: 12 },
  );
  expect(removed).toBeGreaterThan(effort(100, 25));
});
