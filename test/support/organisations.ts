// Small organisations of a fruit company: what live holds, down to the definitions that roles really have, and what the files ask for instead.

import fc from 'fast-check';
import { type MemoryIdentityCenter, type MemoryOptions, memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired, Held, HoldReason, OwnershipRules } from '../../src/state/desired.ts';
import type { Directory } from '../../src/state/directory.ts';
import { asRead, UNREAD } from '../../src/state/read.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
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
  readonly directory: Directory;
}

export const ACCOUNTS: Readonly<Record<string, AccountId>> = {
  orchard: accountId('111111111111'),
  cider: accountId('222222222222'),
  market: accountId('333333333333'),
};
/** Suspended: nothing is written there. */
export const FALLOW = accountId('444444444444');
export const GROUPS: Readonly<Record<string, PrincipalId>> = {
  Pickers: principalId('aaaaaaaa-0000-4000-8000-000000000001'),
  Pressers: principalId('aaaaaaaa-0000-4000-8000-000000000002'),
  Sellers: principalId('aaaaaaaa-0000-4000-8000-000000000003'),
};
/** Nobody declares them; their rows are a just-in-time tool's, or were made by hand. */
export const USERS: Readonly<Record<string, PrincipalId>> = {
  bob: principalId('bbbbbbbb-0000-4000-8000-000000000001'),
  eve: principalId('bbbbbbbb-0000-4000-8000-000000000002'),
};
/** Deleted in the directory; their rows were left. */
const GONE: readonly Principal[] = [
  { type: 'group', id: principalId('cccccccc-0000-4000-8000-000000000001') },
  { type: 'user', id: principalId('cccccccc-0000-4000-8000-000000000002') },
];
/** Declared, and not in the directory yet. */
const SEASONAL = 'Seasonal Pickers';
export const OWNER = 'orchard-company';
export const SETS: readonly PermissionSetName[] = ['Picker', 'Presser', 'Taster'];
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
  accounts: [
    ...Object.entries(ACCOUNTS).map(
      ([name, id]) => ({ id, name, state: 'ACTIVE', organizationalUnits: [], tags: UNREAD }) as const,
    ),
    { id: FALLOW, name: 'fallow', state: 'SUSPENDED', organizationalUnits: [], tags: UNREAD },
  ],
  organizationalUnits: UNREAD,
  delegatedAdministrators: asRead([]),
  users: UNREAD,
  groups: Object.entries(GROUPS).map(([displayName, id]) => ({ id, displayName, externalIds: [] })),
};

export const RULES: OwnershipRules = {
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
export function identityCenterOf(
  { live, outdatedRoles, directory }: Pick<Organisation, 'live' | 'outdatedRoles' | 'directory'>,
  reading: NonNullable<MemoryOptions['reading']> = 'by-pair',
): MemoryIdentityCenter {
  const users = new Map(Object.entries(USERS).map(([name, id]) => [id, name]));
  return memoryIdentityCenter({ state: live, directory, users, roles: outdatedRoles, reading });
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
    { weight: 3, arbitrary: edits.map((edit): Wish => ({ kind: 'edited', edit })) },
    { weight: 1, arbitrary: fc.constant<Wish>({ kind: 'gone' }) },
    { weight: 2, arbitrary: fc.constant<Wish>({ kind: 'as it is' }) },
    { weight: 1, arbitrary: edits.map((edit): Wish => ({ kind: 'renamed', edit })) },
  ),
});

/** What the files make of a set. */
type Wish =
  | { readonly kind: 'edited' | 'renamed'; readonly edit: Partial<Definition> }
  | { readonly kind: 'gone' | 'as it is' };

const newNameOf = (name: PermissionSetName): PermissionSetName => `New${name}`;

const ALL_PAIRS = SETS.flatMap((set) =>
  [...Object.values(ACCOUNTS), FALLOW].map((account) => pairAddress(set, account)),
);
const rowsOf = (principals: readonly Principal[]): readonly Assignment[] =>
  ALL_PAIRS.map(pairOf).flatMap((pair) => principals.map((principal) => ({ ...pair, principal })));
const GROUP_ROWS = rowsOf(Object.values(GROUPS).map((id) => ({ type: 'group', id })));
/** Rows that no file can ask for. */
const OTHER_ROWS = rowsOf([...Object.values(USERS).map((id) => ({ type: 'user', id }) as const), ...GONE]);

/** What chance decides. `rows` are live's; of the `toggled`, the files ask for what live does not have and no longer for what it has. */
interface Draft {
  readonly histories: readonly Drawn<typeof history>[];
  readonly rows: readonly Assignment[];
  readonly others: readonly Assignment[];
  readonly toggled: readonly Assignment[];
  /** Pairs granted to the group that is not there yet. */
  readonly seasonal: readonly Address[];
  readonly rules: Pick<OwnershipRules, 'groupAssignments' | 'userAssignments' | 'orphans'>;
  readonly outdated: readonly Address[];
  readonly rolesWithoutRows: readonly Address[];
  /** They keep what they have, and get nothing new. */
  readonly changedGroups: readonly PrincipalId[];
  /** Groups under the name of a pinned one: nothing is given to them or taken from them. */
  readonly nameCollisions: readonly PrincipalId[];
  /** Rows of grants that have ended, where the files do not ask for them otherwise. */
  readonly ended: readonly Assignment[];
  /** The caller administers Identity Center from an account of its own, and may write neither to the market nor to what is provisioned there. */
  readonly delegated: boolean;
}
type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

