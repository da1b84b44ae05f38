// iam, account by account: the roles of permission sets, managed policies and SAML providers.
import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  PutInlinePolicyToPermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { describe, expect, test } from 'vitest';
import { madeMetadata } from '../../src/sandbox/saml-metadata.ts';
import { POLICY, TRUST } from './models/step.ts';
import { FRUIT, type Fruit, fruitSandbox, GROWING, settle, target } from './support.ts';
import { textsOf as all, errorOf, send, type WireAnswer } from './wire.ts';

const PROD = '333333333333';
const TEST = '444444444444';
const RESERVED = '/aws-reserved/sso.amazonaws.com/eu-west-1/';

const iam = ({ sandbox }: Fruit, operation: string, input = {}, accessKeyId = PROD): Promise<WireAnswer> =>
  send(sandbox.url, { service: 'iam', operation, accessKeyId }, input);

async function roles(fruit: Fruit, account = PROD): Promise<readonly string[]> {
  const listed = all(await iam(fruit, 'ListRoles', { PathPrefix: RESERVED }, account), 'RoleName');
  expect(listed.every((name) => /^AWSReservedSSO_[A-Za-z]+_[0-9a-f]{16}$/.test(name))).toBe(true);
  return listed;
}

const nameIn = (role = ''): string => role.split('_')[1] ?? '';

describe('the roles of permission sets', () => {
  test('are in the accounts where the sets are provisioned, under the path of the region', async () => {
    const fruit = await fruitSandbox();
    expect((await roles(fruit)).map(nameIn)).toEqual(['Grower']);
    expect((await roles(fruit, TEST)).map(nameIn)).toEqual(['Grower', 'Owner']);
    const { body } = await iam(fruit, 'GetRole', { RoleName: (await roles(fruit))[0] });
    expect(body).toContain(`<Path>${RESERVED}</Path>`);
    expect(body).toContain('<MaxSessionDuration>43200</MaxSessionDuration>');
    const [trust = ''] = all({ status: 200, body }, 'AssumeRolePolicyDocument');
    expect(JSON.parse(decodeURIComponent(trust)).Statement[0].Principal.Federated).toMatch(
      /^arn:aws:iam::333333333333:saml-provider\/AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE$/,
    );
  });

  test('have no region in their path in us-east-1', async () => {
    const fruit = await fruitSandbox({ seed: { ...FRUIT, region: 'us-east-1' } });
    expect(all(await iam(fruit, 'ListRoles'), 'Path')).toContain('/aws-reserved/sso.amazonaws.com/');
  });

  test('go with the last assignment and come back under another name', async () => {
    const fruit = await fruitSandbox();
    const at = target(fruit, { set: 'Grower', account: PROD, principal: fruit.group('growers') });
    const [before] = await roles(fruit);
    await fruit.sso.send(new DeleteAccountAssignmentCommand(at));
    await settle(fruit);
    expect(await roles(fruit)).toEqual([]);
    expect((await iam(fruit, 'GetRole', { RoleName: before })).status).toBe(404);
    await fruit.sso.send(new CreateAccountAssignmentCommand(at));
    await settle(fruit);
    const [after] = await roles(fruit);
    expect(nameIn(after)).toBe('Grower');
    expect(after).not.toBe(before);
  });

  test('hold what was provisioned, not what was edited since', async () => {
    const fruit = await fruitSandbox();
    const [role] = await roles(fruit);
    const InlinePolicy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
    await fruit.sso.send(new PutInlinePolicyToPermissionSetCommand({ ...fruit.on('Grower'), InlinePolicy }));
    const input = { RoleName: role, PolicyName: 'AwsSSOInlinePolicy' };
    const [document = ''] = all(await iam(fruit, 'GetRolePolicy', input), 'PolicyDocument');
    expect(JSON.parse(decodeURIComponent(document)).Statement).toEqual([GROWING]);
    expect(all(await iam(fruit, 'ListAttachedRolePolicies', { RoleName: role }), 'PolicyArn')).toEqual([
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
    ]);
  });
});

describe('customer managed policies', () => {
  const withBase = {
    ...FRUIT,
    permissionSets: [{ name: 'Presser', customerManagedPolicies: [{ name: 'PressBase', path: '/teams/' }] }],
    assignments: [],
    customerManagedPolicies: [],
  };

  async function assigned(fruit: Fruit) {
    const at = target(fruit, { set: 'Presser', account: PROD, principal: fruit.group('pressers') });
    const begun = await fruit.sso.send(new CreateAccountAssignmentCommand(at));
    await settle(fruit);
    const id = begun.AccountAssignmentCreationStatus?.RequestId;
    const request = { ...fruit.instance, AccountAssignmentCreationRequestId: id };
    return (await fruit.sso.send(new DescribeAccountAssignmentCreationStatusCommand(request)))
      .AccountAssignmentCreationStatus;
  }

  test('that an account lacks fail an assignment there, until somebody makes them', async () => {
    const fruit = await fruitSandbox({ seed: withBase });
    const arn = `arn:aws:iam::${PROD}:policy/teams/PressBase`;
    expect(errorOf(await iam(fruit, 'GetPolicy', { PolicyArn: arn }))).toBe('NoSuchEntity');
    expect(await assigned(fruit)).toMatchObject({ Status: 'FAILED', FailureReason: expect.stringContaining(arn) });
    const policy = { PolicyName: 'PressBase', Path: '/teams/', PolicyDocument: POLICY };
    expect((await iam(fruit, 'CreatePolicy', policy)).status).toBe(200);
    expect(errorOf(await iam(fruit, 'CreatePolicy', { ...policy, Path: '/' }))).toBe('EntityAlreadyExists');
    expect(await assigned(fruit)).toMatchObject({ Status: 'SUCCEEDED' });
    const { body } = await iam(fruit, 'GetPolicy', { PolicyArn: arn });
    expect(body).toContain('<AttachmentCount>1</AttachmentCount>');
    expect(errorOf(await iam(fruit, 'GetPolicy', { PolicyArn: arn }, TEST))).toBe('NoSuchEntity');
  });
});

