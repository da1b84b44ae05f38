// How fast one AWS bucket is asked. Every service has a rate for all callers together: staying below it is faster than being refused.
import type { Clock } from './clock.ts';

export interface Limiter {
  /** Resolves when the next call may be sent, in the order of asking. */
  take(signal?: AbortSignal): Promise<void>;
  /** The service throttled a call: someone else is calling too, so this side slows down. */
  throttled(): void;
  /** Calls a second at this moment. */
  rate(): number;
}

/** Calls that may go out at once after a pause. Below the 20 a second of Identity Center, so that a burst and the rate together stay within it. */
const BURST = 10;
/** Calls under way when a throttle comes back are throttled too; within this time they count as one. */
const WINDOW_MS = 1_000;
const GROWTH_MS = 5_000;
const SLOWEST = 1;

/** A token bucket whose rate halves on a throttle and grows back by one a second every five seconds. */
export function createLimiter(perSecond: number, clock: Clock): Limiter {
  let rate = perSecond;
  let changedAt = clock.now();
  let halvedAt = Number.NEGATIVE_INFINITY;
  /** When the bucket would be empty of debts: the time of the next call, were there no burst. */
  let due = Number.NEGATIVE_INFINITY;

  const grow = (now: number): void => {
    const steps = Math.floor((now - changedAt) / GROWTH_MS);
    if (steps === 0) return;
    rate = Math.min(perSecond, rate + steps);
    changedAt += steps * GROWTH_MS;
  };

  return {
    async take(signal) {
      signal?.throwIfAborted();
      const now = clock.now();
      grow(now);
      const interval = 1_000 / rate;
      const at = Math.max(due, now - (BURST - 1) * interval);
      due = at + interval;
      if (at > now) await clock.sleep(at - now, signal);
    },
    throttled() {
      const now = clock.now();
      if (now - halvedAt < WINDOW_MS) return;
      grow(now);
      halvedAt = now;
      changedAt = now;
      rate = Math.max(Math.min(SLOWEST, perSecond), rate / 2);
      // The calls saved up for a burst are gone: the service has just said that it has none left.
      due = Math.max(due, now);
    },
    rate() {
      grow(clock.now());
      return rate;
    },
  };
}
