// What is read of each operation's answer: every operation that is called stands here with the members that are looked at, and nothing else of an
// answer can be read. Members that AWS's service model calls optional, and that this program cannot do without, are required here.
import { ATTRIBUTE_SHAPES } from './attributes.ts';
import {
  account,
  anyTexts,
  arn,
  boolean,
  count,
  identifier,
  label,
  list,
  type Of,
  object,
  oneOf,
  optional,
  principal,
  type Shape,
  setName,
  text,
  textUpTo,
  time,
} from './shapes.ts';

/** Inline policies have 32,768 characters at most, IAM's managed policies 6,144 and three times as many once they are URL-encoded. */
const document = textUpTo(262_144);

/** Organizations documents 100,000 characters. */
const token = textUpTo(131_072);
const tag = object({ Key: label, Value: label });
const status = { Status: text, RequestId: optional(identifier), FailureReason: optional(text) };
const assignmentStatus = object({
  ...status,
  PermissionSetArn: optional(arn),
  TargetId: optional(account),
  PrincipalId: optional(principal),
});
const provisioningStatus = object({ ...status, PermissionSetArn: optional(arn), AccountId: optional(account) });
const listedStatus = object({ Status: text, RequestId: identifier });
const nothing = object({});

interface Paged {
  /** The most items that AWS's quotas allow, generously: what goes on beyond them is no list. */
  readonly most: number;
}

/** An answer of a list operation. AWS leaves the list out where it is empty. */
function page<Name extends string, Item extends Shape>(name: Name, item: Item, most: number) {
  const members = { [name]: optional(list(item)), NextToken: optional(token) } as {
    readonly [Key in Name]: ReturnType<typeof optional<ReturnType<typeof list<Item>>>>;
  } & { readonly NextToken: ReturnType<typeof optional<typeof token>> };
  return { ...object(members), most } satisfies Paged;
}

interface Marked {
  /** As `most`, of the lists of IAM. */
  readonly mostMarked: number;
}

/** A page of IAM: Marker while IsTruncated. */
function marked<Name extends string, Item extends Shape>(name: Name, item: Item, most: number) {
  const members = {
    [name]: optional(list(item)),
    Marker: optional(token),
    IsTruncated: optional(boolean),
  } as {
    readonly [Key in Name]: ReturnType<typeof optional<ReturnType<typeof list<Item>>>>;
  } & {
    readonly Marker: ReturnType<typeof optional<typeof token>>;
    readonly IsTruncated: ReturnType<typeof optional<typeof boolean>>;
  };
  return { ...object(members), mostMarked: most } satisfies Marked;
}

/** A report, and a page of what it found. */
const lastAccessed = {
  ...object({
    JobStatus: text,
    ServicesLastAccessed: optional(list(object({ ServiceNamespace: identifier, LastAuthenticated: optional(time) }))),
    Error: optional(object({ Message: text })),
    Marker: optional(token),
    IsTruncated: optional(boolean),
  }),
  mostMarked: 5_000,
} satisfies Marked;

