// The organization: accounts with their paths and states, the tree of units, tags and the delegated administrator.
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { fruitSandbox } from './support.ts';

test('accounts tell their state, their older status and their path, which ends in a slash', async () => {
  const { organizations } = await fruitSandbox();
  const { Accounts } = await organizations.send(new ListAccountsCommand({}));
  const [management, , prod, , press] = Accounts ?? [];
  expect(management?.Paths?.[0]).toMatch(/^o-[a-z0-9]{10}\/r-[a-z0-9]{4}\/$/);
  expect(prod?.Paths?.[0]).toMatch(/^o-[a-z0-9]{10}\/r-[a-z0-9]{4}(\/ou-[a-z0-9]{4}-[a-z0-9]{8}){2}\/$/);
  expect(prod).toMatchObject({
    Name: 'orchard-prod',
    State: 'ACTIVE',
    Status: 'ACTIVE',
    Email: 'aws-333333333333@example.com',
  });
  expect(press).toMatchObject({ State: 'SUSPENDED', Status: 'SUSPENDED' });
});

test('the tree can be walked down to the accounts and up again', async () => {
  const { organizations } = await fruitSandbox();
  const { Roots } = await organizations.send(new ListRootsCommand({}));
  const root = { ParentId: Roots?.[0]?.Id };
  const top = (await organizations.send(new ListOrganizationalUnitsForParentCommand(root))).OrganizationalUnits;
  expect(top?.map((unit) => unit.Name)).toEqual(['Core', 'Workloads']);
  const workloads = { ParentId: top?.[1]?.Id };
  const below = (await organizations.send(new ListOrganizationalUnitsForParentCommand(workloads))).OrganizationalUnits;
  expect(below?.map((unit) => unit.Name)).toEqual(['Prod', 'Test']);
  const inside = await organizations.send(new ListAccountsForParentCommand({ ParentId: below?.[0]?.Id }));
  expect(inside.Accounts?.map((account) => account.Id)).toEqual(['333333333333']);
  const children = await organizations.send(new ListChildrenCommand({ ...workloads, ChildType: 'ACCOUNT' }));
  expect(children.Children).toEqual([{ Id: '555555555555', Type: 'ACCOUNT' }]);
  const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: '333333333333' }));
  expect(Parents).toEqual([{ Id: below?.[0]?.Id, Type: 'ORGANIZATIONAL_UNIT' }]);
  const described = await organizations.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: below?.[0]?.Id }),
  );
  expect(described.OrganizationalUnit?.Name).toBe('Prod');
});

test('the organization names its management account and its administrator for Identity Center', async () => {
  const { organizations } = await fruitSandbox();
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  expect(Organization?.MasterAccountId).toBe('111111111111');
  const input = { ServicePrincipal: 'sso.amazonaws.com' };
  const { DelegatedAdministrators } = await organizations.send(new ListDelegatedAdministratorsCommand(input));
  expect(DelegatedAdministrators).toMatchObject([{ Id: '222222222222' }]);
});

test('tags of an account', async () => {
  const { organizations } = await fruitSandbox();
  const { Tags } = await organizations.send(new ListTagsForResourceCommand({ ResourceId: '333333333333' }));
  expect(Tags).toEqual([{ Key: 'stage', Value: 'prod' }]);
});

test.each([
  ['AccountNotFoundException', new DescribeAccountCommand({ AccountId: '999999999999' })],
  ['InvalidInputException', new DescribeAccountCommand({ AccountId: 'orchard' })],
])('%s', async (name, command) => {
  const { organizations } = await fruitSandbox();
  await expect(organizations.send(command)).rejects.toMatchObject({ name });
});
