// What becomes of a live assignment that no file asks for: it is deleted for a cause, on hold, or retained for a reason.
import type { Desired, HoldReason } from '../state/desired.ts';
import type { Account, Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import {
  type AccountId,
  type Assignment,
  assignmentAddress,
  isAccountAccess,
  pairOfAssignment,
  targetOf,
} from '../state/state.ts';
import type { CallerLimits } from './caller-limits.ts';
import type { DeleteCause } from './change.ts';
import { type IgnoreNames, ignoresAssignment } from './ignoring.ts';
import type { Ownership } from './ownership.ts';

export type RetentionDecision =
  | { readonly kind: 'delete'; readonly cause: DeleteCause }
  | { readonly kind: 'held'; readonly holdReason: HoldReason; readonly cause: DeleteCause }
  | { readonly kind: 'retain'; readonly reason: RetentionReason };

/**
 * `not-ours`: nothing to tell. The others are told in notices. `external`: an assignment of an undeclared group on somebody else's set. `unnamed-role`: of a declared group on a role that no grant names, where the entitlements
 * are not all ours: a grant may have named it before.
 */
export type RetentionReason =
  | 'not-ours'
  | 'ignored'
  | 'frozen'
  | 'external'
  | 'unnamed-role'
  | 'unmanaged-group'
  | 'unmanaged-user'
  | 'unmanaged-orphan';

export interface RetentionInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly groupNames: ReadonlyMap<string, string>;
  readonly names: IgnoreNames;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly callerLimits: CallerLimits;
  /** What the base's files ask for; undefined: there is no telling what files granted. */
  readonly before: Desired | undefined;
}

export function decideUndeclared(
  assignment: Assignment,
  ownership: Ownership,
  inputs: RetentionInputs,
): RetentionDecision {
  const decision = decideByOwnership(assignment, ownership, inputs);
  if (decision.kind === 'retain') return decision;
  if (isFrozenIn(assignment, inputs.accounts)) return { kind: 'retain', reason: 'frozen' };
  const { desired, callerLimits } = inputs;
  const holdReason = callerLimits.ofAssignment(assignment) ?? deleteBlockOf(assignment, desired, decision.cause);
  return holdReason === undefined ? decision : { kind: 'held', holdReason, cause: decision.cause };
}

type OwnDecision = Extract<RetentionDecision, { kind: 'delete' | 'retain' }>;
const retain = (reason: RetentionReason): OwnDecision => ({ kind: 'retain', reason });
const deleteFor = (cause: DeleteCause): OwnDecision => ({ kind: 'delete', cause });

/** By ownership and settings alone. */
function decideByOwnership(assignment: Assignment, ownership: Ownership, inputs: RetentionInputs): OwnDecision {
  const { desired, live } = inputs;
  if (isOfFormerApplication(assignment, inputs) && !isIgnored(assignment, inputs)) return deleteFor('not-declared');
  if (ownership === 'unmanaged' && isOfDeclaredOnRole(assignment, desired)) {
    if (isIgnored(assignment, inputs)) return retain('ignored');
    return isRevoked(assignment, inputs) ? deleteFor('not-declared') : retain('unnamed-role');
  }
  if (ownership === 'foreign' || ownership === 'unmanaged') return retain('not-ours');
  if (desired.expired.has(assignmentAddress(assignment))) return deleteFor('expired');
  if (isIgnored(assignment, inputs)) return retain('ignored');
  // On somebody else's set, only the assignments of principals that the files declare are ours.
  if (ownership === 'external' && !desired.groups.has(assignment.principal.id)) return retain('external');
  if (live.orphans.has(assignment.principal.id))
    return desired.rules.orphans === 'delete' ? deleteFor('orphan') : retain('unmanaged-orphan');
  const cause =
    ownership === 'abandoned' ? (isRenamedAway(assignment, desired) ? 'renamed' : 'set-not-declared') : 'not-declared';
  if (isRevoked(assignment, inputs)) return deleteFor(cause);
  const { groupAssignments, userAssignments } = desired.rules;
  if (assignment.principal.type === 'user') return decideBySetting(userAssignments, 'unmanaged-user');
  const decision = decideBySetting(groupAssignments, 'unmanaged-group');
  return decision.kind === 'delete' ? deleteFor(cause) : decision;
}

