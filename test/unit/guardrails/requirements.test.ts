// What guardrails demand, where only live can say: accounts that are suspended, and groups that are not there yet.
import { expect, test } from 'vitest';
import type { Guardrail, Requirement } from '../../../src/guardrails/guardrail.ts';
import { judge } from '../../../src/guardrails/judge.ts';
import { type Holding, holdingsFrom, NO_HOLDINGS } from '../../../src/holdings/holdings.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { accountId, assignmentAddress, type Principal, principalId } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';
import { permissionSet } from '../../support/plans.ts';

const meanings = meaningsOf(await loadPolicyData());
const [PROD, DEV] = [accountId('111111111111'), accountId('222222222222')];
const GLASS = principalId('glass');
const place = { file: 'access.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } };

const demand: Requirement = {
  kind: 'require',
  principals: [{ key: 'break-glass', type: 'group', ids: [GLASS] }],
  administrator: true,
  managed: [],
};
const rule: Guardrail = {
  id: 'GR-6',
  on: 'state',
  enforcement: 'hard',
  customerManagedPolicies: 'deny',
  scope: { accounts: { not: false, members: new Set([PROD, DEV]) } },
  demand,
  place,
};

const ADMINISTRATOR = { ...permissionSet('Administrator'), managedPolicies: ['AdministratorAccess'] };

function held(account: typeof PROD, type: Principal['type'] = 'group'): Holding {
  const assignment = { permissionSet: 'Administrator', account, principal: { type, id: GLASS } } as const;
  return { ...assignment, address: assignmentAddress(assignment), definition: ADMINISTRATOR, facts: { origins: [] } };
}

function missing(
  after: readonly Holding[],
  options: { readonly demand?: Requirement; readonly active?: readonly (typeof PROD)[] } = {},
) {
  const { violations } = judge({
    guardrails: { rules: [{ ...rule, demand: options.demand ?? demand }], waivers: [], definitions: new Map() },
    after: holdingsFrom(after),
    before: NO_HOLDINGS,
    meanings,
    identityCenterAdminAccounts: new Set(),
    ...(options.active && { activeAccounts: new Set(options.active) }),
    asOf: instant('2026-11-02T09:00:00Z'),
  });
  return violations.flatMap((violation) => violation.missing?.map(({ account }) => account) ?? []);
}

test('access that is there is not missing', () => {
  expect(missing([held(PROD), held(DEV)])).toEqual([]);
});

test('each account without it is named', () => {
  expect(missing([held(DEV)])).toEqual([PROD]);
});

test('nobody can have it in an account that is not active', () => {
  expect(missing([held(DEV)], { active: [DEV] })).toEqual([]);
});

test('a group that is not in Identity Center has nothing', () => {
  const absent: Requirement = { ...demand, principals: [{ key: 'break-glass', type: 'group', ids: [] }] };
  expect(missing([held(PROD), held(DEV)], { demand: absent })).toEqual([PROD, DEV]);
});

test('a user has what users have, and not what a group of the same id has', () => {
  const ofUser: Requirement = { ...demand, principals: [{ key: 'ann', type: 'user', ids: [GLASS] }] };
  expect(missing([held(PROD, 'user'), held(DEV)], { demand: ofUser })).toEqual([DEV]);
});
