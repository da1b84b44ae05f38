// Who calls Microsoft Graph, and what the token gives: the seed says, or the token itself; and tokens that are given out for federated ones.
import { unauthorized } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** Whether the caller has one of some application permissions. */
export type May = (...permissions: readonly string[]) => boolean;

/** Names of permissions joined by `+` are a token that has these, and no others. */
const PERMISSIONS = /^[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)+(?:\+[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)+)*$/;

/** Throws the error of a token that is none, or is over. Others are not looked at. */
export function mayOf(tenant: Tenant, authorization: string | undefined): May {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw unauthorized('Access token is empty.');
  if (token === 'EXPIRED') throw unauthorized('Lifetime validation failed, the token is expired.');
  if (token === 'NONE') return () => false;
  const names = PERMISSIONS.test(token) ? token.split('+') : tenant.permissions;
  if (names === undefined) return () => true;
  const held = new Set(names);
  return (...permissions) => permissions.some((each) => held.has(each));
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 3599;

/** "OAuth 2.0 client credentials flow", third case, with the codes of "Microsoft Entra authentication and authorization error codes". */
export function tokenAnswer(tenant: Tenant, named: string, form: URLSearchParams): TokenAnswer {
  const given = (name: string): string => form.get(name) ?? '';
  const isHere = named.toLowerCase() === tenant.id || tenant.domains.includes(named.toLowerCase());
  if (!isHere) return refusal('invalid_request', 'AADSTS90002', `Tenant '${named}' not found.`);
  if (given('grant_type') !== 'client_credentials')
    return refusal('unsupported_grant_type', 'AADSTS70003', 'The app requested an unsupported grant type.');
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given('client_id')))
    return refusal('unauthorized_client', 'AADSTS700016', 'Application was not found in the directory.');
  if (!/^https?:\/\/[^/\s]+\/\.default$/.test(given('scope')))
    return refusal('invalid_scope', 'AADSTS70011', 'The provided value for the input parameter scope is not valid.');
  if (given('client_assertion_type') !== ASSERTION || given('client_assertion') === '')
    return refusal('invalid_client', 'AADSTS7000218', "The request body must contain 'client_assertion'.");
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S, access_token: 'sandbox' },
  };
}

const refusal = (error: string, code: string, description: string): TokenAnswer => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: { error, error_description: `${code}: ${description}`, error_codes: [Number(code.slice('AADSTS'.length))] },
});
