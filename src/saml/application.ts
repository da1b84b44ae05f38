// An enterprise application of Entra by which people sign in to accounts that are federated one by one, as the files want it: which roles it offers, and to whom.
import type { Instant } from '../instant.ts';
import type { ObjectId } from '../state/entra.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';

export interface FederatedApplication {
  /** Path of its metadata without the extension: what it is called here. */
  readonly name: string;
  readonly servicePrincipalId?: ObjectId;
  readonly roleSync: 'graph' | 'import';
  /** What the claim SessionDuration says, in seconds: not above what any of the roles allows. */
  readonly sessionDuration: number;
  /** Where assertions may be sent, for its roles to accept them. */
  readonly audiences: readonly string[];
  /** The metadata document. */
  readonly metadata: string;
  /** Of the access key that roles are imported by. */
  readonly importKeyCreated?: Instant;
  /** Those that are given back to Identity Center as well. */
  readonly accounts: readonly FederatedAccount[];
  /** In order of account and name. */
  readonly roles: readonly FederatedRole[];
}

export interface FederatedAccount {
  readonly account: AccountId;
  /** ARN of its SAML provider. */
  readonly provider: string;
  readonly rolePrefix: string;
  /** It is given back to Identity Center: nobody is granted anything here by SAML. */
  readonly isRetired?: true;
  /** Names, in lower case, of roles that a grant may give here, of which the files cannot tell its accounts. Absent: none. */
  readonly mayHave?: ReadonlySet<string>;
}

export interface FederatedRole {
  readonly account: AccountId;
  /** As the files call it; the id where they do not. */
  readonly accountName: string;
  readonly name: string;
  readonly permissionSet: PermissionSetName;
  /** What its app role has as value: the ARNs of role and provider, with a comma between, in this order. */
  readonly value: string;
  readonly description?: string;
  /** In order of their keys. */
  readonly grantees: readonly Grantee[];
}

/** Who is granted a role. */
export interface Grantee {
  readonly kind: 'group' | 'user';
  /** In the files. */
  readonly key: string;
  readonly displayName: string;
  /** Absent: the files pin it by something else, or not at all. */
  readonly objectId?: ObjectId;
}
