// sso-admin: requests that carry a ClientToken make a resource but once (CreateApplication, CreateTrustedTokenIssuer, API reference).
import { conflict } from '../errors.ts';
import { hex } from '../ids.ts';
import type { ClientRequest } from '../state.ts';

interface Tokened {
  readonly ClientToken?: string;
}

const digestOf = (input: Tokened): string => hex(32, JSON.stringify(Object.entries(input).sort()));

/** What an earlier request with the same token made. Another request under that token is refused. */
export function madeBefore<T extends { readonly request?: ClientRequest }>(
  made: Iterable<T>,
  input: Tokened,
): T | undefined {
  if (input.ClientToken === undefined) return undefined;
  const before = [...made].find(({ request }) => request?.token === input.ClientToken);
  if (before !== undefined && before.request?.digest !== digestOf(input)) {
    throw conflict('The ClientToken was used with other parameters.');
  }
  return before;
}

/** What a new resource remembers of its request. */
export const requestOf = (input: Tokened): { readonly request?: ClientRequest } =>
  input.ClientToken === undefined ? {} : { request: { token: input.ClientToken, digest: digestOf(input) } };
