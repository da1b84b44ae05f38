// Pages and input validation, through the clients.
import { ListAccountsCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import {
  CreatePermissionSetCommand,
  DescribePermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetsCommand,
  paginateListPermissionSets,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { FRUIT, fruitSandbox } from './support.ts';

const MANY: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: {
    managementAccount: '700000000000',
    accounts: Array.from({ length: 30 }, (_, index) => ({
      id: String(700_000_000_000 + index),
      name: `grove-${index}`,
    })),
  },
  permissionSets: Array.from({ length: 25 }, (_, index) => ({ name: `Set${index}` })),
};

test('a page without MaxResults has ten rows, and the pages together have every row once', async () => {
  const { sso, instance } = await fruitSandbox({ seed: MANY });
  const sizes: number[] = [];
  const arns = new Set<string>();
  for await (const page of paginateListPermissionSets({ client: sso }, instance)) {
    sizes.push(page.PermissionSets?.length ?? 0);
    for (const arn of page.PermissionSets ?? []) arns.add(arn);
  }
  expect(sizes).toEqual([10, 10, 5]);
  expect(arns.size).toBe(25);
});

test('without MaxResults a page of Organizations has 20 rows', async () => {
  const { organizations } = await fruitSandbox({ seed: MANY });
  expect((await organizations.send(new ListAccountsCommand({}))).Accounts).toHaveLength(20);
});

test('MaxResults is honoured, up to 100 or, for organizations, 20', async () => {
  const { sso, organizations, instance } = await fruitSandbox({ seed: MANY });
  const all = await sso.send(new ListPermissionSetsCommand({ ...instance, MaxResults: 100 }));
  expect(all.PermissionSets).toHaveLength(25);
  expect(all).not.toHaveProperty('NextToken');
  await expect(sso.send(new ListPermissionSetsCommand({ ...instance, MaxResults: 101 }))).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "Value of input 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
  });
  expect((await organizations.send(new ListAccountsCommand({ MaxResults: 20 }))).Accounts).toHaveLength(20);
  await expect(organizations.send(new ListAccountsCommand({ MaxResults: 21 }))).rejects.toMatchObject({
    name: 'InvalidInputException',
    Reason: 'MAX_VALUE_EXCEEDED',
  });
});

test('a token is good for its own listing only', async () => {
  const { sso, instance, on } = await fruitSandbox({ seed: MANY });
  const { NextToken } = await sso.send(new ListPermissionSetsCommand(instance));
  const elsewhere = sso.send(new ListAccountsForProvisionedPermissionSetCommand({ ...on('Set1'), NextToken }));
  await expect(elsewhere).rejects.toMatchObject({ name: 'ValidationException' });
  const invented = sso.send(new ListPermissionSetsCommand({ ...instance, NextToken: 'abc' }));
  await expect(invented).rejects.toMatchObject({ name: 'ValidationException' });
});

test('an empty page goes on where the list stood, and paginators see every row', async () => {
  const { organizations } = await fruitSandbox({
    seed: MANY,
    faults: ({ operation, n }) => (operation === 'ListAccounts' && n === 2 ? 'empty-page' : undefined),
  });
  const sizes: number[] = [];
  for await (const page of paginateListAccounts({ client: organizations, pageSize: 20 }, {})) {
    sizes.push(page.Accounts?.length ?? 0);
  }
  expect(sizes).toEqual([20, 0, 10]);
});

test('a repeated token is the one that was sent', async () => {
  const { sso, instance } = await fruitSandbox({
    seed: MANY,
    faults: ({ n }) => (n === 2 ? 'repeat-token' : undefined),
  });
  const { NextToken } = await sso.send(new ListPermissionSetsCommand(instance));
  const again = await sso.send(new ListPermissionSetsCommand({ ...instance, NextToken }));
  expect(again.NextToken).toBe(NextToken);
});

test.each([
  [
    'a name with a space',
    { Name: 'Fruit Grower' },
    "Value of input 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  ],
  [
    'a name of 33 letters',
    { Name: 'a'.repeat(33) },
    "Value of input 'name' failed to satisfy constraint: Member must have length less than or equal to 32",
  ],
  ['no name', { Name: undefined }, "Value of input 'name' failed to satisfy constraint: Member must not be null"],
  [
    'an em dash',
    { Name: 'Picker', Description: 'picks — all' },
    /^Value of input 'description' failed to satisfy constraint/,
  ],
  ['several mistakes', { Name: '', Description: '' }, /^3 validation errors detected: .*'name'.*; .*'description'/],
])('%s is refused by validation', async (_what, change, message) => {
  const { sso, instance } = await fruitSandbox();
  await expect(sso.send(new CreatePermissionSetCommand({ ...instance, ...change } as never))).rejects.toMatchObject({
    name: 'ValidationException',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('an instance that is not this one has no permission sets', async () => {
  const { sso, on } = await fruitSandbox();
  const InstanceArn = 'arn:aws:sso:::instance/ssoins-0000000000000000';
  await expect(sso.send(new DescribePermissionSetCommand({ ...on('Grower'), InstanceArn }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a limit of requests is a limit in virtual time', async () => {
  const { sso, instance } = await fruitSandbox({ seed: FRUIT, requestsPerSecond: 5, tickMs: 50 });
  const outcomes: string[] = [];
  for (let request = 0; request < 40; request += 1) {
    const listing = sso.send(new ListPermissionSetsCommand(instance));
    outcomes.push(await listing.then(() => 'ok').catch((error) => `${error.name}: ${error.message}`));
  }
  expect(new Set(outcomes)).toEqual(new Set(['ok', 'ThrottlingException: Rate exceeded']));
  // Two virtual seconds at five a second, after a full bucket of five.
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(14);
});
