// What the accounts hold in IAM beside the roles of permission sets, and the sessions that were taken there.

/** The account of AWS managed policies, in ARNs and in keys. */
export const AWS = 'aws';

/** A role that somebody made. The roles of permission sets are not kept: they follow from the pairs. */
export interface OwnRole {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly trust: string;
  readonly createdAt: number;
  readonly description?: string;
  /** Seconds. */
  readonly maxSession: number;
  /** Seconds. */
  readonly maxSigninSession?: number;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SamlProvider {
  readonly accountId: string;
  readonly name: string;
  readonly metadata: string;
  readonly createdAt: number;
  readonly encryptionMode?: string;
  readonly hasPrivateKey: boolean;
  /** ContextProvider and IdentityCenterInstanceArn, as they are on the wire. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is known of a managed policy beyond its existence. */
export interface PolicyDetails {
  /** An account, `*` for every account, or `aws`. */
  readonly owner: string;
  readonly path: string;
  readonly name: string;
  readonly document?: string;
  /** The default version, and the only one: `v1` unless told. */
  readonly version?: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Credentials of AssumeRole. */
export interface Session {
  readonly accessKeyId: string;
  readonly account: string;
  readonly arn: string;
  readonly roleId: string;
  /** The caller who took the role could only read. */
  readonly readOnly: boolean;
  readonly expiresAt: number;
}

export interface Iam {
  /** By account, then by name. */
  readonly roles: Map<string, Map<string, OwnRole>>;
  readonly samlProviders: Map<string, Map<string, SamlProvider>>;
  /** By owner, path and name. */
  readonly policies: Map<string, PolicyDetails>;
  /** The AWS managed policies that there are, by path and name; absent when every one is taken to exist. */
  readonly awsManagedPolicies?: ReadonlySet<string>;
  /** By access key id. */
  readonly sessions: Map<string, Session>;
}

export const emptyIam = (): Iam => ({
  roles: new Map(),
  samlProviders: new Map(),
  policies: new Map(),
  sessions: new Map(),
});

export const policyDetailsKey = (policy: Pick<PolicyDetails, 'owner' | 'path' | 'name'>): string =>
  `${policy.owner}:${policy.path}${policy.name}`;

/** The entry of an account, made when there is none. */
export function ofAccount<V>(entries: Map<string, Map<string, V>>, accountId: string): Map<string, V> {
  const present = entries.get(accountId);
  if (present !== undefined) return present;
  const made = new Map<string, V>();
  entries.set(accountId, made);
  return made;
}
