// Every target but Identity Center.
import { ACCOUNT_ACCESS } from './account-access.ts';
import { APPLICATIONS } from './applications.ts';
import { SAML_ROLES } from './saml-roles.ts';
import type { Targets } from './target.ts';

export const TARGETS: Targets = {
  'account-access': ACCOUNT_ACCESS,
  'saml-roles': SAML_ROLES,
  applications: APPLICATIONS,
};
