// Whether groups have anybody in them: for guards, one call a group.
import type { PrincipalId } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import type { Session } from './session.ts';

/** Groups without members. One that the caller may not ask about, or that is gone by now, is not known to be empty. */
export async function emptyGroupsAmong(
  session: Session,
  groups: readonly PrincipalId[],
): Promise<ReadonlySet<PrincipalId>> {
  const answers = await concurrently(groups, async (id) => ((await isEmpty(session, id)) ? [id] : []));
  return new Set(answers.flat());
}

// An empty page with a token is not the end (ListGroupMemberships), but a service that goes on so is broken.
const MAX_EMPTY_PAGES = 100;

async function isEmpty({ aws, callerContext }: Session, group: PrincipalId): Promise<boolean> {
  const { instance } = await callerContext.get();
  try {
    return await hasNoMembers(aws, instance.identityStoreId, group);
  } catch (error) {
    if (isFailure(error, 'access-denied', 'not-found')) return false;
    throw error;
  }
}

/** Asks for one member. */
export async function hasNoMembers(aws: Aws, IdentityStoreId: string, GroupId: PrincipalId): Promise<boolean> {
  let page: { readonly NextToken?: string } = {};
  for (let pages = 0; pages < MAX_EMPTY_PAGES; pages += 1) {
    const input = { IdentityStoreId, GroupId, MaxResults: 1, ...page };
    const { GroupMemberships, NextToken } = await aws.call('identitystore', 'ListGroupMemberships', input);
    if ((GroupMemberships?.length ?? 0) > 0) return false;
    if (!NextToken) return true;
    page = { NextToken };
  }
  throw protocolError('identitystore:ListGroupMemberships', `${MAX_EMPTY_PAGES} empty pages`);
}
