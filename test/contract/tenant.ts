// A tenant of Entra and its application for Identity Center, healthy unless a test breaks it.
import type { SandboxSeed } from '../../src/sandbox/index.ts';

export const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Of the gallery application "AWS IAM Identity Center". */
export const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';

export const GROVE_TENANT: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: { managementAccount: '111111111111', accounts: [{ id: '111111111111', name: 'grove-management' }] },
  users: [
    { userName: 'pia@grove.example', displayName: 'Pia Plum', externalId: id(1) },
    { userName: 'quinn@grove.example', displayName: 'Quinn Quince', externalId: id(2) },
  ],
  groups: [{ displayName: 'growers', externalId: id(11), members: ['pia@grove.example'] }],
  entra: {
    tenant: { id: id(500), displayName: 'Grove', domains: ['grove.example'] },
    users: [
      { userPrincipalName: 'pia@grove.example', displayName: 'Pia Plum', id: id(1) },
      { userPrincipalName: 'quinn@grove.example', displayName: 'Quinn Quince', id: id(2) },
      { userPrincipalName: 'rosa@grove.example', displayName: 'Rosa Rowan', id: id(3) },
    ],
    groups: [
      { displayName: 'growers', id: id(11), members: ['pia@grove.example'], owners: ['quinn@grove.example'] },
      {
        displayName: 'pressers',
        id: id(12),
        isAssignableToRole: true,
        members: ['quinn@grove.example', 'growers'],
        eligible: [{ principal: 'rosa@grove.example', endDateTime: '2027-01-01' }],
      },
      {
        displayName: "O'Brien's",
        id: id(13),
        groupTypes: ['DynamicMembership'],
        membershipRule: 'user.department -eq "Fruit"',
      },
    ],
    servicePrincipals: [
      {
        displayName: 'AWS IAM Identity Center',
        id: id(100),
        appId: id(101),
        applicationTemplateId: TEMPLATE,
        preferredSingleSignOnMode: 'saml',
        servicePrincipalNames: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/d-1234567890'],
        replyUrls: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/grove'],
        loginUrl: 'https://d-1234567890.awsapps.com/start',
        relayState: 'https://eu-west-1.console.aws.amazon.com/',
        notificationEmailAddresses: ['identity@grove.example'],
        certificates: [{ endDateTime: '2028-06-01' }],
        owners: ['quinn@grove.example'],
        assignments: ['growers', 'pressers'],
        provisioning: { userMapping: { externalId: 'objectId' }, deletionThreshold: 5 },
      },
      { displayName: 'Payroll', id: id(200) },
    ],
    provisioningFailures: [
      {
        application: id(100),
        at: '2025-12-31T10:00:00Z',
        source: 'growers',
        errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
        reason: 'StatusCode: Conflict',
      },
    ],
  },
};
