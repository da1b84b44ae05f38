// The assignments that come and go with one permission set, by whom they are for.
import { compareText } from '../compare-text.ts';
import { type NamedAccount, type NamedPrincipal, namedPrincipal } from '../holdings/names.ts';
import type { InstantText } from '../instant.ts';
import type { Meaning } from '../meaning/meaning.ts';
import { optional } from '../optional.ts';
import type { AssignmentChange, Cause, DeleteCause, Origin } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSetName } from '../state/state.ts';
import { meaningOf } from './gains.ts';
import { comparePrincipals, namedAccounts } from './names.ts';

/** Assignments of one principal that share everything but the account. */
export interface AssignmentGroup {
  readonly action: AssignmentChange['action'];
  readonly principal: NamedPrincipal;
  readonly accounts: readonly NamedAccount[];
  readonly deleteReason?: DeleteCause;
  /** See `Change.cause`. */
  readonly cause?: Cause;
  readonly expires?: InstantText;
  readonly reasons: readonly string[];
  /** What is gained is administrator access. */
  readonly administrator: boolean;
  /** What the principal gains or loses by it, all else it has in these accounts considered. */
  readonly meaning?: Meaning;
  /** What else it has there. */
  readonly beside: readonly PermissionSetName[];
  readonly origins: readonly Origin[];
}

export function assignmentGroups(assignments: readonly AssignmentChange[], plan: Plan): readonly AssignmentGroup[] {
  const groups = groupBy(assignments, ({ action, assignment: { principal }, ...facts }) => {
    const { deleteReason, expires, reasons, administrator, meaning, beside, origins, cause } = facts;
    const shared = [deleteReason, expires, reasons, administrator, meaning, beside, origins, cause];
    return JSON.stringify([action, principal.type, principal.id, ...shared]);
  });
  return [...groups.values()]
    .map((group) => assignmentGroup(group, plan))
    .sort((a, b) => comparePrincipals(a.principal, b.principal) || compareText(a.action, b.action));
}

function assignmentGroup(same: readonly AssignmentChange[], plan: Plan): AssignmentGroup {
  const first = same[0]!;
  const { action, assignment, deleteReason, cause, expires, reasons = [], administrator, beside = [], origins } = first;
  const meaning = meaningOf(first, plan);
  const accounts = same.map((change) => change.assignment.account);
  return {
    action,
    principal: namedPrincipal(assignment.principal, plan.names, deleteReason === 'orphan'),
    accounts: namedAccounts(accounts, plan.names),
    ...optional({ deleteReason, cause, expires }),
    reasons,
    administrator: administrator === true,
    ...optional({ meaning }),
    beside,
    origins,
  };
}
