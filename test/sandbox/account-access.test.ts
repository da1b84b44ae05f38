// Account access manager: who may be entitled to which roles, what is refused, and what the clock does to its application.
import { describe, expect, test } from 'vitest';
import type { SandboxOptions, SandboxSeed } from '../../src/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { ACCOUNT_ACCESS_TRUST } from './models/step.ts';
import { FRUIT, fruitSandbox } from './support.ts';
import { errorOf, send } from './wire.ts';

const PROD = '333333333333';
const trusting = (action: unknown, effect = 'Allow') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: effect, Principal: { Service: 'account-access.amazonaws.com' }, Action: action }],
});

const SEED: SandboxSeed = {
  ...FRUIT,
  groups: Array.from({ length: 22 }, (_, index) => ({ displayName: `g${index}` })),
  users: [{ userName: 'pia@example.com' }],
  assignments: [],
  roles: [
    { account: 'orchard-prod', name: 'Auditor', path: '/ops/', trust: ACCOUNT_ACCESS_TRUST },
    { account: 'orchard-test', name: 'Auditor', trust: trusting('sts:*') },
    { account: 'orchard-prod', name: 'NoContext', trust: trusting('sts:AssumeRole') },
    {
      account: 'orchard-prod',
      name: 'Denied',
      trust: {
        Version: '2012-10-17',
        Statement: [...trusting('sts:*').Statement, ...trusting('sts:SetContext', 'Deny').Statement],
      },
    },
    { account: 'orchard-prod', name: 'Untrusting' },
  ],
};

const AUDITOR = `arn:aws:iam::${PROD}:role/ops/Auditor`;

type Input = Readonly<Record<string, unknown>>;

/** A sandbox in which the application is there, unless `bare`. */
async function aam(options: SandboxOptions & { readonly bare?: true } = {}) {
  const { bare, ...settings } = options;
  const seed = { ...SEED, ...(bare === true ? {} : { accountAccess: {} }) };
  const { sandbox } = await fruitSandbox({ seed, ...settings });
  const call = async (operation: string, input: Input = {}, accessKeyId = 'SANDBOXMANAGEMENT') => {
    const answer = await send(sandbox.url, { service: 'account-access', operation, accessKeyId }, input);
    const body = answer.body === '' ? {} : (JSON.parse(answer.body) as Input);
    return { ...answer, error: errorOf(answer), body };
  };
  const { arn = '' } = sandbox.state.accountAccess.application ?? {};
  const on = (more: Input = {}): Input => ({ applicationArn: arn, ...more });
  const group = (name: string): Input => ({ groupId: sandbox.state.directory.groupsByName.get(name) });
  const entitle = (principal: Input, roleArn = AUDITOR) =>
    call(
      'CreateEntitlement',
      on({ entitlement: { principalRole: { principal: { identityCenter: principal }, roleArn } } }),
    );
  const list = async (principalRole: Input, more: Input = {}) =>
    call('ListEntitlements', on({ filter: { principalRole }, ...more }));
  return { sandbox, call, on, group, entitle, list };
}

