// What an asynchronous operation does when it settles, and the FailureReason when it cannot.

import { isCustomerReference } from './iam-policies.ts';
import { addAssignment, ensurePair, removeAssignment } from './mutations.ts';
import { policyMistake } from './policy-grammar.ts';
import type { Settings } from './settings.ts';
import {
  type Assignment,
  type Definition,
  type PermissionSet,
  policyKey,
  principalKey,
  type SandboxState,
  type Work,
} from './state.ts';

/** Applies the work; a FailureReason when it failed. */
export function effectOf(state: SandboxState, work: Work, settings: Settings): string | undefined {
  switch (work.kind) {
    case 'create-assignment':
      return createAssignment(state, work.assignment, settings);
    case 'delete-assignment':
      return deleteAssignment(state, work.assignment, settings);
    case 'provision':
      return provision(state, work, settings);
    default:
      return work satisfies never;
  }
}

function createAssignment(state: SandboxState, assignment: Assignment, settings: Settings): string | undefined {
  const set = state.permissionSets.get(assignment.permissionSetArn);
  if (set === undefined) return notFoundReason('Permission set not found.');
  const refusal = accountRefusal(state, assignment.accountId);
  if (refusal !== undefined) return refusal;
  if (!isKnownPrincipal(state, assignment)) return notFoundReason('Principal not found.');
  // CreateAccountAssignment provisions a new pair, but does not refresh one that is there.
  const failure = set.pairs.has(assignment.accountId)
    ? undefined
    : roleRefusal(state, set, { accountId: assignment.accountId, settings });
  if (failure !== undefined) return failure;
  addAssignment(state, ensurePair(state, set, assignment.accountId), assignment);
  return undefined;
}

function deleteAssignment(state: SandboxState, assignment: Assignment, settings: Settings): string | undefined {
  const pair = state.permissionSets.get(assignment.permissionSetArn)?.pairs.get(assignment.accountId);
  if (!pair?.assignments.has(principalKey(assignment.principalType, assignment.principalId))) {
    return notFoundReason(
      `EntitlementItem doesn't exist with the given entitlement key EntitlementKey{${entitlementKey(assignment)}}`,
    );
  }
  const refusal = accountRefusal(state, assignment.accountId);
  if (refusal !== undefined && settings.deleteInInactiveAccount === 'fails') return refusal;
  removeAssignment(state, assignment);
  return undefined;
}

function provision(
  state: SandboxState,
  { permissionSetArn: arn, accountId }: Extract<Work, { readonly kind: 'provision' }>,
  settings: Settings,
): string | undefined {
  const set = state.permissionSets.get(arn);
  if (set === undefined) return notFoundReason('Permission set not found.');
  const accounts = accountId === undefined ? [...set.pairs.keys()] : [accountId];
  const failures = accounts.map((id) => provisionOne(state, set, { accountId: id, settings }));
  return failures.find((reason) => reason !== undefined);
}

interface Place {
  readonly accountId: string;
  readonly settings: Settings;
}

function provisionOne(state: SandboxState, set: PermissionSet, place: Place): string | undefined {
  const failure = accountRefusal(state, place.accountId) ?? roleRefusal(state, set, place);
  if (failure !== undefined) return failure;
  // ProvisionPermissionSet makes the role even where nobody is assigned (hashicorp/terraform-provider-aws#32006).
  ensurePair(state, set, place.accountId).provisioned = set.definition;
  return undefined;
}

/** Why an account's IAM would not take the role. */
function roleRefusal(state: SandboxState, set: PermissionSet, { accountId, settings }: Place): string | undefined {
  const { definition, pairs } = set;
  const inAccount = state.pairsOfAccount.get(accountId)?.size ?? 0;
  if (!pairs.has(accountId) && inAccount >= settings.permissionSetsPerAccount) {
    return `Received a 402 status error: Cannot provision more than ${settings.permissionSetsPerAccount} permission sets in an account.`;
  }
  const policies = definition.managedPolicies.length + definition.customerManagedPolicies.length;
  if (policies > settings.managedPoliciesPerRole) {
    return `Received a 409 status error: Cannot exceed quota for PoliciesPerRole: ${settings.managedPoliciesPerRole}`;
  }
  return malformedPolicy(definition) ?? missingPolicy(state, definition, { accountId, settings });
}

export const isKnownPrincipal = (state: SandboxState, assignment: Assignment): boolean =>
  assignment.principalType === 'GROUP'
    ? state.directory.groups.has(assignment.principalId)
    : state.directory.users.has(assignment.principalId);

function accountRefusal(state: SandboxState, accountId: string): string | undefined {
  const account = state.organization.accounts.get(accountId);
  if (account === undefined) return notFoundReason(`AWS account ${accountId} not found.`);
  if (account.state === 'ACTIVE') return undefined;
  // aws-samples/aws-identitycenter-codepipeline-auto-assignment#31
  return (
    'AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account ' +
    `'${accountId}' takes longer than usual. Please try again in a few minutes. If this problem continues, contact AWS Support.`
  );
}

/** IAM refuses the document when the role is written (hashicorp/terraform-provider-aws#31456). */
function malformedPolicy({ inlinePolicy }: Definition): string | undefined {
  const mistake = inlinePolicy === undefined ? undefined : policyMistake(inlinePolicy, 'inline');
  return mistake && `Received a 400 status error: ${mistake.message}`;
}

/** The text is that which hashicorp/terraform-provider-aws's test TestAccSSOAdminAccountAssignment_MissingPolicy expects. */
function missingPolicy(
  state: SandboxState,
  definition: Definition,
  { accountId, settings }: Place,
): string | undefined {
  const boundary = definition.boundary?.kind === 'customer-managed' ? [definition.boundary.policy] : [];
  const missing = [...definition.customerManagedPolicies, ...boundary].find(
    (policy) => !isCustomerReference(state, settings, { accountId, policy }),
  );
  if (missing === undefined) return undefined;
  return notFoundReason(`Not supported policy arn:${state.partition}:iam::${accountId}:policy${policyKey(missing)}.`);
}

const notFoundReason = (what: string): string => `Received a 404 status error: ${what}`;

const entitlementKey = (assignment: Assignment): string =>
  [
    `accountId=${assignment.accountId}`,
    `permissionSetArn=${assignment.permissionSetArn}`,
    `principalType=${assignment.principalType}`,
    `principalId=${assignment.principalId}`,
  ].join(', ');
