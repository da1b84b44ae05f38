import { describe, expect, test } from 'vitest';
import { declare } from '../../../src/compile.ts';
import { needsOf, scopeOf } from '../../../src/resolve/needs.ts';

function declarationsOf(text: string) {
  const documents = [{ path: 'access.yaml', configPath: 'access.yaml', text }];
  return declare({ documents, policies: [], incomplete: false }).value.declarations;
}

describe('what of the organisation must be read', () => {
  const granting = (accounts: string) => `grants: [{ groups: a, permissionSets: b, accounts: ${accounts} }]`;
  test.each<readonly [string, boolean, boolean]>([
    ['', false, false],
    [granting('[apples-prod, "222222222222", pears-*, "*"]'), false, false],
    [granting('"ou:Orchards/**"'), true, false],
    [granting('"ou:ou-or00-orchards/*"'), true, false],
    [granting('"tag:env=prod"'), false, true],
    [granting('"*", except: "tag:env=prod"'), false, true],
    [granting('{ intersect: ["tag:env=prod", "ou:Press/*"] }'), true, true],
    [granting('{ select: "tag:env=prod", mayBeEmpty: true }'), false, true],
    ['accountSets: { presses: { include: "ou:Press/*", except: "tag:env=dev" } }', true, true],
  ])('%s', (text, organizationalUnits, accountTags) =>
    expect(needsOf(declarationsOf(text))).toEqual({ organizationalUnits, accountTags }),
  );
});

test('the sets the files name, those they rename, and those of the owner', () => {
  const text = `
unmanaged: { userAssignments: delete }
permissionSets:
  Picker: { managedPolicies: ReadOnlyAccess, renamedFrom: Plucker }
  AWSReadOnlyAccess: { external: true }
`;
  expect(scopeOf(declarationsOf(text), { audit: true, owner: 'platform' })).toEqual({
    permissionSets: ['AWSReadOnlyAccess', 'Picker'],
    renamedFrom: ['Plucker'],
    owner: 'platform',
    audit: true,
    users: true,
  });
  expect(scopeOf(declarationsOf(''), { audit: false, owner: 'platform' })).toMatchObject({
    permissionSets: [],
    owner: 'platform',
    users: false,
  });
});
