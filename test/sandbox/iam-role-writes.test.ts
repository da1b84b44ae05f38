// Roles and SAML providers that somebody makes, changes and deletes in an account, with the SDK's own client and the credentials of an assumed role.
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteSAMLProviderCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetSAMLProviderCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { madeMetadata } from '../../src/sandbox/saml-metadata.ts';
import { POLICY, TRUST } from './models/step.ts';
import { FRUIT, fruitSandbox } from './support.ts';

const PROD = '333333333333';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const SEED = {
  ...FRUIT,
  awsManagedPolicies: ['ReadOnlyAccess', 'Third', 'Fourth'].map((name) => ({ name })),
  roles: [
    { account: '*', name: 'access-apply' },
    {
      account: 'orchard-prod',
      name: 'Old',
      description: 'From before',
      managedPolicies: ['ReadOnlyAccess'],
      customerManagedPolicies: [{ name: 'Base', path: '/teams/' }],
      inlinePolicies: { old: JSON.parse(POLICY) as unknown },
      lastUsed: '2025-12-01',
    },
  ],
};

/** The account's IAM as a role in it sees it. */
async function inProd(options: SandboxOptions = {}) {
  const fruit = await fruitSandbox({ seed: SEED, ...options });
  const RoleArn = `arn:aws:iam::${PROD}:role/access-apply`;
  const { Credentials: given } = await fruit.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  const iam = new IAMClient({
    endpoint: fruit.sandbox.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    },
  });
  const advance = (advanceMs: number) =>
    fetch(`${fruit.sandbox.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceMs }),
    });
  return { fruit, iam, advance };
}

const NEW = { RoleName: 'Picker', AssumeRolePolicyDocument: TRUST };
const picker = { RoleName: 'Picker' };

describe('a role', () => {
  test('lives through everything that can be changed of it, and leaves nothing', async () => {
    const { iam } = await inProd();
    const before = (await iam.send(new ListRolesCommand({}))).Roles?.length ?? 0;
    await iam.send(new CreateRoleCommand({ ...NEW, Path: '/teams/', Description: 'Picks', MaxSessionDuration: 3600 }));
    await iam.send(new AttachRolePolicyCommand({ ...picker, PolicyArn: READ_ONLY }));
    await iam.send(new AttachRolePolicyCommand({ ...picker, PolicyArn: READ_ONLY }));
    await iam.send(new PutRolePolicyCommand({ ...picker, PolicyName: 'pick', PolicyDocument: POLICY }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ ...picker, PermissionsBoundary: READ_ONLY }));
    await iam.send(new TagRoleCommand({ ...picker, Tags: [{ Key: 'access:owner', Value: 'platform' }] }));
    await iam.send(new TagRoleCommand({ ...picker, Tags: [{ Key: 'season', Value: 'autumn' }] }));
    await iam.send(new UntagRoleCommand({ ...picker, TagKeys: ['season'] }));
    await iam.send(new UpdateRoleCommand({ ...picker, MaxSessionDuration: 7200 }));
    const trust = TRUST.replace('"*"', '"333333333333"');
    await iam.send(new UpdateAssumeRolePolicyCommand({ ...picker, PolicyDocument: trust }));

    const { Role: role } = await iam.send(new GetRoleCommand(picker));
    expect(role).toMatchObject({
      Arn: `arn:aws:iam::${PROD}:role/teams/Picker`,
      Description: 'Picks',
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: READ_ONLY },
      Tags: [{ Key: 'access:owner', Value: 'platform' }],
    });
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
    expect((await iam.send(new ListAttachedRolePoliciesCommand(picker))).AttachedPolicies).toHaveLength(1);
    expect((await iam.send(new ListRoleTagsCommand(picker))).Tags).toHaveLength(1);
    const inline = await iam.send(new GetRolePolicyCommand({ ...picker, PolicyName: 'pick' }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(POLICY);

    const conflict = { name: 'DeleteConflictException' };
    await expect(iam.send(new DeleteRoleCommand(picker))).rejects.toMatchObject(conflict);
    await iam.send(new DetachRolePolicyCommand({ ...picker, PolicyArn: READ_ONLY }));
    await expect(iam.send(new DeleteRoleCommand(picker))).rejects.toMatchObject(conflict);
    await iam.send(new DeleteRolePolicyCommand({ ...picker, PolicyName: 'pick' }));
    await iam.send(new DeleteRolePermissionsBoundaryCommand(picker));
    await iam.send(new DeleteRoleCommand(picker));
    expect((await iam.send(new ListRolesCommand({}))).Roles).toHaveLength(before);
  });

  test('of a seed has its policies, and when it was last used', async () => {
    const { iam } = await inProd();
    const old = { RoleName: 'Old' };
    expect((await iam.send(new GetRoleCommand(old))).Role).toMatchObject({
      Description: 'From before',
      RoleLastUsed: { LastUsedDate: new Date('2025-12-01'), Region: 'eu-west-1' },
    });
    expect((await iam.send(new ListAttachedRolePoliciesCommand(old))).AttachedPolicies).toEqual([
      { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
      { PolicyName: 'Base', PolicyArn: `arn:aws:iam::${PROD}:policy/teams/Base` },
    ]);
    const { Role: taken } = await iam.send(new GetRoleCommand({ RoleName: 'access-apply' }));
    expect(taken?.RoleLastUsed?.LastUsedDate?.toISOString()).toBe('2026-01-01T00:00:00.050Z');
  });

  test.each([
    [
      'an AWS managed policy that is none',
      new AttachRolePolicyCommand({ RoleName: 'Old', PolicyArn: `${READ_ONLY}!` }),
    ],
    [
      'a policy of another account',
      new AttachRolePolicyCommand({ RoleName: 'Old', PolicyArn: 'arn:aws:iam::444444444444:policy/Base' }),
    ],
    ['what is not attached', new DetachRolePolicyCommand({ RoleName: 'Old', PolicyArn: `${READ_ONLY}2` })],
    ['an inline policy that is not there', new DeleteRolePolicyCommand({ RoleName: 'Old', PolicyName: 'new' })],
    ['a boundary that is not there', new DeleteRolePermissionsBoundaryCommand({ RoleName: 'Old' })],
    ['a role that is not there', new DeleteRoleCommand({ RoleName: 'Nobody' })],
    ['a boundary of nobody', new CreateRoleCommand({ ...NEW, PermissionsBoundary: 'arn:aws:iam::1:policy/None' })],
  ] as const)('%s is NoSuchEntity', async (_, command) => {
    const { iam } = await inProd();
    await expect(iam.send(command as DeleteRoleCommand)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('of Identity Center, or of Organizations, is only modifiable by AWS', async () => {
    const { iam } = await inProd();
    const PathPrefix = '/aws-reserved/sso.amazonaws.com/';
    const [reserved] = (await iam.send(new ListRolesCommand({ PathPrefix }))).Roles ?? [];
    for (const RoleName of [reserved?.RoleName, 'OrganizationAccountAccessRole']) {
      const refused = iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
      await expect(refused).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
    }
  });

  test('takes as many policies, and as large ones, as IAM lets it', async () => {
    const { iam } = await inProd({ managedPoliciesPerRole: 3 });
    const old = { RoleName: 'Old' };
    const limit = { name: 'LimitExceededException' };
    await iam.send(new AttachRolePolicyCommand({ ...old, PolicyArn: 'arn:aws:iam::aws:policy/Third' }));
    const fourth = iam.send(new AttachRolePolicyCommand({ ...old, PolicyArn: 'arn:aws:iam::aws:policy/Fourth' }));
    await expect(fourth).rejects.toMatchObject(limit);
    const document = (size: number): string => {
      const statement = { Sid: 'x', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::' };
      const text = (length: number) =>
        JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Sid: 'x'.repeat(length) }] });
      return text(size - text(0).length);
    };
    const left = 10_240 - POLICY.length;
    const put = (PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ ...old, PolicyName: 'new', PolicyDocument }));
    await put(document(left));
    await expect(put(document(left + 1))).rejects.toMatchObject(limit);
    await put(document(left).replace('{', '{\n    '));
    const trust = (length: number) => TRUST.replace('"Effect"', `"Sid":"${'x'.repeat(length)}","Effect"`);
    const most = 2048 - trust(0).length;
    const trusting = (PolicyDocument: string) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ ...old, PolicyDocument }));
    await trusting(trust(most));
    await expect(trusting(trust(most + 1))).rejects.toMatchObject(limit);
    await expect(trusting('{}')).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });
});

describe('iam that lags', () => {
  test('shows a role so much later, and lets nobody take it before', async () => {
    const { fruit, iam, advance } = await inProd({ iamLagMs: 1000 });
    await iam.send(new CreateRoleCommand(NEW));
    await expect(iam.send(new GetRoleCommand(picker))).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    // Writes meet the role as it is.
    await iam.send(new AttachRolePolicyCommand({ ...picker, PolicyArn: READ_ONLY }));
    const take = () =>
      fruit.sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${PROD}:role/Picker`, RoleSessionName: 'early' }));
    await expect(take()).rejects.toMatchObject({ name: 'AccessDenied' });
    await advance(800);
    expect((await iam.send(new GetRoleCommand(picker))).Role?.RoleName).toBe('Picker');
    await take();
    expect((await iam.send(new ListAttachedRolePoliciesCommand(picker))).AttachedPolicies).toHaveLength(1);
  });
});

