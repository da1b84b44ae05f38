// Runs a plan's changes against an Identity Center: starts what the schedule allows, writes each operation to the journal before it is sent and
// after its outcome, and reports what became of every one. It decides nothing that the plan has not decided.
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Names, nameIn } from '../holdings/names.ts';
import { type Instant, writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import { accountOf, type Change, type Operation, operationAddress, permissionSetOf } from '../plan/change.ts';
import { StoppedApply } from '../provider/errors.ts';
import type { ApplyOptions, IdentityCenter, Outcome, WrittenCall } from '../provider/identity-center.ts';
import type { Instance } from '../state/directory.ts';
import type { Address } from '../state/state.ts';
import type { By, Doing, Journal, JournalEntry, Subject } from './journal.ts';
import type { Batch } from './ready.ts';
import { type ApplyReport, countResults, isSuccess, type OperationResult, resultOf } from './report.ts';
import { createSchedule, type Schedule } from './schedule.ts';

export interface ExecuteInputs {
  readonly planId: string;
  readonly toolVersion: string;
  readonly instance: Pick<Instance, 'arn' | 'region'>;
  /** ARN of who applies. */
  readonly caller: string;
  /** Of the checkout. */
  readonly commit?: string | undefined;
  /** For the run log: what those that it changes are called now. */
  readonly names: Names;
  /** In the plan's order. */
  readonly changes: readonly Change[];
  readonly identityCenter: Pick<IdentityCenter, 'apply' | 'limits' | 'provisionTogether'>;
  readonly journal: Journal;
  readonly now: () => Instant;
  /** Aborted: nothing more is started, and what is in flight is waited for. */
  readonly signal?: AbortSignal;
  /** Aborted some time after `signal`: what is in flight is waited for no longer. Its outcome is unknown, and whatever comes of it later is no part of this apply. */
  readonly deadline?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** An operation has its outcome. */
export interface Progress {
  readonly operation: Operation;
  readonly outcome: Outcome;
  /** Operations so far that are as planned. */
  readonly done: number;
  /** Operations so far that are not, whether failed, not sent or unknown. */
  readonly failed: number;
  readonly total: number;
  /** Milliseconds since the first was begun. */
  readonly elapsed: number;
}

/** Outcomes never throw: they are in the report. Throws AccessError when the journal cannot be begun; then nothing was sent. */
export async function execute(inputs: ExecuteInputs): Promise<ApplyReport> {
  const { planId, toolVersion, instance, journal, signal } = inputs;
  const { limits, provisionTogether } = inputs.identityCenter;
  const schedule = createSchedule(inputs.changes, limits, { together: provisionTogether !== undefined });
  const operations = schedule.unsettled();
  const startedAt = inputs.now();
  const { arn, region } = instance;
  const header = { formatVersion: 1, toolVersion, instance: arn, region, operations: operations.length } as const;
  await journal.write({ at: writeInstant(startedAt), event: 'start', ...byOf(inputs), ...header });

  const run = createRun(inputs, { total: operations.length, startedAt });
  await drive(schedule, run);
  const leftInFlight = new Set(run.inFlight);
  run.inFlight.clear();
  const rest = schedule.unsettled().map((operation) => {
    const outcome: Outcome = leftInFlight.has(operation)
      ? { status: 'unknown', reason: 'interrupted while it was in flight' }
      : { status: 'not-sent', reason: run.stopSignal.reason() ?? 'never started' };
    return run.record({ operation, outcome });
  });
  await Promise.all(rest);

  const results = operations.map((operation) => run.results.get(operation)!);
  const counts = countResults(results);
  const interrupted = signal?.aborted === true && counts.notSent + counts.unknown > 0;
  await run.write({ event: 'end', counts, interrupted });
  const endedAt = inputs.now();
  const stopped = run.stopSignal.failure();
  return { planId, startedAt, endedAt, results, counts, interrupted, ...optional({ stopped }) };
}

/** Keeps as much in flight as the schedule allows, until nothing more may start and nothing is in flight, or the deadline is over. */
async function drive(schedule: Schedule, run: Run): Promise<void> {
  const { inFlight } = run;
  const performing = new Set<Promise<void>>();
  const over = abortionOf(run.inputs.deadline);
  const perform = async (batch: Batch) => {
    for (const operation of batch) inFlight.add(operation);
    const outcomes = await sendBatch(batch, run);
    if (outcomes === undefined) {
      for (const operation of batch) inFlight.delete(operation);
      schedule.takeApart(batch);
      return;
    }
    for (const [index, operation] of batch.entries()) {
      const outcome = outcomes[index]!;
      // Past the deadline it has been reported without.
      if (!inFlight.delete(operation)) continue;
      // The outcome is on disk before anything that depends on it is sent.
      await run.record({ operation, outcome });
      for (const blocked of schedule.settle(operation, outcome)) await run.record(blocked);
    }
  };
  try {
    while (run.inputs.deadline?.aborted !== true) {
      const startable = run.stopSignal.reason() === undefined ? schedule.next() : [];
      for (const batch of startable) {
        const performed = perform(batch).finally(() => performing.delete(performed));
        performing.add(performed);
      }
      if (performing.size === 0) return;
      await Promise.race([...performing, over]);
    }
  } finally {
    await Promise.race([Promise.allSettled(performing), over]);
  }
}

/** Resolves when the signal is aborted; never, without one. */
function abortionOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

interface Ended {
  readonly operation: Operation;
  readonly outcome: Outcome;
  readonly blockedBy?: Address;
}
type Untimed<Entry> = Entry extends unknown ? Omit<Entry, 'at'> : never;

/** What one apply knows of itself. */
interface Run {
  readonly inputs: ExecuteInputs;
  readonly stopSignal: StopSignal;
  readonly results: ReadonlyMap<Operation, OperationResult>;
  /** AWS's, of the calls of each operation so far. */
  readonly requestIds: Map<Operation, string[]>;
  /** What was handed to the Identity Center, and whose outcome is awaited. */
  readonly inFlight: Set<Operation>;
  write(entry: Untimed<JournalEntry>): Promise<void>;
  record(ended: Ended): Promise<void>;
}

function createRun(
  inputs: ExecuteInputs,
  { total, startedAt }: { readonly total: number; readonly startedAt: Instant },
): Run {
  const { journal, onProgress } = inputs;
  const stopSignal = createStopSignal(inputs.signal);
  const results = new Map<Operation, OperationResult>();
  const inFlight = new Set<Operation>();
  const requestIds = new Map<Operation, string[]>();
  const by = byOf(inputs);
  let done = 0;

  async function write(entry: Untimed<JournalEntry>): Promise<void> {
    try {
      await journal.write({ at: writeInstant(inputs.now()), ...entry });
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      stopSignal.stop(error.diagnostic);
    }
  }

  async function record({ operation, outcome, blockedBy }: Ended): Promise<void> {
    // What comes after the deadline comes too late: the report has every operation by then.
    if (results.has(operation)) return;
    results.set(operation, resultOf(operation, outcome, blockedBy));
    if (isSuccess(outcome)) done += 1;
    onProgress?.({ operation, outcome, done, failed: results.size - done, total, elapsed: inputs.now() - startedAt });
    const doing = doingOf(operation, inputs.names, requestIds.get(operation) ?? []);
    await write({ event: 'outcome', ...by, ...subjectOf(operation), ...doing, ...outcome });
  }

  return { inputs, stopSignal, results, requestIds, inFlight, write, record };
}

/** An outcome for each operation of the batch, in its order; undefined where it cannot be carried out as one, and nothing was sent. */
async function sendBatch(batch: Batch, run: Run): Promise<readonly Outcome[] | undefined> {
  const { identityCenter } = run.inputs;
  const [first, ...others] = batch;
  if (first === undefined || others.length === 0)
    return send(batch, run, async (options) => [await identityCenter.apply(first!, options)]);
  const accounts = batch.filter((operation) => operation.kind === 'provisioning');
  try {
    const carryOut = await identityCenter.provisionTogether?.(accounts);
    return carryOut && (await send(batch, run, carryOut));
  } catch (error) {
    return batch.map(() => failureOf(error, run, { status: 'not-sent', reason: reasonOf(error) }));
  }
}

async function send(
  batch: Batch,
  run: Run,
  carryOut: (options: ApplyOptions) => Promise<readonly Outcome[] | undefined>,
): Promise<readonly Outcome[] | undefined> {
  const { inputs, stopSignal, inFlight, requestIds, write } = run;
  const { signal } = inputs;
  await Promise.all(batch.map((operation) => write({ event: 'sent', ...subjectOf(operation) })));
  const reason = stopSignal.reason();
  if (reason !== undefined) return batch.map(() => ({ status: 'not-sent', reason }));
  const calls: Promise<void>[] = [];
  const onCall = (call: WrittenCall) => {
    for (const operation of batch) {
      if (!inFlight.has(operation)) continue;
      if (call.requestId !== undefined)
        requestIds.set(operation, [...(requestIds.get(operation) ?? []), call.requestId]);
      calls.push(write({ event: 'call', ...subjectOf(operation), ...call }));
    }
  };
  try {
    const outcomes = await carryOut({ onCall, ...optional({ signal }) });
    return outcomes?.map((outcome) => {
      if (!('stop' in outcome) || outcome.stop === undefined) return outcome;
      const { stop, ...outcomeAlone } = outcome;
      stopSignal.stop(stop);
      return outcomeAlone;
    });
  } catch (error) {
    // Nobody knows how far it came; the next plan reads what became of it.
    const outcome = failureOf(error, run, { status: 'unknown', reason: reasonOf(error) });
    return batch.map(() => outcome);
  } finally {
    await Promise.all(calls);
  }
}

/** What the failure says of the operation that met it, or else this; failures that others would meet too stop the apply. */
function failureOf(error: unknown, { stopSignal }: Run, otherwise: Outcome): Outcome {
  if (error instanceof AccessError) stopSignal.stop(error.diagnostic);
  return error instanceof StoppedApply ? error.outcome : otherwise;
}

const reasonOf = (error: unknown): string => (error instanceof AccessError ? error.message : String(error));

/** Why nothing more is sent: the caller asked to stop, or a failure that every other operation would meet too. */
interface StopSignal {
  stop(failure: Diagnostic): void;
  failure(): Diagnostic | undefined;
  reason(): string | undefined;
}

function createStopSignal(signal: AbortSignal | undefined): StopSignal {
  let first: Diagnostic | undefined;
  return {
    stop(failure) {
      first ??= failure;
    },
    failure: () => first,
    reason() {
      if (first !== undefined) return `nothing more was sent after a failure: ${first.message}`;
      return signal?.aborted === true ? 'interrupted before it was sent' : undefined;
    },
  };
}

const byOf = ({ planId, caller, commit }: ExecuteInputs): By => ({ planId, caller, ...optional({ commit }) });

function doingOf(operation: Operation, names: Names, requestIds: readonly string[]): Doing {
  const { change } = operation;
  const account = accountOf(operation);
  const accountName = account === undefined ? undefined : nameIn(names.accounts, account);
  const principal = change.kind === 'assignment' ? change.assignment.principal : undefined;
  const name = principal === undefined ? undefined : nameIn(names.principals, principal.id);
  const openSessions = change.kind === 'assignment' ? change.openSessions : undefined;
  const resource = change.kind === 'resource' ? change.resource : undefined;
  return {
    action: change.action,
    ...optional({ permissionSet: permissionSetOf(change), resource, accountName, openSessions }),
    ...(principal === undefined ? {} : { principal: { ...principal, ...optional({ name }) } }),
    requestIds,
  };
}

function subjectOf(operation: Operation): Subject {
  const account = accountOf(operation);
  return { address: operationAddress(operation), ...optional({ account }) };
}
