// Managed policies: existence is one answer everywhere, references may take more for granted, and versions.
import { expect, test } from 'vitest';
import type { SandboxOptions, SandboxSeed } from '../../src/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { POLICY } from './models/step.ts';
import { FRUIT, fruitSandbox, settle, target } from './support.ts';
import { errorOf, send, textsOf } from './wire.ts';

const PROD = '333333333333';
const TEST = '444444444444';
const own = (name: string, account = PROD): string => `arn:aws:iam::${account}:policy${name}`;
const aws = (name: string): string => `arn:aws:iam::aws:policy${name}`;

async function orchard(seed: Partial<SandboxSeed> = {}, options: SandboxOptions = {}) {
  const fruit = await fruitSandbox({ ...options, seed: { ...FRUIT, ...seed } });
  const iam = (operation: string, input = {}, accessKeyId = PROD) =>
    send(fruit.sandbox.url, { service: 'iam', operation, accessKeyId }, input);
  const sso = async (operation: string, input = {}) => {
    const answer = await send(fruit.sandbox.url, { service: 'sso-admin', operation }, input);
    return { error: errorOf(answer), ...JSON.parse(answer.body) };
  };
  /** What each operation says of the existence of a policy. */
  const answers = async (PolicyArn: string): Promise<readonly boolean[]> => {
    const policy = await iam('GetPolicy', { PolicyArn });
    const versions = await iam('ListPolicyVersions', { PolicyArn });
    const [VersionId = 'v1'] = textsOf(policy, 'DefaultVersionId');
    const version = await iam('GetPolicyVersion', { PolicyArn, VersionId });
    const tags = await iam('ListPolicyTags', { PolicyArn });
    const listed = textsOf(await iam('ListPolicies', { MaxItems: 1000 }), 'Arn').includes(PolicyArn);
    return [...[policy, versions, version, tags].map(({ status }) => status === 200), listed];
  };
  return { ...fruit, iam, sso, answers, settled: () => settle(fruit) };
}

const SEED = {
  customerManagedPolicies: [
    { account: '*', name: 'Base', path: '/teams/' },
    { account: 'orchard-test', name: 'OnlyInTest' },
  ],
  awsManagedPolicies: [{ name: 'ReadOnlyAccess' }, { name: 'Picking', path: '/job-function/', version: 'v94' }],
};

test.each([
  ['a policy of every account', SEED, own('/teams/Base'), true],
  ['the same name under another path', SEED, own('/Base'), false],
  ["another account's policy", SEED, own('/OnlyInTest'), false],
  ["another account's policy by its own ARN", SEED, own('/OnlyInTest', TEST), false],
  ['a listed AWS managed policy', SEED, aws('/ReadOnlyAccess'), true],
  ['one of a path and a version', SEED, aws('/job-function/Picking'), true],
  ['one that is not listed', SEED, aws('/AdministratorAccess'), false],
  ['AdministratorAccess, where none is listed', {}, aws('/AdministratorAccess'), true],
  ['one that a permission set refers to, where none is listed', {}, aws('/ReadOnlyAccess'), false],
  ['any name, where none is listed', {}, own('/Anything'), false],
])('every operation of iam gives one answer: %s', async (_what, seed, arn, exists) => {
  const { answers } = await orchard(seed);
  expect(await answers(arn)).toEqual(Array.from({ length: 5 }, () => exists));
});

test('a policy exists from CreatePolicy to DeletePolicy, in its account alone', async () => {
  const { iam, answers } = await orchard(SEED);
  const PolicyArn = own('/teams/Pruning');
  await iam('CreatePolicy', { PolicyName: 'Pruning', Path: '/teams/', PolicyDocument: POLICY });
  expect(new Set(await answers(PolicyArn))).toEqual(new Set([true]));
  expect(errorOf(await iam('GetPolicy', { PolicyArn }, TEST))).toBe('NoSuchEntity');
  expect(errorOf(await iam('DeletePolicy', { PolicyArn }))).toBeUndefined();
  expect(new Set(await answers(PolicyArn))).toEqual(new Set([false]));
  // A policy of every account goes in one account only.
  await iam('DeletePolicy', { PolicyArn: own('/teams/Base') });
  expect((await iam('GetPolicy', { PolicyArn: own('/teams/Base', TEST) }, TEST)).status).toBe(200);
});

