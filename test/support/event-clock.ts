// Time as a queue of events: everybody waits at once, and the clock goes on to whoever is due first when nobody has anything left to do.
import type { Clock } from '../../src/provider/aws/clock.ts';

export interface EventClock extends Clock {
  /** Lets time pass until the work is done. What is done must wait on this clock, or be held. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Time stands still while the work goes on: what it waits for is outside, a socket or a file. */
  hold<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

export function eventClock(): EventClock {
  let now = 0;
  const timers = new Set<Timer>();
  const held = new Set<Promise<unknown>>();
  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = () => timers.delete(timer) && reject(signal?.reason);
        const ring = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const timer: Timer = { at: now + milliseconds, ring };
        timers.add(timer);
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    hold(work) {
      const over: Promise<unknown> = work.catch(() => undefined).finally(() => held.delete(over));
      held.add(over);
      return work;
    },
    async run(work) {
      let done = false;
      const ended = work.finally(() => {
        done = true;
      });
      ended.catch(() => undefined);
      while (!done) {
        // Every promise that can go on has gone on when the next turn of the event loop comes.
        await new Promise((resolve) => setImmediate(resolve));
        if (done) break;
        if (held.size > 0) {
          await Promise.race(held);
          continue;
        }
        // INVARIANT: Set keeps the order of asking, so of those that are due together the first asked rings first.
        const [first] = [...timers].sort((a, b) => a.at - b.at);
        if (first === undefined) throw new Error('everybody waits, and for nothing');
        timers.delete(first);
        now = Math.max(now, first.at);
        first.ring();
      }
      return ended;
    },
  };
}
