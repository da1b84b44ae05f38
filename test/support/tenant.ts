// A tenant of Entra in which everything is in order, for tests that break one thing of it.
import { type Instant, instantAt } from '../../src/instant.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraGroup,
  EntraPrincipal,
  EntraState,
  EntraUnread,
  ObjectMapping,
  ProvisioningJob,
} from '../../src/state/entra.ts';
import { asRead } from '../../src/state/read.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const TENANT_ID = '11111111-2222-4333-8444-555555555555';
export const APPLICATION_ID = 'aaaaaaaa-2222-4333-8444-555555555555';
const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';

export const denied = (...permissions: readonly string[]): EntraUnread => ({
  read: false,
  because: { kind: 'denied', permissions },
});

export const person = (id: string, userPrincipalName: string): EntraPrincipal => ({
  id,
  kind: 'user',
  displayName: userPrincipalName.split('@')[0]!,
  userPrincipalName,
});

export function entraGroup(id: string, displayName: string, changes: Partial<EntraGroup> = {}): EntraGroup {
  return {
    id,
    displayName,
    securityEnabled: true,
    mailEnabled: false,
    unified: false,
    roleAssignable: true,
    onPremisesSynced: false,
    owners: asRead([]),
    members: asRead([]),
    eligibility: asRead([]),
    ...changes,
  };
}

export const assignmentOf = ({ id, displayName }: EntraGroup): AppRoleAssignment => ({
  principalId: id,
  principalType: 'Group',
  displayName,
});

const attribute = (name: string, target: string, matchingPriority?: number) => ({
  target,
  expression: `[${name}]`,
  attribute: name,
  applies: 'always' as const,
  ...(matchingPriority === undefined ? {} : { matchingPriority }),
});

const WHOLE = { enabled: true, actions: ['Add', 'Update', 'Delete'], isFiltered: false };
export const USER_MAPPING: ObjectMapping = {
  ...WHOLE,
  source: 'User',
  target: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  attributes: [
    attribute('userPrincipalName', 'userName', 1),
    attribute('objectId', 'externalId'),
    attribute('displayName', 'displayName'),
    attribute('givenName', 'name.givenName'),
    attribute('surname', 'name.familyName'),
    { target: 'active', expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', applies: 'always' },
    attribute('telephoneNumber', 'phoneNumbers[type eq "work"].value'),
  ],
};
export const GROUP_MAPPING: ObjectMapping = {
  ...WHOLE,
  source: 'Group',
  target: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  attributes: [
    attribute('displayName', 'displayName', 1),
    attribute('objectId', 'externalId'),
    attribute('members', 'members'),
  ],
};

/** With another attribute as the source of one. */
export function mappedFrom(mapping: ObjectMapping, target: string, name: string | undefined): ObjectMapping {
  const others = mapping.attributes.filter((each) => each.target !== target);
  return { ...mapping, attributes: name === undefined ? others : [...others, attribute(name, target)] };
}

export function provisioningJob(now: Instant, changes: Partial<ProvisioningJob> = {}): ProvisioningJob {
  const began = instantAt(now - 20 * MINUTE_MS);
  return {
    id: 'AWS.1234',
    status: 'Active',
    lastExecution: { began, ended: instantAt(began + MINUTE_MS), state: 'Succeeded' },
    lastSuccess: instantAt(began + MINUTE_MS),
    steadySince: instantAt(now - 30 * DAY_MS),
    schedule: { state: 'Active', interval: 40 * MINUTE_MS },
    synced: new Map([['Group', 2]]),
    deletionThreshold: 10,
    mappings: asRead([USER_MAPPING, GROUP_MAPPING]),
    ...changes,
  };
}

export interface TenantParts {
  readonly groups: readonly EntraGroup[];
  readonly application?: Partial<EnterpriseApplication>;
  readonly saml?: Partial<EnterpriseApplication['saml']>;
  readonly job?: Partial<ProvisioningJob>;
}

export function enterpriseApplication(
  now: Instant,
  { groups, application = {}, saml = {}, job = {} }: TenantParts,
): EnterpriseApplication {
  return {
    id: APPLICATION_ID,
    appId: 'bbbbbbbb-2222-4333-8444-555555555555',
    displayName: 'AWS IAM Identity Center',
    templateId: TEMPLATE,
    enabled: true,
    assignmentRequired: true,
    saml: {
      mode: 'saml',
      identifiers: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/d-9067000000'],
      replyUrls: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159'],
      certificates: [{ thumbprint: 'AB12', end: instantAt(now + 200 * DAY_MS), active: true }],
      notificationAddresses: ['identity@orchard.example'],
      ...saml,
    },
    nameId: asRead({ kind: 'policy', source: 'user', attribute: 'userprincipalname', claims: [] }),
    assignments: asRead(groups.map(assignmentOf)),
    provisioning: asRead([provisioningJob(now, job)]),
    owners: asRead([]),
    failures: asRead([]),
    ...application,
  };
}

export function tenantOf(now: Instant, parts: TenantParts, changes: Partial<EntraState> = {}): EntraState {
  return {
    tenant: asRead({ id: TENANT_ID, displayName: 'Orchard' }),
    applications: asRead([enterpriseApplication(now, parts)]),
    groups: asRead(new Map(parts.groups.map((group) => [group.id, group]))),
    absent: new Set(),
    absentApplications: new Set(),
    groupCreation: asRead({ everybody: false }),
    ...changes,
  };
}
