// Where the run is: who is asking, of which organisation, and which instance of Identity Center that leads to.

import { diagnose } from '../../diagnostics/diagnose.ts';
import { AccessError } from '../../diagnostics/diagnostic.ts';
import type { Instance } from '../../state/directory.ts';
import type { AccountId } from '../../state/state.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';

export interface CallerContext {
  readonly caller: { readonly account: AccountId; readonly arn: string };
  readonly managementAccount: AccountId;
  readonly instance: Instance;
}

/** `instanceArn`: the one the files are written for. Any other is refused. */
export async function resolveInstance(aws: Aws, instanceArn: string | undefined): Promise<CallerContext> {
  const region = await regionOf(aws);
  const listed = collect(aws, { service: 'sso-admin', operation: 'ListInstances', input: {}, list: 'Instances' });
  const management = readManagementAccount(aws);
  // All three are on their way; what is told where several fail is the same each time: missing credentials first, and once.
  for (const asked of [listed, management]) asked.catch(() => undefined);
  const caller = await readCallerIdentity(aws);
  const instances = await listed;
  const managementAccount = await management;
  // Account instances, which belong to any other account, have no permission sets.
  const found = instances
    .filter(({ OwnerAccountId }) => (OwnerAccountId ?? managementAccount) === managementAccount)
    .flatMap(({ InstanceArn, IdentityStoreId }) =>
      InstanceArn === undefined || IdentityStoreId === undefined
        ? []
        : { arn: InstanceArn, identityStoreId: IdentityStoreId },
    );
  const chosen = choose({ found, configured: instanceArn, region });
  const partition = chosen.arn.split(':')[1] ?? 'aws';
  return { caller, managementAccount, instance: { ...chosen, partition, region } };
}

interface Found {
  readonly arn: string;
  readonly identityStoreId: string;
}

interface InstanceChoice {
  readonly found: readonly Found[];
  readonly configured: string | undefined;
  readonly region: string;
}

function choose({ found, configured, region }: InstanceChoice): Found {
  const [first] = found;
  if (first === undefined) throw new AccessError(diagnose('provider/no-instance', { region }));
  const arns = found.map(({ arn }) => arn);
  if (configured !== undefined) {
    const match = found.find(({ arn }) => arn === configured);
    if (match !== undefined) return match;
    throw new AccessError(diagnose('provider/instance-mismatch', { configured, found: arns, region }));
  }
  if (found.length > 1) throw new AccessError(diagnose('provider/several-instances', { arns }));
  return first;
}

/** Instances that cannot be read or written, told before a thousand calls are refused. */
export async function refuseUnfit(aws: Aws, arn: string): Promise<void> {
  const described = await aws.call('sso-admin', 'DescribeInstance', { InstanceArn: arn });
  const { Status: status, PermissionSetsEnabled } = described;
  if (status !== undefined && status !== 'ACTIVE') {
    throw new AccessError(diagnose('provider/instance-not-active', { arn, status }));
  }
  if (PermissionSetsEnabled === false) throw new AccessError(diagnose('provider/permission-sets-disabled', { arn }));
}

export async function regionOf(aws: Aws): Promise<string> {
  try {
    return await aws.region();
  } catch (cause) {
    throw new AccessError(diagnose('provider/no-region', {}), { cause });
  }
}

async function readCallerIdentity(aws: Aws): Promise<CallerContext['caller']> {
  const { Account, Arn } = await aws.call('sts', 'GetCallerIdentity', {});
  return { account: Account, arn: Arn };
}

async function readManagementAccount(aws: Aws): Promise<AccountId> {
  const { Organization } = await aws.call('organizations', 'DescribeOrganization', {});
  return Organization.MasterAccountId;
}
