// Findings about the policies that permission sets attach, by what those policies are.
import { rule } from '../rule.ts';
import { type NearAdministratorFacts, nearAdministrator, nearAdministratorHint } from '../wording.ts';

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
  'permission-set/near-administrator': rule<NearAdministratorFacts & { readonly permissionSet: string }>({
    severity: 'warning',
    title: 'one step from administrator access, by several policies',
    explanation:
      'The policies of the permission set together, behind its boundary, allow everything but something of a few services, or an escalation path by way of IAM on every resource: what is missing is a step away. A boundary that is a customer managed policy, and that the policies allow to rewrite (`iam:CreatePolicyVersion`), is no limit unless its own text denies that. Of a single inline policy `policy/near-administrator` says so. Guardrails forbid both with `deny: { access: near-administrator }`.',
    message: ({ permissionSet, ...near }) => `\`${permissionSet}\` ${nearAdministrator(near)}`,
    hint: nearAdministratorHint,
  }),
  'permission-set/replaced-managed-policy': rule<{ policy: string; by: string }>({
    severity: 'warning',
    title: 'AWS managed policy that AWS replaced',
    explanation:
      'When AWS takes actions away from a policy, it makes a new one and deprecates the old. A deprecated policy gets no new actions, and cannot be attached where it is not attached yet: provisioning fails in every account that is new to the permission set.',
    message: ({ policy, by }) => `AWS replaced the managed policy \`${policy}\` by \`${by}\``,
    hint: ({ by }) => `name \`${by}\`, after a look at what it does not allow (\`access compare\`)`,
  }),
} as const;
