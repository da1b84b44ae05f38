import { describe, expect, test } from 'vitest';
import {
  createPoller,
  type Recent,
  type RequestKind,
  type Settlement,
  type StatusQueries,
} from '../../../src/provider/aws/poller.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const SUCCEEDED: Settlement = { status: 'succeeded' };
const NONE: Recent = { statuses: new Map(), isAll: true };

/** A service whose requests are at work for a number of rounds, and then have the given status and result. */
function service(rounds: number, status: string | undefined = 'SUCCEEDED', result: unknown = SUCCEEDED) {
  const asked: string[] = [];
  const begun = new Map<string, number>();
  const queries: StatusQueries = {
    async recent(kind) {
      asked.push(`list ${kind}`);
      for (const [id, left] of begun) begun.set(id, left - 1);
      const statuses = [...begun].map(([id, left]) => [id, left > 0 ? 'IN_PROGRESS' : status] as const);
      return {
        statuses: new Map(statuses.filter((entry): entry is [string, string] => entry[1] !== undefined)),
        isAll: true,
      };
    },
    async inProgress(kind) {
      asked.push(`list at work ${kind}`);
      return new Set([...begun].filter(([, left]) => left > 0).map(([id]) => id));
    },
    async resultOf(_kind, requestId) {
      asked.push(`describe ${requestId}`);
      if (result instanceof Error) throw result;
      return result as Settlement;
    },
  };
  return { queries, asked, begin: (id: string) => begun.set(id, rounds) };
}

