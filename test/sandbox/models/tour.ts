// A tour of every operation, in an order in which each succeeds: the life of a fruit company's access, from a first permission set to its end.

import type { Sandbox, SandboxSeed } from '../../../src/sandbox/index.ts';
import { FRUIT, identifiers } from '../support.ts';
import { ACCOUNT_ACCESS_TRUST, type Ids, type Input, POLICY, PROD, type Seen, type Step, steps } from './step.ts';
import { applicationSteps } from './tour-applications.ts';
import { accountAccessSteps, directorySteps, iamSteps, organizationSteps } from './tour-services.ts';

export const TOUR_SEED: SandboxSeed = {
  ...FRUIT,
  users: [
    { userName: 'pia@example.com', displayName: 'Pia' },
    { userName: 'quinn@example.com', externalId: '0f0f0f0f-0000-4000-8000-000000000002' },
  ],
  applications: [
    { name: 'Harvest planner', description: 'Plans the harvest', assignments: [{ group: 'growers' }] },
    { name: 'Press monitor', account: 'orchard-prod', enabled: false, tags: { team: 'press' } },
  ],
  customerManagedPolicies: [{ account: '*', name: 'OrchardBase', path: '/teams/', document: { Statement: [] } }],
  roles: [
    { account: 'orchard-prod', name: 'Deployer', maxSession: 7200 },
    { account: 'orchard-prod', name: 'Auditor', path: '/ops/', trust: ACCOUNT_ACCESS_TRUST },
  ],
  rolesUsed: [
    { permissionSet: 'Grower', account: 'orchard-prod', at: '2025-12-24', services: { ec2: '', s3: '2025-12-24' } },
  ],
};

const MANAGED = { ManagedPolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' };
const REFERENCE = { CustomerManagedPolicyReference: { Name: 'OrchardBase', Path: '/teams/' } };
const ATTRIBUTES = { AccessControlAttributes: [{ Key: 'orchard', Value: { Source: ['orchard'] } }] };

export function tourOf(sandbox: Sandbox): readonly Step[] {
  const ids = identifiers(sandbox);
  return [
    ...permissionSetSteps(ids),
    ...assignmentSteps(ids),
    ...instanceSteps(ids, sandbox),
    ...applicationSteps(ids),
    ...directorySteps(ids),
    ...organizationSteps(sandbox),
    ...iamSteps(sandbox),
    ...accountAccessSteps(ids, sandbox),
    ...endSteps(ids),
  ];
}

const made = (seen: Seen): string => seen('CreatePermissionSet.PermissionSet.PermissionSetArn');

function permissionSetSteps({ instance }: Ids): readonly Step[] {
  const on =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ...instance, PermissionSetArn: made(seen), ...more });
  const resource =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ...instance, ResourceArn: made(seen), ...more });
  const boundary = {
    PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'OrchardBase', Path: '/teams/' } },
  };
  return [
    ...steps('sso-admin', {
      CreatePermissionSet: {
        ...instance,
        Name: 'Picker',
        Description: 'Picks the fruit',
        SessionDuration: 'PT2H',
        RelayState: 'https://console.aws.amazon.com/',
        Tags: [{ Key: 'team', Value: 'orchard' }],
      },
      ListPermissionSets: { ...instance, MaxResults: 2 },
      DescribePermissionSet: on(),
      UpdatePermissionSet: on({ Description: 'Picks ripe fruit', SessionDuration: 'PT3H' }),
      PutPermissionsBoundaryToPermissionSet: on({ PermissionsBoundary: MANAGED }),
      GetPermissionsBoundaryForPermissionSet: on(),
    }),
    ...steps('sso-admin', {
      AttachManagedPolicyToPermissionSet: on(MANAGED),
      ListManagedPoliciesInPermissionSet: on(),
      AttachCustomerManagedPolicyReferenceToPermissionSet: on(REFERENCE),
      ListCustomerManagedPolicyReferencesInPermissionSet: on(),
      PutInlinePolicyToPermissionSet: on({ InlinePolicy: POLICY }),
      GetInlinePolicyForPermissionSet: on(),
      PutPermissionsBoundaryToPermissionSet: on(boundary),
      GetPermissionsBoundaryForPermissionSet: on(),
      TagResource: resource({ Tags: [{ Key: 'season', Value: 'autumn' }] }),
      ListTagsForResource: resource(),
      UntagResource: resource({ TagKeys: ['season'] }),
    }),
  ];
}

