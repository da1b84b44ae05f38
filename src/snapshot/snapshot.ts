// An Identity Center and its organisation in a file: what a plan reads, all of it, as it was at a moment. For plans where there are no credentials: a pull request from a fork, a laptop.
//
// A snapshot is read by the same port as live, and shows the same slice of itself for the same files. It is complete: every pair was read, so that nothing in it is absent because nobody looked.
// It never feeds an apply: a plan that was made from one says so, and is refused.
import { canonicalDefinition } from '../definition/definition.ts';
import { type Instant, type InstantText, writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { liveOf, pairsRead, withoutApplications } from '../provider/memory-reading.ts';
import type { AccountPoliciesQuery } from '../state/account-policies.ts';
import { type AccessControl, inKeyOrder } from '../state/access-control.ts';
import type { Account, Caller, Directory, User } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { Members } from '../state/members.ts';
import { asRead, type Read, UNREAD } from '../state/read.ts';
import { accountPoliciesRead, type SnapshotAccountPolicies } from './account-policies.ts';
import type { SnapshotEntra } from './entra.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  assignmentAddress,
  type OtherTarget,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  type ProvisioningStatus,
  pairAddress,
  pairOf,
  permissionSetAddress,
  principalId,
  type Resource,
  resourceAddress,
  type State,
} from '../state/state.ts';

export const SNAPSHOT_FORMAT = 1;

/** The contract of schemas/snapshot.schema.json. Lists stand for maps: addresses are made when it is read, never taken from it. */
export interface Snapshot {
  readonly formatVersion: typeof SNAPSHOT_FORMAT;
  /** ISO 8601: when the reading began. */
  readonly takenAt: InstantText;
  /** For people. */
  readonly toolVersion: string;
  /** Names of groups, users and accounts are pseudonyms (blur.ts). */
  readonly isBlurred: boolean;
  readonly directory: SnapshotDirectory;
  readonly permissionSets: readonly PermissionSet[];
  readonly assignments: readonly Assignment[];
  readonly roles: readonly {
    readonly permissionSet: PermissionSetName;
    readonly account: AccountId;
    readonly status: ProvisioningStatus;
  }[];
  /** User names by id, of users with assignments. */
  readonly users: Readonly<Record<PrincipalId, string>>;
  /** Principals of assignments that are proven gone. */
  readonly orphans: readonly PrincipalId[];
  /** Of the groups with assignments, those that nobody was in. */
  readonly emptyGroups: readonly PrincipalId[];
  /** Ids of the users in each group. Absent: nobody asked. Without a group: nobody could ask about it. */
  readonly members?: Readonly<Record<PrincipalId, readonly PrincipalId[]>>;
  /** Attributes for access control. Absent: they were not read, for the files did not ask for them. */
  readonly accessControl?: AccessControl;
  /** Targets other than Identity Center that were read, and what each needs beside assignments. Absent: the files did not ask for any. */
  readonly targets?: Readonly<Partial<Record<OtherTarget, readonly Omit<Resource, 'target'>[]>>>;
  /** Customer managed policies of accounts. Absent: the files have no role by which they are asked. */
  readonly accountPolicies?: SnapshotAccountPolicies;
  /** Absent: nobody asked Entra. */
  readonly entra?: SnapshotEntra;
}

/** A Directory; what was not read is absent. */
interface SnapshotDirectory
  extends Omit<Directory, 'caller' | 'delegatedAdministrators' | 'accounts' | 'organizationalUnits' | 'users'> {
  readonly caller: Omit<Caller, 'via'> & {
    readonly via?: { readonly permissionSet: PermissionSetName; readonly principals?: readonly PrincipalId[] };
  };
  readonly delegatedAdministrators?: readonly AccountId[];
  readonly accounts: readonly (Omit<Account, 'tags'> & { readonly tags?: Readonly<Record<string, string>> })[];
  readonly organizationalUnits?: readonly { readonly id: string; readonly path: string }[];
  readonly users?: readonly User[];
}

export interface SnapshotOptions {
  readonly takenAt: Instant;
  readonly toolVersion: string;
  /** Value of `access:owner` of the files. */
  readonly owner: string;
  /** Who is in the groups, too, and the mail addresses of users. */
  readonly members?: boolean;
  /** The files declare attributes for access control. */
  readonly accessControl: boolean;
  /** Targets that the files manage beside Identity Center. */
  readonly targets?: readonly OtherTarget[];
}

