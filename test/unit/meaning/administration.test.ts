import { expect, test } from 'vitest';
import type { Administration } from '../../../src/meaning/administration.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { PermissionSet } from '../../../src/state/state.ts';
import { inline, permissionSet } from '../../support/plans.ts';

const meanings = meaningsOf(await loadPolicyData());

const ADMINISTRATOR = { managedPolicies: ['AdministratorAccess'] };
const FENCE = { name: 'OrchardFence', path: '/' };
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const OUTSIDE = { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };

const OWN = { customerManagedPolicies: [FENCE] };
const rewrite = (Resource: string) => ({ Effect: 'Allow', Action: 'iam:CreatePolicyVersion', Resource });

const ALL_BUT = (NotResource: readonly string[]) => ({ Effect: 'Allow', Action: '*', NotResource });

const policy = (...Statement: readonly unknown[]) => ({ inlinePolicy: inline({ Version: '2012-10-17', Statement }) });

const cases: readonly (readonly [string, Partial<PermissionSet>, Administration | undefined])[] = [
  ['AdministratorAccess', ADMINISTRATOR, 'unrestricted'],
  ['everything on everything', policy(EVERYTHING), 'unrestricted'],
  ['all of IAM', { managedPolicies: ['IAMFullAccess'] }, 'unrestricted'],
  ['everything but the orchard', policy({ Effect: 'Allow', NotAction: 'orchard:*', Resource: '*' }), 'unrestricted'],
  [
    'everything, written in two halves',
    policy({ ...EVERYTHING, Action: 'i*' }, { ...EVERYTHING, Action: 's3:*' }),
    'unrestricted',
  ],
  ['everything but IAM', { managedPolicies: ['PowerUserAccess'] }, undefined],
  [
    'on a condition for what is not needed',
    policy({ Effect: 'Allow', NotAction: 'iam:Create*', Resource: '*' }),
    'unrestricted',
  ],
  ['reading', { managedPolicies: ['ReadOnlyAccess'] }, undefined],
  ['roles of the orchard only', policy({ ...EVERYTHING, Resource: 'arn:aws:iam::*:role/orchard-*' }), undefined],
  ['on a condition', policy({ ...EVERYTHING, Condition: OUTSIDE }), 'conditional'],
  [
    'on a condition for a part of IAM only',
    policy(
      { Effect: 'Allow', NotAction: ['iam:Create*', 'iam:Update*'], Resource: '*' },
      { ...EVERYTHING, Action: 'iam:*', Condition: OUTSIDE },
    ),
    'conditional',
  ],
  [
    'on conditions of which one always holds',
    policy(
      { ...EVERYTHING, Condition: OUTSIDE },
      { ...EVERYTHING, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
      { ...EVERYTHING, Condition: { Null: { 'aws:SourceIp': 'true' } } },
    ),
    'unrestricted',
  ],
  [
    'on a condition that a Deny takes away',
    policy({ ...EVERYTHING, Condition: OUTSIDE }, { ...EVERYTHING, Effect: 'Deny', Condition: OUTSIDE }),
    undefined,
  ],
  [
    'on a condition, for roles of the orchard',
    policy({ ...EVERYTHING, Resource: 'arn:aws:iam::*:role/orchard-*', Condition: OUTSIDE }),
    undefined,
  ],
  [
    'without CreateRole, by whom a role trusts',
    { ...ADMINISTRATOR, ...policy({ ...EVERYTHING, Effect: 'Deny', Action: 'iam:CreateRole' }) },
    'unrestricted',
  ],
  [
    'without any way to a role',
    {
      ...ADMINISTRATOR,
      ...policy({ ...EVERYTHING, Effect: 'Deny', Action: ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy'] }),
    },
    undefined,
  ],
  ['without one role', policy({ ...ALL_BUT(['arn:aws:iam::*:role/zzz']) }), 'unrestricted'],
  ['written as ARNs', policy({ ...EVERYTHING, Resource: 'arn:aws:*:*:*:*' }), 'unrestricted'],
  ['IAM written as ARNs', policy({ ...EVERYTHING, Action: 'iam:*', Resource: 'arn:aws:iam::*:*' }), 'unrestricted'],
  [
    'IAM written out',
    policy({
      ...EVERYTHING,
      Action: 'iam:*',
      Resource: ['role', 'user', 'policy'].map((type) => `arn:aws:iam::*:${type}/*`),
    }),
    'unrestricted',
  ],
  ['in one account', policy({ ...EVERYTHING, Resource: 'arn:aws:iam::222222222222:*' }), 'conditional'],
  ['in another partition', policy({ ...EVERYTHING, Resource: 'arn:aws-us-gov:iam::*:*' }), 'unrestricted'],
  [
    'denied one role',
    { ...ADMINISTRATOR, ...policy({ ...EVERYTHING, Effect: 'Deny', Resource: 'arn:aws:iam::*:role/zzz' }) },
    'unrestricted',
  ],
  [
    'denied one user',
    {
      ...ADMINISTRATOR,
      ...policy({ ...EVERYTHING, Effect: 'Deny', Action: 'iam:*', Resource: 'arn:aws:iam::*:user/zzz' }),
    },
    'unrestricted',
  ],
  [
    'denied all roles but some',
    {
      ...ADMINISTRATOR,
      ...policy({ Effect: 'Deny', Action: '*', NotResource: 'arn:aws:iam::*:role/orchard-*' }),
    },
    undefined,
  ],
  [
    'without one role, on a condition',
    policy({ ...ALL_BUT(['arn:aws:iam::*:role/zzz']), Condition: OUTSIDE }),
    'conditional',
  ],
  [
    'denied outside the office',
    { ...ADMINISTRATOR, ...policy({ ...EVERYTHING, Effect: 'Deny', Condition: OUTSIDE }) },
    'conditional',
  ],
  [
    'denied something else',
    { ...ADMINISTRATOR, ...policy({ ...EVERYTHING, Effect: 'Deny', Action: 's3:*' }) },
    'unrestricted',
  ],
  ['beside a policy that cannot be seen', { ...ADMINISTRATOR, customerManagedPolicies: [FENCE] }, 'unrestricted'],
  [
    'rewriting the policy that is attached to it',
    { ...OWN, ...policy(rewrite('arn:aws:iam::*:policy/OrchardFence')) },
    'unrestricted',
  ],
  ['rewriting any policy, one of them its own', { ...OWN, ...policy(rewrite('*')) }, 'unrestricted'],
  [
    'rewriting its own policy in one account',
    { ...OWN, ...policy(rewrite('arn:aws:iam::222222222222:policy/OrchardFence')) },
    'conditional',
  ],
  [
    'rewriting its own policy on a condition',
    { ...OWN, ...policy({ ...rewrite('*'), Condition: OUTSIDE }) },
    'conditional',
  ],
  [
    'rewriting a policy that is not attached',
    { ...OWN, ...policy(rewrite('arn:aws:iam::*:policy/OrchardFences')) },
    undefined,
  ],
  [
    'rewriting a policy of another path',
    { ...OWN, ...policy(rewrite('arn:aws:iam::*:policy/teams/OrchardFence')) },
    undefined,
  ],
  ['rewriting policies, with none attached', policy(rewrite('*')), undefined],
  [
    'rewriting its own policy, with roles denied by another',
    { ...OWN, ...policy(rewrite('*'), { ...EVERYTHING, Effect: 'Deny', Action: 'iam:*Role*' }) },
    undefined,
  ],
  [
    'rewriting its own policy, within a boundary',
    { ...OWN, ...policy(rewrite('*')), permissionsBoundary: { kind: 'aws-managed', policy: 'ReadOnlyAccess' } },
    undefined,
  ],
  ['a policy that cannot be seen', { customerManagedPolicies: [FENCE] }, undefined],
  ['a policy that the snapshot lacks', { managedPolicies: ['PickApples'] }, undefined],
  ['live text that is no JSON', { inlinePolicy: { kind: 'opaque', text: '{ "Action": "*"' } }, undefined],
  ['beside statements that are none', policy(EVERYTHING, { Effect: 'Perhaps' }), 'unrestricted'],
  [
    'within a boundary that cannot be seen',
    { ...ADMINISTRATOR, permissionsBoundary: { kind: 'customer-managed', policy: FENCE } },
    undefined,
  ],
  [
    'within a boundary that cannot be seen, on a condition',
    {
      ...policy({ ...EVERYTHING, Condition: OUTSIDE }),
      permissionsBoundary: { kind: 'customer-managed', policy: FENCE },
    },
    undefined,
  ],
  [
    'within a boundary that bounds',
    { ...ADMINISTRATOR, permissionsBoundary: { kind: 'aws-managed', policy: 'PowerUserAccess' } },
    undefined,
  ],
  [
    'within a boundary that bounds nothing',
    { ...ADMINISTRATOR, permissionsBoundary: { kind: 'aws-managed', policy: 'AdministratorAccess' } },
    'unrestricted',
  ],
];

test.each(cases)('%s', (_, parts, administration) => {
  const set = permissionSet('Grower', parts);
  expect(meanings.administration(set)).toBe(administration);
  expect(meanings.isAdministrator(set)).toBe(administration !== undefined);
});

/** Whether it is an administrator's hangs on as many resources as somebody likes to write. */
const LABYRINTH = policy(
  { ...EVERYTHING, Resource: range(60, (place) => `arn:aws:iam::*:*${'ab'.repeat(3)}*${place}*${'ba'.repeat(3)}*`) },
  { ...EVERYTHING, Resource: range(60, (place) => `arn:*:iam::*:*${place}*a*b*`) },
  ...range(40, (place) => ({
    Effect: 'Deny',
    Action: 'iam:*',
    Resource: `arn:aws:iam::*:*a*${place}*b*`,
    Condition: { StringNotLike: { 'aws:PrincipalTag/row': `*${place}*a*` } },
  })),
);

test('what cannot be found out within the budget may be an administrator, and is told in every answer', () => {
  const spent = meaningsOf(meanings.data, 40);
  const after = permissionSet('Maze', LABYRINTH);
  expect(spent.administration(after)).toBe('undetermined');
  expect(spent.isAdministrator(after)).toBe(true);
  // Without a search: nobody who may not touch a role, and nobody who may do everything.
  expect(spent.administration(permissionSet('Grower', ADMINISTRATOR))).toBe('unrestricted');
  expect(spent.administration(permissionSet('Reader', policy({ ...EVERYTHING, Action: 's3:*' })))).toBeUndefined();
  const { gained, lost } = spent.meaningOf([permissionSet('Reader')], [after], { identityCenterAdmin: true });
  expect(gained.doubts.map(({ reason }) => reason)).toContain('budget');
  expect(lost.doubts).toEqual([]);
  expect(['broadens', 'unknown']).toContain(spent.effect([permissionSet('Maze')], [after]).risk);
});

function range<T>(count: number, make: (place: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, place) => make(place));
}
