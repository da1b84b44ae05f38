// A set-up that is broken in one way at a time: each is told, and a healthy one reports nothing. What nobody may know passes nowhere.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntraRequirements, GroupDeclaration } from '../../../src/config/declarations.ts';
import type { GroupAccess } from '../../../src/doctor/check.ts';
import { type FenceQuestion, fencesOf } from '../../../src/doctor/fences.ts';
import { CHECKS, type DoctorCode } from '../../../src/doctor/checks.ts';
import { countsOf, examine, findingsOf } from '../../../src/doctor/doctor.ts';
import type { Federation } from '../../../src/doctor/federation-facts.ts';
import { furtherGroups, furtherQuestion, leftUnasked } from '../../../src/doctor/entra-questions.ts';
import { type Declared, factsOf } from '../../../src/doctor/facts.ts';
import { STEPLESS, setupSteps } from '../../../src/doctor/setup.ts';
import { instantAt } from '../../../src/instant.ts';
import { memoizeByKey } from '../../../src/memoize.ts';
import { loadActionIndex } from '../../../src/policy-data.ts';
import { renderDoctorJson } from '../../../src/render/doctor-json.ts';
import type { Unchecked } from '../../../src/state/account-policies.ts';
import type { ControlPolicies, ControlPolicy } from '../../../src/state/control-policies.ts';
import type { Account, Group, User } from '../../../src/state/directory.ts';
import { appRoleId } from '../../../src/saml/app-roles.ts';
import type { FederatedApplication, FederatedRole } from '../../../src/saml/application.ts';
import { isMetadata, readMetadata } from '../../../src/saml/metadata.ts';
import type {
  AppRoleAssignment,
  EnterpriseApplication,
  EntraAppRole,
  EntraGroup,
  EntraState,
  ProvisioningJob,
} from '../../../src/state/entra.ts';
import { type Health, known } from '../../../src/state/health.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import { accountId, principalId } from '../../../src/state/state.ts';
import { formatFindings } from '../../support/cases.ts';
import { metadataXml } from '../../support/saml-metadata.ts';
import {
  APPLICATION_ID,
  denied as deniedByGraph,
  enterpriseApplication,
  entraGroup,
  GROUP_MAPPING,
  mappedFrom,
  person,
  provisioningJob,
  TENANT_ID,
  tenantOf,
  USER_MAPPING,
} from '../../support/tenant.ts';

const CASES = fileURLToPath(new URL('../../cases/doctor', import.meta.url));
const DAY_MS = 86_400_000;
const NOW = instantAt(Date.UTC(2026, 10, 28));
const SPAN = {
  file: 'access/access.yaml',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 9, offset: 8 },
};
const located = (value: string) => ({ value, span: SPAN });

const ISSUER = 'https://scim.aws.com/1223122';
const ids = (id: string, issuer = ISSUER) => [{ issuer, id }];
const objectId = (number: number) => `8aa1a0c0-c4c3-4bc0-b4a5-00000000000${number}`;
const group = (number: number, displayName: string, externalIds = ids(objectId(number))): Group => ({
  id: principalId(`aaaaaaaa-0000-4000-8000-00000000000${number}`),
  displayName,
  externalIds,
});
const user = (number: number, userName: string, externalIds = ids(objectId(number))): User => ({
  id: principalId(`bbbbbbbb-0000-4000-8000-00000000000${number}`),
  userName,
  externalIds,
});
const declared = (key: string, displayName: string, id: string): GroupDeclaration => ({
  kind: 'group',
  key: located(key),
  displayName: located(displayName),
  pin: { kind: 'objectId', id: located(id) },
});

const PICKERS = group(1, 'AWS Pickers');
const PRESSERS = group(2, 'AWS Pressers');
const ANN = user(3, 'ann@orchard.example');
const ARN = 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5';
const OTHER_ARN = 'arn:aws:sso:::instance/ssoins-7223ffffffffffff';
const store = 'd-9067000000';

const account = (id: string, name: string, ...organizationalUnits: readonly string[]): Account => ({
  id: accountId(id),
  name,
  state: 'ACTIVE',
  organizationalUnits,
  tags: UNREAD,
});
const PROD = account('222222222222', 'orchard-prod', 'ou-fr4t-workload', 'ou-fr4t-00prod00');
const TEST = account('333333333333', 'orchard-test', 'ou-fr4t-workload');
const ACCOUNTS = [
  account('111111111111', 'management'),
  account('444444444444', 'identity', 'ou-fr4t-0000core'),
  PROD,
  TEST,
];
const ROOT = 'r-fr4t';

/** The service control policy of a document's section: what people are told to attach. */
function documented(file: string, sid: string): ControlPolicy {
  const text = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
  const found = [...text.matchAll(/^ *```json\n([\s\S]*?)^ *```$/gm)].find(([, json]) =>
    json?.includes(`"Sid": "${sid}"`),
  );
  return controlPolicy(sid, JSON.parse(found?.[1] ?? ''));
}

function controlPolicy(
  name: string,
  document: Readonly<Record<string, unknown>>,
  ...targets: readonly string[]
): ControlPolicy {
  const attached = new Set(targets.length === 0 ? [ROOT] : targets);
  return { id: `p-${name}`, name, document: { kind: 'document', document }, targets: attached };
}

const MEMBERS_FENCED = documented('entra.md', 'NoOtherIdentityProviders');
const APPLY_FENCED = documented('security.md', 'OnlyThePipelineGrantsAccess');
const fenced = (...policies: readonly ControlPolicy[]): { readonly controlPolicies: Health['controlPolicies'] } => ({
  controlPolicies: known({ enabled: true, rootId: ROOT, policies, withoutFullAccess: new Set<string>() }),
});
const denying = (name: string, statement: object, ...targets: readonly string[]): ControlPolicy =>
  controlPolicy(
    name,
    { Version: '2012-10-17', Statement: { Effect: 'Deny', Resource: '*', ...statement } },
    ...targets,
  );

const INDEX = await loadActionIndex();
/** Sets are no JSON. */
const keyOf = (question: FenceQuestion) =>
  JSON.stringify(question, (_, value: unknown) => (value instanceof Set ? [...value] : value));
const judge = memoizeByKey(keyOf, (question) => fencesOf(question, INDEX));

const HEALTHY: Health = {
  region: 'eu-west-1',
  caller: { account: accountId('444444444444'), arn: 'arn:aws:sts::444444444444:assumed-role/access-plan/ci' },
  managementAccount: known(accountId('111111111111')),
  instances: known([{ arn: ARN, identityStoreId: store }]),
  instance: known({ status: 'ACTIVE', permissionSetsEnabled: true, encryption: { status: 'ENABLED' } }),
  regions: known([
    { name: 'eu-west-1', status: 'ACTIVE', isPrimary: true },
    { name: 'eu-central-1', status: 'ACTIVE', isPrimary: false },
  ]),
  delegatedAdministrators: known([accountId('444444444444')]),
  trustedServices: known(['cloudtrail.amazonaws.com', 'sso.amazonaws.com']),
  accounts: known(ACCOUNTS),
  ...fenced(MEMBERS_FENCED, APPLY_FENCED),
  groups: known([PICKERS, PRESSERS]),
  users: known([ANN]),
  emptyGroups: known(new Set<Group['id']>()),
  memberships: known(
    new Map([
      [PICKERS.id, [ANN.id]],
      [PRESSERS.id, [ANN.id]],
    ]),
  ),
};

const ANN_IN_ENTRA = person(objectId(3), 'ann@orchard.example');
const BOB_IN_ENTRA = person(objectId(4), 'bob@orchard.example');
const PICKERS_IN_ENTRA = entraGroup(objectId(1), 'AWS Pickers', { members: asRead([ANN_IN_ENTRA]) });
/** They give administrator access. */
const PRESSERS_IN_ENTRA = entraGroup(objectId(2), 'AWS Pressers', {
  members: asRead([ANN_IN_ENTRA]),
  eligibility: asRead([{ principalId: objectId(3), access: 'member' }]),
});
/** Assigned, and not declared. */
const SELLERS_IN_ENTRA = entraGroup(objectId(4), 'Sellers');
const IN_ENTRA = [PICKERS_IN_ENTRA, PRESSERS_IN_ENTRA, SELLERS_IN_ENTRA];
const TENANT = tenantOf(NOW, { groups: IN_ENTRA });

const withGroups = (...groups: readonly EntraGroup[]): Partial<EntraState> =>
  tenantOf(NOW, { groups: [...groups, SELLERS_IN_ENTRA] });
