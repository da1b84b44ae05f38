// That the report is true: what is said of an operation whose answer was lost, of reads that lag, and of a definition that stops half way.
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/plan/change.ts';
import type { Faults, SandboxSeed } from '../../src/sandbox/index.ts';
import { type PermissionSet, principalId } from '../../src/state/state.ts';
import { front, type Hop } from './front.ts';
import { createSet, deleteSet, grant, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, GROWER, ORCHARD, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, type Orchard, openOrchard, written } from './subjects.ts';

const { orchards, cellar, market } = ACCOUNTS;
const { growers, pickers, auditors, vinters } = PRINCIPALS;

/** A set that nobody has, so that it may go. */
const SPARE: SandboxSeed = {
  ...ORCHARD,
  permissionSets: [...ORCHARD.permissionSets!, { name: 'CiderMaker', tags: { 'access:owner': OWNER } }],
};
const CHANGES: readonly { readonly api: string; readonly operation: Operation; readonly seed?: SandboxSeed }[] = [
  { api: 'CreatePermissionSet', operation: createSet(CIDER) },
  { api: 'DeletePermissionSet', operation: deleteSet({ ...PICKER, name: 'CiderMaker' }), seed: SPARE },
  { api: 'UpdatePermissionSet', operation: updateSet(GROWER, { ...GROWER, sessionDuration: 'PT2H' }) },
  { api: 'TagResource', operation: updateSet(AUDITOR, { ...AUDITOR, owner: OWNER }) },
  { api: 'UntagResource', operation: updateSet(GROWER, { ...GROWER, tags: {} }) },
  {
    api: 'AttachManagedPolicyToPermissionSet',
    operation: updateSet(PICKER, { ...PICKER, managedPolicies: ['ReadOnlyAccess', 'SecurityAudit'] }),
  },
  {
    api: 'DetachManagedPolicyFromPermissionSet',
    operation: updateSet(GROWER, { ...GROWER, managedPolicies: ['ReadOnlyAccess'] }),
  },
  {
    api: 'DetachCustomerManagedPolicyReferenceFromPermissionSet',
    operation: updateSet(GROWER, { ...GROWER, customerManagedPolicies: [{ name: 'Ladders', path: '/' }] }),
  },
  {
    api: 'PutInlinePolicyToPermissionSet',
    operation: updateSet(PICKER, { ...PICKER, inlinePolicy: CIDER.inlinePolicy! }),
  },
  { api: 'DeleteInlinePolicyFromPermissionSet', operation: updateSet(GROWER, without(GROWER, 'inlinePolicy')) },
  {
    api: 'PutPermissionsBoundaryToPermissionSet',
    operation: updateSet(PICKER, { ...PICKER, permissionsBoundary: CIDER.permissionsBoundary! }),
  },
  {
    api: 'DeletePermissionsBoundaryFromPermissionSet',
    operation: updateSet(GROWER, without(GROWER, 'permissionsBoundary')),
  },
  { api: 'CreateAccountAssignment', operation: grant({ set: 'Auditor', account: orchards, group: auditors }) },
  { api: 'DeleteAccountAssignment', operation: revoke({ set: 'Grower', account: orchards, group: growers }) },
  { api: 'ProvisionPermissionSet', operation: provision('Grower', cellar) },
];

function without(set: PermissionSet, field: keyof PermissionSet): PermissionSet {
  return Object.fromEntries(Object.entries(set).filter(([name]) => name !== field)) as unknown as PermissionSet;
}

/** Of each kind of operation one goes over HTTP and through the SDK; with TEST_EFFORT=all every one. */
const OVER_THE_WIRE = ['UpdatePermissionSet', 'CreateAccountAssignment', 'ProvisionPermissionSet'];

const THROTTLE = { status: 400, body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }) };

/** The first call is lost on its way there, or its answer on the way back; all others are throttled. */
function lossThenThrottles(api: string, lost: 'request' | 'answer'): Hop {
  let calls = 0;
  return {
    before(operation) {
      if (operation !== api) return undefined;
      calls += 1;
      if (calls > 1) return THROTTLE;
      return lost === 'request' ? 'cut' : undefined;
    },
    after: ({ operation }) => (operation === api ? 'cut' : undefined),
  };
}

