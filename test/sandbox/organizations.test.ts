// The organization: accounts with their paths and states, the tree of units, tags and the delegated administrator.
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { expect, onTestFinished, test } from 'vitest';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.ts';
import { FRUIT, fruitSandbox } from './support.ts';

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

const DENY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sso:CreateInstance', Resource: '*' }] };
const SCP = { Filter: 'SERVICE_CONTROL_POLICY' } as const;

const withControlPolicies = (policies: SandboxSeed['organization']['serviceControlPolicies']) =>
  fruitSandbox({
    seed: { ...FRUIT, organization: { ...FRUIT.organization, ...(policies && { serviceControlPolicies: policies }) } },
  });

test('FullAWSAccess is attached to everything where nobody says otherwise', async () => {
  const { organizations } = await fruitSandbox();
  const { Policies } = await organizations.send(new ListPoliciesCommand(SCP));
  expect(Policies).toMatchObject([{ Id: 'p-FullAWSAccess', AwsManaged: true }]);
  const { Targets } = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId: 'p-FullAWSAccess' }));
  expect(Targets?.map(({ Name, Type }) => `${Type} ${Name}`).sort()).toEqual([
    'ACCOUNT fruit-identity',
    'ACCOUNT fruit-management',
    'ACCOUNT old-press',
    'ACCOUNT orchard-prod',
    'ACCOUNT orchard-test',
    'ORGANIZATIONAL_UNIT Core',
    'ORGANIZATIONAL_UNIT Prod',
    'ORGANIZATIONAL_UNIT Test',
    'ORGANIZATIONAL_UNIT Workloads',
    'ROOT Root',
  ]);
  expect((await organizations.send(new ListPoliciesCommand({ Filter: 'TAG_POLICY' }))).Policies).toEqual([]);
});

test('service control policies of the seed are attached where it says', async () => {
  const { sandbox, organizations } = await withControlPolicies({
    policies: [
      { name: 'fence', description: 'Round the orchard', content: DENY, targets: ['Workloads/Prod', 'orchard-test'] },
    ],
    withoutFullAccess: ['Workloads/Prod'],
  });
  const { Policies } = await organizations.send(new ListPoliciesCommand(SCP));
  expect(Policies).toMatchObject([{ AwsManaged: true }, { Name: 'fence', Description: 'Round the orchard' }]);
  const fence = { PolicyId: Policies?.[1]?.Id };
  const { Policy } = await organizations.send(new DescribePolicyCommand(fence));
  expect(JSON.parse(Policy?.Content ?? '')).toEqual(DENY);
  const { Targets } = await organizations.send(new ListTargetsForPolicyCommand(fence));
  expect(Targets?.map(({ Name }) => Name)).toEqual(['Prod', 'orchard-test']);
  const attached = async (TargetId = '') =>
    (await organizations.send(new ListPoliciesForTargetCommand({ TargetId, ...SCP }))).Policies?.map(
      ({ Name }) => Name,
    );
  expect(await attached(Targets?.[0]?.TargetId)).toEqual(['fence']);
  expect(await attached('444444444444')).toEqual(['FullAWSAccess', 'fence']);
  const heir = await startSandbox({ seed: JSON.parse(JSON.stringify(sandbox.snapshot())) });
  onTestFinished(() => heir.close());
  expect(heir.snapshot()).toEqual(sandbox.snapshot());
});

test('without service control policies nothing is attached, and the root says so', async () => {
  const { organizations } = await withControlPolicies({ enabled: false });
  expect((await organizations.send(new ListRootsCommand({}))).Roots?.[0]?.PolicyTypes).toEqual([]);
  const attached = new ListPoliciesForTargetCommand({ TargetId: '333333333333', ...SCP });
  expect((await organizations.send(attached)).Policies).toEqual([]);
});

test('a policy that is attached to nothing that is there is told with its place in the seed', async () => {
  const policies = [{ name: 'fence', content: DENY, targets: ['root', 'orchard-tset'] }];
  const seed = { ...FRUIT, organization: { ...FRUIT.organization, serviceControlPolicies: { policies } } };
  await expect(startSandbox({ seed })).rejects.toMatchObject({
    problems: [
      'organization.serviceControlPolicies.policies[0].targets[1] names no account, unit or `root`: `orchard-tset`',
    ],
  });
});

test.each([
  ['PolicyNotFoundException', (client) => client.send(new DescribePolicyCommand({ PolicyId: 'p-0123456789' }))],
  ['PolicyNotFoundException', (client) => client.send(new ListTargetsForPolicyCommand({ PolicyId: 'p-0123456789' }))],
  [
    'TargetNotFoundException',
    (client) => client.send(new ListPoliciesForTargetCommand({ TargetId: '999999999999', ...SCP })),
  ],
  ['AccountNotFoundException', (client) => client.send(new DescribeAccountCommand({ AccountId: '999999999999' }))],
  ['InvalidInputException', (client) => client.send(new DescribeAccountCommand({ AccountId: 'orchard' }))],
] as readonly (readonly [string, (client: OrganizationsClient) => Promise<unknown>])[])('%s', async (name, call) => {
  const { organizations } = await fruitSandbox();
  await expect(call(organizations)).rejects.toMatchObject({ name });
});
