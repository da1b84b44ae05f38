// Estates as they have grown: what an import finds. Names from people and other tools, accounts that are suspended or have left, principals that are
// gone, users beside groups, namesakes, policies as only AWS prints them.
import fc from 'fast-check';
import { canonicalDefinition } from '../../src/definition/definition.ts';
import type { Account, Directory, Group, OrganizationalUnit } from '../../src/state/directory.ts';
import { asRead } from '../../src/state/read.ts';
import {
  type AccountId,
  type Assignment,
  accountId,
  assignmentAddress,
  type PermissionSet,
  type PolicyDocument,
  type Principal,
  type PrincipalId,
  pairOfAssignment,
  permissionSetAddress,
  principalId,
  type State,
} from '../../src/state/state.ts';

export interface MessyEstate {
  readonly directory: Directory;
  readonly users: ReadonlyMap<PrincipalId, string>;
  readonly live: State;
}

const MANAGEMENT = accountId('100000000000');
const UNITS: readonly OrganizationalUnit[] = [
  { id: 'ou-root-security', path: 'Security' },
  { id: 'ou-root-workload', path: 'Workloads' },
  { id: 'ou-root-wlprod00', path: 'Workloads/Prod' },
  { id: 'ou-root-wldev000', path: 'Workloads/Dev' },
  { id: 'ou-root-suspend0', path: 'Sus\u200bpended' },
  // The name of a unit may hold a slash.
  { id: 'ou-root-slash000', path: 'Workloads/Prod/EU/West' },
];
const PLACES: readonly (readonly string[])[] = [
  [],
  ['ou-root-security'],
  ['ou-root-workload'],
  ['ou-root-workload', 'ou-root-wlprod00'],
  ['ou-root-workload', 'ou-root-wlprod00', 'ou-root-slash000'],
  ['ou-root-workload', 'ou-root-wldev000'],
  ['ou-root-suspend0'],
];

const accountName = fc.oneof(
  fc.constantFrom(
    'payments-prod',
    'payments-dev',
    'Log Archive',
    'log-archive',
    'prod',
    'on',
    'null',
    '*',
    'a:b',
    '012345678901',
    'zero\u200bwidth-prod',
    'line\nbreak',
    '\u202eknird',
  ),
  fc
    .tuple(fc.constantFrom('orders', 'billing', 'web'), fc.constantFrom('prod', 'dev', 'test'), fc.nat(9))
    .map((parts) => parts.join('-')),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const groupName = fc.oneof(
  fc.constantFrom(
    'AWS Payments',
    'aws payments',
    'AWS-Payments',
    'Platform',
    'Plаtform',
    'Ops',
    'Ops ',
    'Ops #1',
    'yes',
    '007',
    '*',
    'a: b',
    'Administrator',
    '支付',
    'Ops\u200b',
    'new\nline',
    '\u202espO',
  ),
  fc.string({ minLength: 1, maxLength: 16 }).filter((name) => name.trim() !== ''),
);
const setName = fc.oneof(
  fc.constantFrom(
    'Admin',
    'admin',
    'ReadOnly',
    'on',
    '1',
    'null',
    '.hidden',
    'a+b=c,d.@e',
    '-',
    'AWSReadOnlyAccess',
    'jit-access',
  ),
  fc.stringMatching(/^[\w+=,.@-]{1,20}$/),
);
const action = fc.constantFrom(
  's3:GetObject',
  's3:*',
  'ec2:Describe*',
  'iam:PassRole',
  'sts:AssumeRole',
  'logs:GetLogEvents',
);
const resource = fc.constantFrom('*', 'arn:aws:s3:::orchard/*', 'arn:aws:iam::123456789012:role/app');
/** One value or a list of them, as AWS takes both and gives back what it was given. */
const oneOrMany = (value: fc.Arbitrary<string>) => fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: oneOrMany(action),
    Resource: oneOrMany(resource),
    Sid: fc.constantFrom('One', 'Two'),
    Condition: fc.constantFrom(
      { Bool: { 'aws:MultiFactorAuthPresent': true } },
      { StringEquals: { 'aws:PrincipalTag/team': ['a', 'b'] } },
      { NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } },
    ),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);
