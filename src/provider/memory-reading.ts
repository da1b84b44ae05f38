// What a reader sees of a state: the slice that is in its scope.
import type { Group } from '../state/directory.ts';
import type { Live, Scope } from '../state/live.ts';
import { type PrincipalId, pairOf, type State } from '../state/state.ts';

export interface KnownPrincipals {
  readonly groups: readonly Group[];
  readonly users: ReadonlyMap<PrincipalId, string>;
}

export function liveOf(state: State, scope: Scope, known: KnownPrincipals): Live {
  const named = new Set([...scope.permissionSets, ...scope.leaving]);
  const sets = [...state.permissionSets.values()];
  const read = new Set(
    sets.filter(({ name, owner }) => named.has(name) || owner === scope.owner).map(({ name }) => name),
  );
  const assignments = new Map([...state.assignments].filter(([, { permissionSet }]) => read.has(permissionSet)));
  const principals = [...assignments.values()].map(({ principal }) => principal);
  const groups = new Set(known.groups.map(({ id }) => id));
  return {
    state: {
      permissionSets: new Map([...state.permissionSets].filter(([, { name }]) => read.has(name))),
      assignments,
      provisioned: new Map([...state.provisioned].filter(([address]) => read.has(pairOf(address).permissionSet))),
    },
    coverage: 'complete',
    unread: sets
      .filter(({ name }) => !read.has(name))
      .map(({ name, owner }) => ({ name, ...(owner === undefined ? {} : { owner }) })),
    orphans: new Set(principals.map(({ id }) => id).filter((id) => !groups.has(id) && !known.users.has(id))),
    users: new Map(
      principals.flatMap(({ id }) => (known.users.has(id) ? [[id, known.users.get(id) ?? ''] as const] : [])),
    ),
  };
}
