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
const REPORTS = ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'];
const LEAST = ['iam:ListRoles', 'iam:GetRole', ...REPORTS];
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
    {
      ...{ permissionSet: PICKER, account: ACCOUNTS.orchards, at: '2025-12-30T10:00:00Z', region: 'eu-central-1' },
      services: { ec2: '', kms: '2025-12-02', s3: '2025-12-30T10:00:00Z' },
    },
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
  const kms = { service: 'kms', at: instant('2025-12-02T00:00:00.000Z') };
  const services = { read: true, allowed: 3, used: [{ service: 's3', at }, kms] };
  expect(of(found, PICKER, ACCOUNTS.orchards)).toEqual({ kind: 'used', at, region: 'eu-central-1', services });
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
  expect(policy.Statement).toEqual([
    { Effect: 'Allow', Action: [REPORTS[0], 'iam:GetRole', REPORTS[1], 'iam:ListRoles'], Resource: '*' },
  ]);
});

/** Of the picker in one account. */
async function servicesWith({
  allows = LEAST,
  ...settings
}: {
  readonly allows?: readonly string[];
  readonly operationMs?: number;
}) {
  const roles = [role(ACCOUNTS.orchards, [...allows])];
  const aws = (await openOrchard({ seed: { ...SEED, roles }, ...settings })).connect();
  const accounts = [asked(ACCOUNTS.orchards, PICKER)];
  const found = of(await aws.readRoleUse!({ role: ROLE, accounts }), PICKER, ACCOUNTS.orchards);
  return { aws, services: found?.kind === 'used' ? found.services : undefined };
}

const LOOKED = 'iam:GetServiceLastAccessedDetails';

test('a report is waited for, a look at a time, and what was found is read once', async () => {
  // Virtual milliseconds, of which each call takes 50.
  const { aws, services } = await servicesWith({ operationMs: 140 });
  expect(services).toMatchObject({ read: true, allowed: 3 });
  expect(countsOf(aws, 'iam:GenerateServiceLastAccessedDetails', LOOKED)).toEqual([1, 4]);
});

test('a report that is late keeps nothing of the rest from being known', async () => {
  const { aws, services } = await servicesWith({ operationMs: 3_600_000 });
  expect(services).toEqual({
    read: false,
    why: { why: 'failed', detail: 'IAM has not made its report within 30.5 seconds' },
  });
  expect(countsOf(aws, LOOKED)).toEqual([6]);
});

test.each([
  [['iam:ListRoles', 'iam:GetRole'], REPORTS[0]],
  [['iam:ListRoles', 'iam:GetRole', REPORTS[0]!], REPORTS[1]],
])('a role that may do no more than %j says when, and not for what', async (allows, detail) => {
  const { services } = await servicesWith({ allows });
  expect(services).toEqual({ read: false, why: { why: 'denied', detail } });
});

test('a role that exists already is asked about by its name, without a list', async () => {
  const press = {
    account: ACCOUNTS.orchards,
    name: 'press',
    path: '/ops/',
    lastUsed: '2025-12-31',
    services: { s3: '2025-12-31' },
  };
  const aws = (await openOrchard({ seed: { ...SEED, roles: [role(ACCOUNTS.orchards), press] } })).connect();
  const found = await aws.readRoleUse!({ role: ROLE, accounts: [asked(ACCOUNTS.orchards, 'role/ops/press')] });
  expect(of(found, 'role/ops/press', ACCOUNTS.orchards)).toMatchObject({
    kind: 'used',
    services: { read: true, allowed: 1, used: [{ service: 's3' }] },
  });
  expect(countsOf(aws, 'iam:ListRoles', 'iam:GetRole')).toEqual([0, 1]);
});

test('nothing is asked about no account', async () => {
  const aws = (await openOrchard({ seed: SEED })).connect();
  expect([...(await aws.readRoleUse!({ role: ROLE, accounts: [] }))]).toEqual([]);
  expect(aws.callCounts()).toEqual({});
});
