// The one way to AWS: every call passes the limiter of its bucket, is counted, is repeated when that is worth it, and its answer is looked at.
import { compareText } from '../../compare-text.ts';
import { memoizeByKey, memoizeByText } from '../../memoize.ts';
import { optional } from '../../optional.ts';
import { CallFailure, type FailedCall, type FailureKind } from '../errors.ts';
import type { CallUsage, WrittenCall } from '../identity-center.ts';
import { ANSWERS, type Answer, type Called } from './answers.ts';
import type { Clock } from './clock.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import {
  classify,
  createPatience,
  isAnswer,
  isForeign,
  isTooMany,
  mayHaveRun,
  messageOf,
  nameOf,
  OUTAGE_MS,
  type Surroundings,
  shapeOf,
} from './retry.ts';
import type { Credentials, Input, OperationName, RawAnswer, Sender, Service } from './sdk.ts';
import { checked, type Shape, ShapeError } from './shapes.ts';

export interface CallOptions {
  /** Stops the call as long as it cannot have been carried out. */
  readonly signal?: AbortSignal;
  /** Told of each attempt that was answered. */
  readonly onAnswer?: (call: WrittenCall) => void;
  /** False: a lost answer is not followed by another attempt, which would do the thing twice. */
  readonly repeatable?: boolean;
  /** The service has too many asynchronous operations under way: resolves when there may be a place. Undefined when nobody knows. */
  readonly onTooMany?: () => Promise<void> | undefined;
}

export interface Aws {
  /** Throws CallFailure. */
  call<S extends Service, O extends Called<S> & OperationName<S>>(
    service: S,
    operation: O,
    input: Input<S, O>,
    options?: CallOptions,
  ): Promise<Answer<S, O>>;
  /** Calls sent so far by `service:Operation`, each attempt counted. */
  counts(): Readonly<Record<string, number>>;
  /** And what became of them. */
  usage(): Readonly<Record<string, CallUsage>>;
  /** The region that the SDK settled on. */
  region(): Promise<string>;
  /** Whoever the credentials stand for, in an account with rates of its own. Its calls are counted with these. */
  withCredentials(credentials: Credentials): Pick<Aws, 'call'>;
}

/** AWS counts per service, in each account. */
export type Bucket = Service;
export type Rates = Readonly<Record<Bucket, number>>;

/**
 * Calls a second. Identity Center, Identity Store and account access document 20 each and CloudTrail 2 (LookupEvents), of which a hundredth is left for the inaccuracy of
 * clocks; Organizations and IAM document none, and Organizations throttles early. The rate of STS is a careful guess.
 */
export const DEFAULT_RATES: Rates = {
  'sso-admin': 19.8,
  identitystore: 19.8,
  organizations: 5,
  iam: 10,
  sts: 50,
  cloudtrail: 1.98,
  'account-access': 19.8,
};

/** A call that is being repeated, for a person who waits. */
export interface Wait {
  /** `sso-admin:ListPermissionSets`. */
  readonly api: string;
  readonly name: string;
  readonly detail: string;
  /** Since the call was first sent. */
  readonly seconds: number;
}

export interface ClientOptions {
  /** Opens the connection to a service; called once for each, and for each `withCredentials`. Without credentials: the caller's own. */
  readonly senderOf: (service: Service, credentials?: Credentials) => Promise<Sender>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rates: Rates;
  /** The run is to stop: from then on nothing is repeated for more than a moment. */
  readonly signal?: AbortSignal;
  readonly onWait?: (wait: Wait) => void;
}

