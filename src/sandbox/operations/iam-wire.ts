// iam: the wire forms and errors that roles, policies and SAML providers share.
import { ServiceError } from '../errors.ts';
import type { Output } from '../operation.ts';
import { type PolicyKind, policyMistake, policySize } from '../policy-grammar.ts';

export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, {}, 404);

/** IAM's quotas of characters, white space left out, and the names that LimitExceeded gives them (IAM quotas, User Guide). */
const MOST_CHARACTERS = {
  managed: { quota: 'PolicySize', most: 6144 },
  trust: { quota: 'ACLSizePerRole', most: 2048 },
} as const satisfies Partial<Record<PolicyKind, { readonly quota: string; readonly most: number }>>;

export const deleteConflict = (message: string): ServiceError => new ServiceError('DeleteConflict', message, {}, 409);

export const limitExceeded = (message: string): ServiceError => new ServiceError('LimitExceeded', message, {}, 409);

/** Refuses a document that IAM refuses. */
export function requireDocument(document: string, kind: PolicyKind): void {
  const mistake = policyMistake(document, kind);
  if (mistake !== undefined) throw new ServiceError('MalformedPolicyDocument', mistake.message);
  // The quota of inline policies is that of the role.
  if (kind === 'inline') return;
  const { quota, most } = MOST_CHARACTERS[kind];
  if (policySize(document) > most) throw limitExceeded(`Cannot exceed quota for ${quota}: ${most}`);
}

/** Policy documents come URL-encoded after RFC 3986 (GetRole, GetPolicyVersion, GetRolePolicy, API reference). */
export const urlEncoded = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

export const tagMembers = (tags: Readonly<Record<string, string>>): readonly Output[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The tags by key, over those that are there. A key means the same in whatever case it is written (tagging IAM resources, User Guide). */
export function tagsByKey(
  given: readonly { readonly Key: string; readonly Value: string }[],
  present: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const keys = given.map(({ Key }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw new ServiceError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const kept = Object.entries(present).filter(([key]) => !keys.includes(key.toLowerCase()));
  const merged = [...kept, ...given.map(({ Key, Value }) => [Key, Value] as const)];
  if (merged.length > MOST_TAGS) throw limitExceeded(`Cannot exceed quota for TagsPerPolicy: ${MOST_TAGS}`);
  return Object.fromEntries(merged);
}

/** The quota of tags on a resource. */
const MOST_TAGS = 50;
