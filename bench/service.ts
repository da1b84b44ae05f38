// Identity Center in discrete-event time: the real client and the real SDK against the real sandbox over HTTP, and one clock for all of them. Time stands
// still while anybody computes, and goes on to whoever is due first when nobody has anything left to do, so that what is measured is what calls, the
// service's rate and its operations cost, on every machine the same.
import { awsIdentityCenter } from '../src/provider/aws/identity-center.ts';
import { createSenders, type Sender, type Service } from '../src/provider/aws/sdk.ts';
import type { IdentityCenter } from '../src/provider/identity-center.ts';
import { type SandboxSeed, type Settings, startSandbox } from '../src/sandbox/index.ts';
import { eventClock } from '../test/support/event-clock.ts';

/** Calls a second that Identity Center documents for everybody together. */
export const PER_SECOND = 20;
/** Milliseconds of a call, there and back. */
const CALL_MS = 100;
/** The sigma of how long operations take, in hundredths. */
const SPREAD = 35;

export interface ServiceOptions extends Partial<Settings> {
  readonly seed: SandboxSeed;
  /** Asked for with `--in-flight`. */
  readonly inFlight?: number;
}

export interface Running {
  readonly identityCenter: IdentityCenter;
  /** Seconds since it was opened. */
  seconds(): number;
  /** Calls so far by `service:Operation`. */
  calls(): Readonly<Record<string, number>>;
  /** Throttles among them, and operations too many. */
  refused(): number;
  /** Seconds that the asynchronous operations took so far, together, and how many there were. */
  operations(): { readonly count: number; readonly seconds: number };
}

/** Opens the service for `work`, in whose time nothing else happens. */
export async function withService<T>(options: ServiceOptions, work: (running: Running) => Promise<T>): Promise<T> {
  const { seed, inFlight, ...settings } = options;
  const clock = eventClock();
  const sandbox = await startSandbox({
    seed,
    tickMs: 0,
    operationSpread: SPREAD,
    requestsPerSecond: PER_SECOND,
    ...settings,
  });
  const { state } = sandbox;
  const beginning = state.now;
  let refused = 0;
  const target = { endpoint: sandbox.url, region: state.region, credentials: CREDENTIALS };
  const senderOf = async (service: Service): Promise<Sender> => {
    const sender = await clock.hold(createSenders(target)(service));
    return {
      region: () => clock.hold(sender.region()),
      async send(operation, input) {
        await clock.sleep(CALL_MS / 2);
        state.now = beginning + clock.now();
        try {
          return await clock.hold(sender.send(operation, input));
        } catch (error) {
          if (error instanceof Error && error.name === 'ThrottlingException') refused += 1;
          throw error;
        } finally {
          await clock.sleep(CALL_MS / 2);
        }
      },
    };
  };
  const random = randomFrom(11);
  const identityCenter = awsIdentityCenter({
    senderOf,
    clock,
    random,
    ...(inFlight === undefined ? {} : { inFlight }),
  });
  try {
    return await clock.run(
      work({
        identityCenter,
        seconds: () => clock.now() / 1_000,
        calls: identityCenter.callCounts,
        refused: () => refused,
        operations() {
          const all = [...state.operations.values()];
          const milliseconds = all.reduce((sum, { createdAt, settlesAt }) => sum + settlesAt - createdAt, 0);
          return { count: all.length, seconds: milliseconds / 1_000 };
        },
      }),
    );
  } finally {
    await sandbox.close();
  }
}

const CREDENTIALS = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** Mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
