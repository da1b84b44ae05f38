// Waits for asynchronous operations. One poller a run: a single list call tells which of all that are in flight are still at work.
import type { Clock } from './clock.ts';

/** The three families of asynchronous operations; each has status calls of its own. */
export type RequestKind = 'assignment-creation' | 'assignment-deletion' | 'provisioning';

export type Settlement =
  | { readonly status: 'succeeded' }
  | { readonly status: 'failed'; readonly reason: string }
  /** The service forgot the request, would not tell, or took too long. What became of it must be read back. */
  | { readonly status: 'lost'; readonly reason: string };

/** What the poller asks the service. */
export interface StatusQueries {
  /** Ids of the requests that are still at work. */
  inProgress(kind: RequestKind): Promise<ReadonlySet<string>>;
  /** How one request ended, or that it has not. */
  resultOf(kind: RequestKind, requestId: string): Promise<Settlement | 'in-progress'>;
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
      await round();
      pause = waiting.size < before ? interval : Math.min(pause * SLOWDOWN, interval * SLOWEST);
    }
    running = false;
  }

  async function round(): Promise<void> {
    const kinds = new Set([...waiting.values()].map(({ kind }) => kind));
    await Promise.all([...kinds].map(ask));
  }

  async function ask(kind: RequestKind): Promise<void> {
    // INVARIANT: taken before the list is read. A request that begins during the read is not missed, it is not asked for.
    const asked = [...waiting.values()].filter((request) => request.kind === kind);
    const busy = await queries.inProgress(kind).catch((error: unknown) => lost(error));
    await Promise.all(
      asked.map(async (request) => {
        const settlement =
          'status' in busy ? busy : busy.has(request.requestId) ? 'in-progress' : await resultOf(request);
        if (settlement !== 'in-progress') finish(request, settlement);
        else if (clock.now() - request.since > patience) finish(request, OVERDUE);
      }),
    );
  }

  const resultOf = ({ kind, requestId }: Waiting): Promise<Settlement | 'in-progress'> =>
    queries.resultOf(kind, requestId).catch((error: unknown) => lost(error));

  function finish(request: Waiting, settlement: Settlement): void {
    waiting.delete(request.requestId);
    request.settle(settlement);
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

const OVERDUE: Settlement = { status: 'lost', reason: 'the operation was still in progress after a long time' };

const lost = (error: unknown): Settlement => ({
  status: 'lost',
  reason: error instanceof Error ? error.message : String(error),
});
