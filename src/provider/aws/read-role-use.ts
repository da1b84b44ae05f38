// When roles of permission sets were last used, read in each account with the role of `preflight`.
import { instantAt } from '../../instant.ts';
import { optional } from '../../optional.ts';
import type { Unchecked } from '../../state/account-policies.ts';
import { reservedRoleIn } from '../../state/reserved-role.ts';
import type { RolesUse, RoleUse, RoleUseQuery } from '../../state/role-use.ts';
import { type Address, type PermissionSetName, pairAddress } from '../../state/state.ts';
import { attempt, sessionIn } from './assumed-role.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collectMarked } from './pages.ts';
import type { Progress } from './progress.ts';
import type { Session } from './session.ts';

/** All that its sessions may do. */
const ACTIONS = ['iam:GetRole', 'iam:ListRoles'];

/** Roles of Identity Center stand under it, below the region (IAM Identity Center User Guide, "Referencing permission sets in resource policies"). */
const RESERVED_PATH = '/aws-reserved/sso.amazonaws.com/';

/** One call to STS for each account, and to its IAM one for each thousand roles of Identity Center, and one for each role that is asked about. */
export async function readRoleUse(
  { aws, callerContext }: Pick<Session, 'aws' | 'callerContext'>,
  { role, accounts }: RoleUseQuery,
  onProgress?: (progress: Progress) => void,
): Promise<RolesUse> {
  if (accounts.length === 0) return new Map();
  const { partition } = (await callerContext.get()).instance;
  let done = 0;
  const read = await concurrently(accounts, async ({ account, permissionSets }) => {
    const session = await sessionIn(aws, account, { role, partition, actions: ACTIONS });
    const uses = session.read ? await usesIn(session.value, permissionSets) : () => unknown(session.unchecked);
    done += 1;
    onProgress?.({ step: 'use of roles', done, total: accounts.length });
    return permissionSets.map((set): readonly [Address, RoleUse] => [pairAddress(set, account), uses(set)]);
  });
  return new Map(read.flat());
}

const unknown = (why: Unchecked): RoleUse => ({ kind: 'not-known', why });

async function usesIn(
  aws: Pick<Aws, 'call'>,
  permissionSets: readonly PermissionSetName[],
): Promise<(set: PermissionSetName) => RoleUse> {
  const roles = await attempt(() => rolesBySet(aws));
  if (!roles.read) return () => unknown(roles.unchecked);
  const uses = new Map<PermissionSetName, RoleUse>();
  for (const set of permissionSets) uses.set(set, await useOf(aws, roles.value.get(set) ?? []));
  return (set) => uses.get(set) ?? unknown(NO_ROLE);
}

const NO_ROLE: Unchecked = { why: 'failed', detail: 'the account has no role of this permission set' };

/** By permission set. Another instance that was there before may have left roles of the same names. */
async function rolesBySet(aws: Pick<Aws, 'call'>): Promise<ReadonlyMap<PermissionSetName, readonly string[]>> {
  const found = new Map<PermissionSetName, string[]>();
  const input = { PathPrefix: RESERVED_PATH };
  for (const { RoleName } of await collectMarked(aws, { operation: 'ListRoles', input, list: 'Roles' })) {
    const set = reservedRoleIn(RoleName)?.permissionSet;
    if (set !== undefined) found.set(set, [...(found.get(set) ?? []), RoleName]);
  }
  return found;
}

async function useOf(aws: Pick<Aws, 'call'>, names: readonly string[]): Promise<RoleUse> {
  const uses: RoleUse[] = [];
  for (const RoleName of names) {
    const answer = await attempt(() => aws.call('iam', 'GetRole', { RoleName }));
    if (!answer.read) return unknown(answer.unchecked);
    const { CreateDate, RoleLastUsed: { LastUsedDate, Region } = {} } = answer.value.Role;
    uses.push(
      LastUsedDate === undefined
        ? { kind: 'unused', madeAt: instantAt(CreateDate.getTime()) }
        : { kind: 'used', at: instantAt(LastUsedDate.getTime()), ...optional({ region: Region }) },
    );
  }
  return uses.reduce((latest, use) => (timeOf(use) > timeOf(latest) ? use : latest), uses[0] ?? unknown(NO_ROLE));
}

const timeOf = (use: RoleUse): number => (use.kind === 'used' ? use.at : Number.NEGATIVE_INFINITY);