describe.each(CHANGES)(
  'an answer to $api that was lost, and then throttles without end:',
  ({ api, operation, seed }) => {
    const open = () => openOrchard(seed === undefined ? {} : { seed });
    const how = { wire: OVER_THE_WIRE.includes(api) };

    test('it is done where it was carried out', async () => {
      const calm = await open();
      expect(await calm.beside().apply(operation)).toEqual({ status: 'done' });
      const expected = comparable(await calm.beside().readState(EVERYTHING));
      const { over, beside } = await open();
      expect((await (await over(lossThenThrottles(api, 'answer'), how)).apply(operation)).status).toBe('done');
      expect(comparable(await beside().readState(EVERYTHING))).toEqual(expected);
    });

    test('it failed where it was not', async () => {
      const { over, beside } = await open();
      const before = comparable(await beside().readState(EVERYTHING));
      const identityCenter = await over(lossThenThrottles(api, 'request'), how);
      expect(await identityCenter.apply(operation)).toMatchObject({ status: 'failed' });
      expect(comparable(await beside().readState(EVERYTHING))).toEqual(before);
    });

    test('an empty answer with status 200 is no success by itself', async () => {
      const { over, beside } = await open();
      const before = comparable(await beside().readState(EVERYTHING));
      const never: Hop = { before: (called) => (called === api ? { status: 200, body: '' } : undefined) };
      expect((await (await over(never, how)).apply(operation)).status).toBe('failed');
      expect(comparable(await beside().readState(EVERYTHING))).toEqual(before);
      const carriedOut: Hop = { after: (passing) => (passing.operation === api ? { body: '' } : undefined) };
      expect(['done', 'already']).toContain((await (await over(carriedOut, how)).apply(operation)).status);
    });
  },
);

describe('reads that lag behind writes', () => {
  test.each(CHANGES)('do not change what becomes of an operation: $api', async ({ operation, seed = ORCHARD }) => {
    const { connect } = await openOrchard({ seed, readLagCalls: 3 });
    const identityCenter = connect();
    await identityCenter.readState(EVERYTHING);
    expect(await identityCenter.apply(operation)).toEqual({ status: 'done' });
  });

  test('do not lose an operation that the service has just accepted', async () => {
    const { connect } = await openOrchard({ readLagCalls: 3, operationMs: 2_000 });
    expect(await connect().apply(grant({ set: 'Auditor', account: orchards, group: auditors }))).toEqual({
      status: 'done',
    });
  });

  test('do not hide a row that is to go', async () => {
    const { connect, sandbox } = await openOrchard({ readLagCalls: 8 });
    const identityCenter = connect();
    const row = { set: 'Auditor', account: orchards, group: auditors };
    expect(await identityCenter.apply(grant(row))).toEqual({ status: 'done' });
    expect(await identityCenter.apply(revoke(row))).toEqual({ status: 'done' });
    expect(await identityCenter.apply(revoke(row))).toEqual({ status: 'already' });
    const arn = sandbox.state.permissionSetsByName.get('Auditor')!;
    expect(sandbox.state.permissionSets.get(arn)!.pairs.has(orchards)).toBe(false);
  });

  test('do not hide a role that this run has made, and that is to be renewed', async () => {
    const { connect, sandbox } = await openOrchard();
    const lists: Record<string, string> = {
      ListAccountsForProvisionedPermissionSet: '{"AccountIds":[]}',
      ListAccountAssignments: '{"AccountAssignments":[]}',
    };
    const endpoint = await front(sandbox.url, {
      after: ({ operation }) => (Object.hasOwn(lists, operation) ? { body: lists[operation]! } : undefined),
    });
    const identityCenter = connect({ endpoint });
    const row = { set: 'Auditor', account: orchards, group: auditors };
    expect(await identityCenter.apply(grant(row))).toEqual({ status: 'done' });
    const update = updateSet(AUDITOR, { ...AUDITOR, sessionDuration: 'PT2H' });
    expect(await identityCenter.apply(update)).toEqual({ status: 'done' });
    expect(await identityCenter.apply(provision('Auditor', orchards))).toEqual({ status: 'done' });
    const set = sandbox.state.permissionSets.get(sandbox.state.permissionSetsByName.get('Auditor')!)!;
    expect(set.pairs.get(orchards)!.provisioned.sessionDuration).toBe('PT2H');
  });

  test('do not make another set of one whose creation got no answer', async () => {
    const faults: Faults = ({ operation, n }) =>
      operation === 'CreatePermissionSet' && n === 1 ? 'cut-after' : undefined;
    const opened = await openOrchard({ readLagCalls: 6, faults });
    expect(await opened.connect().apply(createSet(CIDER))).toEqual({ status: 'done' });
  });
});

