// The port over values in memory: an Identity Center without network or time, for tests of whole plans and applies.

import { optional } from '../optional.ts';
import type { Operation } from '../plan/change.ts';
import {
  type AccountPolicies,
  type AccountToRead,
  type PolicyInAccount,
  type PolicyKey,
  policyKeyOf,
  type RoleInAccount,
} from '../state/account-policies.ts';
import type { Directory } from '../state/directory.ts';
import { type Health, type HealthQuery, known } from '../state/health.ts';
import type { Members } from '../state/members.ts';
import { asRead, type Read, UNREAD } from '../state/read.ts';
import {
  type AccountId,
  type Address,
  type PermissionSet,
  type PermissionSetName,
  type Policy,
  type PrincipalId,
  pairAddress,
  pairOf,
  permissionSetAddress,
  type State,
} from '../state/state.ts';
import type { IdentityCenter, Limits, PolicyReading } from './identity-center.ts';
import { liveOf, pairsRead, withoutApplications } from './memory-reading.ts';
import { type Holdings, perform } from './memory-writing.ts';

export interface MemoryOptions {
  readonly state: State;
  readonly directory: Directory;
  /** User names. A principal of a row that is neither here nor among the directory's groups is an orphan. */
  readonly users?: ReadonlyMap<PrincipalId, string>;
  /** What outdated roles hold; by default what the set says now. */
  readonly roles?: ReadonlyMap<Address, PermissionSet>;
  /** Groups that nobody is in; the others have members. */
  readonly emptyGroups?: ReadonlySet<PrincipalId>;
  /** Who is in the groups; of one that is not here nobody may ask. */
  readonly members?: ReadonlyMap<PrincipalId, readonly PrincipalId[]>;
  /** AWS managed policies as AWS has them, by path and name. Without them nobody can ask. */
  readonly managedPolicies?: ReadonlyMap<string, PolicyVersion>;
  /** What accounts' own IAM has, by account. Without them nobody can ask; an account that is not among them trusts nobody. */
  readonly accountPolicies?: ReadonlyMap<AccountId, AccountsIam>;
  /** Accounts of which other targets read nothing, and why. */
  readonly unread?: ReadonlyMap<AccountId, string>;
  /** A reason makes the operation fail before it has changed anything. */
  readonly refuse?: (operation: Operation) => string | undefined;
  readonly limits?: Partial<Limits>;
  /** `by-group`: as AWS is read where groups are fewer than pairs, so that rows beside those of a group stay unseen. */
  readonly reading?: 'by-pair' | 'by-group';
}

export type PolicyVersion = Omit<Extract<PolicyReading, { readonly status: 'read' }>, 'path' | 'status'>;

/** Customer managed policies by path and name; `denied`: they may not be read. */
export interface AccountsIam {
  readonly policies: ReadonlyMap<PolicyKey, Policy | 'denied'>;
  readonly policiesPerRole?: number;
  /** Roles that exist, by the names that assignments have for them. */
  readonly roles?: ReadonlyMap<PermissionSetName, RoleInAccount>;
}

export interface MemoryIdentityCenter extends IdentityCenter {
  state(): State;
  /** What each pair's role really grants: the definition it was last provisioned with. */
  roles(): ReadonlyMap<Address, PermissionSet>;
}

const LIMITS: Limits = { inFlight: 15, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 15 };

export function memoryIdentityCenter(options: MemoryOptions): MemoryIdentityCenter {
  const { directory, users = new Map(), refuse = () => undefined, reading = 'by-pair' } = options;
  const known = { groups: directory.groups, users };
  const unread = options.unread ?? new Map<AccountId, string>();
  const holdings = holdingsOf(options);
  const state = (): State => ({
    permissionSets: new Map(
      [...holdings.sets].map(([name, { definition }]) => [permissionSetAddress(name), definition]),
    ),
    assignments: new Map(holdings.rows),
    provisioned: new Map(
      [...holdings.roles].map(([address, role]) => [address, role.outdated ? 'outdated' : 'latest'] as const),
    ),
    ...optional({ accessControl: holdings.accessControl }),
    ...(holdings.resources.size === 0 ? {} : { resources: new Map(holdings.resources) }),
  });
  /** Nothing is unread of what is in memory. */
  const whole = (): State => ({ accessControl: {}, ...state() });
  return {
    limits: { ...LIMITS, ...options.limits },
    state,
    roles: () => new Map([...holdings.roles].map(([address, { definition }]) => [address, definition])),
    ...readerOf(options.managedPolicies),
    ...accountReaderOf(options.accountPolicies),
    emptyGroupsAmong: async (groups) => new Set(groups.filter((id) => options.emptyGroups?.has(id))),
    readMembers: async (groups) => membersIn(options, groups),
    readHealth: async (query) => healthOf(options, query),
    callCounts: () => ({}),
    readDirectory: async ({ organizationalUnits, accountTags, users: areNeeded, applications }) => ({
      ...(applications === true ? directory : withoutApplications(directory)),
      organizationalUnits: organizationalUnits ? directory.organizationalUnits : UNREAD,
      users: areNeeded === true ? directory.users : UNREAD,
      accounts: directory.accounts.map((account) => (accountTags ? account : { ...account, tags: UNREAD })),
    }),
    readState: async (scope) =>
      liveOf(whole(), {
        scope,
        known,
        unread,
        byGroup: reading === 'by-group',
        ...optional({ applications: directory.applications }),
      }),
    readPairs: async (pairs) => pairsRead(state(), pairs, known),
    readDefinition: async (name) => state().permissionSets.get(permissionSetAddress(name)),
    apply: async (operation, { signal } = {}) => {
      if (signal?.aborted) return { status: 'not-sent', reason: 'interrupted' };
      const reason = refuse(operation);
      return reason === undefined ? perform(holdings, operation) : { status: 'failed', reason };
    },
  };
}

