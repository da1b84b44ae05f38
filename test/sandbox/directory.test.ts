// The identity store: groups, users and memberships.
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupMembershipCommand,
  DeleteUserCommand,
  DescribeGroupCommand,
  DescribeUserCommand,
  GetGroupIdCommand,
  GetUserIdCommand,
  IsMemberInGroupsCommand,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListGroupsCommand,
  ListUsersCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-identitystore';
import { ListAccountAssignmentsCommand } from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { type Fruit, fruitSandbox } from './support.ts';

const named = (fruit: Fruit, AttributePath: string, AttributeValue: string) => ({
  ...fruit.store,
  AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue } },
});

test('a group is found by its name, by its external id and in the list', async () => {
  const fruit = await fruitSandbox();
  const GroupId = fruit.group('growers');
  expect(await fruit.directory.send(new GetGroupIdCommand(named(fruit, 'displayName', 'growers')))).toMatchObject({
    GroupId,
  });
  const { Groups } = await fruit.directory.send(new ListGroupsCommand(fruit.store));
  expect(Groups?.map((group) => group.DisplayName)).toEqual(['growers', 'pressers']);
  const [external] = Groups?.[0]?.ExternalIds ?? [];
  expect(external).toEqual({ Issuer: 'https://scim.aws.com/sandbox', Id: '0f0f0f0f-0000-4000-8000-000000000001' });
  const byExternalId = {
    ...fruit.store,
    AlternateIdentifier: { ExternalId: { Issuer: external?.Issuer, Id: external?.Id } },
  };
  expect(await fruit.directory.send(new GetGroupIdCommand(byExternalId))).toMatchObject({ GroupId });
  const filter = { ...fruit.store, Filters: [{ AttributePath: 'DisplayName', AttributeValue: 'pressers' }] };
  expect((await fruit.directory.send(new ListGroupsCommand(filter))).Groups).toHaveLength(1);
});

test('what is not there is told with its type', async () => {
  const fruit = await fruitSandbox();
  const group = fruit.directory.send(new GetGroupIdCommand(named(fruit, 'displayName', 'tasters')));
  await expect(group).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'GROUP not found.',
    ResourceType: 'GROUP',
  });
  const user = fruit.directory.send(new GetUserIdCommand(named(fruit, 'userName', 'nobody')));
  await expect(user).rejects.toMatchObject({ message: 'USER not found.', ResourceType: 'USER' });
});

