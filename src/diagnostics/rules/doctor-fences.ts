// Findings of `access doctor` about service control policies: the ways past the files that they leave open, and what of `access` they are in the way of.
import { rule } from '../rule.ts';
import { counted, listed, type Named, namedWithIds as named } from '../wording.ts';

export interface FenceFacts {
  readonly actions: readonly string[];
  readonly accounts: readonly Named[];
}

/** More of them say no more. */
const MOST_ACTIONS = 3;

/** `… keeps administrators of 3 member accounts from … (\`iam:A\`, \`iam:B\`, \`iam:C\` and 2 more): \`a\`, …`. */
function open(what: string, { actions, accounts }: FenceFacts): string {
  const shown = actions.slice(0, MOST_ACTIONS).map((action) => `\`${action}\``);
  const more = actions.length - shown.length;
  const those = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `no service control policy keeps administrators of ${counted(accounts.length, 'member account')} from ${what} (${those}): ${named(accounts)}`;
}

export const DOCTOR_FENCES_RULES = {
  'doctor/account-instances': rule<FenceFacts>({
    severity: 'notice',
    title: 'member accounts may make their own instances',
    explanation:
      'A member account may have an Identity Center instance of its own, with users and groups of its own, that signs people in to applications there (CreateInstance). Nothing of it is in the files or in the organization instance. Instances that are there already go on.',
    message: (facts) => open('making an instance of Identity Center', facts),
    hint: () => 'deny `sso:CreateInstance` in a service control policy: docs/entra.md has one',
  }),
  'doctor/identity-providers': rule<FenceFacts>({
    severity: 'notice',
    title: 'member accounts may let in other identity providers',
    explanation:
      'A SAML or OpenID Connect provider in IAM, and a role that trusts it, let people into the account whom neither Entra nor Identity Center knows (CreateSAMLProvider, CreateOpenIDConnectProvider). Leaving the company ends none of it. Pipelines use OpenID Connect as well: who makes the providers of those is the exception in the policy.',
    message: (facts) => open('letting in an identity provider of their own', facts),
    hint: () => 'deny it in a service control policy, except for the role that makes providers: docs/entra.md has one',
  }),
  'doctor/policies-of-sets': rule<FenceFacts>({
    severity: 'notice',
    title: 'member accounts may change what permission sets name',
    explanation:
      'Identity Center resolves customer managed policies and permissions boundaries by name in each account, and the account says what they allow (CreatePolicyVersion). The roles of permission sets themselves can be changed by Identity Center alone: IAM answers UnmodifiableEntity to everybody else.',
    message: (facts) => open('changing the customer managed policies that permission sets name', facts),
    hint: () =>
      'deny it in a service control policy, except for the role that deploys the policies: docs/entra.md has one',
  }),
  'doctor/administration-not-fenced': rule<FenceFacts>({
    severity: 'notice',
    title: 'any role of the delegated administrator may give access',
    explanation:
      'Whoever administers the account that Identity Center is delegated to can give anybody access to every account but the management account, past the files. A service control policy leaves that to the role that applies, and to break-glass.',
    message: (facts) => open('changing who has access', facts),
    hint: () => 'attach the service control policy of docs/security.md, which fences the apply role',
  }),
  'doctor/preflight-role': rule<{ role: string; accounts: readonly Named[]; lacks?: string | undefined }>({
    severity: 'warning',
    title: 'the pre-flight role cannot be used',
    explanation:
      'A plan takes the role of `preflight` in each account that a permission set with customer managed policies goes to. Where it is missing or does not trust the caller (AssumeRole; AWS does not tell which), or may not read, the account is not checked: an apply may fail there for want of a policy, and what customer managed policies say there is unknown.',
    message: ({ role, accounts, lacks }) =>
      lacks === undefined
        ? `role \`${role}\` cannot be assumed in ${counted(accounts.length, 'member account')}: ${named(accounts)}`
        : `role \`${role}\` may not do \`${lacks}\` in ${counted(accounts.length, 'member account')}: ${named(accounts)}`,
    hint: () => 'deploy it there with the trust and the permissions of docs/ci.md, as a StackSet does',
  }),
  'doctor/control-policy-blocks': rule<{
    actions: readonly string[];
    accounts: readonly Named[];
    role?: string | undefined;
  }>({
    severity: 'error',
    title: 'a service control policy is in the way',
    explanation:
      'Service control policies bind everybody in the account, whatever their role allows. What `access` has to do there is denied, or left out of what is permitted: without a role, for everybody in the account; with one, for that role.',
    message: ({ actions, accounts, role }) =>
      `service control policies keep ${role === undefined ? 'everybody' : `role \`${role.replace(/^\//, '')}\``} in ${counted(accounts.length, 'account')} from ${listed(actions, 'action')}: ${named(accounts)}`,
    hint: ({ role }) =>
      role === undefined
        ? 'permit it there, or except the role that plans and the role that applies (`aws:PrincipalArn`)'
        : `permit it there, or except \`arn:aws:iam::*:role${role}\` (\`aws:PrincipalArn\`)`,
  }),
};
