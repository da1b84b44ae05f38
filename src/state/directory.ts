// What live knows beside access itself: the organisation's accounts and OUs, the groups, and who is asking.
import type { Application } from './applications.ts';
import type { Read } from './read.ts';
import type { AccountId, PermissionSetName, PrincipalId } from './state.ts';

/** Organizations' `Account.State`. Assignments are written in ACTIVE accounts only. */
export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  readonly state: AccountState;
  /** OU ids from the root's child down to the parent; empty directly below the root. */
  readonly organizationalUnits: readonly string[];
  /** Read only when a selector needs them (ListTagsForResource is one call an account). */
  readonly tags: Read<Readonly<Record<string, string>>>;
}

export interface OrganizationalUnit {
  readonly id: string;
  /** Names from the root's child down: `Workloads/Prod`. */
  readonly path: string;
}

export interface Group {
  readonly id: PrincipalId;
  readonly displayName: string;
  /** Entra's SCIM puts the group's object id here. The issuer varies with the tenant. */
  readonly externalIds: readonly { readonly issuer: string; readonly id: string }[];
}

export interface User {
  readonly id: PrincipalId;
  readonly userName: string;
  /** `Emails` of Identity Store. Absent: it has none, or nobody keeps them. */
  readonly emails?: readonly string[];
  readonly externalIds: Group['externalIds'];
}

export interface Instance {
  /** `arn:aws:sso:::instance/ssoins-…`. It has no region in it. */
  readonly arn: string;
  readonly identityStoreId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`. */
  readonly partition: string;
  readonly region: string;
}

export interface Caller {
  readonly account: AccountId;
  readonly arn: string;
  /** What the service lets this caller write: a delegated administrator cannot touch the management account. */
  readonly kind: 'management' | 'delegated-administrator' | 'member';
  /** When the caller came through Identity Center itself: its set, and its user id and group ids. */
  readonly via?: { readonly permissionSet: PermissionSetName; readonly principals: Read<readonly PrincipalId[]> };
}

export interface Directory {
  readonly instance: Instance;
  readonly caller: Caller;
  readonly managementAccount: AccountId;
  /** Accounts that administer Identity Center for the management account. Unread: the caller may not know. */
  readonly delegatedAdministrators: Read<readonly AccountId[]>;
  readonly accounts: readonly Account[];
  /** Read only when a selector names one. */
  readonly organizationalUnits: Read<readonly OrganizationalUnit[]>;
  readonly groups: readonly Group[];
  /** Read only when the files declare users. */
  readonly users: Read<readonly User[]>;
  /** All of the instance; absent: not read, for the files declare none. */
  readonly applications?: readonly Application[];
}

/** What a reader must fetch beyond accounts and groups; computed from the declarations alone. */
export interface DirectoryNeeds {
  readonly organizationalUnits: boolean;
  readonly accountTags: boolean;
  /** Absent: no. */
  readonly users?: boolean;
  /** Absent: no. */
  readonly applications?: boolean;
}

/**
 * Accounts from which Identity Center itself can be changed: whoever takes over one of them can take over all. Where the caller may not know the
 * delegated administrators, those that are known.
 */
export function identityCenterAdminAccounts(directory: Directory): ReadonlySet<AccountId> {
  const { managementAccount, delegatedAdministrators: delegated, caller } = directory;
  const own = caller.kind === 'delegated-administrator' ? [caller.account] : [];
  return new Set([managementAccount, ...(delegated.read ? delegated.value : []), ...own]);
}
