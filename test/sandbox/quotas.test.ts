// What an account's IAM does not take, and policies that do not exist: refused at once, or when the role would be made.
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { FRUIT, type Fruit, fruitSandbox, settle, target } from './support.ts';

const PROD = '333333333333';

async function assigned(fruit: Fruit, set: string) {
  const at = target(fruit, { set, account: PROD, principal: fruit.group('pressers') });
  const begun = await fruit.sso.send(new CreateAccountAssignmentCommand(at));
  await settle(fruit);
  const id = begun.AccountAssignmentCreationStatus?.RequestId;
  const request = { ...fruit.instance, AccountAssignmentCreationRequestId: id };
  const told = await fruit.sso.send(new DescribeAccountAssignmentCreationStatusCommand(request));
  return told.AccountAssignmentCreationStatus;
}

test('an account takes so many permission sets, and more assignments of those', async () => {
  const fruit = await fruitSandbox({ permissionSetsPerAccount: 1 });
  expect(await assigned(fruit, 'Presser')).toMatchObject({
    Status: 'FAILED',
    FailureReason: expect.stringContaining('Cannot provision more than 1 permission sets'),
  });
  expect(await assigned(fruit, 'Grower')).toMatchObject({ Status: 'SUCCEEDED' });
});

test('a role takes so many managed policies', async () => {
  const named = (count: number) => Array.from({ length: count }, (_, index) => `Fruit${index}`);
  const permissionSets = [
    { name: 'Ten', managedPolicies: named(10) },
    { name: 'Eleven', managedPolicies: named(10), customerManagedPolicies: [{ name: 'OrchardBase' }] },
  ];
  const fruit = await fruitSandbox({
    seed: { ...FRUIT, permissionSets, assignments: [] },
    managedPoliciesPerRole: 10,
  });
  expect(await assigned(fruit, 'Ten')).toMatchObject({ Status: 'SUCCEEDED' });
  expect(await assigned(fruit, 'Eleven')).toMatchObject({
    Status: 'FAILED',
    FailureReason: expect.stringContaining('PoliciesPerRole: 10'),
  });
});

test('where the seed lists the AWS managed policies, others do not exist', async () => {
  const awsManagedPolicies = [{ name: 'ReadOnlyAccess' }, { name: 'Billing', path: '/job-function/' }];
  const { sso, on } = await fruitSandbox({ seed: { ...FRUIT, awsManagedPolicies } });
  const attach = (policy: string) => {
    const ManagedPolicyArn = `arn:aws:iam::aws:policy${policy}`;
    return sso.send(new AttachManagedPolicyToPermissionSetCommand({ ...on('Presser'), ManagedPolicyArn }));
  };
  await attach('/job-function/Billing');
  await expect(attach('/Billing')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Policy does not exist with ARN: arn:aws:iam::aws:policy/Billing',
  });
  const PermissionsBoundary = { ManagedPolicyArn: 'arn:aws:iam::aws:policy/Pruning' };
  const bound = sso.send(new PutPermissionsBoundaryToPermissionSetCommand({ ...on('Presser'), PermissionsBoundary }));
  await expect(bound).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
