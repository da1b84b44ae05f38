// The part of the tour through identitystore, organizations, sts and iam.
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { madeMetadata } from '../../../src/sandbox/saml-metadata.ts';
import { type Ids, type Input, POLICY, PROD, type Seen, type Step, steps, TRUST } from './step.ts';

export function directorySteps({ store, group, user }: Ids): readonly Step[] {
  const newGroup =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ...store, GroupId: seen('CreateGroup.GroupId'), ...more });
  const newUser =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ...store, UserId: seen('CreateUser.UserId'), ...more });
  const both = (seen: Seen): Input => ({ ...newGroup()(seen), MemberId: { UserId: seen('CreateUser.UserId') } });
  const membership = (seen: Seen): Input => ({ ...store, MembershipId: seen('CreateGroupMembership.MembershipId') });
  const named = (path: string, value: string): Input => ({
    ...store,
    AlternateIdentifier: { UniqueAttribute: { AttributePath: path, AttributeValue: value } },
  });
  const users = { Extensions: ['aws:identitystore:enterprise'] };
  return [
    ...steps('identitystore', {
      ListIdentityStores: { MaxResults: 1 },
      UpdateIdentityStore: {
        ...store,
        NetworkConfiguration: {
          VpceAccessRequired: true,
          ApiRestrictSourceVpcs: ['vpc-0123456789abcdef0'],
          ApiAllowSourceIps: ['192.0.2.0/24', '2001:db8::/32'],
          ScimAllowSourceIps: ['198.51.100.7'],
        },
      },
      DescribeIdentityStore: store,
      // The seed's group and user have what only SCIM writes.
      DescribeGroup: { ...store, GroupId: group('growers') },
      DescribeUser: { ...store, UserId: user('quinn@example.com') },
      ListUsers: store,
    }),
    ...steps('identitystore', {
      CreateGroup: { ...store, DisplayName: 'pickers', Description: 'Pick the fruit' },
      DescribeGroup: newGroup(),
      UpdateGroup: newGroup({ Operations: [{ AttributePath: 'description', AttributeValue: 'Pick ripe fruit' }] }),
      ListGroups: { ...store, MaxResults: 3 },
      GetGroupId: named('displayName', 'pickers'),
      CreateUser: {
        ...store,
        UserName: 'rowan@example.com',
        DisplayName: 'Rowan',
        Name: {
          FamilyName: 'Ash',
          GivenName: 'Rowan',
          MiddleName: 'Elm',
          Formatted: 'Dr Rowan Elm Ash Jr',
          HonorificPrefix: 'Dr',
          HonorificSuffix: 'Jr',
        },
        NickName: 'Ro',
        ProfileUrl: 'https://fruit.example/rowan',
        Emails: [{ Value: 'rowan@example.com', Type: 'work', Primary: true }],
        PhoneNumbers: [{ Value: '+1 555 0100', Type: 'work', Primary: true }],
        Addresses: [
          {
            StreetAddress: '1 Orchard Lane',
            Locality: 'Appleton',
            Region: 'Kent',
            PostalCode: 'AP1 1LE',
            Country: 'GB',
            Formatted: '1 Orchard Lane, Appleton',
            Type: 'work',
            Primary: true,
          },
        ],
        Photos: [{ Value: 'https://fruit.example/rowan.png', Type: 'photo', Display: 'Rowan', Primary: true }],
        Roles: [{ Value: 'picker', Type: 'work', Primary: true }],
        Title: 'Picker',
        UserType: 'Employee',
        PreferredLanguage: 'en',
        Locale: 'en-GB',
        Timezone: 'Europe/London',
        Website: 'https://fruit.example',
        Birthdate: '1990-09-01',
        Extensions: { 'aws:identitystore:enterprise': { department: 'orchard' } },
      },
      UpdateUser: newUser({
        Operations: [
          { AttributePath: 'name.familyName', AttributeValue: 'Alder' },
          { AttributePath: 'emails', AttributeValue: [{ value: 'alder@example.com', type: 'work', primary: true }] },
        ],
      }),
      DescribeUser: newUser(users),
      ListUsers: { ...store, ...users, Filters: [{ AttributePath: 'UserName', AttributeValue: 'rowan@example.com' }] },
      GetUserId: named('emails.value', 'alder@example.com'),
      CreateGroupMembership: both,
      GetGroupMembershipId: both,
      DescribeGroupMembership: membership,
      ListGroupMemberships: newGroup(),
      ListGroupMembershipsForMember: (seen) => ({ ...store, MemberId: { UserId: seen('CreateUser.UserId') } }),
      IsMemberInGroups: (seen) => ({
        ...store,
        MemberId: { UserId: seen('CreateUser.UserId') },
        GroupIds: [seen('CreateGroup.GroupId'), group('growers')],
      }),
      DeleteGroupMembership: membership,
      DeleteUser: newUser(),
      DeleteGroup: newGroup(),
    }),
  ];
}