export function createClient(options: ClientOptions): Aws {
  const { clock, rates } = options;
  const counts = new Map<string, { sent: number; throttled: number; tooMany: number }>();
  const countOf = (api: string) => {
    const count = counts.get(api) ?? { sent: 0, throttled: 0, tooMany: 0 };
    counts.set(api, count);
    return count;
  };
  const sorted = <T>(of: (count: CallUsage) => T): Readonly<Record<string, T>> =>
    Object.fromEntries([...counts].sort(([a], [b]) => compareText(a, b)).map(([api, count]) => [api, of(count)]));
  const health = createHealth(clock, options.signal);
  const callsWith = (senderOf: (service: Service) => Promise<Sender>): Aws['call'] => {
    const limiterOf = memoizeByText((service) => createLimiter(rates[service as Service], clock));
    return async (service, operation, input, callOptions = {}) => {
      const api = `${service}:${operation}`;
      const sender = await senderOf(service);
      const send = (): Promise<RawAnswer> => {
        countOf(api).sent += 1;
        return sender.send(operation, input);
      };
      const shapes: Readonly<Record<string, Shape>> = ANSWERS[service];
      const refused = (error: unknown, kind: FailureKind): void => {
        if (isTooMany(error)) countOf(api).tooMany += 1;
        else if (kind === 'throttle') countOf(api).throttled += 1;
      };
      const call = {
        service,
        api,
        send,
        refused,
        shape: shapes[operation]!,
        limiter: limiterOf(service),
        health,
        options,
      };
      // INVARIANT: `shape` is that of the operation.
      return (await repeated(call, callOptions)) as Answer<typeof service, typeof operation>;
    };
  };
  const sendersWith = (credentials?: Credentials) =>
    memoizeByKey(
      (service: Service) => service,
      (service) => options.senderOf(service, credentials),
    );
  const senderOf = sendersWith();
  return {
    call: callsWith(senderOf),
    withCredentials: (credentials) => ({ call: callsWith(sendersWith(credentials)) }),
    counts: () => sorted(({ sent }) => sent),
    usage: () => sorted((count) => ({ ...count })),
    region: async () => (await senderOf('sso-admin')).region(),
  };
}

/** The same, with calls that the signal stops. */
export const abortable = (aws: Aws, signal: AbortSignal): Aws => ({
  ...aws,
  call: (service, operation, input, options) => aws.call(service, operation, input, { signal, ...options }),
});

/** What the calls of a run know of each other. */
interface Health {
  /** A service answered, if only with a refusal; `advanced`: with what was asked for, and it was not how an operation stands. */
  answered(service: Service, advanced: boolean): void;
  seenBy(service: Service): Surroundings;
}

function createHealth(clock: Clock, signal: AbortSignal | undefined): Health {
  const known = new Set<Service>();
  let answeredAt = clock.now();
  let advancedAt = answeredAt;
  let stoppedAt: number | undefined;
  signal?.addEventListener('abort', () => {
    stoppedAt = clock.now();
  });
  return {
    answered(service, advanced) {
      known.add(service);
      answeredAt = clock.now();
      if (advanced) advancedAt = answeredAt;
    },
    seenBy: (service) => ({
      now: clock.now(),
      advancedAt,
      answeredAt,
      known: known.has(service),
      ...optional({ stoppedAt }),
    }),
  };
}

interface Repeatable {
  readonly service: Service;
  readonly api: string;
  readonly send: () => Promise<RawAnswer>;
  readonly refused: (error: unknown, kind: FailureKind) => void;
  readonly shape: Shape;
  readonly limiter: Limiter;
  readonly health: Health;
  readonly options: ClientOptions;
}

