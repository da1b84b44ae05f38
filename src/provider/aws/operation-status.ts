// What Identity Center says of its asynchronous operations: the poller's questions as API calls.
import { isFailure } from '../errors.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';
import type { RequestKind, Settlement, StatusQueries } from './poller.ts';

/** The part that the three kinds of status have in common. */
export interface OperationStatus {
  readonly Status?: string | undefined;
  readonly RequestId?: string | undefined;
  readonly FailureReason?: string | undefined;
}

const IN_PROGRESS = { Filter: { Status: 'IN_PROGRESS' } } as const;
const NOTHING: ReadonlySet<string> = new Set();

export function statusQueries(aws: Aws, instanceArn: () => Promise<string>): StatusQueries {
  return {
    async inProgress(kind) {
      try {
        const statuses = await listInProgress(aws, await instanceArn(), kind);
        return new Set(statuses.flatMap(({ RequestId }) => RequestId ?? []));
      } catch (error) {
        // Callers that may not list may still describe: then every request is asked for by its id.
        if (isFailure(error, 'access-denied')) return NOTHING;
        throw error;
      }
    },
    async resultOf(kind, requestId) {
      try {
        return settlementOf(await describe(aws, await instanceArn(), { kind, requestId }));
      } catch (error) {
        if (!isFailure(error, 'not-found')) throw error;
        return { status: 'lost', reason: 'Identity Center no longer knows the request' };
      }
    },
  };
}

export function settlementOf({ Status, FailureReason }: OperationStatus): Settlement | 'in-progress' {
  switch (Status) {
    case 'SUCCEEDED':
      return { status: 'succeeded' };
    case 'FAILED':
      return { status: 'failed', reason: FailureReason ?? 'Identity Center gave no reason' };
    case 'IN_PROGRESS':
      return 'in-progress';
    default:
      return { status: 'lost', reason: `Identity Center answered the status ${Status ?? '(none)'}` };
  }
}

async function listInProgress(aws: Aws, InstanceArn: string, kind: RequestKind): Promise<readonly OperationStatus[]> {
  const input = { InstanceArn, ...IN_PROGRESS };
  switch (kind) {
    case 'assignment-creation':
      return collect(aws, {
        service: 'sso-admin',
        operation: 'ListAccountAssignmentCreationStatus',
        input,
        list: 'AccountAssignmentsCreationStatus',
      });
    case 'assignment-deletion':
      return collect(aws, {
        service: 'sso-admin',
        operation: 'ListAccountAssignmentDeletionStatus',
        input,
        list: 'AccountAssignmentsDeletionStatus',
      });
    case 'provisioning':
      return collect(aws, {
        service: 'sso-admin',
        operation: 'ListPermissionSetProvisioningStatus',
        input,
        list: 'PermissionSetsProvisioningStatus',
      });
    default:
      return kind satisfies never;
  }
}

interface Request {
  readonly kind: RequestKind;
  readonly requestId: string;
}

async function describe(aws: Aws, InstanceArn: string, { kind, requestId }: Request): Promise<OperationStatus> {
  switch (kind) {
    case 'assignment-creation': {
      const input = { InstanceArn, AccountAssignmentCreationRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribeAccountAssignmentCreationStatus', input);
      return answer.AccountAssignmentCreationStatus ?? {};
    }
    case 'assignment-deletion': {
      const input = { InstanceArn, AccountAssignmentDeletionRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribeAccountAssignmentDeletionStatus', input);
      return answer.AccountAssignmentDeletionStatus ?? {};
    }
    case 'provisioning': {
      const input = { InstanceArn, ProvisionPermissionSetRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribePermissionSetProvisioningStatus', input);
      return answer.PermissionSetProvisioningStatus ?? {};
    }
    default:
      return kind satisfies never;
  }
}
