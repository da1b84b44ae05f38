// Findings about grants.
import { rule } from '../rule.ts';

export const GRANT_RULES = {
  'grant/no-accounts': rule<Record<string, never>>({
    severity: 'warning',
    title: 'grant without accounts',
    explanation: 'Every account that the grant selects is excepted again, so it grants nothing.',
    message: () => 'the grant reaches no account: every selected account is excepted',
    hint: () => 'remove the grant, or narrow its exceptions',
  }),
  'grant/too-many-assignments': rule<{ count: number; most: number }>({
    severity: 'error',
    title: 'too many assignments',
    explanation:
      'Each grant asks for one assignment for every combination of its groups, permission sets and accounts. All grants together may ask for 1,000,000: Identity Center allows 20 calls a second, so that writing more would take more than half a day. None of them is looked at further.',
    message: ({ count, most }) =>
      `the grants ask for ${count} assignments, more than ${most}; this one passes the limit`,
    hint: () => 'grant fewer groups, permission sets or accounts at once',
  }),
  'grant/expired': rule<{ text: string }>({
    severity: 'notice',
    title: 'grant has ended',
    explanation:
      'A grant that has ended is an explicit absence: its assignments are deleted, unless another grant asks for them. Keep it until an apply has run, then remove it.',
    message: ({ text }) => `this grant ended on ${text}`,
    hint: () => 'remove it once its assignments are gone',
  }),
  'grant/user-without-end': rule<{ key: string }>({
    severity: 'error',
    title: 'a user is granted access without an end',
    explanation:
      '`identityCenter.users: expiring` lets these files grant to users for a while only: nobody takes them out of a group when they move on. Every grant to a user needs `expires`.',
    message: ({ key }) => `user \`${key}\` is granted access without an end`,
    hint: () => 'add `expires`, or grant to a group',
  }),
  'grant/roles-not-managed': rule<Record<string, never>>({
    severity: 'error',
    title: 'a grant has roles, and nobody manages account access',
    explanation:
      'A grant of `roles` becomes entitlements of AWS account access, which are in one application of the Identity Center. Whether these files make that application, or somebody else does, is said once, in access.yaml: only then are entitlements read, made and taken back.',
    message: () => 'the grant has `roles`, and access.yaml has no `accountAccess`',
    hint: () =>
      'add `accountAccess: { application: managed }` to access.yaml, or `external` where somebody else makes the application',
  }),
  'grant/accounts-of-applications': rule<{ key: string }>({
    severity: 'error',
    title: 'accounts in a grant of applications alone',
    explanation:
      'An application is used wherever people sign in to it, and its assignments know no accounts. A grant that has nothing else says nothing by `accounts` or `except`, and a reader would take it for a limit.',
    message: ({ key }) => `the grant has \`${key}\`, and nothing that is granted in accounts`,
    hint: ({ key }) => `remove \`${key}\`, or add \`permissionSets\``,
  }),
  'grant/role-form': rule<{ field: 'name' | 'path'; text: string }>({
    severity: 'error',
    title: 'not the name or path of a role',
    explanation:
      'A role is named as IAM has it: a name of at most 64 letters, digits and `+=,.@_-`, and a path that begins and ends with a slash. AWS account access takes fewer characters in paths than IAM itself (RoleArn of CreateEntitlement): letters, digits and `.,+@=_-` between slashes.',
    message: ({ field, text }) => `\`${text}\` is not a valid ${field} of a role`,
    hint: ({ field }) =>
      field === 'name'
        ? 'write the name alone, without path or ARN: `legacy-admin`'
        : 'write the path with a slash at both ends: `/ops/`',
  }),
  'grant/reserved-role': rule<{ role: string }>({
    severity: 'error',
    title: 'a role of AWS itself',
    explanation:
      'Roles under `/aws-reserved/` are made by Identity Center for its permission sets, and those under `/aws-service-role/` by services of AWS for themselves. Their trust policies cannot be changed, so that no entitlement lets anybody take them.',
    message: ({ role }) => `role \`${role}\` is made by AWS, and cannot be given to anybody`,
    hint: () => 'grant the permission set instead, or a role of your own',
  }),
  'grant/many-groups-on-role': rule<{ role: string; account: string; count: number; most: number }>({
    severity: 'warning',
    title: 'many groups on a role',
    explanation:
      'AWS account access lets 20 groups have one role in one account, more on request (quotas of account access manager). Beyond the quota CreateEntitlement is refused in the middle of an apply.',
    message: ({ role, account, count, most }) =>
      `${count} groups are granted \`${role}\` in \`${account}\`, and the quota is ${most} unless it was raised`,
    hint: () => 'give the role to fewer groups, or request an increase of the quota in Service Quotas',
  }),
} as const;