/** Sends until there is an answer that another attempt would not change. */
async function repeated(
  call: Repeatable,
  { signal, onAnswer, repeatable = true, onTooMany }: CallOptions,
): Promise<unknown> {
  const { service, api, send, shape, limiter, health, options } = call;
  const { clock, random } = options;
  const startedAt = clock.now();
  const patience = createPatience(startedAt);
  let uncertain = false;
  for (let attempts = 1; ; attempts++) {
    // What may have been carried out must be found out, aborted or not.
    const abortable = uncertain ? undefined : signal;
    await limiter.take(abortable);
    const sentAt = clock.now();
    const { answer, error } = await settled(send(), shape);
    if (error === undefined) {
      health.answered(service, !isPoll(api));
      limiter.answered('accepted');
      onAnswer?.({ api, ...requestIdOf(answer?.raw) });
      return answer?.read;
    }
    const kind = classify(error);
    call.refused(error, kind);
    const requestId = requestIdOf(error);
    if (requestId.requestId !== undefined) onAnswer?.({ api, ...requestId, error: nameOf(error) });
    if (isAnswer(kind)) {
      health.answered(service, false);
      limiter.answered(kind === 'throttle' ? 'throttled' : 'accepted');
    }
    uncertain ||= mayHaveRun(kind, error);
    const surroundings = health.seenBy(service);
    const { now, answeredAt } = surroundings;
    const wait = patience.after({ kind, error, took: now - sentAt, random: random() }, surroundings);
    const seconds = Math.round((now - startedAt) / 1_000);
    const failed: FailedCall = {
      ...{ kind, api, name: nameOf(error), message: messageOf(error), attempts, seconds },
      ...requestId,
      ...factsOf(error),
      ...(uncertain ? { uncertain } : {}),
      ...(!isAnswer(kind) && now - answeredAt >= OUTAGE_MS ? { outage: true } : {}),
      ...(!surroundings.known && isForeign(error) ? { foreign: true } : {}),
    };
    if (wait === undefined || (uncertain && !repeatable)) throw new CallFailure(failed, { cause: error });
    options.onWait?.({ api, name: failed.name, detail: failed.message, seconds });
    const place = isTooMany(error) ? onTooMany?.() : undefined;
    await pause(place === undefined ? wait : PLACE_MS, { options, abortable: uncertain ? undefined : signal, place });
  }
}

/** How long a place in flight is waited for. It may be somebody else's, who does not tell when it is free. */
const PLACE_MS = 10_000;

interface Pause {
  readonly options: ClientOptions;
  readonly abortable: AbortSignal | undefined;
  /** Ends it. */
  readonly place: Promise<void> | undefined;
}

/** Waits, but not on when the run is to stop: then one more attempt is all there is time for. */
async function pause(milliseconds: number, { options, abortable, place }: Pause): Promise<void> {
  const stop = options.signal?.aborted === true ? undefined : options.signal;
  const freed = new AbortController();
  place?.then(() => freed.abort());
  const signals = [stop, abortable, freed.signal].filter((signal) => signal !== undefined);
  try {
    await options.clock.sleep(milliseconds, AbortSignal.any(signals));
  } catch (reason) {
    abortable?.throwIfAborted();
    if (stop?.aborted !== true && !freed.signal.aborted) throw reason;
  }
}

/** Asking how operations stand gets no operation ahead. */
const isPoll = (api: string): boolean =>
  api === 'account-access:GetApplication' || /^sso-admin:(?:List|Describe)\w+Status$/.test(api);

interface Settled {
  readonly answer?: { readonly read: unknown; readonly raw: RawAnswer };
  readonly error?: unknown;
}

async function settled(sending: Promise<RawAnswer>, shape: Shape): Promise<Settled> {
  try {
    const raw = await sending;
    return { answer: { raw, read: readOf(raw, shape) } };
  } catch (error) {
    return { error: error ?? new Error('no reason was given') };
  }
}

function readOf(raw: RawAnswer, shape: Shape): unknown {
  try {
    return checked(shape, raw);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    // The answer came, with a status of success: that is what the SDK's own errors of this kind say, too.
    throw Object.assign(error, { $metadata: { ...raw.$metadata, httpStatusCode: 200 } });
  }
}

function factsOf(error: unknown): Pick<FailedCall, 'status' | 'resourceType'> {
  const { $metadata, ResourceType: resourceType } = shapeOf(error);
  const status = $metadata?.httpStatusCode;
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof resourceType === 'string' ? { resourceType } : {}),
  };
}

function requestIdOf(answerOrError: unknown): { readonly requestId?: string } {
  const { requestId } = shapeOf(answerOrError).$metadata ?? {};
  return typeof requestId === 'string' ? { requestId: requestId.slice(0, 200) } : {};
}
