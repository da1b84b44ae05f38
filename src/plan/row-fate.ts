// What becomes of a live row that the files do not ask for: it goes for a cause, is held back, or stays for a reason.
import type { Desired, Obstacle } from '../state/desired.ts';
import type { Account, Directory } from '../state/directory.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Live } from '../state/live.ts';
import { type AccountId, type Assignment, assignmentAddress, pairOfRow } from '../state/state.ts';
import type { DeleteCause } from './change.ts';
import type { Obstacles } from './obstacles.ts';
import type { Ownership } from './ownership.ts';

export type RowFate =
  | { readonly kind: 'delete'; readonly cause: DeleteCause }
  | { readonly kind: 'held'; readonly obstacle: Obstacle; readonly cause: DeleteCause }
  | { readonly kind: 'stay'; readonly because: StayReason };

/** `not-ours`: nothing to tell. The others are told in notices. `external`: a row of an undeclared group on somebody else's set. */
export type StayReason =
  | 'not-ours'
  | 'ignored'
  | 'frozen'
  | 'external'
  | 'unmanaged-group'
  | 'unmanaged-user'
  | 'unmanaged-orphan';

export interface FateInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly groupNames: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly obstacles: Obstacles;
}

export function fateOf(row: Assignment, ownership: Ownership, inputs: FateInputs): RowFate {
  const verdict = ownVerdict(row, ownership, inputs);
  if (verdict.kind === 'stay') return verdict;
  if (isFrozen(row.account, inputs.accounts)) return { kind: 'stay', because: 'frozen' };
  const { desired, obstacles } = inputs;
  const obstacle = obstacles.ofRow(row) ?? shieldOf(row, desired, verdict.cause);
  return obstacle === undefined ? verdict : { kind: 'held', obstacle, cause: verdict.cause };
}

type Verdict = Extract<RowFate, { kind: 'delete' | 'stay' }>;
const stay = (because: StayReason): Verdict => ({ kind: 'stay', because });
const remove = (cause: DeleteCause): Verdict => ({ kind: 'delete', cause });

/** By ownership and settings alone. */
function ownVerdict(row: Assignment, ownership: Ownership, inputs: FateInputs): Verdict {
  const { desired, live } = inputs;
  if (ownership === 'foreign' || ownership === 'unmanaged') return stay('not-ours');
  if (desired.expired.has(assignmentAddress(row))) return remove('expired');
  if (isIgnored(row, inputs)) return stay('ignored');
  // On somebody else's set, only the rows of groups that the files declare are ours.
  if (ownership === 'external' && !(row.principal.type === 'group' && desired.groups.has(row.principal.id)))
    return stay('external');
  if (live.orphans.has(row.principal.id))
    return desired.rules.orphans === 'delete' ? remove('orphan') : stay('unmanaged-orphan');
  if (row.principal.type === 'user') return verdictBySetting(desired.rules.userAssignments, 'unmanaged-user');
  if (ownership === 'abandoned') return remove(isRenamedAway(row, desired) ? 'renamed' : 'set-not-declared');
  return verdictBySetting(desired.rules.groupAssignments, 'unmanaged-group');
}

function verdictBySetting(setting: 'delete' | 'report' | 'ignore', because: StayReason): Verdict {
  if (setting === 'delete') return remove('not-declared');
  return stay(setting === 'report' ? because : 'not-ours');
}

/**
 * A group that could not be found may hold this row under an older id, or under another name. Only an expiry, which names the row, is certain
 * enough. What it has to wait for otherwise is said in keep.ts, of the whole account.
 */
function shieldOf(row: Assignment, desired: Desired, cause: DeleteCause): Obstacle | undefined {
  if (cause === 'expired') return undefined;
  const suspect = desired.suspects.get(row.principal.id);
  return suspect ?? (cause === 'orphan' ? desired.shielded.get(pairOfRow(row)) : undefined);
}

function isIgnored(row: Assignment, { desired, groupNames }: FateInputs): boolean {
  const group = row.principal.type === 'group' ? groupNames.get(row.principal.id) : undefined;
  return desired.rules.ignore.some(
    ({ permissionSets, groups }) =>
      (permissionSets === undefined || matchesGlob(permissionSets, row.permissionSet)) &&
      (groups === undefined || (group !== undefined && matchesGlob(groups, group))),
  );
}

function isRenamedAway({ permissionSet }: Assignment, { renames }: Desired): boolean {
  return [...renames.values()].includes(permissionSet);
}

/** Accounts that are not ACTIVE, or have left the organisation: the service fails or hangs on writes there. */
export function isFrozen(account: AccountId, accounts: ReadonlyMap<AccountId, Account>): boolean {
  return accounts.get(account)?.state !== 'ACTIVE';
}

export function accountsById(directory: Directory): ReadonlyMap<AccountId, Account> {
  return new Map(directory.accounts.map((account) => [account.id, account]));
}
