// What other tools say of an estate, and what is live, are one: the same permission sets and assignments, and so the same files.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparableDefinition } from '../../../src/definition/definition.ts';
import { cloudFormationEstate } from '../../../src/import/cloudformation.ts';
import type { Estate } from '../../../src/import/estate.ts';
import { estateFrom, type ForeignEstate } from '../../../src/import/foreign.ts';
import { iambicEstate } from '../../../src/import/iambic.ts';
import { landingZoneEstate } from '../../../src/import/landing-zone-accelerator.ts';
import { terraformEstate } from '../../../src/import/terraform.ts';
import { canonicalJson } from '../../../src/state/digest.ts';
import type { Account } from '../../../src/state/directory.ts';
import { UNREAD } from '../../../src/state/read.ts';
import { accountId, assignmentAddress, type PermissionSet, principalId } from '../../../src/state/state.ts';
import { type MessyEstate, messyEstate } from '../../support/messy-estates.ts';

const file = (value: unknown, path = 'state.json') => ({
  path,
  text: typeof value === 'string' ? value : JSON.stringify(value),
});

/** All that these tools can say: no principals that are gone or users, no accounts that left, no text for a policy. */
function sayable({ directory, live }: MessyEstate): MessyEstate['live'] {
  const groups = new Set(directory.groups.map(({ id }) => id));
  const accounts = new Set(directory.accounts.map(({ id }) => id));
  return {
    ...live,
    permissionSets: new Map(
      [...live.permissionSets].map(([address, set]) => {
        const { owner: _owner, inlinePolicy, ...fields } = set;
        return [address, inlinePolicy?.kind === 'document' ? { ...fields, inlinePolicy } : fields];
      }),
    ),
    assignments: new Map(
      [...live.assignments].filter(([, { account, principal }]) => groups.has(principal.id) && accounts.has(account)),
    ),
  };
}

const contentOf = ({ permissionSets, assignments }: Pick<Estate, 'permissionSets' | 'assignments'>) => ({
  sets: [...permissionSets.values()].map(comparableDefinition).map(canonicalJson).sort(),
  assignments: assignments.map(assignmentAddress).sort(),
});

const asEstate = ({ permissionSets, assignments }: MessyEstate['live']) => ({
  permissionSets: new Map([...permissionSets.values()].map((set) => [set.name, set])),
  assignments: [...assignments.values()],
});

const arnOf = (name: string) => `arn:aws:sso:::permissionSet/ssoins-1/ps-${name}`;
const policyArn = (policy: string) => `arn:aws:iam::aws:policy/${policy}`;

function terraformState({ permissionSets, assignments }: MessyEstate['live']) {
  const resource = (type: string, values: object) => ({ address: `${type}.x`, mode: 'managed', type, values });
  const part = (set: PermissionSet, type: string, values: object) =>
    resource(`aws_ssoadmin_${type}`, { permission_set_arn: arnOf(set.name), ...values });
  const ofSet = (set: PermissionSet) => {
    const { permissionsBoundary: boundary, inlinePolicy: policy } = set;
    return [
      resource('aws_ssoadmin_permission_set', {
        arn: arnOf(set.name),
        name: set.name,
        description: set.description ?? null,
        relay_state: set.relayState ?? '',
        session_duration: set.sessionDuration,
        tags_all: set.tags,
      }),
      ...set.managedPolicies.map((each) =>
        part(set, 'managed_policy_attachment', { managed_policy_arn: policyArn(each) }),
      ),
      ...set.customerManagedPolicies.map((each) =>
        part(set, 'customer_managed_policy_attachment', { customer_managed_policy_reference: [each] }),
      ),
      ...(policy?.kind === 'document'
        ? [part(set, 'permission_set_inline_policy', { inline_policy: JSON.stringify(policy.document) })]
        : []),
      ...(boundary === undefined
        ? []
        : [
            part(set, 'permissions_boundary_attachment', {
              permissions_boundary: [
                boundary.kind === 'aws-managed'
                  ? { managed_policy_arn: policyArn(boundary.policy), customer_managed_policy_reference: [] }
                  : { managed_policy_arn: '', customer_managed_policy_reference: [boundary.policy] },
              ],
            }),
          ]),
    ];
  };
  const rows = [...assignments.values()].map(({ permissionSet, account, principal }) =>
    resource('aws_ssoadmin_account_assignment', {
      permission_set_arn: arnOf(permissionSet),
      principal_id: principal.id,
      principal_type: 'GROUP',
      target_id: account,
      target_type: 'AWS_ACCOUNT',
    }),
  );
  const [first = [], ...others] = [...permissionSets.values()].map(ofSet);
  return {
    format_version: '1.0',
    values: {
      root_module: {
        resources: first,
        child_modules: [{ address: 'module.a', resources: others.flat(), child_modules: [{ resources: rows }] }],
      },
    },
  };
}