/** Reads everything there is. Throws an AccessError. */
export async function takeSnapshot(reader: IdentityCenterReader, options: SnapshotOptions): Promise<Snapshot> {
  const withApplications = options.targets?.includes('applications') === true;
  const directory = await reader.readDirectory({
    organizationalUnits: true,
    accountTags: true,
    users: true,
    applications: withApplications,
  });
  const live = await reader.readState({
    permissionSets: 'all',
    renamedFrom: [],
    owner: options.owner,
    audit: true,
    users: true,
    ...(options.accessControl ? { accessControl: true } : {}),
    ...optional({ targets: options.targets }),
    ...(withApplications ? { applications: 'all' } : {}),
  });
  const assigned = new Set([...live.state.assignments.values()].map(({ principal }) => principal.id));
  const groups = directory.groups.map(({ id }) => id).filter((id) => assigned.has(id));
  const emptyGroups = groups.length === 0 ? [] : [...(await reader.emptyGroupsAmong(groups))];
  const members = options.members === true ? await reader.readMembers(directory.groups.map(({ id }) => id)) : undefined;
  return snapshotOf({ directory, live, emptyGroups, ...optional({ members }) }, options);
}

interface Everything {
  readonly directory: Directory;
  readonly live: Live;
  readonly emptyGroups: readonly PrincipalId[];
  readonly members?: Members;
}

/** In an order of its own, whatever that of the answers was. */
function snapshotOf(
  { directory, live, emptyGroups, members }: Everything,
  { takenAt, toolVersion }: Pick<SnapshotOptions, 'takenAt' | 'toolVersion'>,
): Snapshot {
  const { state, users, orphans } = live;
  return {
    formatVersion: SNAPSHOT_FORMAT,
    takenAt: writeInstant(takenAt),
    toolVersion,
    isBlurred: false,
    directory: writtenDirectory(members === undefined ? withoutMail(directory) : directory),
    permissionSets: byAddress(state.permissionSets).map(canonicalDefinition),
    assignments: byAddress(state.assignments),
    roles: [...state.provisioned].sort(byKey).map(([address, status]) => ({ ...pairOf(address), status })),
    users: Object.fromEntries([...users].sort(byKey)),
    orphans: [...orphans].sort(),
    emptyGroups: [...emptyGroups].sort(),
    ...(members === undefined ? {} : { members: writtenMembers(members) }),
    ...optional({ accessControl: state.accessControl, targets: writtenTargets(live) }),
  };
}

function writtenTargets({ targets, state: { resources = new Map() } }: Live): Snapshot['targets'] {
  if (targets === undefined) return undefined;
  const of = (wanted: OtherTarget) =>
    byAddress(resources).flatMap(({ target, ...resource }) => (target === wanted ? [resource] : []));
  return Object.fromEntries([...targets.keys()].sort().map((target) => [target, of(target)]));
}

/** Kept for who is asked about by it. */
function withoutMail(directory: Directory): Directory {
  const { users } = directory;
  return users.read ? { ...directory, users: asRead(users.value.map(({ emails: _, ...user }) => user)) } : directory;
}

function writtenMembers({ ofGroups }: Members): NonNullable<Snapshot['members']> {
  const read = [...ofGroups].flatMap(([id, people]) => (people.read ? [[id, [...people.value].sort()] as const] : []));
  return Object.fromEntries(read.sort(byKey));
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

function byAddress<Value>(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].sort(byKey).map(([, value]) => value);
}

function writtenDirectory(directory: Directory): SnapshotDirectory {
  const { caller, accounts, organizationalUnits, delegatedAdministrators, users, ...rest } = directory;
  const { via, ...who } = caller;
  return {
    ...rest,
    caller: {
      ...who,
      ...(via && { via: { permissionSet: via.permissionSet, ...ifRead('principals', via.principals) } }),
    },
    accounts: accounts.map(({ tags, ...account }) => ({ ...account, ...ifRead('tags', tags) })),
    ...ifRead('organizationalUnits', organizationalUnits),
    ...ifRead('delegatedAdministrators', delegatedAdministrators),
    ...ifRead('users', users),
  };
}

function ifRead<Name extends string, Value>(name: Name, read: Read<Value>): { readonly [Key in Name]?: Value } {
  return (read.read ? { [name]: read.value } : {}) as { readonly [Key in Name]?: Value };
}

