// Who is in which group, as far as somebody has asked: identity providers say so, and Identity Store knows it (ListGroupMemberships). Groups of Identity
// Store have no groups in them. What was not read is not known, and never nobody.
import type { User } from './directory.ts';
import { asRead, type Read, UNREAD } from './read.ts';
import type { Principal, PrincipalId } from './state.ts';

export interface Members {
  /** Ids of users, by group. Unread: the caller may not ask, or the group is gone. A group that is not here was not asked about. */
  readonly ofGroups: ReadonlyMap<PrincipalId, Read<readonly PrincipalId[]>>;
  /** All users of the identity store. Unread: the caller may not ask, so they go by their ids. */
  readonly users: Read<readonly User[]>;
}

/** Nobody has asked. */
export const NO_MEMBERS_READ: Members = { ofGroups: new Map(), users: UNREAD };

/** The people that an assignment is for: members of a group, or the user. */
export function peopleOf({ type, id }: Principal, { ofGroups }: Members): Read<readonly PrincipalId[]> {
  return type === 'user' ? asRead([id]) : (ofGroups.get(id) ?? UNREAD);
}

/** Nobody is in a group that is proven gone. */
export function withoutMembers(members: Members, gone: ReadonlySet<PrincipalId>): Members {
  return { ...members, ofGroups: new Map([...members.ofGroups, ...[...gone].map((id) => [id, asRead([])] as const)]) };
}