test('policies are listed by scope, path and use', async () => {
  const fruit = await fruitSandbox({
    seed: {
      ...FRUIT,
      awsManagedPolicies: ['AdministratorAccess', 'ReadOnlyAccess', 'Unused'].map((name) => ({ name })),
      customerManagedPolicies: [{ account: '*', name: 'Base', path: '/teams/', document: { Statement: [] } }],
    },
  });
  const listed = async (input: object) => all(await iam(fruit, 'ListPolicies', input), 'PolicyName');
  expect(await listed({})).toEqual(['Base', 'AdministratorAccess', 'ReadOnlyAccess', 'Unused']);
  expect(await listed({ Scope: 'Local' })).toEqual(['Base']);
  expect(await listed({ PathPrefix: '/teams/' })).toEqual(['Base']);
  expect(await listed({ OnlyAttached: true })).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
  expect(await listed({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([]);
  const version = { PolicyArn: `arn:aws:iam::${PROD}:policy/teams/Base`, VersionId: 'v1' };
  expect(all(await iam(fruit, 'GetPolicyVersion', version), 'Document')).toEqual(['%7B%22Statement%22%3A%5B%5D%7D']);
  expect(errorOf(await iam(fruit, 'GetPolicyVersion', { ...version, VersionId: 'v2' }))).toBe('NoSuchEntity');
});

test('lists are paged by a marker', async () => {
  const fruit = await fruitSandbox();
  const first = await iam(fruit, 'ListRoles', { MaxItems: 1 }, TEST);
  expect(first.body).toContain('<IsTruncated>true</IsTruncated>');
  const rest = await iam(fruit, 'ListRoles', { MaxItems: 10, Marker: all(first, 'Marker')[0] }, TEST);
  expect(rest.body).toContain('<IsTruncated>false</IsTruncated>');
  expect(new Set([...all(first, 'RoleName'), ...all(rest, 'RoleName')]).size).toBe(3);
  expect(errorOf(await iam(fruit, 'ListRoles', { Marker: 'pulp' }))).toBe('ValidationError');
});

test('somebody can make roles and SAML providers, once each', async () => {
  const fruit = await fruitSandbox();
  const role = { RoleName: 'Deployer', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'a', Value: 'b' }] };
  expect((await iam(fruit, 'CreateRole', role)).status).toBe(200);
  const again = await iam(fruit, 'CreateRole', { ...role, RoleName: 'deployer' });
  expect([again.status, errorOf(again)]).toEqual([409, 'EntityAlreadyExists']);
  expect(errorOf(await iam(fruit, 'CreateRole', { ...role, RoleName: 'Other', AssumeRolePolicyDocument: '{' }))).toBe(
    'MalformedPolicyDocument',
  );
  expect(errorOf(await iam(fruit, 'CreateRole', { ...role, RoleName: 'Own', Path: RESERVED }))).toBe('InvalidInput');
  expect((await iam(fruit, 'GetRole', { RoleName: 'Deployer' })).body).toContain('<Key>a</Key><Value>b</Value>');
  const provider = { Name: 'FruitIdp', SAMLMetadataDocument: madeMetadata('https://fruit.example') };
  const arn = all(await iam(fruit, 'CreateSAMLProvider', provider), 'SAMLProviderArn');
  expect(arn).toEqual([`arn:aws:iam::${PROD}:saml-provider/FruitIdp`]);
  expect(errorOf(await iam(fruit, 'CreateSAMLProvider', provider))).toBe('EntityAlreadyExists');
  expect(all(await iam(fruit, 'ListSAMLProviders'), 'Arn')).toHaveLength(2);
  expect(all(await iam(fruit, 'ListSAMLProviders', {}, '222222222222'), 'Arn')).toEqual([]);
});

test('a text that XML cannot hold comes back as one that it can', async () => {
  const { sandbox } = await fruitSandbox();
  const { body } = await send(sandbox.url, { service: 'iam', operation: 'Pick\u0007<Fruit>' }, {});
  expect(body).toContain('Could not find operation Pick\ufffd&lt;Fruit&gt; for version');
});
