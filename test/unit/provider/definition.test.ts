// A definition in all the forms in which AWS may say it.

import { describe, expect, test } from 'vitest';
import { attributesIn } from '../../../src/provider/aws/attributes.ts';
import { parsePolicy, permissionSetOf, readPolicies, readTags } from '../../../src/provider/aws/read-definition.ts';
import { codeOf, refusal, type Script, scriptedAws } from './scripted-aws.ts';

const INSTANCE = 'arn:aws-cn:sso:::instance/ssoins-1111111111111111';

describe('a definition', () => {
  const set = { InstanceArn: INSTANCE, PermissionSetArn: 'arn:aws-cn:sso:::permissionSet/ssoins-1/ps-1' };
  const parts: Script = {
    'sso-admin:ListManagedPoliciesInPermissionSet': () => ({
      AttachedManagedPolicies: [
        { Name: 'SupportUser', Arn: 'arn:aws-cn:iam::aws:policy/job-function/SupportUser' },
        { Name: 'ReadOnlyAccess', Arn: 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' },
      ],
    }),
    'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': () => ({
      CustomerManagedPolicyReferences: [
        { Name: 'Zest' },
        { Name: 'Baskets', Path: '/tools/' },
        { Name: 'Apples', Path: '/' },
      ],
    }),
    'sso-admin:GetInlinePolicyForPermissionSet': () => ({ InlinePolicy: '' }),
    'sso-admin:GetPermissionsBoundaryForPermissionSet': refusal('not-found', 'ResourceNotFoundException'),
  };

  test('has sorted policies with their paths, and nothing where the service says nothing', async () => {
    const policies = await readPolicies(scriptedAws(parts), set);
    expect(permissionSetOf({ name: 'Grower', ...attributesIn({}) }, { tags: {}, owner: undefined }, policies)).toEqual({
      name: 'Grower',
      sessionDuration: 'PT1H',
      tags: {},
      managedPolicies: ['ReadOnlyAccess', 'job-function/SupportUser'],
      customerManagedPolicies: [
        { name: 'Apples', path: '/' },
        { name: 'Zest', path: '/' },
        { name: 'Baskets', path: '/tools/' },
      ],
    });
  });

  test.each([
    [{ PermissionsBoundary: { ManagedPolicyArn: 'arn:aws-cn:iam::aws:policy/PowerUserAccess' } }, 'PowerUserAccess'],
    [{ PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'Fence' } } }, { name: 'Fence', path: '/' }],
    [{}, undefined],
  ])('with the boundary %j', async (answer, policy) => {
    const aws = scriptedAws({ ...parts, 'sso-admin:GetPermissionsBoundaryForPermissionSet': () => answer });
    expect((await readPolicies(aws, set)).permissionsBoundary?.policy).toEqual(policy);
  });

  test('with a policy ARN that is not AWS managed stops the run', async () => {
    const AttachedManagedPolicies = [{ Arn: 'arn:aws:iam::222222222222:policy/Mine' }];
    const aws = scriptedAws({
      ...parts,
      'sso-admin:ListManagedPoliciesInPermissionSet': () => ({ AttachedManagedPolicies }),
    });
    expect(await codeOf(readPolicies(aws, set))).toBe('provider/protocol');
  });

  test.each([
    [undefined, 'PT1H'],
    ['PT480M', 'PT8H'],
    ['PT5400S', 'PT1H30M'],
    ['P1D', 'P1D'],
  ])('with the session duration %s has %s', (sessionDuration, canonical) => {
    const attributes = { name: 'Grower', ...attributesIn({}), sessionDuration };
    const none = {
      managedPolicies: [],
      customerManagedPolicies: [],
      inlinePolicy: undefined,
      permissionsBoundary: undefined,
    };
    expect(permissionSetOf(attributes, { tags: {}, owner: undefined }, none).sessionDuration).toBe(canonical);
  });

  test('keeps the tags of AWS and of access apart from the others', async () => {
    const Tags = ['access:owner', 'access:note', 'aws:cloudformation:stack-id', 'team'].map((Key) => ({
      Key,
      Value: `${Key}!`,
    }));
    const aws = scriptedAws({ 'sso-admin:ListTagsForResource': () => ({ Tags }) });
    expect(await readTags(aws, set)).toEqual({ tags: { team: 'team!' }, owner: 'access:owner!' });
  });

  test.each(['not json', '[]', '"text"', 'null', '3'])('whose inline policy is %s shows it as it is', (text) => {
    expect(parsePolicy(text)).toEqual({ kind: 'opaque', text });
  });

  test('whose inline policy is an object has a document, whatever its keys are called', () => {
    const policy = parsePolicy('{"__proto__":{"Effect":"Allow"},"Version":"2012-10-17"}');
    expect(policy.kind === 'document' && Object.keys(policy.document)).toEqual(['__proto__', 'Version']);
  });
});
