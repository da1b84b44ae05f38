import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalPolicy, minifiedPolicy } from '../../../src/policy/language/canonical.ts';

type Members = Readonly<Record<string, unknown>>;

const RUNS = { numRuns: 300, seed: 20261102 };

const oneOrMore = (items: fc.Arbitrary<unknown>) => fc.oneof(items, fc.array(items, { minLength: 1, maxLength: 4 }));
const actions = oneOrMore(fc.constantFrom('fruit:Pick', 'fruit:Press', 'fruit:*', '*'));
const resources = oneOrMore(fc.constantFrom('*', 'arn:aws:s3:::orchard/*', 'arn:aws:s3:::press/*'));
const conditions = fc.dictionary(
  fc.constantFrom('StringEquals', 'Bool', 'NumericLessThan'),
  fc.dictionary(
    fc.constantFrom('aws:PrincipalTag/fruit', 'aws:SecureTransport', 's3:max-keys'),
    oneOrMore(fc.oneof(fc.constantFrom('apple', 'true', '10'), fc.boolean(), fc.nat(20))),
  ),
);
const statements = fc.record(
  {
    Sid: fc.constantFrom('Harvest', 'Press'),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: actions,
    NotResource: resources,
    Resource: resources,
    Condition: conditions,
    Principal: fc.constantFrom('*', { AWS: ['111111111111', '222222222222'] }),
  },
  { requiredKeys: ['Effect'] },
);
const policies: fc.Arbitrary<Members> = fc.record(
  { Version: fc.constant('2012-10-17'), Id: fc.constant('orchard'), Statement: oneOrMore(statements) },
  { requiredKeys: ['Statement'] },
);

test('the canonical form of a canonical policy is itself', () => {
  fc.assert(
    fc.property(policies, (policy) => {
      expect(canonicalPolicy(canonicalPolicy(policy))).toEqual(canonicalPolicy(policy));
      expect(minifiedPolicy(canonicalPolicy(policy))).toBe(minifiedPolicy(policy));
    }),
    RUNS,
  );
});

test('of any JSON at all, too', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (other, statement) => {
      const policy = { ...other, Statement: statement };
      expect(minifiedPolicy(canonicalPolicy(policy))).toBe(minifiedPolicy(policy));
    }),
    RUNS,
  );
});

test('the order of keys, statements and lists, and brackets around one value, change nothing', () => {
  fc.assert(
    fc.property(policies, (policy) => {
      expect(minifiedPolicy(rewritten(policy))).toBe(minifiedPolicy(policy));
    }),
    RUNS,
  );
});

/** The same policy as another person would write it: everything backwards, items repeated, numbers and booleans as text. */
function rewritten(policy: Members): Members {
  return backwards(policy, (key, member) =>
    key === 'Statement'
      ? listOf(member)
          .map((item) => statement(item as Members))
          .reverse()
      : member,
  );
}

function statement(members: Members): Members {
  return backwards(members, (key, member) => {
    if (key === 'Condition') return backwards(member as Members, (_, keys) => backwards(keys as Members, repeated));
    return ['Action', 'Resource', 'NotResource'].includes(key) ? repeated(key, member) : member;
  });
}

const repeated = (_: string, member: unknown) => {
  const items = listOf(member).map((item) => (typeof item === 'string' ? item : String(item)));
  return [...items, ...items].reverse();
};

const listOf = (member: unknown): readonly unknown[] => (Array.isArray(member) ? member : [member]);

function backwards(members: Members, map: (key: string, member: unknown) => unknown): Members {
  return Object.fromEntries(
    Object.entries(members)
      .reverse()
      .map(([key, member]) => [key, map(key, member)]),
  );
}

const allow = (parts: Members): Members => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...parts }] });

test.each<readonly [string, Members, Members]>([
  ['another action', { Action: 'fruit:Pick' }, { Action: 'fruit:Press' }],
  ['the case of an action', { Action: 'fruit:Pick' }, { Action: 'fruit:pick' }],
  ['an action more', { Action: 'fruit:Pick' }, { Action: ['fruit:Pick', 'fruit:Press'] }],
  ['Action and NotAction', { Action: 'fruit:Pick' }, { NotAction: 'fruit:Pick' }],
  ['no list and an empty one', { Action: [] }, {}],
  ['a condition', { Condition: { Bool: { 'aws:SecureTransport': true } } }, {}],
  ['the text of a condition', { Condition: { A: { k: 'true' } } }, { Condition: { A: { k: 'True' } } }],
  ['the order of a list that is no set', { Principal: { AWS: ['1', '2'] } }, { Principal: { AWS: ['2', '1'] } }],
  ['the statement id', { Sid: 'Harvest' }, { Sid: 'Press' }],
])('%s makes a difference', (_, one, other) => {
  expect(minifiedPolicy(allow(one))).not.toBe(minifiedPolicy(allow(other)));
});

test('`__proto__` is a key like any other', () => {
  const policy = JSON.parse('{ "Statement": [{ "__proto__": { "Effect": "Allow" } }], "__proto__": 1 }');
  expect(minifiedPolicy(policy)).toBe('{"Statement":[{"__proto__":{"Effect":"Allow"}}],"__proto__":1}');
});