function cloudFormationTemplate({ permissionSets, assignments }: MessyEstate['live']) {
  const ids = new Map([...permissionSets.values()].map(({ name }, number) => [name, `Set${number}`]));
  const sets = [...permissionSets.values()].map((set) => {
    const { permissionsBoundary: boundary, inlinePolicy: policy } = set;
    const reference = ({ name, path }: { name: string; path: string }) => ({ Name: name, Path: path });
    const Properties = {
      Name: set.name,
      InstanceArn: { Ref: 'Instance' },
      Description: set.description,
      SessionDuration: set.sessionDuration,
      RelayStateType: set.relayState,
      ManagedPolicies: set.managedPolicies.map((each) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${each}`,
      })),
      CustomerManagedPolicyReferences: set.customerManagedPolicies.map(reference),
      InlinePolicy: policy?.kind === 'document' ? policy.document : undefined,
      PermissionsBoundary:
        boundary &&
        (boundary.kind === 'aws-managed'
          ? { ManagedPolicyArn: policyArn(boundary.policy) }
          : { CustomerManagedPolicyReference: reference(boundary.policy) }),
      Tags: Object.entries(set.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    };
    return [ids.get(set.name)!, { Type: 'AWS::SSO::PermissionSet', Properties }];
  });
  const rows = [...assignments.values()].map(({ permissionSet, account, principal }, number) => {
    const PermissionSetArn = { 'Fn::GetAtt': [ids.get(permissionSet), 'PermissionSetArn'] };
    const principalOf = { PrincipalId: principal.id, PrincipalType: 'GROUP' };
    const Properties = { PermissionSetArn, ...principalOf, TargetId: account, TargetType: 'AWS_ACCOUNT' };
    return [`Row${number}`, { Type: 'AWS::SSO::Assignment', Properties }];
  });
  const Parameters = { Instance: { Type: 'String', Default: 'arn:aws:sso:::instance/ssoins-1' } };
  return { Parameters, Resources: Object.fromEntries([...sets, ...rows]) };
}

describe.each([
  ['a Terraform state', (live: MessyEstate['live']) => terraformEstate([file(terraformState(live))])],
  [
    'a CloudFormation template',
    (live: MessyEstate['live']) => cloudFormationEstate([file(cloudFormationTemplate(live))]),
  ],
])('%s', (_name, read: (live: MessyEstate['live']) => ForeignEstate) => {
  test('of an estate is that estate', () => {
    fc.assert(
      fc.property(messyEstate({ accounts: 6, sets: 4, assignments: 8 }), (estate) => {
        const live = sayable(estate);
        const { value, diagnostics } = estateFrom(read(live), estate.directory);
        expect(diagnostics).toEqual([]);
        expect(contentOf(value)).toEqual(contentOf(asEstate(live)));
      }),
    );
  });
});

const messages = ({ findings }: ForeignEstate) => findings.map(({ message }) => message);

test('attributes for access control of Terraform are those that it lists', () => {
  const attribute = (key: string, source: string) => ({ key, value: [{ source: [source] }] });
  const type = 'aws_ssoadmin_instance_access_control_attributes';
  const state = (values: object) =>
    file({ values: { root_module: { resources: [{ address: `${type}.it`, type, mode: 'managed', values }] } } });
  const listed = {
    attribute: [attribute('team', 'Reds'), attribute('Department', `\${path:enterprise.department}`), 7],
  };
  const estate = terraformEstate([state(listed)]);
  expect(estate.accessControl).toEqual({
    attributes: [
      { key: 'Department', source: `\${path:enterprise.department}` },
      { key: 'team', source: 'Reds' },
    ],
  });
  expect(estate.findings).toEqual([]);
  expect(terraformEstate([file({ values: { root_module: {} } })])).not.toHaveProperty('accessControl');
});

test('what only Terraform knows after an apply is listed', () => {
  const values = { instance_arn: 'x', principal_id: 'g', principal_type: 'GROUP', target_id: '111111111111' };
  const resources = [
    {
      address: 'aws_ssoadmin_account_assignment.new',
      mode: 'managed',
      type: 'aws_ssoadmin_account_assignment',
      values,
    },
    { address: 'aws_ssoadmin_application.x', mode: 'managed', type: 'aws_ssoadmin_application', values: {} },
  ];
  const estate = terraformEstate([file({ planned_values: { root_module: { resources } } })]);
  expect(messages(estate)).toEqual([
    '`aws_ssoadmin_account_assignment.new` is not imported: its permission set is known only after an apply, or is in another state',
    '1 `aws_ssoadmin_application` is not imported: these files have no such thing',
  ]);
});

test.each([
  ['no JSON', '{', 'it is not JSON: give the output of `terraform show -json`'],
  ['a state file', '{"version":4,"resources":[]}', 'it is a state file: give the output of `terraform show -json`'],
  ['something else', '{}', 'it has neither `values` nor `planned_values`'],
])('%s is no Terraform state', (_what, text, reason) => {
  expect(messages(terraformEstate([file(text)]))).toEqual([
    `cannot import \`state.json\` as a Terraform state or plan: ${reason}`,
  ]);
});

test('short forms of CloudFormation, and what only a stack knows', () => {
  const template = `
Parameters: { Team: { Type: String, Default: Fruit } }
Resources:
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: !Sub "\${Team}Developer"
      InstanceArn: !Ref Instance
      Description: !ImportValue Text
      ManagedPolicies: [!Join ["", ["arn:aws:iam::aws:policy/", ReadOnlyAccess]]]
  Other:
    Type: AWS::SSO::PermissionSet
    Properties: { Name: !Sub "\${Team}Reader", ManagedPolicies: [arn:aws:iam::aws:policy/ReadOnlyAccess] }
  Row:
    Type: AWS::SSO::Assignment
    Properties: { PermissionSetArn: !GetAtt Other.PermissionSetArn, PrincipalId: !Ref Group, PrincipalType: GROUP, TargetId: "111111111111" }
`;
  const estate = cloudFormationEstate([file(template, 'template.yaml')]);
  expect(estate.permissionSets.map(({ name, managedPolicies }) => ({ name, managedPolicies }))).toEqual([
    { name: 'FruitReader', managedPolicies: ['ReadOnlyAccess'] },
  ]);
  expect(messages(estate)).toEqual([
    '`FruitDeveloper` is not imported: `Fn::ImportValue` is known only to CloudFormation',
    'assignment `Row` is not imported: `Group` is known only to CloudFormation',
  ]);
});

test('the configuration of the Landing Zone Accelerator', () => {
  const config = `
identityCenter:
  name: center
  identityCenterPermissionSets:
    - name: DataEng
      sessionDuration: 240
      policies:
        awsManaged: [arn:aws:iam::aws:policy/ReadOnlyAccess, job-function/Billing]
        customerManaged: [TeamBase]
        inlinePolicy: iam-policies/de.json
        permissionsBoundary: { customerManagedPolicy: { name: Edge, path: /x/ } }
    - { name: Lost, policies: { inlinePolicy: iam-policies/lost.json } }
  identityCenterAssignments:
    - name: de
      permissionSetName: DataEng
      principals: [{ type: GROUP, name: data }]
      deploymentTargets: { organizationalUnits: [Data/Dev, Root], accounts: [Pci], excludedAccounts: [Audit] }
`;
  const policy = { Version: '2012-10-17', Statement: [] };
  const estate = landingZoneEstate([file(config, 'iam-config.yaml'), file(policy, 'iam-policies/de.json')]);
  expect(estate.permissionSets).toEqual([
    {
      name: 'DataEng',
      sessionDuration: 'PT4H',
      managedPolicies: ['ReadOnlyAccess', 'job-function/Billing'],
      customerManagedPolicies: [{ name: 'TeamBase', path: '/' }],
      inlinePolicy: { kind: 'document', document: policy },
      permissionsBoundary: { kind: 'customer-managed', policy: { name: 'Edge', path: '/x/' } },
      tags: {},
    },
  ]);
  expect(estate.assignments).toEqual([
    {
      permissionSet: 'DataEng',
      principal: { type: 'group', by: 'name', value: 'data' },
      accounts: [{ by: 'unit', value: 'Data/Dev' }, { by: 'all' }, { by: 'name', value: 'Pci' }],
      except: [{ by: 'name', value: 'Audit' }],
    },
  ]);
  expect(messages(estate)).toEqual([
    '`Lost` is not imported: its inline policy `iam-policies/lost.json` was not given: name the folder of the configuration',
  ]);
});

test('templates of IAMbic', () => {
  const template = `
template_type: NOQ::AWS::IdentityCenter::PermissionSet
identifier: data_eng
access_rules:
  - groups: [data]
    included_accounts: [data-dev, "data-.*"]
    excluded_accounts: [data-pci]
  - users: [ann@orchard.example]
  - groups: [data]
    expires_at: 2027-01-01
  - groups: [data]
    excluded_accounts: ["data-p.*"]
properties:
  name: DataEng
  session_duration: PT4H
  managed_policies: [{ arn: arn:aws:iam::aws:policy/ReadOnlyAccess }]
  tags: [{ key: owner, value: data }]
  inline_policy:
    version: '2012-10-17'
    statement:
      - { effect: allow, action: ['athena:*'], resource: ['*'] }
      - { effect: allow, action: ['s3:*'], resource: ['*'], included_accounts: [data-dev] }
`;
  const estate = iambicEstate([file(template, 'data.yaml'), file('template_type: NOQ::AWS::IAM::Role\n', 'role.yaml')]);
  expect(estate.permissionSets).toEqual([
    {
      name: 'DataEng',
      sessionDuration: 'PT4H',
      managedPolicies: ['ReadOnlyAccess'],
      customerManagedPolicies: [],
      inlinePolicy: {
        kind: 'document',
        document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['athena:*'], Resource: ['*'] }] },
      },
      tags: { owner: 'data' },
    },
  ]);
  expect(estate.assignments).toEqual([
    {
      permissionSet: 'DataEng',
      principal: { type: 'group', by: 'name', value: 'data' },
      accounts: [{ by: 'prefix', value: 'data-dev' }],
      except: [{ by: 'prefix', value: 'data-pci' }],
    },
    {
      permissionSet: 'DataEng',
      principal: { type: 'user', by: 'name', value: 'ann@orchard.example' },
      accounts: [{ by: 'all' }],
      except: [],
    },
  ]);
  expect(messages(estate)).toEqual([
    'a statement of `DataEng` is not imported: it is for some accounts only, and a permission set is the same in all',
    'account pattern `data-.*` of an access rule of `DataEng` is not imported: write it as a selector: `payments-*`',
    'an access rule of `DataEng` until 2027-01-01 is not imported: add it as a grant with `expires`',
    'an access rule of `DataEng` but for `data-p.*` is not imported: add it as a grant with `except`',
  ]);
});