function membersIn({ members, directory }: MemoryOptions, groups: readonly PrincipalId[]): Members {
  const readOf = (id: PrincipalId): Read<readonly PrincipalId[]> => {
    const found = members?.get(id);
    return found === undefined ? UNREAD : asRead(found);
  };
  return { ofGroups: new Map(groups.map((id) => [id, readOf(id)])), users: directory.users };
}

/** All of it is known, and in order. */
function healthOf({ directory, emptyGroups = new Set() }: MemoryOptions, query: HealthQuery): Health {
  const { instance, caller, managementAccount, delegatedAdministrators: delegated, groups, users } = directory;
  const denied = { read: false, reason: 'denied', subject: 'organizations:ListDelegatedAdministrators' } as const;
  return {
    region: instance.region,
    caller,
    managementAccount: known(managementAccount),
    instances: known([instance]),
    instance: known({ status: 'ACTIVE', permissionSetsEnabled: true, encryption: { status: 'ENABLED' } }),
    regions: known([{ name: instance.region, status: 'ACTIVE', isPrimary: true }]),
    delegatedAdministrators: delegated.read ? delegated : denied,
    trustedServices: known(['sso.amazonaws.com']),
    accounts: known(directory.accounts),
    controlPolicies: known({ enabled: false, rootId: 'r-memory', policies: [], withoutFullAccess: new Set() }),
    groups: known(groups),
    users: users.read ? users : { read: false, reason: 'failed', subject: 'users are not in this memory' },
    emptyGroups: known(new Set(query.groupsToCount(groups).filter((id) => emptyGroups.has(id)))),
    memberships: { read: false, reason: 'failed', subject: 'members are not in this memory' },
  };
}

function readerOf(
  policies: MemoryOptions['managedPolicies'],
): Required<Pick<IdentityCenter, 'readManagedPolicies'>> | Record<string, never> {
  if (policies === undefined) return {};
  return {
    readManagedPolicies: async (known) =>
      known.map(({ path, versionId }): PolicyReading => {
        const version = policies.get(path);
        if (version === undefined) return { path, status: 'missing' };
        return version.versionId === versionId ? { path, status: 'known' } : { path, status: 'read', ...version };
      }),
  };
}

function accountReaderOf(
  accounts: MemoryOptions['accountPolicies'],
): Required<Pick<IdentityCenter, 'readAccountPolicies'>> | Record<string, never> {
  if (accounts === undefined) return {};
  return {
    readAccountPolicies: async (query) =>
      new Map(query.accounts.map((wanted) => [wanted.account, policiesOf(accounts.get(wanted.account), wanted)])),
  };
}

function policiesOf(iam: AccountsIam | undefined, { policies, quota, roles }: AccountToRead): AccountPolicies {
  if (iam === undefined) return { policies: new Map(), unchecked: { why: 'role', detail: 'sts:AssumeRole' } };
  const found = policies.map(policyKeyOf).flatMap((key): readonly (readonly [PolicyKey, PolicyInAccount])[] => {
    const document = iam.policies.get(key);
    if (document === 'denied') return [];
    return [[key, document === undefined ? { exists: false } : { exists: true, document }]];
  });
  const isDenied = found.length < policies.length;
  return {
    policies: new Map(found),
    ...(roles === undefined
      ? {}
      : { roles: new Map(roles.map((name) => [name, iam.roles?.get(name) ?? { exists: false }])) }),
    ...(quota ? optional({ policiesPerRole: iam.policiesPerRole }) : {}),
    ...(isDenied ? { unchecked: { why: 'denied', detail: 'iam:GetPolicy' } } : {}),
  };
}

function holdingsOf({ state, roles = new Map() }: MemoryOptions): Holdings {
  // Live sets always say which tags they have.
  const sets = [...state.permissionSets.values()].map((set): PermissionSet => ({ tags: {}, ...set }));
  const definitions = new Map(sets.map((set) => [set.name, set]));
  const holdings: Holdings = {
    sets: new Map(sets.map((set) => [set.name, { definition: set }])),
    rows: new Map(state.assignments),
    roles: new Map(),
    resources: new Map(state.resources),
    ...optional({ accessControl: state.accessControl }),
  };
  for (const [address, status] of state.provisioned) {
    const definition = roles.get(address) ?? definitions.get(pairOf(address).permissionSet);
    if (definition !== undefined) holdings.roles.set(address, { definition, outdated: status === 'outdated' });
  }
  for (const { permissionSet, account } of state.assignments.values()) {
    // A row implies a role.
    const address = pairAddress(permissionSet, account);
    const definition = definitions.get(permissionSet);
    if (definition !== undefined && !holdings.roles.has(address))
      holdings.roles.set(address, { definition, outdated: false });
  }
  return holdings;
}
