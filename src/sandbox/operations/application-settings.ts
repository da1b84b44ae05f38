// sso-admin: what an OAuth 2.0 application may ask for, and how: access scopes, grants, authentication methods and background sessions.
import type { InputOf } from '../constraints.ts';
import { isObject } from '../constraints.ts';
import { notFound, validation } from '../errors.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { pagedBy10, pagedBy100 } from '../shapes.ts';
import {
  applicationArn,
  authenticationMethod,
  authenticationMethodType,
  enabled,
  grant,
  grantType,
  scope,
  scopeTargets,
} from '../shapes-applications.ts';
import type { Wire } from '../state.ts';
import { requireApplication } from './applications.ts';
import { requireTokenIssuer } from './token-issuers.ts';

const onApplication = { ApplicationArn: applicationArn };
const onScope = { ...onApplication, Scope: scope };
const onGrant = { ...onApplication, GrantType: grantType };
const onMethod = { ...onApplication, AuthenticationMethodType: authenticationMethodType };
const paged = { 'NextToken?': pagedBy100['NextToken?'] };

// Taking away what is not there succeeds: the operations are idempotent (API reference).
export const APPLICATION_SETTINGS: Operations = {
  PutApplicationAccessScope: writes({ ...onScope, 'AuthorizedTargets?': scopeTargets }, (call, input) => {
    requireApplication(call, input).scopes.set(input.Scope, input.AuthorizedTargets ?? []);
    return {};
  }),
  GetApplicationAccessScope: reads(onScope, (call, input) => {
    const targets = requireApplication(call, input).scopes.get(input.Scope);
    if (targets === undefined) throw notFound(`Could not find access scope ${input.Scope} for the application.`);
    return shownScope([input.Scope, targets]);
  }),
  ListApplicationAccessScopes: reads({ ...onApplication, ...pagedBy10 }, (call, input) =>
    page(call, input, { key: 'Scopes', items: requireApplication(call, input).scopes, show: shownScope }),
  ),
  DeleteApplicationAccessScope: writes(onScope, (call, input) => {
    requireApplication(call, input).scopes.delete(input.Scope);
    return {};
  }),
  PutApplicationGrant: writes({ ...onGrant, Grant: grant }, (call, input) => {
    const application = requireApplication(call, input);
    requireMember(input.Grant, MEMBER_OF_GRANT[input.GrantType], 'Grant');
    requireIssuers(call, input.Grant);
    application.grants.set(input.GrantType, input.Grant);
    return {};
  }),
  GetApplicationGrant: reads(onGrant, (call, input) => {
    const found = requireApplication(call, input).grants.get(input.GrantType);
    if (found === undefined) throw notFound(`Could not find grant ${input.GrantType} for the application.`);
    return { Grant: found };
  }),
  ListApplicationGrants: reads({ ...onApplication, ...paged }, (call, input) =>
    page(call, input, {
      key: 'Grants',
      items: requireApplication(call, input).grants,
      show: ([GrantType, Grant]) => ({ GrantType, Grant }),
    }),
  ),
  DeleteApplicationGrant: writes(onGrant, (call, input) => {
    requireApplication(call, input).grants.delete(input.GrantType);
    return {};
  }),
  PutApplicationAuthenticationMethod: writes(
    { ...onMethod, AuthenticationMethod: authenticationMethod },
    (call, input) => {
      const application = requireApplication(call, input);
      requireMember(input.AuthenticationMethod, 'Iam', 'AuthenticationMethod');
      if (!isObject(input.AuthenticationMethod.Iam?.ActorPolicy)) throw validation('ActorPolicy must be a JSON object');
      application.authenticationMethods.set(input.AuthenticationMethodType, input.AuthenticationMethod);
      return {};
    },
  ),
  GetApplicationAuthenticationMethod: reads(onMethod, (call, input) => {
    const found = requireApplication(call, input).authenticationMethods.get(input.AuthenticationMethodType);
    if (found === undefined) {
      throw notFound(`Could not find authentication method ${input.AuthenticationMethodType} for the application.`);
    }
    return { AuthenticationMethod: found };
  }),
  ListApplicationAuthenticationMethods: reads({ ...onApplication, ...paged }, (call, input) =>
    page(call, input, {
      key: 'AuthenticationMethods',
      items: requireApplication(call, input).authenticationMethods,
      show: ([AuthenticationMethodType, AuthenticationMethod]) => ({ AuthenticationMethodType, AuthenticationMethod }),
    }),
  ),
  DeleteApplicationAuthenticationMethod: writes(onMethod, (call, input) => {
    requireApplication(call, input).authenticationMethods.delete(input.AuthenticationMethodType);
    return {};
  }),
  PutApplicationSessionConfiguration: writes(
    { ...onApplication, 'UserBackgroundSessionApplicationStatus?': enabled },
    (call, input) => {
      const application = requireApplication(call, input);
      const { UserBackgroundSessionApplicationStatus: status } = input;
      if (status !== undefined) application.userBackgroundSessions = status;
      return {};
    },
  ),
  GetApplicationSessionConfiguration: reads(onApplication, (call, input) => ({
    UserBackgroundSessionApplicationStatus: requireApplication(call, input).userBackgroundSessions ?? 'ENABLED',
  })),
};

/** AuthorizedTargets has at least one member or is absent. */
const shownScope = ([Scope, targets]: readonly [string, readonly string[]]) => ({
  Scope,
  ...(targets.length === 0 ? {} : { AuthorizedTargets: targets }),
});

const MEMBER_OF_GRANT = {
  authorization_code: 'AuthorizationCode',
  refresh_token: 'RefreshToken',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JwtBearer',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'TokenExchange',
} as const;

/** A union holds one member, here the one that the type beside it names. */
function requireMember(union: Wire, member: string, name: string): void {
  const present = Object.entries(union).filter(([, value]) => value !== undefined && value !== null);
  if (present.length !== 1 || present[0]?.[0] !== member)
    throw validation(`${name} must have ${member} and nothing else`);
}

function requireIssuers(call: Call, given: InputOf<typeof grant.members>): void {
  for (const { TrustedTokenIssuerArn: arn } of given.JwtBearer?.AuthorizedTokenIssuers ?? []) {
    if (arn !== undefined) requireTokenIssuer(call, arn);
  }
}
