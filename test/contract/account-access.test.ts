// Account access, read and written: the same of memory and of the AWS adapter over the sandbox, signed and sent without the SDK; and what AWS alone answers.
import { describe, expect, test } from 'vitest';
import type { AssignmentChange, Operation, ResourceChange } from '../../src/plan/change.ts';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { APPLICATION, APPLICATION_ADDRESS } from '../../src/state/account-access.ts';
import type { Scope } from '../../src/state/live.ts';
import {
  type Assignment,
  assignmentAddress,
  type PrincipalId,
  type Resource,
  targetOf,
} from '../../src/state/state.ts';
import { front, type Hop } from './front.ts';
import { ACCOUNTS, ORCHARD, OWNER, PRINCIPALS } from './orchard.ts';
import { EVERYTHING, type Orchard, openOrchard, type Subject, subjects } from './subjects.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'account-access.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession'],
    },
  ],
};

const ROLES = [
  { account: ACCOUNTS.orchards, name: 'pruner', path: '/ops/', trust: TRUST },
  { account: ACCOUNTS.cellar, name: 'presser', trust: TRUST },
];
const SEED: SandboxSeed = { ...ORCHARD, roles: ROLES };
const WITH_ROLES: Scope = { ...EVERYTHING, targets: ['account-access'] };

const row = (permissionSet: string, account: Assignment['account'], id: PrincipalId): Assignment => ({
  permissionSet,
  account,
  principal: { type: id === PRINCIPALS.pomona ? 'user' : 'group', id },
});
const PRUNING = row('role/ops/pruner', ACCOUNTS.orchards, PRINCIPALS.growers);
const PRESSING = row('role/presser', ACCOUNTS.cellar, PRINCIPALS.pomona);

function written(action: AssignmentChange['action'], assignment: Assignment): Operation {
  const address = assignmentAddress(assignment);
  const change: AssignmentChange = {
    ...{ kind: 'assignment', action, address, assignment, dependsOn: [], origins: [] },
    risk: action === 'create' ? 'broadens' : 'narrows',
  };
  return { kind: 'assignment', change };
}

const application = (owner?: string): Resource => ({
  ...APPLICATION,
  definition: {},
  ...(owner === undefined ? {} : { owner }),
});

function made(before: Resource | undefined, after: Resource): Operation {
  const change: ResourceChange = {
    ...{ kind: 'resource', address: APPLICATION_ADDRESS, resource: APPLICATION, dependsOn: [], origins: [] },
    ...{ action: before === undefined ? 'create' : 'adopt', risk: 'neutral', after },
    ...(before === undefined ? {} : { before }),
  };
  return { kind: 'resource', change };
}

async function found({ identityCenter }: Pick<Subject, 'identityCenter'>) {
  const { state } = await identityCenter.readState(WITH_ROLES);
  const rows = [...state.assignments.keys()].filter((address) => address.includes('/role/'));
  return { rows: rows.sort(), owner: state.resources?.get(APPLICATION_ADDRESS)?.owner };
}

const open = (seed: SandboxSeed = SEED): Promise<Orchard> => openOrchard({ seed });

