// What the caller would lose of its own way into Identity Center: whoever is locked out cannot repair it.
import type { Holding, Holdings } from '../holdings/holdings.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { type Access, newAccess } from '../policy/compare/index.ts';
import type { Caller } from '../state/directory.ts';
import type { Assignment, PermissionSet } from '../state/state.ts';
import type { PlanHoldings } from './plan-holdings.ts';

/** Everything this program asks of AWS to read and write an Identity Center, as IAM actions. What it can do without is not among them. */
export const OPERATING_ACTIONS = [
  'identitystore:DescribeGroup',
  'identitystore:DescribeUser',
  'identitystore:GetUserId',
  'identitystore:ListGroupMembershipsForMember',
  'identitystore:ListGroups',
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListDelegatedAdministrators',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListRoots',
  'organizations:ListTagsForResource',
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
  'sso:AttachManagedPolicyToPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:CreatePermissionSet',
  'sso:DeleteAccountAssignment',
  'sso:DeleteInlinePolicyFromPermissionSet',
  'sso:DeletePermissionSet',
  'sso:DeletePermissionsBoundaryFromPermissionSet',
  'sso:DescribeAccountAssignmentCreationStatus',
  'sso:DescribeAccountAssignmentDeletionStatus',
  'sso:DescribeInstance',
  'sso:DescribePermissionSet',
  'sso:DescribePermissionSetProvisioningStatus',
  'sso:DetachCustomerManagedPolicyReferenceFromPermissionSet',
  'sso:DetachManagedPolicyFromPermissionSet',
  'sso:GetInlinePolicyForPermissionSet',
  'sso:GetPermissionsBoundaryForPermissionSet',
  'sso:ListAccountAssignmentCreationStatus',
  'sso:ListAccountAssignmentDeletionStatus',
  'sso:ListAccountAssignments',
  'sso:ListAccountAssignmentsForPrincipal',
  'sso:ListAccountsForProvisionedPermissionSet',
  'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
  'sso:ListInstances',
  'sso:ListManagedPoliciesInPermissionSet',
  'sso:ListPermissionSetProvisioningStatus',
  'sso:ListPermissionSets',
  'sso:ListTagsForResource',
  'sso:ProvisionPermissionSet',
  'sso:PutInlinePolicyToPermissionSet',
  'sso:PutPermissionsBoundaryToPermissionSet',
  'sso:TagResource',
  'sso:UntagResource',
  'sso:UpdatePermissionSet',
] as const;

export interface OwnAccessInputs {
  readonly holdings: PlanHoldings;
  readonly caller: Caller;
  readonly meanings: Meanings | undefined;
}

/**
 * Assignments of the caller that go, or whose definition changes, where that takes its access away. Without `meanings` definitions are not looked
 * at: then it is assignments that go, unless another one of the same set stays.
 */
export function ownAccessLost({ holdings, caller, meanings }: OwnAccessInputs): readonly Holding[] {
  const { via } = caller;
  if (via === undefined) return [];
  const isOfUsedSet = ({ permissionSet }: Assignment) => permissionSet === via.permissionSet;
  // Without the caller's groups known, every assignment of the caller's set in the caller's account may be the one.
  const ownIn = ({ byAccount }: Holdings) =>
    byAccount
      .of(caller.account)
      .filter((assignment) =>
        via.principals.read ? via.principals.value.includes(assignment.principal.id) : isOfUsedSet(assignment),
      );
  const [had, keeps] = [ownIn(holdings.before), ownIn(holdings.after)];
  const going = had.filter(({ address }) => holdings.after.at(address) === undefined);
  const goingOfUsedSet = going.filter(isOfUsedSet);
  if (!via.principals.read && going.length > 0) return going;
  if (meanings === undefined) return keeps.some(isOfUsedSet) ? [] : goingOfUsedSet;
  if (goingOfUsedSet.length > 0 && keeps.length === 0) return goingOfUsedSet;
  const [before, then] = [had.flatMap(definitionsOf), keeps.flatMap(definitionsOf)];
  if (!losesOperation(meanings.accessOf(before), meanings.accessOf(then), meanings)) return [];
  const kept = new Set(then.map(meanings.grantOf));
  const changes = (holding: Holding) => definitionsOf(holding).some((set) => !kept.has(meanings.grantOf(set)));
  return had.filter((holding) => going.includes(holding) || changes(holding));
}

const definitionsOf = ({ definition }: Holding): readonly PermissionSet[] =>
  definition === undefined ? [] : [definition];

const OPERATING: ReadonlySet<string> = new Set(OPERATING_ACTIONS);

/** Something of what operates Identity Center is lost, or that could not be ruled out. */
function losesOperation(before: Access, after: Access, { data }: Meanings): boolean {
  const { gains, unresolved } = newAccess(withoutUnseenAdditions(after, before), before, { index: data.index });
  return [...gains, ...unresolved].some(({ actions }) => actions.some((action) => OPERATING.has(action)));
}

/** What is newly attached and cannot be seen is attached for what it allows. It could also deny, but nobody should be stopped by that. */
function withoutUnseenAdditions({ grants }: Access, before: Access): Access {
  const had = new Set(before.grants.flatMap(({ documents }) => documents.map(({ name }) => name)));
  return {
    grants: grants.map((grant) => ({
      ...grant,
      documents: grant.documents.filter(({ kind, name }) => kind === 'known' || had.has(name)),
    })),
  };
}
