// What AWS says of the set-up itself: the instance, the organisation, the directory. For `access doctor`, which asks where plans take things for given.
//
// Each fact is read, or says why it is not: a right that is missing must never look like a thing that is in order.
import type { ControlPolicies } from './control-policies.ts';
import type { Account, Group, User } from './directory.ts';
import type { AccountId, PrincipalId } from './state.ts';

export type Fact<Value> = { readonly read: true; readonly value: Value } | NotRead;

export const known = <Value>(value: Value) => ({ read: true, value }) as const;

export interface NotRead {
  readonly read: false;
  /**
   * `denied`: `subject` is the IAM action that is missing. `failed`: the call that got no usable answer. `depends`: what has to be there before anybody can
   * ask. `not-declared`: the setting of access.yaml that would say it. `unsupported`: why nobody can say it here. Of Entra, a denied `subject` is a
   * permission of Microsoft Graph.
   */
  readonly reason: 'denied' | 'failed' | 'depends' | 'not-declared' | 'unsupported';
  readonly subject: string;
}

/** What is not known, and why. */
export type Missing = Omit<NotRead, 'read'>;

/** ListInstances of sso-admin, without account instances, which have no permission sets. */
export interface FoundInstance {
  readonly arn: string;
  readonly identityStoreId: string;
}

/** DescribeInstance of sso-admin. */
export interface InstanceState {
  readonly status?: string;
  readonly permissionSetsEnabled?: boolean;
  /** `EncryptionConfigurationDetails`. */
  readonly encryption?: { readonly status?: string; readonly key?: string };
}

/** ListRegions of sso-admin. */
export interface InstanceRegion {
  readonly name: string;
  readonly status: string;
  readonly isPrimary: boolean;
}

export interface Health {
  /** Where AWS was asked. Absent: it was not. */
  readonly region?: string;
  readonly caller?: { readonly account: AccountId; readonly arn: string };
  readonly managementAccount: Fact<AccountId>;
  readonly instances: Fact<readonly FoundInstance[]>;
  /** Of the one that the files name, or of the only one. */
  readonly instance: Fact<InstanceState>;
  readonly regions: Fact<readonly InstanceRegion[]>;
  readonly delegatedAdministrators: Fact<readonly AccountId[]>;
  /** Service principals with trusted access to the organisation. */
  readonly trustedServices: Fact<readonly string[]>;
  /** Without their tags. */
  readonly accounts: Fact<readonly Account[]>;
  readonly controlPolicies: Fact<ControlPolicies>;
  readonly groups: Fact<readonly Group[]>;
  readonly users: Fact<readonly User[]>;
  /** Of the groups that were asked about, those without members. */
  readonly emptyGroups: Fact<ReadonlySet<PrincipalId>>;
  /** Of the same groups, who is in them, where the query asks for it. */
  readonly memberships: Fact<ReadonlyMap<PrincipalId, readonly PrincipalId[]>>;
}

export interface HealthQuery {
  /** The instance that the files are written for. */
  readonly instanceArn?: string;
  /** Which of the groups should have somebody in them: one call each. */
  groupsToCount(groups: readonly Group[]): readonly PrincipalId[];
  /** Whether all their members are read: one call for each page. */
  withMembers?(): Promise<boolean>;
}

/** Of AWS nothing is known, for one reason. */
export function healthUnread(why: string): Health {
  const unread: NotRead = { read: false, reason: 'failed', subject: why };
  return {
    managementAccount: unread,
    instances: unread,
    instance: unread,
    regions: unread,
    delegatedAdministrators: unread,
    trustedServices: unread,
    accounts: unread,
    controlPolicies: unread,
    groups: unread,
    users: unread,
    emptyGroups: unread,
    memberships: unread,
  };
}
