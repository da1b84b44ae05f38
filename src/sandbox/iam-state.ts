// What the accounts hold in IAM beside the roles of permission sets, and the sessions that were taken there.
import { optional } from '../optional.ts';
import { BEGINNING } from './beginning.ts';

/** The account of AWS managed policies, in ARNs and in keys. */
export const AWS = 'aws';

/** By namespace (`s3`): of the services that a role's policies allow, when its sessions last called each; null: never. */
export type ServicesUse = Readonly<Record<string, number | null>>;

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
  /** ARNs. */
  readonly managedPolicies?: readonly string[];
  /** Documents by name. */
  readonly inlinePolicies?: Readonly<Record<string, string>>;
  /** When its trust policy was last written; that of its creation when absent. */
  readonly trustedAt?: number;
  /** When somebody last took it. */
  readonly lastUsedAt?: number;
  readonly services?: ServicesUse;
  readonly tags: Readonly<Record<string, string>>;
  /** Actions that its sessions may call, with `*` for anything. Absent: all. */
  readonly allows?: readonly string[];
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

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

/** A managed policy that exists. Changes replace it. */
export interface ManagedPolicy {
  /** An account, or `aws`. */
  readonly owner: string;
  readonly path: string;
  readonly name: string;
  readonly description?: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  /** The number of the newest version that there ever was. */
  readonly lastVersion: number;
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
  /** What the role and the session's own policy leave it: an action must be in each of the lists. Absent: all. */
  readonly allows?: readonly (readonly string[])[];
  readonly expiresAt: number;
}

export interface Iam {
  /** By account, then by name. */
  readonly roles: Map<string, Map<string, OwnRole>>;
  readonly samlProviders: Map<string, Map<string, SamlProvider>>;
  /** The managed policies that exist, by owner, then by path and name. */
  readonly policies: Map<string, Map<string, ManagedPolicy>>;
  /** Which kinds of policies the seed listed: of those there are no others. */
  readonly listed: { readonly aws: boolean; readonly customer: boolean };
  /** By access key id. */
  readonly sessions: Map<string, Session>;
}

export function emptyIam(listed: Iam['listed']): Iam {
  const iam: Iam = { roles: new Map(), samlProviders: new Map(), policies: new Map(), listed, sessions: new Map() };
  if (!listed.aws) putPolicy(iam, newPolicy({ owner: AWS, name: 'AdministratorAccess', document: ADMINISTRATOR }));
  return iam;
}

const ADMINISTRATOR = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** The document of a policy of which a seed tells no more than that it exists: it allows nothing, and says why. */
const NOT_TOLD = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'TheSeedTellsNoDocument', Effect: 'Deny', Action: 'sandbox:NotTold', Resource: '*' }],
});

export function newPolicy(given: {
  readonly owner: string;
  readonly path?: string;
  readonly name: string;
  readonly document?: string;
  readonly version?: string;
  readonly description?: string;
  readonly createdAt?: number;
  readonly tags?: Readonly<Record<string, string>>;
}): ManagedPolicy {
  const { owner, path = '/', name, description, version = 'v1', document = NOT_TOLD, createdAt = BEGINNING } = given;
  return {
    owner,
    path,
    name,
    ...optional({ description }),
    createdAt,
    versions: [{ id: version, document, createdAt }],
    defaultVersion: version,
    lastVersion: Number.parseInt(version.slice(1), 10),
    tags: given.tags ?? {},
  };
}

/** Adds the policy, or replaces the one of its owner, path and name. */
export function putPolicy({ policies }: Iam, policy: ManagedPolicy): void {
  ofAccount(policies, policy.owner).set(policy.path + policy.name, policy);
}

/** The entry of an account, made when there is none. */
export function ofAccount<V>(entries: Map<string, Map<string, V>>, accountId: string): Map<string, V> {
  const present = entries.get(accountId);
  if (present !== undefined) return present;
  const made = new Map<string, V>();
  entries.set(accountId, made);
  return made;
}
