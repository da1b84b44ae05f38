import { describe, expect, test } from 'vitest';
import { settlementOf, statusQueries } from '../../../src/provider/aws/operation-status.ts';
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

  test.each([{ Status: 'PAUSED' }, {}])('%j is not an end anyone can rely on', (status) => {
    expect(settlementOf(status)).toMatchObject({ status: 'lost' });
  });

  test.each([
    ['assignment-creation', 'AccountAssignmentCreation', 'AccountAssignmentsCreationStatus'],
    ['assignment-deletion', 'AccountAssignmentDeletion', 'AccountAssignmentsDeletionStatus'],
    ['provisioning', 'PermissionSetProvisioning', 'PermissionSetsProvisioningStatus'],
  ] as const)('of kind %s is listed and described by its own calls', async (kind, name, list) => {
    const aws = scriptedAws({
      [`sso-admin:List${name}Status`]: ({ Filter }) => ({
        [list]: Filter === undefined ? [] : [{ RequestId: 'r-1', Status: 'IN_PROGRESS' }],
      }),
      [`sso-admin:Describe${name}Status`]: () => ({ [`${name}Status`]: { Status: 'SUCCEEDED' } }),
    });
    const queries = statusQueries(aws, instance);
    expect(await queries.inProgress(kind)).toEqual(new Set(['r-1']));
    expect(await queries.resultOf(kind, 'r-1')).toEqual({ status: 'succeeded' });
  });

  test('is described one by one where the list may not be read', async () => {
    const api = 'sso-admin:ListPermissionSetProvisioningStatus';
    const denied = statusQueries(scriptedAws({ [api]: refusal('access-denied', 'AccessDeniedException') }), instance);
    expect(await denied.inProgress('provisioning')).toEqual(new Set());
    const broken = statusQueries(scriptedAws({ [api]: refusal('transient', 'TimeoutError') }), instance);
    await expect(broken.inProgress('provisioning')).rejects.toThrow();
  });

  test('of a request the service has forgotten is lost', async () => {
    const api = 'sso-admin:DescribePermissionSetProvisioningStatus';
    const queries = statusQueries(scriptedAws({ [api]: refusal('not-found', 'ResourceNotFoundException') }), instance);
    expect(await queries.resultOf('provisioning', 'r-1')).toMatchObject({ status: 'lost' });
  });
});
