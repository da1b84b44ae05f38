// A plan that was held against Entra: at which step groups wait, whether it has pinned groups, and who has groups that lose access. What is written stays
// the same.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { declare } from '../../../src/compile.ts';
import { loserNotices, losersQuestion } from '../../../src/plan/losers.ts';
import { tenantFindings, tenantQuestion } from '../../../src/resolve/tenant.ts';
import type { EntraState } from '../../../src/state/entra.ts';
import { asRead } from '../../../src/state/read.ts';
import { EMPTY_STATE, principalId } from '../../../src/state/state.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import { blurred, recognised } from '../../../src/snapshot/blur.ts';
import {
  noInstantIn,
  type SnapshotEntra,
  snapshotEntra,
  snapshotQuestion,
  writtenEntra,
} from '../../../src/snapshot/entra.ts';
import { validate } from '../../../src/snapshot/schema.generated.js';
import { type Snapshot, takeSnapshot } from '../../../src/snapshot/snapshot.ts';
import { formatFindings } from '../../support/cases.ts';
import { AS_OF, planOrchard } from '../../support/planning.ts';
import { denied, entraGroup, person, TENANT_ID, tenantOf } from '../../support/tenant.ts';

const CASES = fileURLToPath(new URL('../../cases/entra', import.meta.url));
const id = (number: number) => `11111111-aaaa-4aaa-8aaa-00000000000${number}`;

const ANN = person('11111111-aaaa-4aaa-8aaa-000000000091', 'ann@orchard.example');
const GROUPS = [
  entraGroup(id(1), 'Pickers', { members: asRead([ANN]) }),
  entraGroup(id(2), 'Pressers'),
  entraGroup(id(3), 'Tasters'),
  entraGroup(id(8), 'Newcomers'),
];
const TENANT = tenantOf(AS_OF, { groups: GROUPS });

