// Callers: who they are, and what each persona is refused.
import { ListGroupsCommand } from '@aws-sdk/client-identitystore';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { clients, FRUIT, fruitSandbox, target } from './support.ts';

const DENIED = {
  name: 'AccessDeniedException',
  message: expect.stringContaining('is not authorized to perform: sso:'),
};

test.each([
  ['SANDBOXMANAGEMENT', '111111111111'],
  ['SANDBOXDELEGATED', '222222222222'],
  ['SANDBOXNONE', '111111111111'],
])('%s is in account %s', async (key, account) => {
  const { sandbox } = await fruitSandbox();
  const identity = await clients(sandbox, key).sts.send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe(account);
  expect(identity.Arn).toMatch(new RegExp(`^arn:aws:sts::${account}:assumed-role/Sandbox[A-Za-z]+/sandbox$`));
});

test('the caller of the seed is who the seed says', async () => {
  const arn = 'arn:aws:sts::222222222222:assumed-role/Gardener/pia';
  const seed = { ...FRUIT, caller: { account: '222222222222', arn, persona: 'delegated-administrator' as const } };
  const { sts, sso, on } = await fruitSandbox({ seed });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '222222222222', Arn: arn });
  const update = sso.send(new UpdatePermissionSetCommand({ ...on('Owner'), Description: 'x' }));
  await expect(update).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: ${arn} is not authorized to perform: sso:UpdatePermissionSet on resource: ${on('Owner').PermissionSetArn}`,
  });
});

test('a delegated administrator is kept from the management account and from what is provisioned there', async () => {
  const fruit = await fruitSandbox();
  const { sso } = clients(fruit.sandbox, 'SANDBOXDELEGATED');
  const assign = (set: string, account: string) =>
    sso.send(new CreateAccountAssignmentCommand(target(fruit, { set, account, principal: fruit.group('growers') })));
  await expect(assign('Presser', '111111111111')).rejects.toMatchObject(DENIED);
  await expect(assign('Owner', '333333333333')).rejects.toMatchObject(DENIED);
  await assign('Presser', '333333333333');
  const provision = { ...fruit.on('Owner'), TargetType: 'ALL_PROVISIONED_ACCOUNTS' as const };
  await expect(sso.send(new ProvisionPermissionSetCommand(provision))).rejects.toMatchObject(DENIED);
});

test.each([
  [false, 'AccessDeniedException'],
  [true, undefined],
])(
  'with delegatedListsForPrincipal %s listing for a principal ends in %s',
  async (delegatedListsForPrincipal, name) => {
    const fruit = await fruitSandbox({ delegatedListsForPrincipal });
    const { sso } = clients(fruit.sandbox, 'SANDBOXDELEGATED');
    const principal = { ...fruit.instance, PrincipalType: 'GROUP' as const, PrincipalId: fruit.group('growers') };
    const listing = sso.send(new ListAccountAssignmentsForPrincipalCommand(principal)).catch((error) => error.name);
    if (name === undefined) expect(await listing).toHaveProperty('AccountAssignments');
    else expect(await listing).toBe(name);
  },
);

test('a reader reads and does not write; nobody does neither', async () => {
  const fruit = await fruitSandbox();
  const reader = clients(fruit.sandbox, 'SANDBOXREADONLY');
  await reader.sso.send(new ListInstancesCommand({}));
  const make = new CreatePermissionSetCommand({ ...fruit.instance, Name: 'Picker' });
  await expect(reader.sso.send(make)).rejects.toMatchObject(DENIED);
  const nobody = clients(fruit.sandbox, 'SANDBOXNONE');
  await expect(nobody.sso.send(new ListInstancesCommand({}))).rejects.toMatchObject(DENIED);
  await expect(nobody.directory.send(new ListGroupsCommand(fruit.store))).rejects.toThrow('identitystore:ListGroups');
  await expect(nobody.organizations.send(new ListAccountsCommand({}))).rejects.toThrow('organizations:ListAccounts');
});
