// What the IAM of accounts says of the customer managed policies that permission sets name. Identity Center resolves such a policy by name and path in each
// account: it may be missing in one, and say something else in the next.
//
// What is not known is absent, never empty: a policy that was not read is not missing, and has no document that could be judged.
import type {
  AccountId,
  CustomerManagedPolicy,
  PermissionSetInAccount,
  PermissionSetName,
  Policy,
  PolicyKey,
} from './state.ts';

export type { PermissionSetInAccount, PolicyKey } from './state.ts';

/** A role that may be taken in every account, by one name. Its ARN is made for the partition and the account. */
export interface PreflightRole {
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  /** What the role's trust policy may ask for (`sts:ExternalId`). AWS takes it for no secret. */
  readonly externalId?: string;
  /** As CloudTrail of the account shows the session. */
  readonly sessionName: string;
}

export interface AccountPoliciesQuery {
  readonly role: PreflightRole;
  readonly accounts: readonly AccountToRead[];
}

export interface AccountToRead {
  readonly account: AccountId;
  /** Each once. */
  readonly policies: readonly CustomerManagedPolicy[];
  /** Ask how many managed policies a role may have there. */
  readonly quota: boolean;
  /** Roles that exist already, by the names that assignments have for them: `role/ops/legacy-admin`. Each once. */
  readonly roles?: readonly PermissionSetName[];
}

export const policyKeyOf = ({ path, name }: CustomerManagedPolicy): PolicyKey => path + name;

/** `document`: of its default version, which is in force. Absent: it is there, and could not be read. */
export type PolicyInAccount = { readonly exists: false } | { readonly exists: true; readonly document?: Policy };

/** A role that somebody made in the account. */
export type RoleInAccount =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly trust: Policy;
      /** All that it allows. Absent: not all of it could be read. */
      readonly definition?: PermissionSetInAccount;
    };

export interface AccountPolicies {
  /** Absent: not known. */
  readonly policies: ReadonlyMap<PolicyKey, PolicyInAccount>;
  /** By the names that assignments have for them. Absent: not asked for, or not known. */
  readonly roles?: ReadonlyMap<PermissionSetName, RoleInAccount>;
  /** The quota of managed policies on a role. Absent: not asked for, or not known. */
  readonly policiesPerRole?: number;
  /** Absent: all that was asked is known. */
  readonly unchecked?: Unchecked;
}

/**
 * `role`: the role cannot be taken; `denied`: it may not read something; `failed`: there was no answer, or none that could be used; `unable`: nothing was
 * asked, for the reader is a snapshot.
 */
export interface Unchecked {
  readonly why: 'role' | 'denied' | 'failed' | 'unable';
  /** Of the first question that failed: an IAM action, or a message with text from outside. */
  readonly detail: string;
}

export type AccountsRead = ReadonlyMap<AccountId, AccountPolicies>;

/** The customer managed policies that a permission set names, its boundary's included. */
export function customerManagedPoliciesOf({
  customerManagedPolicies,
  permissionsBoundary: boundary,
}: Pick<PermissionSetInAccount, 'customerManagedPolicies' | 'permissionsBoundary'>): readonly CustomerManagedPolicy[] {
  return boundary?.kind === 'customer-managed'
    ? [...customerManagedPolicies, boundary.policy]
    : customerManagedPolicies;
}
