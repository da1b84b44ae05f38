// What an import takes over: permission sets and who holds them where, as live has them or as the files of another tool say.
import { optional } from '../optional.ts';
import type { AccessControl } from '../state/access-control.ts';
import { APPLICATION_ADDRESS } from '../state/account-access.ts';
import type { Directory } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import {
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  targetOf,
} from '../state/state.ts';
import { applicationsIn, type ImportedApplication, isOfApplication } from './applications.ts';

export interface Estate {
  readonly permissionSets: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly assignments: readonly Assignment[];
  /** Principals that are gone from the identity store. */
  readonly orphans: ReadonlySet<PrincipalId>;
  /** User names of the users with assignments. */
  readonly users: ReadonlyMap<PrincipalId, string>;
  /** Permission sets of which something could not be read. */
  readonly unread: readonly PermissionSetName[];
  /** Attributes for access control of the instance. Absent: nobody asked for them. */
  readonly accessControl?: AccessControl;
  /** The application of account access, and whose it is. Absent: there is none, or nobody asked for roles that exist already. */
  readonly accountAccess?: { readonly owner?: string };
  /** Applications, with who is assigned to them among `assignments`. Empty: nobody asked for them. */
  readonly applications?: readonly ImportedApplication[];
}

/** Everything that was read, whoever manages it. `live` was read with `Scope.audit`. `directory`: of applications, where they are asked for. */
export function estateOf({ state, others, orphans, users }: Live, directory?: Directory): Estate {
  const definitions = others.flatMap(({ definition }) => (definition.read ? [definition.value] : []));
  const further = others.flatMap(({ assignments }) => (assignments.read ? assignments.value : []));
  const isAsked = ({ permissionSet }: Assignment) => directory !== undefined || !isOfApplication(permissionSet);
  const sets = [...state.permissionSets.values(), ...definitions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    permissionSets: new Map(sets.map((set) => [set.name, set])),
    assignments: [...[...state.assignments.values()].filter(isAsked), ...further],
    orphans,
    users,
    unread: others
      .filter(({ definition, assignments }) => !definition.read || !assignments.read)
      .map(({ name }) => name),
    ...optional({ accessControl: state.accessControl, accountAccess: applicationIn(state) }),
    ...(directory === undefined ? {} : { applications: applicationsIn(state, directory) }),
  };
}

function applicationIn({ resources }: Live['state']): Estate['accountAccess'] {
  const application = resources?.get(APPLICATION_ADDRESS);
  return application && optional({ owner: application.owner });
}

/** The names of roles that exist already, of all that somebody has. */
export function rolesIn({ assignments }: Pick<Estate, 'assignments'>): ReadonlySet<PermissionSetName> {
  const names = new Set(assignments.map(({ permissionSet }) => permissionSet));
  return new Set([...names].filter((name) => targetOf(name) === 'account-access'));
}

/** The assignments of each permission set. */
export function bySet({
  assignments,
}: Pick<Estate, 'assignments'>): ReadonlyMap<PermissionSetName, readonly Assignment[]> {
  return groupBy(assignments, ({ permissionSet }) => permissionSet);
}
