// Escalation paths: matched on meaning, and made of actions that exist.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import type { ManagedPolicies } from '../../src/policy/catalogue/managed-policies.ts';
import { type Access, accessOf } from '../../src/policy/compare/access.ts';
import {
  escalationPaths,
  type OpenPath,
  PATHS,
  pathsGained,
  unrestrictedPaths,
} from '../../src/policy/escalation/escalation.ts';
import { conditionsOf } from '../../src/policy/escalation/path.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { loadPolicyData } from '../../src/policy-data.ts';

let index: ActionIndex;
let managed: ManagedPolicies;
beforeAll(async () => {
  ({ index, managedPolicies: managed } = await loadPolicyData());
});

const access = (...statements: readonly object[]): Access =>
  accessOf(parsePolicy({ Version: '2012-10-17', Statement: statements }).policy);
const policy = (path: string): Access => accessOf(parsePolicy(managed.policy(path)!.document).policy);
const pathsOf = (given: Access, control = false) =>
  escalationPaths(given, { index, control }).map(({ path, restriction }) => `${path.id} ${restriction}`);

const allow = (Action: string | readonly string[], Resource = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

describe('the list of paths', () => {
  it('names only actions that exist, as AWS writes them', () => {
    const actions = PATHS.flatMap(({ allOf, anyOf = [] }) => [...allOf, ...anyOf]);
    expect(actions.filter((name) => index.listed(name) !== name)).toEqual([]);
  });

  it('has an id and a title of its own for each', () => {
    expect(new Set(PATHS.map(({ id }) => id)).size).toBe(PATHS.length);
    expect(PATHS.filter(({ title, allOf, anyOf = [] }) => title === '' || allOf.length + anyOf.length === 0)).toEqual(
      [],
    );
  });
});

describe('escalationPaths', () => {
  it('sees through patterns, and through documents that only together open a path', () => {
    expect(pathsOf(access(allow('lambda:*'), allow('iam:Pass*')))).toContain('lambda-001 unrestricted');
    const [first, second] = [access(allow('iam:PassRole')), access(allow('ec2:RunInstances'))];
    expect([pathsOf(first), pathsOf(second)]).toEqual([[], []]);
    const documents = [first, second].flatMap(({ grants }) => grants.flatMap((grant) => grant.documents));
    expect(pathsOf({ grants: [{ documents }] })).toEqual(['ec2-001 unrestricted']);
  });

  it('counts what is left after Deny and boundary', () => {
    const create = allow('iam:CreateAccessKey');
    expect(pathsOf(access(create, { Effect: 'Deny', Action: 'iam:*', Resource: '*' }))).toEqual([]);
    expect(pathsOf(access(create, { Effect: 'Deny', NotAction: 'iam:Create*', Resource: '*' }))).toEqual([
      'iam-002 unrestricted',
    ]);
    const [grant] = access(create).grants;
    const [boundary] = access(allow('s3:*')).grants[0]!.documents;
    expect(pathsOf({ grants: [{ ...grant!, boundary: boundary! }] })).toEqual([]);
  });

  it('tells unrestricted from conditional from resource-scoped', () => {
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    expect(pathsOf(access(allow('iam:CreateAccessKey')))).toEqual(['iam-002 unrestricted']);
    expect(pathsOf(access(allow('iam:CreateAccessKey', '*', mfa)))).toEqual(['iam-002 conditional']);
    expect(pathsOf(access(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/pickers/*')))).toEqual([
      'iam-002 resource-scoped',
    ]);
    const guarded = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    };
    expect(pathsOf(access(allow('iam:CreateAccessKey'), guarded))).toEqual(['iam-002 conditional']);
    // A path is no wider than its narrowest part.
    expect(pathsOf(access(allow('ec2:RunInstances'), allow('iam:PassRole', 'arn:aws:iam::*:role/picker')))).toEqual([
      'ec2-001 resource-scoped',
    ]);
  });

  it('knows how Identity Center is taken over, where that can be done', () => {
    const join = access(allow('sso-directory:AddMemberToGroup'));
    expect(pathsOf(join)).toEqual([]);
    expect(pathsOf(join, true)).toEqual(['idc-006 unrestricted']);
    expect(pathsOf(policy('PowerUserAccess'), true)).toEqual(
      expect.arrayContaining(['idc-001 unrestricted', 'idc-002 unrestricted']),
    );
  });

  it('takes a path for one only under the conditions that make it one', () => {
    const delegate = (services: readonly string[]) =>
      access(
        allow('organizations:RegisterDelegatedAdministrator', '*', {
          StringEquals: { 'organizations:ServicePrincipal': services },
        }),
      );
    expect(pathsOf(delegate(['guardduty.amazonaws.com']), true)).toEqual([]);
    expect(pathsOf(delegate(['guardduty.amazonaws.com', 'sso.amazonaws.com']), true)).toEqual(['idc-011 conditional']);
    expect(pathsOf(policy('AmazonGuardDutyFullAccess_v2'), true)).not.toContain('idc-011 unrestricted');
    const pass = (service: string) => allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': service } });
    const invoke = allow(['lambda:CreateFunction', 'lambda:InvokeFunction']);
    expect(pathsOf(access(pass('lambda.amazonaws.com'), invoke))).toEqual(['lambda-001 unrestricted']);
    expect(pathsOf(access(pass('ecs-tasks.amazonaws.com'), invoke))).toEqual([]);
    const role = allow('iam:PassRole', 'arn:*:iam::*:role/*');
    expect(pathsOf(access(role, invoke))).toEqual(['lambda-001 unrestricted']);
  });

  it.each(['ReadOnlyAccess', 'job-function/ViewOnlyAccess', 'SecurityAudit', 'job-function/Billing'])(
    'finds nothing in %s',
    (path) => {
      expect(pathsOf(policy(path), true)).toEqual([]);
    },
  );

  it('finds every path in AdministratorAccess', () => {
    expect(pathsOf(policy('AdministratorAccess'), true)).toEqual(PATHS.map(({ id }) => `${id} unrestricted`));
  });

  it('sets apart what a change opens, or widens', () => {
    const open = (given: Access) => escalationPaths(given, { index });
    const scoped = open(access(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/pickers/*')));
    const wide = open(access(allow(['iam:CreateAccessKey', 'sts:AssumeRole'])));
    expect(pathsGained(scoped, wide).map(({ path }) => path.id)).toEqual(['iam-002', 'sts-001']);
    expect(pathsGained(wide, scoped)).toEqual([]);
    expect(pathsGained(wide, wide)).toEqual([]);
  });
});

it('every way that passes a role by the action of a service says to whom', () => {
  const passing = PATHS.filter(
    ({ allOf }) => allOf.includes('iam:PassRole') && allOf.some((one) => !/^(?:iam|sts):/.test(one)),
  );
  expect(passing.length).toBeGreaterThan(30);
  for (const path of passing)
    expect(conditionsOf(path, path.allOf), path.id).toMatchObject([
      { action: 'iam:PassRole', key: 'iam:PassedToService' },
    ]);
});

describe('the paths that are open without limit', () => {
  const THROUGH = /^iam:/i;
  const POLICIES = [
    'AdministratorAccess',
    'PowerUserAccess',
    'IAMFullAccess',
    'job-function/SystemAdministrator',
    'job-function/DataScientist',
    'AmazonSageMakerFullAccess',
    'AWSLambda_FullAccess',
    'AWSCodeStarFullAccess',
    'AmazonEC2FullAccess',
    'ReadOnlyAccess',
    'SecurityAudit',
  ];

  it.each(POLICIES)('of %s are those that all paths are sifted for', (name) => {
    const given = policy(name);
    const isWanted = ({ path, restriction, actions }: OpenPath) =>
      path.scope === 'account' && restriction === 'unrestricted' && actions.some((action) => THROUGH.test(action));
    const wanted = escalationPaths(given, { index })
      .filter(isWanted)
      .map(({ path }) => path.id);
    const found = unrestrictedPaths(given, { index, budget: { steps: 10_000_000 }, through: THROUGH });
    expect([...found].map(({ path }) => path.id)).toEqual(wanted);
  });
});
