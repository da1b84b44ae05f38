// The identity store as a resource: ARNs beside ids, revisions that guard writes, and the store's own operations.
import { expect, test } from 'vitest';
import { fruitSandbox } from './support.ts';
import { errorOf, send } from './wire.ts';

type Wire = Readonly<Record<string, unknown>>;

async function directory() {
  const fruit = await fruitSandbox();
  const call = async (operation: string, input: Wire): Promise<Wire> => {
    const answer = await send(fruit.sandbox.url, { service: 'identitystore', operation }, { ...fruit.store, ...input });
    return { error: errorOf(answer), ...JSON.parse(answer.body) };
  };
  return { ...fruit, call };
}

const STORE_ARN = /^arn:aws:identitystore::111111111111:identitystore\/d-[0-9a-f]{10}$/;

test('ListIdentityStores and DescribeIdentityStore tell of the one store', async () => {
  const { call, store } = await directory();
  const listed = await call('ListIdentityStores', {});
  const arn = expect.stringMatching(STORE_ARN);
  expect(listed.IdentityStores).toEqual([{ ...store, IdentityStoreArn: arn }]);
  const [{ IdentityStoreArn }] = listed.IdentityStores as [{ IdentityStoreArn: string }];
  const described = await call('DescribeIdentityStore', { IdentityStoreId: IdentityStoreArn });
  expect(described).toEqual({ error: undefined, ...store, IdentityStoreArn: arn });
  const wrong = await call('DescribeIdentityStore', { IdentityStoreId: 'd-0000000000' });
  expect(wrong).toMatchObject({ error: 'ResourceNotFoundException', ResourceType: 'IDENTITY_STORE' });
});

test('a network configuration of the store replaces the one before, and what leaves it out leaves it', async () => {
  const { call } = await directory();
  const configuration = async (): Promise<unknown> => (await call('DescribeIdentityStore', {})).NetworkConfiguration;
  const both = { VpceAccessRequired: true, ApiRestrictSourceVpcs: ['vpc-01234567'], ScimAllowSourceIps: ['::'] };
  await call('UpdateIdentityStore', { NetworkConfiguration: both });
  await call('UpdateIdentityStore', {});
  expect(await configuration()).toEqual(both);
  await call('UpdateIdentityStore', { NetworkConfiguration: { VpceAccessRequired: false } });
  expect(await configuration()).toEqual({ VpceAccessRequired: false });
});

test('groups, users and memberships have ARNs, which serve where ids do', async () => {
  const { call, group, user } = await directory();
  const growers = await call('DescribeGroup', { GroupId: group('growers') });
  expect(growers.GroupArn).toBe(`arn:aws:identitystore:::group/${group('growers')}`);
  expect(await call('DescribeGroup', { GroupId: growers.GroupArn })).toEqual(growers);
  const pia = await call('DescribeUser', { UserId: user('pia@example.com') });
  const at = { GroupId: growers.GroupArn, MemberId: { UserId: pia.UserArn } };
  const membership = await call('GetGroupMembershipId', at);
  expect(membership.MembershipArn).toBe(`arn:aws:identitystore:::membership/${membership.MembershipId}`);
  expect(await call('IsMemberInGroups', { MemberId: at.MemberId, GroupIds: [growers.GroupArn] })).toMatchObject({
    Results: [{ GroupId: group('growers'), MemberId: { UserId: user('pia@example.com') }, MembershipExists: true }],
  });
  expect(await call('DeleteGroupMembership', { MembershipId: membership.MembershipArn })).toEqual({ error: undefined });
  // The ARN of something else names nothing.
  expect(await call('DescribeGroup', { GroupId: pia.UserArn })).toMatchObject({ error: 'ResourceNotFoundException' });
});

const CASES = [
  { kind: 'Group', id: 'GroupId', create: { DisplayName: 'pickers' }, path: 'description' },
  {
    kind: 'User',
    id: 'UserId',
    create: { UserName: 'rowan', DisplayName: 'Rowan', Name: { FamilyName: 'Ash', GivenName: 'R' } },
    path: 'title',
  },
] as const;

test.each(CASES)(
  'the revision of a $kind changes with each change, and an old one refuses a write',
  async ({ kind, id, create, path }) => {
    const { call } = await directory();
    const made = await call(`Create${kind}`, create);
    const on = { [id]: made[id] };
    const change = (more: Wire) =>
      call(`Update${kind}`, { ...on, Operations: [{ AttributePath: path, AttributeValue: 'ripe' }], ...more });
    const changed = await change({ Revision: made.Revision });
    expect(changed).toMatchObject({ error: undefined, ...on });
    expect(changed.Revision).not.toBe(made.Revision);
    expect((await call(`Describe${kind}`, on)).Revision).toBe(changed.Revision);
    const conflict = { error: 'ConflictException', Reason: 'CONCURRENT_MODIFICATION' };
    expect(await change({ Revision: made.Revision })).toMatchObject(conflict);
    expect(await call(`Delete${kind}`, { ...on, Revision: made.Revision })).toMatchObject(conflict);
    expect(await call(`Describe${kind}`, on)).toMatchObject({ Revision: changed.Revision });
    expect(await call(`Delete${kind}`, { ...on, Revision: changed.Revision })).toEqual({ error: undefined });
  },
);
