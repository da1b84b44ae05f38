// Who is asking: what the service lets them write, and which access of their own they might be about to remove.
import { optional } from '../../optional.ts';
import type { Caller, Directory } from '../../state/directory.ts';
import { asRead, UNREAD } from '../../state/read.ts';
import { isFailure } from '../errors.ts';
import type { CallerContext } from './caller-context.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';

/** The role of a permission set in an account, and the session name: for people the Identity Store user name. */
const IDENTITY_CENTER_ROLE = /^arn:[\w-]+:sts::\d{12}:assumed-role\/AWSReservedSSO_(.+)_[0-9a-f]{16}\/(.+)$/;

/** `delegated`: what `readDelegatedAdministrators` says. */
export async function readCaller(
  aws: Aws,
  callerContext: CallerContext,
  delegated: Promise<DelegatedAdministrators>,
): Promise<Caller> {
  const [kind, via] = await Promise.all([kindOf(callerContext, delegated), viaOf(aws, callerContext)]);
  return { ...callerContext.caller, kind, ...optional({ via }) };
}

type DelegatedAdministrators = Directory['delegatedAdministrators'];

export async function readDelegatedAdministrators(aws: Aws): Promise<DelegatedAdministrators> {
  try {
    const delegated = await collect(aws, {
      service: 'organizations',
      operation: 'ListDelegatedAdministrators',
      input: { ServicePrincipal: 'sso.amazonaws.com' },
      list: 'DelegatedAdministrators',
    });
    return asRead(delegated.map(({ Id }) => Id).sort());
  } catch (error) {
    if (isFailure(error, 'access-denied')) return UNREAD;
    throw error;
  }
}

async function kindOf(
  { caller, managementAccount }: CallerContext,
  delegated: Promise<DelegatedAdministrators>,
): Promise<Caller['kind']> {
  if (caller.account === managementAccount) return 'management';
  // sso-admin answers to nobody else outside the management account, so without the list this is who they are if any later call succeeds.
  const administrators = await delegated;
  return !administrators.read || administrators.value.includes(caller.account) ? 'delegated-administrator' : 'member';
}

async function viaOf(aws: Aws, callerContext: CallerContext): Promise<Caller['via']> {
  const [, permissionSet, userName] = IDENTITY_CENTER_ROLE.exec(callerContext.caller.arn) ?? [];
  if (permissionSet === undefined || userName === undefined) return undefined;
  return { permissionSet, principals: await principalsOf(aws, callerContext.instance.identityStoreId, userName) };
}

/** The user and their groups. Only a guard needs them, so a caller who may not read them still gets a plan. */
async function principalsOf(
  aws: Aws,
  IdentityStoreId: string,
  userName: string,
): Promise<NonNullable<Caller['via']>['principals']> {
  try {
    const AlternateIdentifier = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: userName } };
    const { UserId } = await aws.call('identitystore', 'GetUserId', { IdentityStoreId, AlternateIdentifier });
    const memberships = await collect(aws, {
      service: 'identitystore',
      operation: 'ListGroupMembershipsForMember',
      input: { IdentityStoreId, MemberId: { UserId } },
      list: 'GroupMemberships',
    });
    return asRead([UserId, ...memberships.map(({ GroupId }) => GroupId)]);
  } catch (error) {
    if (isFailure(error, 'access-denied', 'not-found', 'fatal')) return UNREAD;
    throw error;
  }
}
