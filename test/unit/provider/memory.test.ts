import { describe, expect, test } from 'vitest';
import { outdatesRoles } from '../../../src/definition/fields.ts';
import { awsIdentityCenter } from '../../../src/provider/aws/identity-center.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import type { Directory } from '../../../src/state/directory.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import {
  accountId,
  assignmentAddress,
  pairAddress,
  permissionSetAddress,
  principalId,
  type State,
} from '../../../src/state/state.ts';
import { grant, provision } from '../../contract/operations.ts';
import { GROWER, PICKER } from '../../contract/orchard.ts';

const orchards = accountId('222222222222');
const growers = principalId('aaaaaaaa-0000-4000-8000-000000000001');
const pomona = principalId('bbbbbbbb-0000-4000-8000-000000000001');
const vinters = principalId('cccccccc-0000-4000-8000-000000000009');

const directory: Directory = {
  instance: {
    arn: 'arn:aws:sso:::instance/ssoins-1111111111111111',
    identityStoreId: 'd-1',
    partition: 'aws',
    region: 'eu-west-1',
  },
  caller: { account: accountId('111111111111'), arn: 'arn:aws:iam::111111111111:user/ceres', kind: 'management' },
  managementAccount: accountId('111111111111'),
  accounts: [
    {
      id: orchards,
      name: 'orchards',
      state: 'ACTIVE',
      organizationalUnits: ['ou-trees'],
      tags: asRead({ env: 'prod' }),
    },
  ],
  organizationalUnits: asRead([{ id: 'ou-trees', path: 'Trees' }]),
  delegatedAdministrators: asRead([]),
  users: UNREAD,
  groups: [{ id: growers, displayName: 'Growers', externalIds: [] }],
};

const rows = [
  { permissionSet: 'Grower', account: orchards, principal: { type: 'group', id: growers } },
  { permissionSet: 'Grower', account: orchards, principal: { type: 'user', id: pomona } },
  { permissionSet: 'Grower', account: orchards, principal: { type: 'group', id: vinters } },
] as const;

const { tags: _, ...untagged } = PICKER;
const state: State = {
  permissionSets: new Map([GROWER, untagged].map((set) => [permissionSetAddress(set.name), set])),
  assignments: new Map(rows.map((row) => [assignmentAddress(row), row])),
  provisioned: new Map([[pairAddress('Grower', orchards), 'outdated']]),
};
const users = new Map([[pomona, 'pomona@fruit.example']]);
const scope = { permissionSets: ['Grower'], renamedFrom: [], owner: 'nobody', audit: false, users: false };

describe('an Identity Center in memory', () => {
  test('reads the slice of the scope, and names the rest', async () => {
    const live = await memoryIdentityCenter({ state, directory, users }).readState(scope);
    expect([...live.state.permissionSets.keys()]).toEqual(['permission-set/Grower']);
    expect(live.others).toEqual([
      {
        name: 'Picker',
        owner: 'orchard',
        definition: asRead({ ...untagged, tags: {} }),
        accounts: asRead([]),
        assignments: UNREAD,
      },
    ]);
    expect(live.orphans).toEqual(new Set([vinters]));
    expect(live.users).toEqual(users);
  });

  test('reads no more of the directory than is needed', async () => {
    const memory = memoryIdentityCenter({ state, directory });
    const little = await memory.readDirectory({ organizationalUnits: false, accountTags: false });
    expect([little.organizationalUnits, little.accounts[0]?.tags]).toEqual([UNREAD, UNREAD]);
    expect(await memory.readDirectory({ organizationalUnits: true, accountTags: true })).toEqual(directory);
  });

  test('never lacks the tags of a set, for live never does', () => {
    expect(
      memoryIdentityCenter({ state, directory }).state().permissionSets.get(permissionSetAddress('Picker'))?.tags,
    ).toEqual({});
  });

  test('knows what a role was provisioned with, apart from what its set says now', async () => {
    const old = { ...GROWER, managedPolicies: ['SecurityAudit'] };
    const pair = pairAddress('Grower', orchards);
    const memory = memoryIdentityCenter({ state, directory, roles: new Map([[pair, old]]) });
    expect(memory.roles().get(pair)).toEqual(old);
    await memory.apply(provision('Grower', orchards));
    expect(memory.roles().get(pair)).toEqual(GROWER);
    expect(memory.state().provisioned.get(pair)).toBe('latest');
  });

  test('refuses what it is told to refuse, and changes nothing then', async () => {
    const memory = memoryIdentityCenter({
      state,
      directory,
      refuse: ({ kind }) => (kind === 'assignment' ? 'frost' : undefined),
    });
    const row = grant({ set: 'Picker', account: orchards, group: growers });
    expect(await memory.apply(row)).toEqual({ status: 'failed', reason: 'frost' });
    expect(await memory.apply(row, { signal: AbortSignal.abort() })).toMatchObject({ status: 'not-sent' });
    expect(memory.state().assignments.size).toBe(3);
  });
});

test('roles are left behind by everything but tags', () => {
  expect(outdatesRoles(['tags', 'owner'])).toBe(false);
  expect(outdatesRoles(['description'])).toBe(true);
  expect(outdatesRoles([])).toBe(false);
});

test.each([
  [undefined, 15],
  [15, 15],
  [99, 15],
  [0, 1],
])('with %s in flight asked for, the adapter allows %i', (inFlight, allowed) => {
  expect(awsIdentityCenter(inFlight === undefined ? {} : { inFlight }).limits.inFlight).toBe(allowed);
});
