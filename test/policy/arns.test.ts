// Every ARN of a policy is checked for the same, wherever it stands; and the regions there are.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { PARTITIONS, partitionOf, REGIONS } from '../../src/policy/catalogue/regions.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { lintPolicy } from '../../src/policy/lint/lint.ts';
import { loadActionIndex } from '../../src/policy-data.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

const OF_ARNS = [
  'policy/arn-form',
  'policy/arn-partition',
  'policy/arn-service-case',
  'policy/arn-region',
  'policy/unknown-region',
  'policy/arn-region-partition',
  'policy/arn-account',
  'policy/unlisted-managed-policy',
];

const statement = {
  Effect: 'Allow',
  Action: 'iam:AttachRolePolicy',
  Resource: 'arn:aws:iam::111111111111:role/apples',
};
const PLACES: Readonly<Record<string, (arn: string) => object>> = {
  Resource: (arn) => ({ ...statement, Resource: [arn] }),
  NotResource: (arn) => ({ Effect: 'Deny', Action: '*', NotResource: arn }),
  'an ARN key under ArnLike': (arn) => ({ ...statement, Condition: { ArnLike: { 'iam:PolicyARN': [arn] } } }),
  'an ARN key under StringEquals': (arn) => ({ ...statement, Condition: { StringEquals: { 'iam:PolicyARN': arn } } }),
  'a boundary': (arn) => ({ ...statement, Condition: { StringEquals: { 'iam:PermissionsBoundary': arn } } }),
  'a principal': (arn) => ({ ...statement, Condition: { ArnNotEquals: { 'aws:PrincipalArn': arn } } }),
  'a key of a set': (arn) => ({ ...statement, Condition: { 'ForAnyValue:ArnLike': { 'events:TargetArn': arn } } }),
  'a key that nobody knows': (arn) => ({ ...statement, Condition: { ArnEqualsIfExists: { 'new:KeyArn': arn } } }),
};

function codesIn(place: string, arn: string): readonly string[] {
  const Statement = PLACES[place]!(arn);
  return lintPolicy(parsePolicy({ Version: '2012-10-17', Statement }), { index })
    .map(({ code }) => code)
    .filter((code) => OF_ARNS.includes(code));
}

describe.each(Object.keys(PLACES))('an ARN in %s', (place) => {
  it.each([
    ['arn:awz:sqs:eu-west-1:111111111111:apples', ['policy/arn-partition']],
    ['arn:aws:SQS:eu-west-1:111111111111:apples', ['policy/arn-service-case']],
    ['arn:aws:sqs:euwest1:111111111111:apples', ['policy/arn-region']],
    ['arn:aws:sqs:eu-wset-1:111111111111:apples', ['policy/unknown-region']],
    ['arn:aws-cn:sqs:eu-west-1:111111111111:apples', ['policy/arn-region-partition']],
    ['arn:aws:sqs:eu-west-1:1111:apples', ['policy/arn-account']],
    ['arn:aws:sqs:eu-west-1', ['policy/arn-form']],
    ['arn:aws:sqs:eu-west-1:111111111111:apples', []],
    ['arn:aws:s3:::apples', []],
  ])('%s', (arn, codes) => expect(codesIn(place, arn)).toEqual(codes));
});

describe('an ARN', () => {
  const part = (...texts: string[]) => fc.constantFrom(...texts);
  const arns = fc
    .tuple(
      part('aws', 'awz', 'aws-cn', '*'),
      part('sqs', 'S3', 'iam'),
      part('', 'eu-west-1', 'cn-north-1', 'eu-wset-1', 'e', '*', 'global'),
      part('', '111111111111', '1', 'aws', '*'),
      part('apples', 'role/apples', 'policy/SupportUserr'),
    )
    .map((parts) => `arn:${parts.join(':')}`);

  it('is found to be the same in every place', () => {
    fc.assert(
      fc.property(arns, (arn) => {
        const [first, ...others] = Object.keys(PLACES).map((place) => codesIn(place, arn));
        for (const codes of others) expect(codes).toEqual(first);
      }),
      { numRuns: 60, seed: 12 },
    );
  });
});

describe('regions', () => {
  it('are those of the AWS SDK', async () => {
    const core = path.dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
    const file = path.join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
    const { partitionsInfo } = (await import(pathToFileURL(file).href)) as {
      partitionsInfo: { partitions: readonly { id: string; regions: Readonly<Record<string, unknown>> }[] };
    };
    expect([...PARTITIONS].sort()).toEqual(partitionsInfo.partitions.map(({ id }) => id).sort());
    const theirs = partitionsInfo.partitions.flatMap(({ id, regions }) =>
      Object.keys(regions)
        .filter((region) => !region.endsWith('-global'))
        .map((region) => [region, id]),
    );
    expect(REGIONS.map((region) => [region, partitionOf(region)]).sort()).toEqual(theirs.sort());
  });
});
