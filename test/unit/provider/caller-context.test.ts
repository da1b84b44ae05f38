// Which instance is found, and which answers stop a run.
import { describe, expect, test } from 'vitest';
import { resolveInstance } from '../../../src/provider/aws/caller-context.ts';
import { readCaller, readDelegatedAdministrators } from '../../../src/provider/aws/read-caller.ts';
import { openSession } from '../../../src/provider/aws/session.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { codeOf, refusal, type Script, scriptedAws } from './scripted-aws.ts';

const INSTANCE = 'arn:aws-cn:sso:::instance/ssoins-1111111111111111';
const OTHER = 'arn:aws-cn:sso:::instance/ssoins-2222222222222222';
const home: Script = {
  'sts:GetCallerIdentity': () => ({ Account: '111111111111', Arn: 'arn:aws-cn:iam::111111111111:user/ceres' }),
  'organizations:DescribeOrganization': () => ({ Organization: { MasterAccountId: '111111111111' } }),
  'sso-admin:ListInstances': () => ({
    Instances: [{ InstanceArn: INSTANCE, IdentityStoreId: 'd-1234567890', OwnerAccountId: '111111111111' }],
  }),
  'sso-admin:DescribeInstance': () => ({ Status: 'ACTIVE' }),
};
const instances = (...Instances: readonly object[]): Script => ({ 'sso-admin:ListInstances': () => ({ Instances }) });
const instance = (InstanceArn: string, OwnerAccountId: string) => ({
  InstanceArn,
  IdentityStoreId: 'd-1',
  OwnerAccountId,
});

describe('the instance', () => {
  test('gives its partition, and need not say that permission sets are enabled', async () => {
    const { instance: found } = await resolveInstance(scriptedAws(home), undefined);
    expect(found).toEqual({ arn: INSTANCE, identityStoreId: 'd-1234567890', partition: 'aws-cn', region: 'eu-west-1' });
  });

  test('is the one of the organisation, not of an account', async () => {
    const listed = instances(instance(OTHER, '222222222222'), instance(INSTANCE, '111111111111'));
    const { instance: found } = await resolveInstance(scriptedAws({ ...home, ...listed }), undefined);
    expect(found.arn).toBe(INSTANCE);
  });

  test('is chosen by the configuration where there are several', async () => {
    const listed = instances(instance(OTHER, '111111111111'), instance(INSTANCE, '111111111111'));
    const { instance: found } = await resolveInstance(scriptedAws({ ...home, ...listed }), INSTANCE);
    expect(found.arn).toBe(INSTANCE);
  });

  test.each([
    ['an empty list', instances(), undefined, 'provider/no-instance'],
    ['no list', { 'sso-admin:ListInstances': () => ({}) }, undefined, 'provider/no-instance'],
    ['only an account instance', instances(instance(OTHER, '222222222222')), undefined, 'provider/no-instance'],
    [
      'several',
      instances(instance(OTHER, '111111111111'), instance(INSTANCE, '111111111111')),
      undefined,
      'provider/several-instances',
    ],
    ['another than configured', {}, OTHER, 'provider/instance-mismatch'],
    [
      'one without permission sets',
      { 'sso-admin:DescribeInstance': () => ({ PermissionSetsEnabled: false }) },
      undefined,
      'provider/permission-sets-disabled',
    ],
    [
      'one that is being made',
      { 'sso-admin:DescribeInstance': () => ({ Status: 'CREATE_IN_PROGRESS' }) },
      undefined,
      'provider/instance-not-active',
    ],
    ['a caller without account', { 'sts:GetCallerIdentity': () => ({}) }, undefined, 'provider/protocol'],
    [
      'no organisation in the answer',
      { 'organizations:DescribeOrganization': () => ({}) },
      undefined,
      'provider/protocol',
    ],
  ] as const)('%s stops the run', async (_, script, configured, code) => {
    const aws = scriptedAws({ ...home, ...(script as Script) });
    const { callerContext } = openSession({
      aws,
      clock: virtualClock(),
      signal: undefined,
      configuredInstance: configured,
    });
    expect(await codeOf(callerContext.get())).toBe(code);
  });

  test('without a region is not looked for', async () => {
    const aws = { ...scriptedAws(home), region: () => Promise.reject(new Error('Region is missing')) };
    expect(await codeOf(resolveInstance(aws, undefined))).toBe('provider/no-region');
    expect(aws.asked).toEqual([]);
  });
});

describe('the kind of a caller', () => {
  const where = {
    caller: { account: '222222222222', arn: 'arn:aws:iam::222222222222:user/ceres' },
    managementAccount: '111111111111',
    instance: { arn: INSTANCE, identityStoreId: 'd-1', partition: 'aws', region: 'eu-west-1' },
  } as never;
  const kindOf = async (answer: () => unknown) => {
    const aws = scriptedAws({ 'organizations:ListDelegatedAdministrators': answer });
    return (await readCaller(aws, where, readDelegatedAdministrators(aws))).kind;
  };

  test('is told by the list of delegated administrators, where that may be read', async () => {
    expect(await kindOf(() => ({ DelegatedAdministrators: [{ Id: '222222222222' }] }))).toBe('delegated-administrator');
    expect(await kindOf(() => ({ DelegatedAdministrators: [{ Id: '333333333333' }] }))).toBe('member');
    expect(await kindOf(refusal('access-denied', 'AccessDeniedException'))).toBe('delegated-administrator');
  });
});
