import { expect, test } from 'vitest';
import { concurrently } from '../../../src/provider/aws/concurrently.ts';
import { remembered } from '../../../src/provider/aws/remembered.ts';

const baskets = Array.from({ length: 40 }, (_, index) => index);

test('results come in the order of the items, at most ten at a time', async () => {
  let underWay = 0;
  let most = 0;
  const results = await concurrently(baskets, async (basket) => {
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < 40 - basket; turn++) await Promise.resolve();
    underWay -= 1;
    return basket * 2;
  });
  expect(results).toEqual(baskets.map((basket) => basket * 2));
  expect(most).toBe(10);
});

test('the first failure stops what has not begun', async () => {
  const begun: number[] = [];
  const work = concurrently(baskets, async (basket) => {
    begun.push(basket);
    await Promise.resolve();
    if (basket === 3) throw new Error('rotten');
  });
  await expect(work).rejects.toThrow('rotten');
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.length).toBeLessThan(25);
});

test('a value is loaded once, again when asked to, and again after a failure', async () => {
  let loads = 0;
  const value = remembered(async () => {
    loads += 1;
    if (loads === 1) throw new Error('rotten');
    return loads;
  });
  await expect(value.get()).rejects.toThrow('rotten');
  expect(await Promise.all([value.get(), value.get()])).toEqual([2, 2]);
  expect(await value.renew()).toBe(3);
  expect(await value.get()).toBe(3);
});
