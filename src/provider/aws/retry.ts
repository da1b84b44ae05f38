// Which failures are worth repeating, and for how long. Pure: the SDK's own retries are off, because its quota of retries
// runs dry after about a hundred throttles and every later call then fails at once.
//
// Patience is time, not a number of attempts, and each kind of failure has its own purse: four throttles and then a server error are no five attempts.
//
//   no answer, a server error, an answer that is none    five minutes. A restart of a proxy, a failover or a broken link takes seconds to minutes;
//                                                        Terraform's provider repeats 25 times, which comes to about the same
//   a throttle, a conflicting operation                  for as long as anything else gets ahead, and five (ten) minutes after that: the place is
//                                                        taken by others, and is given back
//   a set that is still in use                           five minutes: how long DeletePermissionSet lags behind the last row
//                                                        (hashicorp/terraform-provider-aws#26757); a set that has rows again stays in use
//
// Where nothing has answered yet, a name that does not resolve and a port that refuses are a mistake in the settings sooner than an outage: ten
// seconds; and a whole answer that is none of AWS is another program's: two. And when nothing has answered anywhere for the five minutes, the next call does not wait for as long again.
import type { FailureKind } from '../errors.ts';

/** What the SDK and Node put on errors, as far as it is looked at. Anything may be anything: an endpoint writes some of it. */
interface ErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    /** The SDK corrected its clock by this very answer: the next attempt is signed with the right time. */
    readonly clockSkewCorrected?: boolean;
  };
  /** Identity Store says what was not found. */
  readonly ResourceType?: unknown;
  /** Identity Store names the time in its ThrottlingException. */
  readonly RetryAfterSeconds?: unknown;
}

export const shapeOf = (error: unknown): ErrorShape =>
  typeof error === 'object' && error !== null ? (error as ErrorShape) : { message: String(error) };

