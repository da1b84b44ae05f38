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
    }),
  );
  const told = await sso.send(new DescribeInstanceCommand(instance));
  expect(told).toMatchObject({ Name: 'FruitCo', EncryptionConfigurationDetails: key, PermissionSetsEnabled: true });
  const half = new UpdateInstanceCommand({ ...instance, EncryptionConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY' } });
  await expect(sso.send(half)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('UpdateInstance does one thing at a time, and never takes permission sets away', async () => {
  const { sandbox, instance } = await fruitSandbox();
  const update = async (more: Readonly<Record<string, unknown>>): Promise<string | undefined> =>
    errorOf(await send(sandbox.url, { service: 'sso-admin', operation: 'UpdateInstance' }, { ...instance, ...more }));
  const NetworkConfiguration = { VpceAccessRequired: true };
  expect(await update({ PermissionSetsEnabled: true, NetworkConfiguration })).toBe('ValidationException');
  expect(await update({ PermissionSetsEnabled: false })).toBe('ValidationException');
  expect(await update({ PermissionSetsEnabled: true })).toBeUndefined();
  expect(await update({ NetworkConfiguration })).toBeUndefined();
});

test('the network configuration of the instance is replaced whole, and without a restriction its lists go', async () => {
  const { sandbox, instance } = await fruitSandbox();
  const configured = async (NetworkConfiguration: unknown): Promise<unknown> => {
    await send(
      sandbox.url,
      { service: 'sso-admin', operation: 'UpdateInstance' },
      { ...instance, NetworkConfiguration },
    );
    const told = await send(sandbox.url, { service: 'sso-admin', operation: 'DescribeInstance' }, instance);
    return JSON.parse(told.body).NetworkConfigurationDetails;
  };
  const lists = { AllowSourceIps: ['192.0.2.0/24'], RestrictSourceVpcs: [] };
  expect(await configured({ VpceAccessRequired: true, ...lists })).toEqual({
    VpceAccessRequired: true,
    AllowSourceIps: ['192.0.2.0/24'],
  });
  expect(await configured({ VpceAccessRequired: true })).toEqual({ VpceAccessRequired: true });
  expect(await configured({ VpceAccessRequired: false, ...lists })).toEqual({ VpceAccessRequired: false });
  expect(await configured({ VpceAccessRequired: true, AllowSourceIps: ['192.0.2.0/33'] })).toEqual({
    VpceAccessRequired: false,
  });
});

test('with `regional`, a caller elsewhere sees the instance where it asks for all regions, or where it was added', async () => {
  const fruit = await fruitSandbox({ regional: true });
  const seen = async (region: string, RegionScope?: string): Promise<number> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/sso/aws4_request`;
    const headers = { authorization, 'x-amz-target': 'SWBExternalService.ListInstances' };
    const answer = await fetch(fruit.sandbox.url, { method: 'POST', headers, body: JSON.stringify({ RegionScope }) });
    return ((await answer.json()) as { Instances: unknown[] }).Instances.length;
  };
  expect([await seen('eu-west-1'), await seen('us-east-2')]).toEqual([1, 0]);
  expect([await seen('us-east-2', 'CURRENT_REGION'), await seen('us-east-2', 'ALL_REGIONS')]).toEqual([0, 1]);
  await fruit.sso.send(new AddRegionCommand({ ...fruit.instance, RegionName: 'us-east-2' }));
  expect(await seen('us-east-2')).toBe(1);
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