const YAML = `
groups:
  Newcomers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000008 }
permissionSets:
  Picker: { managedPolicies: [ReadOnlyAccess] }
grants:
  - { groups: [Pressers, Newcomers], permissionSets: Picker, accounts: [apples-prod] }
`;
const LIVE = {
  permissionSets: { Picker: { managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': 'access' } } },
  assignments: ['Picker in apples-prod, pears-prod for group Pickers'],
};

async function told(tenant: EntraState, areNamed = false): Promise<string> {
  const { plan, directory } = await planOrchard(YAML, LIVE, undefined, { tenant: Promise.resolve(tenant) });
  const held = plan.held.map(({ code, reason, hint }) => `held[${code}] ${reason}\n  hint: ${hint}\n`);
  const found = [...plan.findings, ...plan.notices].filter(({ code }) => code.endsWith('entra'));
  return [...held, formatFindings([...found, ...loserNotices(plan, directory.groups, { tenant, areNamed })])].join('');
}

const declarationsOf = (text: string) =>
  declare({ documents: [{ path: 'access.yaml', configPath: 'access.yaml', text }], policies: [], incomplete: false })
    .value.declarations;

type Job = Extract<
  Extract<SnapshotEntra['applications'], { readonly read: true }>['value'][number]['provisioning'],
  { readonly read: true }
>['value'][number];

/** Through a file, and read again by files that know the groups. */
async function snapshotWith(entra: SnapshotEntra, isBlurred: boolean): Promise<Snapshot> {
  const { directory } = await planOrchard(YAML, LIVE);
  const reader = memoryIdentityCenter({ state: EMPTY_STATE, directory });
  const options = { takenAt: AS_OF, toolVersion: '0', owner: 'access', accessControl: false };
  const taken = { ...(await takeSnapshot(reader, options)), entra };
  const file = JSON.parse(JSON.stringify(isBlurred ? blurred(taken) : taken));
  expect(validate(file)).toBe(true);
  return file;
}

const without = (number: number): Partial<EntraState> => ({
  groups: asRead(new Map(GROUPS.filter((group) => group.id !== id(number)).map((group) => [group.id, group]))),
  absent: new Set([id(number)]),
});

describe('a plan held against Entra', () => {
  test.each<readonly [string, EntraState]>([
    ['waits-for-the-cycle', TENANT],
    ['waits-for-assigned', tenantOf(AS_OF, { groups: GROUPS, application: { assignments: asRead([]) } })],
    ['waits-for-it-exists', { ...TENANT, ...without(8) }],
    ['pinned-group-gone', { ...TENANT, ...without(2) }],
    [
      'pinned-group-renamed',
      tenantOf(AS_OF, {
        groups: GROUPS.map((each) => (each.id === id(2) ? { ...each, displayName: 'Crushers' } : each)),
      }),
    ],
    ['losing-group-gone', { ...TENANT, ...without(1) }],
    ['groups-denied', { ...TENANT, groups: denied('GroupMember.Read.All'), absent: new Set<string>() }],
  ])('%s', async (name, tenant) => {
    await expect(await told(tenant)).toMatchFileSnapshot(path.join(CASES, name, 'expected.txt'));
  });

  test.each([false, true])('says the same from a snapshot, with names blurred: %s', async (isBlurred) => {
    const tenants: readonly EntraState[] = [
      TENANT,
      tenantOf(AS_OF, { groups: GROUPS, application: { assignments: asRead([]) } }),
      { ...TENANT, ...without(8) },
      { ...TENANT, ...without(2) },
      { ...TENANT, ...without(1) },
      { ...TENANT, groups: denied('GroupMember.Read.All'), absent: new Set<string>() },
      tenantOf(AS_OF, { groups: GROUPS, application: { provisioning: denied('Synchronization.Read.All') } }),
    ];
    const wanted = { ...tenantQuestion(declarationsOf(YAML), AS_OF), groups: GROUPS.map((group) => group.id) };
    for (const tenant of tenants) {
      const snapshot = await snapshotWith(writtenEntra(tenant, { members: true }), isBlurred);
      // The names of the files are known again.
      const known = recognised(snapshot, ['Pickers', 'Pressers', 'Tasters', 'Newcomers']);
      const again = await snapshotEntra(known.entra!).read(wanted);
      expect(await told(again)).toBe(await told(tenant));
      if (isBlurred) expect(JSON.stringify(snapshot.entra)).not.toMatch(/ann|Pickers/);
    }
  });

  test('names people only where that is asked for', async () => {
    expect(await told(TENANT)).not.toContain('ann@');
    expect(await told(TENANT, true)).toContain('1 member in Entra, `ann@orchard.example`');
  });

  test('writes what it would write without', async () => {
    const alone = await planOrchard(YAML, LIVE);
    const beside = await planOrchard(YAML, LIVE, undefined, { tenant: Promise.resolve({ ...TENANT, ...without(2) }) });
    expect(beside.plan.planId).toBe(alone.plan.planId);
    expect(beside.plan.changes).toEqual(alone.plan.changes);
    expect(alone.plan.findings.filter(({ code }) => code.includes('entra'))).toEqual([]);
  });
});

describe('a snapshot of Entra', () => {
  const written = writtenEntra(TENANT, { members: false });
  const wanted = tenantQuestion(declarationsOf(YAML), AS_OF);

  test('has nobody in it where nobody asked, and none of the settings of the application', async () => {
    const text = JSON.stringify((await snapshotWith(written, false)).entra);
    expect(text).not.toMatch(/ann@|members|certificate|notification|mapping/i);
  });

  test('says nothing of what it was not asked about', async () => {
    const { groups, absent, applications } = await snapshotEntra({ ...written, absent: [id(9)] }).read({
      ...wanted,
      groups: [id(7)],
      applications: [id(6)],
    });
    expect(groups.read && groups.value.has(id(7))).toBe(false);
    expect([...absent]).toEqual([]);
    expect(applications).toMatchObject({ read: false, because: { detail: expect.stringContaining(id(6)) } });
  });

  test('is asked about the groups that hold assignments, and those of the files', () => {
    const groups = [
      { id: principalId('g-1'), displayName: 'Pickers', externalIds: [{ issuer: 'scim', id: id(1).toUpperCase() }] },
      { id: principalId('g-2'), displayName: 'Chess', externalIds: [{ issuer: 'scim', id: id(2) }] },
      { id: principalId('g-3'), displayName: 'By name', externalIds: [{ issuer: 'scim', id: 'pickers' }] },
    ];
    const assigned = new Set([principalId('g-1'), principalId('g-3')]);
    const question = snapshotQuestion(wanted, { groups }, { assigned, members: true });
    expect(question.groups).toEqual([id(8), id(1)]);
    expect(question.details).toContain('members');
  });

  test('that somebody has tampered with is refused', async () => {
    const whole = JSON.parse(JSON.stringify(await snapshotWith(written, false)));
    expect(validate(whole)).toBe(true);
    const hostile: readonly object[] = [
      { tenant: { read: true, value: { id: 'x', displayName: '' } } },
      { tenant: { read: true } },
      { tenant: { read: false, because: { kind: 'denied' } } },
      { absent: [1] },
      { token: 'abc' },
      { groups: { read: true, value: { length: 3 } } },
      { applications: undefined },
    ];
    for (const change of hostile)
      expect(validate(JSON.parse(JSON.stringify({ ...whole, entra: { ...whole.entra, ...change } })))).toBe(false);
    const job = { id: 'j', status: 'Active', schedule: { state: 'Active' }, lastBegan: '2026-13-45' } as const;
    const applications = asRead([
      {
        id: id(5),
        appId: 'a',
        displayName: '',
        assignments: asRead([]),
        failures: asRead([]),
        provisioning: asRead([job as unknown as Job]),
      },
    ]);
    expect(noInstantIn({ ...written, applications })).toBe('2026-13-45');
    expect(noInstantIn(written)).toBeUndefined();
  });
});

describe('what is asked of Entra', () => {
  test('is about the groups that the files pin by object id', () => {
    const declarations = declarationsOf(`
entra: { servicePrincipalId: AAAAAAAA-2222-4333-8444-555555555555 }
groups:
  a: { objectId: 11111111-AAAA-4aaa-8aaa-000000000001 }
  b: { unpinned: true }
  c: { groupId: 11111111-aaaa-4aaa-8aaa-000000000002 }
`);
    const { groups, applications } = tenantQuestion(declarations, AS_OF);
    expect(groups).toEqual([id(1)]);
    expect(applications).toEqual(['aaaaaaaa-2222-4333-8444-555555555555']);
  });

  test('is nothing more where no group loses access', async () => {
    const { plan, directory } = await planOrchard(YAML, { ...LIVE, assignments: [] });
    expect(losersQuestion(plan, directory.groups)).toBeUndefined();
  });

  test('must be answered by the tenant that the files name, and what is not answered is said', async () => {
    const declarations = declarationsOf(`entra: { tenantId: ${id(7)} }\n`);
    const nothing = tenantOf(AS_OF, { groups: [], application: { provisioning: denied('Synchronization.Read.All') } });
    const found = [
      ...tenantFindings(declarations, TENANT),
      ...tenantFindings(declarationsOf(`entra: { tenantId: ${TENANT_ID} }\n`), nothing),
    ];
    await expect(formatFindings(found)).toMatchFileSnapshot(path.join(CASES, 'not-answered', 'expected.txt'));
  });
});
