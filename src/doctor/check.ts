// What a check is: the facts it needs, where it belongs, and what it makes of them.
import type { EntraRequirements, GroupDeclaration } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import type { Fact, Missing } from '../state/health.ts';
import type { Facts } from './facts.ts';

/** What the files say, and when. */
export interface Expected {
  readonly asOf: Instant;
  /** By the clock of Entra and AWS, which is what their times are compared with. */
  readonly serviceTime: Instant;
  readonly instanceArn?: string;
  readonly tenantId?: string;
  readonly servicePrincipalId?: string;
  /** Of Identity Center, by account id. */
  readonly delegatedAdministrators?: readonly string[];
  /** None where the files declare none. */
  readonly groups: readonly GroupDeclaration[];
  readonly access: GroupAccess;
  /** Keys of groups that need not be in Identity Center: all that they are granted is taken by SAML. */
  readonly onlyBySaml: ReadonlySet<string>;
  readonly require: EntraRequirements;
}

/** What the groups of the files are granted, by their keys. */
export interface GroupAccess {
  /** They give administrator access in some account. */
  readonly administrators: ReadonlySet<string>;
  /** What nobody knows of what they are granted, as phrases: `what the external permission set … allows`. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** Those that somebody may not know. */
export type Need = { [Key in keyof Facts]-?: Facts[Key] extends Fact<unknown> ? Key : never }[keyof Facts];
type ValueOf<F> = F extends { readonly read: true; readonly value: infer Value } ? Value : never;
type Known<N extends Need> = { readonly [Key in N]: ValueOf<Facts[Key]> } & AskedBy;
/** INVARIANT: whatever AWS has told it was asked by somebody, somewhere. A check that needs nothing of AWS must not look. */
type AskedBy = { readonly [Key in 'region' | 'caller']-?: NonNullable<Facts[Key]> };

/** Each with its section of docs/entra.md. */
export const AREA_SECTIONS = {
  'Identity Center': '1-identity-center',
  Organization: '1-identity-center',
  'Enterprise application': '2-the-enterprise-application',
  'Single sign-on': '3-single-sign-on-with-saml',
  Provisioning: '4-provisioning-by-scim',
  'Users and groups': '5-users-and-groups',
  'Groups of the files': '5-users-and-groups',
  'Groups that give access': '6-groups-that-give-access',
  'Accounts by SAML': '7-accounts-that-are-federated-by-saml',
  'Stand-by instance': 'a-stand-by-instance',
} as const;
export type Area = keyof typeof AREA_SECTIONS;
export const AREAS = Object.keys(AREA_SECTIONS) as readonly Area[];

export type { Missing } from '../state/health.ts';

export interface Finding extends Diagnostic {
  /** Where a person cures this one, where that is another place than the check's. */
  readonly where?: string;
}

export interface Check {
  readonly area: Area;
  /** What is so when it passes. */
  readonly passes: string;
  /** Where a person cures it. */
  readonly where: string;
  readonly needs: readonly Need[];
  /** INVARIANT: every need was read. `all`: for what is good to know, and may be unread. */
  readonly find: (known: Known<Need>, expected: Expected, all: Facts) => readonly Finding[];
  /** What else would have to be known to pass, when nothing is found. */
  readonly doubts?: (known: Known<Need>, expected: Expected, all: Facts) => readonly Missing[];
}

interface Parts<N extends Need> {
  readonly find: (known: Known<N>, expected: Expected, all: Facts) => readonly (Finding | false | undefined)[];
  readonly doubts: NonNullable<Check['doubts']>;
}

export function check<const N extends Need>(
  area: Area,
  about: Pick<Check, 'passes' | 'where'> & Partial<Pick<Parts<N>, 'doubts'>>,
  needs: readonly N[],
  find: Parts<N>['find'],
): Check {
  return {
    area,
    ...about,
    needs,
    find: (known, expected, all) =>
      find(known, expected, all).filter((found) => found !== false && found !== undefined),
  };
}

/** What an answer leaves out must not pass. */
export const untold = (member: string, value: unknown): readonly Missing[] =>
  value === undefined ? [{ reason: 'failed', subject: `Microsoft Graph does not say \`${member}\`` }] : [];

/** A comparison with a setting that nobody wrote is none. */
export function undeclared(setting: keyof Expected, written: string): NonNullable<Check['doubts']> {
  return (_, expected) => (expected[setting] === undefined ? [{ reason: 'not-declared', subject: written }] : []);
}

/** Where a person goes. */
const APPLICATION = 'Entra admin center, Enterprise applications, AWS IAM Identity Center';
const FEDERATED = 'Entra admin center, Enterprise applications, the application of the target';
const SETTINGS = 'AWS console, IAM Identity Center, Settings';
export const PLACES = {
  settings: SETTINGS,
  delegation: `${SETTINGS}, Delegated administrator`,
  management: `${SETTINGS}, Management`,
  source: `${SETTINGS}, Identity source`,
  token: `${SETTINGS}, Identity source, Manage provisioning`,
  directory: 'AWS console, IAM Identity Center, Users and Groups',
  services: 'AWS console, AWS Organizations, Services',
  accountRoles: 'AWS console of the account, IAM, Roles',
  controlPolicies: 'AWS console, AWS Organizations, Policies, Service control policies',
  tenant: 'Entra admin center, Overview',
  applications: 'Entra admin center, Enterprise applications',
  properties: `${APPLICATION}, Properties`,
  owners: `${APPLICATION}, Owners`,
  assigned: `${APPLICATION}, Users and groups`,
  signOn: `${APPLICATION}, Single sign-on`,
  claims: `${APPLICATION}, Single sign-on, Attributes & Claims`,
  certificates: `${APPLICATION}, Single sign-on, SAML certificates`,
  provisioning: `${APPLICATION}, Provisioning`,
  provisioningSettings: `${APPLICATION}, Provisioning, Settings`,
  mapping: `${APPLICATION}, Provisioning, Attribute mapping`,
  logs: `${APPLICATION}, Provisioning, Provisioning logs`,
  groups: 'Entra admin center, Groups',
  groupOwners: 'Entra admin center, Groups, the group, Owners',
  groupMembers: 'Entra admin center, Groups, the group, Members',
  groupSettings: 'Entra admin center, Groups, General',
  groupProperties: 'Entra admin center, Groups, the group, Properties',
  groupAudit: 'Entra admin center, Groups, Audit logs',
  eligibility: 'Entra admin center, Identity Governance, Privileged Identity Management, Groups',
  federatedProperties: `${FEDERATED}, Properties`,
  federatedSignOn: `${FEDERATED}, Single sign-on`,
  federatedClaims: `${FEDERATED}, Single sign-on, Attributes & Claims`,
  federatedProvisioning: `${FEDERATED}, Provisioning`,
  federatedAssigned: `${FEDERATED}, Users and groups`,
  federatedRoles: '`access saml-roles --entra`, then its entra.sh',
  files: 'the config folder',
} as const;
