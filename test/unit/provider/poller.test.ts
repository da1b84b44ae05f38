import { describe, expect, test } from 'vitest';
import {
  createPoller,
  type RequestKind,
  type Settlement,
  type StatusQueries,
} from '../../../src/provider/aws/poller.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const SUCCEEDED: Settlement = { status: 'succeeded' };

/** A service whose requests are at work for a number of rounds, and then have the given result. */
function service(rounds: number, result: Settlement | 'in-progress' | Error = SUCCEEDED) {
  const asked: string[] = [];
  const begun = new Map<string, number>();
  const queries: StatusQueries = {
    async inProgress(kind) {
      asked.push(`list ${kind}`);
      for (const [id, left] of begun) begun.set(id, left - 1);
      return new Set([...begun].filter(([, left]) => left > 0).map(([id]) => id));
    },
    async resultOf(_kind, requestId) {
      asked.push(`describe ${requestId}`);
      if (result instanceof Error) throw result;
      return result;
    },
  };
  return { queries, asked, begin: (id: string) => begun.set(id, rounds) };
}

describe('the poller', () => {
  test('asks once a round for all requests of a kind, and once for the result of each', async () => {
    const { queries, asked, begin } = service(3);
    const poller = createPoller({ queries, clock: virtualClock(), interval: 500 });
    const ids = ['pick', 'press', 'pack'];
    const settlements = await Promise.all(
      ids.map((id) => {
        begin(id);
        return poller.settled('assignment-creation', id);
      }),
    );
    expect(settlements).toEqual([SUCCEEDED, SUCCEEDED, SUCCEEDED]);
    const list = 'list assignment-creation';
    expect(asked).toEqual([list, list, list, 'describe pick', 'describe press', 'describe pack']);
  });

  test('asks only for the kinds that are under way', async () => {
    const { queries, asked, begin } = service(1);
    const poller = createPoller({ queries, clock: virtualClock(), interval: 500 });
    const kinds: readonly RequestKind[] = ['assignment-deletion', 'provisioning'];
    await Promise.all(
      kinds.map((kind) => {
        begin(kind);
        return poller.settled(kind, kind);
      }),
    );
    expect(asked.filter((question) => question.startsWith('list'))).toEqual([
      'list assignment-deletion',
      'list provisioning',
    ]);
  });

  test('slows down to four times its pause while nothing settles', async () => {
    const { queries, asked, begin } = service(40);
    const clock = virtualClock();
    const poller = createPoller({ queries, clock, interval: 500 });
    begin('cider');
    await poller.settled('provisioning', 'cider');
    expect(asked).toHaveLength(41);
    expect(clock.now()).toBeGreaterThan(30 * 2_000);
    expect(clock.now()).toBeLessThan(40 * 2_000);
  });

  test('is quick again once something settles', async () => {
    const clock = virtualClock();
    const rounds: number[] = [];
    const queries: StatusQueries = {
      async inProgress() {
        rounds.push(clock.now());
        return new Set(rounds.length < 12 ? ['early', 'late'] : rounds.length < 13 ? ['late'] : []);
      },
      resultOf: async () => SUCCEEDED,
    };
    const poller = createPoller({ queries, clock, interval: 500 });
    await Promise.all(['early', 'late'].map((id) => poller.settled('provisioning', id)));
    expect([rounds[11]! - rounds[10]!, rounds[12]! - rounds[11]!]).toEqual([2_000, 500]);
  });

  test('begins anew for a request that comes after all others have settled', async () => {
    const { queries, begin } = service(1);
    const poller = createPoller({ queries, clock: virtualClock(), interval: 500 });
    for (const id of ['first', 'second']) {
      begin(id);
      expect(await poller.settled('provisioning', id)).toEqual(SUCCEEDED);
    }
  });

  test('hands on the reason of a failure', async () => {
    const failed: Settlement = { status: 'failed', reason: 'Received a 404 status error: Assignment not found.' };
    const poller = createPoller({ queries: service(1, failed).queries, clock: virtualClock(), interval: 500 });
    expect(await poller.settled('provisioning', 'cider')).toEqual(failed);
  });

  test('loses a request whose result cannot be asked for, without rejecting', async () => {
    const { queries } = service(0, new Error('the line is cut'));
    const poller = createPoller({ queries, clock: virtualClock(), interval: 500 });
    expect(await poller.settled('provisioning', 'cider')).toEqual({ status: 'lost', reason: 'the line is cut' });
  });

  test('loses every request when the list cannot be read', async () => {
    const queries: StatusQueries = { ...service(0).queries, inProgress: () => Promise.reject(new Error('no list')) };
    const poller = createPoller({ queries, clock: virtualClock(), interval: 500 });
    expect(await poller.settled('provisioning', 'cider')).toEqual({ status: 'lost', reason: 'no list' });
  });

  test('gives up on a request that stays in progress for ever, in the list or out of it', async () => {
    const outOfList = createPoller({
      queries: service(0, 'in-progress').queries,
      clock: virtualClock(),
      interval: 500,
    });
    const endless = service(Number.POSITIVE_INFINITY);
    endless.begin('cider');
    const inList = createPoller({ queries: endless.queries, clock: virtualClock(), interval: 500, patience: 60_000 });
    expect(await outOfList.settled('provisioning', 'cider')).toMatchObject({ status: 'lost' });
    expect(await inList.settled('provisioning', 'cider')).toMatchObject({ status: 'lost' });
  });
});
