// Quotas per account: how many permission sets the grants would provision in it.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type AccountId, type PermissionSetName, targetOf } from '../state/state.ts';
import type { AccountGrant } from './grants.ts';

/** Provisioned permission sets per account, unless raised. */
const MOST_SETS = 500;
/** Each is one of the account's 1000 IAM roles, and not its only ones. */
const MANY_SETS = 400;

/** INVARIANT: sorted by permission set and account, as `resolveGrants` has them. */
export function quotaFindings(accountGrants: readonly AccountGrant[]): readonly Diagnostic[] {
  const found = new Map<AccountId, { count: number; set: PermissionSetName; last: AccountGrant }>();
  for (const accountGrant of accountGrants) {
    // A role that exists already is one of the account's, whoever may take it.
    if (targetOf(accountGrant.permissionSet) !== 'identity-center') continue;
    const { account, permissionSet } = accountGrant;
    const known = found.get(account);
    const isAnother = known?.set !== permissionSet;
    found.set(account, { count: (known?.count ?? 0) + Number(isAnother), set: permissionSet, last: accountGrant });
  }
  return [...found].flatMap(([account, { count, last }]) => {
    if (count <= MANY_SETS) return [];
    const { span } = last.grants[0]!;
    const code = count > MOST_SETS ? 'permission-set/too-many-in-account' : 'permission-set/many-in-account';
    return [diagnose(code, { account, count }, { span })];
  });
}
