// Provisioning: which accounts hold the latest definition of a permission set, and bringing them up to date.
import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  DeletePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribePermissionSetProvisioningStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetProvisioningStatusCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  ProvisionPermissionSetCommand,
  type ProvisionPermissionSetCommandInput,
  TagResourceCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { FRUIT, type Fruit, fruitSandbox, settle, target } from './support.ts';

const PROD = '333333333333';
const TEST = '444444444444';

async function outdated(fruit: Fruit, set: string) {
  const input = { ...fruit.on(set), ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' as const };
  return (await fruit.sso.send(new ListAccountsForProvisionedPermissionSetCommand(input))).AccountIds;
}

async function provisioned(fruit: Fruit, set: string, where: Partial<ProvisionPermissionSetCommandInput>) {
  const input = { ...fruit.on(set), TargetType: 'AWS_ACCOUNT' as const, ...where };
  const begun = (await fruit.sso.send(new ProvisionPermissionSetCommand(input))).PermissionSetProvisioningStatus;
  expect(begun?.Status).toBe('IN_PROGRESS');
  await settle(fruit);
  const request = { ...fruit.instance, ProvisionPermissionSetRequestId: begun?.RequestId };
  const answer = await fruit.sso.send(new DescribePermissionSetProvisioningStatusCommand(request));
  return answer.PermissionSetProvisioningStatus;
}

const edit = (fruit: Fruit, set: string) =>
  fruit.sso.send(
    new AttachManagedPolicyToPermissionSetCommand({
      ...fruit.on(set),
      ManagedPolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
    }),
  );

test('an edit outdates every account until the permission set is provisioned there', async () => {
  const fruit = await fruitSandbox();
  expect(await outdated(fruit, 'Grower')).toEqual([]);
  await edit(fruit, 'Grower');
  expect(await outdated(fruit, 'Grower')).toEqual([PROD, TEST]);
  expect(await provisioned(fruit, 'Grower', { TargetId: PROD })).toMatchObject({
    Status: 'SUCCEEDED',
    AccountId: PROD,
  });
  expect(await outdated(fruit, 'Grower')).toEqual([TEST]);
  const all = await provisioned(fruit, 'Grower', { TargetType: 'ALL_PROVISIONED_ACCOUNTS' });
  expect(all).toMatchObject({ Status: 'SUCCEEDED' });
  expect(all).not.toHaveProperty('AccountId');
  expect(await outdated(fruit, 'Grower')).toEqual([]);
});

test('an assignment to an account that is there does not refresh it', async () => {
  const fruit = await fruitSandbox();
  await edit(fruit, 'Grower');
  const at = target(fruit, { set: 'Grower', account: PROD, principal: fruit.group('pressers') });
  await fruit.sso.send(new CreateAccountAssignmentCommand(at));
  await settle(fruit);
  expect(await outdated(fruit, 'Grower')).toContain(PROD);
});

test('tags and descriptions outdate nothing, session durations do', async () => {
  const fruit = await fruitSandbox();
  const resource = { ...fruit.instance, ResourceArn: fruit.on('Owner').PermissionSetArn };
  await fruit.sso.send(new TagResourceCommand({ ...resource, Tags: [{ Key: 'a', Value: 'b' }] }));
  await fruit.sso.send(new UpdatePermissionSetCommand({ ...fruit.on('Owner'), Description: 'Owns the land' }));
  expect(await outdated(fruit, 'Owner')).toEqual([]);
  await fruit.sso.send(new UpdatePermissionSetCommand({ ...fruit.on('Owner'), SessionDuration: 'PT2H' }));
  expect(await outdated(fruit, 'Owner')).toHaveLength(2);
});

test('provisioning where nobody is assigned makes a role without rows', async () => {
  const fruit = await fruitSandbox();
  expect(await provisioned(fruit, 'Presser', { TargetId: TEST })).toMatchObject({ Status: 'SUCCEEDED' });
  const input = { ...fruit.instance, AccountId: TEST };
  const { PermissionSets } = await fruit.sso.send(new ListPermissionSetsProvisionedToAccountCommand(input));
  expect(PermissionSets).toContain(fruit.on('Presser').PermissionSetArn);
  const rows = await fruit.sso.send(new ListAccountAssignmentsCommand({ ...fruit.on('Presser'), AccountId: TEST }));
  expect(rows.AccountAssignments).toEqual([]);
});

test('provisioning everywhere succeeds when there is nowhere', async () => {
  const fruit = await fruitSandbox();
  const everywhere = await provisioned(fruit, 'Presser', { TargetType: 'ALL_PROVISIONED_ACCOUNTS' });
  expect(everywhere).toMatchObject({ Status: 'SUCCEEDED' });
});

test('an account without the customer managed policy fails, and keeps what it holds', async () => {
  const seed = { ...FRUIT, customerManagedPolicies: [{ account: 'orchard-test', name: 'press', path: '/fruit/' }] };
  const fruit = await fruitSandbox({ seed });
  const reference = { ...fruit.on('Grower'), CustomerManagedPolicyReference: { Name: 'press', Path: '/fruit/' } };
  await fruit.sso.send(new AttachCustomerManagedPolicyReferenceToPermissionSetCommand(reference));
  const outcome = await provisioned(fruit, 'Grower', { TargetType: 'ALL_PROVISIONED_ACCOUNTS' });
  expect(outcome).toMatchObject({ Status: 'FAILED' });
  expect(outcome?.FailureReason).toBe(
    `Received a 404 status error: Not supported policy arn:aws:iam::${PROD}:policy/fruit/press.`,
  );
  expect(await outdated(fruit, 'Grower')).toEqual([PROD]);
});

test('a new account needs the customer managed policies of the permission set, and its boundary', async () => {
  const seed: SandboxSeed = {
    ...FRUIT,
    permissionSets: [
      {
        name: 'Presser',
        customerManagedPolicies: [{ name: 'press' }],
        permissionsBoundary: { customerManagedPolicy: { name: 'fence' } },
      },
    ],
    assignments: [],
    customerManagedPolicies: [
      { account: '*', name: 'press' },
      { account: TEST, name: 'fence' },
    ],
  };
  const fruit = await fruitSandbox({ seed });
  const statuses: unknown[] = [];
  for (const account of [PROD, TEST]) {
    const at = target(fruit, { set: 'Presser', account, principal: fruit.group('pressers') });
    const begun = await fruit.sso.send(new CreateAccountAssignmentCommand(at));
    await settle(fruit);
    const request = {
      ...fruit.instance,
      AccountAssignmentCreationRequestId: begun.AccountAssignmentCreationStatus?.RequestId,
    };
    const answer = await fruit.sso.send(new DescribeAccountAssignmentCreationStatusCommand(request));
    statuses.push(answer.AccountAssignmentCreationStatus);
  }
  expect(statuses).toMatchObject([
    { Status: 'FAILED', FailureReason: expect.stringContaining(`arn:aws:iam::${PROD}:policy/fence`) },
    { Status: 'SUCCEEDED' },
  ]);
});

test('a permission set that an operation is using cannot be deleted', async () => {
  const fruit = await fruitSandbox();
  const at = target(fruit, { set: 'Presser', account: PROD, principal: fruit.group('pressers') });
  await fruit.sso.send(new CreateAccountAssignmentCommand(at));
  const deletion = fruit.sso.send(new DeletePermissionSetCommand(fruit.on('Presser')));
  await expect(deletion).rejects.toThrow('There is a conflicting operation in process.');
});

test('pairs that the seed calls outdated or role-only are so', async () => {
  const seed = {
    ...FRUIT,
    outdated: [{ permissionSet: 'Grower', account: PROD }],
    roleOnly: [{ permissionSet: 'Presser', account: 'orchard-prod' }],
  };
  const fruit = await fruitSandbox({ seed });
  expect(await outdated(fruit, 'Grower')).toEqual([PROD]);
  const latest = { ...fruit.on('Presser'), ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED' as const };
  const { AccountIds } = await fruit.sso.send(new ListAccountsForProvisionedPermissionSetCommand(latest));
  expect(AccountIds).toEqual([PROD]);
});

test('a fourth ProvisionPermissionSet at a time is throttled', async () => {
  const fruit = await fruitSandbox({ operationMs: 10_000 });
  const begin = (TargetId: string) => {
    const input = { ...fruit.on('Presser'), TargetType: 'AWS_ACCOUNT' as const, TargetId };
    return fruit.sso.send(new ProvisionPermissionSetCommand(input));
  };
  for (const account of ['111111111111', '222222222222', PROD]) await begin(account);
  await expect(begin(TEST)).rejects.toMatchObject({ name: 'ThrottlingException' });
  const filter = { ...fruit.instance, Filter: { Status: 'IN_PROGRESS' as const } };
  const { PermissionSetsProvisioningStatus: unfinished } = await fruit.sso.send(
    new ListPermissionSetProvisioningStatusCommand(filter),
  );
  expect(unfinished).toHaveLength(3);
});
