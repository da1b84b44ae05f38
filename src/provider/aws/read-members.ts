// Who is in groups, and whether anybody is.
import type { Members } from '../../state/members.ts';
import { asRead, type Read, UNREAD } from '../../state/read.ts';
import type { PrincipalId } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { Progress } from './progress.ts';
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

/** Asks group by group: for a user there is ListGroupMembershipsForMember, which is one call a user, and there are more of those. */
export async function readMembers(
  session: Session,
  groups: readonly PrincipalId[],
  onProgress?: (progress: Progress) => void,
): Promise<Members> {
  const { aws, callerContext, users } = session;
  const { identityStoreId } = (await callerContext.get()).instance;
  let done = 0;
  const ofGroup = async (id: PrincipalId) => {
    const members = await ifAllowed(membersOf(aws, identityStoreId, id));
    done += 1;
    onProgress?.({ step: 'members', done, total: groups.length });
    return [id, members] as const;
  };
  const [ofGroups, people] = await Promise.all([concurrently(groups, ofGroup), ifAllowed(users.get())]);
  return { ofGroups: new Map(ofGroups), users: people };
}

/** All of one group. */
export async function membersOf(
  aws: Aws,
  IdentityStoreId: string,
  GroupId: PrincipalId,
): Promise<readonly PrincipalId[]> {
  const memberships = await collect(aws, {
    service: 'identitystore',
    operation: 'ListGroupMemberships',
    input: { IdentityStoreId, GroupId },
    list: 'GroupMemberships',
  });
  return memberships.map(({ MemberId }) => {
    if (MemberId?.UserId !== undefined) return MemberId.UserId;
    throw protocolError('identitystore:ListGroupMemberships', 'a member has no id');
  });
}

/** A caller who may not ask gets an answer all the same; so does one who asks about a group that is gone meanwhile. */
async function ifAllowed<Value>(reading: Promise<Value>): Promise<Read<Value>> {
  try {
    return asRead(await reading);
  } catch (error) {
    if (isFailure(error, 'access-denied', 'not-found')) return UNREAD;
    throw error;
  }
}
