// The form of a state on disk, and the way there and back.

import { optional } from '../optional.ts';
import { type FiledAccountAccess, filedAccountAccess, isUnused, unfiledAccountAccess } from './account-access-state.ts';
import type { Group, Membership, User } from './directory-state.ts';
import { type FiledTenant, filedTenant, unfiledTenant } from './entra/tenant.ts';
import {
  addAssignment,
  ensurePair,
  newDirectory,
  putGroup,
  putMembership,
  putPermissionSet,
  putUser,
} from './mutations.ts';
import type {
  AccessControlAttribute,
  Account,
  Definition,
  Operation,
  Organization,
  PermissionSet,
  PrincipalType,
  RecordedEvent,
  RoleUse,
  SandboxState,
  Unit,
} from './state.ts';
import {
  type FiledApplication,
  type FiledIam,
  type FiledInstance,
  type FiledTokenIssuer,
  filedApplication,
  filedIam,
  filedInstance,
  filedTokenIssuer,
  unfiledApplication,
  unfiledIam,
  unfiledInstance,
  unfiledTokenIssuer,
} from './state-file-services.ts';

export const FORMAT_VERSION = 1;

type FiledOrganization = Omit<Organization, 'units' | 'accounts'> & {
  readonly units: readonly Unit[];
  readonly accounts: readonly Account[];
};

interface FiledPair {
  readonly account: string;
  readonly roleSuffix: string;
  readonly createdAt?: number;
  /** Present only when it is not the permission set's own definition. */
  readonly provisioned?: Definition;
  /** `GROUP/<id>` or `USER/<id>`. */
  readonly principals: readonly string[];
  readonly lastUsed?: RoleUse;
}

type FiledSet = Omit<PermissionSet, 'tags' | 'pairs'> & {
  readonly tags: Readonly<Record<string, string>>;
  readonly pairs: readonly FiledPair[];
};

type FiledOperation = Omit<Operation, 'accounts'> & { readonly accounts: readonly string[] };

type Plain = Pick<
  SandboxState,
  'now' | 'sequence' | 'region' | 'partition' | 'instanceArn' | 'identityStoreId' | 'createdAt' | 'caller'
>;

/** A state as JSON. */
export interface StateFile extends Plain {
  readonly kind: 'access-sandbox';
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly organization: FiledOrganization;
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly memberships: readonly Membership[];
  readonly permissionSets: readonly FiledSet[];
  readonly operations: readonly FiledOperation[];
  /** Of an earlier version: by account or `*`. */
  readonly customerManagedPolicies?: Readonly<Record<string, readonly string[]>>;
  readonly accessControl?: readonly AccessControlAttribute[];
  readonly accountAccess?: FiledAccountAccess;
  readonly instance?: FiledInstance;
  readonly applications?: readonly FiledApplication[];
  readonly trustedTokenIssuers?: readonly FiledTokenIssuer[];
  readonly iam?: FiledIam;
  readonly events?: readonly RecordedEvent[];
  readonly entra?: FiledTenant;
}

export function filed(state: SandboxState): StateFile {
  const { now, sequence, region, partition, instanceArn, identityStoreId, createdAt, caller } = state;
  const { units, accounts, ...organization } = state.organization;
  const { accessControl } = state;
  return {
    kind: 'access-sandbox',
    formatVersion: FORMAT_VERSION,
    ...{ now, sequence, region, partition, instanceArn, identityStoreId, createdAt, caller },
    organization: { ...organization, units: [...units.values()], accounts: [...accounts.values()] },
    groups: [...state.directory.groups.values()],
    users: [...state.directory.users.values()],
    memberships: [...state.directory.memberships.values()],
    permissionSets: [...state.permissionSets.values()].map(filedSet),
    operations: [...state.operations.values()].map((operation) => ({
      ...operation,
      accounts: [...operation.accounts],
    })),
    ...optional({ accessControl }),
    ...(isUnused(state.accountAccess) ? {} : { accountAccess: filedAccountAccess(state.accountAccess) }),
    instance: filedInstance(state.instance),
    applications: [...state.applications.values()].map(filedApplication),
    trustedTokenIssuers: [...state.trustedTokenIssuers.values()].map(filedTokenIssuer),
    iam: filedIam(state.iam),
    ...(state.events.length === 0 ? {} : { events: state.events }),
    ...(state.entra === undefined ? {} : { entra: filedTenant(state.entra) }),
  };
}

function filedSet(set: PermissionSet): FiledSet {
  const pairs = [...set.pairs.values()].map((pair) => ({
    account: pair.accountId,
    roleSuffix: pair.roleSuffix,
    createdAt: pair.createdAt,
    ...(pair.provisioned.revision === set.definition.revision ? {} : { provisioned: pair.provisioned }),
    principals: [...pair.assignments.keys()],
    ...optional({ lastUsed: pair.lastUsed }),
  }));
  return { ...set, tags: Object.fromEntries(set.tags), pairs };
}

/** The state that a file holds. What the type promises is not checked again; a damaged file makes this throw. */
export function unfiled(file: StateFile): SandboxState {
  const { now, sequence, region, partition, instanceArn, identityStoreId, createdAt, caller } = file;
  const { accessControl } = file;
  const operations = file.operations.map((operation) => ({ ...operation, accounts: new Set(operation.accounts) }));
  const state: SandboxState = {
    ...{ now, sequence, region, partition, instanceArn, identityStoreId, createdAt, caller },
    instance: unfiledInstance(file.instance),
    applications: new Map((file.applications ?? []).map((filedAs) => [filedAs.arn, unfiledApplication(filedAs)])),
    trustedTokenIssuers: new Map(
      (file.trustedTokenIssuers ?? []).map((issuer) => [issuer.arn, unfiledTokenIssuer(issuer)]),
    ),
    iam: unfiledIam(file),
    organization: {
      ...file.organization,
      units: new Map(file.organization.units.map((unit) => [unit.id, unit])),
      accounts: new Map(file.organization.accounts.map((account) => [account.id, account])),
    },
    directory: newDirectory(),
    permissionSets: new Map(),
    permissionSetsByName: new Map(),
    pairsOfAccount: new Map(),
    assignmentsOf: new Map(),
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    pending: new Set(operations.filter((operation) => operation.status === 'IN_PROGRESS')),
    accountAccess: unfiledAccountAccess(file.accountAccess),
    events: [...(file.events ?? [])],
    ...optional({ accessControl }),
    ...(file.entra === undefined ? {} : { entra: unfiledTenant(file.entra) }),
  };
  for (const user of file.users) putUser(state.directory, user);
  for (const group of file.groups) putGroup(state.directory, group);
  for (const membership of file.memberships) putMembership(state.directory, membership);
  for (const set of file.permissionSets) addSet(state, set);
  return state;
}

function addSet(state: SandboxState, filedAs: FiledSet): void {
  const { pairs, tags, ...rest } = filedAs;
  const set: PermissionSet = { ...rest, tags: new Map(Object.entries(tags)), pairs: new Map() };
  putPermissionSet(state, set);
  for (const filedPair of pairs) {
    const { account: accountId, roleSuffix: suffix, createdAt = set.createdAt, provisioned, principals } = filedPair;
    const pair = ensurePair(state, set, accountId, { suffix, createdAt });
    if (provisioned !== undefined) pair.provisioned = provisioned;
    if (filedPair.lastUsed !== undefined) pair.lastUsed = filedPair.lastUsed;
    for (const key of principals) {
      const [principalType, principalId = ''] = key.split('/') as [PrincipalType, string?];
      addAssignment(state, pair, { permissionSetArn: set.arn, accountId, principalType, principalId });
    }
  }
}
