// sts AssumeRole: which roles can be taken, and what a session may do in its account.
import { expect, test } from 'vitest';
import { FRUIT, type Fruit, fruitSandbox } from './support.ts';
import { errorOf, send, textsOf, type WireAnswer } from './wire.ts';

const PROD = '333333333333';
const RESERVED = '/aws-reserved/sso.amazonaws.com/eu-west-1/';

const iam = ({ sandbox }: Fruit, operation: string, input: object, accessKeyId: string): Promise<WireAnswer> =>
  send(sandbox.url, { service: 'iam', operation, accessKeyId }, { ...input });

const inAccount = (account: string, role = 'OrganizationAccountAccessRole') => ({
  RoleArn: `arn:aws:iam::${account}:role/${role}`,
  RoleSessionName: 'harvest',
});
const assume = ({ sandbox }: Fruit, input: object, accessKeyId = 'test') =>
  send(sandbox.url, { service: 'sts', operation: 'AssumeRole', accessKeyId }, { ...input });
const whoIs = ({ sandbox }: Fruit, accessKeyId: string) =>
  send(sandbox.url, { service: 'sts', operation: 'GetCallerIdentity', accessKeyId }, {});
const key = (answer: WireAnswer): string => textsOf(answer, 'AccessKeyId')[0] ?? '';

test('AssumeRole gives a session in a member account, whose iam it may use and whose organization it may not', async () => {
  const fruit = await fruitSandbox();
  const session = key(await assume(fruit, inAccount(PROD)));
  expect(textsOf(await whoIs(fruit, session), 'Arn')).toEqual([
    `arn:aws:sts::${PROD}:assumed-role/OrganizationAccountAccessRole/harvest`,
  ]);
  expect((await iam(fruit, 'ListRoles', {}, session)).status).toBe(200);
  for (const [service, operation] of [
    ['sso-admin', 'ListInstances'],
    ['organizations', 'ListAccounts'],
  ] as const) {
    const refused = await send(fruit.sandbox.url, { service, operation, accessKeyId: session }, {});
    expect(errorOf(refused)).toBe('AccessDeniedException');
  }
  const described = { service: 'organizations', operation: 'DescribeOrganization', accessKeyId: session } as const;
  expect((await send(fruit.sandbox.url, described, {})).status).toBe(200);
});

test('a session ends in virtual time', async () => {
  const fruit = await fruitSandbox();
  const session = key(await assume(fruit, { ...inAccount(PROD), DurationSeconds: 900 }));
  // Each request takes 50 ms: this one comes at the very end.
  fruit.sandbox.state.now += 900_000 - 50;
  const refused = await whoIs(fruit, session);
  expect([refused.status, errorOf(refused)]).toEqual([403, 'ExpiredToken']);
});

test.each([
  ['a role that is not there', inAccount(PROD, 'Gardener')],
  ['an account outside the organization', inAccount('999999999999')],
  ['an account that is suspended', inAccount('555555555555')],
  ['the management account, where Organizations makes no role', inAccount('111111111111')],
])('AssumeRole refuses %s', async (_what, input) => {
  const fruit = await fruitSandbox();
  const refused = await assume(fruit, input);
  expect([refused.status, errorOf(refused)]).toEqual([403, 'AccessDenied']);
});

test('AssumeRole refuses the roles of permission sets, which are for people', async () => {
  const fruit = await fruitSandbox();
  const [role] = textsOf(await iam(fruit, 'ListRoles', { PathPrefix: RESERVED }, PROD), 'RoleName');
  const input = inAccount(PROD, `${RESERVED.slice(1)}${role}`);
  expect(errorOf(await assume(fruit, input))).toBe('AccessDenied');
});