function assignmentSteps({ instance, group }: Ids): readonly Step[] {
  const at = (seen: Seen): Input => ({
    ...instance,
    PermissionSetArn: made(seen),
    TargetId: PROD,
    TargetType: 'AWS_ACCOUNT',
    PrincipalType: 'GROUP',
    PrincipalId: group('growers'),
  });
  const request =
    (operation: string, answer: string, member: string) =>
    (seen: Seen): Input => ({
      ...instance,
      [member]: seen(`${operation}.${answer}.RequestId`),
    });
  return steps('sso-admin', {
    CreateAccountAssignment: at,
    DescribeAccountAssignmentCreationStatus: request(
      'CreateAccountAssignment',
      'AccountAssignmentCreationStatus',
      'AccountAssignmentCreationRequestId',
    ),
    ListAccountAssignmentCreationStatus: { ...instance, Filter: { Status: 'IN_PROGRESS' } },
    ListInstances: { MaxResults: 10 },
    DescribeInstance: instance,
    ListAccountAssignments: (seen) => ({ ...instance, AccountId: PROD, PermissionSetArn: made(seen) }),
    ListAccountAssignmentsForPrincipal: {
      ...instance,
      PrincipalType: 'GROUP',
      PrincipalId: group('growers'),
      Filter: { AccountId: PROD },
    },
    ListPermissionSetsProvisionedToAccount: {
      ...instance,
      AccountId: PROD,
      ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED',
    },
    ListAccountsForProvisionedPermissionSet: (seen) => ({ ...instance, PermissionSetArn: made(seen) }),
    ProvisionPermissionSet: (seen) => ({
      ...instance,
      PermissionSetArn: made(seen),
      TargetType: 'AWS_ACCOUNT',
      TargetId: PROD,
    }),
    DescribePermissionSetProvisioningStatus: request(
      'ProvisionPermissionSet',
      'PermissionSetProvisioningStatus',
      'ProvisionPermissionSetRequestId',
    ),
    ListPermissionSetProvisioningStatus: { ...instance, Filter: { Status: 'IN_PROGRESS' } },
  });
}

function instanceSteps({ instance, group, user }: Ids, { state }: Sandbox): readonly Step[] {
  const [arn] = [...state.applications.keys()];
  const application = { ApplicationArn: arn };
  const pia = { ...application, PrincipalType: 'USER', PrincipalId: user('pia@example.com') };
  const growers = { ...instance, PrincipalType: 'GROUP', PrincipalId: group('growers') };
  const configuration = { ...instance, InstanceAccessControlAttributeConfiguration: ATTRIBUTES };
  return [
    ...steps('sso-admin', {
      UpdateInstance: {
        ...instance,
        NetworkConfiguration: {
          VpceAccessRequired: true,
          RestrictSourceVpcs: ['arn:aws:ec2:eu-west-1:333333333333:vpc/vpc-0123456789abcdef0'],
          AllowSourceIps: ['192.0.2.0/24'],
          ExcludeApplicationArns: [arn],
        },
      },
    }),
    ...steps('sso-admin', {
      UpdateInstance: {
        ...instance,
        Name: 'FruitCo',
        EncryptionConfiguration: {
          KeyType: 'CUSTOMER_MANAGED_KEY',
          KmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef',
        },
      },
      DescribeInstance: instance,
      AddRegion: { ...instance, RegionName: 'eu-central-1' },
      ListInstances: { RegionScope: 'ALL_REGIONS' },
      ListRegions: instance,
      DescribeRegion: { ...instance, RegionName: 'eu-central-1' },
      CreateInstanceAccessControlAttributeConfiguration: configuration,
      DescribeInstanceAccessControlAttributeConfiguration: instance,
      UpdateInstanceAccessControlAttributeConfiguration: configuration,
      DeleteInstanceAccessControlAttributeConfiguration: instance,
      RemoveRegion: { ...instance, RegionName: 'eu-central-1' },
      ListApplications: { ...instance, Filter: { ApplicationAccount: '111111111111' } },
      DescribeApplication: application,
      GetApplicationAssignmentConfiguration: application,
      CreateApplicationAssignment: pia,
      DescribeApplicationAssignment: pia,
      ListApplicationAssignments: application,
      ListApplicationAssignmentsForPrincipal: { ...growers, Filter: application },
      DeleteApplicationAssignment: pia,
    }),
  ];
}

function endSteps({ instance, group }: Ids): readonly Step[] {
  const on =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ...instance, PermissionSetArn: made(seen), ...more });
  return steps('sso-admin', {
    DetachManagedPolicyFromPermissionSet: on(MANAGED),
    DetachCustomerManagedPolicyReferenceFromPermissionSet: on(REFERENCE),
    DeleteInlinePolicyFromPermissionSet: on(),
    DeletePermissionsBoundaryFromPermissionSet: on(),
    DeleteAccountAssignment: on({
      TargetId: PROD,
      TargetType: 'AWS_ACCOUNT',
      PrincipalType: 'GROUP',
      PrincipalId: group('growers'),
    }),
    DescribeAccountAssignmentDeletionStatus: (seen) => ({
      ...instance,
      AccountAssignmentDeletionRequestId: seen('DeleteAccountAssignment.AccountAssignmentDeletionStatus.RequestId'),
    }),
    ListAccountAssignmentDeletionStatus: { ...instance, Filter: { Status: 'IN_PROGRESS' } },
    ListPermissionSets: instance,
    ListAccountAssignments: on({ AccountId: PROD }),
    DeletePermissionSet: on(),
  });
}