describe.each(['aws', 'memory'] as const)('%s', (side) => {
  test('the application is made, entitlements come and go, and each again is already so', async () => {
    const subject = (await subjects(await open()))[side];
    const { identityCenter } = subject;
    expect(await found(subject)).toEqual({ rows: [], owner: undefined });
    const [pruning, pressing] = [PRUNING, PRESSING].map(assignmentAddress);
    const steps = [
      [made(undefined, application(OWNER)), { rows: [], owner: OWNER }],
      [written('create', PRUNING), { rows: [pruning], owner: OWNER }],
      [written('create', PRESSING), { rows: [pruning, pressing], owner: OWNER }],
      [written('delete', PRUNING), { rows: [pressing], owner: OWNER }],
    ] as const;
    for (const [operation, then] of steps) {
      expect(await identityCenter.apply(operation)).toEqual({ status: 'done' });
      expect(await found(subject)).toEqual(then);
      expect(await identityCenter.apply(operation)).toEqual({ status: 'already' });
    }
  });

  test('it is read where it is asked for, and nowhere else', async () => {
    const { identityCenter } = (await subjects(await open()))[side];
    await identityCenter.apply(made(undefined, application(OWNER)));
    await identityCenter.apply(written('create', PRUNING));
    const asked = await identityCenter.readState(WITH_ROLES);
    expect(asked.targets?.get('account-access')).toEqual({ unread: new Map() });
    const { state, targets } = await identityCenter.readState(EVERYTHING);
    expect({ targets, resources: state.resources }).toEqual({ targets: undefined, resources: undefined });
    expect([...state.assignments.values()].map(({ permissionSet }) => targetOf(permissionSet))).not.toContain(
      'account-access',
    );
  });

  test('an application that somebody else took over meanwhile is left to them', async () => {
    const subject = (await subjects(await open()))[side];
    await subject.identityCenter.apply(made(undefined, application('somebody-else')));
    expect(await subject.identityCenter.apply(made(undefined, application(OWNER)))).toMatchObject({
      status: 'not-sent',
    });
    expect((await found(subject)).owner).toBe('somebody-else');
  });
});

describe('aws', () => {
  test('an application without an owner is taken over, with what is in it', async () => {
    const aws = (
      await open({
        ...SEED,
        accountAccess: { entitlements: [{ account: 'orchards', role: 'pruner', group: 'Pickers' }] },
      })
    ).connect();
    const address = assignmentAddress(row('role/ops/pruner', ACCOUNTS.orchards, PRINCIPALS.pickers));
    expect(await found({ identityCenter: aws })).toEqual({ rows: [address], owner: undefined });
    expect(await aws.apply(made(application(), application(OWNER)))).toEqual({ status: 'done' });
    expect(await found({ identityCenter: aws })).toEqual({ rows: [address], owner: OWNER });
  });

  test('a role that is missing, or trusts nobody, fails the entitlement with what the service says', async () => {
    const aws = (await open({ ...SEED, roles: [{ account: 'orchards', name: 'pruner', path: '/ops/' }] })).connect();
    await aws.apply(made(undefined, application(OWNER)));
    expect(await aws.apply(written('create', PRUNING))).toMatchObject({ status: 'failed' });
    expect(await aws.apply(written('create', PRESSING))).toMatchObject({ status: 'failed' });
    expect((await found({ identityCenter: aws })).rows).toEqual([]);
  });

  test('entitlements of principals that are gone are seen, and are orphans', async () => {
    const aws = (
      await open({
        ...SEED,
        accountAccess: {
          entitlements: [{ account: 'orchards', role: 'pruner', principal: { type: 'GROUP', id: PRINCIPALS.vinters } }],
        },
      })
    ).connect();
    const { orphans } = await aws.readState({ ...WITH_ROLES, permissionSets: [], audit: false });
    expect([...orphans]).toContain(PRINCIPALS.vinters);
  });

  test('an answer that is lost is settled by reading, and nothing is made twice', async () => {
    const orchard = await open();
    let lost = 0;
    const hop: Hop = {
      after: ({ operation, status, body }) => {
        if (operation !== 'Query' || status !== 200 || !body.startsWith('{"entitlementId"') || lost > 0)
          return undefined;
        lost += 1;
        return 'cut';
      },
    };
    const aws = orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) });
    await aws.apply(made(undefined, application(OWNER)));
    expect(await aws.apply(written('create', PRUNING))).toEqual({ status: 'done' });
    expect(lost).toBe(1);
    expect((await found({ identityCenter: aws })).rows).toEqual([assignmentAddress(PRUNING)]);
  });

  test('one call reads each account, and none the other targets', async () => {
    const aws = (await open()).connect();
    await aws.apply(made(undefined, application(OWNER)));
    const before = aws.callCounts()['account-access:ListEntitlements'] ?? 0;
    await aws.readState(WITH_ROLES);
    const accounts = Object.keys(ACCOUNTS).length;
    expect((aws.callCounts()['account-access:ListEntitlements'] ?? 0) - before).toBe(accounts);
  });
});
