// What is suggested for a condition key that does not exist is a key that does: also where people chose what stands behind its `/`.
import { beforeAll, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/index.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { knownKey } from '../../src/policy/lint/known-keys.ts';
import { lintPolicy } from '../../src/policy/lint/lint.ts';
import { loadActionIndex } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

function suggestedFor(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const StringEquals = Object.fromEntries(keys.map((key) => [key, 'apples']));
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals } };
  const found = lintPolicy(parsePolicy({ Version: '2012-10-17', Statement }), { index });
  return new Map(
    found.flatMap(({ code, message, hint = '' }) => {
      if (!/^policy\/(?:misspelled|unknown)-condition-key$/.test(code)) return [];
      const [written] = /(?<=`)[^`]+/.exec(message)!;
      return [
        [written, [...(/^did you mean (.+)\?/.exec(hint)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, key]) => key!)],
      ];
    }),
  );
}

it('aws:PrincipalTags/crop is aws:PrincipalTag/crop', () => {
  expect(suggestedFor(['aws:PrincipalTags/crop']).get('aws:PrincipalTags/crop')).toEqual(['aws:PrincipalTag/crop']);
});

it('every key with a letter too many, with and without a choice', () => {
  const keys = index.services
    .filter((_, place) => place % effort(12, 48) === 0)
    .flatMap((prefix) => index.service(prefix)?.conditionKeys ?? [])
    .concat(index.globalConditionKeys)
    .map(({ key }) => key.replace(/\/.*$/, ''));
  const suggested = suggestedFor([...new Set(keys)].flatMap((key) => [`${key}s`, `${key}s/crop`]));
  expect(suggested.size).toBeGreaterThan(100);
  for (const [written, known] of suggested)
    expect([written, known.filter((key) => knownKey(key, index) === undefined)]).toEqual([written, []]);
});
