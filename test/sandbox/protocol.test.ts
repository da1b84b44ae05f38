// The wire: what a client that is not the SDK sends and gets, and what the server refuses.
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { fruitSandbox } from './support.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function send(
  port: number,
  what: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'POST', headers = {}, body = '' } = what;
    const sent = request({ host: '127.0.0.1', port, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const text = () => Buffer.concat(chunks).toString('utf8');
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = (target: string) => ({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target });

test('an answer is JSON with a request id, and its times are seconds', async () => {
  const { sandbox } = await fruitSandbox();
  const answer = await send(sandbox.port, { headers: json('SWBExternalService.ListInstances'), body: '{}' });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' } });
  expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(answer.body).Instances[0].CreatedDate).toBe(1_767_225_600);
});

test.each([
  ['an unknown service', json('AmazonEC2.RunInstances'), '{}', 'UnknownOperationException'],
  ['an unknown operation', json('SWBExternalService.PickFruit'), '{}', 'UnknownOperationException'],
  ['a name of Object', json('SWBExternalService.constructor'), '{}', 'UnknownOperationException'],
  ['no target', { 'content-type': 'application/json' }, '{}', 'UnknownOperationException'],
  ['a body that is not JSON', json('SWBExternalService.ListInstances'), '{', 'SerializationException'],
  ['a body that is no object', json('SWBExternalService.ListInstances'), '[]', 'SerializationException'],
  [
    'a member of another type',
    json('SWBExternalService.ListInstances'),
    '{"MaxResults":"10"}',
    'SerializationException',
  ],
])('%s is an error in JSON', async (_what, headers, body, type) => {
  const { sandbox } = await fruitSandbox();
  const answer = await send(sandbox.port, { headers, body });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ __type: type, Message: expect.any(String) });
});

test('GET is not an operation', async () => {
  const { sandbox } = await fruitSandbox();
  const answer = await send(sandbox.port, { method: 'GET' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).__type).toBe('UnknownOperationException');
});

test('a body over a megabyte is refused', async () => {
  const { sandbox } = await fruitSandbox();
  const body = JSON.stringify({ NextToken: 'a'.repeat(1024 * 1024) });
  const answer = await send(sandbox.port, { headers: json('SWBExternalService.ListInstances'), body });
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body).__type).toBe('RequestEntityTooLargeException');
  expect(sandbox.calls).toEqual([]);
});

test('a request through another name than a loopback one is refused', async () => {
  const { sandbox } = await fruitSandbox();
  const headers = { ...json('SWBExternalService.ListInstances'), host: 'fruit.example.com' };
  const answer = await send(sandbox.port, { headers, body: '{}' });
  expect(answer.status).toBe(403);
});

test.each([
  ['2011-06-15', 'PickFruit'],
  ['2010-05-08', 'PruneRoles'],
])('an unknown action of version %s is an error in XML', async (version, action) => {
  const { sandbox } = await fruitSandbox();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const answer = await send(sandbox.port, { headers, body: `Action=${action}&Version=${version}` });
  expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'text/xml' } });
  expect(answer.body).toContain(
    `<Code>InvalidAction</Code><Message>Could not find operation ${action} for version ${version}</Message>`,
  );
});
