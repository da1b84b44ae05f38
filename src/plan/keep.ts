// What must not change is desired: everything of live that a plan may not touch is copied into desired before the diff, so that the diff needs no
// exceptions. What would change but may not yet is held; both are said aloud.
//
// Terms. A row is an assignment, a pair a permission set in an account, with one IAM role. A row of the files that live lacks is created; a row of live
// that no file asks for goes for a cause (retention.ts), stays because it is not ours, or is held. A create is held where its group is not synced,
// was renamed, or the caller may not write there, and where a guard wants somebody to allow it. What it waits for is its hold reason; those of guards
// come from outside (`blocked`), for a guard judges a whole plan (guards.ts).
//
// Premise. What is not known takes nothing away (a group that is not there yet is no group without members), and gives nobody what neither
// the old nor the new files give.
//
// Rules, in the order in which they are applied:
//
// 1. Of the files' rows, those live has stay, the others are created unless there is a reason to hold them.
// 2. Of live's rows that no file asks for, those that are not ours stay, and those with a hold reason of their own are held.
// 3. No revocation runs ahead of a replacement that is held. While a create is held in an account, nothing goes there that the files merely ask for
//    no longer, whoever has it and on whatever set.
//    Whoever: DevOps loses its set in prod because DevOpsPrd, which is not synced, gains another one there. These are the same people under two
//    names, and nothing in files or live says so: not the names, not the sets, not what the sets allow. The account is what a move within it
//    leaves the same, and it is also what continuity is promised about. The same holds for a principal with a row on a set whose update is held.
//    Still goes: what the files themselves ended, by a date; the rows of principals that are gone, who lose nothing by it; rows that have moved
//    to the new name of their set, for the files say what replaces them; and, where the base's files are known, rows that they did not grant: what
//    somebody added by hand is taken back, whatever is held beside it. So nobody has to leave access in place because of a group that never
//    comes: a grant that is kept with an `expires` that has passed revokes at once, on a line that a reviewer sees; and each held revocation
//    names what it waits for.
// 4. What is held stays as it is. A row that may not go is not given the new definition of its set either: that would be access that neither the
//    old files give (another definition) nor the new ones (no row). So a pair with such a row keeps the definition its role has, unless the new one is
//    certain to allow no more, and the creates that would get that older definition are held with it. The set is updated all the same,
//    and provisioned everywhere else. Creates that are held by this hold revocations in turn (3), until nothing more follows.
//    Certain by the text alone (a shorter session, a new boundary), not by the meaning of policies: what is held must not hang on the engine.
//
// Rejected:
// - holding the deletes of the same principal, or of the same pair, only: a move between groups is neither;
// - letting a revocation go where what is held merely waits for approval: a run that nobody watches would move sixty people between groups by taking
//   the old access at once and keeping the new for Monday;
// - holding a revocation only where the held create would give something of what is lost: decided by the engine, whose mistake would lock out;
// - holding the whole set's update with the row: its creates would be held in every account, their accounts' revocations with them, and so on
//   until one group that is not synced stops everything everywhere;
// - letting the row go where its set's definition changes: a group that is made again would lose its access to a pull request on something else;
// - a time after which held is forgotten: there is no state to keep it in, and nobody would have said so.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Held, type HoldReason, holdReasonFrom, originOf, waitingFor } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type Address,
  type Assignment,
  assignmentAddress,
  pairAddress,
  pairOfRow,
  permissionSetAddress,
  type State,
} from '../state/state.ts';
import type { DeleteCause } from './change.ts';
import { contextOf, type KeepContext, type KeepInputs } from './keep-context.ts';
import { DEFINITION_HELD, type HeldRow, pairsThatWait, pairsToProvision } from './keep-pairs.ts';
import { type Definitions, declaredSets, undeclaredSets } from './keep-sets.ts';
import { decideUndeclared, isFrozen, type RetentionReason } from './retention.ts';

export interface Kept {
  /** Desired, with all of live that stays. `provisioned` has the pairs that are to be up to date, and no others. */
  readonly state: State;
  readonly held: readonly Held[];
  /** Why each row that goes does so. */
  readonly causes: ReadonlyMap<Address, DeleteCause>;
  /** Rows that stay although no file asks for them. */
  readonly retained: readonly Retained[];
  /** Rows of the files that cannot be made because their account is not active. */
  readonly frozenCreates: readonly Assignment[];
  readonly findings: readonly Diagnostic[];
}

