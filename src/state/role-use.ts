// When the roles of permission sets were last used, as the IAM of their accounts says it. A role is one for all who have the set in the account: its use
// is that of any of them.
import type { Instant } from '../instant.ts';
import type { PreflightRole, Unchecked } from './account-policies.ts';
import type { AccountId, Address, PermissionSetName } from './state.ts';

export interface RoleUseQuery {
  /** By which accounts are asked. */
  readonly role: PreflightRole;
  readonly accounts: readonly { readonly account: AccountId; readonly permissionSets: readonly PermissionSetName[] }[];
}

/** IAM says nothing of what is longer ago than 400 days (RoleLastUsed, API reference), and may be hours behind. */
export type RoleUse =
  | {
      readonly kind: 'used';
      readonly at: Instant;
      readonly region?: string;
      /** Absent: the reader does not ask. */
      readonly services?: ServicesUse;
    }
  /** Not since it was made, or not in the last 400 days. */
  | { readonly kind: 'unused'; readonly madeAt: Instant }
  | { readonly kind: 'not-known'; readonly why: Unchecked };

/** The services that the policies of a role allow, and those of them that its sessions called. An attempt counts, whether or not it was allowed. */
export type ServicesUse =
  | { readonly read: true; readonly allowed: number; readonly used: readonly ServiceUse[] }
  | { readonly read: false; readonly why: Unchecked };

export interface ServiceUse {
  /** Namespace: `s3`. */
  readonly service: string;
  readonly at: Instant;
}

/** By the pairs that were asked for: each has an entry. */
export type RolesUse = ReadonlyMap<Address, RoleUse>;