export function organizationSteps({ state }: Sandbox): readonly Step[] {
  const [unit] = [...state.organization.units.keys()];
  const { rootId } = state.organization;
  return steps('organizations', {
    DescribeOrganization: {},
    ListRoots: {},
    ListAccounts: { MaxResults: 2, StartTime: 0, EndTime: 4_000_000_000 },
    DescribeAccount: { AccountId: PROD },
    ListOrganizationalUnitsForParent: { ParentId: rootId },
    DescribeOrganizationalUnit: { OrganizationalUnitId: unit },
    ListAccountsForParent: { ParentId: rootId },
    ListChildren: { ParentId: rootId, ChildType: 'ORGANIZATIONAL_UNIT' },
    ListParents: { ChildId: PROD },
    ListTagsForResource: { ResourceId: PROD },
    ListDelegatedAdministrators: { ServicePrincipal: 'sso.amazonaws.com' },
    ListDelegatedServicesForAccount: { AccountId: '222222222222' },
    ListAWSServiceAccessForOrganization: {},
    ListPolicies: { Filter: 'SERVICE_CONTROL_POLICY', MaxResults: 2 },
    ListPoliciesForTarget: { TargetId: rootId, Filter: 'SERVICE_CONTROL_POLICY' },
    ListTargetsForPolicy: { PolicyId: 'p-FullAWSAccess', MaxResults: 3 },
    DescribePolicy: { PolicyId: 'p-FullAWSAccess' },
  });
}