const readIfThere = <Value>(value: Value | undefined): Read<Value> => (value === undefined ? UNREAD : asRead(value));

/** The port over a snapshot. It makes no calls. */
export function snapshotReader(snapshot: Snapshot): IdentityCenterReader {
  const directory = directoryOf(snapshot.directory);
  const state = stateOf(snapshot);
  const users = new Map(Object.entries(snapshot.users).map(([id, name]) => [principalId(id), name]));
  const known = { groups: directory.groups, users };
  const gone = new Set(snapshot.orphans);
  const empty = new Set(snapshot.emptyGroups);
  const { members = {}, accountPolicies } = snapshot;
  /** Absence from its lists proves nothing: gone is who was proven gone. */
  const proven = (orphans: ReadonlySet<PrincipalId>) => new Set([...orphans].filter((id) => gone.has(id)));
  return {
    readDirectory: async (needs) => ({
      ...(needs.applications === true ? directory : withoutApplications(directory)),
      organizationalUnits: needs.organizationalUnits ? directory.organizationalUnits : UNREAD,
      users: needs.users === true ? directory.users : UNREAD,
      accounts: directory.accounts.map((account) => (needs.accountTags ? account : { ...account, tags: UNREAD })),
    }),
    readState: async ({ targets: asked = [], ...scope }) => {
      // One that is not in the snapshot stays unread.
      const targets = asked.filter((target) => snapshot.targets?.[target] !== undefined);
      const live = liveOf(state, {
        scope: targets.length === 0 ? scope : { ...scope, targets },
        known,
        byGroup: false,
        ...optional({ applications: directory.applications }),
      });
      return { ...live, orphans: proven(live.orphans) };
    },
    readPairs: async (pairs) => {
      const read = pairsRead(state, pairs, known);
      return { ...read, orphans: proven(read.orphans) };
    },
    readDefinition: async (name) => state.permissionSets.get(permissionSetAddress(name)),
    emptyGroupsAmong: async (groups) => new Set(groups.filter((id) => empty.has(id))),
    readMembers: async (groups) => ({
      ofGroups: new Map(
        groups.map((id) => [id, Object.hasOwn(members, id) ? asRead(members[id] ?? []) : UNREAD] as const),
      ),
      users: directory.users,
    }),
    ...(accountPolicies && {
      readAccountPolicies: async (query: AccountPoliciesQuery) => accountPoliciesRead(accountPolicies, query),
    }),
    callCounts: () => ({}),
  };
}

function directoryOf(written: SnapshotDirectory): Directory {
  const { caller, accounts, organizationalUnits, delegatedAdministrators, users, ...rest } = written;
  const { via, ...who } = caller;
  return {
    ...rest,
    caller: {
      ...who,
      ...(via && { via: { permissionSet: via.permissionSet, principals: readIfThere(via.principals) } }),
    },
    accounts: accounts.map((account) => ({ ...account, tags: readIfThere(account.tags) })),
    organizationalUnits: readIfThere(organizationalUnits),
    delegatedAdministrators: readIfThere(delegatedAdministrators),
    users: readIfThere(users),
  };
}

function resourcesIn(targets: NonNullable<Snapshot['targets']>): ReadonlyMap<Address, Resource> {
  const resources = Object.entries(targets).flatMap(([target, of]) =>
    of.map((resource): Resource => ({ target: target as OtherTarget, ...resource })),
  );
  return new Map(resources.map((resource) => [resourceAddress(resource), resource]));
}

function stateOf({ permissionSets, assignments, roles, accessControl, targets }: Snapshot): State {
  return {
    permissionSets: new Map(permissionSets.map((set) => [permissionSetAddress(set.name), canonicalDefinition(set)])),
    assignments: new Map(assignments.map((assignment) => [assignmentAddress(assignment), assignment])),
    provisioned: new Map(
      roles.map(({ permissionSet, account, status }) => [pairAddress(permissionSet, account), status]),
    ),
    ...optional({
      accessControl: accessControl && canonicalAccessControl(accessControl),
      resources: targets && resourcesIn(targets),
    }),
  };
}

/** In a file that somebody wrote, attributes may stand in any order. */
function canonicalAccessControl({ attributes }: AccessControl): AccessControl {
  return attributes === undefined ? {} : { attributes: inKeyOrder(attributes) };
}
