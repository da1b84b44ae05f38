// Policy documents that IAM refuses: iam refuses them, and no assignment succeeds with one.
import { describe, expect, test } from 'vitest';
import { fruitSandbox, settle, target } from './support.ts';
import { errorOf, send, textsOf } from './wire.ts';

const PROD = '333333333333';

const S3 = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const policy = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const without = (element: keyof typeof S3): unknown => {
  const { [element]: _left, ...rest } = S3;
  return rest;
};
const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';

/** Breaches of the grammar: PutInlinePolicyToPermissionSet refuses them. */
const GRAMMAR: readonly (readonly [string, string, string])[] = [
  ['an empty object', '{}', SYNTAX],
  ['no object', '[]', SYNTAX],
  ['no JSON', 'Allow everything', SYNTAX],
  ['no statement', policy(), SYNTAX],
  ['a statement that is a text', policy('Allow'), SYNTAX],
  ['an unknown element', policy({ ...S3, Actions: '*' }), SYNTAX],
  ['an unknown member', JSON.stringify({ Version: '2012-10-17', Statement: [S3], Name: 'x' }), SYNTAX],
  ['an unknown version', JSON.stringify({ Version: '2013-10-17', Statement: [S3] }), SYNTAX],
  ['an Effect in lower case', policy({ ...S3, Effect: 'allow' }), LEGACY],
  ['an unknown Effect', policy({ ...S3, Effect: 'Permit' }), SYNTAX],
  ['no Effect', policy(without('Effect')), SYNTAX],
  ['no Action', policy(without('Action')), 'Policy statement must contain actions.'],
  ['an empty list of actions', policy({ ...S3, Action: [] }), 'Policy statement must contain actions.'],
  ['no Resource', policy(without('Resource')), 'Policy statement must contain resources.'],
  ['Action and NotAction', policy({ ...S3, NotAction: 's3:*' }), SYNTAX],
  ['a number for an action', policy({ ...S3, Action: 1 }), SYNTAX],
  ['a principal', policy({ ...S3, Principal: '*' }), 'Policy document should not specify a principal.'],
  ['a condition without keys', policy({ ...S3, Condition: { StringEquals: 'a' } }), SYNTAX],
  ['an unknown operator', policy({ ...S3, Condition: { StringIs: { 'aws:username': 'a' } } }), SYNTAX],
  ['a date that is none', policy({ ...S3, Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }), LEGACY],
  [
    'two statements of one Sid',
    policy({ ...S3, Sid: 'A' }, { ...S3, Sid: 'A' }),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    'a Sid with a blank',
    policy({ ...S3, Sid: 'A B' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  ],
];

/** What only IAM finds: the permission set takes them, and the account's IAM does not. */
const FORM: readonly (readonly [string, string, string])[] = [
  [
    'an action without a vendor',
    policy({ ...S3, Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    'an action with two colons',
    policy({ ...S3, Action: 'ec2::Describe*' }),
    'Actions/Condition can contain only one colon.',
  ],
  ['a vendor with a blank', policy({ ...S3, Action: 's 3:Get' }), 'Vendor s 3 is not valid'],
  [
    'a resource that is no ARN',
    policy({ ...S3, Resource: 'orchard' }),
    'Resource orchard must be in ARN format or "*".',
  ],
  [
    'a partition that is none',
    policy({ ...S3, Resource: 'arn:fruit:s3:::orchard' }),
    'Partition "fruit" is not valid for resource "arn:fruit:s3:::orchard".',
  ],
  [
    'a region in a bucket',
    policy({ ...S3, Resource: 'arn:aws:s3:eu-west-1::orchard' }),
    'Resource arn:aws:s3:eu-west-1::orchard can not contain region information.',
  ],
  ['an ARN of too few parts', policy({ ...S3, Resource: 'arn:aws:s3::orchard' }), LEGACY],
];

const TAKEN: readonly (readonly [string, string])[] = [
  ['one statement', JSON.stringify({ Version: '2012-10-17', Statement: S3 })],
  [
    'NotAction and NotResource',
    policy({ Effect: 'Deny', NotAction: ['iam:*'], NotResource: ['arn:aws:s3:::a/*', '*'] }),
  ],
  [
    'a condition with prefix, suffix, numbers and truth',
    policy({
      ...S3,
      Condition: {
        'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': ['a*'] },
        NumericLessThan: { 's3:max-keys': 10 },
        Bool: { 'aws:SecureTransport': true },
      },
    }),
  ],
  [
    'variables and wildcards',
    policy({
      ...S3,
      Action: ['s3:Get*', '*'],
      Resource: [
        'arn:aws:s3:::$' + '{aws:username}/*',
        'arn:*:iam::*:role/*',
        'arn:aws:s3:us-west-2:123456789012:accesspoint/x/*',
      ],
    }),
  ],
  [
    'dates',
    policy({ ...S3, Condition: { DateGreaterThan: { 'aws:CurrentTime': ['2026-01-01T00:00:00Z', '1767225600'] } } }),
  ],
];

async function orchard(settings = {}) {
  const fruit = await fruitSandbox(settings);
  const iam = (operation: string, input: Readonly<Record<string, unknown>>) =>
    send(fruit.sandbox.url, { service: 'iam', operation, accessKeyId: PROD }, input);
  const sso = async (operation: string, input: Readonly<Record<string, unknown>>) => {
    const answer = await send(fruit.sandbox.url, { service: 'sso-admin', operation }, input);
    return { error: errorOf(answer), ...JSON.parse(answer.body) };
  };
  /** The outcome of an assignment of Presser with this inline policy, or the error of the Put. */
  const assigned = async (InlinePolicy: string): Promise<string> => {
    const put = await sso('PutInlinePolicyToPermissionSet', { ...fruit.on('Presser'), InlinePolicy });
    if (put.error !== undefined) return `${put.error}: ${put.Message}`;
    const at = target(fruit, { set: 'Presser', account: PROD, principal: fruit.group('pressers') });
    const begun = await sso('CreateAccountAssignment', at);
    await settle(fruit);
    const { RequestId } = begun.AccountAssignmentCreationStatus;
    const status = { ...fruit.instance, AccountAssignmentCreationRequestId: RequestId };
    const { AccountAssignmentCreationStatus: told } = await sso('DescribeAccountAssignmentCreationStatus', status);
    return told.FailureReason === undefined ? told.Status : `${told.Status}: ${told.FailureReason}`;
  };
  return { ...fruit, iam, assigned };
}

describe('CreatePolicy and CreatePolicyVersion refuse', () => {
  test.each([...GRAMMAR, ...FORM])('%s', async (_what, PolicyDocument, message) => {
    const { iam } = await orchard();
    const refused = await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument });
    expect([errorOf(refused), textsOf(refused, 'Message')]).toEqual(['MalformedPolicyDocument', [escaped(message)]]);
    const made = await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument: policy(S3) });
    const [PolicyArn] = textsOf(made, 'Arn');
    expect(errorOf(await iam('CreatePolicyVersion', { PolicyArn, PolicyDocument }))).toBe('MalformedPolicyDocument');
  });
});

