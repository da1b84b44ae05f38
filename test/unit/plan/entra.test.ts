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
import { formatFindings } from '../../support/cases.ts';
import { AS_OF, planOrchard } from '../../support/planning.ts';
import { denied, entraGroup, person, TENANT_ID, tenantOf } from '../../support/tenant.ts';

const CASES = fileURLToPath(new URL('../../cases/entra', import.meta.url));
const id = (number: number) => `11111111-aaaa-4aaa-8aaa-00000000000${number}`;

const ANN = person(id(91), 'ann@orchard.example');
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

describe('what is asked of Entra', () => {
  const declarationsOf = (text: string) =>
    declare({ documents: [{ path: 'access.yaml', configPath: 'access.yaml', text }], policies: [], incomplete: false })
      .value.declarations;

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
