// The one way to AWS: every call passes the limiter of its bucket, is counted, and is repeated when that is worth it.
import { CallFailure } from '../errors.ts';
import type { WrittenCall } from '../identity-center.ts';
import type { Clock } from './clock.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { classify, messageOf, retryDelay, shapeOf } from './retry.ts';
import {
  type Answer,
  createSender,
  type Input,
  type OperationName,
  type Output,
  type SdkOptions,
  type Sender,
  type Service,
} from './sdk.ts';

export interface CallOptions {
  /** Stops the call as long as it cannot have been carried out. */
  readonly signal?: AbortSignal;
  /** Told of each attempt that was answered. */
  readonly onAnswer?: (call: WrittenCall) => void;
  /** False: a lost answer is not followed by another attempt, which would do the thing twice. */
  readonly repeatable?: boolean;
}

export interface Aws {
  /** Throws CallFailure. */
  call<S extends Service, O extends OperationName<S> & string>(
    service: S,
    operation: O,
    input: Input<S, O>,
    options?: CallOptions,
  ): Promise<Output<S, O>>;
  /** Calls sent so far by `service:Operation`, each attempt counted. */
  counts(): Readonly<Record<string, number>>;
  /** The region that the SDK settled on. */
  region(): Promise<string>;
}

/** AWS counts per service; `sts` is not worth counting. */
export type Bucket = Exclude<Service, 'sts'>;
export type Rates = Readonly<Record<Bucket, number>>;

/**
 * Calls a second. Identity Center and Identity Store document 20 each, of which a hundredth is left for the inaccuracy of clocks; Organizations and
 * IAM document none, and Organizations throttles early.
 */
export const DEFAULT_RATES: Rates = { 'sso-admin': 19.8, identitystore: 19.8, organizations: 5, iam: 10 };

export interface ClientOptions {
  readonly sdk: SdkOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rates: Rates;
}

export function createClient({ sdk, clock, random, rates }: ClientOptions): Aws {
  const counts = new Map<string, number>();
  const senders = new Map<Service, Promise<Sender>>();
  const limiters = new Map<string, Limiter>(
    Object.entries(rates).map(([bucket, rate]) => [bucket, createLimiter(rate, clock)]),
  );
  const senderOf = (service: Service): Promise<Sender> => {
    const sender = senders.get(service) ?? createSender(service, sdk);
    senders.set(service, sender);
    return sender;
  };
  return {
    async call(service, operation, input, options = {}) {
      const api = `${service}:${operation}`;
      const sender = await senderOf(service);
      const send = (): Promise<Answer> => {
        counts.set(api, (counts.get(api) ?? 0) + 1);
        return sender.send(operation, input);
      };
      const answer = await repeated({ api, send, limiter: limiters.get(service), clock, random }, options);
      return answer as Output<typeof service, typeof operation>;
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    region: async () => (await senderOf('sso-admin')).region(),
  };
}

interface Repeatable {
  readonly api: string;
  readonly send: () => Promise<Answer>;
  readonly limiter: Limiter | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Sends until there is an answer that another attempt would not change. */
async function repeated({ api, send, limiter, clock, random }: Repeatable, options: CallOptions): Promise<Answer> {
  const { signal, onAnswer, repeatable = true } = options;
  let abortable = signal;
  for (let attempts = 1; ; attempts++) {
    await limiter?.take(abortable);
    const { answer, error } = await settled(send());
    if (answer !== undefined) {
      limiter?.answered('accepted');
      onAnswer?.({ api, ...requestIdOf(answer) });
      return answer;
    }
    const kind = classify(error);
    const { name = 'Error' } = shapeOf(error);
    const requestId = requestIdOf(error);
    if (requestId.requestId !== undefined) onAnswer?.({ api, ...requestId, error: name });
    limiter?.answered(kind === 'throttle' ? 'throttled' : 'accepted');
    const wait = retryDelay({ kind, attempt: attempts, error, random: random() });
    if (wait === undefined || (kind === 'transient' && !repeatable)) {
      throw new CallFailure({ kind, api, name, message: messageOf(error), attempts, ...requestId }, { cause: error });
    }
    // The request may have been carried out, so what became of it must be found out, aborted or not.
    if (kind === 'transient') abortable = undefined;
    await clock.sleep(wait, abortable);
  }
}

interface Settled {
  readonly answer?: Answer;
  readonly error?: unknown;
}

const settled = (sending: Promise<Answer>): Promise<Settled> =>
  sending.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );

function requestIdOf(answerOrError: unknown): { readonly requestId?: string } {
  const requestId = shapeOf(answerOrError).$metadata?.requestId;
  return requestId === undefined ? {} : { requestId };
}
