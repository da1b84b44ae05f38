// An organisation as it has grown, as a seed of the sandbox: `node scripts/estate.mjs 300 > estate.json`. Always the same for the same number of accounts.
//
// It has what makes taking over hard: teams with the same access in hundreds of accounts and exceptions in some, Control Tower, a just-in-time tool, another repository's sets,
// users beside groups, principals that are gone, accounts that are suspended, two groups that nobody can tell apart.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const LINES =
  'orders payments pos supply-chain warehouse pricing loyalty search identity reporting billing fleet'.split(' ');
const PARTS = 'api web worker data events batch edge admin'.split(' ');
const STAGES = [
  ['prod', 'Workloads/Prod'],
  ['staging', 'Workloads/Staging'],
  ['dev', 'Workloads/Dev'],
];
const CORE = [
  ['Orchard Management', undefined],
  ['Log Archive', 'Security'],
  ['Audit', 'Security'],
  ['shared-services', 'Infrastructure'],
  ['network', 'Infrastructure'],
];
const READS_LOGS = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Logs', Effect: 'Allow', Action: ['logs:Get*', 'logs:Describe*', 'logs:FilterLogEvents'], Resource: '*' },
    { Sid: 'NoSecrets', Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
  ],
};
const CONTROL_TOWER = {
  AWSAdministratorAccess: 'Provides full access to AWS services and resources',
  AWSReadOnlyAccess: 'This policy grants permissions to view resources and basic metadata across all AWS services',
};

/** @param {number} count of accounts, from 20 to 5,000. */
export function estate(count) {
  if (!Number.isInteger(count) || count < 20 || count > 5_000)
    throw new Error('give a number of accounts from 20 to 5000');
  const accounts = accountsOf(count);
  const groups = groupsOf();
  return {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: {
      id: 'o-orchard0300',
      managementAccount: accounts[0].id,
      organizationalUnits: [
        'Security',
        'Infrastructure',
        'Sandbox',
        'Suspended',
        'Workloads',
        'Workloads/Prod/Regulated',
      ].map((path) => ({ path })),
      accounts: accounts.map(({ line: _line, stage: _stage, ...account }) => account),
    },
    groups,
    users: ['ann', 'berta', 'carl'].map((name) => ({ userName: `${name}@orchard.example` })),
    permissionSets: permissionSetsOf(),
    assignments: assignmentsOf(accounts),
  };
}

function accountsOf(count) {
  const idOf = (number) => String(100_000_000_000 + number * 7_654_321).slice(0, 12);
  const named = CORE.map(([name, ou]) => ({ name, ...(ou === undefined ? {} : { ou }) }));
  const suspended = ['old-shop', 'old-blog', 'trial-2021'].map((name) => ({
    name,
    ou: 'Suspended',
    state: 'SUSPENDED',
  }));
  const sandboxes = LINES.map((line) => ({ name: `sandbox-${line}`, ou: 'Sandbox', tags: { env: 'sandbox' } }));
  const workloads = [];
  for (
    let number = 0;
    named.length + suspended.length + Math.min(sandboxes.length, count / 10) + workloads.length < count;
    number++
  ) {
    const [stage, ou] = STAGES[number % STAGES.length];
    const app = Math.floor(number / STAGES.length);
    const line = LINES[app % LINES.length];
    const round = Math.floor(app / LINES.length);
    const part =
      PARTS[round % PARTS.length] + (round < PARTS.length ? '' : String(Math.floor(round / PARTS.length) + 1));
    const isRegulated = stage === 'prod' && line === 'payments';
    workloads.push({
      name: `${line}-${part}-${stage}`,
      ou: isRegulated ? `${ou}/Regulated` : ou,
      tags: { env: stage, line },
      line,
      stage,
    });
  }
  const all = [...named, ...suspended, ...sandboxes.slice(0, Math.floor(count / 10)), ...workloads].slice(0, count);
  return all.map((account, number) => ({ id: idOf(number), ...account }));
}

const title = (words) =>
  words
    .split('-')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join(' ');
const developersOf = (line) => `AWS ${title(line)} Developers`;
const operatorsOf = (line) => `AWS ${title(line)} Operators`;

function groupsOf() {
  const synced = [
    'AWS Platform Engineers',
    'AWS Auditors',
    'AWS Billing Readers',
    'AWS Support',
    'AWS Data Scientists',
    'AWS Network Engineers',
    'AWS Break Glass',
    // Which of the two somebody means cannot be read.
    'AWS Contractors',
    'AWS\u00a0Contractors',
    ...LINES.flatMap((line) => [developersOf(line), operatorsOf(line)]),
  ].map((displayName) => ({ displayName, externalId: uuidOf(displayName) }));
  return [...synced, ...['AWSControlTowerAdmins', 'AWSSecurityAuditors'].map((displayName) => ({ displayName }))];
}

