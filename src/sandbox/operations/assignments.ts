// sso-admin: account assignments: listing them, and creating and deleting them as asynchronous operations.
import { optional } from '../../optional.ts';
import { start } from '../async.ts';
import { guardManagementAccount, guardPrincipalListing } from '../callers.ts';
import { seconds } from '../clock.ts';
import { type InputOf, structure } from '../constraints.ts';
import { isKnownPrincipal } from '../effects.ts';
import { notFound } from '../errors.ts';
import { type Call, type Operations, type Output, reads, type ServiceOperation, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  accountId,
  instanceArn,
  operationStatus,
  pagedBy100,
  permissionSetArn,
  principalId,
  principalType,
  requestId,
  targetType,
} from '../shapes.ts';
import { type Assignment, type Operation, principalKey, type SandboxState } from '../state.ts';
import { requireInstance, requirePermissionSet } from './resources.ts';
import { listed, requireOperation, withStatus } from './status.ts';

const assignmentInput = {
  InstanceArn: instanceArn,
  TargetId: accountId,
  TargetType: targetType,
  PermissionSetArn: permissionSetArn,
  PrincipalType: principalType,
  PrincipalId: principalId,
};

type Kind = 'create-assignment' | 'delete-assignment';

export const ASSIGNMENTS: Operations = {
  ListAccountAssignments: reads(
    { InstanceArn: instanceArn, AccountId: accountId, PermissionSetArn: permissionSetArn, ...pagedBy100 },
    (call, input) => {
      const pair = requirePermissionSet(call, input).pairs.get(input.AccountId);
      return page(call, input, {
        key: 'AccountAssignments',
        items: pair?.assignments.values() ?? [],
        show: row,
      });
    },
  ),
  ListAccountAssignmentsForPrincipal: reads(
    {
      InstanceArn: instanceArn,
      PrincipalId: principalId,
      PrincipalType: principalType,
      'Filter?': structure({ 'AccountId?': accountId }),
      ...pagedBy100,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      guardPrincipalListing(call);
      const only = input.Filter?.AccountId;
      const rows = rowsOf(call.state, input.PrincipalType, input.PrincipalId);
      const items = only === undefined ? rows : rows.filter((assignment) => assignment.accountId === only);
      return page(call, input, { key: 'AccountAssignments', items, show: row });
    },
  ),
  CreateAccountAssignment: writes(assignmentInput, (call, input) => {
    const assignment = target(call, input);
    if (call.settings.unknownTarget === 'resource-not-found') requireTarget(call, assignment);
    return { AccountAssignmentCreationStatus: begin(call, 'create-assignment', assignment) };
  }),
  DeleteAccountAssignment: writes(assignmentInput, (call, input) => ({
    AccountAssignmentDeletionStatus: begin(call, 'delete-assignment', target(call, input)),
  })),
  DescribeAccountAssignmentCreationStatus: reads(
    { InstanceArn: instanceArn, AccountAssignmentCreationRequestId: requestId },
    (call, input) => ({
      AccountAssignmentCreationStatus: described(call, 'create-assignment', {
        instance: input.InstanceArn,
        id: input.AccountAssignmentCreationRequestId,
      }),
    }),
  ),
  DescribeAccountAssignmentDeletionStatus: reads(
    { InstanceArn: instanceArn, AccountAssignmentDeletionRequestId: requestId },
    (call, input) => ({
      AccountAssignmentDeletionStatus: described(call, 'delete-assignment', {
        instance: input.InstanceArn,
        id: input.AccountAssignmentDeletionRequestId,
      }),
    }),
  ),
  ListAccountAssignmentCreationStatus: statusList('create-assignment', 'AccountAssignmentsCreationStatus'),
  ListAccountAssignmentDeletionStatus: statusList('delete-assignment', 'AccountAssignmentsDeletionStatus'),
};

function statusList(kind: Kind, key: string): ServiceOperation {
  const input = { InstanceArn: instanceArn, 'Filter?': structure({ 'Status?': operationStatus }), ...pagedBy100 };
  return reads(input, (call, given) => {
    requireInstance(call, given.InstanceArn);
    return page(call, given, { key, items: withStatus(call.state, kind, given.Filter?.Status), show: listed });
  });
}

function target(call: Call, input: InputOf<typeof assignmentInput>): Assignment {
  const set = requirePermissionSet(call, input);
  guardManagementAccount(call, set, input.TargetId);
  return {
    permissionSetArn: set.arn,
    accountId: input.TargetId,
    principalType: input.PrincipalType,
    principalId: input.PrincipalId,
  };
}

function requireTarget(call: Call, assignment: Assignment): void {
  if (!call.state.organization.accounts.has(assignment.accountId)) {
    throw notFound(`Could not find AWS account with id ${assignment.accountId}`);
  }
  if (!isKnownPrincipal(call.state, assignment)) {
    throw notFound(`Could not find ${assignment.principalType} with id ${assignment.principalId}`);
  }
}

const begin = (call: Call, kind: Kind, assignment: Assignment): Output =>
  status(start(call, { kind, assignment }, new Set([assignment.accountId])), assignment);

function described(call: Call, kind: Kind, of: { readonly instance: string; readonly id: string }): Output {
  requireInstance(call, of.instance);
  const operation = requireOperation(call.state, kind, of.id);
  return operation.work.kind === 'provision' ? {} : status(operation, operation.work.assignment);
}

const status = (operation: Operation, assignment: Assignment): Output => ({
  Status: operation.status,
  RequestId: operation.id,
  ...optional({ FailureReason: operation.failureReason }),
  TargetId: assignment.accountId,
  TargetType: 'AWS_ACCOUNT',
  PermissionSetArn: assignment.permissionSetArn,
  PrincipalType: assignment.principalType,
  PrincipalId: assignment.principalId,
  CreatedDate: seconds(operation.createdAt),
});

const row = (assignment: Assignment): Output => ({
  AccountId: assignment.accountId,
  PermissionSetArn: assignment.permissionSetArn,
  PrincipalType: assignment.principalType,
  PrincipalId: assignment.principalId,
});

/** A user's rows include those of the user's groups, told apart by PrincipalType. Deleted principals have none. */
function rowsOf(state: SandboxState, type: 'USER' | 'GROUP', id: string): readonly Assignment[] {
  const known = type === 'USER' ? state.directory.users.has(id) : state.directory.groups.has(id);
  if (!known) return [];
  const groups = type === 'USER' ? [...(state.directory.groupsOfUser.get(id)?.keys() ?? [])] : [];
  const keys = [principalKey(type, id), ...groups.map((groupId) => principalKey('GROUP', groupId))];
  return keys.flatMap((key) => [...(state.assignmentsOf.get(key) ?? [])]);
}
