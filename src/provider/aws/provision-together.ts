// One ProvisionPermissionSet for all accounts that have a set, in place of one for each: five hundred accounts are one operation instead of five hundred, of
// which the service takes three at a time. It knows no exceptions, so it serves only where every role may be renewed.
import type { ProvisioningOperation } from '../../plan/change.ts';
import { type AccountId, accountId } from '../../state/state.ts';
import { isFailure, isUncertain } from '../errors.ts';
import type { ApplyOptions, Outcome, ProvisionTogether } from '../identity-center.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';
import type { SetReference } from './read-definition.ts';
import { eventually } from './settle.ts';
import { type Writer, write } from './write.ts';
import { type AsyncWriting, follow } from './write-assignment.ts';
import { writing } from './writing.ts';

/**
 * What carries it out; undefined where the set has a role in any other account. Somebody may have made it since the plan, or the plan left it alone: an
 * account that is suspended, or that the files ignore.
 */
export async function provisionTogether(
  writer: Writer,
  operations: readonly ProvisioningOperation[],
): Promise<ProvisionTogether | undefined> {
  const { session } = writer;
  const [first] = operations;
  const PermissionSetArn = first && (await session.catalogue.arnOf(first.change.permissionSet));
  if (PermissionSetArn === undefined) return undefined;
  const set = { InstanceArn: await session.instanceArn(), PermissionSetArn };
  const asked = new Set(operations.map(({ account }) => account));
  const roles = await session.rolesNow.all(set);
  if (![...roles].every((account) => asked.has(account))) return undefined;
  const isThere = ({ account }: ProvisioningOperation): boolean => roles.has(account);
  return async (options = {}) => {
    const everywhere = await carriedOut(writer, { set, accounts: operations.filter(isThere), options });
    if (everywhere === undefined) return undefined;
    // What has no role is no part of it: whether that went, or the list lags, is found out one by one.
    return Promise.all(
      operations.map((operation) => everywhere.get(operation.account) ?? write(writer, operation, options)),
    );
  };
}

interface Everywhere {
  readonly set: SetReference;
  readonly accounts: readonly ProvisioningOperation[];
  readonly options: ApplyOptions;
}

async function carriedOut(
  { session, poller, onTooMany }: Writer,
  { set, accounts, options }: Everywhere,
): Promise<ReadonlyMap<AccountId, Outcome> | undefined> {
  let denied = false;
  const behind = (): Promise<ReadonlySet<AccountId>> => outdatedAccounts(session.aws, set);
  const outcome = await writing(session, options, (attempt) =>
    follow({ ...attempt, poller, onTooMany } satisfies AsyncWriting, {
      kind: 'provisioning',
      target: { permissionSetArn: set.PermissionSetArn },
      send: async () =>
        (await attempt.change('ProvisionPermissionSet', { ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }))
          .PermissionSetProvisioningStatus,
      // A list that lags would show the roles as they were before the definition changed: only one that cannot lag any more counts.
      isDone: async (isLast) => isLast && (await behind()).size === 0,
    }).catch((error: unknown) => {
      denied = isFailure(error, 'access-denied') && !isUncertain(error);
      throw error;
    }),
  );
  // A role that is limited to some accounts may not name all of them.
  if (denied) return undefined;
  const all = (of: (account: AccountId) => Outcome) =>
    new Map(accounts.map(({ account }) => [account, of(account)] as const));
  if (outcome.status === 'not-sent') return all(() => outcome);
  let outdated: ReadonlySet<AccountId> = new Set();
  // The list may lag: of what succeeded it shows less and less, and of what did not, only the last look counts.
  await eventually(session, async (isLast) => {
    if (outcome.status !== 'done' && !isLast) return false;
    outdated = await behind();
    return outdated.size === 0;
  });
  return all((account) => {
    if (!outdated.has(account)) return { status: 'done' };
    return outcome.status === 'done' ? STILL_BEHIND : outcome;
  });
}

const STILL_BEHIND: Outcome = {
  status: 'failed',
  reason: 'Identity Center says that it has provisioned the set, and the account still has an older definition',
};

async function outdatedAccounts(aws: Aws, set: SetReference): Promise<ReadonlySet<AccountId>> {
  const accounts = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListAccountsForProvisionedPermissionSet',
    input: { ...set, ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' },
    list: 'AccountIds',
  });
  return new Set(accounts.map(accountId));
}
