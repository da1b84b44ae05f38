import { describe, expect, test } from 'vitest';
import { createLimiter } from '../../../src/provider/aws/limiter.ts';
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

describe('the limiter', () => {
  test('lets a burst of ten go, and then keeps to the rate', async () => {
    const clock = virtualClock();
    const sent = await times(createLimiter(20, clock), clock, 50);
    expect(sent.slice(0, 10)).toEqual(new Array(10).fill(0));
    expect(sent.at(-1)).toBe(40 * 50);
  });

  test('never sends more in a second than a bucket of twenty holds and gains', async () => {
    const clock = virtualClock();
    const sent = await times(createLimiter(19, clock), clock, 200);
    const busiest = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1_000).length));
    expect(busiest).toBeLessThanOrEqual(10 + 19);
  });

  test('halves on a throttle, once for all that were under way', () => {
    const clock = virtualClock();
    const limiter = createLimiter(16, clock);
    limiter.throttled();
    clock.advance(999);
    limiter.throttled();
    expect(limiter.rate()).toBe(8);
    clock.advance(1);
    limiter.throttled();
    expect(limiter.rate()).toBe(4);
  });

  test('grows back by one every five seconds, up to where it was', () => {
    const clock = virtualClock();
    const limiter = createLimiter(16, clock);
    limiter.throttled();
    clock.advance(14_999);
    expect(limiter.rate()).toBe(10);
    clock.advance(3_600_000);
    expect(limiter.rate()).toBe(16);
  });

  test('never stops altogether', () => {
    const clock = virtualClock();
    const limiter = createLimiter(19, clock);
    for (let second = 0; second < 30; second++) {
      limiter.throttled();
      clock.advance(1_000);
    }
    expect(limiter.rate()).toBeGreaterThanOrEqual(1);
  });

  test('stops waiting when it is aborted', async () => {
    const clock = virtualClock();
    const limiter = createLimiter(1, clock);
    const controller = new AbortController();
    controller.abort(new Error('enough picked'));
    await expect(limiter.take(controller.signal)).rejects.toThrow('enough picked');
  });
});
