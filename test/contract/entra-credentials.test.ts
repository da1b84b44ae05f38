// Tokens for Microsoft Graph, each way against something that answers as its issuer does; and never anywhere else, nor in a message.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { azureCliToken } from '../../src/provider/entra/azure-cli.ts';
import type { CLOUDS } from '../../src/provider/entra/clouds.ts';
import { connectEntra } from '../../src/provider/entra/connect.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { GROVE_TENANT, id } from './tenant.ts';

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A server of this machine that ends with the test, and what it was asked. */
async function serving(answer: (asked: Asked) => { readonly status?: number; readonly body: unknown }) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { method = '', url = '', headers } = request;
    const each = { method, url: new URL(url, 'http://127.0.0.1'), authorization: headers.authorization, body };
    asked.push(each);
    const { status = 200, body: answered } = answer(each);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function grove(): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed: GROVE_TENANT });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

type Environment = Readonly<Record<string, string>>;

const IDENTITY: Environment = { AZURE_CLIENT_ID: id(900), AZURE_TENANT_ID: id(500) };

const tenantBy = (
  env: Environment,
  origins: { readonly graph: string; readonly authority?: string },
  cloud: (typeof CLOUDS)[number] = 'global',
) =>
  connectEntra({
    env,
    searchPath: '',
    cloud,
    addresses: { authority: origins.graph, ...origins },
    clock: virtualClock(),
    random: () => 0.5,
  }).read({ details: new Set(['tenant']), groups: [], names: [], applications: [] });

const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), 'access-entra-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
};

