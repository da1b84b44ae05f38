// The groups of the Identity Store, in one sweep.
import type { Group } from '../../state/directory.ts';
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
