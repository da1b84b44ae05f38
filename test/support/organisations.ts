// Small organisations of a fruit company: what live holds, down to the definitions that roles really have, and what the files ask for instead.
import fc from 'fast-check';
import { type MemoryIdentityCenter, memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired, Obstacle, OwnershipRules } from '../../src/state/desired.ts';
import type { Directory } from '../../src/state/directory.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  pairAddress,
  pairOf,
  permissionSetAddress,
  principalId,
  type State,
} from '../../src/state/state.ts';

export interface Organisation {
  readonly live: State;
  /** What the role of each outdated pair holds. */
  readonly outdatedRoles: ReadonlyMap<Address, PermissionSet>;
  readonly desired: Desired;
}

export const ACCOUNTS: Readonly<Record<string, AccountId>> = {
  orchard: accountId('111111111111'),
  cider: accountId('222222222222'),
  market: accountId('333333333333'),
};
export const GROUPS: Readonly<Record<string, PrincipalId>> = {
  Pickers: principalId('group-1'),
  Pressers: principalId('group-2'),
  Sellers: principalId('group-3'),
};
export const OWNER = 'orchard-company';
const SETS: readonly PermissionSetName[] = ['Picker', 'Presser', 'Taster'];
const POLICIES = ['PickApples', 'PressApples', 'TasteCider'];

export const DIRECTORY: Directory = {
  instance: {
    arn: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5',
    identityStoreId: 'd-9067000000',
    partition: 'aws',
    region: 'eu-west-1',
  },
  caller: {
    account: accountId('999999999999'),
    arn: 'arn:aws:sts::999999999999:assumed-role/access-apply/ci',
    kind: 'management',
  },
  managementAccount: accountId('999999999999'),
  accounts: Object.entries(ACCOUNTS).map(([name, id]) => ({ id, name, state: 'ACTIVE', organizationalUnits: [] })),
  organizationalUnits: [],
  groups: Object.entries(GROUPS).map(([displayName, id]) => ({ id, displayName, externalIds: [] })),
};

const RULES: OwnershipRules = {
  owner: OWNER,
  unmanagedSets: 'report',
  groupAssignments: 'delete',
  userAssignments: 'report',
  orphans: 'delete',
  ignore: [],
  ignoresControlTower: false,
  deletes: { more: 10, share: 0.05 },
  unattended: { creates: 50, administrators: 0 },
  owners: [],
};

/** A new Identity Center that holds the organisation's live state. */
export function identityCenterOf({ live, outdatedRoles }: Organisation): MemoryIdentityCenter {
  return memoryIdentityCenter({ state: live, directory: DIRECTORY, roles: outdatedRoles });
}

type Definition = Pick<PermissionSet, 'managedPolicies' | 'sessionDuration' | 'permissionsBoundary' | 'description'>;
const PLAIN: Definition = { managedPolicies: ['PickApples'], sessionDuration: 'PT1H' };

/** One field or several, so that all risks occur: a longer session broadens, a new boundary narrows, a description is neutral. */
const edits: fc.Arbitrary<Partial<Definition>> = fc
  .record(
    {
      managedPolicies: fc.subarray(POLICIES),
      sessionDuration: fc.constantFrom('PT1H', 'PT8H'),
      permissionsBoundary: fc.constantFrom(
        undefined,
        ...POLICIES.slice(0, 2).map((policy) => ({ kind: 'aws-managed' as const, policy })),
      ),
      description: fc.constantFrom(undefined, 'For the harvest'),
    },
    { requiredKeys: [] },
  )
  .map((edit) => edit as Partial<Definition>);

const history = fc.record({
  /** Absent: live does not have the set. */
  first: fc.option(edits, { nil: undefined, freq: 4 }),
  /** What live made of it since; it has not reached the outdated roles. */
  since: edits,
  /** False: made by hand, to be adopted or left alone. */
  owned: fc.constantFrom(true, false),
  wish: fc.oneof(
    { weight: 3, arbitrary: edits },
    { weight: 1, arbitrary: fc.constant('gone' as const) },
    { weight: 2, arbitrary: fc.constant('as it is' as const) },
  ),
});