describe("GitHub's token", () => {
  test.each([
    ['global', 'api://AzureADTokenExchange'],
    ['us-government-l4', 'api://AzureADTokenExchangeUSGov'],
    ['us-government-l5', 'api://AzureADTokenExchangeUSGov'],
    ['china', 'api://AzureADTokenExchangeChina'],
  ] as const)(
    'is asked for with the audience of the cloud %s, and changed for one of Entra',
    async (cloud, audience) => {
      const { entraUrl: graph } = await grove();
      const github = await serving(() => ({ body: { value: 'assertion.of.github' } }));
      const env = {
        ...IDENTITY,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
      };
      expect((await tenantBy(env, { graph: graph! }, cloud)).tenant).toMatchObject({ value: { id: id(500) } });
      expect(github.asked).toMatchObject([{ method: 'GET', authorization: 'Bearer of-the-job' }]);
      expect(Object.fromEntries(github.asked[0]!.url.searchParams)).toEqual({ 'api-version': '2.0', audience });
    },
  );

  test('goes to the authority alone, as a form, and the token of Entra to Graph alone', async () => {
    const github = await serving(() => ({ body: { value: 'assertion.of.github' } }));
    const authority = await serving(() => ({ body: { access_token: 'of.entra', expires_in: 3599 } }));
    const graph = await serving(() => ({ body: { value: [{ id: id(500), displayName: 'Grove' }] } }));
    const env = {
      ...IDENTITY,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/token`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    };
    await tenantBy(env, { graph: graph.origin, authority: authority.origin });
    expect(authority.asked.map(({ url }) => url.pathname)).toEqual([`/${id(500)}/oauth2/v2.0/token`]);
    expect(Object.fromEntries(new URLSearchParams(authority.asked[0]!.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: id(900),
      scope: `${graph.origin}/.default`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'assertion.of.github',
    });
    expect([authority.asked[0]!.authorization, graph.asked[0]!.authorization]).toEqual([undefined, 'Bearer of.entra']);
  });

  test.each([
    'http://127.0.0.1.evil.example/token',
    'http://127.0.0.1:80@evil.example/token',
    'ftp://127.0.0.1/token',
    'nowhere',
  ])('is not asked for where it would not be safe: %s', async (address) => {
    const env = {
      ...IDENTITY,
      ACTIONS_ID_TOKEN_REQUEST_URL: address,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    };
    const { tenant } = await tenantBy(env, { graph: 'http://127.0.0.1:9' });
    expect(tenant).toMatchObject({ because: { detail: '`ACTIONS_ID_TOKEN_REQUEST_URL` is no address of HTTPS' } });
  });
});

describe("Azure DevOps' token", () => {
  const env = (origin: string): Environment => ({
    ...IDENTITY,
    SYSTEM_OIDCREQUESTURI: `${origin}/org/project/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken`,
    SYSTEM_ACCESSTOKEN: 'of-the-pipeline',
    AZURE_SERVICE_CONNECTION_ID: id(901),
  });

  test('is asked for of the service connection, and changed for one of Entra', async () => {
    const { entraUrl: graph } = await grove();
    const devOps = await serving(() => ({ body: { oidcToken: 'assertion.of.azure' } }));
    expect((await tenantBy(env(devOps.origin), { graph: graph! })).tenant).toMatchObject({ value: { id: id(500) } });
    expect(devOps.asked).toMatchObject([{ method: 'POST', authorization: 'Bearer of-the-pipeline' }]);
    expect(Object.fromEntries(devOps.asked[0]!.url.searchParams)).toEqual({
      'api-version': '7.1',
      serviceConnectionId: id(901),
    });
  });

  test('that it refuses is told, without the one that was sent', async () => {
    const devOps = await serving(({ authorization }) => ({ status: 401, body: { error_description: authorization } }));
    const { tenant } = await tenantBy(env(devOps.origin), { graph: 'http://127.0.0.1:9' });
    expect(tenant).toEqual({
      read: false,
      because: { kind: 'failed', detail: 'Azure DevOps gives no token: status 401' },
    });
  });
});

describe("a file's token", () => {
  const fileWith = (text: string): Environment => {
    const file = path.join(folder(), 'token');
    writeFileSync(file, text);
    return { ...IDENTITY, AZURE_FEDERATED_TOKEN_FILE: file };
  };

  test('is changed for one of Entra', async () => {
    const { entraUrl: graph } = await grove();
    expect((await tenantBy(fileWith('assertion.of.file\n'), { graph: graph! })).tenant).toMatchObject({
      value: { id: id(500) },
    });
  });

  test.each([
    ['two lines\nof text', 'the file of `AZURE_FEDERATED_TOKEN_FILE` is no token'],
    ['', 'the file of `AZURE_FEDERATED_TOKEN_FILE` is no token'],
  ])('is none: %j', async (text, detail) => {
    expect((await tenantBy(fileWith(text), { graph: 'http://127.0.0.1:9' })).tenant).toMatchObject({
      because: { detail },
    });
  });

  test('cannot be read', async () => {
    const env = { ...IDENTITY, AZURE_FEDERATED_TOKEN_FILE: path.join(folder(), 'none') };
    expect((await tenantBy(env, { graph: 'http://127.0.0.1:9' })).tenant).toMatchObject({
      because: { detail: 'the file of `AZURE_FEDERATED_TOKEN_FILE` cannot be read: ENOENT' },
    });
  });

  test.each([
    ['a tenant that is not there', { AZURE_TENANT_ID: 'pulp.example' }, 'status 400, AADSTS90002'],
    ['an application that is none', { AZURE_CLIENT_ID: 'pulp' }, 'status 400, AADSTS700016'],
  ])('is refused for %s, and the code says why', async (_, more, why) => {
    const { entraUrl: graph } = await grove();
    const { tenant } = await tenantBy({ ...fileWith('assertion.of.file'), ...more }, { graph: graph! });
    expect(tenant).toEqual({ read: false, because: { kind: 'failed', detail: `Entra gives no token: ${why}` } });
  });
});

describe("the Azure CLI's token", () => {
  /** A folder of PATH with an `az` that does as the script says, and notes its arguments. */
  function cli(script: string) {
    const place = folder();
    writeFileSync(path.join(place, 'az'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${place}/arguments'\n${script}\n`);
    chmodSync(path.join(place, 'az'), 0o755);
    return {
      searchPath: `${place}${path.delimiter}/bin${path.delimiter}/usr/bin`,
      args: () => readFileSync(path.join(place, 'arguments'), 'utf8').trim().split('\n'),
    };
  }

  test('is the one for Graph, in the tenant', async () => {
    const { searchPath, args } = cli("echo 'token.of.az'");
    expect(await azureCliToken({ env: {}, searchPath }, 'https://graph.microsoft.us', 'grove.example')).toEqual({
      text: 'token.of.az',
      lifetime: 600_000,
    });
    expect(args()).toEqual([
      ...['account', 'get-access-token', '--resource', 'https://graph.microsoft.us'],
      ...['--query', 'accessToken', '--output', 'tsv', '--tenant', 'grove.example'],
    ]);
  });

  test.each([
    ['echo secret-token; echo secret >&2; exit 1', 'the Azure CLI gives no token: sign in with `az login`'],
    ["printf 'secret token\\nsecond'", 'the answer of the Azure CLI is no token'],
    ['head -c 300000 /dev/zero', 'the Azure CLI gives no token: sign in with `az login`'],
  ])('is none, and what it printed is in no message: %s', async (script, message) => {
    const { searchPath } = cli(script);
    const refused = azureCliToken({ env: {}, searchPath }, 'https://graph.microsoft.com', undefined);
    await expect(refused).rejects.toThrow(message);
  });

  test('is not looked for inside of the work tree, nor in a tenant that is an option', async () => {
    const { searchPath } = cli('echo token.of.az');
    const asked = (place: string, tenant: string | undefined) =>
      azureCliToken({ env: {}, searchPath: place }, 'https://graph.microsoft.com', tenant);
    await expect(asked('', undefined)).rejects.toThrow('PATH names no folder outside of the work tree');
    await expect(asked(folder(), undefined)).rejects.toThrow('`az` is not installed');
    await expect(asked(searchPath, '--debug')).rejects.toThrow('`AZURE_TENANT_ID` is no tenant');
  });
});
