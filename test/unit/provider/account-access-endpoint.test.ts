// Where account access is called: as a client of the SDK finds it for every other service.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test, vi } from 'vitest';
import { createSenders, type SdkOptions } from '../../../src/provider/aws/sdk.ts';

const received: string[] = [];
let url: string;
beforeAll(async () => {
  const server = createServer((request, response) => {
    received.push(String(request.url));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"applications":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return () => server.close();
});

/** Paths that were asked for. */
async function asked(environment: Readonly<Record<string, string>>, options: SdkOptions = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  received.length = 0;
  try {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'orchard' };
    const sender = await createSenders({ region: 'eu-west-1', credentials, ...options })('account-access');
    await sender.send('ListApplications', {});
  } finally {
    vi.unstubAllEnvs();
  }
  return [...received];
}

test('AWS_ENDPOINT_URL is for account access too', async () => {
  expect(await asked({ AWS_ENDPOINT_URL: `${url}/all` })).toEqual(['/all/applications-list']);
});

test('its own variable goes before that of all services', async () => {
  const environment = { AWS_ENDPOINT_URL: `${url}/all`, AWS_ENDPOINT_URL_ACCOUNT_ACCESS: `${url}/own` };
  expect(await asked(environment)).toEqual(['/own/applications-list']);
});

test('an endpoint that the program names goes before the environment', async () => {
  expect(await asked({ AWS_ENDPOINT_URL: `${url}/all` }, { endpoint: `${url}/given` })).toEqual([
    '/given/applications-list',
  ]);
});
