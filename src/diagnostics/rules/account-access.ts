// What keeps roles that exist already from being given.
import { rule } from '../rule.ts';

/** What the trust policy of a role has to have, for whoever adds it. */
const STATEMENT =
  '{ "Effect": "Allow", "Principal": { "Service": "account-access.amazonaws.com" }, "Action": ["sts:AssumeRole", "sts:SetContext", "sts:TagSession"] }';

export const ACCOUNT_ACCESS_RULES = {
  'account-access/no-application': rule<Record<string, never>>({
    severity: 'notice',
    title: 'held: there is no account access application',
    explanation:
      'Entitlements are in one application of the Identity Center (ListApplications), and there is none. These files leave it to somebody else (`accountAccess.application: external`).',
    message: () => 'the Identity Center has no account access application',
    hint: () => 'wait until it is made, or set `accountAccess.application: managed` to have it made here',
  }),
  'account-access/role-missing': rule<{ role: string }>({
    severity: 'notice',
    title: 'held: the role is missing',
    explanation:
      'AWS account access gives roles that are there already. This account was asked, by the role of `preflight`, and has no role of exactly this path and name (GetRole); case matters. Everything else goes on.',
    message: ({ role }) => `the account has no role \`${role}\``,
    hint: () => 'make the role in the account with exactly this path and name, or take the account out of the grant',
  }),
  'account-access/role-trust': rule<{ role: string; missing: readonly string[] }>({
    severity: 'notice',
    title: 'held: the role does not let account access in',
    explanation:
      'AWS account access takes the role for whoever has the entitlement, so that the trust policy of the role must let the service `account-access.amazonaws.com` do `sts:AssumeRole`, `sts:SetContext` and `sts:TagSession` (User Guide, preparing IAM roles for account access manager). This account was asked, by the role of `preflight`, and the trust policy of the role does not. Without the first two the entitlement is refused, and without the third nobody gets credentials by it.',
    message: ({ role, missing }) =>
      `the trust policy of \`${role}\` does not let \`account-access.amazonaws.com\` do ${missing.map((action) => `\`${action}\``).join(', ')}`,
    hint: () => `add to the trust policy of the role: \`${STATEMENT}\``,
  }),
} as const;
