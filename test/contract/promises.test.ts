// Both promises, kept where reading by group saw only a part of what is there.
import { describe, expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { ORCHARD, OWNER, PRINCIPALS } from './orchard.ts';
import { open, SIDES } from './whole-applies.ts';

const { growers, pickers, pomona } = PRINCIPALS;
const [first, second, third] = ['222222222222', '333333333333', '444444444444'];

/** Fewer groups than pairs, so that live is read by group: what a user has beside a group stays unseen. */
function seedWith(policy: string): SandboxSeed {
  return {
    ...ORCHARD,
    groups: ORCHARD.groups!.filter(({ id }) => id === growers || id === pickers),
    permissionSets: [{ name: 'Picker', managedPolicies: [policy], tags: { 'access:owner': OWNER } }],
    assignments: [
      ...['orchards', 'cellar', 'market'].map((account) => ({ permissionSet: 'Picker', account, group: 'Growers' })),
      { permissionSet: 'Picker', account: 'orchards', user: 'pomona@fruit.example' },
    ],
    outdated: [],
    roleOnly: [],
  };
}

const FILES = `
identityCenter: { owner: ${OWNER}, region: eu-west-1 }
groups:
  Growers: { objectId: e0000000-0000-4000-8000-000000000001 }
  Pickers: { objectId: e0000000-0000-4000-8000-000000000002 }
`;

describe.each(SIDES)('over %s, read by group', (side) => {
  test('a role that an unseen row keeps alive is renewed before anybody new may use it', async () => {
    const { plan, apply, access, seen } = await open(side, {
      seed: seedWith('AmazonS3FullAccess'),
      yaml: `${FILES}
permissionSets: { Picker: { managedPolicies: AmazonEC2FullAccess } }
grants:
  - { groups: Pickers, permissionSets: Picker, accounts: [orchards, cellar, market] }
`,
    });
    const made = await plan();
    const report = await apply(made);
    expect(report.results.filter(({ status }) => status !== 'done')).toEqual([]);
    // Nobody of the new group ever had what only the old files gave, and nobody of the old group what only the new ones give.
    expect([...seen].filter((each) => each.includes(pickers) && each.endsWith('AmazonS3FullAccess'))).toEqual([]);
    expect([...seen].filter((each) => each.includes(growers) && each.endsWith('AmazonEC2FullAccess'))).toEqual([]);
    expect(access().toSorted()).toEqual([
      ...[first, second, third].map((account) => `GROUP/${pickers} in ${account}: AmazonEC2FullAccess`),
      `USER/${pomona} in ${first}: AmazonEC2FullAccess`,
    ]);
    expect((await plan()).changes).toEqual([]);
  });

  test('whoever stays unseen on a role is narrowed with it, though every known row goes', async () => {
    const { plan, apply, access, rolesAlone } = await open(side, {
      seed: seedWith('AdministratorAccess'),
      yaml: `${FILES}
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }
grants:
  - { groups: Pickers, permissionSets: Picker, accounts: market }
guards: { deletes: { more: 100, share: 100% } }
`,
    });
    await apply(await plan());
    expect(access().toSorted()).toEqual([
      `GROUP/${pickers} in ${third}: ReadOnlyAccess`,
      `USER/${pomona} in ${first}: ReadOnlyAccess`,
    ]);
    expect(rolesAlone()).toEqual([]);
    expect((await plan()).changes).toEqual([]);
  });
});

describe.each(SIDES)('over %s, while a group is not synced', (side) => {
  // Growers lose their set in the account in which Harvesters, who are to come, gain another one.
  const seed: SandboxSeed = {
    ...ORCHARD,
    permissionSets: [
      { name: 'Grower', managedPolicies: ['PowerUserAccess'], tags: { 'access:owner': OWNER } },
      { name: 'Harvester', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': OWNER } },
    ],
    assignments: ['orchards', 'market'].map((account) => ({ permissionSet: 'Grower', account, group: 'Growers' })),
    outdated: [],
    roleOnly: [],
  };
  const yaml = `${FILES}
  Harvesters: { objectId: e0000000-0000-4000-8000-00000000000f }
permissionSets:
  Grower: { managedPolicies: PowerUserAccess }
  Harvester: { managedPolicies: ReadOnlyAccess }
grants:
  - { groups: Harvesters, permissionSets: Harvester, accounts: orchards }
  - { groups: Pickers, permissionSets: Grower, accounts: market }
`;

  test('no revocation runs ahead of the replacement that is held, and others are not kept waiting', async () => {
    const { plan, apply, access } = await open(side, { seed, yaml });
    const made = await plan();
    expect(made.held.map(({ code, action, permissionSet, account }) => [code, action, permissionSet, account])).toEqual(
      [
        ['plan/replacement-held', 'delete', 'Grower', first],
        ['group/not-synced', 'create', 'Harvester', first],
      ],
    );
    expect(made.held[0]?.reason).toBe(
      'revoked only after `Harvesters` gains `Harvester` in the same account, which is held: group `Harvesters` is not in Identity Center yet',
    );
    await apply(made);
    expect(access().toSorted()).toEqual([
      `GROUP/${growers} in ${first}: PowerUserAccess`,
      `GROUP/${pickers} in ${third}: PowerUserAccess`,
    ]);
    expect((await plan()).changes).toEqual([]);
  });

  test('what a grant ended by a date goes at once, as the hint says', async () => {
    const { plan, apply, access } = await open(side, {
      seed,
      yaml: `${yaml}  - { groups: Growers, permissionSets: Grower, accounts: orchards, expires: 2026-10-31 }\n`,
    });
    await apply(await plan());
    expect(access()).toEqual([`GROUP/${pickers} in ${third}: PowerUserAccess`]);
  });
});

test('nothing is read twice, and no pair that nothing rests on', async () => {
  const { plan, calls } = await open('aws', {
    seed: seedWith('ReadOnlyAccess'),
    yaml: `${FILES}
permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }
grants:
  - { groups: Growers, permissionSets: Picker, accounts: [orchards, market] }
`,
  });
  expect((await plan()).changes).toHaveLength(1);
  // In the one account that everybody known leaves, and nowhere else.
  expect(calls('ListAccountAssignments').map(({ AccountId }) => AccountId)).toEqual([second]);
  expect(calls('ListAccountAssignmentsForPrincipal')).toHaveLength(2);
  expect(calls('DescribeUser')).toEqual([]);
});
