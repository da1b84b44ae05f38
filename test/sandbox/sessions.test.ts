// sts AssumeRole: which roles can be taken, and what a session may do in its account.
import { expect, test } from 'vitest';
import { type Fruit, fruitSandbox } from './support.ts';
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
