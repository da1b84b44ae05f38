// When roles that people have by permission sets and by account access were last used, and for which services, read in each account with the role of `preflight`.
import { instantAt } from '../../instant.ts';
import { optional } from '../../optional.ts';
import type { Unchecked } from '../../state/account-policies.ts';
import { reservedRoleIn } from '../../state/reserved-role.ts';
import type { RolesUse, RoleUse, RoleUseQuery, ServicesUse } from '../../state/role-use.ts';
import { type AccountId, type Address, type PermissionSetName, pairAddress, targetOf } from '../../state/state.ts';
import { type Attempt, attempt, sessionIn } from './assumed-role.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collectMarked } from './pages.ts';
import type { Progress } from './progress.ts';
import { beginReport, servicesIn } from './read-services-used.ts';
import type { Session } from './session.ts';

/** All that its sessions may do. */
const ACTIONS = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetRole',
  'iam:GetServiceLastAccessedDetails',
  'iam:ListRoles',
];

/** Roles of Identity Center stand under it, below the region (IAM Identity Center User Guide, "Referencing permission sets in resource policies"). */
const RESERVED_PATH = '/aws-reserved/sso.amazonaws.com/';

/**
 * One call to STS for each account, and to its IAM one for each thousand roles of Identity Center, one for each role that is asked about, and of each that
 * was used one for a report and two or more for what is in it.
 */
export async function readRoleUse(
  { aws, callerContext, clock, signal }: Pick<Session, 'aws' | 'callerContext' | 'clock' | 'signal'>,
  { role, accounts }: RoleUseQuery,
  onProgress?: (progress: Progress) => void,
): Promise<RolesUse> {
  if (accounts.length === 0) return new Map();
  const { partition } = (await callerContext.get()).instance;
  let done = 0;
  const read = await concurrently(accounts, async ({ account, permissionSets }) => {
    const session = await sessionIn(aws, account, { role, partition, actions: ACTIONS });
    const place: Place = { account, partition, clock, signal };
    const uses = session.read ? await usesIn(session.value, permissionSets, place) : () => unknown(session.unchecked);
    done += 1;
    onProgress?.({ step: 'use of roles', done, total: accounts.length });
    return permissionSets.map((set): readonly [Address, RoleUse] => [pairAddress(set, account), uses(set)]);
  });
  return new Map(read.flat());
}

const unknown = (why: Unchecked): RoleUse => ({ kind: 'not-known', why });

interface Place extends Pick<Session, 'clock' | 'signal'> {
  readonly account: AccountId;
  readonly partition: string;
}

async function usesIn(
  aws: Pick<Aws, 'call'>,
  permissionSets: readonly PermissionSetName[],
  { account, partition, clock, signal }: Place,
): Promise<(set: PermissionSetName) => RoleUse> {
  const isOfIdentityCenter = (name: PermissionSetName) => targetOf(name) === 'identity-center';
  const roles = permissionSets.some(isOfIdentityCenter)
    ? await attempt(() => rolesBySet(aws))
    : { read: true as const, value: new Map<PermissionSetName, readonly string[]>() };
  const found = new Map<PermissionSetName, Found>();
  for (const set of permissionSets) {
    if (!isOfIdentityCenter(set)) found.set(set, await useOf(aws, [set.slice(set.lastIndexOf('/') + 1)]));
    else if (roles.read) found.set(set, await useOf(aws, roles.value.get(set) ?? []));
    else found.set(set, { use: unknown(roles.unchecked) });
  }
  const reports = new Map<PermissionSetName, Attempt<string>>();
  for (const [set, { use, role }] of found)
    if (use.kind === 'used' && role !== undefined)
      reports.set(set, await beginReport(aws, `arn:${partition}:iam::${account}:role${role}`));
  const uses = new Map<PermissionSetName, RoleUse>();
  for (const [set, { use }] of found) {
    const report = reports.get(set);
    if (use.kind !== 'used' || report === undefined) uses.set(set, use);
    else {
      const services: ServicesUse = report.read
        ? await servicesIn(aws, { clock, signal, JobId: report.value })
        : { read: false, why: report.unchecked };
      uses.set(set, { ...use, services });
    }
  }
  return (set) => uses.get(set) ?? unknown(NO_ROLE);
}

const NO_ROLE: Unchecked = { why: 'failed', detail: 'the account has no such role' };

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

interface Found {
  readonly use: RoleUse;
  /** Path and name of the role that was used last. */
  readonly role?: string;
}

async function useOf(aws: Pick<Aws, 'call'>, names: readonly string[]): Promise<Found> {
  let latest: Found = { use: unknown(NO_ROLE) };
  for (const RoleName of names) {
    const answer = await attempt(() => aws.call('iam', 'GetRole', { RoleName }));
    if (!answer.read) return { use: unknown(answer.unchecked) };
    const { Path, CreateDate, RoleLastUsed: { LastUsedDate, Region } = {} } = answer.value.Role;
    const use: RoleUse =
      LastUsedDate === undefined
        ? { kind: 'unused', madeAt: instantAt(CreateDate.getTime()) }
        : { kind: 'used', at: instantAt(LastUsedDate.getTime()), ...optional({ region: Region }) };
    const found: Found = { use, role: Path + RoleName };
    if (latest.role === undefined || timeOf(use) > timeOf(latest.use)) latest = found;
  }
  return latest;
}

const timeOf = (use: RoleUse): number => (use.kind === 'used' ? use.at : Number.NEGATIVE_INFINITY);