const escaped = (text: string): string => text.replaceAll('"', '&quot;');

test.each(GRAMMAR)('an inline policy with %s is refused', async (_what, document) => {
  const { assigned } = await orchard();
  expect(await assigned(document)).toBe(`ValidationException: Invalid PermissionsPolicy Document ${document}`);
});

test.each(FORM)(
  'an inline policy with %s fails where it is assigned, or is refused',
  async (_what, document, message) => {
    const { assigned } = await orchard();
    expect(await assigned(document)).toBe(`FAILED: Received a 400 status error: ${message}`);
    const strict = await orchard({ malformedInlinePolicy: 'refused' });
    expect(await strict.assigned(document)).toContain('ValidationException: Invalid PermissionsPolicy Document');
  },
);

test.each(TAKEN)('%s is taken', async (_what, document) => {
  const { assigned, iam } = await orchard();
  expect(await assigned(document)).toBe('SUCCEEDED');
  expect((await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument: document })).status).toBe(200);
});

test('an inline policy may leave its version out, a managed policy may not', async () => {
  const { assigned, iam } = await orchard();
  const document = JSON.stringify({ Statement: S3 });
  expect(await assigned(document)).toBe('SUCCEEDED');
  const refused = await iam('CreatePolicy', { PolicyName: 'Pruning', PolicyDocument: document });
  expect(textsOf(refused, 'Message')).toEqual(['Policy document must be version 2012-10-17 or greater.']);
});

test('a managed policy has 6,144 characters at most, white space left out', async () => {
  const { iam } = await orchard();
  const sized = (letters: number): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: { ...S3, Sid: 'a'.repeat(letters) } }, null, 2);
  const fits = 6144 - sized(0).replaceAll(/\s/g, '').length;
  expect((await iam('CreatePolicy', { PolicyName: 'Fits', PolicyDocument: sized(fits) })).status).toBe(200);
  const large = await iam('CreatePolicy', { PolicyName: 'Large', PolicyDocument: sized(fits + 1) });
  expect([large.status, errorOf(large), textsOf(large, 'Message')]).toEqual([
    409,
    'LimitExceeded',
    ['Cannot exceed quota for PolicySize: 6144'],
  ]);
});

test.each([
  ['a resource', { Principal: '*', Resource: '*' }, 'Has prohibited field Resource'],
  ['no principal', {}, 'Missing required field Principal'],
  ['another action', { Principal: '*', Action: 's3:*' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
])('a trust policy with %s is refused', async (_what, more, message) => {
  const { iam } = await orchard();
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more });
  const refused = await iam('CreateRole', { RoleName: 'Deployer', AssumeRolePolicyDocument });
  expect([errorOf(refused), textsOf(refused, 'Message')]).toEqual(['MalformedPolicyDocument', [message]]);
});
