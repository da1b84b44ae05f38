// Account assignments: listing them, and the life of the asynchronous operations that create and delete them.
import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  ListAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListPermissionSetsProvisionedToAccountCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { type Fruit, fruitSandbox, settle, target } from './support.ts';

const PROD = '333333333333';
const TEST = '444444444444';

const create = async (fruit: Fruit, at: Parameters<typeof target>[1]) =>
  (await fruit.sso.send(new CreateAccountAssignmentCommand(target(fruit, at)))).AccountAssignmentCreationStatus;

const remove = async (fruit: Fruit, at: Parameters<typeof target>[1]) =>
  (await fruit.sso.send(new DeleteAccountAssignmentCommand(target(fruit, at)))).AccountAssignmentDeletionStatus;

async function created(fruit: Fruit, at: Parameters<typeof target>[1]) {
  const begun = await create(fruit, at);
  await settle(fruit);
  const input = { ...fruit.instance, AccountAssignmentCreationRequestId: begun?.RequestId };
  const answer = await fruit.sso.send(new DescribeAccountAssignmentCreationStatusCommand(input));
  return answer.AccountAssignmentCreationStatus;
}

async function removed(fruit: Fruit, at: Parameters<typeof target>[1]) {
  const begun = await remove(fruit, at);
  await settle(fruit);
  const input = { ...fruit.instance, AccountAssignmentDeletionRequestId: begun?.RequestId };
  const answer = await fruit.sso.send(new DescribeAccountAssignmentDeletionStatusCommand(input));
  return answer.AccountAssignmentDeletionStatus;
}

const rows = async (fruit: Fruit, set: string, account: string) => {
  const answer = await fruit.sso.send(new ListAccountAssignmentsCommand({ ...fruit.on(set), AccountId: account }));
  return answer.AccountAssignments?.map(({ PrincipalType, PrincipalId }) => `${PrincipalType} ${PrincipalId}`);
};

test('an assignment begins IN_PROGRESS, and its row is there once it has SUCCEEDED', async () => {
  const fruit = await fruitSandbox();
  const at = { set: 'Presser', account: PROD, principal: fruit.group('pressers') };
  const begun = await create(fruit, at);
  expect(begun).toMatchObject({ Status: 'IN_PROGRESS', TargetId: PROD, TargetType: 'AWS_ACCOUNT' });
  expect(begun?.RequestId).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  expect(begun?.CreatedDate).toBeInstanceOf(Date);
  expect(await rows(fruit, 'Presser', PROD)).toEqual([]);
  await settle(fruit);
  expect(await rows(fruit, 'Presser', PROD)).toEqual([`GROUP ${fruit.group('pressers')}`]);
});

test('creating an assignment that exists succeeds and adds no row', async () => {
  const fruit = await fruitSandbox();
  const at = { set: 'Grower', account: PROD, principal: fruit.group('growers') };
  expect(await created(fruit, at)).toMatchObject({ Status: 'SUCCEEDED' });
  expect(await rows(fruit, 'Grower', PROD)).toHaveLength(1);
});

