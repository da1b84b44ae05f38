// A saved plan that writes attributes for access control, against what is live by then; and what counts as testing an attribute.
import { describe, expect, test } from 'vitest';
import { testedInline } from '../../../src/definition/principal-tags.ts';
import { attributeWrites } from '../../../src/plan/access-control.ts';
import { matchSaved } from '../../../src/plan/saved.ts';
import { ATTRIBUTES_ADDRESS, REMOVED_ATTRIBUTES_ADDRESS } from '../../../src/state/state.ts';
import type { LiveFile } from '../../support/case-organisation.ts';
import { planOrchard } from '../../support/planning.ts';

const FILES = `
accessControlAttributes: { Department: a, Team: b }
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]
`;
const live = (accessControlAttributes: LiveFile['accessControlAttributes']): LiveFile => ({
  permissionSets: { Picker: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] } },
  assignments: ['Picker in apples-prod for group Pickers'],
  ...(accessControlAttributes && { accessControlAttributes }),
});
const BEFORE = live({ Department: 'x', Old: 'y' });

async function matched(now: LiveFile, files = FILES) {
  const [saved, fresh] = [await planOrchard(FILES, BEFORE), await planOrchard(files, now)];
  expect(saved.plan.changes.map(({ address }) => address)).toEqual([ATTRIBUTES_ADDRESS, REMOVED_ATTRIBUTES_ADDRESS]);
  const { changes, done, findings } = matchSaved(saved.plan, fresh.plan, fresh.live);
  return { changes: changes.map(({ address }) => address), done, codes: findings.map(({ code }) => code), findings };
}

describe('a saved plan', () => {
  test('is as it was', async () => {
    expect(await matched(BEFORE)).toMatchObject({
      changes: [ATTRIBUTES_ADDRESS, REMOVED_ATTRIBUTES_ADDRESS],
      codes: [],
    });
  });

  test('is resumed after the first write, and done after both', async () => {
    const half = await matched(live({ Department: 'a', Team: 'b', Old: 'y' }));
    expect(half).toMatchObject({ changes: [REMOVED_ATTRIBUTES_ADDRESS], done: [ATTRIBUTES_ADDRESS], codes: [] });
    const whole = await matched(live({ Department: 'a', Team: 'b' }));
    expect(whole).toMatchObject({ changes: [], done: [ATTRIBUTES_ADDRESS, REMOVED_ATTRIBUTES_ADDRESS], codes: [] });
  });

  test.each([
    ['another source', live({ Department: 'z', Old: 'y' })],
    ['one more attribute', live({ Department: 'x', Old: 'y', More: 'm' })],
    ['no configuration', live(undefined)],
    ['nothing that was read', live('unread')],
  ])('is stale where live has %s by now', async (_, now) => {
    const { codes, changes } = await matched(now);
    expect(codes).toEqual(['plan/stale']);
    expect(changes.length).toBeLessThan(2);
  });

  test('is stale where the files say otherwise by now, and says which attributes', async () => {
    const { findings } = await matched(BEFORE, FILES.replace('Team: b', 'Team: c'));
    expect(findings[0]?.message).toContain('update attributes for access control (Department, Team)');
  });
});

test('more than an instance holds is written at once, where what goes is', () => {
  const many = (prefix: string) =>
    Array.from({ length: 30 }, (_, index) => ({ key: `${prefix}${String(index).padStart(2, '0')}`, source: 's' }));
  const writes = attributeWrites({ attributes: many('a') }, { attributes: many('b') });
  expect(writes.map(({ address, after }) => [address, after?.length])).toEqual([[REMOVED_ATTRIBUTES_ADDRESS, 30]]);
});

describe('a policy tests an attribute', () => {
  const tested = (statement: object) =>
    testedInline({
      kind: 'document',
      document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', ...statement } },
    });

  test.each([
    [
      'as the key of a condition',
      { Resource: '*', Condition: { StringEquals: { 'AWS:principaltag/Team': 'x' } } },
      ['Team'],
    ],
    ['as a variable of a resource', { Resource: `arn:aws:s3:::\${aws:PrincipalTag/Team}/*` }, ['Team']],
    [
      'as a variable with a default, in a value',
      { Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/Team, 'none'}` } } },
      ['Team'],
    ],
    ['under any operator', { Resource: '*', Condition: { Null: { 'aws:PrincipalTag/a b': 'true' } } }, ['a b']],
    [
      'and no other key',
      { Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/Team': 'aws:PrincipalTag/No' } } },
      [],
    ],
  ])('%s', (_, statement, keys) => {
    expect(tested(statement)).toEqual(keys);
  });

  test('also where it is no JSON', () => {
    expect(testedInline({ kind: 'opaque', text: '{ "aws:PrincipalTag/Team": ' })).toEqual(['Team']);
  });
});

describe('a customer managed policy tests an attribute', () => {
  const SET = `
preflight: { assumeRole: access-preflight }
accessControlAttributes: { Department: b }
permissionSets: { Picker: { customerManagedPolicies: [{ name: Ladders }], sessionDuration: 4h } }
grants: [{ groups: Pickers, permissionSets: Picker, accounts: apples-prod }]
`;
  const ladders = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/Department': 'picking' } },
    },
  };
  const there = (more: Partial<LiveFile>): LiveFile => ({
    permissionSets: {
      Picker: { owner: 'access', customerManagedPolicies: [{ name: 'Ladders', path: '/' }], sessionDuration: 'PT4H' },
    },
    assignments: ['Picker in apples-prod for group Pickers'],
    accessControlAttributes: { Department: 'a' },
    ...more,
  });
  const READ = { accountPolicies: { 'apples-prod': { policies: { '/Ladders': ladders } } } };
  const written = async (live: LiveFile, yaml = SET) => {
    const { plan } = await planOrchard(yaml, live);
    return plan.changes.find(({ address }) => address === ATTRIBUTES_ADDRESS);
  };

  test('as the account has it, and the change names the set', async () => {
    expect(await written(there(READ))).toMatchObject({
      risk: 'unknown',
      tests: [{ key: 'Department', permissionSet: 'Picker', principals: 1 }],
    });
  });

  test('and nobody knows where the account was not read', async () => {
    expect(await written(there({}))).toMatchObject({ risk: 'neutral', tests: [] });
  });

  test('and an assignment that comes waits for the attribute', async () => {
    const more = SET.replace('groups: Pickers', 'groups: [Pickers, Pressers]');
    const { plan } = await planOrchard(more, there(READ));
    const created = plan.changes.find(({ kind, action }) => kind === 'assignment' && action === 'create');
    expect(created?.dependsOn).toContain(ATTRIBUTES_ADDRESS);
  });
});
