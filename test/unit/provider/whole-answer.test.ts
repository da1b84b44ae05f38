// Bodies that stall, never end, or are none, from a server on loopback and through the real SDK.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { classify, messageOf } from '../../../src/provider/aws/retry.ts';
import { createSenders, type RawAnswer, type Service } from '../../../src/provider/aws/sdk.ts';

/** What the SDK makes of an answer that a server gives. */
async function answered(
  reply: (response: ServerResponse) => void,
  { service = 'sso-admin', answerTimeout = 20_000 }: { service?: Service; answerTimeout?: number } = {},
): Promise<RawAnswer> {
  const server = createServer((_, response) => reply(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const sender = await createSenders({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'orchard' },
    answerTimeout,
  })(service);
  return sender.send(service === 'sts' ? 'GetCallerIdentity' : 'ListInstances', {});
}

async function failureOf(answer: Promise<RawAnswer>): Promise<readonly [string, string]> {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return [classify(error), messageOf(error)];
}

const whole =
  (body: string, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' });
    response.end(body);
  };

describe('an answer', () => {
  test('is read whole', async () => {
    const answer = await answered(whole(' {"Instances":[{"InstanceArn":"arn:x"}]}'));
    expect(answer).toMatchObject({ Instances: [{ InstanceArn: 'arn:x' }], $metadata: { requestId: 'r-1' } });
  });

  test('whose body stalls after the headers is given up in time', async () => {
    const stalls = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.write('{"Instances":[');
    };
    expect(await failureOf(answered(stalls, { answerTimeout: 100 }))).toEqual([
      'malformed',
      'the answer stopped after 14 bytes',
    ]);
  });

  test('that drips for ever is given up in time', async () => {
    const drips = (response: ServerResponse) => {
      response.writeHead(200);
      response.write('{"Instances":[');
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    };
    expect((await failureOf(answered(drips, { answerTimeout: 100 })))[0]).toBe('malformed');
  });

  test('without end is given up at eight megabytes', async () => {
    let written = 0;
    const endless = (response: ServerResponse) => {
      response.writeHead(200);
      const part = Buffer.alloc(262_144, '{');
      const more = (): void => {
        written += part.length;
        if (!response.destroyed) response.write(part, more);
      };
      more();
    };
    const timely = answered(endless).catch((error: unknown) => error);
    expect(messageOf(await timely)).toMatch(/longer than 8388608 bytes/);
    expect(written).toBeLessThan(40_000_000);
  });

  test.each(['', ' \n', 'null', '[]', '"ok"', '<html>sign in</html>'])(
    'of status 200 that is %j is none',
    async (body) => {
      expect((await failureOf(answered(whole(body))))[0]).toBe('malformed');
    },
  );

  test('that is cut off in the middle is none', async () => {
    expect((await failureOf(answered(whole('{"Instances":[{"InstanceArn"'))))[0]).toBe('malformed');
  });

  test.each(['', '{}', 'ok'])('of a Query service that is %j is none', async (body) => {
    expect((await failureOf(answered(whole(body), { service: 'sts' })))[0]).toBe('malformed');
  });

  test('of the protocol that is no answer of the operation is not repeated', async () => {
    expect((await failureOf(answered(whole('{"Instances":[{"CreatedDate":"today"}]}'))))[0]).toBe('protocol');
  });

  test.each([
    [500, '<html>', 'transient'],
    [502, '', 'transient'],
    [407, '<html>who are you</html>', 'proxy-refused'],
    [302, '<html>sign in</html>', 'malformed'],
    [400, '{"__type":"ThrottlingException","message":"Rate exceeded"}', 'throttle'],
    [400, '{"__type":"ValidationException","message":{"a":1}}', 'fatal'],
    [400, '{"__type":5,"message":["x"]}', 'fatal'],
  ] as const)('of status %d, %s, is %s', async (status, body, kind) => {
    expect((await failureOf(answered(whole(body, status))))[0]).toBe(kind);
  });

  test('that is no HTTP is malformed', async () => {
    const garbage = (response: ServerResponse) => {
      response.socket?.write('SSH-2.0-OpenSSH_9.2\r\n');
      response.socket?.end();
    };
    expect((await failureOf(answered(garbage)))[0]).toBe('malformed');
  });
});
