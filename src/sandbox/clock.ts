// Virtual time: it moves with requests only, so nothing in the sandbox depends on the wall clock.
import type { SandboxState } from './state.ts';

export function tick(state: SandboxState, milliseconds: number): void {
  state.now += milliseconds;
}

/** A timestamp of the JSON protocols: seconds since 1970, with a fraction. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** A token bucket in virtual time; it holds at most one second's worth. */
export interface Bucket {
  /** Takes a token; false when there is none. */
  take(now: number): boolean;
}

export function bucket(perSecond: number): Bucket {
  let tokens = perSecond;
  let last: number | undefined;
  return {
    take(now) {
      if (perSecond <= 0) return true;
      tokens = Math.min(perSecond, tokens + (perSecond * (now - (last ?? now))) / 1000);
      last = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
