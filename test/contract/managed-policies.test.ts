// AWS's versions of its managed policies, over both sides of the port; and what asking for them costs.
import { describe, expect, test } from 'vitest';
import type { IdentityCenter, KnownPolicy } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { instant } from '../support/instant.ts';
import { ORCHARD } from './orchard.ts';
import { codeOf, countsOf, EVERYTHING, openOrchard } from './subjects.ts';

const PICKING = {
  Version: '2012-10-17',
  // What URL-encoding must not lose.
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: "arn:aws:s3:::apples-(red)-100%/*'é+ ~" }],
};
/** When every sandbox begins. */
const CREATED = instant('2026-01-01');
const SEED = {
  ...ORCHARD,
  awsManagedPolicies: [
    ...['ReadOnlyAccess', 'PowerUserAccess', 'AmazonS3ReadOnlyAccess', 'SecurityAudit'].map((name) => ({ name })),
    { name: 'Picking', path: '/job-function/', version: 'v94', document: PICKING },
    { name: 'Pressing', version: 'v3', document: { Version: '2012-10-17', Statement: [] } },
  ],
};

async function bothSides(): Promise<Readonly<Record<'aws' | 'memory', IdentityCenter>>> {
  const orchard = await openOrchard({ seed: SEED });
  const aws = orchard.connect();
  const directory = await aws.readDirectory({ organizationalUnits: true, accountTags: true });
  const { state } = await aws.readState(EVERYTHING);
  const version = (versionId: string, document: unknown) => ({ versionId, createdAt: CREATED, document });
  const managedPolicies = new Map([
    ['job-function/Picking', version('v94', PICKING)],
    ['Pressing', version('v3', { Version: '2012-10-17', Statement: [] })],
  ]);
  return { aws, memory: memoryIdentityCenter({ state, directory, managedPolicies }) };
}

describe.each(['aws', 'memory'] as const)('%s', (side) => {
  test.each<[string, KnownPolicy, unknown]>([
    ['the known version', { path: 'job-function/Picking', versionId: 'v94' }, { status: 'known' }],
    [
      'a newer version',
      { path: 'job-function/Picking', versionId: 'v92' },
      { status: 'read', versionId: 'v94', createdAt: CREATED, document: PICKING },
    ],
    ['an older version, gone back to', { path: 'Pressing', versionId: 'v4' }, { status: 'read', versionId: 'v3' }],
    ['a policy that is not known', { path: 'Pressing' }, { status: 'read', versionId: 'v3' }],
    ['a policy that is no more', { path: 'Gone', versionId: 'v1' }, { status: 'missing' }],
  ])('%s', async (_, known, expected) => {
    const identityCenter = (await bothSides())[side];
    expect(await identityCenter.readManagedPolicies?.([known])).toEqual([
      expect.objectContaining({ path: known.path, ...(expected as object) }),
    ]);
  });
});

test('one call for each policy, and one more for each that differs', async () => {
  const { aws } = await bothSides();
  await aws.readManagedPolicies?.([
    { path: 'job-function/Picking', versionId: 'v94' },
    { path: 'Pressing', versionId: 'v2' },
    { path: 'ReadOnlyAccess', versionId: 'v1' },
  ]);
  expect(countsOf(aws, 'iam:GetPolicy', 'iam:GetPolicyVersion')).toEqual([3, 1]);
});

test('a service that does not answer stops the plan', async () => {
  const orchard = await openOrchard({
    seed: SEED,
    faults: ({ operation }) => (operation === 'GetPolicy' ? 'internal-error' : undefined),
  });
  const reading = orchard.connect().readManagedPolicies?.([{ path: 'Pressing', versionId: 'v3' }]);
  expect(await codeOf(reading!)).toBe('provider/unreachable');
});
