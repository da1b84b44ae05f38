// What virtual time brings: operations that settle, and the cycles of provisioning that are due.
import { settle } from './async.ts';
import { tick } from './clock.ts';
import { runCycles } from './entra/provisioning.ts';
import type { Settings } from './settings.ts';
import type { SandboxState } from './state.ts';

/** True when anything came of it. */
export function elapse(state: SandboxState, settings: Settings, milliseconds: number): boolean {
  tick(state, milliseconds);
  const hasSettled = settle(state, settings);
  return runCycles(state, settings) || hasSettled;
}
