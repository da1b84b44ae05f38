// The part of the tour through applications that CreateApplication makes, and trusted token issuers.
import { type Ids, type Input, type Seen, type Step, steps } from './step.ts';

const CUSTOM = 'arn:aws:sso::aws:applicationProvider/custom';
const JWT_BEARER = { GrantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer' };
const SCOPE = { Scope: 'sso:account:access' };
const IAM = { AuthenticationMethodType: 'IAM' };

export function applicationSteps({ instance }: Ids): readonly Step[] {
  const on =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ ApplicationArn: seen('CreateApplication.ApplicationArn'), ...more });
  const issuer = (seen: Seen): string => seen('CreateTrustedTokenIssuer.TrustedTokenIssuerArn');
  const onIssuer =
    (more: Input = {}) =>
    (seen: Seen): Input => ({ TrustedTokenIssuerArn: issuer(seen), ...more });
  const grants: readonly (readonly [string, Input])[] = [
    ['authorization_code', { AuthorizationCode: { RedirectUris: ['https://fruit.example/callback'] } }],
    ['refresh_token', { RefreshToken: {} }],
    ['urn:ietf:params:oauth:grant-type:token-exchange', { TokenExchange: {} }],
  ];
  return [
    ...steps('sso-admin', {
      ListApplicationProviders: { MaxResults: 50 },
      DescribeApplicationProvider: { ApplicationProviderArn: 'arn:aws:sso::aws:applicationProvider/redshift' },
      CreateApplication: {
        ...instance,
        ApplicationProviderArn: CUSTOM,
        Name: 'Cider house',
        Description: 'Presses cider',
        PortalOptions: {
          SignInOptions: { Origin: 'APPLICATION', ApplicationUrl: 'https://cider.example/start' },
          Visibility: 'DISABLED',
        },
        Tags: [{ Key: 'team', Value: 'press' }],
        Status: 'ENABLED',
        ClientToken: 'cider-1',
      },
      DescribeApplication: on(),
      UpdateApplication: on({
        Name: 'Cider press',
        Description: 'Presses more cider',
        Status: 'DISABLED',
        PortalOptions: { SignInOptions: { Origin: 'IDENTITY_CENTER' } },
      }),
      PutApplicationAssignmentConfiguration: on({ AssignmentRequired: false }),
      PutApplicationAccessScope: (seen) => ({
        ...on(SCOPE)(seen),
        AuthorizedTargets: [seen('CreateApplication.ApplicationArn')],
      }),
      GetApplicationAccessScope: on(SCOPE),
      ListApplicationAccessScopes: on({ MaxResults: 1 }),
      DeleteApplicationAccessScope: on(SCOPE),
      CreateTrustedTokenIssuer: {
        ...instance,
        Name: 'FruitIssuer',
        TrustedTokenIssuerType: 'OIDC_JWT',
        TrustedTokenIssuerConfiguration: {
          OidcJwtConfiguration: {
            IssuerUrl: 'https://issuer.example/fruit',
            ClaimAttributePath: 'email',
            IdentityStoreAttributePath: 'emails.value',
            JwksRetrievalOption: 'OPEN_ID_DISCOVERY',
          },
        },
        ClientToken: 'issuer-1',
        Tags: [{ Key: 'team', Value: 'press' }],
      },
      ListTrustedTokenIssuers: { ...instance, MaxResults: 1 },
      DescribeTrustedTokenIssuer: onIssuer(),
      UpdateTrustedTokenIssuer: onIssuer({
        Name: 'Fruit.Issuer',
        TrustedTokenIssuerConfiguration: { OidcJwtConfiguration: { ClaimAttributePath: 'sub' } },
      }),
    }),
    ...grants.flatMap(([GrantType, Grant]) => steps('sso-admin', { PutApplicationGrant: on({ GrantType, Grant }) })),
    ...steps('sso-admin', {
      PutApplicationGrant: (seen) => {
        const issuers = [{ TrustedTokenIssuerArn: issuer(seen), AuthorizedAudiences: ['cider'] }];
        return on({ ...JWT_BEARER, Grant: { JwtBearer: { AuthorizedTokenIssuers: issuers } } })(seen);
      },
      GetApplicationGrant: on(JWT_BEARER),
      ListApplicationGrants: on(),
      DeleteApplicationGrant: on(JWT_BEARER),
      PutApplicationAuthenticationMethod: on({
        ...IAM,
        AuthenticationMethod: { Iam: { ActorPolicy: { Version: '2012-10-17', Statement: [] } } },
      }),
      GetApplicationAuthenticationMethod: on(IAM),
      ListApplicationAuthenticationMethods: on(),
      DeleteApplicationAuthenticationMethod: on(IAM),
      PutApplicationSessionConfiguration: on({ UserBackgroundSessionApplicationStatus: 'DISABLED' }),
      GetApplicationSessionConfiguration: on(),
      DeleteTrustedTokenIssuer: onIssuer(),
      DeleteApplication: on(),
    }),
  ];
}
