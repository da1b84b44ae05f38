// Chooses what may run next, from edges, limits and outcomes alone: no clock, no I/O. The same outcomes in the same order give the same choices.
//
// Terms. An operation is a change, or one account of a provisioning. A step is an operation or a barrier (dependencies.ts). A step is ready when it
// waits for no other. A lane is an account, or a permission set for its definition; the service changes one role of an account at a time.
//
// Premise. Edges between steps are what the plan promises (order.ts). Whatever ends, and however, nothing may run whose promise is not kept; and
// nothing may wait for what has no edge to it, or one account that hangs would hold up all others.
//
// Rules.
// 1. A step is ready when all that it waits for has ended. It is sent only if all of that succeeded, where the edge asks for success.
// 2. `done` and `already` are successes. `failed`, `not-sent` and `unknown` are none: live may or may not have what was not confirmed, and nothing is
//    built on it. What is not sent blocks in turn, and names the operation where the trouble began.
// 3. Barriers and blocked operations end at once, in one pass: no operation waits for one that will never be sent.
// 4. What is scarce goes first: attributes and definitions, on which assignments wait; then provisioning, of which the service takes three at a time; then
//    assignments. Within each, accounts take turns. Other targets are written beside that, each within limits of its own.
// 5. An operation leaves once: given out by `next`, it counts as running until it is settled, and settling it twice is a bug.
//
// Rejected:
// - a pool of workers that each take a chain: the longest chain would decide, and limits per account could not be kept;
// - repeating what failed from here: how long and how often is the adapter's, which knows the answer (provider/aws);
// - stopping all at the first failure: half of an organisation would wait for a group that somebody deleted.
import { type Change, type Operation, operationAddress } from '../plan/change.ts';
import type { Limits, Outcome } from '../provider/identity-center.ts';
import { groupBy } from '../state/group-by.ts';
import type { Address } from '../state/state.ts';
import { type Cause, type Step, stepsOf } from './dependencies.ts';
import { type Batch, createReady } from './ready.ts';

export interface Schedule {
  /**
   * Everything that may start now: operations alone, and all accounts of a provisioning together where that was asked for. The caller must start it: it
   * counts as running until it is settled.
   */
  next(): readonly Batch[];
  /** A batch that cannot be carried out as one was not begun: its operations are given out again, each by itself. */
  takeApart(batch: Batch): void;
  /** Records how a running operation ended; returns the operations that will not be sent because of it. */
  settle(operation: Operation, outcome: Outcome): readonly Blocked[];
  /** Operations without an outcome, in the order of the plan. */
  unsettled(): readonly Operation[];
}

export interface Blocked {
  readonly operation: Operation;
  readonly outcome: Extract<Outcome, { status: 'not-sent' }>;
  /** The operation where the trouble began. */
  readonly blockedBy: Address;
}

export interface ScheduleOptions {
  /** Whether all accounts of a provisioning may be given out together. */
  readonly together?: boolean;
}

export function createSchedule(
  changes: readonly Change[],
  limits: Limits,
  { together = false }: ScheduleOptions = {},
): Schedule {
  if (Object.values(limits).some((limit) => !(limit >= 1)))
    throw new RangeError('bug: a limit below 1 lets nothing start');
  const steps = stepsOf(changes);
  const stepOf = new Map(steps.flatMap((step) => (step.operation === undefined ? [] : [[step.operation, step]])));
  const unsettled = new Set(stepOf.keys());
  const running = new Set<Operation>();
  const ready = createReady(limits);

  /** Steps that have nothing left to wait for, and all that follows from them without running anything. */
  function advance(freed: readonly Step[]): readonly Blocked[] {
    const { startable, blocked } = consequencesOf(freed);
    const { whole, single } = together ? batchesAmong(startable, limits) : { whole: [], single: startable };
    for (const batch of whole) ready.addTogether(batch);
    for (const operation of single) ready.add(operation);
    for (const { operation } of blocked) unsettled.delete(operation);
    return blocked;
  }

  advance(steps.filter(({ waitsFor }) => waitsFor === 0));
  return {
    next() {
      const batches = ready.take();
      for (const operation of batches.flat()) running.add(operation);
      return batches;
    },
    takeApart(batch) {
      for (const operation of batch) {
        running.delete(operation);
        ready.finish(operation);
        ready.add(operation);
      }
    },
    settle(operation, outcome) {
      const step = stepOf.get(operation);
      if (step === undefined || !running.delete(operation)) {
        throw new Error(`bug: ${operationAddress(operation)} is not running`);
      }
      unsettled.delete(operation);
      ready.finish(operation);
      const { status } = outcome;
      return advance(release(step, status === 'done' || status === 'already' ? undefined : { operation, status }));
    },
    unsettled: () => [...unsettled],
  };
}

/** What becomes of steps that have nothing left to wait for. Barriers and blocked operations end at once, which may free others. */
function consequencesOf(freed: readonly Step[]): { startable: readonly Operation[]; blocked: readonly Blocked[] } {
  const startable: Operation[] = [];
  const blocked: Blocked[] = [];
  const queue = [...freed];
  for (const step of queue) {
    const { operation, blockedBy } = step;
    if (operation !== undefined && blockedBy === undefined) {
      startable.push(operation);
      continue;
    }
    if (operation !== undefined && blockedBy !== undefined) blocked.push(blockedFor(operation, blockedBy));
    for (const dependant of release(step, blockedBy)) queue.push(dependant);
  }
  return { startable, blocked };
}

/** Tells the dependants of a step that it has ended; returns those that waited for nothing else. */
function release(step: Step, cause: Cause | undefined): readonly Step[] {
  const freed: Step[] = [];
  for (const { step: dependant, needs } of step.dependants) {
    if (cause !== undefined && needs === 'success') dependant.blockedBy ??= cause;
    dependant.waitsFor -= 1;
    if (dependant.waitsFor === 0) freed.push(dependant);
  }
  return freed;
}

const ENDINGS = { failed: 'failed', 'not-sent': 'was not sent', unknown: 'has no known outcome' } as const;

function blockedFor(operation: Operation, { operation: cause, status }: Cause): Blocked {
  const blockedBy = operationAddress(cause);
  const reason = `waits for ${blockedBy}, which ${ENDINGS[status]}`;
  return { operation, outcome: { status: 'not-sent', reason }, blockedBy };
}

/** Those of the operations that are all accounts of a provisioning, more than could run at once each by itself; and the others. */
function batchesAmong(
  startable: readonly Operation[],
  limits: Limits,
): { readonly whole: readonly Batch[]; readonly single: Batch } {
  const byChange = groupBy(
    startable.filter((operation) => operation.kind === 'provisioning'),
    ({ change }) => change.address,
  );
  const whole = [...byChange.values()].filter(
    ([first, ...others]) => others.length + 1 === first!.change.accounts.length && others.length >= limits.provisioning,
  );
  const together = new Set<Operation>(whole.flat());
  return { whole, single: startable.filter((operation) => !together.has(operation)) };
}
