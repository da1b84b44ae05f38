// A set-up that is broken in one way at a time: each is told, and a healthy one reports nothing. What nobody may know passes nowhere.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroupDeclaration } from '../../../src/config/declarations.ts';
import { CHECKS, type DoctorCode } from '../../../src/doctor/checks.ts';
import { countsOf, examine, findingsOf } from '../../../src/doctor/doctor.ts';
import { type Declared, factsOf } from '../../../src/doctor/facts.ts';
import { setupSteps } from '../../../src/doctor/setup.ts';
import { instantAt } from '../../../src/instant.ts';
import { renderDoctorJson } from '../../../src/render/doctor-json.ts';
import type { Group, User } from '../../../src/state/directory.ts';
import { type Health, known } from '../../../src/state/health.ts';
import { accountId, principalId } from '../../../src/state/state.ts';
import { formatFindings } from '../../support/cases.ts';

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
  groups: known([PICKERS, PRESSERS]),
  users: known([ANN]),
  emptyGroups: known(new Set<Group['id']>()),
};
const FILES: Omit<Declared, 'asOf'> & { readonly instanceArn?: string } = {
  groups: [declared('pickers', 'AWS Pickers', objectId(1)), declared('pressers', 'AWS Pressers', objectId(2))],
  token: { createdAt: instantAt(NOW - 100 * DAY_MS), span: SPAN },
  instanceArn: ARN,
};

interface Broken {
  readonly health?: Partial<Health>;
  readonly files?: Partial<typeof FILES> & { readonly unnamed?: true };
  readonly codes: readonly DoctorCode[];
}

function examined({ health = {}, files = {} }: Pick<Broken, 'health' | 'files'> = {}, levels = new Map()) {
  const { instanceArn, unnamed, ...declarations } = { ...FILES, unnamed: undefined, ...files };
  const named = unnamed === true || instanceArn === undefined ? {} : { instanceArn };
  const facts = factsOf({ ...HEALTHY, ...health }, { asOf: NOW, ...declarations });
  return examine(facts, { asOf: NOW, groups: declarations.groups, levels, ...named });
}

const DENIED = { read: false, reason: 'denied', subject: 'sso:Whatever' } as const;
const tokenOf = (days: number) => ({ token: { createdAt: instantAt(NOW - days * DAY_MS), span: SPAN } });

const BROKEN: Readonly<Record<string, Broken>> = {
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
    codes: ['doctor/management-account'],
  },
  'no-trusted-access': { health: { trustedServices: known([]) }, codes: ['doctor/trusted-access'] },
  'no-users': { health: { users: known([]) }, codes: ['doctor/no-users'] },
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
  'token-on-its-275th-day': { files: tokenOf(275), codes: ['doctor/token-ends'] },
  'token-on-its-334th-day': { files: tokenOf(334), codes: ['doctor/token-ends'] },
  'token-on-its-335th-day': { files: tokenOf(335), codes: ['doctor/token-ended'] },
  'token-on-its-365th-day': { files: tokenOf(365), codes: ['doctor/token-ended'] },
  'group-not-synced': { health: { groups: known([PICKERS]) }, codes: ['doctor/group-not-synced'] },
  'group-made-again': {
    health: { groups: known([PICKERS, group(2, 'AWS Pressers', ids(objectId(9)))]) },
    codes: ['doctor/group-identity'],
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
    health: { emptyGroups: known(new Set([PRESSERS.id])) },
    codes: ['doctor/group-empty'],
  },
};

describe('a set-up that is broken in one way', () => {
  test.each(Object.entries(BROKEN))('%s', async (name, broken) => {
    const examination = examined(broken);
    const failed = examination.checks.filter(({ status }) => status === 'failed').map(({ code }) => code);
    expect(failed.toSorted()).toEqual(broken.codes.toSorted());
    const where = examination.checks.flatMap((each) => (each.status === 'failed' ? [`  where: ${each.where}\n`] : []));
    const text = `${formatFindings(findingsOf(examination))}${where.join('')}`;
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
      const stepless: readonly DoctorCode[] = ['doctor/encryption', 'doctor/region-not-active', 'doctor/namesakes'];
      for (const each of examination.checks) {
        if (each.status !== 'failed' || stepless.includes(each.code)) continue;
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
    ]);
  });

  test('is the age of a token from the future', () => {
    const { checks } = examined({ files: tokenOf(-2) });
    const unknown = checks.filter(({ status }) => status === 'unknown').map(({ code }) => code);
    expect(unknown).toEqual(['doctor/token-ends', 'doctor/token-ended']);
  });

  test('is also what no file declares', () => {
    const { token: _, ...files } = FILES;
    const facts = factsOf(HEALTHY, { asOf: NOW, ...files, groups: [] });
    const { checks } = examine(facts, { asOf: NOW, groups: [], levels: new Map() });
    const unknown = checks.filter(({ status }) => status === 'unknown').map(({ code }) => code);
    expect(unknown).toEqual([
      'doctor/token-ends',
      'doctor/token-ended',
      'doctor/group-not-synced',
      'doctor/group-identity',
      'doctor/group-renamed',
      'doctor/group-not-declared',
      'doctor/group-empty',
    ]);
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
