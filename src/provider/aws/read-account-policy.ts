// A customer managed policy of an account, as it is in force there.
import type { Policy } from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import type { Aws } from './client.ts';
import { parsePolicy } from './read-definition.ts';

/** There is no such policy, or role. */
export const NONE = Symbol('none');

export async function defaultVersion(aws: Pick<Aws, 'call'>, PolicyArn: string): Promise<string | typeof NONE> {
  try {
    return (await aws.call('iam', 'GetPolicy', { PolicyArn })).Policy.DefaultVersionId;
  } catch (error) {
    if (isFailure(error, 'not-found')) return NONE;
    throw error;
  }
}

export async function documentOf(aws: Pick<Aws, 'call'>, PolicyArn: string, VersionId: string): Promise<Policy> {
  const { PolicyVersion } = await aws.call('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
  return decodedPolicy(PolicyVersion.Document);
}

/** IAM gives documents URL-encoded after RFC 3986 (GetPolicyVersion, GetRole). What cannot be decoded is text that nobody understands. */
export function decodedPolicy(text: string): Policy {
  try {
    return parsePolicy(decodeURIComponent(text));
  } catch {
    return { kind: 'opaque', text };
  }
}