/** The error's text without the SDK's advice to its own users, and no longer than a message may be. */
export function messageOf(error: unknown): string {
  const { message } = shapeOf(error);
  const [text = ''] = textOf(message).split(/\s*Deserialization error: to see the raw response/, 1);
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)} …` : text;
}

/** The name of AWS's or the SDK's error; of Node's, which are all called Error, the code. */
export function nameOf(error: unknown): string {
  const { name, code } = shapeOf(error);
  const named = textOf(name);
  return (textOf(code) !== '' && (named === '' || named === 'Error') ? textOf(code) : named || 'Error').slice(0, 128);
}

/** IAM's longest reasons have some 600 characters. */
const LONGEST_MESSAGE = 2_000;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An answer that came, and is none: thrown by the sender in place of an answer. */
export class UnusableAnswer extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  constructor(problem: string, httpStatusCode: number) {
    super(problem);
    this.name = 'UnusableAnswer';
    this.$metadata = { httpStatusCode };
  }
}

const THROTTLES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestLimitExceeded',
  'SlowDown',
]);
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
]);
const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);
/** What OpenSSL and Node say of a certificate that they do not accept. No repetition changes it. */
const CERTIFICATES = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function classify(error: unknown): FailureKind {
  const { $metadata = {} } = shapeOf(error);
  const [name, message] = [nameOf(error), messageOf(error)];
  const status = $metadata.httpStatusCode ?? 0;
  if ($metadata.clockSkewCorrected === true) return 'transient';
  if (CREDENTIALS.has(name)) return 'credentials';
  if (CERTIFICATES.has(name)) return 'untrusted';
  // AWS gives every refusal a request id.
  if (name === 'ERR_PROXY' || status === 407 || (status === 403 && $metadata.requestId === undefined))
    return 'proxy-refused';
  if (THROTTLES.has(name) || status === 429) return isBusy(message) ? 'conflict-in-progress' : 'throttle';
  if (status >= 500 || NETWORK.has(name) || name === 'TimeoutError') return 'transient';
  // What is no HTTP, no JSON and no XML: a proxy's page, the end of a page that was cut off.
  if (isGarbage(name, message) || isNameless(name, $metadata.requestId)) return 'malformed';
  // An error with a status of success: the answer could be read, and is not what the SDK knows as one.
  if (status >= 200 && status < 300) return 'protocol';
  if (name === 'AccessDeniedException' || name === 'AccessDenied') return 'access-denied';
  // IAM's own word for it, as the SDK has it and as the wire does.
  if (/NotFoundException$/.test(name) || /^NoSuchEntity(?:Exception)?$/.test(name)) return 'not-found';
  // ConflictException stands for several things: a duplicate, an operation in the way, a write that has not spread yet.
  // AWS recommends a retry; only the duplicates never pass.
  if (name === 'ConflictException') return conflictKind(message);
  // CreateApplication of account access: an instance has one.
  if (name === 'AlreadyCreatedException') return 'already-exists';
  if (name === 'ConcurrentModificationException') return 'conflict-in-progress';
  return 'fatal';
}

const isGarbage = (name: string, message: string): boolean =>
  name === 'UnusableAnswer' || name === 'SyntaxError' || /^HPE_/.test(name) || /\bXML parse error\b/.test(message);

/** A whole answer that is nothing of AWS's, as another program gives it; one that was cut off was AWS's perhaps. A server error is a proxy's whose server is away. */
export const isForeign = (error: unknown): boolean => classify(error) === 'malformed' && !isCut(error);

const isCut = (error: unknown): boolean =>
  /^the answer stopped|\bend of (?:JSON )?input\b|\bUnterminated\b/i.test(messageOf(error));

/** A page that can be read as XML or JSON, and names no error: the SDK calls it `Unknown`. AWS names its errors, and gives each a request id. */
const isNameless = (name: string, requestId: string | undefined): boolean =>
  requestId === undefined && /^Unknown(?:Error)?$/.test(name);

function conflictKind(message: string): FailureKind {
  if (/\balready\b/i.test(message)) return 'already-exists';
  return /ApplicationProfile associated/i.test(message) ? 'in-use' : 'conflict-in-progress';
}

/** Refused because of too many asynchronous operations under way. */
export const isTooMany = (error: unknown): boolean => isBusy(messageOf(error));

/** It passes when one of them ends, not when calls become fewer. */
const isBusy = (message: string): boolean => /too many requests processing/i.test(message);

/** Whether the service itself has said something. */
export function isAnswer(kind: FailureKind): boolean {
  return !['transient', 'malformed', 'untrusted', 'proxy-refused', 'credentials'].includes(kind);
}

/** Whether the request may have been carried out although this came back. */
export function mayHaveRun(kind: FailureKind, error: unknown): boolean {
  return kind === 'transient' ? !NEVER_SENT.has(nameOf(error)) : kind === 'malformed' || kind === 'protocol';
}

/** No connection was made, so nothing went over it. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

interface Purse {
  readonly name: 'answer' | 'throttle' | 'conflict' | 'in-use';
  readonly longestMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Filled again whenever anything else gets ahead. */
  readonly refills: boolean;
}

const MINUTE_MS = 60_000;
/** How long a call without an answer is repeated. */
export const OUTAGE_MS = 5 * MINUTE_MS;
/** How long where nothing has answered yet, or nobody has for longer than that. */
const SHORT_MS = 10_000;
/** How long where a service has never answered, and something else does: one page of a proxy may pass, a second one stays. */
const FOREIGN_MS = 2_000;
/** How long anything is repeated once the run is to stop. */
const STOPPING_MS = 2_000;

const ANSWER: Purse = {
  name: 'answer',
  longestMs: OUTAGE_MS,
  firstWaitMs: 200,
  longestWaitMs: 20_000,
  refills: false,
};
const PURSES: Partial<Record<FailureKind, Purse>> = {
  transient: ANSWER,
  malformed: ANSWER,
  throttle: {
    name: 'throttle',
    longestMs: 5 * MINUTE_MS,
    firstWaitMs: 500,
    longestWaitMs: 20_000,
    refills: true,
  },
  'conflict-in-progress': {
    name: 'conflict',
    longestMs: 10 * MINUTE_MS,
    firstWaitMs: 500,
    longestWaitMs: 10_000,
    refills: true,
  },
  'in-use': { name: 'in-use', longestMs: 5 * MINUTE_MS, firstWaitMs: 500, longestWaitMs: 10_000, refills: false },
};

export interface Failure {
  readonly kind: FailureKind;
  readonly error: unknown;
  /** Milliseconds that the attempt took. */
  readonly took: number;
  /** In [0, 1). */
  readonly random: number;
}

/** What a call may know of the others, in milliseconds of the run's clock. */
export interface Surroundings {
  readonly now: number;
  /** When anything last got ahead: a call of this run that was answered well, polls excepted. */
  readonly advancedAt: number;
  /** When any service last answered anything; the beginning of the run when none has. */
  readonly answeredAt: number;
  /** Whether the service of this call has answered anything yet. */
  readonly known: boolean;
  /** When the run was asked to stop. */
  readonly stoppedAt?: number;
}

/** The patience of one call, which began at `startedAt`. */
export interface Patience {
  /** Milliseconds until the next attempt, or undefined when there is to be none. */
  after(failure: Failure, surroundings: Surroundings): number | undefined;
}

export function createPatience(startedAt: number): Patience {
  const spent = new Map<Purse['name'], { ms: number; failures: number; at: number }>();
  return {
    after({ kind, error, took, random }, surroundings) {
      const purse = PURSES[kind];
      if (purse === undefined) return undefined;
      const before = spent.get(purse.name) ?? { ms: 0, failures: 0, at: surroundings.now };
      const refilled = purse.refills && surroundings.advancedAt > before.at;
      const ms = (refilled ? 0 : before.ms) + took;
      const left = longestOf(purse, { error, startedAt, ...surroundings }) - ms;
      if (left <= 0) return undefined;
      // The last wait is as long as the patience lasts, so that the last attempt is made at its end.
      const wait = Math.min(waitOf(purse, { failures: before.failures, error, random }), left);
      spent.set(purse.name, { ms: ms + wait, failures: before.failures + 1, at: surroundings.now });
      return wait;
    },
  };
}

interface Circumstances extends Surroundings {
  readonly error: unknown;
  readonly startedAt: number;
}

function longestOf(purse: Purse, { error, startedAt, answeredAt, known, stoppedAt }: Circumstances): number {
  const longest = stoppedAt === undefined ? purse.longestMs : Math.min(purse.longestMs, STOPPING_MS);
  if (purse.name !== 'answer') return longest;
  if (!known && NOBODY_THERE.has(nameOf(error))) return Math.min(longest, SHORT_MS);
  if (!known && isForeign(error)) return Math.min(longest, FOREIGN_MS);
  // A call that begins in the middle of an outage has what is left of its time, and always a little.
  const outage = Math.max(0, startedAt - answeredAt);
  return Math.min(longest, Math.max(SHORT_MS, OUTAGE_MS - outage));
}

const NOBODY_THERE = new Set(['ENOTFOUND', 'ECONNREFUSED']);

interface Waiting {
  readonly failures: number;
  readonly error: unknown;
  readonly random: number;
}

/** Doubling, between half of it and all of it: callers that fail together do not return together, and none returns at once. */
function waitOf({ firstWaitMs, longestWaitMs }: Purse, { failures, error, random }: Waiting): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 30));
  const backoff = full / 2 + (random * full) / 2;
  const { RetryAfterSeconds: asked } = shapeOf(error);
  const wished = typeof asked === 'number' && asked > 0 ? Math.min(asked * 1_000, MINUTE_MS) : 0;
  return Math.max(backoff, wished);
}