describe('the application', () => {
  test('is made once, and is ACTIVE when its operation is done', async () => {
    const { sandbox, call, group } = await aam({ bare: true });
    const input = { identitySource: { identityCenter: { instanceArn: sandbox.state.instanceArn } } };
    const { body } = await call('CreateApplication', input);
    const on = { applicationArn: body.applicationArn };
    const early = await call('GetApplication', on);
    expect(early.body).toMatchObject({ status: 'CREATE_IN_PROGRESS', tenantId: expect.stringMatching(/^aa-/) });
    const principal = { identityCenter: group('g0') };
    const entitlement = { principalRole: { principal, roleArn: AUDITOR } };
    expect((await call('CreateEntitlement', { ...on, entitlement })).error).toBe('ConflictException');
    expect((await call('CreateApplication', input)).error).toBe('AlreadyCreatedException');
    expect((await call('GetApplication', on)).body.status).toBe('ACTIVE');
    expect((await call('CreateEntitlement', { ...on, entitlement })).status).toBe(200);
  });

  test('goes with its entitlements and with what Identity Center lists for it', async () => {
    const { sandbox, call, on, group, entitle, list } = await aam();
    await entitle(group('g0'));
    expect(sandbox.state.applications.size).toBe(1);
    expect(await call('DeleteApplication', on())).toMatchObject({ status: 204, body: {} });
    expect((await list({ account: PROD })).body.entitlements).toEqual([]);
    expect((await call('GetApplication', on())).body.status).toBe('DELETE_IN_PROGRESS');
    expect((await entitle(group('g0'))).error).toBe('ConflictException');
    expect(sandbox.state.applications.size).toBe(0);
    expect((await call('GetApplication', on())).error).toBe('ResourceNotFoundException');
    expect((await call('ListApplications')).body.applications).toEqual([]);
  });

  test('is neither made nor deleted by a delegated administrator, who writes entitlements', async () => {
    const { call, on, group } = await aam();
    const delegated = (operation: string, input: Input) => call(operation, input, 'SANDBOXDELEGATED');
    expect(await delegated('DeleteApplication', on())).toMatchObject({ status: 403, error: 'AccessDeniedException' });
    const entitlement = { principalRole: { principal: { identityCenter: group('g0') }, roleArn: AUDITOR } };
    expect((await delegated('CreateEntitlement', on({ entitlement }))).status).toBe(200);
    expect((await call('ListApplications', {}, 'SANDBOXNONE')).error).toBe('AccessDeniedException');
  });
});

