// The organisation of a fruit company, as a seed for the sandbox: who may prune, pick and audit where.
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { accountId, type PermissionSet, type PrincipalId, principalId } from '../../src/state/state.ts';

export const OWNER = 'orchard';

export const ACCOUNTS = {
  management: accountId('111111111111'),
  orchards: accountId('222222222222'),
  cellar: accountId('333333333333'),
  market: accountId('444444444444'),
  fallow: accountId('555555555555'),
} as const;

export const PRINCIPALS = {
  growers: principalId('aaaaaaaa-0000-4000-8000-000000000001'),
  pickers: principalId('aaaaaaaa-0000-4000-8000-000000000002'),
  auditors: principalId('aaaaaaaa-0000-4000-8000-000000000003'),
  pomona: principalId('bbbbbbbb-0000-4000-8000-000000000001'),
  /** A group that was deleted, and whose row stayed. */
  vinters: principalId('cccccccc-0000-4000-8000-000000000009'),
} as const satisfies Record<string, PrincipalId>;

const PRUNING = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Prune', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }],
};

export const ORCHARD: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: {
    managementAccount: ACCOUNTS.management,
    delegatedAdministrator: ACCOUNTS.market,
    organizationalUnits: [{ path: 'Trees' }, { path: 'Trees/Apple' }, { path: 'Shops' }],
    accounts: [
      { id: ACCOUNTS.management, name: 'management' },
      { id: ACCOUNTS.orchards, name: 'orchards', ou: 'Trees/Apple', tags: { env: 'prod' } },
      { id: ACCOUNTS.cellar, name: 'cellar', ou: 'Trees' },
      { id: ACCOUNTS.market, name: 'market', ou: 'Shops', tags: { env: 'dev' } },
      { id: ACCOUNTS.fallow, name: 'fallow', ou: 'Trees', state: 'SUSPENDED' },
    ],
  },
  groups: [
    {
      displayName: 'Growers',
      id: PRINCIPALS.growers,
      externalId: 'e0000000-0000-4000-8000-000000000001',
      members: ['pomona@fruit.example'],
    },
    { displayName: 'Pickers', id: PRINCIPALS.pickers, externalId: 'e0000000-0000-4000-8000-000000000002' },
    { displayName: 'Auditors', id: PRINCIPALS.auditors },
  ],
  users: [{ userName: 'pomona@fruit.example', id: PRINCIPALS.pomona, email: 'pomona@orchards.example' }],
  permissionSets: [
    {
      name: 'Grower',
      description: 'Plants and prunes',
      sessionDuration: 'PT480M',
      relayState: 'https://eu-west-1.console.aws.amazon.com/',
      managedPolicies: ['ReadOnlyAccess', 'job-function/SupportUser'],
      customerManagedPolicies: [{ name: 'Ladders' }, { name: 'Baskets', path: '/tools/' }],
      inlinePolicy: PRUNING,
      permissionsBoundary: { customerManagedPolicy: { name: 'Fence', path: '/' } },
      tags: { 'access:owner': OWNER, team: 'trees' },
    },
    { name: 'Picker', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': OWNER } },
    { name: 'Auditor', managedPolicies: ['SecurityAudit'], tags: { season: 'all' } },
    { name: 'Vintner', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': 'cellar-team' } },
  ],
  assignments: [
    { permissionSet: 'Grower', account: 'orchards', group: 'Growers' },
    { permissionSet: 'Grower', account: 'cellar', group: 'Growers' },
    { permissionSet: 'Picker', account: 'orchards', group: 'Pickers' },
    { permissionSet: 'Picker', account: 'orchards', user: 'pomona@fruit.example' },
    { permissionSet: 'Picker', account: 'market', principal: { type: 'GROUP', id: PRINCIPALS.vinters } },
    { permissionSet: 'Auditor', account: 'market', group: 'Auditors' },
  ],
  outdated: [{ permissionSet: 'Grower', account: 'cellar' }],
  roleOnly: [{ permissionSet: 'Picker', account: 'cellar' }],
};

/** The set the seed calls `Grower`, as it must be read. */
export const GROWER: PermissionSet = {
  name: 'Grower',
  description: 'Plants and prunes',
  sessionDuration: 'PT8H',
  relayState: 'https://eu-west-1.console.aws.amazon.com/',
  managedPolicies: ['ReadOnlyAccess', 'job-function/SupportUser'],
  customerManagedPolicies: [
    { name: 'Ladders', path: '/' },
    { name: 'Baskets', path: '/tools/' },
  ],
  inlinePolicy: { kind: 'document', document: PRUNING },
  permissionsBoundary: { kind: 'customer-managed', policy: { name: 'Fence', path: '/' } },
  tags: { team: 'trees' },
  owner: OWNER,
};

export const PICKER: PermissionSet = {
  name: 'Picker',
  sessionDuration: 'PT1H',
  managedPolicies: ['ReadOnlyAccess'],
  customerManagedPolicies: [],
  tags: {},
  owner: OWNER,
};

export const AUDITOR: PermissionSet = {
  name: 'Auditor',
  sessionDuration: 'PT1H',
  managedPolicies: ['SecurityAudit'],
  customerManagedPolicies: [],
  tags: { season: 'all' },
};

/** A set that does not exist yet, with a part of every kind. */
export const CIDER: PermissionSet = {
  name: 'CiderMaker',
  description: 'Presses apples',
  sessionDuration: 'PT1H30M',
  relayState: 'https://eu-west-1.console.aws.amazon.com/s3',
  managedPolicies: ['AWSDenyAll', 'ReadOnlyAccess'],
  customerManagedPolicies: [{ name: 'Presses', path: '/cellar/' }],
  inlinePolicy: {
    kind: 'document',
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ['iam:*'], Resource: ['*'] }] },
  },
  permissionsBoundary: { kind: 'aws-managed', policy: 'PowerUserAccess' },
  tags: { team: 'cellar' },
  owner: OWNER,
};