describe('the poller', () => {
  test('asks once a round for all requests of a kind, and for none of those that succeed', async () => {
    const { queries, asked, begin } = service(3);
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    const ids = ['pick', 'press', 'pack'];
    const settlements = await Promise.all(
      ids.map((id) => {
        begin(id);
        return poller.settled('assignment-creation', id);
      }),
    );
    expect(settlements).toEqual([SUCCEEDED, SUCCEEDED, SUCCEEDED]);
    const list = 'list assignment-creation';
    expect(asked).toEqual([list, list, list]);
  });

  test('asks only for the kinds that are under way', async () => {
    const { queries, asked, begin } = service(1);
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    const kinds: readonly RequestKind[] = ['assignment-deletion', 'provisioning'];
    await Promise.all(
      kinds.map((kind) => {
        begin(kind);
        return poller.settled(kind, kind);
      }),
    );
    expect(asked).toEqual(['list assignment-deletion', 'list provisioning']);
  });

  test('describes what failed, for its reason', async () => {
    const failed: Settlement = { status: 'failed', reason: 'Received a 404 status error: Assignment not found.' };
    const { queries, asked, begin } = service(1, 'FAILED', failed);
    begin('cider');
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    expect(await poller.settled('provisioning', 'cider')).toEqual(failed);
    expect(asked).toEqual(['list provisioning', 'describe cider']);
  });

  test('asks for those at work, and describes the others, where the page shows older requests first', async () => {
    const { queries, asked, begin } = service(3);
    const older: Recent = { statuses: new Map([['old', 'SUCCEEDED']]), isAll: false };
    const recent: StatusQueries['recent'] = async (kind) => {
      await queries.recent(kind);
      return older;
    };
    begin('cider');
    const poller = createPoller({ queries: { ...queries, recent }, clock: virtualClock(), expected: 2_000 });
    expect(await poller.settled('provisioning', 'cider')).toEqual(SUCCEEDED);
    const [list, atWork] = ['list provisioning', 'list at work provisioning'];
    expect(asked).toEqual([list, atWork, list, atWork, list, atWork, 'describe cider']);
  });

  test('asks more and more seldom for one that hangs', async () => {
    const { queries, asked, begin } = service(40);
    const clock = virtualClock();
    const poller = createPoller({ queries, clock, expected: 2_000 });
    begin('cider');
    await poller.settled('provisioning', 'cider');
    expect(asked).toHaveLength(40);
    expect(clock.now()).toBeGreaterThan(200_000);
    expect(clock.now()).toBeLessThan(40 * 10_000);
  });

  test('asks when operations are due, by how long those before them took', async () => {
    const clock = virtualClock();
    const begun = new Map<string, number>();
    const looks: number[] = [];
    const queries: StatusQueries = {
      async recent() {
        looks.push(clock.now());
        const statusOf = (at: number) => (clock.now() - at < 30_000 ? 'IN_PROGRESS' : 'SUCCEEDED');
        return { statuses: new Map([...begun].map(([id, at]) => [id, statusOf(at)])), isAll: true };
      },
      inProgress: async () => new Set(),
      resultOf: async () => SUCCEEDED,
    };
    const poller = createPoller({ queries, clock, expected: 2_000 });
    const costs: number[] = [];
    for (let round = 0; round < 20; round++) {
      begun.set(`round ${round}`, clock.now());
      looks.length = 0;
      await poller.settled('provisioning', `round ${round}`);
      costs.push(looks.length);
    }
    expect(costs[0]).toBeGreaterThan(5);
    expect(Math.max(...costs.slice(10))).toBeLessThanOrEqual(4);
  });

  test('gives each place that is freed to one who waits for it', async () => {
    const { queries, begin } = service(2);
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    expect(poller.placeFreed()).toBeUndefined();
    begin('cider');
    const settled = poller.settled('assignment-creation', 'cider');
    const freed: string[] = [];
    for (const who of ['first', 'second']) poller.placeFreed()?.then(() => freed.push(who));
    await settled;
    await Promise.resolve();
    expect(freed).toEqual(['first']);
  });

  test('begins anew for a request that comes after all others have settled', async () => {
    const { queries, begin } = service(1);
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    for (const id of ['first', 'second']) {
      begin(id);
      expect(await poller.settled('provisioning', id)).toEqual(SUCCEEDED);
    }
  });

  test('waits half a minute for the service to know what it has just accepted, and no longer', async () => {
    const known = (from: number): StatusQueries['resultOf'] => {
      let asked = 0;
      return async () => (++asked < from ? 'not-known' : SUCCEEDED);
    };
    const settle = async (resultOf: StatusQueries['resultOf']) => {
      const clock = virtualClock();
      const queries: StatusQueries = { recent: async () => NONE, inProgress: async () => new Set(), resultOf };
      const settlement = await createPoller({ queries, clock, expected: 2_000 }).settled('provisioning', 'cider');
      return { settlement, seconds: clock.now() / 1_000 };
    };
    expect((await settle(known(6))).settlement).toEqual(SUCCEEDED);
    const { settlement, seconds } = await settle(known(1_000));
    expect(settlement).toEqual({ status: 'lost', reason: 'Identity Center no longer knows the request' });
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThan(35);
  });

  test('loses a request whose result cannot be asked for, without rejecting', async () => {
    const { queries } = service(0, undefined, new Error('the line is cut'));
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    expect(await poller.settled('provisioning', 'cider')).toEqual({ status: 'lost', reason: 'the line is cut' });
  });

  test('loses every request when the list cannot be read', async () => {
    const queries: StatusQueries = { ...service(0).queries, recent: () => Promise.reject(new Error('no list')) };
    const poller = createPoller({ queries, clock: virtualClock(), expected: 2_000 });
    expect(await poller.settled('provisioning', 'cider')).toEqual({ status: 'lost', reason: 'no list' });
  });

  test('gives up on a request that stays in progress for ever, in the list or out of it', async () => {
    const outOfList = createPoller({
      queries: service(0, undefined, 'in-progress').queries,
      clock: virtualClock(),
      expected: 2_000,
    });
    const endless = service(Number.POSITIVE_INFINITY);
    endless.begin('cider');
    const inList = createPoller({ queries: endless.queries, clock: virtualClock(), expected: 2_000, patience: 60_000 });
    expect(await outOfList.settled('provisioning', 'cider')).toMatchObject({ status: 'lost' });
    expect(await inList.settled('provisioning', 'cider')).toMatchObject({ status: 'lost' });
  });
});