describe('a SAML provider', () => {
  const metadata = madeMetadata('https://fruit.example');

  test('has its metadata replaced, tells what is in it, and goes', async () => {
    const { iam } = await inProd();
    const made = await iam.send(new CreateSAMLProviderCommand({ Name: 'Fruit', SAMLMetadataDocument: metadata }));
    const provider = { SAMLProviderArn: made.SAMLProviderArn };
    const first = await iam.send(new GetSAMLProviderCommand(provider));
    const ends = metadata.replace('entityID', 'validUntil="2030-01-01T00:00:00Z" entityID');
    const next = ends.replace('https://fruit.example', 'https://fruit.example/2');
    await iam.send(new UpdateSAMLProviderCommand({ ...provider, SAMLMetadataDocument: next }));
    const second = await iam.send(new GetSAMLProviderCommand(provider));
    expect(second.SAMLMetadataDocument).toBe(next);
    expect([first.ValidUntil?.getUTCFullYear(), second.ValidUntil?.getUTCFullYear()]).toEqual([2126, 2030]);
    await iam.send(new DeleteSAMLProviderCommand(provider));
    await expect(iam.send(new GetSAMLProviderCommand(provider))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  test.each([
    ['without a certificate', metadata.replaceAll('X509Certificate', 'X509Nothing')],
    ['of a service', metadata.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
    ['that defines an entity', `<!DOCTYPE x [<!ENTITY e "e">]>${metadata}`],
    ['that is no XML', 'x'.repeat(1000)],
  ])('is not made of metadata %s', async (_, SAMLMetadataDocument) => {
    const { iam } = await inProd();
    const refused = iam.send(new CreateSAMLProviderCommand({ Name: 'Fruit', SAMLMetadataDocument }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
