import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { holdingsOf } from '../../../src/holdings/holdings.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { OPERATING_ACTIONS, ownAccessLost } from '../../../src/plan/own-access.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { Caller } from '../../../src/state/directory.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import {
  type Assignment,
  accountId,
  assignmentAddress,
  EMPTY_STATE,
  type PermissionSet,
  permissionSetAddress,
  type State,
} from '../../../src/state/state.ts';
import { ACCOUNTS, inline, permissionSet, pickers, pressers } from '../../support/plans.ts';

const data = await loadPolicyData();
const meanings = meaningsOf(data);

describe('what operates Identity Center', () => {
  test('are actions that AWS has', () => {
    expect(OPERATING_ACTIONS.filter((action) => data.index.listed(action) !== action)).toEqual([]);
  });

  test('is all that the adapter asks of it', () => {
    const folder = fileURLToPath(new URL('../../../src/provider/aws', import.meta.url));
    const text = readdirSync(folder)
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
      .join('\n');
    const prefixes = ['sso', 'identitystore', 'organizations'];
    const named = prefixes.flatMap((prefix) =>
      data.index.service(prefix)!.actionNames.filter((action) => text.includes(`'${action.slice(prefix.length + 1)}'`)),
    );
    // Names that two services have, of which the adapter asks one.
    const elsewhere = [
      'organizations:TagResource',
      'organizations:UntagResource',
      'identitystore:ListRegions',
      // Of account access.
      'sso:CreateApplication',
    ];
    const dispensable = [
      'identitystore:ListGroupMemberships',
      'identitystore:ListUsers',
      // The doctor's alone.
      'organizations:DescribePolicy',
      'organizations:ListAWSServiceAccessForOrganization',
      'organizations:ListPolicies',
      'organizations:ListPoliciesForTarget',
      'organizations:ListTargetsForPolicy',
      'sso:ListRegions',
      // Where the files declare applications.
      'sso:CreateApplicationAssignment',
      'sso:DeleteApplicationAssignment',
      'sso:DescribeApplicationAssignment',
      'sso:GetApplicationAssignmentConfiguration',
      'sso:ListApplicationAssignments',
      'sso:ListApplications',
      'sso:PutApplicationAssignmentConfiguration',
      // Where the files declare attributes for access control.
      'sso:CreateInstanceAccessControlAttributeConfiguration',
      'sso:DeleteInstanceAccessControlAttributeConfiguration',
      'sso:DescribeInstanceAccessControlAttributeConfiguration',
      'sso:UpdateInstanceAccessControlAttributeConfiguration',
    ];
    const asked = named.filter((action) => ![...elsewhere, ...dispensable].includes(action));
    expect(asked.sort()).toEqual([...OPERATING_ACTIONS]);
  });
});

const HOME = accountId(ACCOUNTS.management);
const CALLER: Caller = {
  account: HOME,
  arn: 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Warden_0123456789abcdef/jane',
  kind: 'management',
  via: { permissionSet: 'Warden', principals: asRead([pickers.id]) },
};

const allowing = (...actions: readonly string[]) => ({
  inlinePolicy: inline({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }),
});
const WARDEN = permissionSet('Warden', allowing('sso:*', 's3:*'));
const CELLAR = [{ name: 'Cellar', path: '/' }];

/** Addresses of what the caller would lose of its own. */
const lostOf = (live: State, after: State, caller: Caller = CALLER) =>
  ownAccessLost({ holdings: { before: holdingsOf(live), after: holdingsOf(after) }, caller, meanings }).map(
    ({ address }) => address,
  );
const addressOf = (set: PermissionSet) => assignmentAddress(row(set));

const row = (set: PermissionSet, principal = pickers, account = HOME): Assignment => ({
  permissionSet: set.name,
  account,
  principal,
});

function stateOf(sets: readonly PermissionSet[], rows: readonly Assignment[]): State {
  return {
    ...EMPTY_STATE,
    permissionSets: new Map(sets.map((set) => [permissionSetAddress(set.name), set])),
    assignments: new Map(rows.map((assignment) => [assignmentAddress(assignment), assignment])),
  };
}

describe('the own access of a caller', () => {
  const cases: readonly (readonly [string, Partial<PermissionSet>, readonly PermissionSet[], 'lost' | 'kept'])[] = [
    ['as it was', allowing('sso:*', 's3:*'), [], 'kept'],
    ['written otherwise', allowing('SSO:*', 's3:*', 's3:Get*'), [], 'kept'],
    ['without what does not operate Identity Center', allowing('sso:*'), [], 'kept'],
    ['without one action that does', allowing('sso:List*', 'sso:Get*', 'sso:Describe*', 's3:*'), [], 'lost'],
    ['where another set allows it', allowing('s3:*'), [permissionSet('Grower', allowing('sso:*'))], 'kept'],
    ['where another set allows some of it', allowing('s3:*'), [permissionSet('Grower', allowing('sso:List*'))], 'lost'],
    ['beside a new policy that cannot be seen', { ...allowing('sso:*'), customerManagedPolicies: CELLAR }, [], 'kept'],
    [
      'within a new boundary that cannot be seen',
      { ...allowing('sso:*'), permissionsBoundary: { kind: 'customer-managed', policy: CELLAR[0]! } },
      [],
      'lost',
    ],
    [
      'behind a condition',
      {
        inlinePolicy: inline({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: 'sso:*',
            Resource: '*',
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          },
        }),
      },
      [],
      'lost',
    ],
  ];
  test.each(cases)('%s', (_, parts, others, verdict) => {
    const own = [row(WARDEN), ...others.map((set) => row(set))];
    const live = stateOf([WARDEN, ...others], own);
    const after = stateOf([permissionSet('Warden', parts), ...others], own);
    expect(lostOf(live, after)).toEqual(verdict === 'lost' ? [addressOf(WARDEN)] : []);
  });

  test('by a policy that cannot be seen, when that goes', () => {
    const seen = permissionSet('Warden', { ...allowing('s3:*'), customerManagedPolicies: CELLAR });
    const states = [stateOf([seen], [row(seen)]), stateOf([permissionSet('Warden', allowing('s3:*'))], [row(seen)])];
    expect(lostOf(states[0]!, states[1]!)).toEqual([addressOf(seen)]);
  });

  test('is no business of rows of others, or in other accounts', () => {
    const dev = accountId(ACCOUNTS['orchard-dev']);
    const live = stateOf([WARDEN], [row(WARDEN), row(WARDEN, pressers), row(WARDEN, pickers, dev)]);
    const after = stateOf([WARDEN], [row(WARDEN)]);
    expect(lostOf(live, after)).toEqual([]);
  });

  test('without the groups of the caller known, every row of the set may be the one', () => {
    const caller: Caller = { ...CALLER, via: { permissionSet: 'Warden', principals: UNREAD } };
    const live = stateOf([WARDEN], [row(WARDEN), row(WARDEN, pressers)]);
    const after = stateOf([WARDEN], [row(WARDEN, pressers)]);
    expect(lostOf(live, after, caller)).toEqual([addressOf(WARDEN)]);
  });
});
