// Waits for asynchronous operations. One poller a run: a single list call tells of all that are in flight which have ended, and how. It asks when enough of
// them are due, by how long those before them took: a fixed interval asks too often where operations are slow, and too late where they are fast.
import type { Clock } from './clock.ts';
import { createDurations } from './durations.ts';
import { GRACE_MS } from './settle.ts';

/** The three families of asynchronous operations; each has status calls of its own. */
export type RequestKind = 'assignment-creation' | 'assignment-deletion' | 'provisioning';

export type Settlement =
  | { readonly status: 'succeeded' }
  | { readonly status: 'failed'; readonly reason: string }
  /** The service forgot the request, would not tell, or took too long. What became of it must be read back. */
  | { readonly status: 'lost'; readonly reason: string };

/** The statuses of the latest requests of a kind, by id. */
export interface Recent {
  readonly statuses: ReadonlyMap<string, string>;
  /** There are no others. */
  readonly isAll: boolean;
}

/** What the poller asks the service. */
export interface StatusQueries {
  /** One page of statuses, of whatever requests the service lists first. */
  recent(kind: RequestKind): Promise<Recent>;
  /** Ids of all requests that are still at work. */
  inProgress(kind: RequestKind): Promise<ReadonlySet<string>>;
  /** How one request ended, or that it has not. `not-known`: the service has no such request, or does not show it yet. */
  resultOf(kind: RequestKind, requestId: string): Promise<Settlement | 'in-progress' | 'not-known'>;
}

export interface Poller {
  /** Never rejects: losing sight of a request is a settlement too. */
  settled(kind: RequestKind, requestId: string): Promise<Settlement>;
  /** Resolves when one of the requests that are followed has settled, for one waiter each: whose turn it is to be sent in its place. Undefined when none is. */
  placeFreed(): Promise<void> | undefined;
  /** The most requests that were followed at once. */
  mostFollowed(): number;
  /** The median of how long requests took, in milliseconds, by kind. */
  medians(): Readonly<Record<string, number>>;
}

export interface PollerOptions {
  readonly queries: StatusQueries;
  readonly clock: Clock;
  /** Milliseconds that an operation is taken to last until one has told. */
  readonly expected: number;
  /** Milliseconds after which a request counts as lost. */
  readonly patience?: number;
}

/** AWS's own samples give up after 10 minutes. */
const PATIENCE_MS = 15 * 60_000;
/**
 * What a call costs, in milliseconds of one operation's place in flight: a twentieth of a second of what Identity Center answers to everybody, and a
 * little for the calls that it goes before. Access that is to be gone is looked after sooner.
 */
const CALL_MS: Readonly<Record<RequestKind, number>> = {
  'assignment-creation': 60,
  'assignment-deletion': 25,
  provisioning: 60,
};
/** With fewer due than these, in operations, a look is not worth its call. */
const FEWEST = 0.5;
/** As a share of what is in flight. */
const MOST_UNSEEN = 0.21;

interface Waiting {
  readonly requestId: string;
  readonly since: number;
  /** Its age when it was last seen at work. */
  seen: number;
  /** The service did not know it at the last look. */
  unknown: boolean;
  readonly settle: (settlement: Settlement) => void;
}

export function createPoller(options: PollerOptions): Poller {
  const followers = new Map<RequestKind, Follower>();
  const waiters: (() => void)[] = [];
  let followed = 0;
  let most = 0;
  return {
    async settled(kind, requestId) {
      const follower = followers.get(kind) ?? createFollower(kind, options);
      followers.set(kind, follower);
      followed += 1;
      most = Math.max(most, followed);
      const settlement = await follower.settled(requestId);
      followed -= 1;
      waiters.shift()?.();
      return settlement;
    },
    mostFollowed: () => most,
    medians: () => Object.fromEntries([...followers].map(([kind, follower]) => [kind, follower.median()])),
    placeFreed: () => (followed === 0 ? undefined : new Promise((resolve) => waiters.push(resolve))),
  };
}

interface Follower {
  settled(requestId: string): Promise<Settlement>;
  median(): number;
}

