// When roles of permission sets were last used, as accounts say it: what asking costs, and what an account that refuses comes to.
import { expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import type { PreflightRole } from '../../src/state/account-policies.ts';
import type { RolesUse } from '../../src/state/role-use.ts';
import { type AccountId, pairAddress } from '../../src/state/state.ts';
import { instant } from '../support/instant.ts';
import { ACCOUNTS, ORCHARD } from './orchard.ts';
import { countsOf, openOrchard } from './subjects.ts';

const ROLE: PreflightRole = { name: 'preflight', path: '/audit/', sessionName: 'access-preflight' };
const LEAST = ['iam:ListRoles', 'iam:GetRole'];
const role = (account: string, allows = LEAST) => ({ account, name: ROLE.name, path: ROLE.path, allows });
const SETS = ORCHARD.permissionSets!.map(({ name }) => name);
const [PICKER = '', PRESSER = ''] = SETS;

const SEED: SandboxSeed = {
  ...ORCHARD,
  roleOnly: [ACCOUNTS.orchards, ACCOUNTS.cellar, ACCOUNTS.market].flatMap((account) => [
    { permissionSet: PICKER, account },
    { permissionSet: PRESSER, account },
  ]),
  rolesUsed: [
    { permissionSet: PICKER, account: ACCOUNTS.orchards, at: '2025-12-30T10:00:00Z', region: 'eu-central-1' },
    // Longer ago than IAM looks back.
    { permissionSet: PICKER, account: ACCOUNTS.cellar, at: '2024-01-01' },
  ],
  roles: [role(ACCOUNTS.orchards), role(ACCOUNTS.cellar), role(ACCOUNTS.market, ['iam:ListRoles'])],
};

const asked = (account: AccountId, ...permissionSets: readonly string[]) => ({ account, permissionSets });
const of = (found: RolesUse, set: string, account: AccountId) => found.get(pairAddress(set, account));

test('each role has its own use, and what could not be read is not known', async () => {
  const aws = (await openOrchard({ seed: SEED })).connect();
  const found = await aws.readRoleUse!({
    role: ROLE,
    accounts: [
      asked(ACCOUNTS.orchards, PICKER, PRESSER, 'Nobody'),
      asked(ACCOUNTS.cellar, PICKER),
      asked(ACCOUNTS.market, PICKER),
      asked(ACCOUNTS.management, PICKER),
    ],
  });
  const at = instant('2025-12-30T10:00:00.000Z');
  expect(of(found, PICKER, ACCOUNTS.orchards)).toEqual({ kind: 'used', at, region: 'eu-central-1' });
  expect(of(found, PRESSER, ACCOUNTS.orchards)?.kind).toBe('unused');
  expect(of(found, 'Nobody', ACCOUNTS.orchards)).toMatchObject({ kind: 'not-known', why: { why: 'failed' } });
  expect(of(found, PICKER, ACCOUNTS.cellar)?.kind).toBe('unused');
  expect(of(found, PICKER, ACCOUNTS.market)).toEqual({
    kind: 'not-known',
    why: { why: 'denied', detail: 'iam:GetRole' },
  });
  expect(of(found, PICKER, ACCOUNTS.management)).toEqual({
    kind: 'not-known',
    why: { why: 'role', detail: 'sts:AssumeRole' },
  });
  expect(countsOf(aws, 'sts:AssumeRole', 'iam:ListRoles', 'iam:GetRole')).toEqual([4, 3, 4]);
});

test('a session may do what it is for, and nothing else', async () => {
  const orchard = await openOrchard({ seed: { ...SEED, roles: [role(ACCOUNTS.orchards, ['*'])] } });
  await orchard.connect().readRoleUse!({ role: ROLE, accounts: [asked(ACCOUNTS.orchards, PICKER)] });
  const sent = orchard.sandbox.calls.find(({ operation }) => operation === 'AssumeRole');
  const policy = JSON.parse(String((sent!.input as { Policy?: unknown }).Policy));
  expect(policy.Statement).toEqual([{ Effect: 'Allow', Action: ['iam:GetRole', 'iam:ListRoles'], Resource: '*' }]);
});

test('nothing is asked about no account', async () => {
  const aws = (await openOrchard({ seed: SEED })).connect();
  expect([...(await aws.readRoleUse!({ role: ROLE, accounts: [] }))]).toEqual([]);
  expect(aws.callCounts()).toEqual({});
});
