// The first request of a run has left before anything else is computed.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { requestSent } from '../../../src/provider/aws/request-sent.ts';

test('a request that nobody has answered is sent', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const request = () =>
    new Promise<void>((resolve) => {
      const sent = get({ port, host: '127.0.0.1' });
      sent.on('error', () => resolve());
      // Otherwise a sender that is never told of would wait for ever.
      sent.setTimeout(2_000, () => sent.destroy());
    }).then(() => ended.push('request'));
  const ended: string[] = [];
  await requestSent(request);
  expect(ended).toEqual([]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('work that ends without a request is waited for, however it ends', async () => {
  const ended: string[] = [];
  await requestSent(async () => ended.push('well'));
  await requestSent(async () => {
    ended.push('badly');
    throw new Error('no credentials');
  });
  expect(ended).toEqual(['well', 'badly']);
});
