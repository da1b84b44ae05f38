// Applications of an Identity Center, read and written: the same of memory and of the AWS adapter over the sandbox; and what AWS alone answers.
import { describe, expect, test } from 'vitest';
import type { AssignmentChange, Operation, ResourceChange } from '../../src/plan/change.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { assignedName, requiresAssignment, settingsResource } from '../../src/state/applications.ts';
import type { Scope } from '../../src/state/live.ts';
import { type Assignment, assignmentAddress, type PrincipalId, resourceAddress } from '../../src/state/state.ts';
import { front, type Hop } from './front.ts';
import { ACCOUNTS, ORCHARD, PRINCIPALS } from './orchard.ts';
import { codeOf, countsOf, EVERYTHING, type Orchard, openOrchard } from './subjects.ts';

const SEED: SandboxSeed = {
  ...ORCHARD,
  applications: [
    {
      name: 'Harvest Board',
      account: 'orchards',
      assignments: [{ principal: { type: 'GROUP', id: PRINCIPALS.vinters } }],
    },
    { name: 'Payroll', assignmentRequired: false, assignments: [{ user: 'pomona@fruit.example' }] },
    // Two of one name.
    { name: 'Scales', account: 'cellar' },
    { name: 'Scales', account: 'market', assignments: [{ group: 'Pickers' }] },
  ],
};
const DIRECTORY = { organizationalUnits: true, accountTags: true, applications: true };
const NAMED: Scope = {
  ...EVERYTHING,
  targets: ['applications'],
  applications: [
    { by: 'name', text: 'Harvest Board' },
    { by: 'name', text: 'Payroll' },
  ],
};

const row = (label: string, account: Assignment['account'], id: PrincipalId): Assignment => ({
  permissionSet: assignedName(label),
  account,
  principal: { type: id === PRINCIPALS.pomona ? 'user' : 'group', id },
});
const BOARD = row('Harvest Board', ACCOUNTS.orchards, PRINCIPALS.growers);
const LEFT = row('Harvest Board', ACCOUNTS.orchards, PRINCIPALS.vinters);
const PAYROLL = row('Payroll', ACCOUNTS.management, PRINCIPALS.pomona);

function written(
  action: AssignmentChange['action'],
  assignment: Assignment,
  more: Pick<AssignmentChange, 'deleteReason'> = {},
): Operation {
  const address = assignmentAddress(assignment);
  const risk = action === 'create' ? 'broadens' : 'narrows';
  return {
    kind: 'assignment',
    change: { kind: 'assignment', action, address, assignment, dependsOn: [], origins: [], risk, ...more },
  };
}

function required(assignmentRequired: boolean, label = 'Payroll'): Operation {
  const resource = { label, account: ACCOUNTS.management };
  const [before, after] = [!assignmentRequired, assignmentRequired].map((each) =>
    settingsResource({ ...resource, assignmentRequired: each }),
  ) as [ResourceChange['before'] & object, ResourceChange['after'] & object];
  const { definition: _, ...reference } = after;
  const change: ResourceChange = {
    ...{ kind: 'resource', action: 'update', address: resourceAddress(after), resource: reference },
    ...{ before, after, dependsOn: [], origins: [], risk: 'unknown' },
  };
  return { kind: 'resource', change };
}

const open = (): Promise<Orchard> => openOrchard({ seed: SEED });

async function subjectOf(side: 'aws' | 'memory', orchard: Orchard) {
  const aws = orchard.connect();
  if (side === 'aws') return aws;
  const directory = await aws.readDirectory(DIRECTORY);
  const { state, users } = await aws.readState({ ...NAMED, applications: 'all' });
  return memoryIdentityCenter({ state, directory, users });
}

async function found(identityCenter: Awaited<ReturnType<typeof subjectOf>>, scope = NAMED) {
  const { state, targets } = await identityCenter.readState(scope);
  const rows = [...state.assignments.keys()].filter((address) => address.includes('/application/'));
  const settings = [...(state.resources ?? [])].map(([address, each]) => [address, requiresAssignment(each)] as const);
  return { rows: rows.sort(), required: Object.fromEntries(settings), targets: [...(targets?.keys() ?? [])] };
}

const [board, left, payroll] = [BOARD, LEFT, PAYROLL].map(assignmentAddress);
const REQUIRED = {
  'resource/applications/application/222222222222/Harvest Board': true,
  'resource/applications/application/111111111111/Payroll': false,
};

