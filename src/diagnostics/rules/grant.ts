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
} as const;