test('an account of IAMbic is the one of that name, and what it may mean beside it is told, or left out', () => {
  const account = (name: string, digit: string): Account => ({
    id: accountId(digit.repeat(12)),
    name,
    state: 'ACTIVE',
    organizationalUnits: [],
    tags: UNREAD,
  });
  const directory = {
    ...fc.sample(messyEstate({ accounts: 1, sets: 1, assignments: 1 }), { numRuns: 1, seed: 1 })[0]!.directory,
    accounts: [account('dev', '1'), account('dev-prod', '2'), account('test', '3'), account('test-two', '4')],
    groups: [{ id: principalId('g-data'), displayName: 'data', externalIds: [] }],
  };
  const template = (rule: string) => `
template_type: NOQ::AWS::IdentityCenter::PermissionSet
access_rules: [{ groups: [data], ${rule} }]
properties: { name: DataEng }
`;
  const read = (rule: string) => {
    const { value, diagnostics } = estateFrom(iambicEstate([file(template(rule), 'data.yaml')]), directory);
    return [value.assignments.map((each) => each.account), diagnostics.map(({ message }) => message)];
  };
  expect(read('included_accounts: [dev]')).toEqual([
    ['111111111111'],
    [
      '`DataEng` for group `data` in account `222222222222` is not imported: account `dev` matches its name only from the beginning',
    ],
  ]);
  expect(read('excluded_accounts: [test, gone]')).toEqual([
    ['111111111111', '222222222222'],
    [
      'the exception of account `gone` for `DataEng` for group `data` is not imported: it is no account of the organization',
    ],
  ]);
});

test('what is not what it was said to be is refused, however hostile', () => {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  for (const text of [deep, 'a: &a [*a]', '', 'x', '!!js/function "x"', '{"Resources": 1}']) {
    for (const read of [cloudFormationEstate, iambicEstate, landingZoneEstate, terraformEstate])
      expect(messages(read([file(text, 'x.yaml')])).every((message) => message.startsWith('cannot import'))).toBe(true);
  }
});
