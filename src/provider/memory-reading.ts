// What a reader sees of a state: the slice that is in its scope.
import type { Group } from '../state/directory.ts';
import type { Live, OtherSet, Scope } from '../state/live.ts';
import { type PermissionSet, type PrincipalId, pairOf, type State } from '../state/state.ts';

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
  const seen = scope.audit ? state.assignments : assignments;
  const principals = [...seen.values()].map(({ principal }) => principal);
  const groups = new Set(known.groups.map(({ id }) => id));
  return {
    state: {
      permissionSets: new Map([...state.permissionSets].filter(([, { name }]) => read.has(name))),
      assignments,
      provisioned: new Map([...state.provisioned].filter(([address]) => read.has(pairOf(address).permissionSet))),
    },
    coverage: 'complete',
    others: sets.filter(({ name }) => !read.has(name)).map((set) => otherSet(set, state, scope)),
    orphans: new Set(principals.map(({ id }) => id).filter((id) => !groups.has(id) && !known.users.has(id))),
    users: new Map(
      principals.flatMap(({ id }) => (known.users.has(id) ? [[id, known.users.get(id) ?? ''] as const] : [])),
    ),
  };
}

function otherSet(definition: PermissionSet, { provisioned, assignments }: State, { audit }: Scope): OtherSet {
  const { name, owner } = definition;
  const pairs = [...provisioned.keys()].map(pairOf).filter(({ permissionSet }) => permissionSet === name);
  return {
    name,
    ...(owner === undefined ? {} : { owner }),
    definition,
    accounts: pairs.map(({ account }) => account),
    ...(audit ? { assignments: [...assignments.values()].filter(({ permissionSet }) => permissionSet === name) } : {}),
  };
}
