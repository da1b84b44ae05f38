// The whole set-up in its order, from an empty tenant to the first sign-in, with what is done and what is next.
import type { NotRead } from '../state/health.ts';
import type { DoctorCode } from './checks.ts';
import type { Examination } from './doctor.ts';

export interface SetupStep {
  readonly title: string;
  readonly where: string;
  /** `manual`: nothing that can be read says whether it is done. `unknown`: what would say so could not be read. */
  readonly status: 'done' | 'to-do' | 'unknown' | 'manual';
  /** What is wrong with it, or what is missing to know. */
  readonly notes: readonly (string | Omit<NotRead, 'read'>)[];
}

interface Step {
  readonly title: string;
  readonly where: string;
  /** It is done when these pass. */
  readonly codes: readonly DoctorCode[];
}

const APPLICATION = 'Entra admin center, Enterprise applications, AWS IAM Identity Center';
const IDENTITY_CENTER = 'AWS console, IAM Identity Center';

const STEPS: readonly Step[] = [
  {
    title: 'enable Identity Center for the organization',
    where: `${IDENTITY_CENTER}, in the management account, in the region that it is to stay in`,
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
    where: `${IDENTITY_CENTER}, Settings, Delegated administrator`,
    codes: ['doctor/not-administrator', 'doctor/management-account'],
  },
  { title: 'add the application from the gallery', where: 'Entra admin center, Enterprise applications', codes: [] },
  {
    title: 'exchange the SAML metadata both ways',
    where: `${APPLICATION}, Single sign-on; ${IDENTITY_CENTER}, Settings, Identity source`,
    codes: [],
  },
  {
    title: 'change the identity source to the external identity provider',
    where: `${IDENTITY_CENTER}, Settings, Identity source`,
    codes: ['doctor/several-issuers', 'doctor/unsynced-users', 'doctor/unsynced-groups'],
  },
  {
    title: 'enable automatic provisioning, and write down the day of the token',
    where: `${IDENTITY_CENTER}, Settings, Identity source; then \`entra.scim.tokenCreated\` in access.yaml`,
    codes: ['doctor/token-ends', 'doctor/token-ended'],
  },
  {
    title: 'map objectId to externalId and userPrincipalName to userName',
    where: `${APPLICATION}, Provisioning, Attribute mapping`,
    codes: ['doctor/group-mapping', 'doctor/user-mapping', 'doctor/user-name'],
  },
  {
    title: 'require assignment, and set the scope to assigned users and groups',
    where: `${APPLICATION}, Properties; ${APPLICATION}, Provisioning, Settings`,
    codes: ['doctor/group-not-declared'],
  },
  {
    title: 'assign the groups to the application, and start provisioning',
    where: `${APPLICATION}, Users and groups; ${APPLICATION}, Provisioning`,
    codes: ['doctor/no-users', 'doctor/no-groups'],
  },
  {
    title: 'declare and pin the groups',
    where: 'the config folder: `access import`, `access pin`',
    codes: ['doctor/group-not-synced', 'doctor/group-identity', 'doctor/group-renamed', 'doctor/group-empty'],
  },
  { title: 'plan and apply', where: '`access plan`, `access apply`', codes: [] },
  { title: 'sign in at the access portal', where: 'as a member of one of the groups', codes: [] },
];

export function setupSteps({ checks }: Examination): readonly SetupStep[] {
  const byCode = new Map(checks.map((each) => [each.code, each]));
  return STEPS.map(({ title, where, codes }): SetupStep => {
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

function distinct(missing: readonly Omit<NotRead, 'read'>[]): readonly Omit<NotRead, 'read'>[] {
  const byText = new Map(missing.map((each) => [`${each.reason} ${each.subject}`, each]));
  return [...byText.values()];
}
