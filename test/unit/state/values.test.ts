// The small values everything is made of: durations, globs, digests, groups by key.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDefinition } from '../../../src/definition/definition.ts';
import { canonicalJson, canonicalJsonWithout, digest } from '../../../src/state/digest.ts';
import { canonicalDuration, durationSeconds } from '../../../src/state/duration.ts';
import { literalGlob, matchesGlob } from '../../../src/state/glob.ts';
import { groupBy } from '../../../src/state/group-by.ts';
import { effort } from '../../support/runs.ts';

describe('durations', () => {
  test.each<readonly [string, number | undefined]>([
    ['PT1H', 3600],
    ['PT90M', 5400],
    ['PT1H30M15S', 5415],
    ['1h', 3600],
    ['1h30m', 5400],
    ['90m', 5400],
    ['PT', undefined],
    ['', undefined],
    ['P1D', undefined],
    ['1H', undefined],
    ['30m1h', undefined],
    ['1.5h', undefined],
    ['-1h', undefined],
    ['PT1H ', undefined],
    ['PT99999999999H', undefined],
  ])('%s', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

  test('the canonical form says the same number of seconds', () => {
    fc.assert(
      fc.property(fc.nat(12 * 3600), (seconds) => {
        expect(durationSeconds(canonicalDuration(seconds))).toBe(seconds);
      }),
      { seed: 20261102 },
    );
  });
});

describe('globs', () => {
  test.each<readonly [string, string, boolean]>([
    ['apples-*', 'apples-prod', true],
    ['apples-*', 'apples-', true],
    ['apples-*', 'green-apples-prod', false],
    ['*-prod', 'apples-prod', true],
    ['*-prod', 'apples-prod-2', false],
    ['p?ars', 'pears', true],
    ['p?ars', 'pars', false],
    ['*', '', true],
    ['**', 'pears', true],
    ['', '', true],
    ['', 'pears', false],
    ['Pears', 'pears', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['p.ars', 'pears', false],
    ['[p]ears', 'pears', false],
    ['\\*', '*', true],
    ['\\*', 'pears', false],
    ['\\*', '\\*', false],
    ['p\\?*', 'p?ars', true],
    ['p\\?*', 'pears', false],
    ['*\\*', 'pears*', true],
    ['*\\*', 'pears', false],
    ['a\\\\b', 'a\\b', true],
    ['a\\b', 'a\\b', true],
    ['a\\', 'a\\', true],
  ])('%s on `%s`: %s', (pattern, text, matches) => expect(matchesGlob(pattern, text)).toBe(matches));

  test('as the regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-') });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        expect(matchesGlob(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: effort(1000, 250), seed: 20261102 },
    );
  });

  test('a literal glob matches its text, and no other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '*', '?', '\\'), maxLength: 6 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matchesGlob(literalGlob(one), other)).toBe(one === other);
      }),
      { numRuns: 2000, seed: 20261102 },
    );
  });

  test('a hostile pattern takes no longer than an honest one', () => {
    expect(matchesGlob(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});

describe('digests', () => {
  test('neither the order of keys nor undefined members count, and Maps are objects', () => {
    expect(canonicalJson({ pears: 1, apples: [{ b: 2, a: undefined }] })).toBe('{"apples":[{"b":2}],"pears":1}');
    expect(
      canonicalJson(
        new Map([
          ['b', 1],
          ['a', 2],
        ]),
      ),
    ).toBe(canonicalJson({ a: 2, b: 1 }));
    expect(canonicalJson([undefined])).toBe('[null]');
  });

  test('the order of lists, and every value, do', () => {
    const texts = [['a', 'b'], ['b', 'a'], ['a'], 'a', 1, '1', null, {}, []].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('`__proto__` is a key like any other', () => {
    expect(canonicalJson(JSON.parse('{ "__proto__": 1, "a": 2 }'))).toBe('{"__proto__":1,"a":2}');
  });

  test('digests of earlier releases hold: the text is that of an object whose members were sorted, which puts whole numbers first', () => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
      );
    };
    const key = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      fc.constantFrom('4294967294', '4294967295', '01', '-1', '10'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(fc.property(value, (any) => canonicalJson(any) === JSON.stringify(sorted(any))));
  });

  test('members that are left out are so at every depth, but the keys of a Map are no members', () => {
    const value = { a: [{ span: 1, b: 2 }], span: 3, c: new Map<string, unknown>([['span', { span: 4, d: 5 }]]) };
    expect(canonicalJsonWithout(new Set(['span']), value)).toBe('{"a":[{"b":2}],"c":{"span":{"d":5}}}');
  });

  test('SHA-256 of the canonical text', () => {
    expect(digest({ fruit: 'äpple' })).toBe(createHash('sha256').update('{"fruit":"äpple"}', 'utf8').digest('hex'));
  });
});

test('groups keep the order in which things first appear', () => {
  const grouped = groupBy(['pear', 'apple', 'plum', 'apricot'], (fruit) => fruit[0]);
  expect([...grouped]).toEqual([
    ['p', ['pear', 'plum']],
    ['a', ['apple', 'apricot']],
  ]);
});

describe('the canonical order of a definition', () => {
  const policy = fc.record({
    name: fc.constantFrom('a', 'b', 'ab'),
    path: fc.constantFrom('/', '/a/', '/a/b/', '/b/'),
  });
  const sets = fc.record({
    name: fc.constant('Grower'),
    sessionDuration: fc.constant('PT1H'),
    managedPolicies: fc.array(fc.constantFrom('a', 'a/b', 'b', 'A')),
    customerManagedPolicies: fc.array(policy),
    tags: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', '1'), fc.constantFrom('', 'x')),
  });

  test('does not depend on the order that is given, nor on repetitions', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const { managedPolicies, customerManagedPolicies } = set;
        const otherwise = {
          ...set,
          managedPolicies: [...managedPolicies, ...managedPolicies].reverse(),
          customerManagedPolicies: [...customerManagedPolicies, ...customerManagedPolicies].reverse(),
        };
        const canonical = canonicalDefinition(set);
        expect(JSON.stringify(canonicalDefinition(otherwise))).toBe(JSON.stringify(canonical));
        expect(JSON.stringify(canonicalDefinition(canonical))).toBe(JSON.stringify(canonical));
      }),
    );
  });

  test('has customer managed policies by path, then by name', () => {
    const customerManagedPolicies = [
      { name: 'base', path: '/company/' },
      { name: 'developer', path: '/' },
    ];
    const set = { name: 'Grower', sessionDuration: 'PT1H', managedPolicies: [], customerManagedPolicies };
    expect(canonicalDefinition(set).customerManagedPolicies.map(({ name }) => name)).toEqual(['developer', 'base']);
  });
});
