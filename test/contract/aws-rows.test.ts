// Rows by pair and rows by group: with how many calls, and what each way can see.
import { describe, expect, test } from 'vitest';
import type { SandboxSeed, SandboxState } from '../../src/sandbox/index.ts';
import { addAssignment, ensurePair } from '../../src/sandbox/mutations.ts';
import { withPairs } from '../../src/state/live.ts';
import { accountId, pairAddress, principalId } from '../../src/state/state.ts';
import { ACCOUNTS, PRINCIPALS } from './orchard.ts';
import { declared, plantation } from './plantation.ts';
import { countsOf, openOrchard, SCOPE } from './subjects.ts';

/** Gives Set0 to the first crew in one account more. */
function seedRow(state: SandboxState, account: string): void {
  const set = state.permissionSets.get(state.permissionSetsByName.get('Set0')!)!;
  addAssignment(state, ensurePair(state, set, account), {
    permissionSetArn: set.arn,
    accountId: account,
    principalType: 'GROUP',
    principalId: 'aaaaaaaa-0000-4000-8000-000000000000',
  });
}

describe('the number of calls', () => {
  test('is one a group when groups are fewer than pairs', async () => {
    const { connect } = await openOrchard({ seed: plantation({ sets: 3, accounts: 120 }) });
    const identityCenter = connect();
    const { state, partlyRead } = await identityCenter.readState({ ...SCOPE, permissionSets: declared(3) });
    expect(state.assignments.size).toBe(360);
    expect(partlyRead.size).toBe(360);
    expect(
      countsOf(
        identityCenter,
        'sso-admin:ListAccountAssignmentsForPrincipal',
        'sso-admin:ListAccountAssignments',
        'sso-admin:ListAccountsForProvisionedPermissionSet',
        'sso-admin:DescribePermissionSet',
      ),
      // Each group's 120 rows and each set's 120 accounts take two pages; the list of outdated accounts is one, and empty.
    ).toEqual([6, 0, 9, 3]);
  });

  test('is one a pair when pairs are fewer, or everything must be seen', async () => {
    const { connect } = await openOrchard({ seed: plantation({ sets: 2, accounts: 3, groups: 9 }) });
    const [cheap, audit, users, undeclared] = [connect(), connect(), connect(), connect()];
    await cheap.readState({ ...SCOPE, permissionSets: declared(2) });
    await audit.readState({ ...SCOPE, permissionSets: declared(2), audit: true });
    await users.readState({ ...SCOPE, permissionSets: declared(2), users: true });
    await undeclared.readState({ ...SCOPE, permissionSets: [] });
    for (const identityCenter of [cheap, audit, users, undeclared]) {
      const operations = ['sso-admin:ListAccountAssignmentsForPrincipal', 'sso-admin:ListAccountAssignments'];
      expect(countsOf(identityCenter, ...operations)).toEqual([0, 6]);
    }
  });

  test('stays within pages of 100 and 20, whatever the defaults of the service', async () => {
    const { connect, sandbox } = await openOrchard({
      seed: plantation({ sets: 105, accounts: 41, groups: 130 }),
      pageSize: 1,
    });
    const identityCenter = connect();
    const directory = await identityCenter.readDirectory({ organizationalUnits: false, accountTags: false });
    expect([directory.accounts.length, directory.groups.length]).toEqual([42, 130]);
    expect(countsOf(identityCenter, 'organizations:ListAccounts', 'identitystore:ListGroups')).toEqual([3, 2]);
    await identityCenter.readState({ ...SCOPE, permissionSets: ['Set0'], owner: 'nobody' });
    expect(countsOf(identityCenter, 'sso-admin:ListPermissionSets')).toEqual([2]);
    const unsized = sandbox.calls.filter(
      ({ operation, input }) => operation.startsWith('List') && input.MaxResults === undefined,
    );
    expect(new Set(unsized.map(({ operation }) => operation))).toEqual(new Set(['ListTagsForResource']));
  });
});

