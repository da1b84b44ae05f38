// The set-up itself, fact by fact. What is refused is told in place of the fact, and keeps nobody from asking for the next.
import { AccessError } from '../../diagnostics/diagnostic.ts';
import { optional } from '../../optional.ts';
import type { Group } from '../../state/directory.ts';
import {
  type Fact,
  type FoundInstance,
  type Health,
  type HealthQuery,
  type InstanceRegion,
  type InstanceState,
  known,
} from '../../state/health.ts';
import type { AccountId, PrincipalId } from '../../state/state.ts';
import { CallFailure, diagnosticOf, type FailureKind, missingAction } from '../errors.ts';
import { regionOf } from './caller-context.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import { readAccounts } from './read-accounts.ts';
import { readControlPolicies } from './read-control-policies.ts';
import { readGroups, readUsers } from './read-groups.ts';
import { hasNoMembers, membersOf } from './read-members.ts';

/**
 * At most one call for each fact and page, one for each group to count, or for each page of its members, and those of `readControlPolicies`. Throws an AccessError where there is no region and nobody to ask as: nothing
 * could be known then.
 */
export async function readHealth(aws: Aws, { instanceArn, groupsToCount, withMembers }: HealthQuery): Promise<Health> {
  const region = await regionOf(aws);
  const { Account, Arn } = await aws.call('sts', 'GetCallerIdentity', {});
  const [managementAccount, all, delegatedAdministrators, trustedServices, accounts, controlPolicies] =
    await Promise.all([
      asFact(async () => (await aws.call('organizations', 'DescribeOrganization', {})).Organization.MasterAccountId),
      asFact(() => listInstances(aws)),
      asFact(() => listDelegatedAdministrators(aws)),
      asFact(() => listTrustedServices(aws)),
      asFact(async () => (await readAccounts(aws, { organizationalUnits: false, accountTags: false })).accounts),
      asFact(() => readControlPolicies(aws)),
    ]);
  const instances = ofOrganization(all, managementAccount);
  const chosen = chosenOf(instances, instanceArn);
  const [instance, regions, groups, users] = await Promise.all([
    following(chosen, ({ arn }) => describe(aws, arn)),
    following(chosen, ({ arn }) => listRegions(aws, arn)),
    following(chosen, ({ identityStoreId }) => readGroups(aws, identityStoreId)),
    following(chosen, ({ identityStoreId }) => readUsers(aws, identityStoreId)),
  ]);
  const stored = both(chosen, groups);
  const areListed = (await withMembers?.()) ?? false;
  const memberships = areListed
    ? await following(stored, ([{ identityStoreId }, found]) =>
        membersOfEach(aws, identityStoreId, groupsToCount(found)),
      )
    : NOT_WANTED;
  const emptyGroups = memberships.read
    ? known(new Set([...memberships.value].flatMap(([id, members]) => (members.length === 0 ? [id] : []))))
    : areListed
      ? memberships
      : await following(stored, ([{ identityStoreId }, found]) =>
          emptyAmong(aws, identityStoreId, groupsToCount(found)),
        );
  return {
    region,
    caller: { account: Account, arn: Arn },
    managementAccount,
    instances,
    instance,
    regions,
    delegatedAdministrators,
    trustedServices,
    accounts,
    controlPolicies,
    groups,
    users,
    emptyGroups,
    memberships,
  };
}

/** After these no other call would fare better: they are told once, as the failure that they are. */
const HOPELESS: readonly FailureKind[] = ['credentials', 'untrusted', 'proxy-refused'];

async function asFact<Value>(load: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return known(await load());
  } catch (error) {
    if (error instanceof AccessError) return { read: false, reason: 'failed', subject: error.diagnostic.message };
    if (!(error instanceof CallFailure) || error.call.outage || HOPELESS.includes(error.call.kind)) throw error;
    return error.call.kind === 'access-denied'
      ? { read: false, reason: 'denied', subject: missingAction(error.call) }
      : { read: false, reason: 'failed', subject: diagnosticOf(error.call).message };
  }
}

/** What is missing of a fact is missing of what follows from it. */
async function following<Value, Result>(
  fact: Fact<Value>,
  load: (value: Value) => Promise<Result>,
): Promise<Fact<Result>> {
  return fact.read ? asFact(() => load(fact.value)) : fact;
}

