// Which failures are worth repeating, and after how long. Pure: the SDK's own retries are off, because its quota of retries
// runs dry after about a hundred throttles and every later call then fails at once.
import type { FailureKind } from '../errors.ts';

/** What the SDK and Node put on errors, as far as it is looked at. */
interface ErrorShape {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    /** The SDK corrected its clock by this very answer: the next attempt is signed with the right time. */
    readonly clockSkewCorrected?: boolean;
  };
  /** Identity Store names the time in its ThrottlingException. */
  readonly RetryAfterSeconds?: number;
}

export const shapeOf = (error: unknown): ErrorShape =>
  typeof error === 'object' && error !== null ? (error as ErrorShape) : { message: String(error) };

/** The error's text without the SDK's advice to its own users. */
export const messageOf = (error: unknown): string =>
  (shapeOf(error).message ?? '').split(/\s*Deserialization error: to see the raw response/, 1)[0] ?? '';

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
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const BROKEN_OFF = new Set(['TimeoutError', 'SyntaxError']);

export function classify(error: unknown): FailureKind {
  const { name = '', message = '', code = '', $metadata = {} } = shapeOf(error);
  const status = $metadata.httpStatusCode ?? 0;
  if ($metadata.clockSkewCorrected === true) return 'transient';
  if (CREDENTIALS.has(name)) return 'credentials';
  if (THROTTLES.has(name) || status === 429) return isBusy(message) ? 'conflict-in-progress' : 'throttle';
  // An error with a status of success: the answer came, and its body could not be read.
  const unreadable = status >= 200 && status < 300;
  if (status >= 500 || unreadable || NETWORK.has(code) || BROKEN_OFF.has(name)) return 'transient';
  if (name === 'AccessDeniedException' || name === 'AccessDenied') return 'access-denied';
  // IAM's own word for it.
  if (/NotFoundException$/.test(name) || name === 'NoSuchEntityException') return 'not-found';
  // ConflictException stands for three things: a duplicate, an operation in the way, and a write that has not spread yet
  // (DeletePermissionSet right after the last row went). AWS recommends a retry; only the duplicates never pass.
  if (name === 'ConflictException') return /\balready\b/i.test(message) ? 'already-exists' : 'conflict-in-progress';
  if (name === 'ConcurrentModificationException') return 'conflict-in-progress';
  return 'fatal';
}

/** Too many asynchronous operations under way: it passes when one of them ends, not when calls become fewer. */
const isBusy = (message: string): boolean => /too many requests processing/i.test(message);

interface Patience {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

const PATIENCE: Partial<Record<FailureKind, Patience>> = {
  throttle: { attempts: 12, firstMs: 1_000, longestMs: 20_000 },
  'conflict-in-progress': { attempts: 12, firstMs: 500, longestMs: 10_000 },
  transient: { attempts: 5, firstMs: 100, longestMs: 5_000 },
};

export interface Failed {
  readonly kind: FailureKind;
  /** 1 for the first one. */
  readonly attempt: number;
  readonly error: unknown;
  /** In [0, 1). */
  readonly random: number;
}

/** Milliseconds until the next attempt, or undefined when there is to be none. Full jitter: callers that fail together do not return together. */
export function retryDelay({ kind, attempt, error, random }: Failed): number | undefined {
  const patience = PATIENCE[kind];
  if (patience === undefined || attempt >= patience.attempts) return undefined;
  const asked = (shapeOf(error).RetryAfterSeconds ?? 0) * 1_000;
  const backoff = random * Math.min(patience.longestMs, patience.firstMs * 2 ** (attempt - 1));
  return Math.max(backoff, Math.min(asked, patience.longestMs));
}
