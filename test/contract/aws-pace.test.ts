// How many calls applying costs, against a service with its rate, latencies and operations that last differently, in discrete-event time: exact counts, and
// no wall clock. How long it takes is measured by `npm run bench`.
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/apply/execute.ts';
import { type ApplyReport, isSuccess } from '../../src/apply/report.ts';
import { declare } from '../../src/compile.ts';
import { gather } from '../../src/gather.ts';
import type { Change, Operation, ProvisioningOperation } from '../../src/plan/change.ts';
import { awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import type { Sender, Service } from '../../src/provider/aws/sdk.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import type { SandboxSeed, SandboxState, Settings } from '../../src/sandbox/index.ts';
import { type AccountId, accountId, principalId } from '../../src/state/state.ts';
import { type EventClock, eventClock } from '../support/event-clock.ts';
import { instant } from '../support/instant.ts';
import { RUN_FACTS } from '../support/run-facts.ts';
import type { Hop } from './front.ts';
import { inProcess } from './in-process.ts';
import { grant, provision, revoke, updateSet } from './operations.ts';
import { OWNER } from './orchard.ts';
import { plantation } from './plantation.ts';
import { EVERYTHING } from './subjects.ts';

const CALL_MS = 100;
const NOW = instant('2026-11-28T09:00:00Z');

interface Pace {
  readonly clock: EventClock;
  readonly state: SandboxState;
  readonly identityCenter: IdentityCenter;
  /** The most operations that were unfinished at once. */
  unfinished(): number;
  refused(): number;
}

/** The service as the bench has it, without sockets. */
function pace(seed: SandboxSeed, settings: Partial<Settings> = {}, hop: Hop = {}): Pace {
  const clock = eventClock();
  const served = inProcess(seed, { tickMs: 0, operationSpread: 35, requestsPerSecond: 20, ...settings });
  const { state } = served;
  const beginning = state.now;
  let unfinished = 0;
  let refused = 0;
  const open = served.senders('SANDBOXMANAGEMENT', hop);
  const senderOf = async (service: Service): Promise<Sender> => {
    const sender = await open(service);
    return {
      region: sender.region,
      async send(operation, input) {
        await clock.sleep(CALL_MS / 2);
        state.now = beginning + clock.now();
        try {
          return await sender.send(operation, input);
        } catch (error) {
          if (error instanceof Error && error.name === 'ThrottlingException') refused += 1;
          throw error;
        } finally {
          unfinished = Math.max(unfinished, state.pending.size);
          await clock.sleep(CALL_MS / 2);
        }
      },
    };
  };
  const identityCenter = awsIdentityCenter({ senderOf, clock, random: () => 0.5 });
  return { clock, state, identityCenter, unfinished: () => unfinished, refused: () => refused };
}

/** Carries the operations' changes out. */
const reported = ({ clock, identityCenter }: Pace, operations: readonly Operation[]): Promise<ApplyReport> =>
  clock.run(
    execute({
      planId: 'pace',
      ...RUN_FACTS,
      changes: operations.map(({ change }): Change => change),
      identityCenter,
      journal: { write: async () => undefined },
      now: () => NOW,
    }),
  );

/** And counts the calls by operation, after everything was read. */
async function applied(service: Pace, operations: readonly Operation[]) {
  const { clock, identityCenter } = service;
  await clock.run(identityCenter.readState({ ...EVERYTHING, permissionSets: ['Set0'], audit: false }));
  const before = identityCenter.callCounts();
  const report = await reported(service, operations);
  expect(report.results.every(isSuccess)).toBe(true);
  return Object.fromEntries(
    Object.entries(identityCenter.callCounts())
      .filter(([api]) => api.startsWith('sso-admin:'))
      .map(([api, count]) => [api.replace('sso-admin:', ''), count - (before[api] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

const rows = (accounts: number, make: typeof grant): readonly Operation[] =>
  Array.from({ length: accounts }, (_, number) =>
    make({
      set: 'Set0',
      account: accountId(String(200_000_000_000 + number)),
      group: principalId('aaaaaaaa-0000-4000-8000-000000000000'),
    }),
  );

const grove = (accounts: number): SandboxSeed => plantation({ sets: 1, accounts });
const bare = (accounts: number): SandboxSeed => ({ ...grove(accounts), assignments: [] });

test.each([
  { seconds: 2, looks: 106 },
  { seconds: 4, looks: 125 },
  { seconds: 8, looks: 184 },
])('300 new assignments, whose operations take $seconds seconds, are looked at $looks times', async (of) => {
  const counts = await applied(pace(bare(300), { operationMs: of.seconds * 1_000 }), rows(300, grant));
  expect(counts).toEqual({ CreateAccountAssignment: 300, ListAccountAssignmentCreationStatus: of.looks });
});

test('assignments that go are looked after a little sooner', async () => {
  const counts = await applied(pace(grove(300), { operationMs: 4_000 }), rows(300, revoke));
  expect(counts).toEqual({ DeleteAccountAssignment: 300, ListAccountAssignmentDeletionStatus: 196 });
});

test('fifteen are in flight, and no call is refused', async () => {
  const service = pace(bare(100), { operationMs: 4_000 });
  await applied(service, rows(100, grant));
  expect(service.unfinished()).toBe(15);
  expect(service.refused()).toBe(0);
});

test('a service that allows ten refuses five calls in all, which go in the places of the first that end', async () => {
  const service = pace(bare(200), { operationMs: 4_000, outstandingAssignments: 10 });
  const { CreateAccountAssignment } = await applied(service, rows(200, grant));
  expect(CreateAccountAssignment).toBe(205);
  expect(service.refused()).toBe(5);
  expect(service.identityCenter.limits.inFlight).toBe(10);
});

test('where somebody else has all places, a call is tried every ten seconds or less', async () => {
  const service = pace(bare(20), { operationMs: 4_000, outstandingAssignments: 10 });
  const { state } = service;
  const others = Array.from({ length: 10 }, (_, number) => ({
    id: `other-${number}`,
    work: {
      kind: 'create-assignment',
      assignment: { permissionSetArn: '', accountId: '', principalType: 'GROUP', principalId: '' },
    } as const,
    accounts: new Set<string>(),
    createdAt: state.now,
    settlesAt: state.now + 60_000,
    status: 'IN_PROGRESS' as const,
  }));
  for (const other of others) state.pending.add(other);
  const { CreateAccountAssignment } = await applied(service, rows(20, grant));
  expect(service.clock.now()).toBeGreaterThan(60_000);
  expect(CreateAccountAssignment).toBe(205);
});

describe('reading', () => {
  const YAML = `
identityCenter: { owner: ${OWNER} }
groups: { crew: { objectId: aaaaaaaa-0000-4000-8000-000000000000 } }
permissionSets: { Set0: { sessionDuration: 1h } }
`;
  const pin = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const filesOf = (text: string) =>
    declare({ documents: [{ path: 'access.yaml', configPath: 'access.yaml', text }], policies: [], incomplete: false })
      .value;
  const OPTIONS = { asOf: NOW, allowed: {}, audit: false };
  const orchards = (accounts: number): SandboxSeed => ({
    ...plantation({ sets: 20, accounts }),
    groups: Array.from({ length: 20 }, (_, n) => ({ displayName: `Crew ${n}`, id: pin(n), externalId: pin(n) })),
    permissionSets: Array.from({ length: 20 }, (_, set) => ({ name: `Set${set}`, tags: { 'access:owner': OWNER } })),
  });

  test('definitions do not wait for Organizations, which answers five calls a second', async () => {
    const order: string[] = [];
    const before: NonNullable<Hop['before']> = (operation) => void order.push(operation);
    const { clock, identityCenter } = pace(orchards(200), {}, { before });
    await clock.run(gather(filesOf(YAML), identityCenter, OPTIONS));
    const lastAccounts = order.lastIndexOf('ListAccounts');
    expect(order.slice(0, lastAccounts).filter((operation) => operation === 'DescribePermissionSet')).toHaveLength(20);
    expect(identityCenter.callCounts()).toMatchObject({
      ...{ 'sts:GetCallerIdentity': 1, 'sso-admin:ListInstances': 1, 'sso-admin:DescribeInstance': 1 },
      ...{ 'organizations:ListAccounts': 11, 'sso-admin:ListPermissionSets': 1 },
      ...{ 'sso-admin:DescribePermissionSet': 20, 'sso-admin:ListTagsForResource': 20 },
    });
  });

  test.each([40, 250])('costs what docs/performance.md says, with %i accounts', async (accounts) => {
    const each = (line: (number: number) => string) =>
      Array.from({ length: 20 }, (_, number) => line(number)).join('\n');
    const yaml = `identityCenter: { owner: ${OWNER} }
permissionSets:\n${each((n) => `  Set${n}: { sessionDuration: 1h }`)}
groups:\n${each((n) => `  crew-${n}: { displayName: Crew ${n}, objectId: ${pin(n)} }`)}
grants:\n${each((n) => `  - { groups: crew-${n}, permissionSets: Set${n}, accounts: 'orchard-*' }`)}
`;
    const { clock, identityCenter } = pace(orchards(accounts));
    const { diagnostics } = await clock.run(gather(filesOf(yaml), identityCenter, OPTIONS));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const calls = Object.entries(identityCenter.callCounts()).filter(([api]) => api.startsWith('sso-admin:'));
    const [P, G] = [20, 20];
    // A group's assignments come in pages of a hundred, too.
    const pages = Math.ceil(accounts / 100);
    expect(calls.reduce((sum, [, count]) => sum + count, 0)).toBe(3 + P * (7 + pages) + G * pages);
  });

  test('ends where the files turn out not to fit the organisation', async () => {
    const { clock, identityCenter } = pace(orchards(40));
    const unfit = `${YAML}grants: [{ groups: crew, permissionSets: Set0, accounts: [no-such-orchard] }]`;
    const { value, diagnostics } = await clock.run(gather(filesOf(unfit), identityCenter, OPTIONS));
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('account/unknown');
    const calls = identityCenter.callCounts();
    await clock.run(clock.sleep(60_000));
    // Those that were on their way.
    const sum = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((all, each) => all + each, 0);
    expect(sum(identityCenter.callCounts()) - sum(calls)).toBeLessThanOrEqual(3);
    expect(calls).not.toHaveProperty(['sso-admin:ListAccountAssignments']);
  });
});

describe('a definition that changes in 500 accounts', () => {
  const LATER = {
    name: 'Set0',
    sessionDuration: 'PT2H',
    managedPolicies: [],
    customerManagedPolicies: [],
    owner: OWNER,
  } as const;
  const accounts = Array.from({ length: 500 }, (_, number) => accountId(String(200_000_000_000 + number)));

  const NOTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };

  /** The update, and the provisioning of these accounts after it. */
  function renewal(renewed: readonly AccountId[]): readonly Operation[] {
    const update = updateSet({ ...LATER, sessionDuration: 'PT1H' }, LATER);
    const { change } = provision('Set0', renewed[0]!) as ProvisioningOperation;
    const all = { ...change, accounts: renewed, dependsOn: [update.change.address] };
    return [update, { kind: 'provisioning', change: all, account: renewed[0]! }];
  }

  const outdated = ({ state }: Pace): number => {
    const set = [...state.permissionSets.values()][0]!;
    return [...set.pairs.values()].filter(({ provisioned }) => provisioned.revision !== set.definition.revision).length;
  };

  test('is one operation and 18 calls', async () => {
    const service = pace(grove(500), { operationMs: 4_000 });
    const counts = await applied(service, renewal(accounts));
    expect(counts).toEqual({
      ...{ DescribePermissionSet: 1, ListTagsForResource: 1, GetInlinePolicyForPermissionSet: 1 },
      ...{ GetPermissionsBoundaryForPermissionSet: 1, ListManagedPoliciesInPermissionSet: 1 },
      ...{ ListCustomerManagedPolicyReferencesInPermissionSet: 1, UpdatePermissionSet: 1 },
      ProvisionPermissionSet: 1,
      ListPermissionSetProvisioningStatus: 4,
      // Five pages of where the set is, and one of where it is outdated.
      ListAccountsForProvisionedPermissionSet: 6,
    });
    expect(outdated(service)).toBe(0);
  });

  test('leaves an account alone that is not to be renewed: then it is an operation for each of the others', async () => {
    const service = pace(grove(40), { operationMs: 4_000 });
    const counts = await applied(service, renewal(accounts.slice(0, 39)));
    expect(counts).toMatchObject({ ProvisionPermissionSet: 39 });
    expect(outdated(service)).toBe(1);
  });

  test('is an operation for each account where the caller may not name all of them', async () => {
    const refusal = JSON.stringify({
      __type: 'AccessDeniedException',
      Message:
        'User: arn:aws:sts::111111111111:assumed-role/apply/ci is not authorized to perform: sso:ProvisionPermissionSet',
    });
    let asked = 0;
    const before: NonNullable<Hop['before']> = (operation) => {
      if (operation !== 'ProvisionPermissionSet') return undefined;
      asked += 1;
      return asked === 1 ? { status: 400, body: refusal } : undefined;
    };
    const service = pace(grove(40), { operationMs: 4_000 }, { before });
    expect(await applied(service, renewal(accounts.slice(0, 40)))).toMatchObject({ ProvisionPermissionSet: 41 });
    expect(outdated(service)).toBe(0);
  });

  test('is done also where the answer is lost', async () => {
    let lost = 0;
    const after: NonNullable<Hop['after']> = ({ operation }) => {
      if (operation !== 'ProvisionPermissionSet') return undefined;
      lost += 1;
      return lost === 1 ? 'cut' : undefined;
    };
    const service = pace(grove(40), { operationMs: 4_000 }, { after });
    await applied(service, renewal(accounts.slice(0, 40)));
    expect(lost).toBeGreaterThan(1);
    expect(outdated(service)).toBe(0);
  });

  test('fails where it failed, and is done elsewhere', async () => {
    const policy = { name: 'Ripening', path: '/' };
    const later = { ...LATER, sessionDuration: 'PT1H', customerManagedPolicies: [policy] };
    const held = accounts.slice(1, 40).map((account) => ({ account, name: policy.name, document: NOTHING }));
    const service = pace({ ...grove(40), customerManagedPolicies: held }, { operationMs: 4_000 });
    const update = updateSet({ ...later, customerManagedPolicies: [] }, later);
    const [, provisioning] = renewal(accounts.slice(0, 40));
    const report = await reported(service, [update, provisioning!]);
    expect(report.counts).toEqual({ done: 40, already: 0, failed: 1, notSent: 0, unknown: 0 });
    expect(report.results.find(({ status }) => status === 'failed')).toMatchObject({
      account: accounts[0],
      reason: expect.stringContaining('Ripening'),
    });
    expect(service.identityCenter.callCounts()).toMatchObject({ 'sso-admin:ProvisionPermissionSet': 1 });
  });
});