describe('reading by group', () => {
  const fourAccounts = plantation({ sets: 1, accounts: 4 });
  const [first, second, third] = ['200000000000', '200000000001', '200000000002'];

  test('looks into the pairs no group explains, and into others when asked to', async () => {
    const seed: SandboxSeed = {
      ...fourAccounts,
      assignments: [
        ...fourAccounts.assignments!.filter(({ account }) => account !== 'orchard-3'),
        { permissionSet: 'Set0', account: 'orchard-3', principal: { type: 'GROUP', id: PRINCIPALS.vinters } },
        // Beside a group's row.
        { permissionSet: 'Set0', account: 'orchard-2', principal: { type: 'GROUP', id: PRINCIPALS.vinters } },
      ],
    };
    const { connect } = await openOrchard({ seed });
    const identityCenter = connect();
    const live = await identityCenter.readState({ ...SCOPE, permissionSets: ['Set0'] });
    expect(live.orphans).toEqual(new Set([PRINCIPALS.vinters]));
    expect(live.state.assignments.size).toBe(4);
    const pairs = [...live.partlyRead];
    expect(pairs.sort()).toEqual([first, second, third].map((account) => pairAddress('Set0', accountId(account!))));
    const whole = withPairs(live, pairs, await identityCenter.readPairs(pairs));
    expect([whole.state.assignments.size, whole.partlyRead.size]).toEqual([5, 0]);
    // One call a pair, and none for a principal that is known to be gone.
    expect(countsOf(identityCenter, 'sso-admin:ListAccountAssignments', 'identitystore:DescribeGroup')).toEqual([4, 1]);
  });

  test('takes a row without a listed role for one whose definition nobody knows', async () => {
    const { connect, sandbox } = await openOrchard({
      seed: fourAccounts,
      // The role is made between the reading of roles and that of rows.
      faults: ({ operation }) => {
        if (operation === 'ListAccountAssignmentsForPrincipal') seedRow(sandbox.state, '111111111111');
        return undefined;
      },
    });
    const live = await connect().readState({ ...SCOPE, permissionSets: ['Set0'] });
    expect(live.state.provisioned.get(pairAddress('Set0', ACCOUNTS.management))).toBe('outdated');
    expect(live.state.provisioned.get(pairAddress('Set0', accountId(first!)))).toBe('latest');
  });

  test('falls back to pairs where the caller may not ask for principals', async () => {
    const { connect } = await openOrchard({ seed: fourAccounts, delegatedListsForPrincipal: false });
    const credentials = { accessKeyId: 'SANDBOXDELEGATED', secretAccessKey: 'orchard' };
    const identityCenter = connect({ credentials });
    const live = await identityCenter.readState({ ...SCOPE, permissionSets: ['Set0'] });
    expect([live.partlyRead.size, live.state.assignments.size]).toEqual([0, 4]);
  });

  test('does not count a group as gone for being absent from the sweep', async () => {
    const { connect, sandbox } = await openOrchard({ seed: fourAccounts });
    const identityCenter = connect();
    await identityCenter.readDirectory({ organizationalUnits: false, accountTags: false });
    const arn = sandbox.state.permissionSetsByName.get('Set0')!;
    const id = principalId('aaaaaaaa-0000-4000-8000-00000000000f');
    sandbox.state.directory.groups.set(id, { id, displayName: 'Latecomers', createdAt: 0, updatedAt: 0 });
    for (const account of [first!, second!]) {
      const pair = sandbox.state.permissionSets.get(arn)!.pairs.get(account)!;
      pair.assignments.clear();
      pair.assignments.set(`GROUP/${id}`, {
        permissionSetArn: arn,
        accountId: account,
        principalType: 'GROUP',
        principalId: id,
      });
      sandbox.state.assignmentsOf.get('GROUP/aaaaaaaa-0000-4000-8000-000000000000')?.clear();
    }
    const live = await identityCenter.readState({ ...SCOPE, permissionSets: ['Set0'], audit: true });
    expect(live.orphans.size).toBe(0);
    expect([...live.state.assignments.values()].filter((row) => row.principal.id === id)).toHaveLength(2);
  });
});
