// The two promises of an apply, as something that can be asked of an Identity Center at any moment.
import type { Plan } from '../../src/plan/plan.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired } from '../../src/state/desired.ts';
import {
  type Address,
  type Assignment,
  type PermissionSet,
  pairAddress,
  permissionSetAddress,
  type State,
} from '../../src/state/state.ts';
import { ACCOUNTS, GROUPS } from '../support/organisations.ts';

/** Who can do what where: `group in account` → atoms such as `PickApples within PT8H`. */
export type Access = ReadonlyMap<string, ReadonlySet<string>>;

const HOURS = ['PT1H', 'PT8H'];

/** What a role with this definition allows. A boundary lets through only what it allows too; a long session holds every shorter one. */
export function grantsOf({ managedPolicies, permissionsBoundary, sessionDuration }: PermissionSet): readonly string[] {
  const boundary = permissionsBoundary?.kind === 'aws-managed' ? permissionsBoundary.policy : undefined;
  const allowed = managedPolicies.filter((policy) => boundary === undefined || policy === boundary);
  const sessions = HOURS.slice(0, HOURS.indexOf(sessionDuration) + 1);
  return allowed.flatMap((policy) => sessions.map((session) => `${policy} within ${session}`));
}

function accessBy(rows: Iterable<Assignment>, definitionOf: (row: Assignment) => PermissionSet | undefined): Access {
  const access = new Map<string, Set<string>>();
  for (const row of rows) {
    const holder = `${row.principal.id} in ${row.account}`;
    const definition = definitionOf(row);
    const grants = access.get(holder) ?? new Set();
    access.set(holder, grants);
    for (const grant of definition === undefined ? [] : grantsOf(definition)) grants.add(grant);
  }
  return access;
}

/** By what the roles really hold, whatever the sets say. */
export function accessIn(center: MemoryIdentityCenter): Access {
  const roles = center.roles();
  return accessBy(center.state().assignments.values(), ({ permissionSet, account }) =>
    roles.get(pairAddress(permissionSet, account)),
  );
}

export function accessAskedBy({ state }: Desired): Access {
  return accessBy(state.assignments.values(), ({ permissionSet }) =>
    state.permissionSets.get(permissionSetAddress(permissionSet)),
  );
}

/** What the rows of renamed groups give that stay until the files know the new name: they see what becomes of their sets. */
export function accessOfStaying({ state, changedGroups }: Desired, live: State): Access {
  const staying = [...live.assignments.values()].filter(({ principal }) => changedGroups.has(principal.id));
  return accessBy(staying, ({ permissionSet }) => state.permissionSets.get(permissionSetAddress(permissionSet)));
}

/** Safety: access that nothing of what is allowed gives: the old state, the files, rows that stay. */
export function excess(now: Access, ...allowed: readonly Access[]): readonly string[] {
  return [...now].flatMap(([holder, grants]) =>
    [...grants]
      .filter((grant) => !allowed.some((access) => access.get(holder)?.has(grant)))
      .map((grant) => `${holder}: ${grant}`),
  );
}

/** Continuity: who had access, is to keep it, and is without a row. */
export function lockedOut(now: Access, before: Access, wanted: Access): readonly string[] {
  return [...before.keys()].filter((holder) => wanted.has(holder) && !now.has(holder));
}

/** Whose gaps a plan admits, in the words of its notices. */
export function admittedGaps({ notices }: Plan): readonly string[] {
  const messages = notices.filter(({ code }) => code === 'plan/access-gap').map(({ message }) => message);
  return Object.entries(GROUPS).flatMap(([name, group]) =>
    Object.values(ACCOUNTS)
      .filter((account) => messages.some((message) => message.includes(name) && message.includes(account)))
      .map((account) => `${group} in ${account}`),
  );
}

/** Roles that nobody may take, as ProvisionPermissionSet makes them in an account without assignments. */
export function rolesWithoutRows(center: MemoryIdentityCenter): readonly Address[] {
  const { assignments } = center.state();
  const withRows = new Set([...assignments.values()].map((row) => pairAddress(row.permissionSet, row.account)));
  return [...center.roles().keys()].filter((pair) => !withRows.has(pair));
}