test('a policy of which the seed tells no document has one that allows nothing', async () => {
  const { iam } = await orchard(SEED);
  const version = await iam('GetPolicyVersion', { PolicyArn: aws('/job-function/Picking'), VersionId: 'v94' });
  const [document = ''] = textsOf(version, 'Document');
  const { Statement: statements } = JSON.parse(decodeURIComponent(document));
  expect(statements.map(({ Effect }: { Effect: string }) => Effect)).toEqual(['Deny']);
});

const REFERENCES = [
  ['as-seeded', {}, 'SUCCEEDED'],
  ['as-seeded', { customerManagedPolicies: [] }, 'FAILED'],
  ['assumed', { customerManagedPolicies: [] }, 'SUCCEEDED'],
  ['checked', {}, 'FAILED'],
] as const;

test.each(REFERENCES)(
  'references %s, seed %j: an assignment with a policy that the account lacks has %s',
  async (policyReferences, seed, status) => {
    const fruit = await orchard(seed, { policyReferences });
    const CustomerManagedPolicyReference = { Name: 'PressBase', Path: '/teams/' };
    await fruit.sso('AttachCustomerManagedPolicyReferenceToPermissionSet', {
      ...fruit.on('Presser'),
      CustomerManagedPolicyReference,
    });
    const at = target(fruit, { set: 'Presser', account: PROD, principal: fruit.group('pressers') });
    const assigned = async () => {
      const { AccountAssignmentCreationStatus: begun } = await fruit.sso('CreateAccountAssignment', at);
      await fruit.settled();
      const asked = { ...fruit.instance, AccountAssignmentCreationRequestId: begun.RequestId };
      return (await fruit.sso('DescribeAccountAssignmentCreationStatus', asked)).AccountAssignmentCreationStatus;
    };
    const arn = own('/teams/PressBase');
    const reason = { FailureReason: `Received a 404 status error: Not supported policy ${arn}.` };
    expect(await assigned()).toMatchObject({ Status: status, ...(status === 'FAILED' ? reason : {}) });
    // What is taken for granted does not exist all the same.
    expect(errorOf(await fruit.iam('GetPolicy', { PolicyArn: arn }))).toBe('NoSuchEntity');
    await fruit.iam('CreatePolicy', { PolicyName: 'PressBase', Path: '/teams/', PolicyDocument: POLICY });
    expect(await assigned()).toMatchObject({ Status: 'SUCCEEDED' });
  },
);

test.each([
  ['as-seeded', {}, undefined],
  ['as-seeded', { awsManagedPolicies: [] }, 'ResourceNotFoundException'],
  ['assumed', { awsManagedPolicies: [] }, undefined],
  ['checked', {}, 'ResourceNotFoundException'],
] as const)(
  'references %s, seed %j: attaching an AWS managed policy that is not known',
  async (policyReferences, seed, error) => {
    const { sso, on } = await orchard(seed, { policyReferences });
    const attached = await sso('AttachManagedPolicyToPermissionSet', {
      ...on('Presser'),
      ManagedPolicyArn: aws('/Pruning'),
    });
    expect(attached.error).toBe(error);
  },
);

test('a managed policy has five versions, one of them the default', async () => {
  const { iam } = await orchard();
  const PolicyArn = own('/Pruning');
  await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument: POLICY });
  const add = (SetAsDefault: boolean) =>
    iam('CreatePolicyVersion', { PolicyArn, PolicyDocument: POLICY, SetAsDefault });
  const versions = async () => textsOf(await iam('ListPolicyVersions', { PolicyArn }), 'VersionId');
  for (const isDefault of [false, true, false, false]) expect((await add(isDefault)).status).toBe(200);
  expect(await versions()).toEqual(['v5', 'v4', 'v3', 'v2', 'v1']);
  expect(textsOf(await iam('GetPolicy', { PolicyArn }), 'DefaultVersionId')).toEqual(['v3']);
  const sixth = await add(true);
  expect([sixth.status, errorOf(sixth)]).toEqual([409, 'LimitExceeded']);
  expect(errorOf(await iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v3' }))).toBe('DeleteConflict');
  expect(errorOf(await iam('DeletePolicy', { PolicyArn }))).toBe('DeleteConflict');
  await iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
  // Numbers are not given twice.
  expect(textsOf(await add(false), 'VersionId')).toEqual(['v6']);
  expect(errorOf(await iam('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v5' }))).toBe('NoSuchEntity');
  expect((await iam('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v6' })).status).toBe(200);
});