test('AssumeRole refuses a longer session than the role has', async () => {
  const fruit = await fruitSandbox();
  expect(errorOf(await assume(fruit, { ...inAccount(PROD), DurationSeconds: 7200 }))).toBe('ValidationError');
  const name = 's'.repeat(65);
  const long = await assume(fruit, { ...inAccount(PROD), RoleSessionName: name });
  expect(textsOf(long, 'Message')).toEqual([
    `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ]);
  const none = await assume(fruit, { ...inAccount(PROD), RoleSessionName: undefined });
  expect(textsOf(none, 'Message')).toEqual([
    "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
  ]);
});

test('who may only read may only read in the session, too', async () => {
  const fruit = await fruitSandbox();
  const session = key(await assume(fruit, inAccount(PROD), 'SANDBOXREADONLY'));
  expect((await iam(fruit, 'ListRoles', {}, session)).status).toBe(200);
  const role = { RoleName: 'Deployer', AssumeRolePolicyDocument: '{}' };
  expect(errorOf(await iam(fruit, 'CreateRole', role, session))).toBe('AccessDenied');
  expect(errorOf(await assume(fruit, inAccount(PROD), 'SANDBOXNONE'))).toBe('AccessDenied');
});

const EXTERNAL_ID = 'orchard-7f3a';
const reader = (trust: object, more: object = {}) => ({
  ...FRUIT,
  roles: [{ account: '*', name: 'reader', path: '/audit/', trust: { Statement: trust }, ...more }],
});
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };
const withExternalId = { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } };

test.each([
  ['the account of the caller', { ...allow, Principal: root('111111111111') }, {}],
  ['anybody', { ...allow, Principal: '*' }, {}],
  [
    'the role of the caller',
    { ...allow, Principal: { AWS: ['arn:aws:iam::111111111111:role/SandboxAdministrator'] } },
    {},
  ],
  [
    'an external id',
    { ...allow, Principal: root('111111111111'), Condition: withExternalId },
    { ExternalId: EXTERNAL_ID },
  ],
])('a role that trusts %s can be taken', async (_what, trust, more) => {
  const fruit = await fruitSandbox({ seed: reader(trust) });
  expect((await assume(fruit, { ...inAccount(PROD, 'audit/reader'), ...more })).status).toBe(200);
});

test.each([
  ['another account', { ...allow, Principal: root('222222222222') }, {}],
  ['nobody', [], {}],
  ['SAML', { ...allow, Principal: { Federated: '*' } }, {}],
  ['an external id that is not given', { ...allow, Principal: '*', Condition: withExternalId }, {}],
  ['another external id', { ...allow, Principal: '*', Condition: withExternalId }, { ExternalId: 'orchard' }],
  [
    'a condition of another kind',
    { ...allow, Principal: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
    {},
  ],
  [
    'everybody but the caller',
    [
      { ...allow, Principal: '*' },
      { ...allow, Effect: 'Deny', Principal: root('111111111111') },
    ],
    {},
  ],
])('a role that trusts %s cannot be taken', async (_what, trust, more) => {
  const fruit = await fruitSandbox({ seed: reader(trust) });
  const refused = await assume(fruit, { ...inAccount(PROD, 'audit/reader'), ...more });
  expect([refused.status, errorOf(refused)]).toEqual([403, 'AccessDenied']);
});

test('a role of a seed that tells no trust trusts whoever administers Identity Center', async () => {
  const fruit = await fruitSandbox({ seed: { ...FRUIT, roles: [{ account: '*', name: 'reader' }] } });
  expect((await assume(fruit, inAccount(PROD, 'reader'))).status).toBe(200);
  expect(errorOf(await assume(fruit, inAccount('222222222222', 'reader'), PROD))).toBe('AccessDenied');
});

test('a session may do what both its role and its own policy allow', async () => {
  const fruit = await fruitSandbox({
    seed: reader({ ...allow, Principal: '*' }, { allows: ['iam:Get*', 'iam:ListRoles'] }),
  });
  const Policy = JSON.stringify({
    Statement: { Effect: 'Allow', Action: ['iam:Get*', 'iam:CreateRole'], Resource: '*' },
  });
  const input = inAccount(PROD, 'audit/reader');
  const [whole, less] = [key(await assume(fruit, input)), key(await assume(fruit, { ...input, Policy }))];
  const role = { RoleName: 'Deployer', AssumeRolePolicyDocument: '{}' };
  expect(errorOf(await iam(fruit, 'CreateRole', role, whole))).toBe('AccessDenied');
  expect((await iam(fruit, 'ListRoles', {}, whole)).status).toBe(200);
  expect(errorOf(await iam(fruit, 'CreateRole', role, less))).toBe('AccessDenied');
  expect(errorOf(await iam(fruit, 'ListRoles', {}, less))).toBe('AccessDenied');
  expect((await iam(fruit, 'GetAccountSummary', {}, less)).status).toBe(200);
});