const withPickers = (changes: Partial<EntraGroup>) =>
  withGroups({ ...PICKERS_IN_ENTRA, ...changes }, PRESSERS_IN_ENTRA);
const withPressers = (changes: Partial<EntraGroup>) =>
  withGroups(PICKERS_IN_ENTRA, { ...PRESSERS_IN_ENTRA, ...changes });
const withApplication = (application: Partial<EnterpriseApplication>): Partial<EntraState> =>
  tenantOf(NOW, { groups: IN_ENTRA, application });
const withSaml = (saml: Partial<EnterpriseApplication['saml']>): Partial<EntraState> =>
  tenantOf(NOW, { groups: IN_ENTRA, saml });
const withJob = (job: Partial<ProvisioningJob>): Partial<EntraState> => tenantOf(NOW, { groups: IN_ENTRA, job });
const withMappings = (...mappings: (typeof USER_MAPPING)[]) => withJob({ mappings: asRead(mappings) });
const certificate = (days: number) =>
  withSaml({ certificates: [{ end: instantAt(NOW + days * DAY_MS + 3_600_000), active: true }] });
const hoursAgo = (hours: number) => instantAt(NOW - hours * 3_600_000);
const standbyOf = (days: number, ...pairs: readonly (readonly [string, string])[]) => ({
  token: { createdAt: instantAt(NOW - days * DAY_MS), span: SPAN },
  accounts: pairs.map(([own, standby]) => ({ account: located(own), standby: located(standby) })),
});
const FILES: Omit<Declared, 'asOf'> & { readonly instanceArn?: string } = {
  groups: [declared('pickers', 'AWS Pickers', objectId(1)), declared('pressers', 'AWS Pressers', objectId(2))],
  token: { createdAt: instantAt(NOW - 100 * DAY_MS), span: SPAN },
  instanceArn: ARN,
  fencing: { judge, policies: [{ name: 'TeamBase', path: '/teams/' }], preflightRole: '/access-preflight' },
  preflight: known({ role: 'access-preflight', accounts: [{ account: PROD }, { account: TEST }] }),
  standby: standbyOf(100, ['identity', '777777777771'], [PROD.id, '777777777772'], ['orchard-test', '777777777773']),
  files: [{ path: 'access/access.yaml', text: 'entra: { scim: { tokenCreated: 2026-01-10 } }\n' }],
};

const FEDERATED_ID = '7c1b5a30-0000-4000-8000-000000000001';
const roleOf = (name: string, principal: EntraGroup): FederatedRole => ({
  account: accountId('555555555555'),
  accountName: 'old-press',
  name,
  permissionSet: name.slice(6),
  value: `arn:aws:iam::555555555555:role/${name},arn:aws:iam::555555555555:saml-provider/EntraID`,
  grantees: [
    {
      kind: 'group',
      key: principal === PICKERS_IN_ENTRA ? 'pickers' : 'pressers',
      displayName: principal.displayName,
      objectId: principal.id,
    },
  ],
});
const FEDERATED: FederatedApplication = {
  name: 'saml/legacy',
  servicePrincipalId: FEDERATED_ID,
  roleSync: 'graph',
  sessionDuration: 3600,
  audiences: ['https://signin.aws.amazon.com/saml'],
  metadata: metadataXml({}),
  accounts: [
    {
      account: accountId('555555555555'),
      provider: 'arn:aws:iam::555555555555:saml-provider/EntraID',
      rolePrefix: 'Entra-',
    },
  ],
  roles: [roleOf('Entra-Picker', PICKERS_IN_ENTRA), roleOf('Entra-Presser', PRESSERS_IN_ENTRA)],
};
const appRoleOf = ({ name, value }: FederatedRole): EntraAppRole => ({
  id: appRoleId(value),
  displayName: `${name} in old-press`,
  value,
  isEnabled: true,
});
const assignedTo = (role: FederatedRole, principal: EntraGroup): AppRoleAssignment => ({
  id: `assignment-${role.name}-${principal.id}`,
  appRoleId: appRoleId(role.value),
  principalId: principal.id,
  principalType: 'Group',
  displayName: principal.displayName,
});
const [PICKER_ROLE, PRESSER_ROLE] = FEDERATED.roles as [FederatedRole, FederatedRole];
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes';
const CLAIMS = [
  { type: `${ATTRIBUTES}/Role`, source: 'user', attribute: 'assignedroles' },
  { type: `${ATTRIBUTES}/RoleSessionName`, source: 'user', attribute: 'userprincipalname' },
  { type: `${ATTRIBUTES}/SessionDuration`, value: '3600' },
];
const FEDERATED_IN_ENTRA: EnterpriseApplication = {
  ...enterpriseApplication(NOW, {
    groups: [],
    saml: {
      identifiers: ['https://signin.aws.amazon.com/saml#2'],
      replyUrls: ['https://signin.aws.amazon.com/saml'],
      certificates: [{ thumbprint: thumbprintOf(FEDERATED.metadata), active: true }],
    },
  }),
  id: FEDERATED_ID,
  displayName: 'AWS of the presses',
  templateId: '8b1025e4-1dd2-430b-a150-2ef79cd700f5',
  appRoles: [
    { id: '18d14569-c3bd-439b-9a66-3a2aee01d14f', displayName: 'User', isEnabled: true },
    ...FEDERATED.roles.map(appRoleOf),
  ],
  nameId: asRead({ kind: 'policy', claims: CLAIMS }),
  assignments: asRead([assignedTo(PICKER_ROLE, PICKERS_IN_ENTRA), assignedTo(PRESSER_ROLE, PRESSERS_IN_ENTRA)]),
  provisioning: asRead([]),
};

function thumbprintOf(document: string): string {
  const read = readMetadata(document);
  if (!isMetadata(read)) throw new Error('no metadata');
  return read.certificates[0]!.thumbprint;
}

const inFederation = (
  changes: Partial<EnterpriseApplication>,
  wanted: Partial<FederatedApplication> = {},
): Federation => ({
  wanted: [{ ...FEDERATED, ...wanted }],
  tenant: { ...TENANT, applications: asRead([{ ...FEDERATED_IN_ENTRA, ...changes }]) },
});
const inFederatedSaml = (changes: Partial<EnterpriseApplication['saml']>): Federation =>
  inFederation({ saml: { ...FEDERATED_IN_ENTRA.saml, ...changes } });
const importing = provisioningJob(NOW, { templateId: 'aws' });

interface Broken {
  readonly federation?: Federation;
  readonly health?: Partial<Health>;
  readonly files?: Partial<typeof FILES> & { readonly unnamed?: true };
  readonly entra?: Partial<EntraState>;
  readonly require?: Partial<EntraRequirements>;
  readonly unknown?: GroupAccess['unknown'];
  readonly servicePrincipalId?: string;
  readonly onlyBySaml?: readonly string[];
  readonly codes: readonly DoctorCode[];
}

function examined(broken: Partial<Omit<Broken, 'codes'>> = {}, levels = new Map()) {
  const { health = {}, files = {}, entra = {}, require = {}, unknown = new Map(), servicePrincipalId } = broken;
  const { federation = inFederation({}), onlyBySaml = [] } = broken;
  const { instanceArn, unnamed, ...declarations } = { ...FILES, unnamed: undefined, ...files };
  const named = {
    ...(unnamed === true || instanceArn === undefined ? {} : { instanceArn }),
    ...(servicePrincipalId === undefined ? {} : { servicePrincipalId }),
  };
  const facts = factsOf(
    { ...HEALTHY, ...health },
    { asOf: NOW, ...declarations, ...named, entra: { ...TENANT, ...entra }, federation },
  );
  return examine(facts, {
    asOf: NOW,
    serviceTime: NOW,
    groups: declarations.groups,
    levels,
    ...named,
    tenantId: TENANT_ID.toUpperCase(),
    delegatedAdministrators: ['444444444444'],
    access: { administrators: new Set(['pressers']), unknown },
    onlyBySaml: new Set(onlyBySaml),
    require: { all: [], administrator: [], ...require },
  });
}

const tried = (unchecked: Unchecked) => ({
  preflight: known({ role: 'access-preflight', accounts: [{ account: PROD, unchecked }, { account: TEST }] }),
});
const FENCE_CODES = ['doctor/account-instances', 'doctor/identity-providers', 'doctor/policies-of-sets'] as const;
const NO_CONTROL_POLICIES: ControlPolicies = {
  enabled: false,
  rootId: ROOT,
  policies: [],
  withoutFullAccess: new Set(),
};
const ALLOWING_S3 = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };

