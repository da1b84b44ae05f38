// The changes of the state that keep its indices in step: pairs, assignments and the members of groups.

import type { Directory, Group, Membership, User } from './directory-state.ts';
import { hex } from './ids.ts';
import {
  type Assignment,
  type Definition,
  nextNumber,
  type Pair,
  type PermissionSet,
  principalKey,
  type SandboxState,
} from './state.ts';

export const newDirectory = (): Directory => ({
  groups: new Map(),
  users: new Map(),
  memberships: new Map(),
  groupsByName: new Map(),
  usersByName: new Map(),
  membersOfGroup: new Map(),
  groupsOfUser: new Map(),
});

export function putPermissionSet(state: SandboxState, set: PermissionSet): void {
  state.permissionSets.set(set.arn, set);
  state.permissionSetsByName.set(set.name, set.arn);
}

export function removePermissionSet(state: SandboxState, set: PermissionSet): void {
  state.permissionSets.delete(set.arn);
  state.permissionSetsByName.delete(set.name);
}

/** Changes the definition; every pair that holds an older revision is outdated from here on. */
export function redefine(
  set: PermissionSet,
  change: Partial<{ [K in keyof Definition]: Definition[K] | undefined }>,
): void {
  const merged = { ...set.definition, ...change, revision: set.definition.revision + 1 };
  const present = Object.entries(merged).filter(([, value]) => value !== undefined);
  // INVARIANT: `change` never unsets a required member, so what is present is a whole definition.
  set.definition = Object.fromEntries(present) as unknown as Definition;
}

/** The pair of a permission set and an account, made with the latest definition when there is none. */
export function ensurePair(
  state: SandboxState,
  set: PermissionSet,
  accountId: string,
  role: { readonly suffix?: string; readonly createdAt?: number } = {},
): Pair {
  const present = set.pairs.get(accountId);
  if (present !== undefined) return present;
  const pair: Pair = {
    permissionSetArn: set.arn,
    accountId,
    roleSuffix: role.suffix ?? hex(16, 'role', set.arn, accountId, nextNumber(state)),
    createdAt: role.createdAt ?? state.now,
    provisioned: set.definition,
    assignments: new Map(),
  };
  set.pairs.set(accountId, pair);
  entry(state.pairsOfAccount, accountId, () => new Map()).set(set.arn, pair);
  return pair;
}

function removePair(state: SandboxState, pair: Pair): void {
  const set = state.permissionSets.get(pair.permissionSetArn);
  set?.pairs.delete(pair.accountId);
  if (set?.pairs.size === 0) set.releasedAt = state.now;
  state.pairsOfAccount.get(pair.accountId)?.delete(pair.permissionSetArn);
}

/** Adds the assignment to its pair; a second one with the same principal changes nothing. */
export function addAssignment(state: SandboxState, pair: Pair, assignment: Assignment): void {
  const key = principalKey(assignment.principalType, assignment.principalId);
  if (pair.assignments.has(key)) return;
  pair.assignments.set(key, assignment);
  entry(state.assignmentsOf, key, () => new Set()).add(assignment);
}

/** Removes the assignment, and with the last one the pair, whose role goes too. */
export function removeAssignment(state: SandboxState, assignment: Assignment): void {
  const key = principalKey(assignment.principalType, assignment.principalId);
  const pair = state.permissionSets.get(assignment.permissionSetArn)?.pairs.get(assignment.accountId);
  const present = pair?.assignments.get(key);
  if (pair === undefined || present === undefined) return;
  pair.assignments.delete(key);
  state.assignmentsOf.get(key)?.delete(present);
  if (pair.assignments.size === 0) removePair(state, pair);
}

export function putGroup(directory: Directory, group: Group): void {
  const before = directory.groups.get(group.id)?.displayName;
  if (before !== undefined) directory.groupsByName.delete(before);
  directory.groups.set(group.id, group);
  if (group.displayName !== undefined) directory.groupsByName.set(group.displayName, group.id);
}

export function removeGroup(directory: Directory, group: Group): void {
  for (const membership of [...(directory.membersOfGroup.get(group.id)?.values() ?? [])]) {
    removeMembership(directory, membership);
  }
  directory.groups.delete(group.id);
  if (group.displayName !== undefined) directory.groupsByName.delete(group.displayName);
}

export function putUser(directory: Directory, user: User): void {
  const before = directory.users.get(user.id)?.userName;
  if (before !== undefined) directory.usersByName.delete(before);
  directory.users.set(user.id, user);
  directory.usersByName.set(user.userName, user.id);
}

export function removeUser(directory: Directory, user: User): void {
  for (const membership of [...(directory.groupsOfUser.get(user.id)?.values() ?? [])]) {
    removeMembership(directory, membership);
  }
  directory.users.delete(user.id);
  directory.usersByName.delete(user.userName);
}

export function putMembership(directory: Directory, membership: Membership): void {
  directory.memberships.set(membership.id, membership);
  entry(directory.membersOfGroup, membership.groupId, () => new Map()).set(membership.userId, membership);
  entry(directory.groupsOfUser, membership.userId, () => new Map()).set(membership.groupId, membership);
}

export function removeMembership(directory: Directory, membership: Membership): void {
  directory.memberships.delete(membership.id);
  directory.membersOfGroup.get(membership.groupId)?.delete(membership.userId);
  directory.groupsOfUser.get(membership.userId)?.delete(membership.groupId);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