const isOfDeclaredOnRole = ({ permissionSet, principal }: Assignment, { groups }: Desired): boolean =>
  targetOf(permissionSet) === 'account-access' && groups.has(principal.id);

/**
 * Taking it away is what the change of the files is about, whatever becomes of access that no file ever granted: the base's files granted it, or it
 * is there under the new name of its set.
 */
function isRevoked(assignment: Assignment, { desired, before }: RetentionInputs): boolean {
  if (before?.state.assignments.has(assignmentAddress(assignment)) === true) return true;
  const successors = [...desired.renames].filter(([, old]) => old === assignment.permissionSet);
  return successors.some(([permissionSet]) =>
    desired.state.assignments.has(assignmentAddress({ ...assignment, permissionSet })),
  );
}

/** An application bears no tag: once no file declares it, only the base's files know what of it was granted. */
function isOfFormerApplication(assignment: Assignment, { desired, before }: RetentionInputs): boolean {
  const { permissionSet } = assignment;
  return (
    before?.applications?.has(permissionSet) === true &&
    desired.applications?.has(permissionSet) !== true &&
    before.state.assignments.has(assignmentAddress(assignment))
  );
}

function decideBySetting(setting: 'delete' | 'report' | 'ignore', reason: RetentionReason): OwnDecision {
  if (setting === 'delete') return deleteFor('not-declared');
  return retain(setting === 'report' ? reason : 'not-ours');
}

/**
 * A group that could not be found may hold this assignment under an older id, or under another name. Only an expiry, which names the assignment, is
 * certain enough. What it has to wait for otherwise is said in keep.ts, of the whole account.
 */
function deleteBlockOf(assignment: Assignment, desired: Desired, cause: DeleteCause): HoldReason | undefined {
  if (cause === 'expired') return undefined;
  const collision = desired.nameCollisions.get(assignment.principal.id);
  return collision ?? (cause === 'orphan' ? desired.deleteBlockedPairs.get(pairOfAssignment(assignment)) : undefined);
}

function isIgnored(assignment: Assignment, { desired, names }: RetentionInputs): boolean {
  return desired.rules.ignore.some((rule) => ignoresAssignment(rule, assignment, names));
}

function isRenamedAway({ permissionSet }: Assignment, { renames }: Desired): boolean {
  return [...renames.values()].includes(permissionSet);
}

/** Accounts that are not ACTIVE, or have left the organisation: the service fails or hangs on writes there. */
export function isFrozen(account: AccountId, accounts: ReadonlyMap<AccountId, Account>): boolean {
  return accounts.get(account)?.state !== 'ACTIVE';
}

/** Assignments in such accounts; those of an application are written in none. */
export function isFrozenIn({ permissionSet, account }: Assignment, accounts: ReadonlyMap<AccountId, Account>): boolean {
  return isAccountAccess(permissionSet) && isFrozen(account, accounts);
}

export function ignoreNamesOf(directory: Directory, live: Live): IgnoreNames {
  return {
    groups: new Map(directory.groups.map(({ id, displayName }) => [id, displayName])),
    users: new Map([
      ...(directory.users.read ? directory.users.value : []).map(({ id, userName }) => [id, userName] as const),
      ...live.users,
    ]),
    accounts: new Map(directory.accounts.map(({ id, name }) => [id, name])),
  };
}

export function accountsById(directory: Directory): ReadonlyMap<AccountId, Account> {
  return new Map(directory.accounts.map((account) => [account.id, account]));
}
