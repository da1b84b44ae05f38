// Live as the AWS adapter reads it: definitions, roles, rows, principals that are gone.
import { describe, expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
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

  test('of sets that are neither declared nor ours stay unread', async () => {
    const { connect, sandbox } = await openOrchard();
    const { state, unread } = await connect().readState(SCOPE);
    expect([...state.permissionSets.values()].map(({ name }) => name).sort()).toEqual(['Grower', 'Picker']);
    expect(unread).toEqual(expect.arrayContaining([{ name: 'Auditor' }, { name: 'Vintner', owner: 'cellar-team' }]));
    expect(sandbox.calls.filter(({ operation }) => operation === 'GetInlinePolicyForPermissionSet')).toHaveLength(2);
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
    expect(live.coverage).toBe('complete');
  });
});
