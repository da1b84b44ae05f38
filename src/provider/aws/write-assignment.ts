// Rows and roles: asynchronous operations, sent and then followed to their end.
import type { ProvisioningChange } from '../../plan/change.ts';
import type { AccountId, Assignment } from '../../state/state.ts';
import type { Outcome } from '../identity-center.ts';
import { type OperationStatus, settlementOf } from './operation-status.ts';
import { collect } from './pages.ts';
import type { Poller, RequestKind, Settlement } from './poller.ts';
import { rowsOfPair } from './read-assignments.ts';
import type { SetReference } from './read-definition.ts';
import { referenceTo, type Writing } from './writing.ts';

export interface AsyncWriting extends Writing {
  readonly poller: Poller;
}

/** CreateAccountAssignment of a row that is there succeeds, and changes nothing. */
export async function createAssignment(writing: AsyncWriting, row: Assignment): Promise<Outcome> {
  const set = await referenceTo(writing, row.permissionSet);
  if (set === undefined) return noSet(row.permissionSet);
  const answer = await writing.change('CreateAccountAssignment', inputOf(row, set));
  const request = { kind: 'assignment-creation', status: answer.AccountAssignmentCreationStatus } as const;
  return follow(writing, request, () => isLive(writing, row, set));
}

/** The row is read again right before: what is gone needs no delete, and DeleteAccountAssignment would only fail later. */
export async function deleteAssignment(writing: AsyncWriting, row: Assignment): Promise<Outcome> {
  const set = await referenceTo(writing, row.permissionSet);
  if (set === undefined || !(await isLive(writing, row, set))) return { status: 'already' };
  const answer = await writing.change('DeleteAccountAssignment', inputOf(row, set));
  const request = { kind: 'assignment-deletion', status: answer.AccountAssignmentDeletionStatus } as const;
  const outcome = await follow(writing, request, async () => !(await isLive(writing, row, set)));
  // The row went between the reading and the delete (hashicorp/terraform-provider-aws#47067).
  return outcome.status === 'failed' && /EntitlementItem doesn't exist/.test(outcome.reason)
    ? { status: 'already' }
    : outcome;
}

export async function provision(
  writing: AsyncWriting,
  change: ProvisioningChange,
  account: AccountId,
): Promise<Outcome> {
  const set = await referenceTo(writing, change.permissionSet);
  if (set === undefined) return noSet(change.permissionSet);
  const input = { ...set, TargetType: 'AWS_ACCOUNT', TargetId: account } as const;
  const answer = await writing.change('ProvisionPermissionSet', input);
  const request = { kind: 'provisioning', status: answer.PermissionSetProvisioningStatus } as const;
  return follow(writing, request, () => isUpToDate(writing, account, set));
}

interface Request {
  readonly kind: RequestKind;
  readonly status: OperationStatus | undefined;
}

/** To the end of the operation; where that is lost from sight, `isDone` looks at what became of it. */
async function follow(writing: AsyncWriting, request: Request, isDone: () => Promise<boolean>): Promise<Outcome> {
  const requestId = request.status?.RequestId;
  const settlement = await settlementFor(writing.poller, request);
  switch (settlement.status) {
    case 'succeeded':
      return { status: 'done' };
    case 'failed':
      return { status: 'failed', reason: settlement.reason, ...(requestId === undefined ? {} : { requestId }) };
    case 'lost':
      return (await isDone()) ? { status: 'done' } : { status: 'unknown', reason: settlement.reason };
    default:
      return settlement satisfies never;
  }
}

async function settlementFor(poller: Poller, { kind, status = {} }: Request): Promise<Settlement> {
  const atOnce = settlementOf(status);
  if (atOnce !== 'in-progress') return atOnce;
  if (status.RequestId === undefined)
    return { status: 'lost', reason: 'Identity Center gave the operation no request id' };
  return poller.settled(kind, status.RequestId);
}

async function isLive({ session }: Writing, row: Assignment, set: SetReference): Promise<boolean> {
  const { account, permissionSet, principal } = row;
  const pair = { permissionSet, permissionSetArn: set.PermissionSetArn, account };
  const rows = await rowsOfPair(session.aws, set.InstanceArn, pair);
  return rows.some((live) => live.principal.type === principal.type && live.principal.id === principal.id);
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

const noSet = (name: string): Outcome => ({
  status: 'not-sent',
  reason: `there is no permission set \`${name}\` any more`,
});
