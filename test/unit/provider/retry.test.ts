import { describe, expect, test } from 'vitest';
import {
  classify,
  createPatience,
  mayHaveRun,
  messageOf,
  nameOf,
  type Surroundings,
  UnusableAnswer,
} from '../../../src/provider/aws/retry.ts';
import type { FailureKind } from '../../../src/provider/errors.ts';

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
    'in-use',
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
  [answered('Error', 'XML parse error: unexpected content.', 200), 'malformed'],
  [{ name: 'SyntaxError', message: 'Unexpected end of JSON input' }, 'malformed'],
  [{ name: 'Error', code: 'HPE_INVALID_CONSTANT', message: 'Parse Error: Expected HTTP/' }, 'malformed'],
  [new UnusableAnswer('the answer is empty', 200), 'malformed'],
  [{ name: 'Unknown', message: 'Unknown', $metadata: { httpStatusCode: 400 } }, 'malformed'],
  [{ name: 'Unknown', message: 'Unknown', $metadata: { httpStatusCode: 400, requestId: 'r-1' } }, 'fatal'],
  [answered('TypeError', 'Expected real number, got implicit NaN', 200), 'protocol'],
  [{ name: 'Error', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND sso.eu-wset-1.amazonaws.com' }, 'transient'],
  [{ name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN', message: 'self-signed certificate' }, 'untrusted'],
  [{ name: 'Error', code: 'ERR_TLS_CERT_ALTNAME_INVALID', message: 'altnames' }, 'untrusted'],
  [answered('SyntaxError', 'Unexpected token <', 407), 'proxy-refused'],
  [answered('SyntaxError', 'Unexpected token <', 502), 'transient'],
  [{ name: 5, message: { a: 1 }, code: [] }, 'fatal'],
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

describe('patience', () => {
  const failure = (kind: FailureKind, error: unknown = {}) => ({ kind, error, took: 0, random: 0.5 });
  const around = (now: number, more: Partial<Surroundings> = {}): Surroundings => ({
    ...{ now, advancedAt: 0, answeredAt: now, known: true },
    ...more,
  });

  /** What becomes of a call that fails in the same way each time: how often it is tried, and for how long. */
  function lasts(kind: FailureKind, more: (now: number) => Partial<Surroundings> = () => ({}), error: unknown = {}) {
    const patience = createPatience(0);
    let [now, failures] = [0, 0];
    for (; failures < 10_000; failures++) {
      const wait = patience.after(failure(kind, error), around(now, more(now)));
      if (wait === undefined) break;
      now += wait;
    }
    return { seconds: now / 1_000, failures };
  }

  test.each([
    ['transient', 300],
    ['malformed', 300],
    ['throttle', 300],
    ['conflict-in-progress', 600],
    ['in-use', 300],
  ] as const)('with %s lasts %d seconds, to the second', (kind, seconds) => {
    expect(lasts(kind).seconds).toBe(seconds);
  });

  test.each(['already-exists', 'not-found', 'access-denied', 'credentials', 'fatal', 'protocol', 'untrusted'] as const)(
    'with %s there is none',
    (kind) => expect(lasts(kind)).toEqual({ seconds: 0, failures: 0 }),
  );

  test('begins with waits that are short, and ends with waits that are long', () => {
    const patience = createPatience(0);
    const waits = Array.from({ length: 12 }, () => patience.after(failure('transient'), around(0)));
    expect(waits.slice(0, 4)).toEqual([150, 300, 600, 1_200]);
    expect(waits.slice(-2)).toEqual([15_000, 15_000]);
  });

  test('with a throttle or a conflict has no end while anything else gets ahead', () => {
    for (const kind of ['throttle', 'conflict-in-progress'] as const)
      expect(lasts(kind, (now) => ({ advancedAt: Math.min(now - 1, 3_600_000) })).seconds).toBeGreaterThan(3_600);
  });

  test('with a server error is not longer for what else gets ahead', () => {
    expect(lasts('transient', (now) => ({ advancedAt: now - 1 })).seconds).toBe(300);
  });

  test('of one kind is not used up by another', () => {
    const patience = createPatience(0);
    for (let failures = 0; failures < 100; failures++) patience.after(failure('throttle'), around(0));
    expect(patience.after(failure('throttle'), around(0))).toBeUndefined();
    expect(patience.after(failure('transient'), around(0))).toBe(150);
    expect(patience.after(failure('conflict-in-progress'), around(0))).toBe(375);
  });

  test.each(['ENOTFOUND', 'ECONNREFUSED'])('with %s is short where nothing has answered yet', (code) => {
    expect(lasts('transient', () => ({ known: false }), { code }).seconds).toBe(10);
    expect(lasts('transient', () => ({ known: true }), { code }).seconds).toBe(300);
  });

  test.each([
    ['a page', { message: '@aws-sdk XML parse error: unexpected content.', $metadata: { httpStatusCode: 400 } }, 2],
    ['a page of success', new UnusableAnswer('the answer is none of AWS', 200), 2],
    ['what is no HTTP', { name: 'Error', code: 'HPE_INVALID_CONSTANT', message: 'Parse Error: Expected HTTP/' }, 2],
    ['an answer that was cut off', new UnusableAnswer('the answer stopped after 12 bytes', 200), 300],
    ['half of an answer', { name: 'SyntaxError', message: 'Unexpected end of JSON input' }, 300],
  ])('with %s is over at once where a service has never answered', (_, error, seconds) => {
    expect(classify(error)).toBe('malformed');
    expect(lasts('malformed', () => ({ known: false }), error).seconds).toBe(seconds);
    expect(lasts('malformed', () => ({ known: true }), error).seconds).toBe(300);
  });

  test('of a call that begins in an outage is what is left of the five minutes, and always ten seconds', () => {
    const left = (startedAt: number) => {
      const patience = createPatience(startedAt);
      let now = startedAt;
      for (
        let wait = 0;
        wait !== undefined;
        wait = patience.after(failure('transient'), around(now, { answeredAt: 0 }))!
      )
        now += wait;
      return (now - startedAt) / 1_000;
    };
    expect([left(0), left(100_000), left(295_000), left(3_600_000)]).toEqual([300, 200, 10, 10]);
  });

  test('ends soon once the run is to stop', () => {
    expect(lasts('transient', (now) => (now < 1_000 ? {} : { stoppedAt: 1_000 })).seconds).toBeLessThan(3);
  });

  test('waits at least as long as the service asks for, and not for ever', () => {
    const wait = (RetryAfterSeconds: unknown) =>
      createPatience(0).after(failure('throttle', { RetryAfterSeconds }), around(0));
    expect([wait(3), wait(1e9), wait(-1), wait('9'), wait(Number.NaN)]).toEqual([3_000, 60_000, 375, 375, 375]);
  });
});

describe('what an endpoint writes into errors', () => {
  test('is bounded, and text', () => {
    expect(messageOf({ message: 'x'.repeat(100_000) }).length).toBeLessThan(2_100);
    expect(nameOf({ name: 'x'.repeat(100_000) })).toHaveLength(128);
    expect([messageOf({ message: { a: 1 } }), nameOf({ name: 7 }), nameOf(undefined)]).toEqual(['', 'Error', 'Error']);
  });
});

test('a request may have been carried out unless no connection was made', () => {
  const refused = { name: 'Error', code: 'ECONNREFUSED' };
  const reset = { name: 'Error', code: 'ECONNRESET' };
  expect([mayHaveRun('transient', refused), mayHaveRun('transient', reset)]).toEqual([false, true]);
  expect([mayHaveRun('malformed', {}), mayHaveRun('protocol', {}), mayHaveRun('throttle', {})]).toEqual([
    true,
    true,
    false,
  ]);
});