function both<A, B>(a: Fact<A>, b: Fact<B>): Fact<readonly [A, B]> {
  if (!a.read) return a;
  return b.read ? known([a.value, b.value]) : b;
}

interface Listed extends FoundInstance {
  readonly owner?: AccountId;
}

async function listInstances(aws: Aws): Promise<readonly Listed[]> {
  const instances = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListInstances',
    input: {},
    list: 'Instances',
  });
  return instances.flatMap(({ InstanceArn, IdentityStoreId, OwnerAccountId }) =>
    InstanceArn === undefined || IdentityStoreId === undefined
      ? []
      : [{ arn: InstanceArn, identityStoreId: IdentityStoreId, ...optional({ owner: OwnerAccountId }) }],
  );
}

/** Account instances, which belong to any other account, have no permission sets. Where it is not known whose is the organisation's, all of them. */
function ofOrganization(
  all: Fact<readonly Listed[]>,
  management: Health['managementAccount'],
): Fact<readonly FoundInstance[]> {
  if (!all.read || !management.read) return all;
  return known(all.value.filter(({ owner = management.value }) => owner === management.value));
}

function chosenOf(instances: Fact<readonly FoundInstance[]>, wanted: string | undefined): Fact<FoundInstance> {
  if (!instances.read) return instances;
  const [first, second] = instances.value;
  const found = wanted === undefined ? first : instances.value.find(({ arn }) => arn === wanted);
  if (found === undefined) return { read: false, reason: 'depends', subject: 'an instance of Identity Center' };
  return wanted === undefined && second !== undefined
    ? { read: false, reason: 'depends', subject: '`identityCenter.instanceArn`, for there are several instances' }
    : known(found);
}

async function describe(aws: Aws, InstanceArn: string): Promise<InstanceState> {
  const described = await aws.call('sso-admin', 'DescribeInstance', { InstanceArn });
  const { Status, PermissionSetsEnabled, EncryptionConfigurationDetails: encryption } = described;
  return {
    ...optional({ status: Status, permissionSetsEnabled: PermissionSetsEnabled }),
    ...(encryption && {
      encryption: optional({ status: encryption.EncryptionStatus, key: encryption.KmsKeyArn }),
    }),
  };
}

async function listRegions(aws: Aws, InstanceArn: string): Promise<readonly InstanceRegion[]> {
  const regions = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListRegions',
    input: { InstanceArn },
    list: 'Regions',
  });
  return regions.map(({ RegionName, Status = 'unknown', IsPrimaryRegion = false }) => ({
    name: RegionName,
    status: Status,
    isPrimary: IsPrimaryRegion,
  }));
}

async function listDelegatedAdministrators(aws: Aws): Promise<readonly AccountId[]> {
  const administrators = await collect(aws, {
    service: 'organizations',
    operation: 'ListDelegatedAdministrators',
    input: { ServicePrincipal: 'sso.amazonaws.com' },
    list: 'DelegatedAdministrators',
  });
  return administrators.map(({ Id }) => Id).sort();
}

async function listTrustedServices(aws: Aws): Promise<readonly string[]> {
  const services = await collect(aws, {
    service: 'organizations',
    operation: 'ListAWSServiceAccessForOrganization',
    input: {},
    list: 'EnabledServicePrincipals',
  });
  return services.flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []);
}

async function emptyAmong(
  aws: Aws,
  identityStoreId: string,
  groups: readonly Group['id'][],
): Promise<ReadonlySet<PrincipalId>> {
  const answers = await concurrently(groups, async (id) =>
    (await hasNoMembers(aws, identityStoreId, id)) ? [id] : [],
  );
  return new Set(answers.flat());
}

const NOT_WANTED: Fact<never> = { read: false, reason: 'depends', subject: 'credentials for Microsoft Graph' };

async function membersOfEach(
  aws: Aws,
  identityStoreId: string,
  groups: readonly Group['id'][],
): Promise<ReadonlyMap<PrincipalId, readonly PrincipalId[]>> {
  return new Map(await concurrently(groups, async (id) => [id, await membersOf(aws, identityStoreId, id)] as const));
}