const document = fc.oneof(
  statement.map((Statement): PolicyDocument => ({ Version: '2012-10-17', Statement: { ...Statement, Sid: 'Only' } })),
  statement.map(
    ({ Sid, ...one }): PolicyDocument => ({
      Statement: [{ ...one }, { Effect: 'Deny', Action: 'iam:*', Resource: '*' }],
      Version: '2012-10-17',
    }),
  ),
);
const reference = fc.record({
  name: fc.constantFrom('TeamBase', 'Team+Base'),
  path: fc.constantFrom('/', '/teams/', '/a/b/'),
});

const definition = fc
  .record(
    {
      description: fc.constantFrom('Build: and #debug', 'true', "it's", ' trailing ', 'líne\nbreak', '- x'),
      sessionDuration: fc.constantFrom('PT1H', 'PT8H', 'PT1H30M'),
      relayState: fc.constantFrom('https://console.aws.amazon.com/', 'https://a.example/?x=1&y=2#z'),
      managedPolicies: fc.subarray([
        'AdministratorAccess',
        'ReadOnlyAccess',
        'job-function/SupportUser',
        'job-function/ViewOnlyAccess',
      ]),
      customerManagedPolicies: fc.uniqueArray(reference, { maxLength: 2, selector: ({ name, path }) => path + name }),
      inlinePolicy: fc.oneof(
        { weight: 9, arbitrary: document.map((each) => ({ kind: 'document', document: each }) as const) },
        { weight: 1, arbitrary: fc.constant({ kind: 'opaque', text: 'no JSON' } as const) },
      ),
      permissionsBoundary: fc.constantFrom(
        { kind: 'aws-managed', policy: 'PowerUserAccess' } as const,
        { kind: 'customer-managed', policy: { name: 'Boundary', path: '/x/' } } as const,
      ),
      tags: fc.constantFrom({}, { owner: 'platform' }, { 'a:b': 'x', yes: 'no' }, { ManagedBy: 'common-fate' }),
    },
    { requiredKeys: ['sessionDuration', 'managedPolicies', 'customerManagedPolicies', 'tags'] },
  )
  .chain((fields) =>
    fc
      .constantFrom({}, {}, {}, {}, {}, { owner: 'somebody' }, { owner: 'orchard' })
      .map((owner) => ({ ...fields, ...owner })),
  );

/** Sequential ids keep counterexamples readable. */
const idOf = (kind: string, number: number): PrincipalId =>
  principalId(`${kind.repeat(8)}-0000-4000-8000-${String(number).padStart(12, '0')}`);

