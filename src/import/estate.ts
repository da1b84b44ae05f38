// What an import takes over: permission sets and who holds them where, as live has them or as the files of another tool say.
import { optional } from '../optional.ts';
import type { AccessControl } from '../state/access-control.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import type { Assignment, PermissionSet, PermissionSetName, PrincipalId } from '../state/state.ts';

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
}

/** Everything that was read, whoever manages it. `live` was read with `Scope.audit`. */
export function estateOf({ state, others, orphans, users }: Live): Estate {
  const definitions = others.flatMap(({ definition }) => (definition.read ? [definition.value] : []));
  const further = others.flatMap(({ assignments }) => (assignments.read ? assignments.value : []));
  const sets = [...state.permissionSets.values(), ...definitions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    permissionSets: new Map(sets.map((set) => [set.name, set])),
    assignments: [...state.assignments.values(), ...further],
    orphans,
    users,
    unread: others
      .filter(({ definition, assignments }) => !definition.read || !assignments.read)
      .map(({ name }) => name),
    ...optional({ accessControl: state.accessControl }),
  };
}

/** The assignments of each permission set. */
export function bySet({
  assignments,
}: Pick<Estate, 'assignments'>): ReadonlyMap<PermissionSetName, readonly Assignment[]> {
  return groupBy(assignments, ({ permissionSet }) => permissionSet);
}
