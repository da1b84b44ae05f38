// AWS managed policies as they are now: AWS makes new default versions of them at any time, and nobody is asked.
import { instantAt } from '../../instant.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { KnownPolicy, PolicyReading } from '../identity-center.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import type { Session } from './session.ts';
import { managedPolicyArn } from './take-step.ts';

/** One call for each policy, and one more for each whose default version is not the known one. */
export async function readManagedPolicies(
  { aws, instanceArn }: Pick<Session, 'aws' | 'instanceArn'>,
  known: readonly KnownPolicy[],
): Promise<readonly PolicyReading[]> {
  const instance = await instanceArn();
  return concurrently(known, (policy) => readPolicy(aws, managedPolicyArn(instance, policy.path), policy));
}

async function readPolicy(aws: Aws, PolicyArn: string, { path, versionId }: KnownPolicy): Promise<PolicyReading> {
  try {
    const { Policy } = await aws.call('iam', 'GetPolicy', { PolicyArn });
    const VersionId = Policy.DefaultVersionId;
    if (VersionId === versionId) return { path, status: 'known' };
    const { PolicyVersion } = await aws.call('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
    const { Document, CreateDate } = PolicyVersion;
    const document = documentOf(Document, PolicyArn);
    const createdAt = CreateDate === undefined ? {} : { createdAt: instantAt(CreateDate.getTime()) };
    return { path, status: 'read', versionId: VersionId, ...createdAt, document };
  } catch (error) {
    if (isFailure(error, 'access-denied')) return { path, status: 'denied' };
    if (isFailure(error, 'not-found')) return { path, status: 'missing' };
    throw error;
  }
}

/** GetPolicyVersion gives the document URL-encoded after RFC 3986. */
function documentOf(encoded: string, arn: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    throw protocolError('iam:GetPolicyVersion', `the document of ${arn} cannot be read`);
  }
}
