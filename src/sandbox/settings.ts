// The switches of the sandbox: speeds, limits, and a choice for every behaviour of AWS that is not known for certain.

export interface Settings {
  /** Virtual milliseconds that pass with every request. */
  readonly tickMs: number;
  /** Virtual milliseconds an asynchronous operation takes. */
  readonly operationMs: number;
  /** How far operations are from taking the same time, in hundredths: the sigma of a lognormal distribution with `operationMs` as its median. */
  readonly operationSpread: number;
  /** Rows on a page of sso-admin and identitystore when the caller names no MaxResults. */
  readonly pageSize: number;
  /** Unfinished CreateAccountAssignment and DeleteAccountAssignment operations, together. */
  readonly outstandingAssignments: number;
  /** Unfinished writes of account-access, all together. */
  readonly outstandingEntitlements: number;
  /** The quota of groups that are entitled to a role. */
  readonly groupsPerRole: number;
  /** Whether CreateEntitlement looks at the role: it exists and trusts the service, or that is taken for granted. */
  readonly entitledRoles: 'checked' | 'assumed';
  /** Unfinished ProvisionPermissionSet operations. */
  readonly concurrentProvisioning: number;
  /** Operations of sso-admin per virtual second, over all of them, and as many of account-access; 0 means no limit. */
  readonly requestsPerSecond: number;
  /** What two unfinished operations must share for the second one to be refused. */
  readonly conflictScope: 'account' | 'permission-set-in-account' | 'assignment';
  /** CreateAccountAssignment for a principal or an account that does not exist: accepted and FAILED later, or refused at once. */
  readonly unknownTarget: 'failed-operation' | 'resource-not-found';
  /** DeleteAccountAssignment in an account that is not ACTIVE. */
  readonly deleteInInactiveAccount: 'fails' | 'succeeds';
  /** DeleteGroup and DeleteUser: whether the assignments of the principal stay behind. */
  readonly deletedPrincipal: 'keeps-assignments' | 'loses-assignments';
  /** UpdatePermissionSet without SessionDuration. */
  readonly omittedSessionDuration: 'keeps' | 'resets';
  /** UpdatePermissionSet with another Description: whether the accounts become NOT_PROVISIONED. */
  readonly descriptionOutdates: boolean;
  /** Whether a delegated administrator may call ListAccountAssignmentsForPrincipal. */
  readonly delegatedListsForPrincipal: boolean;
  /** Calls by which reads lag behind writes; 0 means that they see every write. */
  readonly readLagCalls: number;
  /** Virtual milliseconds by which reads of iam lag behind writes, and other services behind what roles trust; 0 means that they see every write. */
  readonly iamLagMs: number;
  /** Virtual milliseconds after a write to a permission set in which another write to it conflicts. */
  readonly editConflictMs: number;
  /** Writes to a permission set that an unfinished operation uses. */
  readonly editsDuringOperations: 'succeed' | 'conflict';
  /** Virtual milliseconds after a permission set left its last account in which DeletePermissionSet still conflicts. */
  readonly deletionConflictMs: number;
  /** IAM's quota of managed policies on a role, in every account. */
  readonly managedPoliciesPerRole: number;
  /** Managed policies that permission sets refer to: all are taken to exist, those of a kind that the seed does not list are, or none is. */
  readonly policyReferences: 'as-seeded' | 'assumed' | 'checked';
  /** Inline policies that break no grammar and that IAM refuses all the same: PutInlinePolicyToPermissionSet takes them, and provisioning fails; or it does not. */
  readonly malformedInlinePolicy: 'fails-operation' | 'refused';
  /** The quota of permission sets that are provisioned in one account. */
  readonly permissionSetsPerAccount: number;
  /** What a slow answer slows: the client in real time and the virtual clock, or the virtual clock alone. */
  readonly slowAnswers: 'real' | 'virtual';
  /** Whether ListInstances is empty for a caller whose signature names another region. */
  readonly regional: boolean;
  /** The most items on a page of Microsoft Graph, whatever `$top` says. */
  readonly graphPageSize: number;
  /** Seconds that Microsoft Graph asks a throttled caller to wait. */
  readonly graphRetryAfter: number;
}

export const DEFAULT_SETTINGS: Settings = {
  tickMs: 50,
  operationMs: 200,
  operationSpread: 0,
  pageSize: 10,
  outstandingAssignments: 15,
  outstandingEntitlements: 15,
  groupsPerRole: 20,
  entitledRoles: 'checked',
  concurrentProvisioning: 3,
  requestsPerSecond: 0,
  conflictScope: 'account',
  unknownTarget: 'failed-operation',
  deleteInInactiveAccount: 'fails',
  deletedPrincipal: 'keeps-assignments',
  omittedSessionDuration: 'keeps',
  descriptionOutdates: false,
  delegatedListsForPrincipal: false,
  readLagCalls: 0,
  iamLagMs: 0,
  editConflictMs: 0,
  editsDuringOperations: 'succeed',
  deletionConflictMs: 0,
  managedPoliciesPerRole: 20,
  policyReferences: 'as-seeded',
  malformedInlinePolicy: 'fails-operation',
  permissionSetsPerAccount: 500,
  slowAnswers: 'real',
  regional: false,
  graphPageSize: 999,
  graphRetryAfter: 10,
};

/** The settings among `options`, over the defaults. */
export function settingsOf(options: Partial<Settings>): Settings {
  const given = Object.entries(options).filter(([name, value]) => name in DEFAULT_SETTINGS && value !== undefined);
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) };
}