export interface Retained {
  readonly row: Assignment;
  readonly reason: RetentionReason;
}

export function keep(inputs: KeepInputs): Kept {
  const context = contextOf(inputs);
  const definitions = declaredSets(context);
  const { wanted, unwanted, waiting } = keepRows(context, definitions);
  const assignments = new Map([...wanted.rows, ...unwanted.rows]);
  const undeclared = undeclaredSets(context, { declared: definitions.permissionSets, assignments });
  const pairs = pairsToProvision(context, { blockedSets: definitions.blockedSets, waiting, assignments });
  return {
    state: {
      permissionSets: new Map([...definitions.permissionSets, ...undeclared.permissionSets]),
      assignments,
      provisioned: pairs.latest,
    },
    held: [
      ...inputs.desired.held,
      ...wanted.held,
      ...unwanted.held,
      ...pairs.held,
      ...definitions.held,
      ...undeclared.held,
    ],
    causes: unwanted.causes,
    retained: unwanted.retained,
    frozenCreates: wanted.frozen,
    findings: undeclared.findings,
  };
}

type Rows = Map<Address, Assignment>;
/** Pairs that keep the definition their role has, and why. */
type Waiting = ReadonlyMap<Address, HoldReason>;

/** Rules 1 to 4. What is held only ever grows from round to round, so there is a last one. */
function keepRows(context: KeepContext, definitions: Definitions) {
  let waiting: Waiting = new Map();
  while (true) {
    const wanted = wantedRows(context, waiting);
    const replacements = heldReplacements([...context.desired.held, ...wanted.held], { context, definitions });
    const unwanted = unwantedRows(context, { replacements, wanted: wanted.rows });
    const next = pairsThatWait(context, { definitions, rows: unwanted.heldRows });
    if (next.size === waiting.size) return { wanted, unwanted, waiting };
    waiting = next;
  }
}

/** Rule 1. */
function wantedRows(context: KeepContext, waiting: Waiting) {
  const rows: Rows = new Map();
  const held: Held[] = [];
  const frozen: Assignment[] = [];
  for (const [address, row] of context.desired.state.assignments) {
    if (context.live.state.assignments.has(address)) rows.set(address, row);
    else if (isFrozen(row.account, context.accounts)) frozen.push(row);
    else {
      const holdReason = reasonToHoldCreate(row, context) ?? waiting.get(pairOfRow(row));
      if (holdReason === undefined) rows.set(address, row);
      else held.push(heldRow(row, { action: 'create', holdReason, context }));
    }
  }
  return { rows, held, frozen };
}

function reasonToHoldCreate(
  row: Assignment,
  { desired, ownerships, callerLimits, blocked }: KeepContext,
): HoldReason | undefined {
  // On a set that keeps its old definition for now a new row would get what neither side grants; so would one in a role that is not renewed.
  const place = [permissionSetAddress(row.permissionSet), pairAddress(row.permissionSet, row.account)];
  const guardReason = [assignmentAddress(row), ...place].map((address) => blocked.get(address)).find((held) => held);
  if (guardReason !== undefined) return guardReason;
  if (ownerships.get(row.permissionSet) === 'foreign') {
    return holdReasonFrom(diagnose('permission-set/owned-elsewhere-held', { name: row.permissionSet }));
  }
  if (desired.external.has(row.permissionSet) && !ownerships.has(row.permissionSet)) {
    return holdReasonFrom(diagnose('permission-set/external-missing-held', { name: row.permissionSet }));
  }
  return callerLimits.ofRow(row) ?? desired.changedGroups.get(row.principal.id);
}

/** Rules 2 and 3. */
function unwantedRows(context: KeepContext, { replacements, wanted }: { replacements: Replacements; wanted: Rows }) {
  const rows: Rows = new Map();
  const held: Held[] = [];
  const heldRows: HeldRow[] = [];
  const retained: Retained[] = [];
  const causes = new Map<Address, DeleteCause>();
  for (const [address, row] of context.live.state.assignments) {
    if (context.desired.state.assignments.has(address)) continue;
    const decision = decideUndeclared(row, context.ownerships.get(row.permissionSet) ?? 'unmanaged', context);
    if (decision.kind === 'retain') {
      rows.set(address, row);
      retained.push({ row, reason: decision.reason });
      continue;
    }
    const waits = WAITS[decision.cause] && wasGranted(address, context) && !hasMoved(row, context, wanted);
    const replacement = waits ? replacements(row) : undefined;
    const holdReason = decision.kind === 'held' ? decision.holdReason : (context.blocked.get(address) ?? replacement);
    if (holdReason === undefined) {
      causes.set(address, decision.cause);
      continue;
    }
    rows.set(address, row);
    held.push(heldRow(row, { action: 'delete', holdReason, context }));
    if (decision.cause !== 'orphan') heldRows.push({ row, holdReason });
  }
  return { rows, held, heldRows, retained, causes };
}

