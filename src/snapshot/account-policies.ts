// What accounts said of the customer managed policies that permission sets name, in a snapshot: where the files have a role for it. What that role said of other policies, and of accounts
// that the files did not reach then, is not known; nor are roles that exist already, whose definitions are not kept.
import {
  type AccountPolicies,
  type AccountPoliciesQuery,
  type AccountsRead,
  type AccountToRead,
  type PolicyInAccount,
  type PolicyKey,
  policyKeyOf,
  type Unchecked,
} from '../state/account-policies.ts';
import type { AccountId } from '../state/state.ts';

/** Lists stand for maps. By account. */
export type SnapshotAccountPolicies = Readonly<Record<AccountId, OfAccount>>;

interface OfAccount {
  readonly policies: Readonly<Record<PolicyKey, PolicyInAccount>>;
  readonly policiesPerRole?: number;
  readonly unchecked?: Unchecked;
}

export function writtenAccountPolicies(accounts: AccountsRead): SnapshotAccountPolicies {
  const written = [...accounts].map(([account, { policies, policiesPerRole, unchecked }]): [AccountId, OfAccount] => [
    account,
    {
      policies: Object.fromEntries([...policies].sort(([a], [b]) => (a < b ? -1 : 1))),
      ...(policiesPerRole === undefined ? {} : { policiesPerRole }),
      ...(unchecked === undefined ? {} : { unchecked }),
    },
  ]);
  return Object.fromEntries(written.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function accountPoliciesRead(
  written: SnapshotAccountPolicies,
  { accounts }: AccountPoliciesQuery,
): AccountsRead {
  return new Map(accounts.map((wanted) => [wanted.account, ofAccount(written, wanted)]));
}

const UNABLE: Unchecked = { why: 'unable', detail: 'a snapshot' };

function ofAccount(
  written: SnapshotAccountPolicies,
  { account, policies, quota, roles }: AccountToRead,
): AccountPolicies {
  const found = Object.hasOwn(written, account) ? written[account] : undefined;
  if (found === undefined) return { policies: new Map(), unchecked: UNABLE };
  const known = policies.flatMap((policy): readonly [PolicyKey, PolicyInAccount][] => {
    const key = policyKeyOf(policy);
    const read = Object.hasOwn(found.policies, key) ? found.policies[key] : undefined;
    return read === undefined ? [] : [[key, read]];
  });
  const { policiesPerRole } = found;
  const isWhole =
    known.length === policies.length && (roles ?? []).length === 0 && (!quota || policiesPerRole !== undefined);
  const unchecked = isWhole ? found.unchecked : (found.unchecked ?? UNABLE);
  return {
    policies: new Map(known),
    ...(quota && policiesPerRole !== undefined ? { policiesPerRole } : {}),
    ...(unchecked === undefined ? {} : { unchecked }),
  };
}