test('the life of a group and its memberships', async () => {
  const fruit = await fruitSandbox();
  const { directory, store } = fruit;
  const { GroupId } = await directory.send(new CreateGroupCommand({ ...store, DisplayName: 'tasters' }));
  await expect(directory.send(new CreateGroupCommand({ ...store, DisplayName: 'tasters' }))).rejects.toMatchObject({
    name: 'ConflictException',
    Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
  });
  const rename = { ...store, GroupId, Operations: [{ AttributePath: 'displayName', AttributeValue: 'sippers' }] };
  await directory.send(new UpdateGroupCommand(rename));
  expect(await directory.send(new DescribeGroupCommand({ ...store, GroupId }))).toMatchObject({
    DisplayName: 'sippers',
  });
  const { UserId } = await directory.send(
    new CreateUserCommand({
      ...store,
      UserName: 'rae@example.com',
      DisplayName: 'Rae',
      Name: { GivenName: 'Rae', FamilyName: 'R' },
    }),
  );
  const member = { ...store, GroupId, MemberId: { UserId: UserId ?? '' } };
  const { MembershipId } = await directory.send(new CreateGroupMembershipCommand(member));
  await expect(directory.send(new CreateGroupMembershipCommand(member))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  const members = await directory.send(new ListGroupMembershipsCommand({ ...store, GroupId }));
  expect(members.GroupMemberships).toMatchObject([{ MembershipId, MemberId: { UserId } }]);
  const groups = await directory.send(
    new ListGroupMembershipsForMemberCommand({ ...store, MemberId: member.MemberId }),
  );
  expect(groups.GroupMemberships).toMatchObject([{ GroupId }]);
  const asked = { ...store, MemberId: member.MemberId, GroupIds: [GroupId ?? '', fruit.group('growers')] };
  const { Results } = await directory.send(new IsMemberInGroupsCommand(asked));
  expect(Results?.map((result) => result.MembershipExists)).toEqual([true, false]);
  await directory.send(new DeleteGroupMembershipCommand({ ...store, MembershipId }));
  await directory.send(new DeleteGroupCommand({ ...store, GroupId }));
  await directory.send(new DeleteUserCommand({ ...store, UserId }));
  await expect(directory.send(new DescribeGroupCommand({ ...store, GroupId }))).rejects.toThrow('GROUP not found.');
});

test('users are described, listed and found by name', async () => {
  const { directory, store, user } = await fruitSandbox();
  const UserId = user('pia@example.com');
  expect(await directory.send(new DescribeUserCommand({ ...store, UserId }))).toMatchObject({ DisplayName: 'Pia' });
  expect((await directory.send(new ListUsersCommand(store))).Users).toHaveLength(2);
});

test.each([
  ['keeps-assignments', 1],
  ['loses-assignments', 0],
] as const)('deleting a group %s', async (deletedPrincipal, rows) => {
  const { sso, directory, store, group, on } = await fruitSandbox({ deletedPrincipal });
  await directory.send(new DeleteGroupCommand({ ...store, GroupId: group('growers') }));
  const left = await sso.send(new ListAccountAssignmentsCommand({ ...on('Grower'), AccountId: '333333333333' }));
  expect(left.AccountAssignments).toHaveLength(rows);
});

test('a user keeps every member it was made with, and UpdateUser changes them one by one', async () => {
  const { directory, store } = await fruitSandbox();
  const made = {
    UserName: 'rowan@example.com',
    DisplayName: 'Rowan',
    Name: { GivenName: 'Rowan', FamilyName: 'Ash' },
    Emails: [{ Value: 'rowan@example.com', Type: 'work', Primary: true }],
    Title: 'Picker',
  };
  const { UserId } = await directory.send(new CreateUserCommand({ ...store, ...made }));
  expect(await directory.send(new DescribeUserCommand({ ...store, UserId }))).toMatchObject(made);
  const Operations = [
    { AttributePath: 'name.familyName', AttributeValue: 'Alder' },
    { AttributePath: 'emails', AttributeValue: [{ value: 'alder@example.com', primary: true }] },
    { AttributePath: 'displayName', AttributeValue: 'Rowan Alder' },
    { AttributePath: 'title' },
  ];
  await directory.send(new UpdateUserCommand({ ...store, UserId, Operations }));
  const user = await directory.send(new DescribeUserCommand({ ...store, UserId }));
  expect(user).toMatchObject({
    UserName: 'rowan@example.com',
    DisplayName: 'Rowan Alder',
    Name: { GivenName: 'Rowan', FamilyName: 'Alder' },
    Emails: [{ Value: 'alder@example.com', Primary: true }],
  });
  expect(user).not.toHaveProperty('Title');
});

const ROWAN = { UserName: 'rowan', DisplayName: 'Rowan', Name: { GivenName: 'Rowan', FamilyName: 'Ash' } };

test.each([
  ['no user name', { UserName: undefined }, 'userName is a required attribute'],
  ['no display name', { DisplayName: undefined }, 'displayname: The attribute displayname is required'],
  ['no name', { Name: undefined }, 'name: The attribute name is required'],
  [
    'neither',
    { DisplayName: undefined, Name: {} },
    'displayname: The attribute displayname is required, name: The attribute name is required',
  ],
  ['no given name', { Name: { FamilyName: 'Ash' } }, 'givenname: The attribute givenname is required'],
  ['no family name', { Name: { GivenName: 'Rowan' } }, 'familyname: The attribute familyname is required'],
  ['a reserved name', { UserName: 'AWSAdministrators' }, 'AWSAdministrators is a reserved name.'],
])('CreateUser refuses %s', async (_what, more, message) => {
  const { directory, store } = await fruitSandbox();
  const create = new CreateUserCommand({ ...store, ...ROWAN, ...more } as never);
  await expect(directory.send(create)).rejects.toMatchObject({ name: 'ValidationException', message });
});

test('UpdateUser takes away nothing that is required, and misses nothing that was never there', async () => {
  const { directory, store, user } = await fruitSandbox();
  const { UserId } = await directory.send(new CreateUserCommand({ ...store, ...ROWAN }));
  const update = (id: string | undefined, ...Operations: { AttributePath: string; AttributeValue?: string }[]) =>
    directory.send(new UpdateUserCommand({ ...store, UserId: id, Operations }));
  for (const AttributePath of ['displayName', 'name', 'name.givenName']) {
    await expect(update(UserId, { AttributePath })).rejects.toMatchObject({ name: 'ValidationException' });
  }
  const reserved = { AttributePath: 'userName', AttributeValue: 'Administrator' };
  await expect(update(UserId, reserved)).rejects.toMatchObject({ name: 'ValidationException' });
  // The seed's users have no name.
  await update(user('pia@example.com'), { AttributePath: 'title', AttributeValue: 'Picker' });
});

test('looking a user up says what cannot be looked up', async () => {
  const fruit = await fruitSandbox();
  const lookUp = (path: string, value: string) => fruit.directory.send(new GetUserIdCommand(named(fruit, path, value)));
  await expect(lookUp('title', 'Picker')).rejects.toThrow('The attribute title is not a unique attribute');
  await expect(lookUp('userName', '')).rejects.toThrow('attribute value cannot be empty or null for attribute path');
});

test.each([
  ['an attribute that no user has', 'ripeness', 3, 'ValidationException'],
  ['a member that is not of the name', 'emails.value', 'pia@example.com', 'ValidationException'],
  ['a value of another type', 'title', 3, 'SerializationException'],
  ['the name of another user', 'userName', 'quinn@example.com', 'ConflictException'],
  ['no user name', 'userName', undefined, 'ValidationException'],
])('UpdateUser refuses %s', async (_what, AttributePath, AttributeValue, name) => {
  const { directory, store, user, sandbox } = await fruitSandbox();
  const before = sandbox.snapshot().users;
  const Operations = [{ AttributePath, AttributeValue }];
  const update = new UpdateUserCommand({ ...store, UserId: user('pia@example.com'), Operations } as never);
  await expect(directory.send(update)).rejects.toMatchObject({ name });
  expect(sandbox.snapshot().users).toEqual(before);
});
