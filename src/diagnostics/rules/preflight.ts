// What accounts say, or do not say, before anything is written in them.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

export interface Missing {
  /** Paths and names: `/teams/TeamBase`. */
  readonly policies: readonly string[];
  readonly boundary?: string;
}

export interface Unchecked {
  /** Accounts that were to be asked. */
  readonly total: number;
  /** In which the role cannot be taken. */
  readonly role: number;
  /** In which the role may not read. */
  readonly denied: number;
  /** That gave no answer. */
  readonly failed: number;
  /** That nobody could ask. */
  readonly unable: number;
  /** They were to be asked about roles that exist already, too. */
  readonly roles?: true;
}

export const PREFLIGHT_RULES = {
  'preflight/policy-missing': rule<Missing>({
    severity: 'notice',
    title: 'held: a customer managed policy is missing',
    explanation:
      'A permission set names its customer managed policies, and a customer managed permissions boundary, by name and path, and Identity Center looks for them in each account that the set is provisioned to. This account was asked, by the role of `preflight`, and has no policy of exactly this path and name (GetPolicy); case matters. Identity Center would fail there with a 404 in the middle of an apply, so that what needs the role is held, and the rest of the plan goes on.',
    message: ({ policies, boundary }) => {
      if (boundary === undefined) return `the account has no ${listed(policies, 'customer managed policy')}`;
      const bound = `customer managed policy \`${boundary}\`, the permissions boundary`;
      return policies.length === 0
        ? `the account has no ${bound}`
        : `the account has no ${listed(policies, 'customer managed policy')}, and no ${bound}`;
    },
    hint: () =>
      'create it in the account with exactly this path and name, as a StackSet does, or take the account out of the grants on the permission set',
  }),
  'preflight/too-many-policies': rule<{ count: number; most: number }>({
    severity: 'notice',
    title: 'held: more policies than a role may have',
    explanation:
      'AWS managed and customer managed policies of a permission set become managed policies of an IAM role, of which each account has a quota: 10, which AWS raises to 20 on request (Service Quotas, "Managed policies per role"; `AttachedPoliciesPerRoleQuota` of GetAccountSummary). This account was asked, by the role of `preflight`, and allows fewer than the permission set has. What needs the role is held, and the rest of the plan goes on.',
    message: ({ count, most }) =>
      `the permission set has ${counted(count, 'managed policy')}, and a role in the account may have ${most}`,
    hint: () =>
      'request an increase of the quota "Managed policies per role" for the account in Service Quotas, or attach fewer policies',
  }),
  'preflight/unchecked': rule<Unchecked>({
    severity: 'warning',
    title: 'accounts that were not checked',
    explanation:
      'With `preflight` a plan asks each account that a permission set with customer managed policies goes to whether they are there, and what they say. These accounts were not asked, or not all that was asked was answered: the role cannot be taken there (it is missing, or does not trust the caller; AWS does not tell which), it may not read, or the account gave no answer. Nothing is held because of it, and nothing is taken for granted: an apply may still fail there, and what customer managed policies say there counts as unknown, as it does without `preflight`. `--verbose` lists the accounts, and so does `preflight.unchecked` of the JSON.',
    message: ({ total, role, denied, failed, unable, roles }) => {
      const reasons = [
        ...(role === 0 ? [] : [`the role cannot be assumed in ${role}`]),
        ...(denied === 0 ? [] : [`it may not read in ${denied}`]),
        ...(failed === 0 ? [] : [`no answer from ${failed}`]),
        ...(unable === 0 ? [] : ['a snapshot does not have them']),
      ];
      const what = roles === true ? 'customer managed policies and roles' : 'customer managed policies';
      return `${what} were not checked in ${role + denied + failed + unable} of ${counted(total, 'account')}: ${reasons.join(', ')}`;
    },
    hint: ({ role, denied, unable }) => {
      if (unable > 0) return 'plan against live to check them';
      return role + denied > 0
        ? 'create the role of `preflight` there, with the trust and the permissions of docs/ci.md; `--verbose` lists the accounts'
        : 'plan again once they answer; `--verbose` lists the accounts';
    },
  }),
};