function permissionSetsOf() {
  return [
    ...Object.entries(CONTROL_TOWER).map(([name, description]) => ({
      name,
      description,
      managedPolicies: [name === 'AWSReadOnlyAccess' ? 'job-function/ViewOnlyAccess' : 'AdministratorAccess'],
    })),
    {
      name: 'Administrator',
      description: 'Platform engineers only',
      managedPolicies: ['AdministratorAccess'],
      sessionDuration: 'PT2H',
    },
    { name: 'BreakGlass', managedPolicies: ['AdministratorAccess'] },
    { name: 'ReadOnly', managedPolicies: ['ReadOnlyAccess'], sessionDuration: 'PT8H' },
    { name: 'Auditor', managedPolicies: ['SecurityAudit', 'job-function/ViewOnlyAccess'] },
    { name: 'Billing', managedPolicies: ['job-function/Billing'] },
    {
      name: 'Developer',
      description: 'Build and debug workloads',
      managedPolicies: ['PowerUserAccess'],
      sessionDuration: 'PT8H',
      relayState: 'https://eu-west-1.console.aws.amazon.com/',
      tags: { team: 'platform' },
    },
    {
      name: 'Operator',
      managedPolicies: ['ReadOnlyAccess'],
      inlinePolicy: READS_LOGS,
      customerManagedPolicies: [{ name: 'OperatorBase', path: '/teams/' }],
    },
    { name: 'Support', managedPolicies: ['job-function/SupportUser'] },
    { name: 'Network', managedPolicies: ['job-function/NetworkAdministrator'] },
    {
      name: 'DataScientist',
      managedPolicies: ['job-function/DataScientist'],
      permissionsBoundary: { customerManagedPolicy: { name: 'DataBoundary' } },
    },
    // As the console's policy editor leaves it.
    {
      name: 'PricingReader',
      inlinePolicy: `{\n\t"Version": "2012-10-17",\n\t"Statement": {"Effect":"Allow","Action":"pricing:*","Resource":"*"}\n}`,
    },
    { name: 'LakeReader', managedPolicies: ['ReadOnlyAccess'], tags: { 'access:owner': 'data' } },
    { name: 'jit-power-user', managedPolicies: ['PowerUserAccess'], tags: { ManagedBy: 'common-fate' } },
  ];
}

function assignmentsOf(accounts) {
  const active = accounts.filter(({ state }) => state === undefined);
  const members = active.slice(1);
  const rows = [];
  const give = (permissionSet, who, chosen) =>
    rows.push(...chosen.map(({ id }) => ({ permissionSet, account: id, ...who })));
  const group = (displayName) => ({ group: displayName });
  const inStage = (...stages) => members.filter(({ stage }) => stages.includes(stage));
  const gone = (name) => ({ principal: { type: 'GROUP', id: uuidOf(name) } });

  give('Administrator', group('AWS Platform Engineers'), members);
  give('BreakGlass', group('AWS Break Glass'), active);
  give('Auditor', group('AWS Auditors'), members);
  give('Billing', group('AWS Billing Readers'), active.slice(0, 1));
  give('Support', group('AWS Support'), inStage('prod'));
  give(
    'Network',
    group('AWS Network Engineers'),
    members.filter(({ ou }) => ou === 'Infrastructure'),
  );
  give(
    'DataScientist',
    group('AWS Data Scientists'),
    members.filter(({ name }) => name.includes('-data-')),
  );
  for (const line of LINES) {
    const own = members.filter((account) => account.line === line);
    give(
      'Developer',
      group(developersOf(line)),
      own.filter(({ stage }) => stage === 'dev'),
    );
    give(
      'ReadOnly',
      group(developersOf(line)),
      own.filter(({ stage }) => stage !== 'dev'),
    );
    give(
      'Operator',
      group(operatorsOf(line)),
      own.filter(({ stage }) => stage !== 'dev'),
    );
    give(
      'Developer',
      group(developersOf(line)),
      members.filter(({ name }) => name === `sandbox-${line}`),
    );
  }
  give('PricingReader', group('AWS Contractors'), inStage('dev').slice(0, 3));
  give('ReadOnly', group('AWS\u00a0Contractors'), inStage('dev').slice(0, 2));
  give('LakeReader', group('AWS Data Scientists'), inStage('prod').slice(0, 5));
  give('AWSAdministratorAccess', group('AWSControlTowerAdmins'), members.slice(0, 4));
  give('AWSReadOnlyAccess', group('AWSSecurityAuditors'), members.slice(0, 4));
  // Somebody was in a hurry, and two teams were dissolved.
  give('Administrator', { user: 'ann@orchard.example' }, inStage('prod').slice(0, 2));
  give('ReadOnly', { user: 'berta@orchard.example' }, inStage('dev').slice(0, 1));
  give('Operator', gone('dissolved'), inStage('staging').slice(0, 6));
  give('ReadOnly', gone('moved away'), inStage('prod').slice(0, 3));
  give('jit-power-user', { user: 'carl@orchard.example' }, inStage('prod').slice(3, 4));
  return rows;
}

/** The id that a directory would have for it. */
function uuidOf(text) {
  const digest = createHash('sha256').update(text).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${JSON.stringify(estate(Number(process.argv[2] ?? 300)), null, 1)}\n`);