/** AWS refuses what is not in this list. */
const LISTED: SandboxSeed = {
  ...ORCHARD,
  awsManagedPolicies: [
    ...['ReadOnlyAccess', 'SecurityAudit', 'PowerUserAccess', 'AWSDenyAll'],
    ...Array.from({ length: 25 }, (_, number) => `Basket${number}`),
  ]
    .map((name) => ({ name }))
    .concat([{ name: 'SupportUser', path: '/job-function/' } as never]),
};
const DENY_SELLING = denying('sell');
const DENY_PRESSING = denying('press');

function denying(action: string): NonNullable<PermissionSet['inlinePolicy']> {
  const Statement = [{ Effect: 'Deny', Action: [`orchard:${action}`], Resource: '*' }];
  return { kind: 'document', document: { Version: '2012-10-17', Statement } };
}

/** What sets say; that every edit outdates the roles, also one that is taken back, is the service's way. */
async function definitionsOf({ beside }: Orchard): Promise<unknown> {
  return (comparable(await beside().readState(EVERYTHING)) as { readonly permissionSets: unknown }).permissionSets;
}

describe('a definition that stops half way', () => {
  test('keeps what it had where AWS refuses what shall come', async () => {
    const orchard = await openOrchard({ seed: LISTED });
    const before = await definitionsOf(orchard);
    const change = updateSet(PICKER, { ...PICKER, managedPolicies: ['NoSuchPolicy'] });
    const outcome = await orchard.connect().apply(change);
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('NoSuchPolicy') });
    expect(outcome).not.toHaveProperty('changed');
    expect(written(orchard)).toEqual(['AttachManagedPolicyToPermissionSet']);
    expect(await definitionsOf(orchard)).toEqual(before);
  });

  test('takes back, in reverse, what it did before a step was refused, and tells it', async () => {
    const orchard = await openOrchard({ seed: LISTED });
    const before = await definitionsOf(orchard);
    const after: PermissionSet = {
      ...without(GROWER, 'permissionsBoundary'),
      description: 'Plants',
      sessionDuration: 'PT2H',
      managedPolicies: ['AWSDenyAll', 'NoSuchPolicy'],
      tags: { crew: 'night' },
    };
    const outcome = await orchard.connect().apply(updateSet(GROWER, after));
    expect(outcome).toMatchObject({
      status: 'failed',
      putBack: [
        'attached AWSDenyAll',
        'updated session duration, relay state and description',
        'removed the tags team',
        'set the tags crew',
      ],
    });
    expect(outcome).not.toHaveProperty('changed');
    expect(await definitionsOf(orchard)).toEqual(before);
  });

  test('takes nothing back where somebody else has changed the set meanwhile: it would mix two definitions', async () => {
    const orchard = await openOrchard({
      seed: LISTED,
      faults({ operation, n }) {
        if (operation !== 'AttachManagedPolicyToPermissionSet' || n !== 2) return undefined;
        const [picker] = [...orchard.sandbox.state.permissionSets.values()].filter(({ name }) => name === 'Picker');
        picker!.definition = { ...picker!.definition, sessionDuration: 'PT4H' };
        return undefined;
      },
    });
    const change = updateSet(PICKER, { ...PICKER, managedPolicies: ['AWSDenyAll', 'NoSuchPolicy'] });
    const outcome = await orchard.connect().apply(change);
    expect(outcome).toMatchObject({ status: 'failed', changed: ['attached AWSDenyAll'] });
    expect(outcome).not.toHaveProperty('putBack');
  });

  test('has its policies back where they had to go first', async () => {
    const picker = { name: 'Picker', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': OWNER } };
    const { document } = DENY_SELLING as { readonly document: Record<string, unknown> };
    const permissionSets = [
      ...LISTED.permissionSets!.filter(({ name }) => name !== 'Picker'),
      { ...picker, inlinePolicy: document },
    ];
    const orchard = await openOrchard({ seed: { ...LISTED, permissionSets } });
    const before = await definitionsOf(orchard);
    const live = { ...PICKER, inlinePolicy: DENY_SELLING };
    const after = { ...PICKER, managedPolicies: ['NoSuchPolicy'], inlinePolicy: DENY_PRESSING };
    const outcome = await orchard.connect().apply(updateSet(live, after));
    expect(outcome.status).toBe('failed');
    expect(await definitionsOf(orchard)).toEqual(before);
  });

  test('is told with what stays changed where nothing can be taken back', async () => {
    const faults: Faults = ({ operation }) =>
      operation.startsWith('Detach') || operation === 'PutInlinePolicyToPermissionSet' ? 'throttle' : undefined;
    const orchard = await openOrchard({ seed: LISTED, faults });
    const after = { ...PICKER, managedPolicies: ['ReadOnlyAccess', 'SecurityAudit'], inlinePolicy: DENY_SELLING };
    const steps = {
      ...after,
      inlinePolicy: { ...DENY_SELLING, document: { Version: '2012-10-17', Statement: [] } },
    } as never;
    expect(await orchard.connect().apply(updateSet(PICKER, steps))).toMatchObject({
      status: 'failed',
      changed: ['attached SecurityAudit'],
    });
  });

  test('goes one for one at the limit of policies, and back where one is refused', async () => {
    const baskets = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `Basket${from + index}`);
    const permissionSets = [
      ...LISTED.permissionSets!.filter(({ name }) => name !== 'Picker'),
      { name: 'Picker', managedPolicies: baskets(0, 20), tags: { 'access:owner': OWNER } },
    ];
    const full = { ...PICKER, managedPolicies: baskets(0, 20).sort() };
    const swapped = { ...PICKER, managedPolicies: [...baskets(2, 18), 'SecurityAudit', 'PowerUserAccess'].sort() };
    const orchard = await openOrchard({ seed: { ...LISTED, permissionSets } });
    expect(await orchard.connect().apply(updateSet(full, swapped))).toEqual({ status: 'done' });
    const [attach, detach] = ['AttachManagedPolicyToPermissionSet', 'DetachManagedPolicyFromPermissionSet'];
    expect(written(orchard)).toEqual([detach, attach, detach, attach]);
    const before = await definitionsOf(orchard);
    const bad = {
      ...PICKER,
      managedPolicies: [...baskets(4, 16), 'SecurityAudit', 'PowerUserAccess', 'NoSuchPolicy', 'ReadOnlyAccess'].sort(),
    };
    expect((await orchard.connect().apply(updateSet(swapped, bad))).status).toBe('failed');
    expect(await definitionsOf(orchard)).toEqual(before);
  });

  test('of a new set leaves the set, and tells what it has', async () => {
    const { connect } = await openOrchard({ seed: LISTED });
    const outcome = await connect().apply(createSet({ ...CIDER, managedPolicies: ['AWSDenyAll', 'NoSuchPolicy'] }));
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: ['created the permission set', 'put the permissions boundary PowerUserAccess', 'attached AWSDenyAll'],
    });
    expect(await connect().apply(createSet({ ...CIDER, managedPolicies: ['AWSDenyAll'] }))).toEqual({ status: 'done' });
  });
});

