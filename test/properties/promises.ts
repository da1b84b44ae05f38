// The two promises of an apply, as something that can be asked of an Identity Center at any moment.
import type { Plan } from '../../src/plan/plan.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired } from '../../src/state/desired.ts';
import {
  type Address,
  type Assignment,
  assignmentAddress,
  type PermissionSet,
  pairAddress,
  pairOfAssignment,
  permissionSetAddress,
  type State,
} from '../../src/state/state.ts';
import { ACCOUNTS, GROUPS, USERS } from '../support/organisations.ts';

/** Who can do what where: `group in account` → atoms such as `PickApples within PT8H`. */
export type Access = ReadonlyMap<string, ReadonlySet<string>>;

const HOURS = ['PT1H', 'PT8H'];
const PRESENT = new Set([...Object.values(GROUPS), ...Object.values(USERS)]);

/** What a role with this definition allows. A boundary lets through only what it allows too; a long session holds every shorter one. */
export function grantsOf({ managedPolicies, permissionsBoundary, sessionDuration }: PermissionSet): readonly string[] {
  const boundary = permissionsBoundary?.kind === 'aws-managed' ? permissionsBoundary.policy : undefined;
  const allowed = managedPolicies.filter((policy) => boundary === undefined || policy === boundary);
  const sessions = HOURS.slice(0, HOURS.indexOf(sessionDuration) + 1);
  return allowed.flatMap((policy) => sessions.map((session) => `${policy} within ${session}`));
}

export function accessBy(
  rows: Iterable<Assignment>,
  definitionOf: (row: Assignment) => PermissionSet | undefined,
): Access {
  const access = new Map<string, Set<string>>();
  for (const row of rows) {
    // Nobody comes by way of a principal that is gone.
    if (!PRESENT.has(row.principal.id)) continue;
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
  return accessBy(center.state().assignments.values(), (row) => center.roles().get(pairOfAssignment(row)));
}

/** What groups have, as far as users are another's business. */
export function ofGroups(access: Access): Access {
  const groups = Object.values(GROUPS);
  return new Map([...access].filter(([holder]) => groups.some((group) => holder.startsWith(group))));
}

export function accessAskedBy({ state }: Desired): Access {
  return accessBy(state.assignments.values(), ({ permissionSet }) =>
    state.permissionSets.get(permissionSetAddress(permissionSet)),
  );
}

/** What rows give that are not the files' to delete: they see what becomes of their sets. */
export function accessOfStaying({ state, rules, expired }: Desired, live: State): Access {
  const settings = { group: rules.groupAssignments, user: rules.userAssignments };
  const isOfFiles = (name: string) => state.permissionSets.has(permissionSetAddress(name));
  const staying = [...live.assignments].filter(
    ([
      address,
      {
        principal: { type },
        permissionSet,
      },
    ]) => settings[type] !== 'delete' && !expired.has(address) && (type === 'user' || isOfFiles(permissionSet)),
  );
  return accessBy(
    staying.map(([, row]) => row),
    ({ permissionSet }) => state.permissionSets.get(permissionSetAddress(permissionSet)),
  );
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

/** Whose gaps a plan admits: in the words of its notices, or by holding what would follow on a grant that has ended. */
export function admittedGaps({ notices, held, changes }: Plan): readonly string[] {
  const messages = notices.filter(({ code }) => code === 'plan/access-gap').map(({ message }) => message);
  const named = Object.entries(GROUPS).flatMap(([name, group]) =>
    Object.values(ACCOUNTS)
      .filter((account) => messages.some((message) => message.includes(name) && message.includes(account)))
      .map((account) => `${group} in ${account}`),
  );
  const ended = changes.flatMap((change) =>
    change.kind === 'assignment' && change.deleteReason === 'expired' ? change : [],
  );
  const waiting = new Set(held.map(({ principal, account }) => `${principal?.id} in ${account}`));
  const ofEnded = ended.map(({ assignment: { principal, account } }) => `${principal.id} in ${account}`);
  return [...named, ...ofEnded.filter((holder) => waiting.has(holder))];
}

/** Roles that nobody may take, as ProvisionPermissionSet makes them in an account without assignments. */
export function rolesWithoutRows(center: MemoryIdentityCenter): readonly Address[] {
  const { assignments } = center.state();
  const withRows = new Set([...assignments.values()].map((row) => pairAddress(row.permissionSet, row.account)));
  return [...center.roles().keys()].filter((pair) => !withRows.has(pair));
}

/**
 * Rows that went though somebody's gain in their account is held. Principals that are gone lose nothing; what files ended by a date is
 * over; and who has a set under its new name has not lost it.
 */
export function runAhead({ held }: Plan, { expired, renames }: Desired, { before, now }: Period): readonly Address[] {
  const gains = held.filter(({ kind, action }) => kind === 'assignment' && action === 'create');
  const accounts = new Set(gains.map(({ account }) => account));
  const newNames = new Map([...renames].map(([name, old]) => [old, name]));
  return [...before.assignments].flatMap(([address, row]) => {
    if (!accounts.has(row.account) || !PRESENT.has(row.principal.id) || now.assignments.has(address)) return [];
    const permissionSet = newNames.get(row.permissionSet);
    const hasMoved = permissionSet !== undefined && now.assignments.has(assignmentAddress({ ...row, permissionSet }));
    return hasMoved || expired.has(address) ? [] : [address];
  });
}

export interface Period {
  readonly before: State;
  readonly now: State;
}
