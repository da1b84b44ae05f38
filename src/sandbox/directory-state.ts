// The identity store: its groups, its users and who is in which group.

export interface ExternalId {
  readonly issuer: string;
  readonly id: string;
}

export interface Group {
  readonly id: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly externalId?: ExternalId;
  /** Counts the changes from 1, which absence means. */
  readonly revision?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface User {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly externalId?: ExternalId;
  /** Every other member of a user, as it is on the wire: Name, Emails, Title and so on. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** UserStatus is DISABLED: SCIM has made it inactive. */
  readonly isDisabled?: true;
  /** Counts the changes from 1, which absence means. */
  readonly revision?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Membership {
  readonly id: string;
  readonly groupId: string;
  readonly userId: string;
  readonly createdAt: number;
}

export interface Directory {
  readonly groups: Map<string, Group>;
  readonly users: Map<string, User>;
  readonly memberships: Map<string, Membership>;
  readonly groupsByName: Map<string, string>;
  readonly usersByName: Map<string, string>;
  readonly membersOfGroup: Map<string, Map<string, Membership>>;
  readonly groupsOfUser: Map<string, Map<string, Membership>>;
}
