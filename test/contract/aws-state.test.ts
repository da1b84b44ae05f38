// Live as the AWS adapter reads it: definitions, roles, rows, principals that are gone.

import { describe, expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { UNREAD } from '../../src/state/read.ts';
import { pairAddress, permissionSetAddress } from '../../src/state/state.ts';
import { ACCOUNTS, GROWER, ORCHARD, PRINCIPALS } from './orchard.ts';
import { openOrchard, SCOPE, withCanonicalPolicy } from './subjects.ts';

describe('definitions', () => {
  test('are read in canonical form, with every part', async () => {
    const { connect } = await openOrchard();
    const { state } = await connect().readState(SCOPE);
    const grower = state.permissionSets.get(permissionSetAddress('Grower'))!;
    expect(withCanonicalPolicy(grower)).toEqual(withCanonicalPolicy(GROWER));
  });

  test('of sets that are neither declared nor ours are read for what they give, in five calls each', async () => {
    const { connect, sandbox } = await openOrchard();
    const { state, others } = await connect().readState(SCOPE);
    expect([...state.permissionSets.values()].map(({ name }) => name).sort()).toEqual(['Grower', 'Picker']);
    expect(others.map(({ name, owner }) => [name, owner])).toEqual(
      expect.arrayContaining([
        ['Auditor', undefined],
        ['Vintner', 'cellar-team'],
      ]),
    );
    for (const { definition, accounts, assignments } of others)
      expect([definition, accounts, assignments]).toMatchObject([{ read: true }, { read: true }, UNREAD]);
    const perSet = (name: string) => sandbox.calls.filter(({ operation }) => operation === name).length;
    expect(perSet('GetInlinePolicyForPermissionSet')).toBe(2 + others.length);
    expect(perSet('ListAccountsForProvisionedPermissionSet')).toBe(2 * 2 + others.length);
  });

  test('that are no JSON objects are shown as they are', async () => {
    const seed = {
      ...ORCHARD,
      permissionSets: ORCHARD.permissionSets!.map((set) => ({ ...set, inlinePolicy: 'not a policy' })),
    };
    const { connect } = await openOrchard({ seed: seed as SandboxSeed });
    const { state } = await connect().readState(SCOPE);
    expect(state.permissionSets.get(permissionSetAddress('Picker'))?.inlinePolicy).toMatchObject({ kind: 'opaque' });
  });
});

describe('roles and rows', () => {
  test('are told apart: outdated roles, roles without rows, users, principals that are gone', async () => {
    const { connect } = await openOrchard();
    const live = await connect().readState({ ...SCOPE, audit: true });
    expect(Object.fromEntries(live.state.provisioned)).toEqual({
      [pairAddress('Grower', ACCOUNTS.orchards)]: 'latest',
      [pairAddress('Grower', ACCOUNTS.cellar)]: 'outdated',
      [pairAddress('Picker', ACCOUNTS.orchards)]: 'latest',
      [pairAddress('Picker', ACCOUNTS.market)]: 'latest',
      [pairAddress('Picker', ACCOUNTS.cellar)]: 'latest',
    });
    expect(live.state.assignments.size).toBe(5);
    expect(live.orphans).toEqual(new Set([PRINCIPALS.vinters]));
    expect(live.users).toEqual(new Map([[PRINCIPALS.pomona, 'pomona@fruit.example']]));
    expect(live.partlyRead.size).toBe(0);
  });
});
