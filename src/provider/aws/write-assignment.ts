// Rows and roles: asynchronous operations, sent and then followed to their end.
import { optional } from '../../optional.ts';
import type { AssignmentChange, ProvisioningChange } from '../../plan/change.ts';
import type { AccountId, Assignment } from '../../state/state.ts';
import { isFailure, isUncertain } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import type { CallOptions } from './client.ts';
import { findRequest, type OperationStatus, type RequestTarget, settlementOf } from './operation-status.ts';
import { collect } from './pages.ts';
import type { Poller, RequestKind, Settlement } from './poller.ts';
import { rowsOfPair } from './read-assignments.ts';
import type { SetReference } from './read-definition.ts';
import { isGone } from './read-principals.ts';
import { eventually, type Look, settledFailure } from './settle.ts';
import { referenceTo, type Writing } from './writing.ts';

export interface AsyncWriting extends Writing {
  readonly poller: Poller;
  /** See `CallOptions`. */
  readonly onTooMany: NonNullable<CallOptions['onTooMany']>;
}

/** CreateAccountAssignment of a row that is there succeeds, and changes nothing. */
export async function createAssignment(writing: AsyncWriting, row: Assignment): Promise<Outcome> {
  const set = await referenceTo(writing, row.permissionSet);
  if (set === undefined) return noSet(row.permissionSet);
  return follow(writing, {
    kind: 'assignment-creation',
    target: targetOf(row, set),
    send: async () =>
      (await writing.change('CreateAccountAssignment', inputOf(row, set), { onTooMany: writing.onTooMany }))
        .AccountAssignmentCreationStatus,
    isDone: () => isLive(writing, row, set),
  });
}

/**
 * Sent without a look at the list, which may lag and not show a row that is there: DeleteAccountAssignment itself says of a row that is gone that it
 * is (hashicorp/terraform-provider-aws#47067). Only of an orphan's principal it is asked again whether it exists: a plan that read too early took it for gone.
 */
