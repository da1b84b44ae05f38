// AWS managed policies that have changed since the snapshot.
import { describe, expect, test } from 'vitest';
import { knownPolicies, newerPolicyFindings, withDocuments } from '../../src/policy/answers/newer-policies.ts';
import { type ManagedPolicy, managedPoliciesFrom } from '../../src/policy/catalogue/managed-policies.ts';
import { ORCHARD } from './orchard-index.ts';

const allowing = (...actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const DATA = {
  index: ORCHARD,
  managedPolicies: managedPoliciesFrom({
    origin: 'the orchard',
    version: '1',
    date: '2026-11-01',
    licence: 'none',
    policies: { 'job-function/Picking': ['v92', '2026-10-01', JSON.stringify(allowing('fruit:GetApple'))] },
  }),
};

const now = (document: unknown, path = 'job-function/Picking'): ManagedPolicy => ({
  path,
  versionId: 'v94',
  date: '2026-11-20',
  document,
});

describe('what AWS has changed', () => {
  test.each<[string, ManagedPolicy, string]>([
    ['adds', now(allowing('fruit:Get*', 'fruit:PutApple')), 'v92 → v94 since the data: adds 2 actions'],
    ['removes', now(allowing()), 'v92 → v94 since the data: removes 1 action'],
    ['adds and removes', now(allowing('fruit:GetPear')), 'v92 → v94 since the data: adds 1 action, removes 1 action'],
    ['says the same in other words', now(allowing('fruit:GetApp*')), 'v92 → v94 since the data: access unchanged'],
    ['makes a policy', now(allowing('crate:*'), 'Crates'), 'v94, not in the data: adds 3 actions'],
    [
      'adds what the data has yet to learn of',
      now(allowing('fruit:GetApple', 'cider:*')),
      'v92 → v94 since the data: adds unlisted actions of pattern `cider:*`',
    ],
    [
      'writes what nobody can read',
      now('apples'),
      'v92 → v94 since the data: removes 1 action, more could not be ruled out',
    ],
  ])('%s', (_, policy, message) => {
    const [finding] = newerPolicyFindings(DATA, [policy]);
    expect(finding).toMatchObject({ code: 'policy/changed-by-aws', severity: 'notice' });
    expect(finding?.message).toContain(`AWS managed policy \`${policy.path}\` is ${message}`);
  });
});

test('newer documents stand in place of the old ones, and beside the others', () => {
  const { managedPolicies } = withDocuments(DATA, [now(allowing('fruit:PutApple')), now(allowing(), 'Crates')]);
  expect(managedPolicies.paths).toEqual(['Crates', 'job-function/Picking']);
  expect(managedPolicies.policy('job-function/Picking')?.versionId).toBe('v94');
  expect(managedPolicies.policy('Pressing')).toBeUndefined();
  expect(DATA.managedPolicies.policy('job-function/Picking')?.versionId).toBe('v92');
});

test('each policy is asked for once, whether it is known or not', () => {
  expect(knownPolicies(['Pressing', 'job-function/Picking', 'Pressing'], DATA.managedPolicies)).toEqual([
    { path: 'Pressing' },
    { path: 'job-function/Picking', versionId: 'v92' },
  ]);
});