export function messyEstate(size: {
  readonly accounts: number;
  readonly sets: number;
  readonly assignments: number;
}): fc.Arbitrary<MessyEstate> {
  return fc
    .record({
      accounts: fc.array(
        fc.record({
          name: accountName,
          place: fc.constantFrom(...PLACES),
          state: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE'),
          tags: fc.constantFrom<Readonly<Record<string, string>>>(
            {},
            { env: 'prod' },
            { env: 'dev', 'a=b': 'c' },
            { Team: 'x y ' },
            { env: 'pr\u200bod' },
          ),
        }),
        { minLength: 1, maxLength: size.accounts },
      ),
      groups: fc.uniqueArray(fc.record({ name: groupName, external: fc.constantFrom('guid', 'text', 'none') }), {
        selector: ({ name }) => name,
        minLength: 1,
        maxLength: 8,
      }),
      sets: fc.uniqueArray(fc.tuple(setName, definition), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: size.sets,
      }),
      rows: fc.array(
        fc.record({
          set: fc.nat(),
          principal: fc.oneof(
            { weight: 8, arbitrary: fc.record({ kind: fc.constant('group' as const), number: fc.nat() }) },
            {
              weight: 1,
              arbitrary: fc.record({ kind: fc.constantFrom('user' as const, 'gone' as const), number: fc.nat(2) }),
            },
          ),
          accounts: fc.oneof(
            fc.array(fc.nat(), { minLength: 1, maxLength: 4 }).map((numbers) => ({ kind: 'some', numbers }) as const),
            fc.constantFrom(...UNITS.map(({ id }) => ({ kind: 'unit', id }) as const)),
            fc.constantFrom(
              { kind: 'all' } as const,
              { kind: 'active' } as const,
              { kind: 'left' } as const,
              { kind: 'prod' } as const,
            ),
          ),
        }),
        { maxLength: size.assignments },
      ),
    })
    .map(({ accounts: described, groups: named, sets, rows }): MessyEstate => {
      const accounts: readonly Account[] = [
        { id: MANAGEMENT, name: 'Management', state: 'ACTIVE', organizationalUnits: [], tags: asRead({}) },
        ...described.map(
          ({ name, place, state, tags }, number): Account => ({
            id: accountId(String(200000000000 + number)),
            name,
            state: state as Account['state'],
            organizationalUnits: place,
            tags: asRead(tags),
          }),
        ),
      ];
      const groups = named.map(({ name, external }, number): Group => {
        const id = idOf('a', number);
        const externalId = external === 'guid' ? idOf('e', number) : `S-1-5-${number}`;
        return {
          id,
          displayName: name,
          externalIds: external === 'none' ? [] : [{ issuer: 'https://issuer.example', id: externalId }],
        };
      });
      const names = ['ann@orchard.example', 'true', 'Ann@orchard.example'];
      const users = new Map(names.map((name, number) => [idOf('b', number), name] as const));
      const assignments = rows.flatMap(({ set, principal, accounts: chosen }): readonly Assignment[] => {
        const [name] = sets[set % sets.length]!;
        const who: Principal =
          principal.kind === 'group'
            ? { type: 'group', id: groups[principal.number % groups.length]!.id }
            : {
                type: principal.kind === 'user' ? 'user' : 'group',
                id: idOf(principal.kind === 'user' ? 'b' : 'c', principal.number),
              };
        return accountsOf(chosen, accounts).map((account) => ({ permissionSet: name, account, principal: who }));
      });
      const definitions = sets.map(([name, fields]) => canonicalDefinition({ name, ...fields } as PermissionSet));
      return {
        directory: {
          instance: {
            arn: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5',
            identityStoreId: 'd-9067000000',
            partition: 'aws',
            region: 'eu-west-1',
          },
          caller: { account: MANAGEMENT, arn: 'arn:aws:sts::100000000000:assumed-role/ci/ci', kind: 'management' },
          managementAccount: MANAGEMENT,
          delegatedAdministrators: asRead([]),
          accounts,
          organizationalUnits: asRead(UNITS),
          groups,
          users: asRead([...users].map(([id, userName]) => ({ id, userName, externalIds: [] }))),
        },
        users,
        live: {
          permissionSets: new Map(definitions.map((set) => [permissionSetAddress(set.name), set])),
          assignments: new Map(assignments.map((assignment) => [assignmentAddress(assignment), assignment])),
          provisioned: new Map(assignments.map((assignment) => [pairOfAssignment(assignment), 'latest'])),
        },
      };
    });
}

type Chosen =
  | { readonly kind: 'some'; readonly numbers: readonly number[] }
  | { readonly kind: 'unit'; readonly id: string }
  | { readonly kind: 'all' | 'active' | 'left' | 'prod' };

function accountsOf(chosen: Chosen, accounts: readonly Account[]): readonly AccountId[] {
  const members = accounts.filter(({ id }) => id !== MANAGEMENT);
  switch (chosen.kind) {
    case 'some':
      return chosen.numbers.map((number) => accounts[number % accounts.length]!.id);
    case 'unit':
      return members.filter(({ organizationalUnits }) => organizationalUnits.includes(chosen.id)).map(({ id }) => id);
    case 'all':
      return members.map(({ id }) => id);
    case 'active':
      return members.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id);
    case 'prod':
      return members.filter(({ tags }) => tags.read && tags.value.env === 'prod').map(({ id }) => id);
    case 'left':
      return [accountId('999999999999')];
    default:
      return chosen satisfies never;
  }
}