describe('an entitlement', () => {
  test('is there once for its principal and role, whoever asks again', async () => {
    const { group, entitle, list, sandbox } = await aam();
    const first = await entitle(group('g0'));
    const again = await entitle(group('g0'));
    expect(again.body).toEqual(first.body);
    const { entitlements } = (await list({ roleArn: AUDITOR })).body;
    expect(entitlements).toEqual([
      {
        entitlementId: first.body.entitlementId,
        entitlement: {
          principalRole: {
            principal: { identityCenter: group('g0') },
            roleArn: AUDITOR,
            account: PROD,
            accountName: 'orchard-prod',
          },
        },
        createdAt: expect.stringMatching(/^2026-01-01T00:00:0/),
      },
    ]);
    expect(sandbox.state.accountAccess.entitlements.size).toBe(1);
  });

  test.each([
    ['a role that is not there', { roleArn: `arn:aws:iam::${PROD}:role/Nobody` }, 'ResourceNotFoundException'],
    ['a role of another path', { roleArn: `arn:aws:iam::${PROD}:role/Auditor` }, 'ResourceNotFoundException'],
    ['an account of nobody', { roleArn: 'arn:aws:iam::999999999999:role/Auditor' }, 'ResourceNotFoundException'],
    ['a role that trusts somebody else', { roleArn: `arn:aws:iam::${PROD}:role/Untrusting` }, 'ValidationException'],
    ['a role without SetContext', { roleArn: `arn:aws:iam::${PROD}:role/NoContext` }, 'ValidationException'],
    ['a role that denies SetContext', { roleArn: `arn:aws:iam::${PROD}:role/Denied` }, 'ValidationException'],
    ['no such group', { principal: { groupId: '00000000-0000-4000-8000-000000000000' } }, 'ResourceNotFoundException'],
    ['no principal', { principal: {} }, 'ValidationException'],
  ])('%s is refused', async (_, { roleArn, principal }: { roleArn?: string; principal?: Input }, error) => {
    const { group, entitle } = await aam();
    expect((await entitle(principal ?? group('g0'), roleArn)).error).toBe(error);
  });

  test('is taken without a look at the role where that is assumed', async () => {
    const { group, entitle } = await aam({ entitledRoles: 'assumed' });
    expect((await entitle(group('g0'), `arn:aws:iam::${PROD}:role/Nobody`)).status).toBe(200);
  });

  test('is for twenty groups a role at most; users do not count, nor does who is there already', async () => {
    const { sandbox, group, entitle } = await aam();
    for (let index = 0; index < 20; index += 1) expect((await entitle(group(`g${index}`))).status).toBe(200);
    expect((await entitle(group('g0'))).status).toBe(200);
    expect(await entitle(group('g20'))).toMatchObject({ status: 402, error: 'ServiceQuotaExceededException' });
    const userId = sandbox.state.directory.usersByName.get('pia@example.com');
    expect((await entitle({ userId })).status).toBe(200);
    expect((await entitle(group('g20'), 'arn:aws:iam::444444444444:role/Auditor')).status).toBe(200);
  });

  test('is one of fifteen writes that may be unfinished', async () => {
    const { sandbox, group, entitle } = await aam({ tickMs: 1 });
    for (let index = 0; index < 15; index += 1) expect((await entitle(group(`g${index}`))).status).toBe(200);
    expect(await entitle(group('g15'))).toMatchObject({ status: 429, error: 'ThrottlingException' });
    await fetch(`${sandbox.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"advanceMs":200}',
    });
    expect((await entitle(group('g15'))).status).toBe(200);
  });

  test('goes, and is not found a second time', async () => {
    const { call, on, group, entitle } = await aam();
    const { entitlementId } = (await entitle(group('g0'))).body;
    expect((await call('GetEntitlement', on({ entitlementId }))).status).toBe(200);
    expect((await call('DeleteEntitlement', on({ entitlementId }))).status).toBe(204);
    expect(await call('DeleteEntitlement', on({ entitlementId }))).toMatchObject({
      status: 404,
      error: 'ResourceNotFoundException',
    });
  });
});

describe('a list of entitlements', () => {
  test('needs a filter', async () => {
    const { call, on, list } = await aam();
    expect((await list({})).error).toBe('ValidationException');
    expect((await call('ListEntitlements', on({ filter: {} }))).error).toBe('ValidationException');
  });

  test('has what fits every part of the filter, in pages', async () => {
    const { group, entitle, list } = await aam();
    const test = 'arn:aws:iam::444444444444:role/Auditor';
    for (const name of ['g0', 'g1', 'g2']) await entitle(group(name));
    await entitle(group('g0'), test);
    const sizes = async (filter: Input) => ((await list(filter)).body.entitlements as readonly unknown[]).length;
    expect(await sizes({ account: PROD })).toBe(3);
    expect(await sizes({ principal: { identityCenter: group('g0') } })).toBe(2);
    expect(await sizes({ principal: { identityCenter: group('g0') }, roleArn: test })).toBe(1);
    expect(await sizes({ roleArn: test, account: PROD })).toBe(0);
    const first = (await list({ account: PROD }, { maxResults: 2 })).body;
    expect(first.entitlements).toHaveLength(2);
    const last = (await list({ account: PROD }, { maxResults: 2, nextToken: first.nextToken })).body;
    expect(last.entitlements).toHaveLength(1);
    expect(last).not.toHaveProperty('nextToken');
    expect((await list({ account: '444444444444' }, { nextToken: first.nextToken })).error).toBe('ValidationException');
  });
});

test('a request that no operation is behind is refused by its path', async () => {
  const { sandbox } = await aam();
  for (const [method, path, error] of [
    ['GET', '/entitlements', 'UnknownOperationException'],
    ['POST', '/applications/a/b', 'UnknownOperationException'],
    ['POST', '//', 'UnknownOperationException'],
    ['GET', '/applications/%E0%A4%A', 'SerializationException'],
  ] as const) {
    const answer = await fetch(`${sandbox.url}${path}`, { method });
    const body = (await answer.json()) as Input;
    expect([path, answer.headers.get('x-amzn-errortype') ?? body.__type]).toEqual([path, error]);
  }
});

test('a seed has entitlements, and a state file keeps them', async () => {
  const seed: SandboxSeed = {
    ...SEED,
    accountAccess: { tags: { team: 'orchard' }, entitlements: [{ account: PROD, role: 'Untrusting', group: 'g1' }] },
  };
  const { sandbox } = await fruitSandbox({ seed });
  const again = await startSandbox({ seed: sandbox.snapshot() });
  expect(again.state.accountAccess).toEqual(sandbox.state.accountAccess);
  expect(again.state.accountAccess.entitlements.size).toBe(1);
  await again.close();
  await expect(
    startSandbox({
      seed: { ...SEED, accountAccess: { entitlements: [{ account: PROD, role: 'Rogue', group: 'g1' }] } },
    }),
  ).rejects.toThrow('accountAccess.entitlements[0].role names no role of `333333333333`: `Rogue`');
});
