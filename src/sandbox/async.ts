// Asynchronous operations: accepted IN_PROGRESS, settled to SUCCEEDED or FAILED once their virtual time has passed.

import { effectOf } from './effects.ts';
import { overlapping, tooManyOutstanding } from './errors.ts';
import { hex, uuid } from './ids.ts';
import type { Call } from './operation.ts';
import type { Settings } from './settings.ts';
import { nextNumber, type Operation, principalKey, type SandboxState, type Work } from './state.ts';

/** Settled operations that are remembered. How long AWS keeps them is not known. */
const REMEMBERED = 10_000;

/** Settles what is due, oldest first. True when anything was. */
export function settle(state: SandboxState, settings: Settings): boolean {
  let settled = false;
  for (const operation of state.pending) {
    if (operation.settlesAt > state.now) continue;
    const failure = effectOf(state, operation.work, settings);
    operation.status = failure === undefined ? 'SUCCEEDED' : 'FAILED';
    if (failure !== undefined) operation.failureReason = failure;
    state.pending.delete(operation);
    settled = true;
  }
  return settled;
}

/** Accepts an operation, or refuses it as Identity Center does when it overlaps another or too many are unfinished. */
export function start(call: Call, work: Work, accounts: ReadonlySet<string>): Operation {
  const { state, settings } = call;
  refuseExcess(state, settings, work);
  for (const other of state.pending) if (overlap(settings, work, accounts, other)) throw overlapping();
  const id = uuid('operation', state.instanceArn, nextNumber(state));
  const operation: Operation = {
    id,
    work,
    accounts,
    createdAt: state.now,
    settlesAt: state.now + durationOf(id, settings),
    status: 'IN_PROGRESS',
  };
  state.operations.set(operation.id, operation);
  state.pending.add(operation);
  forgetOldest(state);
  return operation;
}

/** Milliseconds: `operationMs`, or around it, by chance that hangs on the operation's id alone. */
function durationOf(id: string, { operationMs, operationSpread }: Settings): number {
  if (operationSpread === 0) return operationMs;
  const chance = (what: string): number => (Number.parseInt(hex(8, what, id), 16) + 1) / 2 ** 32;
  // Box and Muller's normal deviate.
  const deviate = Math.sqrt(-2 * Math.log(chance('radius'))) * Math.cos(2 * Math.PI * chance('angle'));
  return operationMs * Math.exp((operationSpread / 100) * deviate);
}

/** Whether an unfinished operation uses the permission set. */
export const isBusy = (state: SandboxState, permissionSetArn: string): boolean =>
  [...state.pending].some((operation) => permissionSetOf(operation.work) === permissionSetArn);

const permissionSetOf = (work: Work): string =>
  work.kind === 'provision' ? work.permissionSetArn : work.assignment.permissionSetArn;

function refuseExcess(state: SandboxState, settings: Settings, work: Work): void {
  const provisions = work.kind === 'provision';
  const limit = provisions ? settings.concurrentProvisioning : settings.outstandingAssignments;
  const unfinished = [...state.pending].filter((operation) => (operation.work.kind === 'provision') === provisions);
  if (unfinished.length >= limit) throw tooManyOutstanding();
}

function overlap(settings: Settings, work: Work, accounts: ReadonlySet<string>, other: Operation): boolean {
  const shared = [...accounts].some((id) => other.accounts.has(id));
  if (!shared) return false;
  switch (settings.conflictScope) {
    case 'account':
      return true;
    case 'permission-set-in-account':
      return permissionSetOf(work) === permissionSetOf(other.work);
    case 'assignment':
      return permissionSetOf(work) === permissionSetOf(other.work) && principalOf(work) === principalOf(other.work);
    default:
      return settings.conflictScope satisfies never;
  }
}

const principalOf = (work: Work): string =>
  work.kind === 'provision' ? '' : principalKey(work.assignment.principalType, work.assignment.principalId);

function forgetOldest(state: SandboxState): void {
  for (const operation of state.operations.values()) {
    if (state.operations.size <= REMEMBERED || operation.status === 'IN_PROGRESS') return;
    state.operations.delete(operation.id);
  }
}