export function iamSteps({ state }: Sandbox): readonly Step[] {
  const events = steps('cloudtrail', {
    LookupEvents: {
      LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'sso.amazonaws.com' }],
      MaxResults: 2,
    },
  });
  const assume = steps('sts', {
    GetCallerIdentity: {},
    AssumeRole: {
      RoleArn: `arn:aws:iam::${PROD}:role/Deployer`,
      RoleSessionName: 'tour',
      DurationSeconds: 7200,
      Tags: [{ Key: 'team', Value: 'orchard' }],
      SourceIdentity: 'rowan',
      MinimumSessionTokenSize: 512,
    },
  });
  // The first is the role of Grower, which the seed provisioned.
  const reserved = (seen: Seen): string => seen('ListRoles.Roles.0.RoleName');
  const policy = (seen: Seen): Input => ({ PolicyArn: seen('CreatePolicy.Policy.Arn') });
  const provider = (seen: Seen): Input => ({ SAMLProviderArn: seen('CreateSAMLProvider.SAMLProviderArn') });
  const presser = { RoleName: 'Presser' };
  const inProd = steps('iam', {
    ListRoles: { PathPrefix: '/aws-reserved/sso.amazonaws.com/', MaxItems: 10 },
    GetRole: (seen) => ({ RoleName: reserved(seen) }),
    ListAttachedRolePolicies: (seen) => ({ RoleName: reserved(seen) }),
    ListRolePolicies: (seen) => ({ RoleName: reserved(seen) }),
    GetRolePolicy: (seen) => ({ RoleName: reserved(seen), PolicyName: seen('ListRolePolicies.PolicyNames.0') }),
    CreatePolicy: {
      PolicyName: 'Baskets',
      PolicyDocument: POLICY,
      Description: 'Carry',
      Tags: [{ Key: 'a', Value: '' }],
    },
    CreatePolicyVersion: (seen) => ({ ...policy(seen), PolicyDocument: POLICY, SetAsDefault: true }),
    GetPolicy: policy,
    TagPolicy: (seen) => ({ ...policy(seen), Tags: [{ Key: 'team', Value: 'press' }] }),
    ListPolicyTags: policy,
    UntagPolicy: (seen) => ({ ...policy(seen), TagKeys: ['team'] }),
    GetPolicyVersion: (seen) => ({ ...policy(seen), VersionId: 'v1' }),
    ListPolicyVersions: policy,
    ListPolicies: { Scope: 'All', OnlyAttached: false },
    SetDefaultPolicyVersion: (seen) => ({ ...policy(seen), VersionId: 'v1' }),
    DeletePolicyVersion: (seen) => ({ ...policy(seen), VersionId: 'v2' }),
    DeletePolicy: policy,
    CreateRole: {
      RoleName: 'Presser',
      Path: '/teams/',
      AssumeRolePolicyDocument: TRUST,
      MaxSessionDuration: 3600,
      MaxSigninSessionDuration: 7200,
      PermissionsBoundary: `arn:aws:iam::${PROD}:policy/teams/OrchardBase`,
      Tags: [{ Key: 'team', Value: 'press' }],
    },
    CreateSAMLProvider: {
      Name: 'FruitIdp',
      SAMLMetadataDocument: madeMetadata('https://fruit.example'),
      AssertionEncryptionMode: 'Allowed',
      AddPrivateKey: 'key',
      ContextProvider: {
        KeyDefinitionList: [{ SourceKey: 'mail', TargetKey: 'email' }],
        SubjectSourceKey: 'sub',
        SubjectTypeValue: 'user',
      },
      IdentityCenterInstanceArn: state.instanceArn,
    },
    ListSAMLProviders: {},
    GetSAMLProvider: provider,
    TagSAMLProvider: (seen) => ({ ...provider(seen), Tags: [{ Key: 'team', Value: 'press' }] }),
    ListSAMLProviderTags: provider,
    UntagSAMLProvider: (seen) => ({ ...provider(seen), TagKeys: ['team'] }),
    UpdateSAMLProvider: (seen) => ({
      ...provider(seen),
      SAMLMetadataDocument: madeMetadata('https://fruit.example/new'),
      AssertionEncryptionMode: 'Required',
      AddPrivateKey: 'key',
      ContextProvider: { SubjectSourceKey: 'sub', SubjectTypeValue: 'user' },
      IdentityCenterInstanceArn: state.instanceArn,
      RemovePrivateKey: 'A'.repeat(32),
    }),
    DeleteSAMLProvider: provider,
    GetAccountSummary: {},
    GenerateServiceLastAccessedDetails: (seen) => ({
      Arn: seen('ListRoles.Roles.0.Arn'),
      Granularity: 'SERVICE_LEVEL',
    }),
    UpdateRole: { ...presser, Description: 'Presses', MaxSessionDuration: 7200, ResetMaxSigninSessionDuration: true },
    UpdateRoleDescription: { ...presser, Description: 'Presses cider' },
    UpdateAssumeRolePolicy: { ...presser, PolicyDocument: TRUST },
    AttachRolePolicy: { ...presser, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    PutRolePolicy: { ...presser, PolicyName: 'press', PolicyDocument: POLICY },
    TagRole: { ...presser, Tags: [{ Key: 'season', Value: 'autumn' }] },
    ListRoleTags: presser,
    UntagRole: { ...presser, TagKeys: ['season'] },
    ListInstanceProfilesForRole: presser,
    DeleteRolePermissionsBoundary: presser,
    PutRolePermissionsBoundary: { ...presser, PermissionsBoundary: `arn:aws:iam::${PROD}:policy/teams/OrchardBase` },
    DetachRolePolicy: { ...presser, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    DeleteRolePolicy: { ...presser, PolicyName: 'press' },
    GetServiceLastAccessedDetails: (seen) => ({ JobId: seen('GenerateServiceLastAccessedDetails.JobId') }),
    DeleteRole: presser,
  });
  const used = steps('iam', { GetRole: { RoleName: 'Deployer' } });
  return [...events, ...assume, ...[...inProd, ...used].map((step) => ({ ...step, accessKeyId: PROD }))];
}

export function accountAccessSteps({ group, user }: Ids, { state }: Sandbox): readonly Step[] {
  const application = (seen: Seen): Input => ({ applicationArn: seen('CreateApplication.applicationArn') });
  const resource = (seen: Seen): Input => ({ resourceArn: seen('CreateApplication.applicationArn') });
  const entitlement = (seen: Seen): Input => ({
    ...application(seen),
    entitlementId: seen('CreateEntitlement.entitlementId'),
  });
  const principal = { identityCenter: { groupId: group('growers') } };
  const roleArn = `arn:aws:iam::${PROD}:role/ops/Auditor`;
  const made = steps('account-access', {
    CreateApplication: {
      identitySource: { identityCenter: { instanceArn: state.instanceArn } },
      tags: { team: 'orchard' },
    },
    GetApplication: application,
    ListApplications: { maxResults: 10 },
    TagResource: (seen) => ({ ...resource(seen), tags: { season: 'autumn' } }),
    UntagResource: (seen) => ({ ...resource(seen), tagKeys: ['season'] }),
    ListTagsForResource: resource,
    CreateEntitlement: (seen) => ({
      ...application(seen),
      entitlement: {
        principalRole: { principal: { identityCenter: { userId: user('pia@example.com') } }, roleArn },
      },
    }),
    ListEntitlements: (seen) => ({ ...application(seen), filter: { principalRole: { account: PROD } } }),
  });
  const used = steps('account-access', {
    CreateEntitlement: (seen) => ({
      ...application(seen),
      entitlement: { principalRole: { principal, roleArn } },
    }),
    GetEntitlement: entitlement,
    ListEntitlements: (seen) => ({
      ...application(seen),
      filter: { principalRole: { principal, roleArn, account: PROD } },
    }),
    DeleteEntitlement: entitlement,
    DeleteApplication: application,
  });
  return [...made, ...used];
}
