// The limiter alone, and under a service that is simulated in virtual time: exact counts, no wall clock.
import { describe, expect, test } from 'vitest';
import { concurrently } from '../../../src/provider/aws/concurrently.ts';
import { createLimiter } from '../../../src/provider/aws/limiter.ts';
import { type EventClock, eventClock } from '../../support/event-clock.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

/** When each of `count` calls may go, in milliseconds. */
async function times(limiter: ReturnType<typeof createLimiter>, clock: ReturnType<typeof virtualClock>, count: number) {
  const sent: number[] = [];
  for (let call = 0; call < count; call++) {
    await limiter.take();
    sent.push(clock.now());
  }
  return sent;
}

/** The most calls in any second, from its first call on. */
const busiest = (sent: readonly number[]): number =>
  Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1_000).length));

describe('the limiter', () => {
  test('lets calls go one by one, an interval apart, after those of a quarter of a second', async () => {
    const clock = virtualClock();
    expect(await times(createLimiter(20, clock), clock, 10)).toEqual([0, 0, 0, 0, 0, 0, 50, 100, 150, 200]);
  });

  test('makes up for calls that nobody asked for in a quarter of a second, and for no more', async () => {
    for (const [pause, together] of [
      [100, 2],
      [200, 4],
      [60_000, 6],
    ] as const) {
      const clock = virtualClock();
      const limiter = createLimiter(20, clock);
      await times(limiter, clock, 100);
      clock.advance(pause);
      const sent = await times(limiter, clock, 10);
      expect(sent.filter((at) => at === sent[0])).toHaveLength(together);
    }
  });

  test('saves nothing up beyond what a second holds', async () => {
    const clock = virtualClock();
    const limiter = createLimiter(19.8, clock);
    await times(limiter, clock, 5);
    clock.advance(60_000);
    expect(busiest(await times(limiter, clock, 100))).toBe(20);
  });

  test('never sends more than twenty in a second, though timers are late', async () => {
    const clock = virtualClock();
    const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + ((ms * 7) % 40)) };
    const sent: number[] = [];
    const limiter = createLimiter(19.8, late);
    for (let call = 0; call < 300; call++) {
      await limiter.take();
      sent.push(clock.now());
    }
    expect(busiest(sent)).toBeLessThanOrEqual(20);
  });

  test('keeps to its rate when timers are a little late, for the next call makes up for it', async () => {
    const clock = virtualClock();
    const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + 3) };
    const limiter = createLimiter(19.8, late);
    for (let call = 0; call < 201; call++) await limiter.take();
    expect(clock.now()).toBeLessThan((200 * 1_000) / 19.8 + 10);
  });

  test('takes a stray throttle for noise', () => {
    const limiter = createLimiter(16, virtualClock());
    for (let call = 0; call < 200; call++) limiter.answered(call % 10 === 0 ? 'throttled' : 'accepted');
    limiter.answered('throttled');
    expect(limiter.rate()).toBe(16);
  });

  test('goes down to what got through when many are throttled, and is back in five seconds', () => {
    const clock = virtualClock();
    const limiter = createLimiter(16, clock);
    for (let call = 0; call < 8; call++) {
      clock.advance(125);
      limiter.answered(call < 4 ? 'accepted' : 'throttled');
    }
    expect(limiter.rate()).toBeCloseTo(4, 0);
    clock.advance(1_000);
    expect(limiter.rate()).toBeCloseTo(7.2, 0);
    clock.advance(4_000);
    expect(limiter.rate()).toBe(16);
  });

  test('never stops altogether', () => {
    const clock = virtualClock();
    const limiter = createLimiter(19.8, clock);
    for (let call = 0; call < 300; call++) {
      limiter.answered('throttled');
      clock.advance(50);
    }
    expect(limiter.rate()).toBeGreaterThanOrEqual(1);
  });

  test('stops waiting when it is aborted, and the next in the queue goes on', async () => {
    const clock = virtualClock();
    const limiter = createLimiter(1, clock);
    const controller = new AbortController();
    await limiter.take();
    const aborted = limiter.take(controller.signal);
    const next = limiter.take();
    controller.abort(new Error('enough picked'));
    await expect(aborted).rejects.toThrow('enough picked');
    await next;
    expect(clock.now()).toBe(1_000);
  });
});

interface Service {
  /** Of 20 calls a second: what other callers take. */
  readonly others: number;
  /** The share of calls that are refused for no reason. */
  readonly noise: number;
  readonly seconds: number;
}

interface Measured {
  /** Calls that were carried out, a second. */
  readonly rate: number;
  /** Calls that the bucket refused, of those it would have refused without noise. */
  readonly refused: number;
  readonly sent: readonly number[];
}

/** Ten callers without pause, as readers are, against a bucket that holds twenty calls and gains twenty a second. */
async function measure({ others, noise, seconds }: Service, clock: EventClock = eventClock()): Promise<Measured> {
  const limiter = createLimiter(19.8, clock);
  const random = randomFrom(11);
  const bucket = { tokens: 20, at: 0, owed: 0 };
  const sent: number[] = [];
  let done = 0;
  let refused = 0;
  const accepts = (): boolean => {
    const gained = ((clock.now() - bucket.at) / 1_000) * 20;
    // The others take their share of what comes in, as far as there is any.
    bucket.owed += ((clock.now() - bucket.at) / 1_000) * others;
    bucket.tokens = Math.min(20, bucket.tokens + gained);
    const taken = Math.min(bucket.tokens, bucket.owed);
    bucket.tokens -= taken;
    bucket.owed = Math.min(20, bucket.owed - taken);
    bucket.at = clock.now();
    if (bucket.tokens < 1) {
      refused += 1;
      return false;
    }
    bucket.tokens -= 1;
    return random() >= noise;
  };
  const caller = async (): Promise<void> => {
    for (let failures = 0; clock.now() < seconds * 1_000; ) {
      await limiter.take();
      sent.push(clock.now());
      await clock.sleep(150);
      const accepted = accepts();
      limiter.answered(accepted ? 'accepted' : 'throttled');
      failures = accepted ? 0 : failures + 1;
      if (accepted) done += 1;
      else await clock.sleep(Math.min(20_000, 500 * 2 ** (failures - 1)) * (0.5 + random() / 2));
    }
  };
  await clock.run(concurrently(new Array(10).fill(0), caller));
  return { rate: done / seconds, refused, sent };
}

/** Numbers in [0, 1), the same in every run (Park and Miller's generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('under a service of twenty calls a second', () => {
  test.each([
    { noise: 0, least: 0.98 },
    { noise: 0.01, least: 0.95 },
    { noise: 0.1, least: 0.8 },
  ])(
    'where $noise of all calls are throttled for nothing, $least of the limit is reached',
    async ({ noise, least }) => {
      const { rate, refused, sent } = await measure({ others: 0, noise, seconds: 300 });
      expect(rate / 20).toBeGreaterThanOrEqual(least);
      // The bucket itself is never asked for more than it has.
      expect(refused).toBe(0);
      expect(busiest(sent)).toBeLessThanOrEqual(20);
    },
  );

  test('that others take half of, it takes the other half, and wastes few calls on it', async () => {
    const { rate, refused, sent } = await measure({ others: 10, noise: 0, seconds: 300 });
    expect(rate).toBeGreaterThan(9);
    expect(refused / sent.length).toBeLessThan(0.25);
  });
});