describe('an orphan', () => {
  test('whose principal exists by now keeps its row', async () => {
    const { connect, sandbox } = await openOrchard();
    const change = revoke({ set: 'Picker', account: market, group: vinters });
    const orphaned = { ...change, change: { ...change.change, deleteReason: 'orphan' } } as Operation;
    const id = principalId(vinters);
    sandbox.state.directory.groups.set(id, { id, displayName: 'Vinters', createdAt: 0, updatedAt: 0 });
    expect(await connect().apply(orphaned)).toMatchObject({ status: 'not-sent' });
    sandbox.state.directory.groups.delete(id);
    expect(await connect().apply(orphaned)).toEqual({ status: 'done' });
  });
});

test('a set that went meanwhile is not taken for one without the policy that shall go', async () => {
  let gone = false;
  const orchard = await openOrchard({ seed: SPARE });
  const endpoint = await front(orchard.sandbox.url, {
    before: (operation) => {
      if (operation === 'DetachManagedPolicyFromPermissionSet') gone = true;
      if (!gone) return undefined;
      const body = JSON.stringify({ __type: 'ResourceNotFoundException', Message: 'PermissionSet not found' });
      return { status: 400, body };
    },
  });
  const change = updateSet(PICKER, { ...PICKER, managedPolicies: [] });
  expect((await orchard.connect({ endpoint }).apply(change)).status).toBe('unknown');
});

test('a network that is gone for good ends the run after its first operations', async () => {
  const orchard = await openOrchard({ faults: () => 'cut-before' });
  const identityCenter = orchard.connect();
  const outcome = await identityCenter.apply(grant({ set: 'Auditor', account: orchards, group: pickers }));
  expect(outcome).toMatchObject({ status: 'not-sent', stop: { code: 'provider/unreachable' } });
});
