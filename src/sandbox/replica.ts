// Reads that lag behind writes: a second state to which everything that happened is applied a number of calls later.
import { elapse } from './elapse.ts';
import { GraphError } from './entra/errors.ts';
import { SandboxError, ServiceError } from './errors.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';
import { filed, unfiled } from './state-file.ts';

/** A write that runs on any state as it ran on the first one. */
export type Write = (state: SandboxState) => void;

export interface Replica {
  /** What reads see. */
  readonly state: SandboxState;
  /** A call has begun, or virtual time has passed otherwise. */
  passed(milliseconds: number): void;
  /** The call that has begun wrote this. */
  wrote(write: Write): void;
}

interface Happened {
  readonly milliseconds: number;
  write?: Write;
}

/** Whether reads see the first of what has happened; the last is the call that runs. */
export type Lag = (unseen: readonly Happened[]) => boolean;

export const byCalls =
  (calls: number): Lag =>
  (unseen) =>
    unseen.length > calls + 1;

/** In virtual time. */
export const byTime =
  (milliseconds: number): Lag =>
  ([first, ...later]) =>
    first !== undefined && later.reduce((sum, event) => sum + event.milliseconds, 0) >= milliseconds;

export function replicaOf(original: SandboxState, settings: Settings, lag: Lag): Replica {
  const state = unfiled(structuredClone(filed(original)));
  /** What has happened and is not seen yet, oldest first; the last one is the call that runs. */
  const unseen: Happened[] = [];
  return {
    state,
    passed(milliseconds) {
      unseen.push({ milliseconds });
      while (lag(unseen)) catchUp(state, settings, unseen.shift());
    },
    wrote(write) {
      const running = unseen.at(-1);
      if (running !== undefined) running.write = write;
    },
  };
}

// INVARIANT: operations are functions of the state, its clock and its sequence, so that the replica makes the same ids and outcomes as the original did.
function catchUp(state: SandboxState, settings: Settings, event: Happened | undefined) {
  elapse(state, settings, event?.milliseconds ?? 0);
  try {
    event?.write?.(state);
  } catch (error) {
    // What was refused in the original is refused here.
    if (![ServiceError, GraphError, SandboxError].some((refusal) => error instanceof refusal)) throw error;
  }
}
