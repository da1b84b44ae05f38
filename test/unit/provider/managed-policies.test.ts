// Answers about AWS managed policies that the sandbox never gives.
import { describe, expect, test } from 'vitest';
import { readManagedPolicies } from '../../../src/provider/aws/read-managed-policies.ts';
import { codeOf, refusal, type Script, scriptedAws } from './scripted-aws.ts';

const GetPolicy = 'iam:GetPolicy';
const GetPolicyVersion = 'iam:GetPolicyVersion';

function reading(script: Script, instance = 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5') {
  const aws = scriptedAws(script);
  const known = [{ path: 'job-function/Picking', versionId: 'v1' }];
  return { aws, answer: readManagedPolicies({ aws, instanceArn: async () => instance }, known) };
}

const version = (PolicyVersion: unknown): Script => ({
  [GetPolicy]: () => ({ Policy: { DefaultVersionId: 'v2' } }),
  [GetPolicyVersion]: () => ({ PolicyVersion }),
});

describe('what may not be read', () => {
  test.each<[string, Script, string]>([
    ['the version', { [GetPolicy]: refusal('access-denied', 'AccessDenied') }, 'denied'],
    ['the text', { ...version({}), [GetPolicyVersion]: refusal('access-denied', 'AccessDenied') }, 'denied'],
    ['a policy that is gone', { [GetPolicy]: refusal('not-found', 'NoSuchEntityException') }, 'missing'],
  ])('%s', async (_, script, status) => {
    expect(await reading(script).answer).toEqual([{ path: 'job-function/Picking', status }]);
  });
});

test.each<[string, Script]>([
  ['no default version', { [GetPolicy]: () => ({ Policy: {} }) }],
  ['no policy', { [GetPolicy]: () => ({}) }],
  ['no document', version({ VersionId: 'v2' })],
  ['no version', version(undefined)],
  ['a document that is not JSON', version({ Document: 'apples' })],
  ['a document cut off in the middle of a letter', version({ Document: '%7B%22a%22%3A%22%E2%8' })],
])('an answer with %s is no answer', async (_, script) => {
  expect(await codeOf(reading(script).answer)).toBe('provider/protocol');
});

test('policies are in the partition of the instance', async () => {
  const asked: unknown[] = [];
  const script: Script = {
    [GetPolicy]: (input) => {
      asked.push(input.PolicyArn);
      return { Policy: { DefaultVersionId: 'v1' } };
    },
  };
  await reading(script, 'arn:aws-cn:sso:::instance/ssoins-7223f0a1b2c3d4e5').answer;
  expect(asked).toEqual(['arn:aws-cn:iam::aws:policy/job-function/Picking']);
});
