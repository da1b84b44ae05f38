// How fast one AWS bucket is asked. Every service has a rate for all callers together: staying below it is faster than being refused.
//
// Calls leave one by one, an interval apart. One that comes late, after a timer or because what it asks for was only just answered, is made up for within a
// quarter of a second, for a call that is not made is lost for ever; but no second ever holds more calls than the rate says, so that a bucket that allows
// bursts and one that counts by the second are both kept to. A throttle then says one of two things. Either it is noise, the stray refusal that a service
// as large as this gives now and then, and asking more slowly would change nothing. Or others take from the same bucket: then a good part of the answers
// of a moment are throttles, and the rate goes down to what did get through. It comes back within seconds, for whoever was there may be gone.
import type { Clock } from './clock.ts';

export interface Limiter {
  /** Resolves when the next call may be sent, in the order of asking. */
  take(signal?: AbortSignal): Promise<void>;
  /** A call was answered: with a throttle, or with anything else. */
  answered(how: 'throttled' | 'accepted'): void;
  /** Calls a second at this moment. */
  rate(): number;
}

/** How long answers are looked back on: at 20 calls a second, enough of them that chance evens out. */
const WINDOW_MS = 2_000;
/** A share of throttles that noise of one in ten rarely reaches in a window of forty answers, and a few other callers soon do. */
const CONGESTED = 0.2;
/** Where nothing limits the rate there are thousands in the window, and the last ones say as much as all. */
const MOST_ANSWERS = 100;
/** Fewer throttles than these are no sign of anything, whatever their share. */
const FEWEST = 4;
/** A fifth of the full rate is regained each second: five seconds from nothing to all. */
const REGAINED_PER_SECOND = 0.2;
const SLOWEST = 1;
/** How late a call may be without delaying those behind it. */
const LATENESS_MS = 250;

export function createLimiter(perSecond: number, clock: Clock): Limiter {
  let rate = perSecond;
  let changedAt = clock.now();
  /** When the next call is to go, if nothing is late. */
  let next = Number.NEGATIVE_INFINITY;
  /** When the last calls went, as many as a second may hold: that of each in the place of the one that went so many before it. */
  const sent: number[] = [];
  const most = Math.ceil(perSecond);
  let calls = 0;
  let queue: Promise<void> = Promise.resolve();
  let answers: readonly Answer[] = [];

  function regain(now: number): void {
    rate = Math.min(perSecond, rate + ((now - changedAt) / 1_000) * REGAINED_PER_SECOND * perSecond);
    changedAt = now;
  }

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const full = (sent[calls % most] ?? Number.NEGATIVE_INFINITY) + 1_000;
    // Timers count in milliseconds, and a part of one is no wait; but a second is whole.
    const wait = Math.max(Math.floor(next - clock.now()), Math.ceil(full - clock.now()));
    if (wait > 0) await clock.sleep(wait, signal);
    const now = clock.now();
    regain(now);
    // What the full second held back is no lateness: made up for, it would fill the next one as unevenly.
    next = (full > next ? now : Math.max(next, now - LATENESS_MS)) + 1_000 / rate;
    sent[calls % most] = now;
    calls += 1;
  }

  return {
    take(signal) {
      const taken = queue.then(() => turn(signal));
      queue = taken.catch(() => undefined);
      return taken;
    },
    answered(how) {
      const now = clock.now();
      answers = [...answers.filter(({ at }) => at > now - WINDOW_MS).slice(-MOST_ANSWERS), { at: now, how }];
      const throttled = answers.filter((answer) => answer.how === 'throttled').length;
      if (how === 'accepted' || throttled < FEWEST || throttled < CONGESTED * answers.length) return;
      regain(now);
      const lasted = Math.max(now - answers[0]!.at, 1_000) / 1_000;
      rate = Math.max(Math.min(SLOWEST, perSecond), Math.min(rate, (answers.length - throttled) / lasted));
      // What these answers had to say has been heard.
      answers = [];
    },
    rate() {
      regain(clock.now());
      return rate;
    },
  };
}

interface Answer {
  readonly at: number;
  readonly how: 'throttled' | 'accepted';
}
