// Permission sets: their own properties, their policies, their boundary and their tags.
import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  AttachManagedPolicyToPermissionSetCommand,
  CreatePermissionSetCommand,
  DeleteInlinePolicyFromPermissionSetCommand,
  DeletePermissionSetCommand,
  DeletePermissionsBoundaryFromPermissionSetCommand,
  DescribePermissionSetCommand,
  DetachCustomerManagedPolicyReferenceFromPermissionSetCommand,
  DetachManagedPolicyFromPermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  PutInlinePolicyToPermissionSetCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { fruitSandbox } from './support.ts';

const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

test('a permission set that is made can be described, listed and deleted', async () => {
  const { sso, instance } = await fruitSandbox();
  const tags = [{ Key: 'team', Value: 'orchard' }];
  const made = await sso.send(new CreatePermissionSetCommand({ ...instance, Name: 'Picker', Tags: tags }));
  const on = { ...instance, PermissionSetArn: made.PermissionSet?.PermissionSetArn };
  expect(on.PermissionSetArn).toMatch(/^arn:aws:sso:::permissionSet\/ssoins-[0-9a-f]{16}\/ps-[0-9a-f]{16}$/);
  const described = (await sso.send(new DescribePermissionSetCommand(on))).PermissionSet;
  expect(described).toMatchObject({ Name: 'Picker', SessionDuration: 'PT1H' });
  expect(described).not.toHaveProperty('Description');
  expect(described).not.toHaveProperty('RelayState');
  expect(described?.CreatedDate).toBeInstanceOf(Date);
  expect((await sso.send(new ListPermissionSetsCommand(instance))).PermissionSets).toContain(on.PermissionSetArn);
  await sso.send(new DeletePermissionSetCommand(on));
  await expect(sso.send(new DescribePermissionSetCommand(on))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Could not find PermissionSet with id ${on.PermissionSetArn?.split('/').at(-1)}`,
  });
});

test('a name is taken once', async () => {
  const { sso, instance } = await fruitSandbox();
  const again = sso.send(new CreatePermissionSetCommand({ ...instance, Name: 'Grower' }));
  await expect(again).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'PermissionSet with name Grower already exists.',
  });
});

test('UpdatePermissionSet clears the relay state and the description that it does not send', async () => {
  const { sso, on } = await fruitSandbox();
  await sso.send(new UpdatePermissionSetCommand({ ...on('Grower'), Description: 'Prunes' }));
  const once = (await sso.send(new DescribePermissionSetCommand(on('Grower')))).PermissionSet;
  expect(once).toMatchObject({ Description: 'Prunes', SessionDuration: 'PT4H' });
  expect(once).not.toHaveProperty('RelayState');
  await sso.send(new UpdatePermissionSetCommand({ ...on('Grower'), SessionDuration: 'PT12H' }));
  const twice = (await sso.send(new DescribePermissionSetCommand(on('Grower')))).PermissionSet;
  expect(twice).toMatchObject({ SessionDuration: 'PT12H' });
  expect(twice).not.toHaveProperty('Description');
});

test.each(['PT30M', 'PT13H', 'P1D'])('a session of %s is refused', async (SessionDuration) => {
  const { sso, on } = await fruitSandbox();
  const update = sso.send(new UpdatePermissionSetCommand({ ...on('Grower'), SessionDuration }));
  await expect(update).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a permission set that is in an account cannot be deleted', async () => {
  const { sso, on } = await fruitSandbox();
  await expect(sso.send(new DeletePermissionSetCommand(on('Grower')))).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Could not delete because PermissionSet has ApplicationProfile associated with it.',
  });
});

test('a managed policy is attached once and detached once', async () => {
  const { sso, on } = await fruitSandbox();
  const input = { ...on('Presser'), ManagedPolicyArn: managed('job-function/Billing') };
  await sso.send(new AttachManagedPolicyToPermissionSetCommand(input));
  const attached = await sso.send(new ListManagedPoliciesInPermissionSetCommand(on('Presser')));
  expect(attached.AttachedManagedPolicies).toEqual([{ Name: 'Billing', Arn: managed('job-function/Billing') }]);
  const again = sso.send(new AttachManagedPolicyToPermissionSetCommand(input));
  await expect(again).rejects.toMatchObject({
    name: 'ConflictException',
    message: expect.stringMatching(/^Permission set with id ps-[0-9a-f]{16} already has a typed link attachment/),
  });
  await sso.send(new DetachManagedPolicyFromPermissionSetCommand(input));
  await expect(sso.send(new DetachManagedPolicyFromPermissionSetCommand(input))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a reference has the path / when it names none, and counts with the managed policies', async () => {
  const { sso, on } = await fruitSandbox();
  const input = { ...on('Presser'), CustomerManagedPolicyReference: { Name: 'press' } };
  await sso.send(new AttachCustomerManagedPolicyReferenceToPermissionSetCommand(input));
  const attached = await sso.send(new ListCustomerManagedPolicyReferencesInPermissionSetCommand(on('Presser')));
  expect(attached.CustomerManagedPolicyReferences).toEqual([{ Name: 'press', Path: '/' }]);
  const again = { ...on('Presser'), CustomerManagedPolicyReference: { Name: 'press', Path: '/' } };
  await expect(sso.send(new AttachCustomerManagedPolicyReferenceToPermissionSetCommand(again))).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Given customer managed policy with name: press  and path / already attached',
  });
  for (let number = 1; number < 20; number += 1) {
    const next = { ...on('Presser'), ManagedPolicyArn: managed(`Policy${number}`) };
    await sso.send(new AttachManagedPolicyToPermissionSetCommand(next));
  }
  const excess = { ...on('Presser'), ManagedPolicyArn: managed('Policy20') };
  await expect(sso.send(new AttachManagedPolicyToPermissionSetCommand(excess))).rejects.toMatchObject({
    name: 'ServiceQuotaExceededException',
  });
  await sso.send(new DetachCustomerManagedPolicyReferenceFromPermissionSetCommand(input));
  await expect(sso.send(new DetachCustomerManagedPolicyReferenceFromPermissionSetCommand(input))).rejects.toMatchObject(
    { name: 'ResourceNotFoundException' },
  );
});

test('an inline policy comes back as it was put, and as an empty text when there is none', async () => {
  const { sso, on } = await fruitSandbox();
  const InlinePolicy = '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect":"Deny","Action":"*","Resource":"*"}\n}';
  await sso.send(new PutInlinePolicyToPermissionSetCommand({ ...on('Presser'), InlinePolicy }));
  const put = await sso.send(new GetInlinePolicyForPermissionSetCommand(on('Presser')));
  expect(put.InlinePolicy).toBe(InlinePolicy);
  await sso.send(new DeleteInlinePolicyFromPermissionSetCommand(on('Presser')));
  const gone = await sso.send(new GetInlinePolicyForPermissionSetCommand(on('Presser')));
  expect(gone.InlinePolicy).toBe('');
});

test('an inline policy of more than 10,240 bytes without whitespace is refused with its size', async () => {
  const { sso, on } = await fruitSandbox();
  const statement = (letters: number): string =>
    JSON.stringify({ Statement: { Effect: 'Deny', Action: '*', Resource: '*', Sid: 'a'.repeat(letters) } }, null, 1);
  const fits = 10_240 - statement(0).replaceAll(/\s/g, '').length;
  const put = (InlinePolicy: string) =>
    sso.send(new PutInlinePolicyToPermissionSetCommand({ ...on('Presser'), InlinePolicy }));
  await put(statement(fits));
  await expect(put(statement(fits + 1))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(
      'InlinePolicy Document is 10241 bytes which has exceeded the maximum limit of 10240',
    ),
  });
  await expect(put('not JSON')).rejects.toThrow('Invalid PermissionsPolicy Document');
});

test('a boundary is one policy of either kind, and not found when there is none', async () => {
  const { sso, on } = await fruitSandbox();
  const get = () => sso.send(new GetPermissionsBoundaryForPermissionSetCommand(on('Presser')));
  const put = (PermissionsBoundary: PutPermissionsBoundaryToPermissionSetCommand['input']['PermissionsBoundary']) =>
    sso.send(new PutPermissionsBoundaryToPermissionSetCommand({ ...on('Presser'), PermissionsBoundary }));
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await put({ ManagedPolicyArn: managed('PowerUserAccess') });
  expect((await get()).PermissionsBoundary).toEqual({ ManagedPolicyArn: managed('PowerUserAccess') });
  await put({ CustomerManagedPolicyReference: { Name: 'fence', Path: '/orchard/' } });
  expect((await get()).PermissionsBoundary).toEqual({
    CustomerManagedPolicyReference: { Name: 'fence', Path: '/orchard/' },
  });
  await expect(put({})).rejects.toMatchObject({ name: 'ValidationException' });
  await sso.send(new DeletePermissionsBoundaryFromPermissionSetCommand(on('Presser')));
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('tags are laid over those that are there, and taken away by key', async () => {
  const { sso, on, instance } = await fruitSandbox();
  const resource = { ...instance, ResourceArn: on('Grower').PermissionSetArn };
  await sso.send(
    new TagResourceCommand({
      ...resource,
      Tags: [
        { Key: 'team', Value: 'press' },
        { Key: 'a', Value: '' },
      ],
    }),
  );
  await sso.send(new UntagResourceCommand({ ...resource, TagKeys: ['a', 'missing'] }));
  const { Tags } = await sso.send(new ListTagsForResourceCommand(resource));
  expect(Tags).toEqual([{ Key: 'team', Value: 'press' }]);
  const reserved = sso.send(new TagResourceCommand({ ...resource, Tags: [{ Key: 'aws:x', Value: '' }] }));
  await expect(reserved).rejects.toMatchObject({ name: 'ValidationException' });
});
