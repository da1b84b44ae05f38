// The customer managed policies of accounts, over both sides of the port; what asking for them costs, and what an account that refuses comes to.
import { describe, expect, test } from 'vitest';
import { type AwsOptions, awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import type { AccountPolicies, AccountsRead, AccountToRead, PreflightRole } from '../../src/state/account-policies.ts';
import { type AccountId, accountId } from '../../src/state/state.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { inProcess } from './in-process.ts';
import { ACCOUNTS, ORCHARD } from './orchard.ts';
import { codeOf, countsOf, EVERYTHING, type Orchard, openOrchard } from './subjects.ts';

const ROLE: PreflightRole = { name: 'preflight', path: '/audit/', sessionName: 'access-preflight' };
const LADDERS = { name: 'Ladders', path: '/' };
const BASKETS = { name: 'Baskets', path: '/tools/' };
const documentOf = (action: string) => ({
  Version: '2012-10-17',
  // What URL-encoding must not lose.
  Statement: [{ Effect: 'Allow', Action: action, Resource: "arn:aws:s3:::apples-(red)-100%/*'é+ ~" }],
});
const LEAST = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetAccountSummary'];
const trusting = (Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNTS.management}:root` },
      Action: 'sts:AssumeRole',
      ...(Condition && { Condition }),
    },
  ],
});
const role = (account: string, more: object = {}) => ({
  account,
  name: ROLE.name,
  path: ROLE.path,
  trust: trusting(),
  allows: LEAST,
  ...more,
});

/** Ladders are everywhere, and longer in the cellar; baskets only in the orchards; in the market nobody may look. */
const SEED: SandboxSeed = {
  ...ORCHARD,
  customerManagedPolicies: [
    { account: ACCOUNTS.orchards, ...LADDERS, document: documentOf('s3:GetObject') },
    { account: ACCOUNTS.orchards, ...BASKETS, document: documentOf('s3:PutObject') },
    { account: ACCOUNTS.cellar, ...LADDERS, document: documentOf('s3:*') },
    { account: ACCOUNTS.market, ...LADDERS, document: documentOf('s3:*') },
  ],
  roles: [role(ACCOUNTS.orchards), role(ACCOUNTS.cellar), role(ACCOUNTS.market, { allows: ['iam:ListRoles'] })],
};

const wanted = (account: AccountId, more: Partial<AccountToRead> = {}): AccountToRead => ({
  account,
  policies: [LADDERS, BASKETS],
  quota: false,
  ...more,
});

async function bothSides(): Promise<Readonly<Record<'aws' | 'memory', IdentityCenter>>> {
  const orchard = await openOrchard({ seed: SEED });
  const aws = orchard.connect();
  const directory = await aws.readDirectory({ organizationalUnits: true, accountTags: true });
  const { state } = await aws.readState(EVERYTHING);
  const known = (action: string) => ({ kind: 'document', document: documentOf(action) }) as const;
  const accountPolicies = new Map([
    [
      ACCOUNTS.orchards,
      {
        policies: new Map([
          ['/Ladders', known('s3:GetObject')],
          ['/tools/Baskets', known('s3:PutObject')],
        ]),
        policiesPerRole: 20,
      },
    ],
    [ACCOUNTS.cellar, { policies: new Map([['/Ladders', known('s3:*')]]), policiesPerRole: 20 }],
    [ACCOUNTS.market, { policies: new Map([['/Ladders', 'denied'] as const, ['/tools/Baskets', 'denied'] as const]) }],
  ]);
  return { aws, memory: memoryIdentityCenter({ state, directory, accountPolicies }) };
}

describe.each(['aws', 'memory'] as const)('%s', (side) => {
  const read = async (...accounts: readonly AccountToRead[]): Promise<AccountsRead> => {
    const reader = (await bothSides())[side];
    return (await reader.readAccountPolicies?.({ role: ROLE, accounts })) ?? new Map();
  };

  test('each account has its own documents, and a policy that is not there is missing', async () => {
    const found = await read(wanted(ACCOUNTS.orchards), wanted(ACCOUNTS.cellar));
    const document = (action: string) => ({
      exists: true,
      document: { kind: 'document', document: documentOf(action) },
    });
    expect(found).toEqual(
      new Map([
        [
          ACCOUNTS.orchards,
          {
            policies: new Map([
              ['/Ladders', document('s3:GetObject')],
              ['/tools/Baskets', document('s3:PutObject')],
            ]),
          },
        ],
        [
          ACCOUNTS.cellar,
          {
            policies: new Map<string, unknown>([
              ['/Ladders', document('s3:*')],
              ['/tools/Baskets', { exists: false }],
            ]),
          },
        ],
      ]),
    );
  });

  test('the path is part of the name, and so is its case', async () => {
    const others = [
      { name: 'Ladders', path: '/tools/' },
      { name: 'ladders', path: '/' },
    ];
    const found = await read(wanted(ACCOUNTS.orchards, { policies: others }));
    expect(found.get(ACCOUNTS.orchards)?.policies).toEqual(
      new Map([
        ['/tools/Ladders', { exists: false }],
        ['/ladders', { exists: false }],
      ]),
    );
  });

  test('where reading is denied nothing is missing', async () => {
    const found = await read(wanted(ACCOUNTS.market));
    expect(found.get(ACCOUNTS.market)).toEqual({
      policies: new Map(),
      unchecked: { why: 'denied', detail: 'iam:GetPolicy' },
    });
  });

  test('where the role is not there nothing is missing', async () => {
    const found = await read(wanted(ACCOUNTS.management));
    expect(found.get(ACCOUNTS.management)).toEqual({
      policies: new Map(),
      unchecked: { why: 'role', detail: 'sts:AssumeRole' },
    });
  });

  test('the quota is what the account has', async () => {
    const found = await read(wanted(ACCOUNTS.orchards, { policies: [], quota: true }));
    expect(found.get(ACCOUNTS.orchards)).toEqual({ policies: new Map(), policiesPerRole: 20 });
  });
});

const OPERATIONS = ['sts:AssumeRole', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetAccountSummary'];

async function readWith(
  orchard: Orchard,
  accounts: readonly AccountToRead[],
  { role: as = ROLE, ...options }: AwsOptions & { role?: PreflightRole } = {},
) {
  const aws = orchard.connect(options);
  const found = await aws.readAccountPolicies!({ role: as, accounts });
  return { aws, found };
}

const whyOf = (found: AccountsRead, account: AccountId): AccountPolicies['unchecked'] => found.get(account)?.unchecked;

test('one call for each account, one for each policy there, one for each that exists, and one for a quota', async () => {
  const orchard = await openOrchard({ seed: SEED });
  const { aws } = await readWith(orchard, [
    wanted(ACCOUNTS.orchards, { quota: true }),
    wanted(ACCOUNTS.cellar),
    wanted(ACCOUNTS.management),
  ]);
  expect(countsOf(aws, ...OPERATIONS)).toEqual([3, 4, 3, 1]);
});

test('nothing is asked about no account', async () => {
  const { aws } = await readWith(await openOrchard({ seed: SEED }), []);
  expect(aws.callCounts()).toEqual({});
});

test('the external id and the name of the session are the settings’ own', async () => {
  const condition = { StringEquals: { 'sts:ExternalId': 'fruit/7f3a' } };
  const seed = { ...SEED, roles: [role('*', { trust: trusting(condition) })] };
  const orchard = await openOrchard({ seed });
  const withId = await readWith(orchard, [wanted(ACCOUNTS.cellar)], { role: { ...ROLE, externalId: 'fruit/7f3a' } });
  expect(whyOf(withId.found, ACCOUNTS.cellar)).toBeUndefined();
  const sent = orchard.sandbox.calls.find(({ operation }) => operation === 'AssumeRole');
  expect(sent?.input).toMatchObject({
    RoleArn: `arn:aws:iam::${ACCOUNTS.cellar}:role/audit/preflight`,
    RoleSessionName: 'access-preflight',
    DurationSeconds: '900',
  });
  const without = await readWith(orchard, [wanted(ACCOUNTS.cellar)]);
  expect(whyOf(without.found, ACCOUNTS.cellar)?.why).toBe('role');
});

test('a session may do nothing but the three reads, whatever its role could', async () => {
  const seed = { ...SEED, roles: [role('*', { allows: ['*'] })] };
  const orchard = await openOrchard({ seed });
  await readWith(orchard, [wanted(ACCOUNTS.cellar)]);
  const [session] = orchard.sandbox.state.iam.sessions.values();
  expect(session?.allows).toEqual([['*'], LEAST]);
});

test('an account that does not answer is unchecked, and the others are read', async () => {
  const orchard = await openOrchard({
    seed: SEED,
    faults: ({ operation, input }) =>
      operation === 'AssumeRole' && JSON.stringify(input).includes(ACCOUNTS.cellar) ? 'internal-error' : undefined,
  });
  const { found } = await readWith(orchard, [wanted(ACCOUNTS.cellar), wanted(ACCOUNTS.orchards)]);
  expect(whyOf(found, ACCOUNTS.cellar)?.why).toBe('failed');
  expect(whyOf(found, ACCOUNTS.orchards)).toBeUndefined();
});

test('throttled calls are repeated, and counted', async () => {
  const orchard = await openOrchard({
    seed: SEED,
    faults: ({ operation, n }) =>
      n === 1 && OPERATIONS.some((api) => api.endsWith(`:${operation}`)) ? 'throttle' : undefined,
  });
  const { aws, found } = await readWith(orchard, [wanted(ACCOUNTS.cellar)]);
  expect(whyOf(found, ACCOUNTS.cellar)).toBeUndefined();
  expect(aws.usage?.().calls['sts:AssumeRole']).toMatchObject({ throttled: 1 });
});

test('a text that is no policy is there, and understood by nobody', async () => {
  const seed = {
    ...SEED,
    customerManagedPolicies: [{ account: '*', ...LADDERS, document: `${'x'.repeat(10_000)}\u0007{` }],
  };
  const { found } = await readWith(await openOrchard({ seed }), [wanted(ACCOUNTS.cellar, { policies: [LADDERS] })]);
  expect(found.get(ACCOUNTS.cellar)?.policies.get('/Ladders')).toMatchObject({
    exists: true,
    document: { kind: 'opaque' },
  });
});

test('credentials that are no good end the reading, and are not an account’s refusal', async () => {
  const refused = Object.assign(new Error('The security token included in the request is expired'), {
    name: 'ExpiredTokenException',
    $metadata: { httpStatusCode: 403, requestId: 'r-1' },
  });
  const orchard = await openOrchard({ seed: SEED });
  const aws = orchard.connect();
  await aws.readDirectory({ organizationalUnits: false, accountTags: false });
  const dying = orchard.connect({
    senderOf: async (service) => ({
      region: async () => 'eu-west-1',
      send: async (operation) => {
        if (operation === 'AssumeRole') throw refused;
        return ANSWERED[`${service}:${operation}`] as never;
      },
    }),
  });
  const reading = dying.readAccountPolicies!({ role: ROLE, accounts: [wanted(ACCOUNTS.cellar)] });
  expect(await codeOf(reading)).toBe('provider/bad-credentials');
});

const ANSWERED: Readonly<Record<string, object>> = {
  'sts:GetCallerIdentity': { Account: ACCOUNTS.management, Arn: `arn:aws:iam::${ACCOUNTS.management}:user/rowan` },
  'organizations:DescribeOrganization': { Organization: { MasterAccountId: ACCOUNTS.management } },
  'sso-admin:ListInstances': {
    Instances: [{ InstanceArn: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5', IdentityStoreId: 'd-1234567890' }],
  },
  'sso-admin:DescribeInstance': { Status: 'ACTIVE' },
};

test('five hundred accounts: one AssumeRole and two reads each, as fast as STS lets', async () => {
  const accounts = Array.from({ length: 500 }, (_, index) => accountId(String(600_000_000_000 + index)));
  const seed: SandboxSeed = {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: {
      managementAccount: ACCOUNTS.management,
      accounts: [
        { id: ACCOUNTS.management, name: 'management' },
        ...accounts.map((id, index) => ({ id, name: `field-${index}` })),
      ],
    },
    customerManagedPolicies: [{ account: '*', ...LADDERS, document: documentOf('s3:*') }],
    roles: [role('*')],
  };
  const clock = virtualClock();
  const aws = awsIdentityCenter({
    senderOf: inProcess(seed, {}).senders('AKIDEXAMPLE', {}),
    clock,
    random: () => 0.5,
  });
  const found = await aws.readAccountPolicies!({
    role: ROLE,
    accounts: accounts.map((account) => wanted(account, { policies: [LADDERS] })),
  });
  expect([...found.values()].filter(({ unchecked }) => unchecked !== undefined)).toEqual([]);
  expect(countsOf(aws, ...OPERATIONS)).toEqual([500, 500, 500, 0]);
  // What STS allows; each account has an IAM of its own, with rates of its own.
  expect(clock.now() / 1_000).toBeLessThan(15);
});

describe('roles that exist already', () => {
  const TRUSTING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:*' }] };
  const READS = [...LEAST, 'iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'];
  const ROLES: SandboxSeed = {
    ...SEED,
    roles: [
      role(ACCOUNTS.orchards, { allows: READS }),
      role(ACCOUNTS.cellar),
      {
        account: ACCOUNTS.orchards,
        name: 'pruner',
        path: '/ops/',
        trust: TRUSTING,
        maxSession: 43_200,
        managedPolicies: ['ReadOnlyAccess'],
        customerManagedPolicies: [BASKETS],
        inlinePolicies: { one: documentOf('s3:ListBucket'), two: documentOf('s3:DeleteObject') },
      },
      { account: ACCOUNTS.cellar, name: 'presser', trust: TRUSTING },
    ],
  };
  const roles = ['role/ops/pruner', 'role/pruner', 'role/ops/missing'];
  const asked = (account: AccountId): AccountToRead => ({ account, policies: [], quota: false, roles });

  test('whom they trust and all that they allow; one under another path is another one', async () => {
    const aws = (await openOrchard({ seed: ROLES })).connect();
    const read = (await aws.readAccountPolicies!({ role: ROLE, accounts: [asked(ACCOUNTS.orchards)] })).get(
      ACCOUNTS.orchards,
    )!;
    expect(read.unchecked).toBeUndefined();
    expect(read.roles!.get('role/pruner')).toEqual({ exists: false });
    expect(read.roles!.get('role/ops/missing')).toEqual({ exists: false });
    const [first, second] = ['s3:ListBucket', 's3:DeleteObject'].map((action) => documentOf(action).Statement[0]);
    expect(read.roles!.get('role/ops/pruner')).toMatchObject({
      exists: true,
      trust: { kind: 'document', document: TRUSTING },
      definition: {
        name: 'role/ops/pruner',
        sessionDuration: 'PT12H',
        managedPolicies: ['ReadOnlyAccess'],
        customerManagedPolicies: [BASKETS],
        inlinePolicy: { kind: 'document', document: { Version: '2012-10-17', Statement: [first, second] } },
        documents: new Map([['/tools/Baskets', { kind: 'document', document: documentOf('s3:PutObject') }]]),
      },
    });
  });

  test('what may not be read is unknown, and said to be: a role is neither missing nor harmless', async () => {
    const aws = (await openOrchard({ seed: ROLES })).connect();
    const wantedThere = { ...asked(ACCOUNTS.cellar), roles: ['role/presser'] };
    const read = (await aws.readAccountPolicies!({ role: ROLE, accounts: [wantedThere] })).get(ACCOUNTS.cellar)!;
    expect(read.roles).toEqual(new Map());
    expect(read.unchecked).toEqual({ why: 'denied', detail: 'iam:GetRole' });
  });
});