describe.each(['aws', 'memory'] as const)('%s', (side) => {
  test('assignments come and go, what is required changes, and each again is already so', async () => {
    const subject = await subjectOf(side, await open());
    const before = { rows: [left, payroll].sort(), required: REQUIRED, targets: ['applications'] };
    expect(await found(subject)).toEqual(before);
    const closed = { ...REQUIRED, 'resource/applications/application/111111111111/Payroll': true };
    const steps = [
      [written('create', BOARD), { ...before, rows: [board, left, payroll].sort() }],
      [required(true), { ...before, rows: [board, left, payroll].sort(), required: closed }],
      [written('delete', PAYROLL), { ...before, rows: [board, left].sort(), required: closed }],
      [required(false), { ...before, rows: [board, left].sort() }],
    ] as const;
    for (const [operation, then] of steps) {
      expect(await subject.apply(operation)).toEqual({ status: 'done' });
      expect(await found(subject)).toEqual(then);
      expect(await subject.apply(operation)).toEqual({ status: 'already' });
    }
  });

  test('those that are asked for are read, and no others', async () => {
    const subject = await subjectOf(side, await open());
    expect((await subject.readDirectory(DIRECTORY)).applications?.map(({ name }) => name).sort()).toEqual([
      'Harvest Board',
      'Payroll',
      'Scales',
      'Scales',
    ]);
    const { applications: _, ...without } = DIRECTORY;
    expect((await subject.readDirectory(without)).applications).toBeUndefined();
    expect(await found(subject, EVERYTHING)).toEqual({ rows: [], required: {}, targets: [] });
    const [scales] = (await subject.readDirectory(DIRECTORY)).applications!.filter(
      ({ name, arn }) => name === 'Scales' && arn.includes(ACCOUNTS.market),
    );
    const one = await found(subject, { ...NAMED, applications: [{ by: 'arn', text: scales!.arn }] });
    const label = `Scales (${scales!.arn.slice(scales!.arn.lastIndexOf('/') + 1)})`;
    expect(one.rows).toEqual([assignmentAddress(row(label, ACCOUNTS.market, PRINCIPALS.pickers))]);
    // By its name either of them may be meant.
    expect((await found(subject, { ...NAMED, applications: [{ by: 'name', text: 'Scales' }] })).rows).toEqual(one.rows);
  });

  test('principals that are gone are orphans, and users have names', async () => {
    const { orphans, users } = await (await subjectOf(side, await open())).readState({ ...NAMED, audit: false });
    expect([...orphans]).toContain(PRINCIPALS.vinters);
    expect(users.get(PRINCIPALS.pomona)).toBe('pomona@fruit.example');
  });
});

describe('aws', () => {
  test('an orphan that is there after all keeps its assignment', async () => {
    const aws = (await open()).connect();
    await aws.apply(written('create', BOARD));
    expect(await aws.apply(written('delete', BOARD, { deleteReason: 'orphan' }))).toMatchObject({ status: 'not-sent' });
    expect(await aws.apply(written('delete', LEFT, { deleteReason: 'orphan' }))).toEqual({ status: 'done' });
    expect((await found(aws)).rows).toEqual([board, payroll].sort());
  });

  test('an application that is not there any more takes no assignment, and has none', async () => {
    const orchard = await open();
    const aws = orchard.connect();
    await found(aws);
    orchard.sandbox.state.applications.clear();
    expect(await aws.apply(written('create', BOARD))).toMatchObject({ status: 'failed' });
    expect(await aws.apply(written('delete', PAYROLL))).toEqual({ status: 'already' });
    const fresh = orchard.connect();
    expect(await fresh.apply(written('create', BOARD))).toMatchObject({ status: 'not-sent' });
    expect(await fresh.apply(written('delete', PAYROLL))).toEqual({ status: 'already' });
    expect(await fresh.apply(required(true))).toMatchObject({ status: 'not-sent' });
  });

  test.each([
    ['CreateApplicationAssignment', written('create', BOARD)],
    ['DeleteApplicationAssignment', written('delete', PAYROLL)],
    ['PutApplicationAssignmentConfiguration', required(true)],
  ])('an answer to %s that is lost is settled by reading', async (lostOperation, operation) => {
    const orchard = await open();
    let lost = 0;
    const hop: Hop = {
      after: ({ operation: name, status }) =>
        name === lostOperation && status === 200 && lost++ === 0 ? 'cut' : undefined,
    };
    const aws = orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) });
    expect(await aws.apply(operation)).toEqual({ status: 'done' });
    // What is idempotent is sent again.
    expect(lost).toBeGreaterThan(0);
    expect(await orchard.connect().apply(operation)).toEqual({ status: 'already' });
  });

  test('somebody who assigns at the same time is no failure', async () => {
    const orchard = await open();
    const hop: Hop = {
      before: (operation) => {
        if (operation !== 'CreateApplicationAssignment') return undefined;
        const { type, id } = BOARD.principal;
        const [application] = [...orchard.sandbox.state.applications.values()];
        application!.assignments.set(`GROUP:${id}`, { type: type === 'group' ? 'GROUP' : 'USER', id });
        return undefined;
      },
    };
    const aws = orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) });
    const outcome = await aws.apply(written('create', BOARD));
    expect(['done', 'already']).toContain(outcome.status);
    expect((await found(orchard.connect())).rows).toContain(board);
  });

  test('a page for fifty applications, and two calls for each that is asked for', async () => {
    const aws = (await open()).connect();
    await found(aws);
    const operations = ['ListApplications', 'GetApplicationAssignmentConfiguration', 'ListApplicationAssignments'];
    expect(countsOf(aws, ...operations.map((operation) => `sso-admin:${operation}`))).toEqual([1, 2, 2]);
    await aws.readDirectory(DIRECTORY);
    expect(countsOf(aws, 'sso-admin:ListApplications')).toEqual([1]);
  });

  const LISTED = { Applications: [{ ApplicationArn: 'arn:aws:sso::222222222222:application/other', Name: 'x' }] };
  test.each([
    ['ListApplications', LISTED],
    ['ListApplicationAssignments', { ApplicationAssignments: [{ PrincipalType: 'DEVICE', PrincipalId: 'x' }] }],
    [
      'ListApplicationAssignments',
      {
        ApplicationAssignments: [
          { ApplicationArn: 'arn:aws:sso::1:application/o', PrincipalType: 'GROUP', PrincipalId: PRINCIPALS.growers },
        ],
      },
    ],
    ['GetApplicationAssignmentConfiguration', {}],
  ])('an answer to %s that is none is told, and never taken for empty', async (wrong, body) => {
    const orchard = await open();
    const hop: Hop = {
      before: (operation) => (operation === wrong ? { status: 200, body: JSON.stringify(body) } : undefined),
    };
    const aws = orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) });
    expect(await codeOf(aws.readState(NAMED))).toBe('provider/protocol');
  });
});
