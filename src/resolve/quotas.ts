// Quotas per account: how many permission sets the grants would provision in it.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { groupBy } from '../state/group-by.ts';
import type { Entitlement } from './grants.ts';

/** Provisioned permission sets per account, unless raised. */
const MOST_SETS = 500;
/** Each is one of the account's 1000 IAM roles, and not its only ones. */
const MANY_SETS = 400;

export function quotaFindings(entitlements: readonly Entitlement[]): readonly Diagnostic[] {
  return [...groupBy(entitlements, ({ account }) => account)].flatMap(([account, lines]) => {
    const sets = groupBy(lines, ({ permissionSet }) => permissionSet);
    const count = sets.size;
    if (count <= MANY_SETS) return [];
    const span = lines.at(-1)!.grants[0]!.span;
    const code = count > MOST_SETS ? 'permission-set/too-many-in-account' : 'permission-set/many-in-account';
    return [diagnose(code, { account, count }, { span })];
  });
}
