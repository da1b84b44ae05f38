// What a reader sees of a state: the slice that is in its scope.

import { optional } from '../optional.ts';
import type { Directory, Group } from '../state/directory.ts';
import { type Application, assignedName, isReferredTo, labelsOf } from '../state/applications.ts';
import { type Live, namedIn, type OtherSet, type PairsRead, type Scope } from '../state/live.ts';
import { asRead, UNREAD } from '../state/read.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  pairOf,
  pairOfAssignment,
  type State,
  type Target,
  targetOf,
} from '../state/state.ts';

export interface KnownPrincipals {
  readonly groups: readonly Group[];
  readonly users: ReadonlyMap<PrincipalId, string>;
}

export interface Reading {
  readonly scope: Scope;
  readonly known: KnownPrincipals;
  /** Ask for the rows of each group, as a reader does where groups are few; see `Live.partlyRead`. */
  readonly byGroup: boolean;
  /** Accounts of which other targets read nothing, and why. */
  readonly unread?: ReadonlyMap<AccountId, string>;
  /** Of the instance. */
  readonly applications?: readonly Application[];
}

export function liveOf(state: State, { scope, known, byGroup, unread = new Map(), applications = [] }: Reading): Live {
  const isNamed = namedIn(scope);
  const sets = [...state.permissionSets.values()];
  const read = new Set(
    sets.filter(({ name, owner }) => isNamed(name) || owner === scope.owner).map(({ name }) => name),
  );
  const targets = new Set<Target>(scope.targets);
  const isReadApplication = applicationsIn(scope, applications);
  const rows = [...state.assignments].filter(
    ([, { permissionSet, account }]) =>
      read.has(permissionSet) ||
      (targets.has(targetOf(permissionSet)) && !unread.has(account) && isReadApplication(permissionSet)),
  );
  const partlyRead = byGroup ? pairsOfGroups(rows, { scope, known }) : new Set<Address>();
  const isSeen = isRowOfGroup(known);
  const assignments = new Map(rows.filter(([, row]) => isSeen(row) || !partlyRead.has(pairOfAssignment(row))));
  return {
    state: {
      permissionSets: new Map([...state.permissionSets].filter(([, { name }]) => read.has(name))),
      assignments,
      provisioned: new Map([...state.provisioned].filter(([address]) => read.has(pairOf(address).permissionSet))),
      ...(scope.accessControl === true ? optional({ accessControl: state.accessControl }) : {}),
      ...(scope.targets === undefined
        ? {}
        : {
            resources: new Map(
              [...(state.resources ?? [])].filter(
                ([, { target, account, name }]) =>
                  targets.has(target) &&
                  (account === undefined || !unread.has(account)) &&
                  (target !== 'applications' || isReadApplication(assignedName(name))),
              ),
            ),
          }),
    },
    ...(scope.targets === undefined ? {} : { targets: new Map(scope.targets.map((target) => [target, { unread }])) }),
    partlyRead,
    others: sets.filter(({ name }) => !read.has(name)).map((set) => otherSet(set, state, scope)),
    ...principalsOf(scope.audit ? state.assignments : assignments, known),
  };
}

/** As they are read where nobody asks for them. */
export const withoutApplications = ({ applications: _, ...directory }: Directory): Directory => directory;

/** Whether what an assignment names is an application that is asked for, or none at all. */
function applicationsIn(
  { applications: asked = [] }: Scope,
  applications: readonly Application[],
): (name: PermissionSetName) => boolean {
  const labels = labelsOf(applications);
  const read = new Set(
    applications
      .filter((application) => asked === 'all' || asked.some((reference) => isReferredTo(application, reference)))
      .map(({ arn }) => assignedName(labels.get(arn)!)),
  );
  return (name) => targetOf(name) !== 'applications' || read.has(name);
}

export function pairsRead(state: State, pairs: readonly Address[], known: KnownPrincipals): PairsRead {
  const asked = new Set(pairs);
  const assignments = new Map([...state.assignments].filter(([, row]) => asked.has(pairOfAssignment(row))));
  return { assignments, ...principalsOf(assignments, known) };
}

/** Pairs that a row of a group explains, of sets that need not be seen completely. */
function pairsOfGroups(
  rows: readonly (readonly [Address, Assignment])[],
  { scope, known }: Omit<Reading, 'byGroup'>,
): ReadonlySet<Address> {
  if (scope.audit || scope.users || scope.permissionSets === 'all') return new Set();
  const declared = new Set<PermissionSetName>(scope.permissionSets);
  const isSeen = isRowOfGroup(known);
  const explained = rows.filter(([, row]) => declared.has(row.permissionSet) && isSeen(row));
  return new Set(explained.map(([, row]) => pairOfAssignment(row)));
}

function isRowOfGroup({ groups }: KnownPrincipals): (row: Assignment) => boolean {
  const ids = new Set(groups.map(({ id }) => id));
  return ({ principal }) => ids.has(principal.id);
}

function principalsOf(
  assignments: ReadonlyMap<Address, Assignment>,
  { groups, users }: KnownPrincipals,
): Pick<Live, 'orphans' | 'users'> {
  const ids = [...assignments.values()].map(({ principal }) => principal.id);
  const inStore = new Set(groups.map(({ id }) => id));
  return {
    orphans: new Set(ids.filter((id) => !inStore.has(id) && !users.has(id))),
    users: new Map(ids.flatMap((id) => (users.has(id) ? [[id, users.get(id) ?? ''] as const] : []))),
  };
}

function otherSet(definition: PermissionSet, { provisioned, assignments }: State, { audit }: Scope): OtherSet {
  const { name, owner } = definition;
  const pairs = [...provisioned.keys()].map(pairOf).filter(({ permissionSet }) => permissionSet === name);
  return {
    name,
    ...optional({ owner }),
    definition: asRead(definition),
    accounts: asRead(pairs.map(({ account }) => account)),
    assignments: audit
      ? asRead([...assignments.values()].filter(({ permissionSet }) => permissionSet === name))
      : UNREAD,
  };
}
