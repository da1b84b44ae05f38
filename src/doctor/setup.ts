// The whole set-up in its order, from an empty tenant to the first sign-in, with what is done and what is next.
import { type Missing, PLACES } from './check.ts';
import type { DoctorCode } from './checks.ts';
import type { Examination } from './doctor.ts';

export interface SetupStep {
  readonly title: string;
  readonly where: string;
  /** `manual`: nothing that can be read says whether it is done. `unknown`: what would say so could not be read. */
  readonly status: 'done' | 'to-do' | 'unknown' | 'manual';
  /** What is wrong with it, or what is missing to know. */
  readonly notes: readonly (string | Missing)[];
}

interface Step {
  readonly title: string;
  readonly where: string;
  /** It is done when these pass. */
  readonly codes: readonly DoctorCode[];
  /** Where nothing of it is checked, it is no step of this set-up. */
  readonly isOptional?: true;
}

const STEPS: readonly Step[] = [
  {
    title: 'enable Identity Center for the organization',
    where: 'AWS console, IAM Identity Center, in the management account, in the region that it is to stay in',
    codes: [
      'doctor/no-instance',
      'doctor/several-instances',
      'doctor/instance-not-found',
      'doctor/instance-not-active',
      'doctor/permission-sets-disabled',
      'doctor/wrong-region',
      'doctor/trusted-access',
    ],
  },
  {
    title: 'register a delegated administrator, and work from there',
    where: PLACES.delegation,
    codes: ['doctor/not-administrator', 'doctor/management-account', 'doctor/delegated-administrators'],
  },
  {
    title: 'fence Identity Center by service control policies',
    where: PLACES.controlPolicies,
    codes: [
      'doctor/account-instances',
      'doctor/identity-providers',
      'doctor/policies-of-sets',
      'doctor/administration-not-fenced',
      'doctor/control-policy-blocks',
    ],
  },
  {
    title: 'add the application from the gallery, and require assignment',
    where: `${PLACES.applications}; ${PLACES.properties}`,
    codes: [
      'doctor/another-tenant',
      'doctor/no-application',
      'doctor/several-applications',
      'doctor/application-template',
      'doctor/application-disabled',
      'doctor/assignment-not-required',
      'doctor/application-owners',
    ],
  },
  {
    title: 'exchange the SAML metadata both ways',
    where: `${PLACES.signOn}; ${PLACES.source}`,
    codes: [
      'doctor/saml-mode',
      'doctor/saml-identifier',
      'doctor/saml-reply-url',
      'doctor/saml-foreign-reply-url',
      'doctor/saml-name-id',
      'doctor/no-certificate',
    ],
  },
  {
    title: 'enter who is told when the certificate ends',
    where: PLACES.certificates,
    codes: [
      'doctor/certificate-addresses',
      'doctor/certificate-to-renew',
      'doctor/certificate-ends',
      'doctor/certificate-ended',
    ],
  },
  {
    title: 'change the identity source to the external identity provider',
    where: PLACES.source,
    codes: ['doctor/several-issuers', 'doctor/unsynced-users', 'doctor/unsynced-groups'],
  },
  {
    title: 'enable automatic provisioning, and write down the day of the token',
    where: `${PLACES.token}; ${PLACES.provisioning}; then \`entra.scim.tokenCreated\` in access.yaml`,
    codes: ['doctor/no-provisioning', 'doctor/token-ends', 'doctor/token-ended', 'doctor/secret-in-files'],
  },
  {
    title: 'map objectId to externalId and userPrincipalName to userName',
    where: PLACES.mapping,
    codes: [
      'doctor/group-external-id',
      'doctor/user-external-id',
      'doctor/matching-attribute',
      'doctor/mapping-disabled',
      'doctor/mapping-filter',
      'doctor/updates-off',
      'doctor/attribute-not-mapped',
      'doctor/multi-valued-mapping',
      'doctor/deletions-off',
      'doctor/group-mapping',
      'doctor/user-mapping',
      'doctor/user-name',
    ],
  },
  {
    title: 'set the scope to assigned users and groups, and a threshold for deletions',
    where: PLACES.provisioningSettings,
    codes: [
      'doctor/sync-all',
      'doctor/name-adoption',
      'doctor/self-service-groups',
      'doctor/deletion-threshold',
      'doctor/group-not-declared',
    ],
  },
  {
    title: 'assign the groups to the application, and start provisioning',
    where: `${PLACES.assigned}; ${PLACES.provisioning}`,
    codes: [
      'doctor/no-users',
      'doctor/no-groups',
      'doctor/provisioning-stopped',
      'doctor/provisioning-quarantine',
      'doctor/provisioning-failing',
      'doctor/provisioning-late',
      'doctor/provisioning-log',
    ],
  },
  {
    title: 'declare and pin the groups',
    where: `${PLACES.files}: \`access import\`, \`access pin\``,
    codes: [
      'doctor/group-not-synced',
      'doctor/group-identity',
      'doctor/group-renamed',
      'doctor/group-empty',
      'doctor/group-gone',
      'doctor/group-not-security-enabled',
      'doctor/group-nested',
      'doctor/entra-namesakes',
    ],
  },
  {
    title: 'decide who may change the members of groups that give access',
    where: `${PLACES.groups}; then \`entra.require\` in access.yaml`,
    codes: [
      'doctor/group-requirement',
      'doctor/group-owners',
      'doctor/group-dynamic',
      'doctor/group-on-premises',
      'doctor/group-open',
      'doctor/group-not-role-assignable',
      'doctor/group-standing',
      'doctor/members-not-in-entra',
      'doctor/members-not-synced',
    ],
  },
  {
    title: 'deploy the pre-flight role to the accounts',
    where: `${PLACES.accountRoles}; then \`preflight\` in access.yaml`,
    codes: ['doctor/preflight-role'],
  },
  {
    title: 'let people sign in to accounts that are federated by SAML',
    where: `${PLACES.federatedSignOn}; ${PLACES.federatedRoles}`,
    codes: [
      'doctor/federation-no-application',
      'doctor/federation-template',
      'doctor/federation-disabled',
      'doctor/federation-mode',
      'doctor/federation-identifier',
      'doctor/federation-reply-url',
      'doctor/federation-certificate',
      'doctor/federation-claims',
      'doctor/federation-role-sync',
      'doctor/federation-import-key',
      'doctor/app-role-missing',
      'doctor/app-role-left',
      'doctor/app-role-unassigned',
      'doctor/app-role-not-granted',
      'doctor/app-role-default',
      'doctor/session-name',
    ],
    isOptional: true,
  },
  { title: 'plan and apply', where: '`access plan`, `access apply`', codes: [] },
  { title: 'prepare break-glass access', where: 'docs/entra.md, Break-glass', codes: [] },
  {
    title: 'look after a stand-by instance, where there is one',
    where: `${PLACES.files}: \`entra.standby\``,
    codes: ['doctor/standby-accounts', 'doctor/standby-token-ends', 'doctor/standby-token-ended'],
  },
  {
    title: 'sign in at the access portal, at the address of `identityCenter.startUrl`, which AWS tells nobody',
    where: 'as a member of one of the groups',
    codes: [],
  },
];

