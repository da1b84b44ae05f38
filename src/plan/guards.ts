// A dangerous plan refuses itself, with numbers and names. Each guard is one function from a plan's facts to at most one finding.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Desired, OwnershipRules } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import {
  type Assignment,
  assignmentAddress,
  type PermissionSetName,
  permissionSetAddress,
  type State,
} from '../state/state.ts';
import { administratorsIn, isBounded } from './administrator.ts';
import type { AssignmentChange, Change } from './change.ts';
import type { Labels } from './labels.ts';
import { ownAccessLost } from './own-access.ts';

export interface GuardContext {
  readonly changes: readonly Change[];
  readonly live: Live;
  /** Desired with all that stays: what will be there after the apply. */
  readonly after: State;
  readonly directory: Directory;
  readonly rules: OwnershipRules;
  readonly renames: Desired['renames'];
  readonly labels: Labels;
  /** Absent in a plan that is made without the engine's data: then text decides. */
  readonly meanings: Meanings | undefined;
}

/** A guard that trips, and how much of it a person would have to allow. */
interface Trip {
  readonly count: number;
  readonly finding: Diagnostic;
}

const GUARDS: readonly ((context: GuardContext) => Trip | undefined)[] = [
  removesOwnAccess,
  removesLastAdministrator,
  touchesManagementAccount,
  emptiesAccount,
  emptiesGroup,
  adoptionDeletes,
  removesBoundary,
  deletes,
];

/** Errors; those that are allowed as far as they go become warnings, so that the plan still says what was allowed. */
export function guard(context: GuardContext, allowed: Readonly<Record<string, number>>): readonly Diagnostic[] {
  const trips = GUARDS.map((check) => check(context)).filter((trip) => trip !== undefined);
  return trips.map(({ count, finding }) => {
    if (count > (allowed[finding.code] ?? 0)) return finding;
    return {
      ...finding,
      severity: 'warning',
      hint: `allowed for this run by \`--allow ${finding.code}=${allowed[finding.code]}\``,
    };
  });
}

const GUARDED_CAUSES = new Set(['not-declared', 'set-not-declared', 'renamed']);

/** Deletes of rows that do not live on under the new name of their set. */
function deletes(context: GuardContext): Trip | undefined {
  const { after, renames, rules } = context;
  const successors = new Map([...renames].map(([name, old]) => [old, name]));
  const hasMoved = ({ cause, assignment }: AssignmentChange) => {
    const permissionSet = successors.get(assignment.permissionSet);
    if (cause !== 'renamed' || permissionSet === undefined) return false;
    return after.assignments.has(assignmentAddress({ ...assignment, permissionSet }));
  };
  const count = rowChanges(context.changes, 'delete').filter((change) => !hasMoved(change)).length;
  const total = rowsInReach(context);
  const { more, share } = rules.deletes;
  if (count <= more || count <= share * total) return undefined;
  return { count, finding: diagnose('plan/deletes', { count, total, more, share }) };
}

/** Live rows on sets of ours, and those that go elsewhere: the rows of a large external set must not make a loss look small. */
function rowsInReach({ changes, live, after, rules }: GuardContext): number {
  const going = new Set(rowChanges(changes, 'delete').map(({ address }) => address));
  const isOurs = (name: PermissionSetName) =>
    [live.state, after].some((state) => state.permissionSets.get(permissionSetAddress(name))?.owner === rules.owner);
  return [...live.state.assignments].filter(([address, row]) => going.has(address) || isOurs(row.permissionSet)).length;
}

function emptiesAccount({ changes, live, after, labels }: GuardContext): Trip | undefined {
  const losing = new Set(guardedDeletes(changes).map(({ assignment }) => assignment.account));
  const emptied = missingFrom(after, live.state, ({ account }) => account).filter((account) => losing.has(account));
  return trip('plan/empties-account', emptied.map(labels.account));
}

function emptiesGroup({ changes, live, after, labels }: GuardContext): Trip | undefined {
  const losing = new Set(guardedDeletes(changes).map(({ assignment }) => assignment.principal.id));
  const groups = (row: Assignment) => (row.principal.type === 'group' ? row.principal.id : undefined);
  const emptied = missingFrom(after, live.state, groups).filter((id) => losing.has(id));
  return trip('plan/empties-group', emptied.map(labels.principal));
}

