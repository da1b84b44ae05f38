// What must not change is desired: everything of live that a plan may not touch is copied into desired before the diff, so that the diff needs no
// exceptions. What would change but may not yet is held; both are said aloud.
//
// Terms. A pair is a permission set in an account, with one IAM role. An assignment of the files that live lacks is
// created; an assignment of live that no file asks for goes for a cause (retention.ts), stays because it is not ours, or is held. A create is held
// where its group is not synced, was renamed, or the caller may not write there, where the account has said that the role cannot be made
// (preflight.ts), and where a guard wants somebody to allow it. What it waits for is its hold reason; those of guards come from outside (`blocked`), for a guard judges a whole plan (guards.ts).
//
// Premise. What is not known takes nothing away (a group that is not there yet is no group without members), and gives nobody what neither
// the old nor the new files give.
//
// Rules, in the order in which they are applied:
//
// 1. Of the files' assignments, those live has stay, the others are created unless there is a reason to hold them.
// 2. Of live's assignments that no file asks for, those that are not ours stay, and those with a hold reason of their own are held.
// 3. No revocation runs ahead of a replacement that is held. While a create is held in an account, nothing goes there that the files merely ask for
//    no longer, whoever has it and on whatever set. An application leads into no account: of each the same is said by itself.
//    Whoever: DevOps loses its set in prod because DevOpsPrd, which is not synced, gains another one there. These are the same people under two
//    names, and nothing in files or live says so: not the names, not the sets, not what the sets allow. The account is what a move within it
//    leaves the same, and it is also what continuity is promised about. The same holds for a principal with an assignment on a set whose update is
//    held. Still goes: what the files themselves ended, by a date; the assignments of principals that are gone, who lose nothing by it; assignments
//    that have moved to the new name of their set, for the files say what replaces them; and, where the base's files are known, assignments that they
//    did not grant: what somebody added by hand is taken back, whatever is held beside it. So nobody has to leave access in place because of a group
//    that never comes: a grant that is kept with an `expires` that has passed revokes at once, on a line that a reviewer sees; and each held
//    revocation names what it waits for.
// 4. What is held stays as it is. An assignment that may not go is not given the new definition of its set either: that would be access that neither
//    the old files give (another definition) nor the new ones (no assignment). So a pair with such an assignment keeps the definition its role has,
//    unless the new one is certain to allow no more, and the creates that would get that older definition are held with it. The set is updated all
//    the same, and provisioned everywhere else. Creates that are held by this hold revocations in turn (3), until nothing more follows.
//    Certain by the text alone (a shorter session, a new boundary), not by the meaning of policies: what is held must not hang on the engine.
// 5. For the same reason no attribute for access control changes that the set of such an assignment tests: the write of it is held.
// 6. The same holds for other targets: an assignment waits for the resource that it rests on, and a resource whose update may allow more stays while an
//    assignment on it may not go. What lies in an account that could not be read is left alone (keep-resources.ts).
//
// Rejected:
// - holding the deletes of the same principal, or of the same pair, only: a move between groups is neither;
// - letting a revocation go where what is held merely waits for approval: a run that nobody watches would move sixty people between groups by taking
//   the old access at once and keeping the new for Monday;
// - holding a revocation only where the held create would give something of what is lost: decided by the engine, whose mistake would lock out;
// - holding the whole set's update with the assignment: its creates would be held in every account, their accounts' revocations with them, and so on
//   until one group that is not synced stops everything everywhere;
// - letting the assignment go where its set's definition changes: a group that is made again would lose its access to a pull request on something
//   else;
// - a time after which held is forgotten: there is no state to keep it in, and nobody would have said so.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import { type Held, type HoldReason, holdReasonFrom, originOf, waitingFor } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type Address,
  type Assignment,
  assignmentAddress,
  isAccountAccess,
  pairAddress,
  pairOfAssignment,
  permissionSetAddress,
  placeOfMove,
  principalKey,
  type State,
} from '../state/state.ts';
import { writesThatWait } from './access-control.ts';
import type { DeleteCause } from './change.ts';
import { contextOf, type KeepContext, type KeepInputs } from './keep-context.ts';
import { DEFINITION_HELD, type HeldAssignment, pairsThatWait, pairsToProvision } from './keep-pairs.ts';
import { keptResources } from './keep-resources.ts';
import { type Definitions, declaredSets, undeclaredSets } from './keep-sets.ts';
import { variantsBy } from './preflight.ts';
import { reasonOfTarget } from './resource-holds.ts';
import { decideUndeclared, isFrozenIn, type RetentionReason } from './retention.ts';