/** Of an instance that works, and of no step. */
export const STEPLESS: readonly DoctorCode[] = ['doctor/encryption', 'doctor/region-not-active', 'doctor/namesakes'];

export function setupSteps({ checks }: Examination): readonly SetupStep[] {
  const byCode = new Map(checks.map((each) => [each.code, each]));
  const steps = STEPS.filter(({ isOptional, codes }) => isOptional !== true || codes.some((code) => byCode.has(code)));
  return steps.map(({ title, where, codes }): SetupStep => {
    const own = codes.flatMap((code) => byCode.get(code) ?? []).filter(({ status }) => status !== 'off');
    const found = own.flatMap((each) => (each.status === 'failed' ? each.findings : []));
    const failed = found.map(({ message }) => message);
    // A notice is advice.
    const isToDo = found.some(({ severity }) => severity !== 'notice');
    const missing = own.flatMap((each) => (each.status === 'unknown' ? each.missing : []));
    if (own.length === 0) return { title, where, status: 'manual', notes: [] };
    if (isToDo) return { title, where, status: 'to-do', notes: failed };
    if (missing.length > 0) return { title, where, status: 'unknown', notes: [...failed, ...distinct(missing)] };
    return { title, where, status: 'done', notes: failed };
  });
}

function distinct(missing: readonly Missing[]): readonly Missing[] {
  const byText = new Map(missing.map((each) => [`${each.reason} ${each.subject}`, each]));
  return [...byText.values()];
}
