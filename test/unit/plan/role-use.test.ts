// When roles were last used, beside what a plan takes away.
import { describe, expect, test } from 'vitest';
import type { InstantText } from '../../../src/instant.ts';
import type { AssignmentChange } from '../../../src/plan/change.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { type PlannedRoleUse, type PlannedServices, planRoleUse, roleUseQuery } from '../../../src/plan/role-use.ts';
import { roleUseNotes } from '../../../src/render/role-use-words.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';
import type { RoleUse } from '../../../src/state/role-use.ts';
import { accountId, assignmentAddress, pairAddress, principalId } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';

const ROLE = { name: 'preflight', path: '/', sessionName: 'access-preflight' };
const AS_OF = instant('2026-11-22T09:00:00.000Z');
const [PROD, DEV, LAB] = ['222222222222', '333333333333', '444444444444'].map(accountId) as [
  ReturnType<typeof accountId>,
  ReturnType<typeof accountId>,
  ReturnType<typeof accountId>,
];

function row(account = PROD, more: Partial<AssignmentChange> = {}): AssignmentChange {
  const principal = { type: 'group', id: principalId('g') } as const;
  const assignment = { permissionSet: 'Operator', account, principal };
  const address = assignmentAddress(assignment);
  return {
    kind: 'assignment',
    action: 'delete',
    address,
    assignment,
    dependsOn: [],
    origins: [],
    ...more,
  } as AssignmentChange;
}

test('asked is of what somebody loses, each role once', () => {
  const changes = [row(DEV), row(PROD), row(PROD, { action: 'create' }), row(LAB, { deleteReason: 'orphan' })];
  expect(roleUseQuery(ROLE, changes)).toEqual({
    role: ROLE,
    accounts: [
      { account: PROD, permissionSets: ['Operator'] },
      { account: DEV, permissionSets: ['Operator'] },
    ],
  });
  expect(roleUseQuery(ROLE, [row(PROD, { action: 'create' })])).toBeUndefined();
});

function plannedOf(use: RoleUse | undefined): PlannedRoleUse | undefined {
  const query = { role: ROLE, accounts: [{ account: PROD, permissionSets: ['Operator'] }] };
  const pair = pairAddress('Operator', PROD);
  return planRoleUse(query, use && new Map([[pair, use]]), AS_OF)[pair];
}

test('what nobody could ask is not known, and nothing is unused for longer than IAM looks back', () => {
  expect(plannedOf(undefined)).toEqual({ notKnown: { why: 'unable', detail: 'a snapshot' } });
  expect(plannedOf({ kind: 'unused', madeAt: instant('2026-11-01T00:00:00.000Z') })).toEqual({
    unusedSince: '2026-11-01T00:00:00.000Z',
  });
  expect(plannedOf({ kind: 'unused', madeAt: instant('2020-01-01T00:00:00.000Z') })).toEqual({
    unusedSince: '2025-10-18T09:00:00.000Z',
  });
});

test('which services were used is what was read of them', () => {
  const at = instant('2026-11-13T08:00:00.000Z');
  const services = { read: true, allowed: 14, used: [{ service: 's3', at }] } as const;
  expect(plannedOf({ kind: 'used', at, services })).toEqual({
    lastUsed: '2026-11-13T08:00:00.000Z',
    services: { allowed: 14, used: [{ service: 's3', at: '2026-11-13T08:00:00.000Z' }] },
  });
  const why = { why: 'denied', detail: 'iam:GenerateServiceLastAccessedDetails' } as const;
  expect(plannedOf({ kind: 'used', at, services: { read: false, why } })).toMatchObject({
    services: { notKnown: why },
  });
});

describe('in words', () => {
  const used = (lastUsed: string, services?: PlannedServices) => ({ lastUsed, services }) as PlannedRoleUse;
  const of = (allowed: number, ...names: readonly string[]): PlannedServices => ({
    allowed,
    used: names.map((service) => ({ service, at: '2026-11-13T08:00:00.000Z' as InstantText })),
  });
  const denied: PlannedServices = { notKnown: { why: 'denied', detail: 'iam:GenerateServiceLastAccessedDetails' } };
  const unused = (unusedSince: string) => ({ unusedSince }) as PlannedRoleUse;
  const notKnown: PlannedRoleUse = { notKnown: { why: 'role', detail: 'sts:AssumeRole' } };

  test.each<[string, readonly (PlannedRoleUse | undefined)[], readonly string[]]>([
    ['nobody asked', [undefined], []],
    ['one that is used', [used('2026-11-13T08:00:00.000Z')], ['last used by anyone 9 days ago']],
    ['one that is in use', [used('2026-11-22T08:00:00.000Z')], ['last used by anyone within the last day']],
    // A clock of AWS may be ahead.
    ['one of the future', [used('2026-11-22T10:00:00.000Z')], ['last used by anyone within the last day']],
    ['one that is not', [unused('2026-11-12T08:00:00.000Z')], ['used by nobody for 10 days']],
    ['one that is not known', [notKnown], ['when it was last used is not known']],
    [
      'one of a few services',
      [used('2026-11-13T08:00:00.000Z', of(14, 's3', 'kms', 'ec2'))],
      ['last used by anyone 9 days ago: 3 of 14 services (s3, kms, ec2)'],
    ],
    [
      'one of many',
      [used('2026-11-13T08:00:00.000Z', of(90, 'a', 'b', 'c', 'd', 'e', 'f'))],
      ['last used by anyone 9 days ago: 6 of 90 services (a, b, c, d and 2 more)'],
    ],
    // Signing in is a use, and calls no service that the policies are about.
    ['one of none', [used('2026-11-13T08:00:00.000Z', of(14))], ['last used by anyone 9 days ago: 0 of 14 services']],
    [
      'one of which that is not known',
      [used('2026-11-13T08:00:00.000Z', denied)],
      ['last used by anyone 9 days ago; for which services is not known'],
    ],
    [
      'several of some services, together',
      [
        used('2026-10-01T00:00:00.000Z', of(14, 's3')),
        used('2026-11-21T08:00:00.000Z', of(20, 's3', 'kms')),
        used('2026-10-01T00:00:00.000Z', denied),
      ],
      [
        'last used by anyone 1 day ago in press-dev: 2 of 20 services (s3, kms); for which services is not known in 1 account',
      ],
    ],
    [
      'several',
      [used('2026-10-01T00:00:00.000Z'), used('2026-11-21T08:00:00.000Z'), notKnown],
      ['last used by anyone 1 day ago in press-dev', 'when it was last used is not known in 1 account'],
    ],
    [
      'several that nobody uses',
      [unused('2025-10-18T09:00:00.000Z'), unused('2026-11-12T08:00:00.000Z')],
      ['used by nobody for 10 days in 2 accounts'],
    ],
  ])('%s', (_, uses, words) => {
    const accounts = [PROD, DEV, LAB];
    const roleUse = Object.fromEntries(
      uses.flatMap((use, at) => (use === undefined ? [] : [[pairAddress('Operator', accounts[at]!), use]])),
    );
    const names = { accounts: { [PROD]: 'press-prod', [DEV]: 'press-dev' }, principals: {} };
    const plan = { roleUse, names, asOf: '2026-11-22T09:00:00.000Z' } as unknown as Plan;
    const notes = roleUseNotes(
      uses.map((_use, at) => row(accounts[at])),
      plan,
    );
    const shown = notes.map((phrase) =>
      writeTerminal([{ kind: 'paragraph', phrase }], { style: PLAIN, width: 200 }).trim(),
    );
    expect(shown).toEqual(words);
  });
});