export async function deleteAssignment(
  writing: AsyncWriting,
  { assignment: row, deleteReason }: AssignmentChange,
): Promise<Outcome> {
  const set = await referenceTo(writing, row.permissionSet);
  if (set === undefined) return { status: 'already' };
  if (deleteReason === 'orphan' && !(await isOrphan(writing, row)))
    return { status: 'not-sent', reason: `the ${row.principal.type} \`${row.principal.id}\` exists by now` };
  const isAbsent = async (): Promise<boolean> => !(await isLive(writing, row, set));
  try {
    const outcome = await follow(writing, {
      kind: 'assignment-deletion',
      target: targetOf(row, set),
      send: async () =>
        (await writing.change('DeleteAccountAssignment', inputOf(row, set), { onTooMany: writing.onTooMany }))
          .AccountAssignmentDeletionStatus,
      isDone: isAbsent,
    });
    if (outcome.status !== 'failed') return outcome;
    if (/EntitlementItem doesn't exist/.test(outcome.reason)) return { status: 'already' };
    // Other texts of the same meaning: then the list must agree.
    return /\b404\b/.test(outcome.reason) && (await isAbsent()) ? { status: 'already' } : outcome;
  } catch (error) {
    if (isFailure(error, 'not-found') && (await isAbsent())) return { status: 'already' };
    throw error;
  }
}

export async function provision(
  writing: AsyncWriting,
  change: ProvisioningChange,
  account: AccountId,
): Promise<Outcome> {
  const set = await referenceTo(writing, change.permissionSet);
  if (set === undefined) return noSet(change.permissionSet);
  const input = { ...set, TargetType: 'AWS_ACCOUNT', TargetId: account } as const;
  return follow(writing, {
    kind: 'provisioning',
    target: { permissionSetArn: set.PermissionSetArn, account },
    send: async () => (await writing.change('ProvisionPermissionSet', input)).PermissionSetProvisioningStatus,
    // A list that lags would show the role as it was before the definition changed: only one that cannot lag any more counts.
    isDone: async (isLast) => isLast && isUpToDate(writing, account, set),
  });
}

interface Request {
  readonly kind: RequestKind;
  readonly target: RequestTarget;
  readonly send: () => Promise<OperationStatus>;
  /** Looks at live, where the operation is lost from sight. */
  readonly isDone: Look;
}

/** To the end of the operation, also when the answer to its request was lost. */
export async function follow(writing: AsyncWriting, request: Request): Promise<Outcome> {
  const { session, poller } = writing;
  const { kind, target, send, isDone } = request;
  try {
    const status = await send();
    return outcomeOf(writing, await settlementFor(poller, kind, status), { isDone, requestId: status.RequestId });
  } catch (error) {
    if (!isUncertain(error)) throw error;
    // It may be at work, under an id that was in the lost answer; or have ended, and then live tells.
    const instance = await session.instanceArn();
    let requestId: string | undefined;
    const isThere = await eventually(session, async (isLast) => {
      requestId = await findRequest(session.aws, instance, { kind, target });
      return requestId !== undefined || isDone(isLast);
    });
    if (!isThere) throw settledFailure(error, session);
    writing.found();
    if (requestId === undefined) return { status: 'done' };
    return outcomeOf(writing, await poller.settled(kind, requestId), { isDone, requestId });
  }
}

interface Followed {
  readonly isDone: Look;
  readonly requestId: string | undefined;
}

async function outcomeOf(
  { session }: AsyncWriting,
  settlement: Settlement,
  { isDone, requestId }: Followed,
): Promise<Outcome> {
  switch (settlement.status) {
    case 'succeeded':
      return { status: 'done' };
    case 'failed':
      return { status: 'failed', reason: settlement.reason, ...optional({ requestId }) };
    case 'lost':
      // It may still be at work: that it is not done yet is no failure.
      return (await eventually(session, isDone))
        ? { status: 'done' }
        : { status: 'unknown', reason: settlement.reason };
    default:
      return settlement satisfies never;
  }
}

async function settlementFor(poller: Poller, kind: RequestKind, status: OperationStatus): Promise<Settlement> {
  const atOnce = settlementOf(status);
  if (atOnce !== 'in-progress') return atOnce;
  if (status.RequestId === undefined)
    return { status: 'lost', reason: 'Identity Center gave the operation no request id' };
  return poller.settled(kind, status.RequestId);
}

async function isLive({ session }: Writing, row: Assignment, set: SetReference): Promise<boolean> {
  const { account, permissionSet, principal } = row;
  const pair = { permissionSet, permissionSetArn: set.PermissionSetArn, account };
  try {
    const rows = await rowsOfPair(session.aws, set.InstanceArn, pair);
    return rows.some((live) => live.principal.type === principal.type && live.principal.id === principal.id);
  } catch (error) {
    // The rows of a set went before it did.
    if (isFailure(error, 'not-found') && !(await session.catalogue.isListed(set.PermissionSetArn))) return false;
    throw error;
  }
}

/** Asked of the identity store itself. */
export async function isOrphan({ session }: Writing, { principal }: Assignment): Promise<boolean> {
  const { instance } = await session.callerContext.get();
  return isGone(session.aws, instance.identityStoreId, principal);
}

async function isUpToDate({ session }: Writing, account: AccountId, set: SetReference): Promise<boolean> {
  const accounts = await collect(session.aws, {
    service: 'sso-admin',
    operation: 'ListAccountsForProvisionedPermissionSet',
    input: { ...set, ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED' },
    list: 'AccountIds',
  });
  return accounts.includes(account);
}

const inputOf = ({ account, principal }: Assignment, set: SetReference) =>
  ({
    ...set,
    TargetType: 'AWS_ACCOUNT',
    TargetId: account,
    PrincipalType: principal.type === 'user' ? 'USER' : 'GROUP',
    PrincipalId: principal.id,
  }) as const;

const targetOf = ({ account, principal }: Assignment, { PermissionSetArn }: SetReference): RequestTarget => ({
  permissionSetArn: PermissionSetArn,
  account,
  principal: principal.id,
});

const noSet = (name: string): Outcome => ({
  status: 'not-sent',
  reason: `there is no permission set \`${name}\` any more`,
});