const ALL_PAIRS = SETS.flatMap((set) => Object.values(ACCOUNTS).map((account) => pairAddress(set, account)));
const ALL_ROWS: readonly Assignment[] = ALL_PAIRS.map(pairOf).flatMap((pair) =>
  Object.values(GROUPS).map((id) => ({ ...pair, principal: { type: 'group' as const, id } })),
);

/** What chance decides. `rows` are live's; of the `toggled`, the files ask for what live does not have and no longer for what it has. */
interface Draft {
  readonly histories: readonly Drawn<typeof history>[];
  readonly rows: readonly Assignment[];
  readonly toggled: readonly Assignment[];
  readonly outdated: readonly Address[];
  readonly rolesWithoutRows: readonly Address[];
  /** They keep what they have, and get nothing new. */
  readonly changedGroups: readonly PrincipalId[];
}
type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

export const organisations: fc.Arbitrary<Organisation> = fc
  .record({
    histories: fc.tuple(history, history, history),
    rows: fc.subarray([...ALL_ROWS]),
    toggled: fc.subarray([...ALL_ROWS]),
    outdated: fc.subarray(ALL_PAIRS),
    rolesWithoutRows: fc.subarray(ALL_PAIRS, { maxLength: 2 }),
    changedGroups: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(Object.values(GROUPS))),
  })
  .map((draft) => ({ ...liveOf(draft), desired: wishOf(draft) }));

function liveOf({ histories, rows, outdated, rolesWithoutRows }: Draft): Omit<Organisation, 'desired'> {
  const ofLive = histories.flatMap(({ first, since, owned }, index) => {
    const name = SETS[index]!;
    const owner = owned ? { owner: OWNER } : {};
    if (first === undefined) return [];
    return [[permissionSet(name, first, owner), permissionSet(name, { ...first, ...since }, owner)] as const];
  });
  const firstByName = new Map(ofLive.map(([first]) => [first.name, first]));
  const assignments = rows.filter((row) => firstByName.has(row.permissionSet));
  const pairs = [...new Set([...assignments.map(pairOfRow), ...rolesWithoutRows])].filter((pair) =>
    firstByName.has(pairOf(pair).permissionSet),
  );
  const isOutdated = (pair: Address) => outdated.includes(pair);
  return {
    live: {
      permissionSets: byAddress(ofLive.map(([, live]) => live)),
      assignments: rowsByAddress(assignments),
      provisioned: new Map(pairs.map((pair) => [pair, isOutdated(pair) ? 'outdated' : 'latest'])),
    },
    outdatedRoles: new Map(
      pairs.filter(isOutdated).map((pair) => [pair, firstByName.get(pairOf(pair).permissionSet)!]),
    ),
  };
}

const RENAMED: Obstacle = { code: 'group/renamed-held', reason: 'the group has another name now' };

function wishOf({ histories, rows, toggled, changedGroups }: Draft): Desired {
  const sets = histories.flatMap(({ first, since, wish }, index) =>
    wish === 'gone' ? [] : [permissionSet(SETS[index]!, { ...first, ...since, ...(wish === 'as it is' ? {} : wish) })],
  );
  const names = sets.map(({ name }) => name);
  const assignments = ALL_ROWS.filter(
    (row) => rows.includes(row) !== toggled.includes(row) && names.includes(row.permissionSet),
  );
  return {
    state: { permissionSets: byAddress(sets), assignments: rowsByAddress(assignments), provisioned: new Map() },
    facts: new Map(),
    held: [],
    external: new Map(),
    groups: new Set(Object.values(GROUPS)),
    changedGroups: new Map(changedGroups.map((group) => [group, RENAMED])),
    suspects: new Map(),
    shielded: new Map(),
    expired: new Map(),
    renames: new Map(),
    rules: RULES,
  };
}

function permissionSet(name: string, parts: Partial<Definition>, owner: { owner?: string } = {}): PermissionSet {
  const set = { ...PLAIN, ...parts, name, customerManagedPolicies: [], tags: {}, ...owner };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as unknown as PermissionSet;
}

const byAddress = (sets: Iterable<PermissionSet>) =>
  new Map([...sets].map((set) => [permissionSetAddress(set.name), set]));
const rowsByAddress = (rows: readonly Assignment[]) => new Map(rows.map((row) => [assignmentAddress(row), row]));
const pairOfRow = ({ permissionSet: name, account }: Assignment) => pairAddress(name, account);
