// iam: the wire forms and errors that roles, policies and SAML providers share.
import { ServiceError } from '../errors.ts';
import type { Output } from '../operation.ts';

export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, {}, 404);

/** Policy documents come URL-encoded after RFC 3986 (GetRole, GetPolicyVersion, GetRolePolicy, API reference). */
export const urlEncoded = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

export const tagMembers = (tags: Readonly<Record<string, string>>): readonly Output[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const tagsByKey = (
  tags: readonly { readonly Key: string; readonly Value: string }[],
): Readonly<Record<string, string>> => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