const DENIED = { read: false, reason: 'denied', subject: 'sso:Whatever' } as const;
const tokenOf = (days: number) => ({ token: { createdAt: instantAt(NOW - days * DAY_MS), span: SPAN } });

const BROKEN: Readonly<Record<string, Broken>> = {
  'federated-application-gone': {
    federation: { wanted: [FEDERATED], tenant: { ...TENANT, applications: asRead([]) } },
    codes: ['doctor/federation-no-application'],
  },
  'federated-application-of-our-own': {
    federation: inFederation({ templateId: 'cccccccc-2222-4333-8444-555555555555' }),
    codes: ['doctor/federation-template'],
  },
  'federated-application-disabled': {
    federation: inFederation({ enabled: false }),
    codes: ['doctor/federation-disabled'],
  },
  'federated-by-password': { federation: inFederatedSaml({ mode: 'password' }), codes: ['doctor/federation-mode'] },
  'federated-identifier-of-nobody': {
    federation: inFederatedSaml({ identifiers: ['https://signin.aws.amazon.com.evil.example/saml'] }),
    codes: ['doctor/federation-identifier'],
  },
  'federated-reply-url-of-another-region': {
    federation: inFederatedSaml({ replyUrls: ['https://eu-west-1.signin.aws.amazon.com/saml'] }),
    codes: ['doctor/federation-reply-url'],
  },
  'federated-reply-url-of-somebody-else': {
    federation: inFederatedSaml({ replyUrls: ['https://signin.aws.amazon.com/saml', 'https://evil.example/saml'] }),
    codes: ['doctor/federation-reply-url'],
  },
  'federated-certificate-renewed': {
    federation: inFederatedSaml({ certificates: [{ thumbprint: 'AB12', active: true }] }),
    codes: ['doctor/federation-certificate'],
  },
  'federated-without-certificate': {
    federation: inFederatedSaml({ certificates: [] }),
    codes: ['doctor/federation-certificate'],
  },
  'federated-claims-missing': {
    federation: inFederation({
      nameId: asRead({ kind: 'policy', claims: [{ type: `${ATTRIBUTES}/SessionDuration`, value: '7200' }] }),
    }),
    codes: ['doctor/federation-claims'],
  },
  'federated-roles-imported-beside': {
    federation: inFederation({ provisioning: asRead([importing]) }),
    codes: ['doctor/federation-role-sync'],
  },
  'federated-roles-not-imported': {
    federation: inFederation({}, { roleSync: 'import', importKeyCreated: instantAt(NOW - DAY_MS) }),
    codes: ['doctor/federation-role-sync'],
  },
  'federated-import-key-of-91-days': {
    federation: inFederation(
      { provisioning: asRead([importing]) },
      { roleSync: 'import', importKeyCreated: instantAt(NOW - 90 * DAY_MS) },
    ),
    codes: ['doctor/federation-import-key'],
  },
  'app-role-disabled': {
    federation: inFederation({
      appRoles: FEDERATED.roles.map((role) => ({ ...appRoleOf(role), isEnabled: role !== PICKER_ROLE })),
    }),
    codes: ['doctor/app-role-missing'],
  },
  'app-role-of-nobody': {
    federation: inFederation({
      appRoles: [...FEDERATED.roles.map(appRoleOf), appRoleOf(roleOf('Entra-Left', PICKERS_IN_ENTRA))],
    }),
    codes: ['doctor/app-role-left'],
  },
  'group-not-assigned-to-its-role': {
    federation: inFederation({ assignments: asRead([assignedTo(PICKER_ROLE, PICKERS_IN_ENTRA)]) }),
    codes: ['doctor/app-role-unassigned'],
  },
  'group-assigned-to-a-role-of-others': {
    federation: inFederation({
      assignments: asRead([
        assignedTo(PICKER_ROLE, PICKERS_IN_ENTRA),
        assignedTo(PRESSER_ROLE, PRESSERS_IN_ENTRA),
        assignedTo(PRESSER_ROLE, SELLERS_IN_ENTRA),
      ]),
    }),
    codes: ['doctor/app-role-not-granted'],
  },
  'group-assigned-to-no-role': {
    federation: inFederation({
      assignments: asRead([
        assignedTo(PICKER_ROLE, PICKERS_IN_ENTRA),
        assignedTo(PRESSER_ROLE, PRESSERS_IN_ENTRA),
        { ...assignedTo(PICKER_ROLE, SELLERS_IN_ENTRA), appRoleId: '18d14569-c3bd-439b-9a66-3a2aee01d14f' },
      ]),
    }),
    codes: ['doctor/app-role-default'],
  },
  'guest-with-a-granted-role': {
    entra: withPickers({
      members: asRead([ANN_IN_ENTRA, person(objectId(8), 'gus_mill.example#EXT#@orchard.example')]),
    }),
    health: {
      users: known([ANN, user(8, 'gus_mill.example#EXT#@orchard.example')]),
      memberships: known(
        new Map([
          [PICKERS.id, [ANN.id, principalId('bbbbbbbb-0000-4000-8000-000000000008')]],
          [PRESSERS.id, [ANN.id]],
        ]),
      ),
    },
    codes: ['doctor/session-name'],
  },
  'no-instance': { health: { instances: known([]) }, files: { unnamed: true }, codes: ['doctor/no-instance'] },
  'instance-deleted': { health: { instances: known([]) }, codes: ['doctor/instance-not-found'] },
  'another-instance': {
    health: { instances: known([{ arn: OTHER_ARN, identityStoreId: store }]) },
    codes: ['doctor/instance-not-found'],
  },
  'several-instances': {
    health: { instances: known([ARN, OTHER_ARN].map((arn) => ({ arn, identityStoreId: store }))) },
    files: { unnamed: true },
    codes: ['doctor/several-instances'],
  },
  'instance-being-made': {
    health: {
      instance: known({ status: 'CREATE_IN_PROGRESS', permissionSetsEnabled: true, encryption: { status: 'ENABLED' } }),
    },
    codes: ['doctor/instance-not-active'],
  },
  'applications-only': {
    health: { instance: known({ status: 'ACTIVE', permissionSetsEnabled: false, encryption: { status: 'ENABLED' } }) },
    codes: ['doctor/permission-sets-disabled'],
  },
  'key-that-cannot-be-used': {
    health: {
      instance: known({
        status: 'ACTIVE',
        permissionSetsEnabled: true,
        encryption: { status: 'UPDATE_FAILED', key: 'arn:aws:kms:eu-west-1:111111111111:key/8aa1a0c0' },
      }),
    },
    codes: ['doctor/encryption'],
  },
  'another-region': { health: { region: 'eu-central-1' }, codes: ['doctor/wrong-region'] },
  'region-being-added': {
    health: {
      regions: known([
        { name: 'eu-west-1', status: 'ACTIVE', isPrimary: true },
        { name: 'eu-central-1', status: 'ADDING', isPrimary: false },
      ]),
    },
    codes: ['doctor/region-not-active'],
  },
  'member-account': {
    health: { caller: { account: accountId('222222222222'), arn: 'arn:aws:iam::222222222222:user/eve' } },
    codes: ['doctor/not-administrator'],
  },
  'management-account': {
    health: { caller: { account: accountId('111111111111'), arn: 'arn:aws:iam::111111111111:user/root' } },
    codes: ['doctor/management-account'],
  },
  'nobody-delegated': {
    health: {
      caller: { account: accountId('111111111111'), arn: 'arn:aws:iam::111111111111:user/root' },
      delegatedAdministrators: known([]),
    },
    codes: ['doctor/management-account', 'doctor/delegated-administrators'],
  },
  'another-account-delegated': {
    health: { delegatedAdministrators: known(['444444444444', '222222222222'].map(accountId)) },
    codes: ['doctor/delegated-administrators'],
  },
  'secrets-in-the-files': {
    files: {
      files: [
        {
          path: 'access/access.yaml',
          text: `entra:\n  # Bearer ${'abcdef0123456789'.repeat(3)}\n  scim: { tokenCreated: 2026-01-10 }\n${'aB3'.repeat(60)}\n`,
        },
      ],
    },
    codes: ['doctor/secret-in-files'],
  },
  'nothing-fenced': {
    health: { controlPolicies: known(NO_CONTROL_POLICIES) },
    codes: [...FENCE_CODES, 'doctor/administration-not-fenced'],
  },
  'fenced-but-for-a-unit': {
    health: fenced({ ...MEMBERS_FENCED, targets: new Set(['ou-fr4t-0000core', 'ou-fr4t-00prod00']) }, APPLY_FENCED),
    codes: ['doctor/identity-providers', 'doctor/policies-of-sets'],
  },
  'fence-that-a-second-factor-opens': {
    health: fenced(
      MEMBERS_FENCED,
      denying('mfa', {
        Action: ['sso:*', 'identitystore:*', 'account-access:*'],
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    ),
    codes: ['doctor/administration-not-fenced'],
  },
  'fence-with-an-exception-for-anybody': {
    health: fenced(
      APPLY_FENCED,
      denying('fence', {
        Action: ['sso:CreateInstance', 'iam:Add*', 'iam:Create*', 'iam:Delete*', 'iam:Set*', 'iam:Update*'],
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*admin*' } },
      }),
    ),
    codes: ['doctor/identity-providers', 'doctor/policies-of-sets'],
  },
  'fence-that-is-in-the-way': {
    health: fenced(
      MEMBERS_FENCED,
      APPLY_FENCED,
      denying('no-iam', { NotAction: ['sso:*', 's3:*'] }, 'ou-fr4t-workload'),
      denying('no-identity-center', { Action: ['sso:Create*', 'organizations:*', 'sts:*'] }, '444444444444'),
    ),
    codes: ['doctor/control-policy-blocks'],
  },
  'region-that-is-in-the-way': {
    health: fenced(
      MEMBERS_FENCED,
      APPLY_FENCED,
      denying('regions', { Action: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } }),
    ),
    codes: ['doctor/control-policy-blocks'],
  },
  'list-that-leaves-access-out': {
    health: {
      controlPolicies: known({
        enabled: true,
        rootId: ROOT,
        policies: [
          MEMBERS_FENCED,
          APPLY_FENCED,
          controlPolicy('s3', ALLOWING_S3, TEST.id),
          denying('nothing', { Action: 'ec2:*' }, PROD.id),
        ],
        withoutFullAccess: new Set<string>([PROD.id, TEST.id]),
      }),
    },
    codes: ['doctor/control-policy-blocks'],
  },
  'role-missing-in-an-account': {
    files: tried({ why: 'role', detail: 'sts:AssumeRole' }),
    codes: ['doctor/preflight-role'],
  },
  'role-that-may-not-read': {
    files: tried({ why: 'denied', detail: 'iam:GetPolicyVersion' }),
    codes: ['doctor/preflight-role'],
  },
  'no-trusted-access': { health: { trustedServices: known([]) }, codes: ['doctor/trusted-access'] },
  'no-users': { health: { users: known([]), memberships: known(new Map()) }, codes: ['doctor/no-users'] },
  'no-groups': { health: { groups: known([]) }, files: { groups: [] }, codes: ['doctor/no-groups'] },
  'user-made-by-hand': {
    health: { users: known([ANN, user(4, 'bob@orchard.example', [])]) },
    codes: ['doctor/unsynced-users'],
  },
  'group-of-control-tower': {
    health: { groups: known([PICKERS, PRESSERS, group(4, 'AWSControlTowerAdmins', [])]) },
    codes: ['doctor/unsynced-groups'],
  },
  'identity-source-changed': {
    health: { users: known([ANN, user(4, 'bob@orchard.example', ids(objectId(4), 'https://scim.aws.com/999'))]) },
    codes: ['doctor/several-issuers'],
  },
  'user-name-of-active-directory': {
    health: { users: known([ANN, user(4, 'ORCHARD\\bob')]) },
    codes: ['doctor/user-name'],
  },
  'groups-mapped-by-name': {
    health: { groups: known([PICKERS, PRESSERS, group(4, 'AWS Sellers', ids('sellers'))]) },
    files: { groups: [...FILES.groups, declared('sellers', 'AWS Sellers', objectId(4))] },
    codes: ['doctor/group-mapping', 'doctor/group-identity'],
  },
  'users-mapped-by-mail-nickname': {
    health: { users: known([ANN, user(4, 'bob@orchard.example', ids('bob'))]) },
    codes: ['doctor/user-mapping'],
  },
  namesakes: {
    health: { groups: known([PICKERS, PRESSERS, group(4, 'AWS Pickеrs')]) },
    codes: ['doctor/namesakes', 'doctor/group-not-declared'],
  },
  'standby-token-on-its-275th-day': {
    files: { standby: { ...FILES.standby!, token: standbyOf(275).token } },
    codes: ['doctor/standby-token-ends'],
  },
  'standby-token-that-ended': {
    files: { standby: { ...FILES.standby!, token: standbyOf(400).token } },
    codes: ['doctor/standby-token-ended'],
  },
  'standby-with-other-accounts': {
    files: {
      standby: standbyOf(1, ['identity', '777777777771'], ['orchard-prod', '777777777771'], ['press', '777777777773']),
    },
    codes: ['doctor/standby-accounts'],
  },
  'token-on-its-275th-day': { files: tokenOf(275), codes: ['doctor/token-ends'] },
  'token-on-its-334th-day': { files: tokenOf(334), codes: ['doctor/token-ends'] },
  'token-on-its-335th-day': { files: tokenOf(335), codes: ['doctor/token-ended'] },
  'token-on-its-365th-day': { files: tokenOf(365), codes: ['doctor/token-ended'] },
  'group-not-synced': { health: { groups: known([PICKERS]) }, codes: ['doctor/group-not-synced'] },
  // Whoever signs in by SAML alone is nowhere to be synced to.
  'group-of-saml-roles-alone': { health: { groups: known([PICKERS]) }, onlyBySaml: ['pressers'], codes: [] },
  'group-made-again': {
    health: { groups: known([PICKERS, group(2, 'AWS Pressers', ids(objectId(9)))]) },
    entra: {
      ...withGroups(PICKERS_IN_ENTRA, entraGroup(objectId(9), 'AWS Pressers')),
      absent: new Set([objectId(2)]),
    },
    codes: ['doctor/group-identity', 'doctor/entra-namesakes'],
  },
  'group-renamed': {
    health: { groups: known([PICKERS, group(2, 'AWS Crushers', ids(objectId(2)))]) },
    codes: ['doctor/group-renamed'],
  },
  'group-not-declared': {
    health: { groups: known([PICKERS, PRESSERS, group(4, 'Chess')]) },
    codes: ['doctor/group-not-declared'],
  },
  'group-without-members': {
    health: { emptyGroups: known(new Set([PICKERS.id])) },
    codes: ['doctor/group-empty'],
  },
  'another-tenant': {
    entra: { tenant: asRead({ id: objectId(9), displayName: 'Vineyard' }) },
    codes: ['doctor/another-tenant'],
  },
  'no-application': { entra: { applications: asRead([]) }, codes: ['doctor/no-application'] },
  'declared-application-gone': {
    entra: { applications: asRead([]) },
    servicePrincipalId: APPLICATION_ID,
    codes: ['doctor/no-application'],
  },
  'two-applications': {
    entra: {
      applications: asRead([
        enterpriseApplication(NOW, { groups: IN_ENTRA }),
        enterpriseApplication(NOW, { groups: [], application: { id: objectId(9), displayName: 'AWS test' } }),
      ]),
    },
    codes: ['doctor/several-applications'],
  },
  'application-of-our-own': {
    entra: { applications: asRead([withoutTemplate()]) },
    codes: ['doctor/application-template'],
  },
  'single-account-application': {
    entra: withApplication({ templateId: '8b1025e4-1dd2-430b-a150-2ef79cd700f5' }),
    codes: ['doctor/application-template'],
  },
  'application-disabled': { entra: withApplication({ enabled: false }), codes: ['doctor/application-disabled'] },
  'anybody-signs-in': {
    entra: withApplication({ assignmentRequired: false }),
    codes: ['doctor/assignment-not-required'],
  },
  'application-with-an-owner': {
    entra: withApplication({ owners: asRead([BOB_IN_ENTRA]) }),
    codes: ['doctor/application-owners'],
  },
  'linked-sign-on': { entra: withSaml({ mode: 'notSupported' }), codes: ['doctor/saml-mode'] },
  'identifier-of-an-earlier-instance': {
    entra: withSaml({ identifiers: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/d-9067ffffff'] }),
    codes: ['doctor/saml-identifier'],
  },
  'identifier-of-somebody-else': {
    entra: withSaml({ identifiers: [`https://evil.example/platform/saml/${store}`] }),
    codes: ['doctor/saml-identifier'],
  },
  'no-identifier': { entra: withSaml({ identifiers: [] }), codes: ['doctor/saml-identifier'] },
  'reply-url-of-another-region': {
    entra: withSaml({ replyUrls: ['https://us-east-1.signin.aws.amazon.com/platform/saml/acs/4ac38751'] }),
    codes: ['doctor/saml-reply-url'],
  },
  'reply-url-of-somebody-else': {
    entra: withSaml({ replyUrls: ['https://eu-west-1.evil.example/platform/saml/acs/4ac38751'] }),
    codes: ['doctor/saml-reply-url', 'doctor/saml-foreign-reply-url'],
  },
  'reply-url-of-somebody-else-beside-ours': {
    entra: withSaml({
      replyUrls: [
        'https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/4ac38751',
        'https://eu-west-1.sso.signin.aws/platform/saml/acs/4ac38751',
        'https://signin.aws.amazon.com.evil.example/platform/saml/acs/4ac38751',
        'http://eu-west-1.signin.aws.amazon.com/platform/saml/acs/4ac38751',
      ],
    }),
    codes: ['doctor/saml-foreign-reply-url'],
  },
  'no-reply-url': { entra: withSaml({ replyUrls: [] }), codes: ['doctor/saml-reply-url'] },
  'name-identifier-is-mail': {
    entra: withApplication({ nameId: asRead({ kind: 'policy', source: 'user', attribute: 'mail', claims: [] }) }),
    codes: ['doctor/saml-name-id'],
  },
  'no-active-certificate': {
    entra: withSaml({ certificates: [{ end: hoursAgo(1), active: false }] }),
    codes: ['doctor/no-certificate'],
  },
  'certificate-with-60-days': { entra: certificate(60), codes: ['doctor/certificate-to-renew'] },
  'certificate-with-30-days': { entra: certificate(30), codes: ['doctor/certificate-ends'] },
  'certificate-with-7-days': { entra: certificate(7), codes: ['doctor/certificate-ended'] },
  'certificate-that-ended': { entra: certificate(-3), codes: ['doctor/certificate-ended'] },
  'nobody-told-of-the-certificate': {
    entra: withSaml({ notificationAddresses: [] }),
    codes: ['doctor/certificate-addresses'],
  },
  'no-provisioning': { entra: withApplication({ provisioning: asRead([]) }), codes: ['doctor/no-provisioning'] },
  'provisioning-not-configured': { entra: withJob({ status: 'NotConfigured' }), codes: ['doctor/no-provisioning'] },
  'provisioning-paused': { entra: withJob({ status: 'Paused' }), codes: ['doctor/provisioning-stopped'] },
  'provisioning-disabled': {
    entra: withJob({ schedule: { state: 'Disabled' } }),
    codes: ['doctor/provisioning-stopped'],
  },
  'token-refused': {
    entra: withJob({
      status: 'Quarantine',
      quarantine: {
        reason: 'EncounteredQuarantineException',
        since: hoursAgo(50),
        error: 'SystemForCrossDomainIdentityManagementServiceIncompatible: 401\nUnauthorized',
      },
    }),
    codes: ['doctor/provisioning-quarantine'],
  },
  'too-many-deletions': {
    entra: withJob({ status: 'Quarantine', quarantine: { reason: 'TooManyDeletes' } }),
    codes: ['doctor/provisioning-quarantine'],
  },
  'quarantine-for-a-reason-nobody-knows': {
    entra: withJob({ status: 'Quarantine', quarantine: { reason: 'constructor' } }),
    codes: ['doctor/provisioning-quarantine'],
  },
  'last-cycle-failed': {
    entra: withJob({ lastExecution: { ended: hoursAgo(1), state: 'EntryLevelErrors' } }),
    codes: ['doctor/provisioning-failing'],
  },
  'no-cycle-since-yesterday': {
    entra: withJob({ lastSuccess: hoursAgo(26) }),
    codes: ['doctor/provisioning-late'],
  },
  'no-deletion-threshold': { entra: withoutThreshold(), codes: ['doctor/deletion-threshold'] },
  'duplicate-in-the-log': {
    entra: withApplication({
      failures: asRead([
        {
          at: hoursAgo(3),
          action: 'Create',
          source: { id: objectId(9), displayName: 'AWS `Sellers`', kind: 'Group' },
          code: 'SystemForCrossDomainIdentityManagementBadResponse',
          reason: 'Refused to create a new, duplicate resource',
        },
        { at: hoursAgo(24 * 8), action: 'Create' },
      ]),
    }),
    codes: ['doctor/provisioning-log'],
  },
  'groups-mapped-from-mail-nickname': {
    entra: withMappings(USER_MAPPING, mappedFrom(GROUP_MAPPING, 'externalId', 'mailNickname')),
    codes: ['doctor/group-external-id'],
  },
  'users-mapped-from-mail-nickname': {
    entra: withMappings(mappedFrom(USER_MAPPING, 'externalId', 'mailNickname'), GROUP_MAPPING),
    codes: ['doctor/user-external-id'],
  },
  'external-id-not-mapped': {
    entra: withMappings(
      mappedFrom(USER_MAPPING, 'externalId', undefined),
      mappedFrom(GROUP_MAPPING, 'externalId', undefined),
    ),
    codes: ['doctor/group-external-id', 'doctor/user-external-id'],
  },
  'two-matching-attributes': {
    entra: withMappings(matchedBy(USER_MAPPING, 'userName', 'externalId'), GROUP_MAPPING),
    codes: ['doctor/matching-attribute'],
  },
  'groups-matched-by-nothing': {
    entra: withMappings(USER_MAPPING, matchedBy(GROUP_MAPPING)),
    codes: ['doctor/matching-attribute'],
  },
  'groups-not-provisioned': {
    entra: withMappings(USER_MAPPING, { ...GROUP_MAPPING, enabled: false }),
    codes: ['doctor/mapping-disabled'],
  },
  'deletions-not-provisioned': {
    entra: withMappings(USER_MAPPING, { ...GROUP_MAPPING, actions: ['Add', 'Update'] }),
    codes: ['doctor/deletions-off'],
  },
  'updates-not-provisioned': {
    entra: withMappings({ ...USER_MAPPING, actions: ['Add', 'Delete'] }, { ...GROUP_MAPPING, actions: ['Delete'] }),
    codes: ['doctor/updates-off'],
  },
  'members-not-mapped': {
    entra: withMappings(USER_MAPPING, mappedFrom(GROUP_MAPPING, 'members', undefined)),
    codes: ['doctor/attribute-not-mapped'],
  },
  'users-without-active-and-family-name': {
    entra: withMappings(
      mappedFrom(mappedFrom(USER_MAPPING, 'active', undefined), 'name.familyName', undefined),
      GROUP_MAPPING,
    ),
    codes: ['doctor/attribute-not-mapped'],
  },
  'scoping-filter': {
    entra: withMappings({ ...USER_MAPPING, isFiltered: true }, GROUP_MAPPING),
    codes: ['doctor/mapping-filter'],
  },
  'two-telephone-numbers': {
    entra: withMappings(mappedFrom(USER_MAPPING, 'phoneNumbers[type eq "mobile"].value', 'mobile'), GROUP_MAPPING),
    codes: ['doctor/multi-valued-mapping'],
  },
  'synced-and-not-assigned': {
    entra: withApplication({ assignments: asRead([]) }),
    codes: ['doctor/sync-all'],
  },
  'groups-of-anybody-are-synced': {
    entra: { ...withApplication({ assignments: asRead([]) }), groupCreation: asRead({ everybody: true }) },
    codes: ['doctor/sync-all', 'doctor/self-service-groups', 'doctor/name-adoption'],
  },
  'anybody-makes-groups': {
    entra: { groupCreation: asRead({ everybody: true }) },
    codes: ['doctor/self-service-groups'],
  },
  'group-gone-from-entra': {
    entra: { ...withGroups(PICKERS_IN_ENTRA), absent: new Set([objectId(2)]) },
    codes: ['doctor/group-gone'],
  },
  'waits-for-it-exists': {
    health: { groups: known([PICKERS]) },
    entra: { ...withGroups(PICKERS_IN_ENTRA), absent: new Set([objectId(2)]) },
    codes: ['doctor/group-not-synced'],
  },
  'waits-for-security-enabled': {
    health: { groups: known([PICKERS]) },
    entra: withPressers({ securityEnabled: false }),
    codes: ['doctor/group-not-synced'],
  },
  'waits-for-assigned': {
    health: { groups: known([PICKERS]) },
    entra: withApplication({
      assignments: asRead([{ principalId: objectId(1), principalType: 'Group', displayName: '' }]),
    }),
    codes: ['doctor/group-not-synced'],
  },
  'waits-for-the-cycle': { health: { groups: known([PICKERS]) }, codes: ['doctor/group-not-synced'] },
  'waits-in-quarantine': {
    health: { groups: known([PICKERS]) },
    entra: withJob({ status: 'Quarantine', quarantine: { reason: 'EncounteredBaseEscrowThreshold' } }),
    codes: ['doctor/group-not-synced', 'doctor/provisioning-quarantine'],
  },
  'waits-for-its-failure': {
    health: { groups: known([PICKERS]) },
    entra: withApplication({
      failures: asRead([
        {
          at: hoursAgo(1),
          action: 'Create',
          source: { id: objectId(2), displayName: 'AWS Pressers', kind: 'Group' },
          reason: 'Refused to create a new, duplicate resource',
        },
      ]),
    }),
    codes: ['doctor/group-not-synced', 'doctor/provisioning-log'],
  },
  'waits-for-nobody-knows-what': {
    health: { groups: known([PICKERS]) },
    entra: withApplication({ assignments: deniedByGraph('Application.Read.All') }),
    codes: ['doctor/group-not-synced'],
  },
  'group-no-longer-security-enabled': {
    entra: withPressers({ securityEnabled: false }),
    codes: ['doctor/group-not-security-enabled'],
  },
  'nested-group': {
    entra: withPickers({
      members: asRead([ANN_IN_ENTRA, { id: objectId(9), kind: 'group', displayName: 'Pickers of autumn' }]),
    }),
    codes: ['doctor/group-nested'],
  },
  'namesake-in-entra': {
    entra: withGroups(PICKERS_IN_ENTRA, PRESSERS_IN_ENTRA, entraGroup(objectId(9), 'AWS Pressers')),
    codes: ['doctor/entra-namesakes'],
  },
  'group-with-an-owner': {
    entra: withPickers({ owners: asRead([BOB_IN_ENTRA]) }),
    codes: ['doctor/group-owners'],
  },
  'group-with-an-eligible-owner': {
    entra: withPickers({ eligibility: asRead([{ principalId: objectId(4), access: 'owner' }]) }),
    codes: ['doctor/group-owners'],
  },
  'dynamic-group': {
    entra: withPickers({ dynamic: { rule: 'user.department -eq "Orchard"', paused: false } }),
    codes: ['doctor/group-dynamic'],
  },
  'group-from-on-premises': {
    entra: withPickers({ onPremisesSynced: true }),
    codes: ['doctor/group-on-premises'],
  },
  'public-group': {
    entra: withPickers({ unified: true, visibility: 'Public' }),
    codes: ['doctor/group-open'],
  },
  'administrators-of-an-ordinary-group': {
    entra: withPressers({ roleAssignable: false }),
    codes: ['doctor/group-not-role-assignable'],
  },
  'eligibility-that-is-over-or-to-come': {
    entra: withPressers({
      eligibility: asRead([
        { principalId: objectId(3), access: 'member', end: hoursAgo(1) },
        { principalId: objectId(3), access: 'member', start: instantAt(NOW + DAY_MS) },
        { principalId: objectId(4), access: 'owner', end: hoursAgo(1) },
      ]),
    }),
    codes: ['doctor/group-standing'],
  },
  'standing-administrators': {
    entra: withPressers({ eligibility: asRead([]) }),
    codes: ['doctor/group-standing'],
  },
  'standing-beside-eligible-administrators': {
    health: {
      users: known([ANN, user(4, 'bob@orchard.example')]),
      memberships: known(
        new Map([
          [PICKERS.id, [ANN.id]],
          [PRESSERS.id, [ANN.id, user(4, '').id]],
        ]),
      ),
    },
    entra: withPressers({ members: asRead([ANN_IN_ENTRA, BOB_IN_ENTRA]) }),
    codes: ['doctor/group-standing'],
  },
  'requirements-not-met': {
    entra: withPressers({
      roleAssignable: false,
      onPremisesSynced: true,
      owners: asRead([BOB_IN_ENTRA]),
      dynamic: { rule: 'user.department -eq "Orchard"', paused: false },
    }),
    require: {
      all: ['noOwners', 'cloudOnly'],
      administrator: ['roleAssignable', 'noOwners', 'noDynamicRule', 'eligibleOnly'],
    },
    codes: ['doctor/group-requirement'],
  },
  'eligible-as-an-owner': {
    entra: withPressers({
      eligibility: asRead([
        { principalId: objectId(3), access: 'member' },
        { principalId: objectId(4), access: 'owner' },
      ]),
    }),
    require: { administrator: ['noOwners'] },
    codes: ['doctor/group-requirement'],
  },
  'member-added-in-aws': {
    health: {
      users: known([ANN, user(4, 'bob@orchard.example')]),
      memberships: known(
        new Map([
          [PICKERS.id, [ANN.id, user(4, '').id]],
          [PRESSERS.id, [ANN.id]],
        ]),
      ),
    },
    codes: ['doctor/members-not-in-entra'],
  },
  'member-that-did-not-arrive': {
    entra: withPickers({ members: asRead([ANN_IN_ENTRA, BOB_IN_ENTRA]) }),
    codes: ['doctor/members-not-synced'],
  },
};

function withoutTemplate(): EnterpriseApplication {
  const { templateId: _, ...application } = enterpriseApplication(NOW, { groups: IN_ENTRA });
  return application;
}

function withoutThreshold(): Partial<EntraState> {
  const { deletionThreshold: _, ...job } = provisioningJob(NOW);
  return withApplication({ provisioning: asRead([job]) });
}

function matchedBy(mapping: typeof USER_MAPPING, ...targets: readonly string[]): typeof USER_MAPPING {
  const attributes = mapping.attributes.map(({ matchingPriority: _, ...each }) =>
    targets.includes(each.target) ? { ...each, matchingPriority: 1 + targets.indexOf(each.target) } : each,
  );
  return { ...mapping, attributes };
}

describe('a set-up that is broken in one way', () => {
  test.each(Object.entries(BROKEN))('%s', async (name, broken) => {
    const examination = examined(broken);
    const failed = examination.checks.filter(({ status }) => status === 'failed').map(({ code }) => code);
    expect(failed.toSorted()).toEqual(broken.codes.toSorted());
    const where = examination.checks.flatMap((each) =>
      each.status === 'failed'
        ? each.findings.map((finding) => `  where: ${finding.where ?? each.where} (${each.docs})\n`)
        : [],
    );
    const text = `${formatFindings(findingsOf(examination))}${[...new Set(where)].join('')}`;
    await expect(text).toMatchFileSnapshot(path.join(CASES, name, 'expected.txt'));
  });

  test('every check is broken by one of them', () => {
    const codes = new Set(Object.values(BROKEN).flatMap((broken) => broken.codes));
    expect(Object.keys(CHECKS).filter((code) => !codes.has(code as DoctorCode))).toEqual([]);
  });

  test('every step of the set-up that is checked counts what breaks it', () => {
    for (const broken of Object.values(BROKEN)) {
      const examination = examined(broken);
      const notes = setupSteps(examination).flatMap((step) => step.notes);
      for (const each of examination.checks) {
        if (each.status !== 'failed' || STEPLESS.includes(each.code)) continue;
        expect(notes).toEqual(expect.arrayContaining(each.findings.map(({ message }) => message)));
      }
    }
  });
});

describe('a healthy set-up', () => {
  test('reports nothing, and everything of it is known', () => {
    const examination = examined();
    expect(findingsOf(examination)).toEqual([]);
    expect(countsOf(examination)).toMatchObject({ passed: Object.keys(CHECKS).length, unknown: 0 });
  });

  test('asks nothing about SAML where the files hand no accounts to it', () => {
    const { checks } = examined({ federation: { wanted: [] } });
    expect(checks.filter(({ area }) => area === 'Accounts by SAML')).toEqual([]);
    expect(setupSteps(examined({ federation: { wanted: [] } })).map(({ title }) => title)).not.toContain(
      'let people sign in to accounts that are federated by SAML',
    );
  });

  test.each([0, 274])('with a token of %s days', (days) => {
    expect(findingsOf(examined({ files: tokenOf(days) }))).toEqual([]);
  });

  test('with a break-glass group that is pinned by its id in Identity Center', () => {
    const glass = group(5, 'Break glass', []);
    const pin = { kind: 'groupId', id: located(glass.id) } as const;
    const files = { groups: [...FILES.groups, { ...declared('glass', 'Break glass', ''), pin }] };
    expect(findingsOf(examined({ health: { groups: known([PICKERS, PRESSERS, glass]) }, files }))).toEqual([]);
  });
});

const FACTS = Object.entries(HEALTHY).flatMap(([name, fact]) =>
  typeof fact === 'object' && 'read' in fact ? [name as keyof Health] : [],
);

type Denial = (tenant: EntraState) => EntraState;

function ofApplications(change: (application: EnterpriseApplication) => Partial<EnterpriseApplication>): Denial {
  return (tenant) => ({
    ...tenant,
    applications: tenant.applications.read
      ? asRead(tenant.applications.value.map((each) => ({ ...each, ...change(each) })))
      : tenant.applications,
  });
}

function ofGroups(changes: Partial<EntraGroup>): Denial {
  return (tenant) => ({
    ...tenant,
    groups: tenant.groups.read
      ? asRead(new Map([...tenant.groups.value].map(([id, group]) => [id, { ...group, ...changes }])))
      : tenant.groups,
  });
}

/** Every right of Graph that is asked for, each taken away by itself. */
const RIGHTS: readonly { readonly permission: string; readonly deny: Denial }[] = (
  [
    ['Organization.Read.All', (no) => (tenant) => ({ ...tenant, tenant: no })],
    ['Application.Read.All', (no) => (tenant) => ({ ...tenant, applications: no })],
    ['GroupMember.Read.All', (no) => (tenant) => ({ ...tenant, groups: no, absent: new Set() })],
    ['Policy.Read.Authorization', (no) => (tenant) => ({ ...tenant, groupCreation: no })],
    ['Policy.Read.All and Application.ReadWrite.OwnedBy', (no) => ofApplications(() => ({ nameId: no }))],
    ['AppRoleAssignment.Read', (no) => ofApplications(() => ({ assignments: no }))],
    ['Synchronization.Read.All', (no) => ofApplications(() => ({ provisioning: no }))],
    ['Application.Owners', (no) => ofApplications(() => ({ owners: no }))],
    ['ProvisioningLog.Read.All', (no) => ofApplications(() => ({ failures: no }))],
    [
      'Synchronization.Schema',
      (no) =>
        ofApplications(({ provisioning }) => ({
          provisioning: provisioning.read
            ? asRead(provisioning.value.map((job) => ({ ...job, mappings: no })))
            : provisioning,
        })),
    ],
    ['Group.Owners', (no) => ofGroups({ owners: no })],
    ['Group.Members', (no) => ofGroups({ members: no })],
    ['PrivilegedEligibilitySchedule.Read.AzureADGroup', (no) => ofGroups({ eligibility: no })],
  ] satisfies readonly (readonly [string, (no: ReturnType<typeof deniedByGraph>) => Denial])[]
).map(([permission, make]) => ({ permission, deny: make(deniedByGraph(permission, 'Directory.Read.All')) }));

const WHOLE: readonly (readonly [Partial<Broken>, ReturnType<typeof examined>])[] = [{}, ...Object.values(BROKEN)].map(
  (broken) => [broken, examined(broken)],
);

describe('what nobody may know', () => {
  test('passes nowhere, whatever else is known, and what is known is told as before', () => {
    fc.assert(
      fc.property(
        fc.subarray(FACTS),
        fc.constantFrom(...Object.values(BROKEN), {}),
        (denied, broken: Partial<Broken>) => {
          const whole = examined(broken);
          const less = examined({
            ...broken,
            health: { ...broken.health, ...Object.fromEntries(denied.map((name) => [name, DENIED])) },
          });
          less.checks.forEach((check, index) => {
            if (check.status === 'unknown') return;
            expect(check).toEqual(whole.checks[index]);
            expect(CHECKS[check.code].needs.filter((need) => (denied as readonly string[]).includes(need))).toEqual([]);
          });
          const isDenied = denied.length > 0;
          const named = less.checks.some(
            (each) => each.status === 'unknown' && each.missing.some(({ subject }) => subject === DENIED.subject),
          );
          expect(named).toBe(isDenied);
        },
      ),
    );
  });

  test('is named where AWS leaves it out of its answer', () => {
    const { checks } = examined({ health: { instance: known({}), regions: known([]) } });
    const unknown = checks.filter(({ status }) => status === 'unknown').map(({ code }) => code);
    expect(unknown).toEqual([
      'doctor/instance-not-active',
      'doctor/permission-sets-disabled',
      'doctor/wrong-region',
      'doctor/encryption',
      'doctor/saml-reply-url',
    ]);
  });

  test('is named where Graph leaves it out of its answer, or cannot tell', () => {
    const unknownOf = (entra: Partial<EntraState>, files: Broken['files'] = {}) =>
      examined({ entra, files }).checks.flatMap((each) =>
        each.status === 'unknown' ? [[each.code, each.missing.map(({ subject }) => subject).join()]] : [],
      );
    const { enabled: _, assignmentRequired: __, ...application } = enterpriseApplication(NOW, { groups: IN_ENTRA });
    expect(unknownOf({ applications: asRead([application]) })).toEqual([
      ['doctor/application-disabled', 'Microsoft Graph does not say `accountEnabled`'],
      ['doctor/assignment-not-required', 'Microsoft Graph does not say `appRoleAssignmentRequired`'],
    ]);
    const { lastExecution: ___, lastSuccess: ____, ...job } = provisioningJob(NOW, { status: 'unknown' });
    expect(unknownOf(withApplication({ provisioning: asRead([job]) })).map(([code]) => code)).toEqual([
      'doctor/provisioning-stopped',
      'doctor/provisioning-failing',
      'doctor/provisioning-late',
    ]);
    const policies = [{ kind: 'no-policy' }, { kind: 'policy', source: 'user', claims: [] }] as const;
    for (const nameId of policies)
      expect(unknownOf(withApplication({ nameId: asRead(nameId) })).map(([code]) => code)).toEqual([
        'doctor/saml-name-id',
      ]);
    expect(
      unknownOf(withMappings(mappedFrom(USER_MAPPING, 'userName', undefined), GROUP_MAPPING)).map(([code]) => code),
    ).toContain('doctor/saml-name-id');
  });

  test('of an application that accounts are federated by, passes nowhere', () => {
    const unknownOf = (federation: Federation) =>
      examined({ federation }).checks.flatMap((each) =>
        each.area === 'Accounts by SAML' && each.status === 'unknown' ? [each.code] : [],
      );
    const { tenant: _, ...notAsked } = inFederation({});
    const ofGraph = Object.entries(CHECKS).flatMap(([code, { area, needs }]) =>
      area === 'Accounts by SAML' && needs.some((need) => need.startsWith('federation') || need === 'federatedGone')
        ? [code]
        : [],
    );
    expect(unknownOf(notAsked)).toEqual(ofGraph);
    const denied = { ...TENANT, applications: deniedByGraph('Application.Read.All') };
    expect(unknownOf({ wanted: [FEDERATED], tenant: denied })).toEqual(ofGraph);
    const { servicePrincipalId: __, ...unnamed } = FEDERATED;
    expect(unknownOf({ wanted: [unnamed] })).toEqual(['doctor/federation-no-application']);
    expect(unknownOf(inFederation({ assignments: deniedByGraph('Application.Read.All') }))).toEqual([
      'doctor/app-role-unassigned',
      'doctor/app-role-not-granted',
      'doctor/app-role-default',
    ]);
    expect(unknownOf(inFederation({ nameId: asRead({ kind: 'no-policy' }) }))).toEqual(['doctor/federation-claims']);
    const { appRoles: ___, ...silent } = FEDERATED_IN_ENTRA;
    expect(unknownOf({ wanted: [FEDERATED], tenant: { ...TENANT, applications: asRead([silent]) } })).toEqual([
      'doctor/app-role-missing',
      'doctor/app-role-left',
    ]);
    const mayHave = new Set([PICKER_ROLE.name.toLowerCase()]);
    const accounts = FEDERATED.accounts.map((each) => ({ ...each, mayHave }));
    expect(unknownOf(inFederation({}, { accounts }))).toEqual(['doctor/app-role-left', 'doctor/app-role-not-granted']);
  });

  test('is whether Entra still has groups that it could not be asked about', () => {
    const live = Array.from({ length: 401 }, (_, index) =>
      group(9, 'Chess', ids(`8aa1a0c0-c4c3-4bc0-b4a5-${String(index).padStart(12, '0')}`)),
    );
    const asked = furtherGroups(tenantOf(NOW, { groups: [] }), live);
    expect(furtherQuestion(asked).groups).toHaveLength(400);
    const missing = [
      leftUnasked(TENANT, asked),
      leftUnasked({ ...TENANT, groups: deniedByGraph('GroupMember.Read.All') }, asked.slice(0, 1)),
    ];
    expect(missing.map((each) => each?.subject)).toEqual([
      'Entra is asked about 400 of 401 groups that are synced and neither declared nor assigned',
      'GroupMember.Read.All',
    ]);
    expect(leftUnasked(TENANT, asked.slice(0, 400))).toBeUndefined();
    for (const unasked of missing) {
      const { checks } = examined({ files: { unasked: unasked! } });
      expect(checks.flatMap(({ status, code }) => (status === 'unknown' ? [code] : []))).toEqual(['doctor/group-gone']);
    }
  });

  test('is what service control policies permit that nobody understands, or that would take too long', () => {
    const opaque: ControlPolicy = {
      id: 'p-opaque',
      name: 'opaque',
      document: { kind: 'opaque', text: '[]' },
      targets: new Set([PROD.id]),
    };
    const variable = denying('variable', {
      Action: 'iam:CreateSAMLProvider',
      Condition: { StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::\${aws:PrincipalAccount}:role/x` } },
    });
    const whole = fenced(opaque, MEMBERS_FENCED, APPLY_FENCED);
    const unknownOf = (health: Partial<Health>) =>
      examined({ health }).checks.flatMap((each) => (each.status === 'unknown' ? [[each.code, each.missing]] : []));
    // What is denied in any case is denied in spite of it.
    expect(unknownOf(whole)).toEqual([]);
    expect(unknownOf(fenced(opaque, APPLY_FENCED))).toEqual([]);
    const bare = {
      controlPolicies: known({
        enabled: true,
        rootId: ROOT,
        policies: [opaque],
        withoutFullAccess: new Set([PROD.id]),
      }),
    };
    expect(findingsOf(examined({ health: bare })).map(({ code }) => code)).not.toContain(
      'doctor/control-policy-blocks',
    );
    const missing = [{ reason: 'failed', subject: expect.stringContaining('could not be determined') }];
    const others = denying('others', {
      Action: ['iam:Add*', 'iam:CreateOpen*', 'iam:UpdateSAML*', 'iam:CreatePolicyV*', 'iam:DeletePolicy', 'iam:SetD*'],
    });
    expect(unknownOf(fenced(variable, others, APPLY_FENCED))).toEqual([['doctor/identity-providers', missing]]);
  });

  test('is whether the role of pre-flight can be used where an account gave no answer', () => {
    const { checks } = examined({ files: tried({ why: 'failed', detail: 'no answer from AWS' }) });
    expect(checks.flatMap((each) => (each.status === 'unknown' ? [[each.code, each.missing]] : []))).toEqual([
      ['doctor/preflight-role', [{ reason: 'failed', subject: 'no answer from AWS' }]],
    ]);
  });

  test('is the age of a token from the future', () => {
    const { checks } = examined({ files: tokenOf(-2) });
    const unknown = checks.filter(({ status }) => status === 'unknown').map(({ code }) => code);
    expect(unknown).toEqual(['doctor/token-ends', 'doctor/token-ended']);
  });

  test('is also what no file declares', () => {
    const unknown = (result: ReturnType<typeof examined>) =>
      result.checks.filter(({ status }) => status === 'unknown').map(({ code }) => code);
    const { token: _, preflight: __, ...files } = FILES;
    const access = { administrators: new Set<string>(), unknown: new Map() };
    const all = { groups: [], access, onlyBySaml: new Set<string>() };
    const require = { all: [], administrator: [] };
    const facts = factsOf(HEALTHY, { asOf: NOW, ...files, groups: [], entra: TENANT });
    const undeclared = unknown(examine(facts, { asOf: NOW, serviceTime: NOW, ...all, require, levels: new Map() }));
    const settings = ['doctor/another-tenant', 'doctor/delegated-administrators'];
    const needing = (need: string) =>
      Object.entries(CHECKS).flatMap(([code, { needs }]) =>
        (needs as readonly string[]).includes(need) ? [code] : [],
      );
    expect(undeclared.toSorted()).toEqual(
      [...needing('token'), ...needing('declared'), ...needing('preflight'), ...settings].sort(),
    );
    expect(undeclared.length).toBeGreaterThan(10);
  });

  test('is nothing of a stand-by instance that nobody declares, and its token where only the token is not declared', () => {
    const ofStandby = (files: Partial<typeof FILES>) =>
      examined({ files }).checks.flatMap((each) =>
        each.area === 'Stand-by instance' ? [`${each.code.slice('doctor/'.length)} ${each.status}`] : [],
      );
    const { token: _, ...withoutToken } = FILES.standby!;
    const undeclared = { standby: undefined } as unknown as Partial<typeof FILES>;
    expect(ofStandby(undeclared)).toEqual([]);
    expect(ofStandby({ standby: withoutToken })).toEqual([
      'standby-token-ends unknown',
      'standby-token-ended unknown',
      'standby-accounts passed',
    ]);
  });

  test('is all of Entra, where Graph was not asked, and AWS is told as before', () => {
    const entra = undefined as unknown as EntraState;
    const facts = factsOf(HEALTHY, { asOf: NOW, ...FILES, entra });
    const { checks } = examine(facts, {
      asOf: NOW,
      serviceTime: NOW,
      groups: FILES.groups,
      access: { administrators: new Set(), unknown: new Map() },
      onlyBySaml: new Set(),
      require: { all: ['noOwners'], administrator: [] },
      delegatedAdministrators: ['444444444444'],
      levels: new Map(),
    });
    const unknown = checks.filter(({ status }) => status === 'unknown');
    expect(unknown).toHaveLength(49);
    expect(checks.filter(({ status }) => status === 'passed')).toHaveLength(checks.length - 49);
  });

  test('is whether a group of an external permission set is one of administrators', () => {
    const subject = 'what the external permission set `AWSAdministratorAccess` allows';
    const unknown = new Map([['pickers', [subject]]]);
    const { checks } = examined({ unknown, require: { administrator: ['roleAssignable'] } });
    const missing = checks.flatMap((each) =>
      each.status === 'unknown' ? [[each.code, each.missing[0]?.subject]] : [],
    );
    expect(missing).toEqual([
      ['doctor/group-not-role-assignable', subject],
      ['doctor/group-standing', subject],
      ['doctor/group-requirement', subject],
    ]);
    // What is found is told all the same.
    const found = examined({ ...BROKEN['standing-administrators'], unknown });
    expect(findingsOf(found).map(({ code }) => code)).toEqual(['doctor/group-standing']);
  });

  test.each(RIGHTS)('is what hangs on $permission, and nothing else', ({ permission, deny }) => {
    for (const [broken, whole] of WHOLE) {
      const less = examined({ ...broken, entra: deny({ ...TENANT, ...broken.entra }) });
      less.checks.forEach((check, index) => {
        const before = whole.checks[index]!;
        if (check.status === 'unknown') {
          if (before.status !== 'unknown') expect(check.missing.map(({ subject }) => subject)).toContain(permission);
          return;
        }
        // Who is eligible explains an empty group; without it, AWS tells what it sees.
        if (check.code === 'doctor/group-empty') return;
        expect(check.status).toBe(before.status);
        if (check.status !== 'failed' || before.status !== 'failed') return;
        // Of several requirements one may be known, and another not.
        if (check.findings.length < before.findings.length)
          expect(check.missing.map(({ subject }) => subject)).toContain(permission);
        else expect(check.findings.map(({ code }) => code)).toEqual(before.findings.map(({ code }) => code));
      });
    }
    const told = examined({ entra: deny(TENANT) }).checks.filter(({ status }) => status === 'unknown');
    expect(told.length).toBeGreaterThan(0);
  });
});

test('JSON is what the schema says', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/doctor.schema.json', import.meta.url), 'utf8'));
  const isValid = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(schema);
  const denied = { health: Object.fromEntries(FACTS.map((name) => [name, DENIED])) };
  for (const broken of [...Object.values(BROKEN), denied, {}]) {
    for (const asSetup of [true, false]) {
      const text = renderDoctorJson({ examination: examined(broken), asSetup });
      expect(isValid(JSON.parse(text)), JSON.stringify(isValid.errors)).toBe(true);
    }
  }
});

test('a check that is switched off is neither passed nor failed', () => {
  const examination = examined(BROKEN['group-without-members'], new Map([['doctor/group-empty', 'off']]));
  expect(examination.checks.find(({ code }) => code === 'doctor/group-empty')?.status).toBe('off');
  expect(countsOf(examination)).toMatchObject({ off: 1, warnings: 0 });
});