test('a policy in use cannot be deleted, and AWS managed policies cannot be changed', async () => {
  const { iam, sso, on, status } = await withReference();
  expect(errorOf(await iam('DeletePolicy', { PolicyArn: own('/teams/Base') }))).toBe('DeleteConflict');
  expect(status).toBe('SUCCEEDED');
  expect(errorOf(await iam('DeletePolicy', { PolicyArn: aws('/ReadOnlyAccess') }))).toBe('AccessDenied');
  expect((await sso('DescribePermissionSet', on('Presser'))).error).toBeUndefined();
});

async function withReference() {
  const fruit = await orchard(SEED);
  const CustomerManagedPolicyReference = { Name: 'Base', Path: '/teams/' };
  await fruit.sso('AttachCustomerManagedPolicyReferenceToPermissionSet', {
    ...fruit.on('Presser'),
    CustomerManagedPolicyReference,
  });
  const provision = { ...fruit.on('Presser'), TargetType: 'AWS_ACCOUNT', TargetId: PROD };
  const { PermissionSetProvisioningStatus: begun } = await fruit.sso('ProvisionPermissionSet', provision);
  await fruit.settled();
  const asked = { ...fruit.instance, ProvisionPermissionSetRequestId: begun.RequestId };
  const told = await fruit.sso('DescribePermissionSetProvisioningStatus', asked);
  return { ...fruit, status: told.PermissionSetProvisioningStatus.Status };
}

test('tags are upserted without regard to case, and a key given twice is refused', async () => {
  const { iam } = await orchard(SEED);
  const PolicyArn = own('/teams/Base');
  const tag = (...keys: readonly string[]) =>
    iam('TagPolicy', { PolicyArn, Tags: keys.map((Key) => ({ Key, Value: Key })) });
  const twice = await tag('Team', 'team');
  expect([errorOf(twice), textsOf(twice, 'Message')]).toEqual([
    'InvalidInput',
    ['Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
  ]);
  await tag('Team', 'season');
  await tag('TEAM');
  expect(textsOf(await iam('ListPolicyTags', { PolicyArn }), 'Key')).toEqual(['season', 'TEAM']);
  await iam('UntagPolicy', { PolicyArn, TagKeys: ['season'] });
  expect(textsOf(await iam('ListPolicyTags', { PolicyArn }), 'Key')).toEqual(['TEAM']);
});

test('policies and what the seed listed are in the state of another sandbox that begins with it', async () => {
  const { sandbox, iam } = await orchard(SEED);
  await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument: POLICY });
  await iam('CreatePolicyVersion', { PolicyArn: own('/Pruning'), PolicyDocument: POLICY });
  const heir = await startSandbox({ seed: JSON.parse(JSON.stringify(sandbox.snapshot())) });
  expect(heir.snapshot()).toEqual(sandbox.snapshot());
  await heir.close();
});

test('a state file of an earlier version, which had lists beside details, is read', async () => {
  const { sandbox } = await orchard();
  const { iam: before, ...state } = JSON.parse(JSON.stringify(sandbox.snapshot()));
  const { listed: _listed, ...rest } = before;
  const heir = await startSandbox({
    seed: {
      ...state,
      customerManagedPolicies: { '*': ['/teams/Base'], [PROD]: ['/Pruning'] },
      iam: {
        ...rest,
        awsManagedPolicies: ['/ReadOnlyAccess'],
        policies: [
          { owner: PROD, path: '/', name: 'Pruning', document: POLICY, version: 'v7', createdAt: 0, tags: {} },
        ],
      },
    },
  });
  const names = [...heir.state.iam.policies].map(([owner, policies]) => [owner, [...policies.keys()]]);
  expect(Object.fromEntries(names)).toMatchObject({
    aws: ['/ReadOnlyAccess'],
    [PROD]: ['/teams/Base', '/Pruning'],
    [TEST]: ['/teams/Base'],
  });
  expect(heir.state.iam.policies.get(PROD)?.get('/Pruning')).toMatchObject({ defaultVersion: 'v7', lastVersion: 7 });
  expect(heir.state.iam.listed).toEqual({ aws: true, customer: true });
  await heir.close();
});
