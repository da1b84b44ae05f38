// The named shapes of sso-admin that belong to applications and trusted token issuers.
import { anything, choice, list, structure, text } from './constraints.ts';
import { INSTANCE, PARTITION } from './shapes.ts';

const APPLICATION = `application/${INSTANCE}/apl-[a-zA-Z0-9]{16}`;

export const applicationArn = text(10, 1224, `${PARTITION}:sso::\\d{12}:${APPLICATION}`);
export const applicationProvider = text(10, 1224, `${PARTITION}:sso::aws:applicationProvider/[a-zA-Z0-9-/]+`);
export const applicationName = text(1, 100, '[\\S\\s]*');
export const applicationDescription = text(1, 128);
export const enabled = choice('ENABLED', 'DISABLED');
export const signInOptions = structure({
  Origin: choice('IDENTITY_CENTER', 'APPLICATION'),
  'ApplicationUrl?': text(1, 512, 'http(s)?:\\/\\/[-a-zA-Z0-9+&@#\\/%?=~_|!:,.;]*[-a-zA-Z0-9+&bb@#\\/%?=~_|]'),
});
export const portalOptions = structure({ 'SignInOptions?': signInOptions, 'Visibility?': enabled });

export const scope = text(
  0,
  Number.POSITIVE_INFINITY,
  '([A-Za-z0-9_]{1,50})(:[A-Za-z0-9_]{1,50}){0,1}(:[A-Za-z0-9_]{1,50}){0,1}',
);
export const scopeTargets = list(
  text(1, 100, `${PARTITION}:sso::(\\d{12}:${APPLICATION}|:instance/${INSTANCE})`),
  1,
  10,
);

export const tokenIssuerArn = text(
  10,
  1224,
  `${PARTITION}:sso::\\d{12}:trustedTokenIssuer/${INSTANCE}/` +
    'tti-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
);
export const tokenIssuerName = text(1, 255, '[\\w+=,.@-]+');
export const tokenIssuerType = choice('OIDC_JWT');
const issuerUrl = text(1, 512, 'https?:\\/\\/[-a-zA-Z0-9+&@\\/%=~_|!:,.;]*[-a-zA-Z0-9+&@\\/%=~_|]');
const claimPath = text(1, 255, '\\p{L}+(?:(\\.|\\_)\\p{L}+){0,2}');
const storePath = text(1, 255, '\\p{L}+(?:\\.\\p{L}+){0,2}');
const jwksRetrieval = choice('OPEN_ID_DISCOVERY');
export const tokenIssuerConfiguration = structure({
  'OidcJwtConfiguration?': structure({
    IssuerUrl: issuerUrl,
    ClaimAttributePath: claimPath,
    IdentityStoreAttributePath: storePath,
    JwksRetrievalOption: jwksRetrieval,
  }),
});
export const tokenIssuerUpdate = structure({
  'OidcJwtConfiguration?': structure({
    'ClaimAttributePath?': claimPath,
    'IdentityStoreAttributePath?': storePath,
    'JwksRetrievalOption?': jwksRetrieval,
  }),
});

export const grantType = choice(
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
);
export const grant = structure({
  'AuthorizationCode?': structure({ 'RedirectUris?': list(text(0, Number.POSITIVE_INFINITY), 1, 10) }),
  'JwtBearer?': structure({
    'AuthorizedTokenIssuers?': list(
      structure({
        'TrustedTokenIssuerArn?': tokenIssuerArn,
        'AuthorizedAudiences?': list(text(1, 512), 1, 10),
      }),
      1,
      10,
    ),
  }),
  'RefreshToken?': structure({}),
  'TokenExchange?': structure({}),
});

export const authenticationMethodType = choice('IAM');
export const authenticationMethod = structure({ 'Iam?': structure({ ActorPolicy: anything }) });