export interface Kept {
  /** Desired, with all of live that stays. `provisioned` has the pairs that are to be up to date, and no others. */
  readonly state: State;
  readonly held: readonly Held[];
  /** Why each assignment that goes does so. */
  readonly causes: ReadonlyMap<Address, DeleteCause>;
  /** Assignments that stay although no file asks for them. */
  readonly retained: readonly Retained[];
  /** Assignments of the files that cannot be made because their account is not active. */
  readonly frozenCreates: readonly Assignment[];
  readonly findings: readonly Diagnostic[];
}

export interface Retained {
  readonly assignment: Assignment;
  readonly reason: RetentionReason;
}

/** Rule 5 holds a write for what the others hold, which may hold more in turn: there are two writes, so there is a last round. */
export function keep(inputs: KeepInputs): Kept {
  const kept = keepRound(inputs);
  const { live, blocked, preflight } = inputs;
  const variants = variantsBy(preflight, [live.state, kept.state]);
  const waiting = writesThatWait({ live, variants, blocked }, kept);
  return waiting.size === 0 ? kept : keep({ ...inputs, blocked: new Map([...(inputs.blocked ?? []), ...waiting]) });
}

/** Rules 1 to 4. */
function keepRound(inputs: KeepInputs): Kept {
  const context = contextOf(inputs);
  const definitions = declaredSets(context);
  const { declared, undeclared, waiting } = keepAssignments(context, definitions);
  const assignments = new Map([...declared.assignments, ...undeclared.assignments]);
  const undeclaredDefinitions = undeclaredSets(context, { declared: definitions.permissionSets, assignments });
  const pairs = pairsToProvision(context, { blockedSets: definitions.blockedSets, waiting, assignments });
  const heldCreates = [...inputs.desired.held, ...declared.held].filter(
    ({ kind, action }) => kind === 'assignment' && action === 'create',
  );
  const resources = keptResources(context, { waiting, heldCreates, assignments });
  return {
    state: {
      permissionSets: new Map([...definitions.permissionSets, ...undeclaredDefinitions.permissionSets]),
      assignments,
      provisioned: pairs.latest,
      ...optional({
        accessControl: context.attributes.accessControl,
        resources: resources.resources,
        roles: inputs.live.state.roles,
      }),
    },
    held: [
      ...inputs.desired.held,
      ...declared.held,
      ...undeclared.held,
      ...pairs.held,
      ...definitions.held,
      ...undeclaredDefinitions.held,
      ...context.attributes.held,
      ...resources.held,
    ],
    causes: undeclared.causes,
    retained: undeclared.retained,
    frozenCreates: declared.frozen,
    findings: undeclaredDefinitions.findings,
  };
}

type Assignments = Map<Address, Assignment>;
/** Pairs that keep the definition their role has, and why. */
type Waiting = ReadonlyMap<Address, HoldReason>;

/** Rules 1 to 4. What is held only ever grows from round to round, so there is a last one. */
function keepAssignments(context: KeepContext, definitions: Definitions) {
  let waiting: Waiting = new Map();
  while (true) {
    const declared = declaredAssignments(context, waiting);
    const replacements = heldReplacements([...context.desired.held, ...declared.held], { context, definitions });
    const undeclared = undeclaredAssignments(context, { replacements, declared: declared.assignments });
    const next = pairsThatWait(context, { definitions, assignments: undeclared.heldAssignments });
    if (next.size === waiting.size) return { declared, undeclared, waiting };
    waiting = next;
  }
}

/** Rule 1. */
function declaredAssignments(context: KeepContext, waiting: Waiting) {
  const assignments: Assignments = new Map();
  const held: Held[] = [];
  const frozen: Assignment[] = [];
  for (const [address, assignment] of context.desired.state.assignments) {
    if (context.live.state.assignments.has(address)) assignments.set(address, assignment);
    else if (isFrozenIn(assignment, context.accounts)) frozen.push(assignment);
    else {
      const holdReason = reasonToHoldCreate(assignment, context) ?? waiting.get(pairOfAssignment(assignment));
      if (holdReason === undefined) assignments.set(address, assignment);
      else held.push(heldAssignment(assignment, { action: 'create', holdReason, context }));
    }
  }
  return { assignments, held, frozen };
}

function reasonToHoldCreate(assignment: Assignment, context: KeepContext): HoldReason | undefined {
  const { desired, ownerships, callerLimits, blocked, unfit } = context;
  // On a set that keeps its old definition for now a new assignment would get what neither side grants; so would one in a role that is not renewed.
  const place = [
    permissionSetAddress(assignment.permissionSet),
    pairAddress(assignment.permissionSet, assignment.account),
  ];
  const guardReason = [assignmentAddress(assignment), ...place]
    .map((address) => blocked.get(address))
    .find((held) => held);
  if (guardReason !== undefined) return guardReason;
  if (ownerships.get(assignment.permissionSet) === 'foreign') {
    return holdReasonFrom(diagnose('permission-set/owned-elsewhere-held', { name: assignment.permissionSet }));
  }
  if (desired.external.has(assignment.permissionSet) && !ownerships.has(assignment.permissionSet)) {
    return holdReasonFrom(diagnose('permission-set/external-missing-held', { name: assignment.permissionSet }));
  }
  return (
    callerLimits.ofAssignment(assignment) ??
    desired.changedGroups.get(assignment.principal.id) ??
    unfit(pairOfAssignment(assignment)) ??
    reasonOfTarget(assignment, context)
  );
}