export const ANSWERS = {
  'sso-admin': {
    ListInstances: page(
      'Instances',
      object({ InstanceArn: optional(arn), IdentityStoreId: optional(identifier), OwnerAccountId: optional(account) }),
      100,
    ),
    DescribeInstance: object({
      Status: optional(text),
      PermissionSetsEnabled: optional(boolean),
      EncryptionConfigurationDetails: optional(object({ EncryptionStatus: optional(text), KmsKeyArn: optional(arn) })),
    }),
    ListRegions: page(
      'Regions',
      object({ RegionName: identifier, Status: optional(text), IsPrimaryRegion: optional(boolean) }),
      1_000,
    ),
    DescribeInstanceAccessControlAttributeConfiguration: object({
      Status: optional(text),
      StatusReason: optional(text),
      InstanceAccessControlAttributeConfiguration: object({
        AccessControlAttributes: list(object({ Key: label, Value: object({ Source: list(label, 100) }) }), 1_000),
      }),
    }),
    CreateInstanceAccessControlAttributeConfiguration: nothing,
    UpdateInstanceAccessControlAttributeConfiguration: nothing,
    DeleteInstanceAccessControlAttributeConfiguration: nothing,
    ListPermissionSets: page('PermissionSets', arn, 20_000),
    DescribePermissionSet: object({
      PermissionSet: object({
        Name: setName,
        PermissionSetArn: optional(arn),
        ...ATTRIBUTE_SHAPES,
      }),
    }),
    ListManagedPoliciesInPermissionSet: page('AttachedManagedPolicies', object({ Arn: arn }), 100),
    ListCustomerManagedPolicyReferencesInPermissionSet: page(
      'CustomerManagedPolicyReferences',
      object({ Name: label, Path: optional(label) }),
      100,
    ),
    GetInlinePolicyForPermissionSet: object({ InlinePolicy: optional(document) }),
    GetPermissionsBoundaryForPermissionSet: object({
      PermissionsBoundary: optional(
        object({
          CustomerManagedPolicyReference: optional(object({ Name: label, Path: optional(label) })),
          ManagedPolicyArn: optional(text),
        }),
      ),
    }),
    ListTagsForResource: page('Tags', tag, 100),
    // Names may be anything, and are looked at before addresses are made of them (state/applications.ts).
    ListApplications: page('Applications', object({ ApplicationArn: arn, Name: optional(label) }), 10_000),
    ListApplicationAssignments: page(
      'ApplicationAssignments',
      // As with accounts: a principal of another type would be taken for one that is gone.
      object({ ApplicationArn: arn, PrincipalType: oneOf('GROUP', 'USER'), PrincipalId: principal }),
      200_000,
    ),
    GetApplicationAssignmentConfiguration: object({ AssignmentRequired: boolean }),
    DescribeApplicationAssignment: object({ PrincipalId: optional(principal) }),
    CreateApplicationAssignment: nothing,
    DeleteApplicationAssignment: nothing,
    PutApplicationAssignmentConfiguration: nothing,
    ListAccountsForProvisionedPermissionSet: page('AccountIds', account, 100_000),
    ListAccountAssignments: page(
      'AccountAssignments',
      // A principal of another type would be taken for one that is gone: rather no plan than that.
      object({
        PrincipalType: oneOf('GROUP', 'USER'),
        PrincipalId: principal,
        AccountId: optional(account),
        PermissionSetArn: optional(arn),
      }),
      200_000,
    ),
    ListAccountAssignmentsForPrincipal: page(
      'AccountAssignments',
      object({ AccountId: account, PermissionSetArn: arn, PrincipalType: text, PrincipalId: principal }),
      500_000,
    ),
    CreatePermissionSet: object({ PermissionSet: object({ PermissionSetArn: arn }) }),
    UpdatePermissionSet: nothing,
    DeletePermissionSet: nothing,
    AttachManagedPolicyToPermissionSet: nothing,
    DetachManagedPolicyFromPermissionSet: nothing,
    AttachCustomerManagedPolicyReferenceToPermissionSet: nothing,
    DetachCustomerManagedPolicyReferenceFromPermissionSet: nothing,
    PutInlinePolicyToPermissionSet: nothing,
    DeleteInlinePolicyFromPermissionSet: nothing,
    PutPermissionsBoundaryToPermissionSet: nothing,
    DeletePermissionsBoundaryFromPermissionSet: nothing,
    TagResource: nothing,
    UntagResource: nothing,
    CreateAccountAssignment: object({ AccountAssignmentCreationStatus: assignmentStatus }),
    DeleteAccountAssignment: object({ AccountAssignmentDeletionStatus: assignmentStatus }),
    ProvisionPermissionSet: object({ PermissionSetProvisioningStatus: provisioningStatus }),
    DescribeAccountAssignmentCreationStatus: object({ AccountAssignmentCreationStatus: assignmentStatus }),
    DescribeAccountAssignmentDeletionStatus: object({ AccountAssignmentDeletionStatus: assignmentStatus }),
    DescribePermissionSetProvisioningStatus: object({ PermissionSetProvisioningStatus: provisioningStatus }),
    ListAccountAssignmentCreationStatus: page('AccountAssignmentsCreationStatus', listedStatus, 100_000),
    ListAccountAssignmentDeletionStatus: page('AccountAssignmentsDeletionStatus', listedStatus, 100_000),
    ListPermissionSetProvisioningStatus: page('PermissionSetsProvisioningStatus', listedStatus, 100_000),
  },
  identitystore: {
    ListGroups: page(
      'Groups',
      object({
        GroupId: principal,
        DisplayName: optional(label),
        ExternalIds: optional(list(object({ Issuer: label, Id: label }), 100)),
      }),
      200_000,
    ),
    ListUsers: page(
      'Users',
      object({
        UserId: principal,
        UserName: optional(label),
        Emails: optional(list(object({ Value: optional(label) }), 100)),
        ExternalIds: optional(list(object({ Issuer: label, Id: label }), 100)),
      }),
      500_000,
    ),
    // That they answer at all says that the principal exists: the id in the answer is what makes it an answer.
    DescribeGroup: object({ GroupId: principal }),
    DescribeUser: object({ UserId: principal, UserName: optional(label) }),
    GetUserId: object({ UserId: principal }),
    ListGroupMemberships: page(
      'GroupMemberships',
      object({ GroupId: optional(principal), MemberId: optional(object({ UserId: optional(principal) })) }),
      100_000,
    ),
    ListGroupMembershipsForMember: page('GroupMemberships', object({ GroupId: principal }), 100_000),
  },
  organizations: {
    DescribeOrganization: object({ Organization: object({ MasterAccountId: account }) }),
    ListAWSServiceAccessForOrganization: page(
      'EnabledServicePrincipals',
      object({ ServicePrincipal: optional(label) }),
      10_000,
    ),
    ListDelegatedAdministrators: page('DelegatedAdministrators', object({ Id: account }), 50_000),
    ListAccounts: page(
      'Accounts',
      object({
        Id: account,
        Name: optional(label),
        State: optional(text),
        Status: optional(text),
        Paths: optional(list(text, 100)),
      }),
      50_000,
    ),
    ListRoots: page(
      'Roots',
      object({
        Id: identifier,
        PolicyTypes: optional(list(object({ Type: optional(label), Status: optional(label) }), 100)),
      }),
      100,
    ),
    ListOrganizationalUnitsForParent: page(
      'OrganizationalUnits',
      object({ Id: identifier, Name: optional(label) }),
      10_000,
    ),
    ListAccountsForParent: page('Accounts', object({ Id: account }), 50_000),
    ListTagsForResource: page('Tags', tag, 100),
    ListPolicies: page('Policies', object({ Id: identifier, Name: optional(label) }), 50_000),
    ListPoliciesForTarget: page('Policies', object({ Id: identifier }), 1_000),
    ListTargetsForPolicy: page('Targets', object({ TargetId: identifier }), 50_000),
    DescribePolicy: object({ Policy: object({ Content: document }) }),
  },
  iam: {
    GetPolicy: object({ Policy: object({ DefaultVersionId: text }) }),
    GetPolicyVersion: object({ PolicyVersion: object({ Document: document, CreateDate: optional(time) }) }),
    GetAccountSummary: object({ SummaryMap: object({ AttachedPoliciesPerRoleQuota: optional(count) }) }),
    ListRoles: marked(
      'Roles',
      object({ RoleName: setName, Path: text, AssumeRolePolicyDocument: optional(document) }),
      10_000,
    ),
    GetRole: object({
      Role: object({
        RoleName: setName,
        Path: text,
        CreateDate: time,
        AssumeRolePolicyDocument: document,
        Description: optional(text),
        MaxSessionDuration: optional(count),
        PermissionsBoundary: optional(object({ PermissionsBoundaryArn: arn })),
        Tags: optional(list(tag)),
        RoleLastUsed: optional(object({ LastUsedDate: optional(time), Region: optional(identifier) })),
      }),
    }),
    ListAttachedRolePolicies: marked('AttachedPolicies', object({ PolicyArn: arn }), 1_000),
    ListRolePolicies: marked('PolicyNames', label, 1_000),
    GetRolePolicy: object({ PolicyDocument: document }),
    GenerateServiceLastAccessedDetails: object({ JobId: identifier }),
    GetServiceLastAccessedDetails: lastAccessed,
    GetSAMLProvider: object({
      SAMLMetadataDocument: textUpTo(10_000_000),
      ValidUntil: optional(time),
      Tags: optional(list(tag)),
    }),
    CreateRole: nothing,
    UpdateRole: nothing,
    UpdateAssumeRolePolicy: nothing,
    DeleteRole: nothing,
    AttachRolePolicy: nothing,
    DetachRolePolicy: nothing,
    PutRolePolicy: nothing,
    DeleteRolePolicy: nothing,
    PutRolePermissionsBoundary: nothing,
    DeleteRolePermissionsBoundary: nothing,
    TagRole: nothing,
    CreateSAMLProvider: nothing,
    UpdateSAMLProvider: nothing,
    DeleteSAMLProvider: nothing,
    TagSAMLProvider: nothing,
  },
  cloudtrail: {
    LookupEvents: page(
      'Events',
      object({ EventId: identifier, EventName: label, EventTime: time, CloudTrailEvent: optional(document) }),
      100_000,
    ),
  },
  'account-access': {
    ListApplications: page('applications', object({ applicationArn: arn }), 1_000),
    GetApplication: object({
      identitySource: object({ identityCenter: optional(object({ instanceArn: arn })) }),
      status: text,
      tags: optional(anyTexts),
      error: optional(object({ code: optional(text), message: optional(text) })),
    }),
    CreateApplication: object({ applicationArn: arn }),
    TagResource: nothing,
    ListEntitlements: page(
      'entitlements',
      object({
        entitlementId: label,
        // Another kind of entitlement would be access that nobody sees here: rather no plan than that.
        entitlement: object({
          principalRole: object({
            principal: object({
              identityCenter: object({ groupId: optional(principal), userId: optional(principal) }),
            }),
            roleArn: arn,
            account,
          }),
        }),
      }),
      500_000,
    ),
    CreateEntitlement: object({ entitlementId: label }),
    DeleteEntitlement: nothing,
  },
  sts: {
    GetCallerIdentity: object({ Account: account, Arn: text }),
    AssumeRole: object({
      Credentials: object({ AccessKeyId: identifier, SecretAccessKey: label, SessionToken: textUpTo(65_536) }),
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shape & { readonly is: 'object' }>>>>;

export type Answers = typeof ANSWERS;
/** The operations that are called. */
export type Called<S extends keyof Answers> = keyof Answers[S] & string;
export type Answer<S extends keyof Answers, O extends Called<S>> = Of<Answers[S][O]>;
/** Those of them whose answers are pages of a list. */
export type Listing<S extends keyof Answers> = {
  [O in Called<S>]: Answers[S][O] extends Paged ? O : never;
}[Called<S>];

/** Those of IAM, whose pages are marked. */
export type MarkedListing = { [O in Called<'iam'>]: Answers['iam'][O] extends Marked ? O : never }[Called<'iam'>];

export const mostOf = (service: keyof Answers, operation: string): number =>
  (ANSWERS[service] as Readonly<Record<string, Partial<Paged>>>)[operation]?.most ?? 0;

export const mostMarkedOf = (operation: MarkedListing): number => ANSWERS.iam[operation].mostMarked;
