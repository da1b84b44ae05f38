// identitystore: which users are in which groups. Groups hold users only.
import { seconds } from '../clock.ts';
import { list } from '../constraints.ts';
import type { Membership } from '../directory-state.ts';
import { validation } from '../errors.ts';
import { uuid } from '../ids.ts';
import { putMembership, removeMembership } from '../mutations.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { directoryPages, identityStoreId, member, resourceId } from '../shapes.ts';
import { nextNumber } from '../state.ts';
import { duplicate, missing, plainId, requireGroup, requireStore, requireUser, resourceArn } from './directory.ts';

const onMember = { IdentityStoreId: identityStoreId, GroupId: resourceId, MemberId: member };
const onMembership = { IdentityStoreId: identityStoreId, MembershipId: resourceId };

export const MEMBERSHIPS: Operations = {
  ListGroupMemberships: reads(
    { IdentityStoreId: identityStoreId, GroupId: resourceId, ...directoryPages },
    (call, input) => {
      const members = call.state.directory.membersOfGroup.get(requireGroup(call, input).id);
      return listing(call, input, members);
    },
  ),
  ListGroupMembershipsForMember: reads(
    { IdentityStoreId: identityStoreId, MemberId: member, ...directoryPages },
    (call, input) => {
      const user = requireUser(call, { IdentityStoreId: input.IdentityStoreId, UserId: userOf(call, input.MemberId) });
      return listing(call, input, call.state.directory.groupsOfUser.get(user.id));
    },
  ),
  GetGroupMembershipId: reads(onMember, (call, input) => {
    const group = requireGroup(call, input);
    const membership = call.state.directory.membersOfGroup.get(group.id)?.get(userOf(call, input.MemberId));
    if (membership === undefined) throw missing('GROUP_MEMBERSHIP');
    return identity(call, membership.id);
  }),
  DescribeGroupMembership: reads(onMembership, (call, input) => shown(call, requireMembership(call, input))),
  IsMemberInGroups: reads(
    { IdentityStoreId: identityStoreId, MemberId: member, GroupIds: list(resourceId, 1, 100) },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const user = userOf(call, input.MemberId);
      const groups = call.state.directory.groupsOfUser.get(user);
      const results = input.GroupIds.map((given) => plainId(call.state, 'group', given)).map((id) => ({
        GroupId: id,
        MemberId: { UserId: user },
        MembershipExists: groups?.has(id) === true,
      }));
      return { Results: results };
    },
  ),
  CreateGroupMembership: writes(onMember, (call, input) => {
    const { state } = call;
    const group = requireGroup(call, input);
    const user = requireUser(call, { IdentityStoreId: input.IdentityStoreId, UserId: userOf(call, input.MemberId) });
    if (state.directory.membersOfGroup.get(group.id)?.has(user.id)) throw duplicate('GroupMembership');
    const id = uuid('membership', group.id, user.id, nextNumber(state));
    putMembership(state.directory, { id, groupId: group.id, userId: user.id, createdAt: state.now });
    return identity(call, id);
  }),
  DeleteGroupMembership: writes(onMembership, (call, input) => {
    removeMembership(call.state.directory, requireMembership(call, input));
    return {};
  }),
};

function userOf({ state }: Call, { UserId: id }: { readonly UserId?: string }): string {
  if (id === undefined) throw validation('memberId must have a userId');
  return plainId(state, 'user', id);
}

function requireMembership(
  call: Call,
  input: { readonly IdentityStoreId: string; readonly MembershipId: string },
): Membership {
  requireStore(call, input.IdentityStoreId);
  const membership = call.state.directory.memberships.get(plainId(call.state, 'membership', input.MembershipId));
  if (membership === undefined) throw missing('GROUP_MEMBERSHIP', input.MembershipId);
  return membership;
}

function listing(
  call: Call,
  input: { readonly MaxResults?: number; readonly NextToken?: string },
  members: ReadonlyMap<string, Membership> | undefined,
): Output {
  const items = members?.values() ?? [];
  return page(call, input, { key: 'GroupMemberships', items, show: (membership) => shown(call, membership) });
}

const identity = ({ state }: Call, id: string): Output => ({
  MembershipId: id,
  MembershipArn: resourceArn(state, 'membership', id),
  IdentityStoreId: state.identityStoreId,
});

const shown = (call: Call, membership: Membership): Output => ({
  ...identity(call, membership.id),
  GroupId: membership.groupId,
  MemberId: { UserId: membership.userId },
  CreatedAt: seconds(membership.createdAt),
  UpdatedAt: seconds(membership.createdAt),
});
