// Findings about the policies that permission sets attach, by what those policies are.
import { rule } from '../rule.ts';

export const PERMISSION_SET_POLICIES_RULES = {
  'permission-set/administrator-policy': rule<{ policy: string; permissionSet: string }>({
    severity: 'notice',
    title: 'policy for administrators attached',
    explanation:
      'AdministratorAccess allows everything. IAMFullAccess allows to make users and roles with everything, and PowerUserAccess allows everything but IAM and Organizations, all of IAM Identity Center included. A set for administrators needs one of them; others should not have them, unless a permissions boundary limits what they give.',
    message: ({ policy, permissionSet }) =>
      `\`${permissionSet}\` has the policy \`${policy}\`, which gives access to nearly everything`,
    hint: () => 'if that is what the set is for, silence this on the set with the reason',
  }),
} as const;
