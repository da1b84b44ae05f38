// The one shape of desired and live: what an Identity Center holds, by name, and what other ways into accounts do. No ARNs of the instance, no YAML keys.

import type { InstantText } from '../instant.ts';
import type { AccessControl } from './access-control.ts';

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Twelve digits. */
export type AccountId = Brand<string, 'AccountId'>;
/** Identity Store id of a group or user: stable over renames, new when a group is deleted and made again. */
export type PrincipalId = Brand<string, 'PrincipalId'>;
/** What a change is about: `permission-set/Developer`, `assignment/Developer/222222222222/group:<id>`, `provisioning/Developer/222222222222`. */
export type Address = Brand<string, 'Address'>;
/**
 * Unique in an instance; it cannot be changed (UpdatePermissionSet has no Name), so a rename is another set. What another target assigns has a name in the
 * same namespace, which its prefix keeps apart: `role/ops/legacy-admin`.
 */
export type PermissionSetName = string;

/** A way into accounts, which a plan writes: src/targets/target.ts. */
export type Target = 'identity-center' | OtherTarget;
export type OtherTarget = 'account-access' | 'saml-roles' | 'applications';

/** What the names of what a target assigns begin with. INVARIANT: permission set names have no `/` (CreatePermissionSet), so that no name is of two targets. */
const PREFIXES = {
  'account-access': 'role/',
  'saml-roles': 'saml-role/',
  applications: 'application/',
} as const satisfies Readonly<Record<OtherTarget, string>>;
const OTHER_TARGETS = Object.keys(PREFIXES) as readonly OtherTarget[];

/** By the name of what is assigned. */
export const targetOf = (name: PermissionSetName): Target =>
  OTHER_TARGETS.find((target) => name.startsWith(PREFIXES[target])) ?? 'identity-center';

/**
 * Whether an assignment of it lets somebody into an account. One of an application does not: the account is where the application belongs, and is part of its
 * ARN.
 */
export const isAccountAccess = (name: PermissionSetName): boolean => targetOf(name) !== 'applications';

export const accountId = (text: string): AccountId => text as AccountId;
export const principalId = (text: string): PrincipalId => text as PrincipalId;

/** A JSON object as parsed: plain data, to be compared in canonical form only. */
export type PolicyDocument = Readonly<Record<string, unknown>>;
/**
 * `opaque`: live text that is no JSON object. It differs from every document, and is shown as it is. With `isUnread` nobody has read it, and the text says of
 * what it is: it may allow and deny anything.
 */
export type Policy =
  | { readonly kind: 'document'; readonly document: PolicyDocument }
  | { readonly kind: 'opaque'; readonly text: string; readonly isUnread?: true };

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

/** `/teams/TeamBase`: path and name, as in the policy's ARN. Case matters. */
export type PolicyKey = string;

/** A permission set as one account has it, or a role that exists there. */
export interface PermissionSetInAccount extends PermissionSet {
  /** What its customer managed policies and its boundary say there, as far as that was read. Of no two accounts that differ in it the same object. */
  readonly documents?: ReadonlyMap<PolicyKey, Policy>;
}

/** What files may leave to live: all but the name, which tells sets apart, and the owner, which says whose they are. */
export type ReleasableField = Exclude<keyof PermissionSet, 'name' | 'owner'>;

export interface Principal {
  readonly type: 'group' | 'user';
  readonly id: PrincipalId;
}

/** `group:<id>`: the part of an address that names a principal. */
export const principalKey = ({ type, id }: Principal): string => `${type}:${id}`;

/**
 * This principal may use this permission set in this account; of another target: what it has in place of one (`targetOf`). Of an application the account is
 * the one it belongs to.
 */
export interface Assignment {
  readonly permissionSet: PermissionSetName;
  readonly account: AccountId;
  readonly principal: Principal;
}

/**
 * What a move of people leaves the same, and continuity is promised about: the account, or the application, which leads into none. Undefined where the
 * account is not known.
 */
export const placeOfMove = ({
  permissionSet,
  account,
}: {
  readonly permissionSet: PermissionSetName;
  readonly account?: AccountId;
}): string | undefined => (isAccountAccess(permissionSet) ? account : permissionSet);

/** What another target needs beside assignments, and is written as a whole. */
export interface Resource {
  readonly target: OtherTarget;
  readonly kind: ResourceKind;
  /** Unique among those of its target and kind in its account. No `/`. */
  readonly name: string;
  /** Absent: it is in no account alone. */
  readonly account?: AccountId;
  /** In canonical form: what is compared, written and shown. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** Who manages it. Absent: nobody does yet. */
  readonly owner?: string;
  /** When somebody last used it, as far as live tells. For people: no difference. */
  readonly lastUsed?: InstantText;
  /** Resources that must be there before it, and stay as long as it does. */
  readonly needs?: readonly Address[];
}

/** What tells a resource from others, and people what it is. */
export type ResourceReference = Pick<Resource, 'target' | 'kind' | 'name' | 'account'>;

/**
 * `application`: what an Identity Center has its account access entitlements in, or one that people use, as to whether they must be assigned to it
 * (applications.ts). `role` and `provider`: an IAM role for people who sign in by SAML, and the
 * SAML provider that it trusts (saml-roles.ts).
 */
export type ResourceKind = 'application' | 'role' | 'provider';

/** Whether an account's role has the latest definition of its set (ListAccountsForProvisionedPermissionSet). */
export type ProvisioningStatus = 'latest' | 'outdated';

export interface State {
  readonly permissionSets: ReadonlyMap<Address, PermissionSet>;
  readonly assignments: ReadonlyMap<Address, Assignment>;
  /** One entry a pair of permission set and account that has an IAM role, with or without assignments. */
  readonly provisioned: ReadonlyMap<Address, ProvisioningStatus>;
  /** Attributes for access control. Absent: in live not read, in desired not managed. Never the same as none. */
  readonly accessControl?: AccessControl;
  /** Of other targets than Identity Center. Absent: there are none, for no such target is managed, or was read. */
  readonly resources?: ReadonlyMap<Address, Resource>;
  /**
   * What roles say that nobody here defines, by their pair: of name and account. A fact about live on both sides, and never written. Not in it: nobody read
   * the role (`unreadRole`).
   */
  readonly roles?: ReadonlyMap<Address, PermissionSetInAccount>;
}

export const EMPTY_STATE: State = { permissionSets: new Map(), assignments: new Map(), provisioned: new Map() };

// INVARIANT: names of permission sets, ids and keys of principals contain no `/` (CreatePermissionSet's name pattern). Only the name of what another target
// assigns does, and nothing else in an address has as many parts: addresses never collide.
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

/** `resource/account-access/application/222222222222/main`. */
export const resourceAddress = ({ target, kind, account, name }: ResourceReference): Address =>
  ['resource', target, kind, ...(account === undefined ? [] : [account]), name].join('/') as Address;

/** The address of an assignment's pair. */
export const pairOfAssignment = ({ permissionSet, account }: Pick<Assignment, 'permissionSet' | 'account'>): Address =>
  pairAddress(permissionSet, account);

/** The set and account of a pair's address. */
export function pairOf(address: Address): { readonly permissionSet: PermissionSetName; readonly account: AccountId } {
  const [, ...parts] = address.split('/');
  const account = parts.pop() ?? '';
  return { permissionSet: parts.join('/'), account: accountId(account) };
}
