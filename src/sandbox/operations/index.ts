// The table of every operation the sandbox has, by service.
import type { Operations, Service } from '../operation.ts';
import { ACCESS_CONTROL } from './access-control.ts';
import { ACCOUNT_ACCESS } from './account-access.ts';
import { APPLICATION_ASSIGNMENTS } from './application-assignments.ts';
import { APPLICATION_SETTINGS } from './application-settings.ts';
import { APPLICATIONS } from './applications.ts';
import { ASSIGNMENTS } from './assignments.ts';
import { BOUNDARY } from './boundary.ts';
import { DELEGATION } from './delegation.ts';
import { EVENTS } from './events.ts';
import { GROUPS } from './groups.ts';
import { IAM_LAST_ACCESSED } from './iam-last-accessed.ts';
import { IAM_POLICIES } from './iam-policies.ts';
import { IAM_ROLE_WRITES } from './iam-role-writes.ts';
import { IAM_ROLES } from './iam-roles.ts';
import { IAM_SAML } from './iam-saml.ts';
import { IDENTITY_STORES } from './identity-stores.ts';
import { INSTANCES } from './instances.ts';
import { MEMBERSHIPS } from './memberships.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { PERMISSION_SETS } from './permission-sets.ts';
import { POLICIES } from './policies.ts';
import { CONTROL_POLICIES } from './control-policies.ts';
import { PROVISIONING } from './provisioning.ts';
import { REGIONS } from './regions.ts';
import { STS } from './sts.ts';
import { TAGS } from './tags.ts';
import { TOKEN_ISSUERS } from './token-issuers.ts';
import { USERS } from './users.ts';

export const OPERATIONS: Readonly<Record<Service, Operations>> = {
  'sso-admin': {
    ...INSTANCES,
    ...REGIONS,
    ...PERMISSION_SETS,
    ...POLICIES,
    ...BOUNDARY,
    ...PROVISIONING,
    ...ASSIGNMENTS,
    ...TAGS,
    ...ACCESS_CONTROL,
    ...APPLICATIONS,
    ...APPLICATION_ASSIGNMENTS,
    ...APPLICATION_SETTINGS,
    ...TOKEN_ISSUERS,
  },
  identitystore: { ...IDENTITY_STORES, ...GROUPS, ...USERS, ...MEMBERSHIPS },
  organizations: { ...ORGANIZATIONS, ...CONTROL_POLICIES, ...DELEGATION },
  sts: STS,
  cloudtrail: EVENTS,
  iam: { ...IAM_POLICIES, ...IAM_ROLES, ...IAM_ROLE_WRITES, ...IAM_SAML, ...IAM_LAST_ACCESSED },
  'account-access': ACCOUNT_ACCESS,
};
