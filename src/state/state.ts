// The one shape of desired and live: what an Identity Center holds, by name. No ARNs of the instance, no YAML keys.

import type { AccessControl } from './access-control.ts';

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Twelve digits. */
export type AccountId = Brand<string, 'AccountId'>;
/** Identity Store id of a group or user: stable over renames, new when a group is deleted and made again. */
export type PrincipalId = Brand<string, 'PrincipalId'>;
/** What a change is about: `permission-set/Developer`, `assignment/Developer/222222222222/group:<id>`, `provisioning/Developer/222222222222`. */
export type Address = Brand<string, 'Address'>;
/** Unique in an instance; it cannot be changed (UpdatePermissionSet has no Name), so a rename is another set. */
export type PermissionSetName = string;

export const accountId = (text: string): AccountId => text as AccountId;
export const principalId = (text: string): PrincipalId => text as PrincipalId;

/** A JSON object as parsed: plain data, to be compared in canonical form only. */
export type PolicyDocument = Readonly<Record<string, unknown>>;
/** `opaque`: live text that is no JSON object. It differs from every document, and is shown as it is. */
export type Policy =
  | { readonly kind: 'document'; readonly document: PolicyDocument }
  | { readonly kind: 'opaque'; readonly text: string };

/** Resolved by name and path in every account it is provisioned to; the names are case-sensitive. */
export interface CustomerManagedPolicy {
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
}

export type PermissionsBoundary =
  | { readonly kind: 'aws-managed'; readonly policy: string }
  | { readonly kind: 'customer-managed'; readonly policy: CustomerManagedPolicy };

/** In canonical order (definition/definition.ts) on both sides of a diff. */
export interface PermissionSet {
  readonly name: PermissionSetName;
  readonly description?: string;
  /** ISO 8601, canonical: `PT8H`, `PT1H30M`. */
  readonly sessionDuration: string;
  readonly relayState?: string;
  /** AWS managed policies by path and name, the part of the ARN after `:policy/`: `job-function/SupportUser`. Sorted, unique. */
  readonly managedPolicies: readonly string[];
  /** Sorted by path and name, unique. */
  readonly customerManagedPolicies: readonly CustomerManagedPolicy[];
  readonly inlinePolicy?: Policy;
  readonly permissionsBoundary?: PermissionsBoundary;
  /** Without `aws:*` and `access:*`. Absent in desired: tags are not ours, whatever live has stays. Never absent in live. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Value of the tag `access:owner`: who manages the set. Absent: nobody does yet. */
  readonly owner?: string;
}

/** What files may leave to live: all but the name, which tells sets apart, and the owner, which says whose they are. */
export type ReleasableField = Exclude<keyof PermissionSet, 'name' | 'owner'>;

export interface Principal {
  readonly type: 'group' | 'user';
  readonly id: PrincipalId;
}

/** `group:<id>`: the part of an address that names a principal. */
export const principalKey = ({ type, id }: Principal): string => `${type}:${id}`;

/** An assignment of Identity Center: this principal may use this permission set in this account. */
export interface Assignment {
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
  readonly principal: Principal;
}

/** Whether an account's role has the latest definition of its set (ListAccountsForProvisionedPermissionSet). */
export type ProvisioningStatus = 'latest' | 'outdated';

export interface State {
  readonly permissionSets: ReadonlyMap<Address, PermissionSet>;
  readonly assignments: ReadonlyMap<Address, Assignment>;
  /** One entry a pair of permission set and account that has an IAM role, with or without assignments. */
  readonly provisioned: ReadonlyMap<Address, ProvisioningStatus>;
  /** Attributes for access control. Absent: in live not read, in desired not managed. Never the same as none. */
  readonly accessControl?: AccessControl;
}

export const EMPTY_STATE: State = { permissionSets: new Map(), assignments: new Map(), provisioned: new Map() };

// INVARIANT: permission set names and ids contain no `/` (CreatePermissionSet's name pattern), so addresses never collide.
export const permissionSetAddress = (name: PermissionSetName): Address => `permission-set/${name}` as Address;
export const pairAddress = (name: PermissionSetName, account: AccountId): Address =>
  `provisioning/${name}/${account}` as Address;
/** The address of the change that provisions a set to several accounts. */
export const provisioningAddress = (name: PermissionSetName): Address => `provisioning/${name}` as Address;
export const assignmentAddress = ({ permissionSet, account, principal }: Assignment): Address =>
  `assignment/${permissionSet}/${account}/${principalKey(principal)}` as Address;

/** What comes and what changes is one write, what goes another: see plan/access-control.ts. An instance has one configuration, and so each has one address. */
export const ATTRIBUTES_ADDRESS = 'access-control-attributes' as Address;
export const REMOVED_ATTRIBUTES_ADDRESS = 'access-control-attributes/removed' as Address;

/** The address of an assignment's pair. */
export const pairOfAssignment = ({ permissionSet, account }: Pick<Assignment, 'permissionSet' | 'account'>): Address =>
  pairAddress(permissionSet, account);

/** The set and account of a pair's address. */
export function pairOf(address: Address): { readonly permissionSet: PermissionSetName; readonly account: AccountId } {
  const [, permissionSet = '', account = ''] = address.split('/');
  return { permissionSet, account: accountId(account) };
}
