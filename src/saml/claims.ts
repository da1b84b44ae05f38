// What an assertion has to say for AWS, as a claims mapping policy of Entra (Microsoft Graph, "Configure SAML-based single sign-on for your application using
// the Microsoft Graph API"; IAM User Guide, "Configure SAML assertions for the authentication response").

const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes';
export const ROLE_CLAIM = `${ATTRIBUTES}/Role`;
export const SESSION_NAME_CLAIM = `${ATTRIBUTES}/RoleSessionName`;
export const SESSION_DURATION_CLAIM = `${ATTRIBUTES}/SessionDuration`;

export interface ClaimsMappingPolicy {
  readonly definition: readonly string[];
  readonly displayName: string;
  readonly isOrganizationDefault: false;
}

/** `sessionDuration`: seconds. */
export function claimsMappingPolicy(name: string, sessionDuration: number): ClaimsMappingPolicy {
  const definition = {
    ClaimsMappingPolicy: {
      Version: 1,
      IncludeBasicClaimSet: 'true',
      ClaimsSchema: [
        { Source: 'user', ID: 'assignedroles', SamlClaimType: ROLE_CLAIM },
        { Source: 'user', ID: 'userprincipalname', SamlClaimType: SESSION_NAME_CLAIM },
        { Value: String(sessionDuration), SamlClaimType: SESSION_DURATION_CLAIM },
      ],
    },
  };
  return {
    definition: [JSON.stringify(definition)],
    displayName: `AWS claims of ${name}`,
    isOrganizationDefault: false,
  };
}

/** RoleSessionName: guests (`#EXT#`) and long user names are refused at sign-in. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
export const isSessionName = (userPrincipalName: string): boolean => SESSION_NAME.test(userPrincipalName);