/** Whether a row that goes for this cause may have a replacement to wait for. */
const WAITS = {
  'not-declared': true,
  'set-not-declared': true,
  renamed: true,
  expired: false,
  orphan: false,
} as const satisfies Record<DeleteCause, boolean>;

/** Nothing replaces what no file granted. */
function wasGranted(address: Address, { before }: KeepContext): boolean {
  return before === undefined || before.state.assignments.has(address);
}

/** Its principal has the set under its new name. Not where a group is missing to which the pair was granted: the row may be that group's. */
function hasMoved(row: Assignment, { desired, successors }: KeepContext, wanted: Rows): boolean {
  const permissionSet = successors.get(row.permissionSet);
  return (
    permissionSet !== undefined &&
    wanted.has(assignmentAddress({ ...row, permissionSet })) &&
    !desired.deleteBlockedPairs.has(pairOfRow(row))
  );
}

/** Why a row may not go before something that is held. */
type Replacements = (row: Assignment) => HoldReason | undefined;

interface ReplacementInputs {
  readonly context: KeepContext;
  readonly definitions: Definitions;
}

function heldReplacements(held: readonly Held[], { context, definitions }: ReplacementInputs): Replacements {
  const creates = held
    .filter(({ kind, action }) => kind === 'assignment' && action === 'create')
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const byAccount = groupBy(creates, ({ account }) => account);
  const updates = new Map(
    definitions.held.flatMap((each) => (each.action === 'update' ? [[each.permissionSet, each] as const] : [])),
  );
  const onUpdated = [...context.desired.state.assignments.values()].filter((row) => updates.has(row.permissionSet));
  const ownUpdate = new Map(onUpdated.map((row) => [principalInAccount(row), updates.get(row.permissionSet)]));
  return (row) => {
    const inAccount = byAccount.get(row.account) ?? [];
    // What is held by this rule's own consequences explains nothing, unless there is nothing else.
    const causes = inAccount.filter(({ code }) => code !== DEFINITION_HELD);
    const named = causes.length > 0 ? causes : inAccount;
    // What its own principal is to get says most.
    const create = named.find(({ principal }) => principal?.id === row.principal.id) ?? named[0];
    if (create !== undefined) {
      const before = `\`${create.principal?.name}\` gains \`${create.permissionSet}\` in the same account`;
      return waitFor(named, create, before);
    }
    const update = ownUpdate.get(principalInAccount(row));
    return update && waitFor([update], update, `\`${update.permissionSet}\` is updated`);
  };
}

const placeOf = ({ permissionSet, principal }: Held) => `${permissionSet}\n${principal?.name}`;

/** All of them are waited for; the one that is given says most. */
function waitFor(held: readonly Held[], { reason }: Held, before: string): HoldReason {
  const others = held.length - 1;
  return waitingFor(held, (awaitsApproval) =>
    diagnose('plan/replacement-held', { before, reason, others, awaitsApproval }),
  );
}

const principalInAccount = ({ account, principal }: Assignment) => `${account}/${principal.type}:${principal.id}`;

interface RowHeld {
  readonly action: 'create' | 'delete';
  readonly holdReason: HoldReason;
  readonly context: KeepContext;
}

function heldRow(row: Assignment, { action, holdReason, context }: RowHeld): Held {
  const { principal, account, permissionSet } = row;
  const name = (principal.type === 'group' ? context.groupNames : context.live.users).get(principal.id) ?? principal.id;
  const origins = context.desired.facts.get(assignmentAddress(row))?.origins.map(originOf) ?? [];
  return {
    kind: 'assignment',
    action,
    permissionSet,
    account,
    principal: { ...principal, name },
    origins,
    ...holdReason,
  };
}
