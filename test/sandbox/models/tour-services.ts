// The part of the tour through identitystore, organizations, sts and iam.
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { type Ids, type Input, POLICY, PROD, type Seen, type Step, steps } from './step.ts';

export function directorySteps({ store, group }: Ids): readonly Step[] {
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
  return steps('identitystore', {
    CreateGroup: { ...store, DisplayName: 'pickers', Description: 'Pick the fruit' },
    DescribeGroup: newGroup(),
    UpdateGroup: newGroup({ Operations: [{ AttributePath: 'description', AttributeValue: 'Pick ripe fruit' }] }),
    ListGroups: { ...store, MaxResults: 3 },
    GetGroupId: named('displayName', 'pickers'),
    CreateUser: {
      ...store,
      UserName: 'rowan@example.com',
      DisplayName: 'Rowan',
      Name: { FamilyName: 'Ash', GivenName: 'Rowan' },
      Emails: [{ Value: 'rowan@example.com', Type: 'work', Primary: true }],
      Photos: [{ Value: 'https://fruit.example/rowan.png' }],
      Title: 'Picker',
      Extensions: { 'aws:identitystore:enterprise': { department: 'orchard' } },
    },
    UpdateUser: newUser({
      Operations: [
        { AttributePath: 'name.familyName', AttributeValue: 'Alder' },
        { AttributePath: 'emails', AttributeValue: [{ value: 'alder@example.com', primary: true }] },
        { AttributePath: 'title' },
      ],
    }),
    DescribeUser: newUser({ Extensions: ['aws:identitystore:enterprise'] }),
    ListUsers: { ...store, Filters: [{ AttributePath: 'UserName', AttributeValue: 'rowan@example.com' }] },
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
  });
}

export function organizationSteps({ state }: Sandbox): readonly Step[] {
  const [unit] = [...state.organization.units.keys()];
  const { rootId } = state.organization;
  return steps('organizations', {
    DescribeOrganization: {},
    ListRoots: {},
    ListAccounts: { MaxResults: 2 },
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
  });
}

export function iamSteps(): readonly Step[] {
  const assume = steps('sts', {
    GetCallerIdentity: {},
    AssumeRole: {
      RoleArn: `arn:aws:iam::${PROD}:role/Deployer`,
      RoleSessionName: 'tour',
      DurationSeconds: 7200,
      Tags: [{ Key: 'team', Value: 'orchard' }],
      SourceIdentity: 'rowan',
    },
  });
  // The first is the role of Grower, which the seed provisioned.
  const reserved = (seen: Seen): string => seen('ListRoles.Roles.1.RoleName');
  const policy = (seen: Seen): Input => ({ PolicyArn: seen('CreatePolicy.Policy.Arn') });
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
    GetPolicy: policy,
    GetPolicyVersion: (seen) => ({ ...policy(seen), VersionId: 'v1' }),
    ListPolicyVersions: policy,
    ListPolicies: { Scope: 'All', OnlyAttached: false },
    CreateRole: {
      RoleName: 'Presser',
      Path: '/teams/',
      AssumeRolePolicyDocument: POLICY,
      MaxSessionDuration: 3600,
      PermissionsBoundary: `arn:aws:iam::${PROD}:policy/teams/OrchardBase`,
      Tags: [{ Key: 'team', Value: 'press' }],
    },
    CreateSAMLProvider: {
      Name: 'FruitIdp',
      SAMLMetadataDocument: `<EntityDescriptor>${'x'.repeat(1000)}</EntityDescriptor>`,
      AssertionEncryptionMode: 'Allowed',
      AddPrivateKey: 'key',
    },
    ListSAMLProviders: {},
    GetSAMLProvider: (seen) => ({ SAMLProviderArn: seen('CreateSAMLProvider.SAMLProviderArn') }),
    GetAccountSummary: {},
  });
  return [...assume, ...inProd.map((step) => ({ ...step, accessKeyId: PROD }))];
}
