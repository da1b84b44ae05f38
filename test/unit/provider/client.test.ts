// Calls that fail, in virtual time: how long each is repeated, and what the others have to do with it.
import { describe, expect, test } from 'vitest';
import { type ClientOptions, createClient, type Wait } from '../../../src/provider/aws/client.ts';
import type { Sender } from '../../../src/provider/aws/sdk.ts';
import { CallFailure, type FailedCall } from '../../../src/provider/errors.ts';
import { type EventClock, eventClock } from '../../support/event-clock.ts';

const RATES = {
  'sso-admin': 19.8,
  identitystore: 19.8,
  organizations: 5,
  iam: 10,
  'account-access': 100,
  cloudtrail: 2,
  sts: 20,
};
const INSTANCE = { InstanceArn: 'arn:aws:sso:::instance/ssoins-1111111111111111' };

const refusal = (name: string, httpStatusCode = 400, message = '') => ({
  ...{ name, message },
  $metadata: { httpStatusCode, requestId: 'r-1' },
});
const THROTTLE = refusal('ThrottlingException', 400, 'Rate exceeded');
const BROKEN = refusal('InternalServerException', 500);
const CUT = { name: 'Error', code: 'ECONNRESET', message: 'socket hang up' };
const CONFLICT = refusal('ConflictException', 400, 'There is a conflicting operation in process.');

/** What the service answers at a time to a call of an operation; an error is thrown. */
type Answers = (operation: string, now: number) => object;

function open(answers: Answers, more: Partial<ClientOptions> = {}, clock: EventClock = eventClock()) {
  const sent: { readonly operation: string; readonly at: number }[] = [];
  const sender: Sender = {
    async send(operation) {
      sent.push({ operation, at: clock.now() });
      await clock.sleep(100);
      const answer = answers(operation, clock.now());
      if ('name' in answer) throw answer;
      return answer;
    },
    region: async () => 'eu-west-1',
  };
  const aws = createClient({ senderOf: async () => sender, clock, random: () => 0.5, rates: RATES, ...more });
  return { aws, clock, sent, list: () => aws.call('sso-admin', 'ListPermissionSets', INSTANCE) };
}

async function failureOf(call: Promise<unknown>): Promise<FailedCall> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CallFailure)) throw new Error('expected a failed call', { cause: error });
  return error.call;
}

const until = (milliseconds: number, error: object): Answers => {
  return (_, now) => (now < milliseconds ? error : {});
};

