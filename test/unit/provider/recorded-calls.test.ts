// What CloudTrail says is looked up within bounds, and believed no further than it can be read.
import { expect, test } from 'vitest';
import { readRecordedCalls } from '../../../src/provider/aws/read-recorded-calls.ts';
import type { Session } from '../../../src/provider/aws/session.ts';

const SET = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1';

interface Page {
  readonly Events?: readonly unknown[];
  readonly NextToken?: string;
}

function trail(pageOf: (call: number) => Page) {
  let calls = 0;
  const session = {
    aws: { call: async () => pageOf(calls++) },
    catalogue: { nameOf: (arn: string) => (arn === SET ? 'Picker' : undefined) },
    callerContext: { get: async () => ({ caller: { account: '111111111111' }, instance: { region: 'eu-west-1' } }) },
  } as unknown as Session;
  const read = (isEnough: () => boolean) =>
    readRecordedCalls(session, { operations: ['CreateAccountAssignment'], isEnough });
  return { read, calls: () => calls };
}

function event(text: unknown, EventName = 'CreateAccountAssignment') {
  const CloudTrailEvent = typeof text === 'string' ? text : JSON.stringify(text);
  return { EventId: 'e-1', EventName, EventTime: new Date('2026-11-21T14:03:00Z'), CloudTrailEvent };
}

const GOOD = {
  eventSource: 'sso.amazonaws.com',
  userIdentity: { arn: 'arn:aws:sts::111111111111:assumed-role/Ops/ann' },
  requestParameters: { permissionSetArn: SET, targetId: '222222222222', principalId: 'g-1' },
};

test('a trail without an end is given up after ten pages, and that is said', async () => {
  const { read, calls } = trail((call) => ({ Events: [event(GOOD)], NextToken: `t-${call}` }));
  const { cut } = await read(() => false);
  expect([calls(), cut]).toEqual([10, ['CreateAccountAssignment']]);
});

test('nothing more is asked once enough is known, or where a token comes again', async () => {
  const enough = trail((call) => ({ Events: [event(GOOD)], NextToken: `t-${call}` }));
  expect((await enough.read(() => true)).calls).toMatchObject([
    { permissionSet: 'Picker', account: '222222222222', principal: 'g-1', by: GOOD.userIdentity.arn },
  ]);
  expect(enough.calls()).toBe(1);
  const circle = trail(() => ({ NextToken: 'again' }));
  expect((await circle.read(() => false)).cut).toEqual(['CreateAccountAssignment']);
  expect(circle.calls()).toBe(2);
});

test.each([
  ['no JSON', event('{"eventSource"')],
  ['no object', event('[1]')],
  ['null', event('null')],
  ['another service', event({ ...GOOD, eventSource: 's3.amazonaws.com' })],
  ['a call that was refused', event({ ...GOOD, errorCode: 'AccessDenied' })],
  ['a set that nobody knows', event({ ...GOOD, requestParameters: { permissionSetArn: 'arn:other' } })],
  ['parameters of another kind', event({ ...GOOD, requestParameters: 'none' })],
  ['another operation than was asked for', event(GOOD, 'DeleteAccountAssignment')],
])('%s is passed over', async (_, found) => {
  expect((await trail(() => ({ Events: [found] })).read(() => false)).calls).toEqual([]);
});

test('ids of another form, and who is not said, are left out', async () => {
  const odd = {
    ...GOOD,
    userIdentity: 7,
    requestParameters: { permissionSetArn: SET, targetId: '../1', principalId: 'a/b' },
  };
  const { calls } = await trail(() => ({ Events: [event(odd)] })).read(() => false);
  expect(calls).toEqual([
    {
      operation: 'CreateAccountAssignment',
      at: expect.any(Number),
      by: 'somebody',
      eventId: 'e-1',
      permissionSet: 'Picker',
    },
  ]);
});
