// Time that only moves when somebody waits, and then at once.
import type { Clock } from '../../src/provider/aws/clock.ts';

export interface VirtualClock extends Clock {
  /** Milliseconds slept by all callers together. */
  slept(): number;
  advance(milliseconds: number): void;
}

export function virtualClock(): VirtualClock {
  let now = 0;
  let slept = 0;
  return {
    now: () => now,
    slept: () => slept,
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      const until = now + milliseconds;
      slept += milliseconds;
      await Promise.resolve();
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}
