// Accounts that are federated one by one: people sign in there by SAML and take an IAM role that trusts the account's SAML provider. A permission set is a
// role there, and a grant an app role of the identity provider, which is written elsewhere.
import type { InstantText } from '../instant.ts';
import type { PreflightRole } from './account-policies.ts';
import type { AccountId, Address, PermissionSet, Policy, Resource } from './state.ts';

/** What an IAM role may do and who may take it. Policies are in canonical form. */
export interface SamlRole
  extends Pick<
    PermissionSet,
    | 'description'
    | 'sessionDuration'
    | 'managedPolicies'
    | 'customerManagedPolicies'
    | 'inlinePolicy'
    | 'permissionsBoundary'
  > {
  /** Begins and ends with `/`. It cannot be changed (UpdateRole). */
  readonly path: string;
  readonly trust: Policy;
  /** Names of inline policies beside `INLINE_POLICY`. Files have none. */
  readonly otherInlinePolicies?: readonly string[];
}

/** The name of the inline policy that files say. */
export const INLINE_POLICY = 'access';

export interface SamlProvider {
  /** The metadata document, as it is put. It holds public keys alone. */
  readonly metadata: string;
}

export const roleIn = ({ definition }: Resource): SamlRole => definition as unknown as SamlRole;
export const providerIn = ({ definition }: Resource): SamlProvider => definition as unknown as SamlProvider;
export const definitionOf = (of: SamlRole | SamlProvider): Resource['definition'] => ({ ...of });

/** What a role allows, as the permission set that it is made of; undefined: it is none. */
export function permissionSetOfRole(resource: Resource | undefined): PermissionSet | undefined {
  if (resource?.target !== 'saml-roles' || resource.kind !== 'role') return undefined;
  const { path: _, trust: __, otherInlinePolicies: ___, ...set } = roleIn(resource);
  return { name: resource.name, ...set };
}

/** What of accounts a plan has to know. */
export interface SamlRolesQuery {
  /** Roles with this value of the tag `access:owner` are read too: they may have to go. */
  readonly owner: string;
  readonly accounts: readonly SamlAccount[];
}

export interface SamlAccount {
  readonly account: AccountId;
  /** By which role it is read and written. */
  readonly by: PreflightRole;
  /** Name of the SAML provider. */
  readonly provider: string;
  /** Names of roles that files ask for. */
  readonly roles: readonly string[];
}

export interface SamlRolesRead {
  readonly resources: ReadonlyMap<Address, Resource>;
  /** Of which nothing is known, and why: one line. */
  readonly unread: ReadonlyMap<AccountId, string>;
  /** When the metadata of a provider ends, by its address. */
  readonly validUntil: ReadonlyMap<Address, InstantText>;
}
