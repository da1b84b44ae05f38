// The one way to AWS: every call passes the limiter of its bucket, is counted, and is repeated when that is worth it.
import { CallFailure } from '../errors.ts';
import type { WrittenCall } from '../identity-center.ts';
import type { Clock } from './clock.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { classify, messageOf, retryDelay, shapeOf } from './retry.ts';
import {
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

/** Calls a second. Identity Center and Identity Store document 20 each; Organizations documents none and throttles early. */
export const DEFAULT_RATES: Rates = { 'sso-admin': 19, identitystore: 19, organizations: 5 };

export interface ClientOptions {
  readonly sdk: SdkOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rates: Rates;
}

export function createClient(options: ClientOptions): Aws {
  const { clock, random } = options;
  const counts = new Map<string, number>();
  const limiters = new Map<Service, Limiter>(
    Object.entries(options.rates).map(([bucket, rate]) => [bucket as Bucket, createLimiter(rate, clock)]),
  );
  const senders = new Map<Service, Promise<Sender>>();
  const senderOf = (service: Service): Promise<Sender> => {
    const sender = senders.get(service) ?? createSender(service, options.sdk);
    senders.set(service, sender);
    return sender;
  };

  async function attempt(service: Service, operation: string, input: object): Promise<unknown> {
    const api = `${service}:${operation}`;
    const sender = await senderOf(service);
    counts.set(api, (counts.get(api) ?? 0) + 1);
    return sender.send(operation, input);
  }

  return {
    async call(service, operation, input, { signal, onAnswer, repeatable = true } = {}) {
      const api = `${service}:${operation}`;
      let abortable = signal;
      for (let attempts = 1; ; attempts++) {
        await limiters.get(service)?.take(abortable);
        try {
          const answer = (await attempt(service, operation, input)) as Output<typeof service, typeof operation>;
          onAnswer?.({ api, ...requestIdOf(answer) });
          return answer;
        } catch (error) {
          const kind = classify(error);
          const { name = 'Error' } = shapeOf(error);
          const requestId = requestIdOf(error);
          if (requestId.requestId !== undefined) onAnswer?.({ api, ...requestId, error: name });
          if (kind === 'throttle') limiters.get(service)?.throttled();
          const wait = retryDelay({ kind, attempt: attempts, error, random: random() });
          if (wait === undefined || (kind === 'transient' && !repeatable)) {
            throw new CallFailure(
              { kind, api, name, message: messageOf(error), attempts, ...requestId },
              { cause: error },
            );
          }
          // The request may have been carried out, so what became of it must be found out, aborted or not.
          if (kind === 'transient') abortable = undefined;
          await clock.sleep(wait, abortable);
        }
      }
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    region: async () => (await senderOf('sso-admin')).region(),
  };
}

function requestIdOf(answerOrError: unknown): { readonly requestId?: string } {
  const requestId = shapeOf(answerOrError).$metadata?.requestId;
  return requestId === undefined ? {} : { requestId };
}
