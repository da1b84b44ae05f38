// What Identity Center says of its asynchronous operations: the poller's questions as API calls.
import { isFailure } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { Recent, RequestKind, Settlement, StatusQueries } from './poller.ts';

/** The part that the three kinds of status have in common. */
export interface OperationStatus {
  readonly Status: string;
  readonly RequestId?: string;
  readonly FailureReason?: string;
}

const IN_PROGRESS = { Filter: { Status: 'IN_PROGRESS' } } as const;
const NOTHING_SEEN: Recent = { statuses: new Map(), isAll: true };

export function statusQueries(aws: Aws, instanceArn: () => Promise<string>): StatusQueries {
  return {
    async recent(kind) {
      try {
        const { listed, NextToken } = await listRecent(aws, await instanceArn(), kind);
        return { statuses: new Map(listed.map(({ RequestId, Status }) => [RequestId, Status])), isAll: !NextToken };
      } catch (error) {
        // Callers that may not list may still describe: then every request is asked for by its id.
        if (isFailure(error, 'access-denied')) return NOTHING_SEEN;
        throw error;
      }
    },
    inProgress: async (kind) => new Set(await requestsInProgress(aws, await instanceArn(), kind)),
    async resultOf(kind, requestId) {
      try {
        return settlementOf(await describe(aws, await instanceArn(), { kind, requestId }));
      } catch (error) {
        if (!isFailure(error, 'not-found')) throw error;
        return 'not-known';
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
      return { status: 'lost', reason: 'Identity Center answered a status that is not known' };
  }
}

/** One page without a filter: what finished is in it as well as what has not, so that one call tells of all. */
async function listRecent(aws: Aws, InstanceArn: string, kind: RequestKind) {
  const input = { InstanceArn, MaxResults: 100 };
  switch (kind) {
    case 'assignment-creation': {
      const answer = await aws.call('sso-admin', 'ListAccountAssignmentCreationStatus', input);
      return { listed: answer.AccountAssignmentsCreationStatus ?? [], NextToken: answer.NextToken };
    }
    case 'assignment-deletion': {
      const answer = await aws.call('sso-admin', 'ListAccountAssignmentDeletionStatus', input);
      return { listed: answer.AccountAssignmentsDeletionStatus ?? [], NextToken: answer.NextToken };
    }
    case 'provisioning': {
      const answer = await aws.call('sso-admin', 'ListPermissionSetProvisioningStatus', input);
      return { listed: answer.PermissionSetsProvisioningStatus ?? [], NextToken: answer.NextToken };
    }
    default:
      return kind satisfies never;
  }
}

/** Ids of the requests of a kind that are in progress, whoever made them. */
async function requestsInProgress(aws: Aws, InstanceArn: string, kind: RequestKind): Promise<readonly string[]> {
  const statuses = await listInProgress(aws, InstanceArn, kind);
  // The filter is the service's to apply; an answer that lags may hold others as well.
  return statuses.filter(({ Status }) => Status === 'IN_PROGRESS').map(({ RequestId }) => RequestId);
}

const KINDS = ['assignment-creation', 'assignment-deletion', 'provisioning'] as const satisfies readonly RequestKind[];

/** Of all kinds together; undefined when the caller may not list them. */
export async function countInProgress(aws: Aws, InstanceArn: string): Promise<number | undefined> {
  try {
    const ids = await Promise.all(KINDS.map((kind) => requestsInProgress(aws, InstanceArn, kind)));
    return new Set(ids.flat()).size;
  } catch (error) {
    if (isFailure(error, 'access-denied')) return undefined;
    throw error;
  }
}

async function listInProgress(aws: Aws, InstanceArn: string, kind: RequestKind) {
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

interface Described extends OperationStatus {
  readonly permissionSetArn: string | undefined;
  readonly account: string | undefined;
  readonly principal: string | undefined;
}

async function describe(aws: Aws, InstanceArn: string, { kind, requestId }: Request): Promise<Described> {
  switch (kind) {
    case 'assignment-creation': {
      const input = { InstanceArn, AccountAssignmentCreationRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribeAccountAssignmentCreationStatus', input);
      const { PermissionSetArn, TargetId, PrincipalId, ...status } = answer.AccountAssignmentCreationStatus;
      return { ...status, permissionSetArn: PermissionSetArn, account: TargetId, principal: PrincipalId };
    }
    case 'assignment-deletion': {
      const input = { InstanceArn, AccountAssignmentDeletionRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribeAccountAssignmentDeletionStatus', input);
      const { PermissionSetArn, TargetId, PrincipalId, ...status } = answer.AccountAssignmentDeletionStatus;
      return { ...status, permissionSetArn: PermissionSetArn, account: TargetId, principal: PrincipalId };
    }
    case 'provisioning': {
      const input = { InstanceArn, ProvisionPermissionSetRequestId: requestId };
      const answer = await aws.call('sso-admin', 'DescribePermissionSetProvisioningStatus', input);
      const { PermissionSetArn, AccountId, ...status } = answer.PermissionSetProvisioningStatus;
      return { ...status, permissionSetArn: PermissionSetArn, account: AccountId, principal: undefined };
    }
    default:
      return kind satisfies never;
  }
}

/** What an asynchronous request was made for. */
export interface RequestTarget {
  readonly permissionSetArn: string;
  /** Absent: all that have the set. */
  readonly account?: string;
  /** Of assignments. */
  readonly principal?: string;
}

/**
 * The request in progress that was made for this, when its id was in an answer that was lost. List…Status tells ids only, so each of the few that
 * are in progress is described.
 */
export async function findRequest(
  aws: Aws,
  InstanceArn: string,
  { kind, target }: { readonly kind: RequestKind; readonly target: RequestTarget },
): Promise<string | undefined> {
  const ids = await requestsInProgress(aws, InstanceArn, kind);
  const described = await concurrently(ids, async (requestId) => {
    const status = await describe(aws, InstanceArn, { kind, requestId });
    return isFor(target, status) ? requestId : undefined;
  });
  return described.find((requestId) => requestId !== undefined);
}

function isFor(target: RequestTarget, { permissionSetArn, account, principal }: Described): boolean {
  return permissionSetArn === target.permissionSetArn && account === target.account && principal === target.principal;
}
