// Account access: the application of the instance, and the entitlements in it, account by account.
//
// ListEntitlements wants a filter by principal, role or account (an unfiltered call is refused). By account nothing goes unseen, whoever has it and on
// whatever role, at a call for each account; Identity Center has other limits, so that neither waits for the other.
import { optional } from '../../optional.ts';
import { APPLICATION, APPLICATION_ADDRESS } from '../../state/account-access.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  type Principal,
  type PrincipalId,
  type Resource,
} from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { Answer } from './answers.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { Progress } from './progress.ts';

const OWNER = 'access:owner';

export interface ApplicationRead {
  readonly arn: string;
  /** `ACTIVE`, `CREATE_IN_PROGRESS`, … */
  readonly status: string;
  readonly owner?: string;
  /** Of one that failed. */
  readonly error?: string;
}

/** Undefined: the instance has none. */
export async function readApplication(aws: Aws, instanceArn: string): Promise<ApplicationRead | undefined> {
  const listed = await collect(aws, {
    service: 'account-access',
    operation: 'ListApplications',
    input: {},
    list: 'applications',
  });
  for (const { applicationArn: arn } of listed) {
    const application = await applicationAt(aws, arn);
    if (application?.identitySource.identityCenter?.instanceArn !== instanceArn) continue;
    const { status, tags = {}, error } = application;
    if (status === 'DELETE_IN_PROGRESS') continue;
    const owner = Object.hasOwn(tags, OWNER) ? tags[OWNER] : undefined;
    return { arn, status, ...optional({ owner, error: error?.message ?? error?.code }) };
  }
  return undefined;
}

async function applicationAt(
  aws: Aws,
  applicationArn: string,
): Promise<Answer<'account-access', 'GetApplication'> | undefined> {
  try {
    return await aws.call('account-access', 'GetApplication', { applicationArn });
  } catch (error) {
    // It went while it was read.
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

export interface AccountAccessRead {
  readonly resources: ReadonlyMap<Address, Resource>;
  readonly assignments: readonly Assignment[];
}

export interface AccountAccessRequest {
  readonly instanceArn: string;
  readonly accounts: readonly AccountId[];
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export async function readAccountAccess(
  aws: Aws,
  { instanceArn, accounts, onProgress }: AccountAccessRequest,
): Promise<AccountAccessRead> {
  const application = await readApplication(aws, instanceArn);
  if (application === undefined || application.status === 'CREATE_FAILED')
    return { resources: new Map(), assignments: [] };
  const { arn: applicationArn, owner } = application;
  let done = 0;
  const found = await concurrently(accounts, async (account) => {
    const listed = await entitlementsIn(aws, applicationArn, { account });
    onProgress?.({ step: 'entitlements', done: ++done, total: accounts.length });
    return listed.map(({ assignment }) => assignment);
  });
  const resource: Resource = { ...APPLICATION, definition: {}, ...optional({ owner }) };
  return { resources: new Map([[APPLICATION_ADDRESS, resource]]), assignments: found.flat() };
}

export interface EntitlementRead {
  readonly id: string;
  readonly assignment: Assignment;
}

/** All that fit every member of the filter. */
export async function entitlementsIn(
  aws: Aws,
  applicationArn: string,
  filter: { readonly account: AccountId } | { readonly principal: Principal; readonly roleArn: string },
): Promise<readonly EntitlementRead[]> {
  const principalRole =
    'account' in filter
      ? { account: filter.account }
      : { roleArn: filter.roleArn, principal: { identityCenter: memberOf(filter.principal) } };
  const listed = await collect(aws, {
    service: 'account-access',
    operation: 'ListEntitlements',
    input: { applicationArn, filter: { principalRole } },
    list: 'entitlements',
  });
  return listed.map(({ entitlementId: id, entitlement: { principalRole: of } }) => {
    const { groupId, userId } = of.principal.identityCenter;
    const [role, inAccount] = roleIn(of.roleArn);
    if (inAccount !== of.account || (groupId === undefined) === (userId === undefined))
      throw protocolError('account-access:ListEntitlements', 'an entitlement has not one principal and one account');
    const principal: Principal =
      groupId === undefined ? { type: 'user', id: userId as PrincipalId } : { type: 'group', id: groupId };
    return { id, assignment: { permissionSet: role, account: of.account, principal } };
  });
}

export const memberOf = ({ type, id }: Principal) => (type === 'group' ? { groupId: id } : { userId: id });

/** `arn:aws:iam::222222222222:role/ops/legacy-admin` → `role/ops/legacy-admin`, `222222222222`. */
function roleIn(arn: string): readonly [string, AccountId] {
  const [, account, role] = /^arn:[\w-]+:iam::(\d{12}):(role\/.+)$/.exec(arn) ?? [];
  if (account === undefined || role === undefined)
    throw protocolError('account-access:ListEntitlements', 'an entitlement has no role');
  return [role, accountId(account)];
}