export const organisations: fc.Arbitrary<Organisation> = fc
  .record({
    histories: fc.tuple(history, history, history),
    rows: fc.subarray([...GROUP_ROWS]),
    others: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.subarray([...OTHER_ROWS]) }),
    toggled: fc.subarray([...GROUP_ROWS]),
    seasonal: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.subarray(ALL_PAIRS, { maxLength: 3 }) },
    ),
    rules: fc.record({
      groupAssignments: fc.oneof(
        { weight: 4, arbitrary: fc.constant('delete' as const) },
        fc.constant('report' as const),
      ),
      userAssignments: fc.oneof(
        { weight: 3, arbitrary: fc.constant('report' as const) },
        fc.constant('delete' as const),
      ),
      orphans: fc.constantFrom('delete' as const, 'report' as const),
    }),
    outdated: fc.subarray(ALL_PAIRS),
    rolesWithoutRows: fc.subarray(ALL_PAIRS, { maxLength: 2 }),
    changedGroups: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(Object.values(GROUPS))),
    nameCollisions: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      fc.subarray(Object.values(GROUPS), { maxLength: 1 }),
    ),
    ended: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray([...GROUP_ROWS])),
    delegated: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map((draft) => ({ ...liveOf(draft), desired: wishOf(draft), directory: draft.delegated ? DELEGATED : DIRECTORY }));

const DELEGATED: Directory = {
  ...DIRECTORY,
  caller: { ...DIRECTORY.caller, kind: 'delegated-administrator' },
  managementAccount: ACCOUNTS.market!,
};

function liveOf({
  histories,
  rows,
  others,
  outdated,
  rolesWithoutRows,
}: Draft): Pick<Organisation, 'live' | 'outdatedRoles'> {
  const ofLive = histories.flatMap(({ first, since, owned }, index) => {
    const name = SETS[index]!;
    const owner = owned ? { owner: OWNER } : {};
    if (first === undefined) return [];
    return [[permissionSet(name, first, owner), permissionSet(name, { ...first, ...since }, owner)] as const];
  });
  const firstByName = new Map(ofLive.map(([first]) => [first.name, first]));
  const assignments = [...rows, ...others].filter((row) => firstByName.has(row.permissionSet));
  const pairs = [...new Set([...assignments.map(pairOfAssignment), ...rolesWithoutRows])].filter((pair) =>
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

const RENAMED: HoldReason = { code: 'group/renamed-held', reason: 'the group has another name now' };

function wishOf(draft: Draft): Desired {
  const { histories, rows, toggled, nameCollisions, ended, rules } = draft;
  const sets = histories.flatMap(({ first, since, wish }, index) => {
    const name = SETS[index]!;
    if (wish.kind === 'gone') return [];
    const edit = 'edit' in wish ? wish.edit : {};
    return [permissionSet(wish.kind === 'renamed' ? newNameOf(name) : name, { ...first, ...since, ...edit })];
  });
  // A set without an owner is not ours to rename.
  const renames = histories.flatMap(({ first, owned, wish }, index) =>
    wish.kind === 'renamed' && (owned || first === undefined) ? [[newNameOf(SETS[index]!), SETS[index]!] as const] : [],
  );
  const names = sets.map(({ name }) => name);
  const declared = (name: PermissionSetName) => [name, newNameOf(name)].find((each) => names.includes(each));
  const inFiles = ({ permissionSet: name, ...row }: Assignment): readonly Assignment[] => {
    const present = declared(name);
    return present === undefined ? [] : [{ ...row, permissionSet: present }];
  };
  const waiting = draft.seasonal.flatMap((pair) => {
    const { permissionSet: name, account } = pairOf(pair);
    const present = declared(name);
    return present === undefined ? [] : [{ pair: pairAddress(present, account), old: pair }];
  });
  const assignments = GROUP_ROWS.filter(
    (row) => rows.includes(row) !== toggled.includes(row) && !nameCollisions.includes(row.principal.id),
  ).flatMap(inFiles);
  const wanted = rowsByAddress(assignments);
  const over = ended.flatMap(inFiles).filter((row) => !wanted.has(assignmentAddress(row)));
  return {
    state: { permissionSets: byAddress(sets), assignments: wanted, provisioned: new Map() },
    facts: new Map(),
    held: waiting.map(({ pair }) => heldCreate(pair)),
    external: new Map(),
    groups: new Set(Object.values(GROUPS).filter((group) => !nameCollisions.includes(group))),
    changedGroups: new Map(
      draft.changedGroups.filter((group) => !nameCollisions.includes(group)).map((group) => [group, RENAMED]),
    ),
    nameCollisions: new Map(nameCollisions.map((group) => [group, NOT_SYNCED])),
    deleteBlockedPairs: new Map(waiting.flatMap(({ pair, old }) => [pair, old]).map((pair) => [pair, NOT_SYNCED])),
    expired: new Map(over.map((row) => [assignmentAddress(row), []])),
    renames: new Map(renames),
    rules: { ...RULES, ...rules },
  };
}

const NOT_SYNCED: HoldReason = { code: 'group/not-synced', reason: 'the group is not there yet' };

function heldCreate(pair: Address): Held {
  const principal = { type: 'group', name: SEASONAL } as const;
  return { kind: 'assignment', action: 'create', ...pairOf(pair), principal, origins: [], ...NOT_SYNCED };
}

function permissionSet(name: string, parts: Partial<Definition>, owner: { owner?: string } = {}): PermissionSet {
  const set = { ...PLAIN, ...parts, name, customerManagedPolicies: [], tags: {}, ...owner };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as unknown as PermissionSet;
}

const byAddress = (sets: Iterable<PermissionSet>) =>
  new Map([...sets].map((set) => [permissionSetAddress(set.name), set]));
const rowsByAddress = (rows: readonly Assignment[]) => new Map(rows.map((row) => [assignmentAddress(row), row]));
const pairOfAssignment = ({ permissionSet: name, account }: Assignment) => pairAddress(name, account);
