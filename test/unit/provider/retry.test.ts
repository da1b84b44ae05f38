import { describe, expect, test } from 'vitest';
import { classify, retryDelay } from '../../../src/provider/aws/retry.ts';

const answered = (name: string, message = '', httpStatusCode = 400) => ({
  name,
  message,
  $metadata: { httpStatusCode },
});

// The texts are AWS's own, as people quote them in public issues.
describe.each([
  [answered('ThrottlingException', 'Rate exceeded'), 'throttle'],
  [answered('TooManyRequestsException', 'You have sent too many requests in too short a period of time.'), 'throttle'],
  [answered('Whatever', '', 429), 'throttle'],
  [
    answered('ThrottlingException', 'There are too many requests processing. Please try again later.'),
    'conflict-in-progress',
  ],
  [answered('ConflictException', 'There is a conflicting operation in process.'), 'conflict-in-progress'],
  [
    answered('ConflictException', 'Could not delete because PermissionSet has ApplicationProfile associated with it.'),
    'conflict-in-progress',
  ],
  [answered('ConflictException', 'PermissionSet with name Grower already exists.'), 'already-exists'],
  [
    answered('ConflictException', 'Given customer managed policy with name: Ladders  and path / already attached'),
    'already-exists',
  ],
  [
    answered('ConflictException', 'Permission set with id ps-1 already has a typed link attachment to a manged policy'),
    'already-exists',
  ],
  [answered('InternalServerException', '', 500), 'transient'],
  [answered('Unknown', '<html>bad gateway</html>', 502), 'transient'],
  [{ name: 'Error', code: 'ECONNRESET', message: 'socket hang up' }, 'transient'],
  [{ name: 'TimeoutError', message: 'timed out' }, 'transient'],
  [answered('Error', 'XML parse error: unexpected content.', 200), 'transient'],
  [{ name: 'SyntaxError', message: 'Unexpected end of JSON input' }, 'transient'],
  [
    {
      name: 'InvalidSignatureException',
      message: 'Signature not yet current',
      $metadata: { clockSkewCorrected: true },
    },
    'transient',
  ],
  [answered('ValidationException', '1 validation error detected'), 'fatal'],
  [answered('ServiceQuotaExceededException', 'You have exceeded AWS SSO limits.'), 'fatal'],
  [answered('ResourceNotFoundException', 'GROUP not found.'), 'not-found'],
  [answered('AccessDeniedException', 'is not authorized to perform: sso:ListInstances'), 'access-denied'],
  [answered('ExpiredTokenException', 'The security token included in the request is expired'), 'credentials'],
  [{ name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' }, 'credentials'],
  ['thrown text', 'fatal'],
  [undefined, 'fatal'],
] as const)('%j', (error, kind) => {
  test(`is ${kind}`, () => {
    expect(classify(error)).toBe(kind);
  });
});

describe('the delay before the next attempt', () => {
  const delays = (kind: 'throttle' | 'conflict-in-progress' | 'transient', random: number) =>
    Array.from({ length: 20 }, (_, index) => retryDelay({ kind, attempt: index + 1, error: {}, random }));

  test('doubles to a limit, and ends', () => {
    const transient = [100, 200, 400, 800, ...new Array(16).fill(undefined)];
    expect(delays('transient', 1)).toEqual(transient);
    expect(delays('throttle', 1).slice(0, 12)).toEqual([
      1e3,
      2e3,
      4e3,
      8e3,
      16e3,
      2e4,
      2e4,
      2e4,
      2e4,
      2e4,
      2e4,
      undefined,
    ]);
    expect(delays('conflict-in-progress', 1).filter((delay) => delay !== undefined)).toHaveLength(11);
  });

  test('is anywhere between nothing and that', () => {
    expect(delays('throttle', 0)[0]).toBe(0);
    expect(delays('throttle', 0.5)[0]).toBe(500);
  });

  test('is at least what the service asks for', () => {
    expect(retryDelay({ kind: 'throttle', attempt: 1, error: { RetryAfterSeconds: 3 }, random: 0 })).toBe(3_000);
  });

  test.each(['already-exists', 'not-found', 'access-denied', 'credentials', 'fatal'] as const)(
    '%s: there is none',
    (kind) => {
      expect(retryDelay({ kind, attempt: 1, error: {}, random: 0 })).toBeUndefined();
    },
  );
});