/** Rules 2 and 3. */
function undeclaredAssignments(
  context: KeepContext,
  { replacements, declared }: { replacements: Replacements; declared: Assignments },
) {
  const assignments: Assignments = new Map();
  const held: Held[] = [];
  const heldAssignments: HeldAssignment[] = [];
  const retained: Retained[] = [];
  const causes = new Map<Address, DeleteCause>();
  for (const [address, assignment] of context.live.state.assignments) {
    if (context.desired.state.assignments.has(address)) continue;
    const decision = decideUndeclared(
      assignment,
      context.ownerships.get(assignment.permissionSet) ?? 'unmanaged',
      context,
    );
    if (decision.kind === 'retain') {
      assignments.set(address, assignment);
      retained.push({ assignment, reason: decision.reason });
      continue;
    }
    const waits = WAITS[decision.cause] && wasGranted(address, context) && !hasMoved(assignment, context, declared);
    const replacement = waits ? replacements(assignment) : undefined;
    const holdReason = decision.kind === 'held' ? decision.holdReason : (context.blocked.get(address) ?? replacement);
    if (holdReason === undefined) {
      causes.set(address, decision.cause);
      continue;
    }
    assignments.set(address, assignment);
    held.push(heldAssignment(assignment, { action: 'delete', holdReason, context }));
    if (decision.cause !== 'orphan') heldAssignments.push({ assignment, holdReason });
  }
  return { assignments, held, heldAssignments, retained, causes };
}

/** Whether an assignment that goes for this cause may have a replacement to wait for. */
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

/** Its principal has the set under its new name. Not where a group is missing to which the pair was granted: the assignment may be that group's. */
function hasMoved(assignment: Assignment, { desired, successors }: KeepContext, declared: Assignments): boolean {
  const permissionSet = successors.get(assignment.permissionSet);
  return (
    permissionSet !== undefined &&
    declared.has(assignmentAddress({ ...assignment, permissionSet })) &&
    !desired.deleteBlockedPairs.has(pairOfAssignment(assignment))
  );
}

/** Why an assignment may not go before something that is held. */
type Replacements = (assignment: Assignment) => HoldReason | undefined;

interface ReplacementInputs {
  readonly context: KeepContext;
  readonly definitions: Definitions;
}

function heldReplacements(held: readonly Held[], { context, definitions }: ReplacementInputs): Replacements {
  const creates = held
    .filter(({ kind, action }) => kind === 'assignment' && action === 'create')
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const byPlace = groupBy(creates, ({ permissionSet = '', account }) =>
    placeOfMove({ permissionSet, ...optional({ account }) }),
  );
  const updates = new Map(
    definitions.held.flatMap((each) => (each.action === 'update' ? [[each.permissionSet, each] as const] : [])),
  );
  const onUpdated = [...context.desired.state.assignments.values()].filter((assignment) =>
    updates.has(assignment.permissionSet),
  );
  const ownUpdate = new Map(
    onUpdated.map((assignment) => [principalInAccount(assignment), updates.get(assignment.permissionSet)]),
  );
  return (assignment) => {
    const inAccount = byPlace.get(placeOfMove(assignment)) ?? [];
    // What is held by this rule's own consequences explains nothing, unless there is nothing else.
    const causes = inAccount.filter(({ code }) => code !== DEFINITION_HELD);
    const named = causes.length > 0 ? causes : inAccount;
    // What its own principal is to get says most.
    const create = named.find(({ principal }) => principal?.id === assignment.principal.id) ?? named[0];
    if (create !== undefined) {
      const where = isAccountAccess(assignment.permissionSet) ? ' in the same account' : '';
      const before = `\`${create.principal?.name}\` gains \`${create.permissionSet}\`${where}`;
      return waitFor(named, create, before);
    }
    const update = ownUpdate.get(principalInAccount(assignment));
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

const principalInAccount = ({ account, principal }: Assignment) => `${account}/${principalKey(principal)}`;

interface AssignmentHeld {
  readonly action: 'create' | 'delete';
  readonly holdReason: HoldReason;
  readonly context: KeepContext;
}

function heldAssignment(assignment: Assignment, { action, holdReason, context }: AssignmentHeld): Held {
  const { principal, account, permissionSet } = assignment;
  const name = (principal.type === 'group' ? context.groupNames : context.userNames).get(principal.id) ?? principal.id;
  const origins = context.desired.facts.get(assignmentAddress(assignment))?.origins.map(originOf) ?? [];
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
