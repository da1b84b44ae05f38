// The instance itself: its properties, regions, tags and applications.
import {
  AddRegionCommand,
  CreateApplicationAssignmentCommand,
  DescribeApplicationCommand,
  DescribeInstanceCommand,
  ListApplicationAssignmentsCommand,
  ListApplicationsCommand,
  ListInstancesCommand,
  ListTagsForResourceCommand,
  RemoveRegionCommand,
  TagResourceCommand,
  UpdateInstanceCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { FRUIT, type Fruit, fruitSandbox, settle } from './support.ts';
import { errorOf, send } from './wire.ts';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef';

test('what UpdateInstance sets is what DescribeInstance tells', async () => {
  const { sso, instance } = await fruitSandbox();
  const key = { KeyType: 'CUSTOMER_MANAGED_KEY' as const, KmsKeyArn: KEY };
  await sso.send(
    new UpdateInstanceCommand({
      ...instance,
      Name: 'FruitCo',
      EncryptionConfiguration: key,
      PermissionSetsEnabled: false,
    }),
  );
  const told = await sso.send(new DescribeInstanceCommand(instance));
  expect(told).toMatchObject({ Name: 'FruitCo', EncryptionConfigurationDetails: key, PermissionSetsEnabled: false });
  const half = new UpdateInstanceCommand({ ...instance, EncryptionConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY' } });
  await expect(sso.send(half)).rejects.toMatchObject({ name: 'ValidationException' });
});

const regions = async ({ sso }: Fruit) => {
  const { Instances } = await sso.send(new ListInstancesCommand({}));
  return (Instances?.[0]?.Regions ?? []).map(({ RegionName, Status }) => `${RegionName} ${Status}`);
};

test('a region is added and removed in the time of an operation', async () => {
  const fruit = await fruitSandbox();
  const region = { ...fruit.instance, RegionName: 'eu-central-1' };
  await fruit.sso.send(new AddRegionCommand(region));
  expect(await regions(fruit)).toEqual(['eu-west-1 ACTIVE', 'eu-central-1 ADDING']);
  await expect(fruit.sso.send(new AddRegionCommand(region))).rejects.toMatchObject({ name: 'ConflictException' });
  await settle(fruit);
  expect(await regions(fruit)).toEqual(['eu-west-1 ACTIVE', 'eu-central-1 ACTIVE']);
  await fruit.sso.send(new RemoveRegionCommand(region));
  expect(await regions(fruit)).toEqual(['eu-west-1 ACTIVE', 'eu-central-1 REMOVING']);
  await settle(fruit);
  expect(await regions(fruit)).toEqual(['eu-west-1 ACTIVE']);
  const primary = new RemoveRegionCommand({ ...fruit.instance, RegionName: 'eu-west-1' });
  await expect(fruit.sso.send(primary)).rejects.toMatchObject({ name: 'ConflictException' });
});

test('the instance has tags of its own', async () => {
  const { sso, instance } = await fruitSandbox();
  const resource = { ResourceArn: instance.InstanceArn };
  await sso.send(new TagResourceCommand({ ...resource, Tags: [{ Key: 'owner', Value: 'orchard' }] }));
  const { Tags } = await sso.send(new ListTagsForResourceCommand(resource));
  expect(Tags).toEqual([{ Key: 'owner', Value: 'orchard' }]);
});

test.each(['CreateInstance', 'DeleteInstance'])('%s is refused', async (operation) => {
  const { sandbox, instance } = await fruitSandbox();
  const input = operation === 'DeleteInstance' ? instance : {};
  expect(errorOf(await send(sandbox.url, { service: 'sso-admin', operation }, input))).toBe('AccessDeniedException');
});

test('there are no applications unless the seed has some', async () => {
  const { sso, instance } = await fruitSandbox();
  expect((await sso.send(new ListApplicationsCommand(instance))).Applications).toEqual([]);
});

test('applications are listed with who is assigned to them', async () => {
  const applications = [
    { name: 'Harvest planner', assignments: [{ group: 'growers' }] },
    { name: 'Press monitor', account: 'orchard-prod', enabled: false },
  ];
  const { sso, instance, group, user } = await fruitSandbox({ seed: { ...FRUIT, applications } });
  const { Applications = [] } = await sso.send(new ListApplicationsCommand(instance));
  expect(Applications.map(({ Name, Status, ApplicationAccount }) => [Name, Status, ApplicationAccount])).toEqual([
    ['Harvest planner', 'ENABLED', '111111111111'],
    ['Press monitor', 'DISABLED', '333333333333'],
  ]);
  const Filter = { ApplicationAccount: '333333333333' };
  expect((await sso.send(new ListApplicationsCommand({ ...instance, Filter }))).Applications).toHaveLength(1);
  const application = { ApplicationArn: Applications[0]?.ApplicationArn };
  const pia = { ...application, PrincipalType: 'USER' as const, PrincipalId: user('pia@example.com') };
  await sso.send(new CreateApplicationAssignmentCommand(pia));
  await expect(sso.send(new CreateApplicationAssignmentCommand(pia))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  const { ApplicationAssignments = [] } = await sso.send(new ListApplicationAssignmentsCommand(application));
  expect(ApplicationAssignments.map(({ PrincipalId }) => PrincipalId)).toEqual([group('growers'), pia.PrincipalId]);
  const ApplicationArn = application.ApplicationArn?.replace(/.$/, 'z');
  const unknown = sso.send(new DescribeApplicationCommand({ ApplicationArn }));
  await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