function createFollower(
  kind: RequestKind,
  { queries, clock, expected, patience = PATIENCE_MS }: PollerOptions,
): Follower {
  const durations = createDurations(expected);
  const waiting = new Map<string, Waiting>();
  /** Of those that wait: how many have ended at a time, as far as can be expected. */
  const dueAt = (time: number): number =>
    [...waiting.values()].reduce((sum, { since, seen }) => sum + durations.endedBetween(seen, time - since), 0);
  /** The last look, or when there was something to look at again. */
  let lookedAt = clock.now();
  let running = false;

  async function run(): Promise<void> {
    running = true;
    lookedAt = clock.now();
    while (waiting.size > 0) {
      await untilDue();
      await round();
    }
    running = false;
  }

  /** Requests that begin meanwhile make it sooner: so it is asked again from time to time. */
  async function untilDue(): Promise<void> {
    for (let wait = waitAt(clock.now()); wait > 0; wait = waitAt(clock.now()))
      await clock.sleep(Math.min(wait, durations.median() / 8));
  }

  /** Milliseconds until enough are due, within bounds by what was expected at first. */
  function waitAt(now: number): number {
    const enough = enoughOf(waiting.size, CALL_MS[kind] / durations.median());
    const soonest = Math.max(now, lookedAt + expected / 20);
    // Whether the service does not know a request yet, or no more, is not a matter of how long operations last.
    const unknown = [...waiting.values()].some((request) => request.unknown);
    const latest = Math.max(soonest, lookedAt + expected * (unknown ? 0.5 : 5));
    return firstTime(soonest, latest, (time) => dueAt(time) >= enough) - now;
  }

  async function round(): Promise<void> {
    // INVARIANT: taken before the list is read. A request that begins during the reading is left to the next round.
    const asked = [...waiting.values()];
    const askedAt = clock.now();
    const settlements = await ask(queries, kind, asked);
    lookedAt = clock.now();
    for (const request of asked) {
      const { requestId, since } = request;
      const result = settlements.get(requestId);
      if (result !== undefined && result !== 'not-known' && result.status !== 'lost')
        durations.learn(request.seen, askedAt - since);
      request.seen = askedAt - since;
      request.unknown = result === 'not-known';
      const settlement = settlementAt(lookedAt - since, result);
      if (settlement === undefined) continue;
      waiting.delete(requestId);
      request.settle(settlement);
    }
  }

  /** Where statuses lag, the service does not know what it has just accepted. */
  function settlementAt(age: number, result: Settlement | 'not-known' | undefined): Settlement | undefined {
    if (result === 'not-known') return age > GRACE_MS ? FORGOTTEN : undefined;
    return result ?? (age > patience ? OVERDUE : undefined);
  }

  return {
    median: durations.median,
    settled(requestId) {
      return new Promise((settle) => {
        waiting.set(requestId, { requestId, since: clock.now(), seen: 0, unknown: false, settle });
        if (!running) void run();
      });
    },
  };
}

/**
 * How many must be due to be asked for. `count` operations end at any time; each look costs a call, `cost` as a part of an operation's length; and an
 * operation that is over without being seen keeps its place in flight. The sum of both is least where this many are seen at a look.
 */
function enoughOf(count: number, cost: number): number {
  return Math.max(FEWEST, count * Math.min(MOST_UNSEEN, Math.sqrt(2 * cost)));
}

/** The first time between the two, to a millisecond, at which it is so; the later one when it is not so before. It stays so once it is. */
function firstTime(soonest: number, latest: number, isSo: (time: number) => boolean): number {
  if (isSo(soonest)) return soonest;
  let [before, after] = [soonest, latest];
  while (after - before > 1) {
    const middle = (before + after) / 2;
    if (isSo(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** What is known of those of the requests that are not at work, by request id. Never rejects. */
async function ask(
  queries: StatusQueries,
  kind: RequestKind,
  requests: readonly Waiting[],
): Promise<ReadonlyMap<string, Settlement | 'not-known'>> {
  const ids = requests.map(({ requestId }) => requestId);
  const settlements = new Map<string, Settlement | 'not-known'>();
  try {
    const { statuses, isAll } = await queries.recent(kind);
    for (const id of ids) if (statuses.get(id) === 'SUCCEEDED') settlements.set(id, { status: 'succeeded' });
    const untold = ids.filter((id) => statuses.get(id) !== 'SUCCEEDED' && statuses.get(id) !== 'IN_PROGRESS');
    // Which requests a full page shows first is not documented: then those at work are asked for, and the others described.
    const hidden = isAll ? [] : untold.filter((id) => !statuses.has(id));
    const atWork = hidden.length > 0 ? await queries.inProgress(kind) : new Set<string>();
    // What failed is described for its reason.
    const described = untold.filter((id) => !atWork.has(id));
    const results = await Promise.all(described.map((id) => queries.resultOf(kind, id).catch(lost)));
    // The list may be ahead of the single statuses, or behind them.
    for (const [index, id] of described.entries()) {
      const result = results[index]!;
      if (result !== 'in-progress') settlements.set(id, result);
    }
  } catch (error) {
    for (const id of ids) settlements.set(id, lost(error));
  }
  return settlements;
}

const OVERDUE: Settlement = { status: 'lost', reason: 'the operation was still in progress after a long time' };
const FORGOTTEN: Settlement = { status: 'lost', reason: 'Identity Center no longer knows the request' };

const lost = (error: unknown): Settlement => ({
  status: 'lost',
  reason: error instanceof Error ? error.message : String(error),
});