describe('a call', () => {
  test.each([
    ['server errors for two seconds', until(2_000, BROKEN)],
    ['server errors for five seconds', until(5_000, BROKEN)],
    ['server errors for four minutes', until(240_000, BROKEN)],
    ['a network that is down for a minute', until(60_000, CUT)],
    ['four throttles and then one server error', serial(THROTTLE, THROTTLE, THROTTLE, THROTTLE, BROKEN)],
    ['throttles, conflicts and server errors in turn for ten minutes', turns(600_000, THROTTLE, CONFLICT, BROKEN)],
  ])('survives %s', async (_, answers) => {
    const { clock, list } = open(answers);
    await expect(clock.run(list())).resolves.toEqual({});
  });

  test('gives up on server errors after five minutes, and says so', async () => {
    const { clock, list } = open(() => BROKEN);
    const failed = await clock.run(failureOf(list()));
    expect(failed).toMatchObject({ kind: 'transient', uncertain: true, outage: true, seconds: 300 });
    expect(failed.attempts).toBeGreaterThan(15);
    expect(failed.attempts).toBeLessThan(40);
  });

  test('that is throttled goes on for as long as any other gets through', async () => {
    const { aws, clock, list } = open((operation, now) =>
      operation === 'ListPermissionSets' && now < 3_600_000 ? THROTTLE : {},
    );
    const others = async (): Promise<void> => {
      for (let minute = 0; minute < 70; minute++) {
        await aws.call('sso-admin', 'ListInstances', {});
        await clock.sleep(60_000);
      }
    };
    const [answer] = await clock.run(Promise.all([list(), others()]));
    expect(answer).toEqual({});
  });

  test('that is throttled gives up five minutes after the last other got through; polls do not count', async () => {
    const { aws, clock, list } = open((operation) => (operation === 'ListPermissionSets' ? THROTTLE : {}));
    const polling = async (): Promise<void> => {
      for (let second = 0; second < 600; second++) {
        await aws.call('sso-admin', 'ListAccountAssignmentCreationStatus', INSTANCE);
        await clock.sleep(1_000);
      }
    };
    const [failed] = await clock.run(Promise.all([failureOf(list()), polling()]));
    expect(failed).toMatchObject({ kind: 'throttle' });
    expect(failed.seconds).toBeGreaterThanOrEqual(300);
    expect(failed.seconds).toBeLessThan(340);
  });

  test('that fails alone gives up while the others go on, and that is no outage', async () => {
    const { aws, clock, list } = open((operation) => (operation === 'ListPermissionSets' ? BROKEN : {}));
    const others = async (): Promise<void> => {
      for (let minute = 0; minute < 10; minute++) {
        await aws.call('sso-admin', 'ListInstances', {});
        await clock.sleep(60_000);
      }
    };
    const [failed] = await clock.run(Promise.all([failureOf(list()), others()]));
    expect(failed).toMatchObject({ kind: 'transient', seconds: 300 });
    expect(failed.outage).toBeUndefined();
  });

  test('in an outage that has lasted for long fails within seconds', async () => {
    const { aws, clock, list } = open((_, now) => (now < 1_000 ? {} : CUT));
    const both = async () => {
      await aws.call('sso-admin', 'ListInstances', {});
      await clock.sleep(400_000);
      return failureOf(list());
    };
    const failed = await clock.run(both());
    expect(failed).toMatchObject({ kind: 'transient', outage: true });
    expect(failed.seconds).toBeLessThanOrEqual(11);
  });

  test.each([
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND sso.eu-wset-1.amazonaws.com'],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
  ])('to where nobody is fails within seconds, and was not sent: %s', async (code, message) => {
    const { clock, list } = open(() => ({ name: 'Error', code, message }));
    const failed = await clock.run(failureOf(list()));
    expect(failed).toMatchObject({ kind: 'transient', name: code });
    expect(failed.seconds).toBeLessThanOrEqual(12);
    expect(failed.uncertain).toBeUndefined();
  });

  test('whose answer was lost stays uncertain, whatever later attempts say', async () => {
    const { clock, list } = open(serial(CUT, THROTTLE, refusal('ValidationException')));
    expect(await clock.run(failureOf(list()))).toMatchObject({ kind: 'fatal', uncertain: true, attempts: 3 });
  });

  test('is repeated for no more than two seconds once the run is to stop, also in the middle of a wait', async () => {
    const controller = new AbortController();
    const { clock, list } = open(() => BROKEN, { signal: controller.signal });
    const stop = async (): Promise<number> => {
      await clock.sleep(60_000);
      controller.abort();
      return clock.now();
    };
    const [stoppedAt, endedAt] = await clock.run(Promise.all([stop(), failureOf(list()).then(() => clock.now())]));
    expect(endedAt - stoppedAt).toBeLessThan(3_000);
  });

  test('tells that it waits, for what, and since when', async () => {
    const waits: Wait[] = [];
    const { clock, list } = open(until(2_000, THROTTLE), { onWait: (wait) => waits.push(wait) });
    await clock.run(list());
    expect(waits.at(-1)).toEqual({
      ...{ api: 'sso-admin:ListPermissionSets', name: 'ThrottlingException', detail: 'Rate exceeded' },
      seconds: expect.any(Number),
    });
    expect(waits.length).toBeGreaterThan(2);
  });

  test('gives what its shape has, and nothing else', async () => {
    const arn = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1';
    const { clock, list } = open(() => ({ PermissionSets: [arn], More: 'x', $metadata: {} }));
    expect(await clock.run(list())).toEqual({ PermissionSets: [arn] });
  });

  test.each([
    [{ PermissionSets: 'x' }],
    [{ PermissionSets: [null] }],
    [{ PermissionSets: { 0: 'x' } }],
    [{ NextToken: 5 }],
  ])('that is answered with %j fails at once, and may have been carried out', async (answer) => {
    const { clock, list, sent } = open(() => answer);
    expect(await clock.run(failureOf(list()))).toMatchObject({ kind: 'protocol', uncertain: true });
    expect(sent).toHaveLength(1);
  });
});

/** One error after the other, and then success. */
function serial(...errors: readonly object[]): Answers {
  const left = [...errors];
  return () => left.shift() ?? {};
}

function turns(milliseconds: number, ...errors: readonly object[]): Answers {
  let call = 0;
  return (_, now) => (now < milliseconds ? errors[call++ % errors.length]! : {});
}