function removesOwnAccess({ live, after, directory: { caller }, meanings, labels }: GuardContext): Trip | undefined {
  const lost = ownAccessLost({ live: live.state, after, caller, meanings });
  return trip('plan/removes-own-access', lost.map(labels.row));
}

/** Also where the strongest administrator left is one under conditions only. */
function removesLastAdministrator({ live, after, meanings, labels }: GuardContext): Trip | undefined {
  const inLive = administratorsIn(live.state, live.orphans, meanings);
  const left = administratorsIn(after, live.orphans, meanings);
  const lost = [...inLive.keys()].filter(
    (account) => left.get(account) !== 'always' && left.get(account) !== inLive.get(account),
  );
  return trip('plan/removes-last-administrator', lost.sort().map(labels.account));
}

function touchesManagementAccount({
  changes,
  directory: { managementAccount },
  labels,
}: GuardContext): Trip | undefined {
  const rows = changes.filter(
    (change) => change.kind === 'assignment' && change.assignment.account === managementAccount,
  ) as AssignmentChange[];
  const provisioned = changes.filter(
    (change) => change.kind === 'provisioning' && change.accounts.includes(managementAccount),
  );
  const names = [
    ...rows.map(({ action, assignment }) => `${action} ${labels.row(assignment)}`),
    ...provisioned.map((change) => `provision ${change.kind === 'provisioning' ? change.permissionSet : ''}`),
  ];
  return trip('plan/touches-management-account', names);
}

function adoptionDeletes({ changes, labels }: GuardContext): Trip | undefined {
  const adopted = new Set(
    changes.map((change) =>
      change.kind === 'permission-set' && change.action === 'adopt' ? change.permissionSet : undefined,
    ),
  );
  const rows = rowChanges(changes, 'delete').filter(({ assignment }) => adopted.has(assignment.permissionSet));
  return trip(
    'plan/adoption-deletes',
    rows.map(({ assignment }) => labels.row(assignment)),
  );
}

/** Also where a set leaves its boundary behind under its old name, or takes one that bounds nothing. */
function removesBoundary({ live, after, renames }: GuardContext): Trip | undefined {
  const unbounded = [...after.permissionSets.values()].filter((set) => !isBounded(set));
  const names = unbounded.flatMap(({ name }) => {
    const before = live.state.permissionSets.get(permissionSetAddress(name));
    const old = live.state.permissionSets.get(permissionSetAddress(renames.get(name) ?? name));
    return [before, old].some((previous) => previous !== undefined && isBounded(previous)) ? [name] : [];
  });
  return trip('plan/removes-boundary', names);
}

type NamedGuard =
  | 'plan/empties-account'
  | 'plan/empties-group'
  | 'plan/removes-own-access'
  | 'plan/removes-last-administrator'
  | 'plan/touches-management-account'
  | 'plan/adoption-deletes'
  | 'plan/removes-boundary';

function trip(code: NamedGuard, names: readonly string[]): Trip | undefined {
  const count = names.length;
  return count === 0 ? undefined : { count, finding: diagnose(code, { count, names: [...names].sort() }) };
}

function rowChanges(changes: readonly Change[], action: 'create' | 'delete'): readonly AssignmentChange[] {
  return changes.filter((change) => change.kind === 'assignment' && change.action === action) as AssignmentChange[];
}

/** Not those that the files themselves announced with a date, nor those of principals that are gone. */
function guardedDeletes(changes: readonly Change[]): readonly AssignmentChange[] {
  return rowChanges(changes, 'delete').filter(({ cause }) => cause !== undefined && GUARDED_CAUSES.has(cause));
}

function missingFrom<Key>(after: State, live: State, keyOf: (row: Assignment) => Key | undefined): readonly Key[] {
  const left = new Set([...after.assignments.values()].map(keyOf));
  const before = new Set([...live.assignments.values()].map(keyOf));
  return [...before].filter((key) => key !== undefined && !left.has(key)) as Key[];
}
