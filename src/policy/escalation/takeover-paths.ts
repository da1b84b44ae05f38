// Ways to take over IAM Identity Center, and with it every account of an organisation. They work in the management account and in accounts
// that Identity Center or Organizations is delegated to; elsewhere the actions have nothing to act on.

import { optional } from '../../optional.ts';
import type { EscalationPath } from './path.ts';

type Row = readonly [
  id: string,
  title: string,
  allOf: string,
  anyOf?: string | undefined,
  when?: EscalationPath['when'],
];

/**
 * Services that reach into every account: whoever administers them for the organisation holds it (AWS Organizations User Guide, "AWS
 * services that you can use with AWS Organizations"). To delegate GuardDuty takes nothing over.
 */
const DELEGABLE = ['sso.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com', 'iam.amazonaws.com'];

const ROWS: readonly Row[] = [
  ['idc-001', 'assign any permission set to oneself in any account', 'sso:CreateAccountAssignment'],
  ['idc-002', 'widen the inline policy of a permission set', 'sso:PutInlinePolicyToPermissionSet'],
  ['idc-003', 'attach a managed policy to a permission set', 'sso:AttachManagedPolicyToPermissionSet'],
  [
    'idc-004',
    'refer to a customer managed policy from a permission set',
    'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
    'iam:CreatePolicy iam:CreatePolicyVersion',
  ],
  [
    'idc-005',
    'lift the permissions boundary of a permission set',
    '',
    'sso:DeletePermissionsBoundaryFromPermissionSet sso:PutPermissionsBoundaryToPermissionSet',
  ],
  ['idc-006', 'join any group', '', 'identitystore:CreateGroupMembership sso-directory:AddMemberToGroup'],
  ['idc-007', 'make a user and give it groups', 'identitystore:CreateUser identitystore:CreateGroupMembership'],
  [
    'idc-008',
    'replace the identity provider',
    '',
    'sso-directory:EnableExternalIdPConfigurationForDirectory sso-directory:CreateExternalIdPConfigurationForDirectory sso:AssociateDirectory',
  ],
  [
    'idc-009',
    'forge the attributes that policies decide by',
    '',
    'sso:CreateInstanceAccessControlAttributeConfiguration sso:UpdateInstanceAccessControlAttributeConfiguration',
  ],
  [
    'idc-010',
    'make a SCIM token, and with it users and groups',
    '',
    'sso-directory:CreateBearerToken sso-directory:CreateProvisioningTenant',
  ],
  [
    'idc-011',
    'delegate Identity Center, StackSets or IAM of the organisation to an own account',
    'organizations:RegisterDelegatedAdministrator',
    undefined,
    { 'organizations:RegisterDelegatedAdministrator': { key: 'organizations:ServicePrincipal', values: DELEGABLE } },
  ],
  ['idc-012', 'trust tokens of a foreign issuer', 'sso:CreateTrustedTokenIssuer'],
  [
    'idc-013',
    'remove what limits member accounts',
    '',
    'organizations:DetachPolicy organizations:UpdatePolicy organizations:DisablePolicyType organizations:MoveAccount organizations:LeaveOrganization',
  ],
  ['idc-015', 'grant oneself an account by an account access entitlement', 'account-access:CreateEntitlement'],
  ['idc-014', 'become root in member accounts', '', 'sts:AssumeRoot iam:EnableOrganizationsRootSessions'],
];

export const TAKEOVER_PATHS: readonly EscalationPath[] = ROWS.map(([id, title, allOf, anyOf, when]) => ({
  id,
  title,
  category: 'takeover',
  allOf: allOf.split(' ').filter((action) => action !== ''),
  ...(anyOf === undefined ? {} : { anyOf: anyOf.split(' ') }),
  ...optional({ when }),
  scope: 'control',
}));
