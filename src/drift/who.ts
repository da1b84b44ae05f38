// Who made live what it is: the last recorded call that can have made each thing so.
import type { Field } from '../definition/fields.ts';
import { writeInstant } from '../instant.ts';
import type { RecordedCall, RecordedCalls } from '../provider/identity-center.ts';
import { targetOf } from '../state/state.ts';
import type { Drift } from './drift.ts';
import type { DriftItem, DriftKind } from './item.ts';

const TAGGING = ['TagResource', 'UntagResource'] as const;
const UPDATE = ['UpdatePermissionSet'] as const;

/** Operations of sso-admin that change a field. */
const EDITS: Readonly<Record<Field, readonly string[]>> = {
  managedPolicies: ['AttachManagedPolicyToPermissionSet', 'DetachManagedPolicyFromPermissionSet'],
  customerManagedPolicies: [
    'AttachCustomerManagedPolicyReferenceToPermissionSet',
    'DetachCustomerManagedPolicyReferenceFromPermissionSet',
  ],
  inlinePolicy: ['PutInlinePolicyToPermissionSet', 'DeleteInlinePolicyFromPermissionSet'],
  permissionsBoundary: ['PutPermissionsBoundaryToPermissionSet', 'DeletePermissionsBoundaryFromPermissionSet'],
  sessionDuration: UPDATE,
  relayState: UPDATE,
  description: UPDATE,
  tags: TAGGING,
  owner: TAGGING,
};

type OperationsOf = (item: DriftItem) => readonly string[];
const nothing: OperationsOf = () => [];
const created: OperationsOf = () => ['CreatePermissionSet'];
/** Calls of account access are not looked up: they name a role, and no permission set. */
const ofIdentityCenter =
  (operation: string): OperationsOf =>
  ({ permissionSet = '' }) =>
    targetOf(permissionSet) === 'identity-center' ? [operation] : [];
const assigned = ofIdentityCenter('CreateAccountAssignment');

/** What can have made an item so. Nothing where it is nobody's doing, or no event says of which set it is: a set that was deleted is an ARN that nobody knows. */
const OPERATIONS: Readonly<Record<DriftKind, OperationsOf>> = {
  'foreign-permission-set': () => [...TAGGING, 'CreatePermissionSet'],
  'unmanaged-permission-set': created,
  'undeclared-permission-set': created,
  definition: ({ fields = [] }) => [...new Set(fields.flatMap((field) => EDITS[field]))],
  'missing-permission-set': nothing,
  'group-assignment': assigned,
  'user-assignment': assigned,
  'orphan-assignment': assigned,
  'ended-assignment': nothing,
  'missing-assignment': ofIdentityCenter('DeleteAccountAssignment'),
  'outdated-role': nothing,
  // What is looked up is found by its permission set, and these calls name none.
  'access-control-attributes': nothing,
  resource: nothing,
};

/** What CloudTrail is to be asked for, each operation once. */
export function operationsBehind({ items }: Pick<Drift, 'items'>): readonly string[] {
  return [...new Set(items.flatMap((item) => OPERATIONS[item.kind](item)))].sort();
}

/** Whether each item that the operation can have made has a call of it. */
export function isExplained(
  { items }: Pick<Drift, 'items'>,
  operation: string,
  calls: readonly RecordedCall[],
): boolean {
  const isAsked = (item: DriftItem) => OPERATIONS[item.kind](item).includes(operation);
  return items.filter(isAsked).every((item) => calls.some((call) => fits(call, item)));
}

export function withDoers(drift: Drift, { calls, ...trail }: RecordedCalls): Drift {
  const newestFirst = [...calls].sort((a, b) => b.at - a.at);
  return {
    ...drift,
    who: trail,
    items: drift.items.map((item) => {
      const operations = OPERATIONS[item.kind](item);
      const call = newestFirst.find((each) => operations.includes(each.operation) && fits(each, item));
      if (call === undefined) return item;
      const { by, operation, eventId } = call;
      return { ...item, who: { by, at: writeInstant(call.at), operation, eventId } };
    }),
  };
}

function fits(call: RecordedCall, { permissionSet, account, principal }: DriftItem): boolean {
  if (call.permissionSet !== permissionSet) return false;
  return account === undefined || (call.account === account && call.principal === principal?.id);
}
