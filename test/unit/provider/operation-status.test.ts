import { describe, expect, test } from 'vitest';
import {
  findRequest,
  type RequestTarget,
  settlementOf,
  statusQueries,
} from '../../../src/provider/aws/operation-status.ts';
import { refusal, scriptedAws } from './scripted-aws.ts';

const instance = async () => 'arn:aws:sso:::instance/ssoins-1111111111111111';

describe('the status of an operation', () => {
  test.each([
    [{ Status: 'SUCCEEDED' }, { status: 'succeeded' }],
    [
      { Status: 'FAILED', FailureReason: 'no ladder' },
      { status: 'failed', reason: 'no ladder' },
    ],
    [{ Status: 'IN_PROGRESS' }, 'in-progress'],
  ])('%j', (status, settlement) => {
    expect(settlementOf(status)).toEqual(settlement);
  });

  test.each([{ Status: 'PAUSED' }, { Status: '' }])('%j is not an end anyone can rely on', (status) => {
    expect(settlementOf(status)).toMatchObject({ status: 'lost' });
  });

  test.each([
    ['assignment-creation', 'AccountAssignmentCreation', 'AccountAssignmentsCreationStatus'],
    ['assignment-deletion', 'AccountAssignmentDeletion', 'AccountAssignmentsDeletionStatus'],
    ['provisioning', 'PermissionSetProvisioning', 'PermissionSetsProvisioningStatus'],
  ] as const)('of kind %s is listed and described by its own calls', async (kind, name, list) => {
    const aws = scriptedAws({
      [`sso-admin:List${name}Status`]: ({ Filter }) => ({
        [list]: [
          { RequestId: 'r-1', Status: 'IN_PROGRESS' },
          ...(Filter === undefined ? [{ RequestId: 'r-2', Status: 'SUCCEEDED' }] : []),
        ],
        ...(Filter === undefined ? { NextToken: 'more' } : {}),
      }),
      [`sso-admin:Describe${name}Status`]: () => ({ [`${name}Status`]: { Status: 'SUCCEEDED' } }),
    });
    const queries = statusQueries(aws, instance);
    const statuses = new Map([
      ['r-1', 'IN_PROGRESS'],
      ['r-2', 'SUCCEEDED'],
    ]);
    expect(await queries.recent(kind)).toEqual({ statuses, isAll: false });
    expect(await queries.inProgress(kind)).toEqual(new Set(['r-1']));
    expect(await queries.resultOf(kind, 'r-1')).toEqual({ status: 'succeeded' });
  });

  test('is described one by one where the list may not be read', async () => {
    const api = 'sso-admin:ListPermissionSetProvisioningStatus';
    const denied = statusQueries(scriptedAws({ [api]: refusal('access-denied', 'AccessDeniedException') }), instance);
    expect(await denied.recent('provisioning')).toEqual({ statuses: new Map(), isAll: true });
    const broken = statusQueries(scriptedAws({ [api]: refusal('transient', 'TimeoutError') }), instance);
    await expect(broken.recent('provisioning')).rejects.toThrow();
  });

  test('of a request the service does not know is told as such', async () => {
    const api = 'sso-admin:DescribePermissionSetProvisioningStatus';
    const queries = statusQueries(scriptedAws({ [api]: refusal('not-found', 'ResourceNotFoundException') }), instance);
    expect(await queries.resultOf('provisioning', 'r-1')).toBe('not-known');
  });
});

test('a request whose id was lost is found among those in progress by what it is for', async () => {
  const [set, account, principal] = ['arn:aws:sso:::permissionSet/ssoins-1/ps-1', '222222222222', 'a-1'];
  const requests: Readonly<Record<string, object>> = {
    'r-1': { PermissionSetArn: set, TargetId: '333333333333', PrincipalId: principal },
    'r-2': { PermissionSetArn: set, TargetId: account, PrincipalId: principal },
    'r-3': { PermissionSetArn: set, TargetId: account, PrincipalId: 'a-2' },
  };
  const aws = scriptedAws({
    'sso-admin:ListAccountAssignmentCreationStatus': () => ({
      AccountAssignmentsCreationStatus: [...Object.keys(requests), 'r-4'].map((RequestId) => ({
        RequestId,
        Status: RequestId === 'r-4' ? 'SUCCEEDED' : 'IN_PROGRESS',
      })),
    }),
    'sso-admin:DescribeAccountAssignmentCreationStatus': ({ AccountAssignmentCreationRequestId: id }) => ({
      AccountAssignmentCreationStatus: { Status: 'IN_PROGRESS', ...requests[String(id)] },
    }),
  });
  const find = (target: RequestTarget) =>
    findRequest(aws, 'arn:aws:sso:::instance/ssoins-1', { kind: 'assignment-creation', target });
  expect(await find({ permissionSetArn: set, account, principal })).toBe('r-2');
  expect(await find({ permissionSetArn: set, account, principal: 'a-3' })).toBeUndefined();
});