test('deleting an assignment that is missing is accepted and FAILED later with a 404', async () => {
  const fruit = await fruitSandbox();
  const outcome = await removed(fruit, { set: 'Grower', account: PROD, principal: fruit.group('pressers') });
  expect(outcome).toMatchObject({ Status: 'FAILED' });
  expect(outcome?.FailureReason).toMatch(
    /^Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey\{/,
  );
});

test('the role goes with the last assignment of a pair, and comes back with another suffix', async () => {
  const fruit = await fruitSandbox();
  const at = { set: 'Grower', account: PROD, principal: fruit.group('growers') };
  const suffix = () =>
    fruit.sandbox.state.pairsOfAccount.get(PROD)?.get(fruit.on('Grower').PermissionSetArn ?? '')?.roleSuffix;
  const before = suffix();
  expect(await removed(fruit, at)).toMatchObject({ Status: 'SUCCEEDED' });
  const input = { ...fruit.instance, AccountId: PROD };
  const answer = await fruit.sso.send(new ListPermissionSetsProvisionedToAccountCommand(input));
  expect(answer).not.toHaveProperty('PermissionSets');
  await created(fruit, at);
  expect(suffix()).toMatch(/^[0-9a-f]{16}$/);
  expect(suffix()).not.toBe(before);
});

test.each([
  ['a suspended account', { account: '555555555555' }, /^AWS SSO is unable to complete your request at this time\./],
  ['an account that does not exist', { account: '999999999999' }, /^Received a 404 status error: AWS account/],
  [
    'a principal that does not exist',
    { principal: '88888888-8888-4888-8888-888888888888' },
    /404.*Principal not found/,
  ],
])('an assignment to %s FAILS with its reason', async (_what, change, reason) => {
  const fruit = await fruitSandbox();
  const at = { set: 'Presser', account: PROD, principal: fruit.group('pressers'), ...change };
  const outcome = await created(fruit, at);
  expect(outcome?.Status).toBe('FAILED');
  expect(outcome?.FailureReason).toMatch(reason);
});

test('with unknownTarget resource-not-found an unknown principal is refused at once', async () => {
  const fruit = await fruitSandbox({ unknownTarget: 'resource-not-found' });
  const at = { set: 'Presser', account: PROD, principal: '88888888-8888-4888-8888-888888888888' };
  await expect(create(fruit, at)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('two operations in one account overlap', async () => {
  const fruit = await fruitSandbox();
  await create(fruit, { set: 'Presser', account: PROD, principal: fruit.group('pressers') });
  const second = create(fruit, { set: 'Owner', account: PROD, principal: fruit.group('growers') });
  await expect(second).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'There is a conflicting operation in process.',
  });
  await create(fruit, { set: 'Owner', account: TEST, principal: fruit.group('growers') });
});

test('the operation after the most that may be outstanding is throttled', async () => {
  const accounts = Array.from({ length: 4 }, (_, index) => ({ id: `70000000000${index}`, name: `grove-${index}` }));
  const seed = {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: { managementAccount: '700000000000', accounts },
    groups: [{ displayName: 'growers' }],
    permissionSets: [{ name: 'Grower' }],
  } as const;
  const fruit = await fruitSandbox({ seed, outstandingAssignments: 3, operationMs: 10_000 });
  const at = (account: string) => ({ set: 'Grower', account, principal: fruit.group('growers') });
  for (const { id } of accounts.slice(0, 3)) await create(fruit, at(id));
  await expect(create(fruit, at('700000000003'))).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'There are too many requests processing. Please try again later.',
  });
  const unfinished = await fruit.sso.send(
    new ListAccountAssignmentCreationStatusCommand({ ...fruit.instance, Filter: { Status: 'IN_PROGRESS' } }),
  );
  expect(unfinished.AccountAssignmentsCreationStatus).toHaveLength(3);
  expect(Object.keys(unfinished.AccountAssignmentsCreationStatus?.[0] ?? {}).sort()).toEqual([
    'CreatedDate',
    'RequestId',
    'Status',
  ]);
});

test('operations last around operationMs as operationSpread says, and every time the same', async () => {
  const lasted = async (): Promise<readonly number[]> => {
    const fruit = await fruitSandbox({ operationMs: 10_000, operationSpread: 35, tickMs: 60_000 });
    const at = { set: 'Presser', principal: fruit.group('growers') };
    for (let round = 0; round < 40; round++)
      await create(fruit, { ...at, account: ['333333333333', '444444444444'][round % 2]! });
    return [...fruit.sandbox.state.operations.values()].map(({ createdAt, settlesAt }) => settlesAt - createdAt);
  };
  const [once, again] = [await lasted(), await lasted()];
  expect(again).toEqual(once);
  const logs = once.map((milliseconds) => Math.log(milliseconds / 10_000));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const sigma = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
  expect(Math.abs(mean)).toBeLessThan(0.15);
  expect(sigma).toBeGreaterThan(0.25);
  expect(sigma).toBeLessThan(0.45);
});

test('the rows of a user include those of the groups the user is in', async () => {
  const fruit = await fruitSandbox();
  const principal = { ...fruit.instance, PrincipalId: fruit.user('pia@example.com'), PrincipalType: 'USER' as const };
  const all = await fruit.sso.send(new ListAccountAssignmentsForPrincipalCommand(principal));
  expect(all.AccountAssignments).toEqual([
    {
      AccountId: TEST,
      PermissionSetArn: fruit.on('Grower').PermissionSetArn,
      PrincipalId: principal.PrincipalId,
      PrincipalType: 'USER',
    },
    {
      AccountId: PROD,
      PermissionSetArn: fruit.on('Grower').PermissionSetArn,
      PrincipalId: fruit.group('growers'),
      PrincipalType: 'GROUP',
    },
  ]);
  const filtered = { ...principal, Filter: { AccountId: PROD } };
  const one = await fruit.sso.send(new ListAccountAssignmentsForPrincipalCommand(filtered));
  expect(one.AccountAssignments).toHaveLength(1);
});

test('an orphan is in the rows of its pair, and can be deleted', async () => {
  const fruit = await fruitSandbox();
  const orphan = '99999999-9999-4999-8999-999999999999';
  expect(await rows(fruit, 'Owner', TEST)).toEqual([`GROUP ${orphan}`]);
  const outcome = await removed(fruit, { set: 'Owner', account: TEST, principal: orphan });
  expect(outcome?.Status).toBe('SUCCEEDED');
  expect(await rows(fruit, 'Owner', TEST)).toEqual([]);
});
