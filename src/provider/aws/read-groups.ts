// The groups of the Identity Store, and its users, each in one sweep.
import type { Group, User } from '../../state/directory.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';

export async function readGroups(aws: Aws, IdentityStoreId: string): Promise<readonly Group[]> {
  const groups = await collect(aws, {
    service: 'identitystore',
    operation: 'ListGroups',
    input: { IdentityStoreId },
    list: 'Groups',
  });
  return groups.map(({ GroupId, DisplayName = '', ExternalIds = [] }) => ({
    id: GroupId,
    displayName: DisplayName,
    externalIds: ExternalIds.map(({ Issuer, Id }) => ({ issuer: Issuer, id: Id })),
  }));
}

export async function readUsers(aws: Aws, IdentityStoreId: string): Promise<readonly User[]> {
  const users = await collect(aws, {
    service: 'identitystore',
    operation: 'ListUsers',
    input: { IdentityStoreId },
    list: 'Users',
  });
  return users.map(({ UserId, UserName = UserId, Emails = [], ExternalIds = [] }) => ({
    id: UserId,
    userName: UserName,
    ...(Emails.length === 0 ? {} : { emails: Emails.flatMap(({ Value }) => Value ?? []) }),
    externalIds: ExternalIds.map(({ Issuer, Id }) => ({ issuer: Issuer, id: Id })),
  }));
}
