// Waits for asynchronous operations. One poller a run: a single list call tells of all that are in flight which have ended, and how.
import type { Clock } from './clock.ts';
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
}

export interface PollerOptions {
  readonly queries: StatusQueries;
  readonly clock: Clock;
  /** Milliseconds between rounds while requests settle; grows fourfold while none does. */
  readonly interval: number;
  /** Milliseconds after which a request counts as lost. */
  readonly patience?: number;
}

/** AWS's own samples give up after 10 minutes. */
const PATIENCE_MS = 15 * 60_000;
const SLOWDOWN = 1.25;
const SLOWEST = 4;

interface Waiting {
  readonly kind: RequestKind;
  readonly requestId: string;
  readonly since: number;
  readonly settle: (settlement: Settlement) => void;
}

export function createPoller({ queries, clock, interval, patience = PATIENCE_MS }: PollerOptions): Poller {
  const waiting = new Map<string, Waiting>();
  let pause = interval;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.size > 0) {
      await clock.sleep(pause);
      const before = waiting.size;
      const kinds = new Set([...waiting.values()].map(({ kind }) => kind));
      await Promise.all([...kinds].map(round));
      pause = waiting.size < before ? interval : Math.min(pause * SLOWDOWN, interval * SLOWEST);
    }
    running = false;
  }

  async function round(kind: RequestKind): Promise<void> {
    // INVARIANT: taken before the list is read. A request that begins during the reading is left to the next round.
    const asked = [...waiting.values()].filter((request) => request.kind === kind);
    const settlements = await ask(queries, kind, asked);
    for (const request of asked) {
      const settlement = settlementAt(clock.now() - request.since, settlements.get(request.requestId));
      if (settlement === undefined) continue;
      waiting.delete(request.requestId);
      request.settle(settlement);
    }
  }

  /** Where statuses lag, the service does not know what it has just accepted. */
  function settlementAt(age: number, result: Settlement | 'not-known' | undefined): Settlement | undefined {
    if (result === 'not-known') return age > GRACE_MS ? FORGOTTEN : undefined;
    return result ?? (age > patience ? OVERDUE : undefined);
  }

  return {
    settled(kind, requestId) {
      return new Promise((settle) => {
        waiting.set(requestId, { kind, requestId, since: clock.now(), settle });
        pause = interval;
        if (!running) void run();
      });
    },
  };
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
