// What stands where AWS would be: a sandbox that the program does not know to be one, with disturbances on the way to it. Where there are none, the
// adapter's calls run in memory: the wire is the business of test/contract, and every call over it costs several times what the command does with it.

import { createPrivateKey } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Connection, ConnectOptions } from '../../src/commands/host.ts';
import type { AwsOptions } from '../../src/provider/aws/identity-center.ts';
import { unreachableEntra } from '../../src/provider/entra.ts';
import { type Fault, parseSeed, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { putGroup } from '../../src/sandbox/mutations.ts';
import { filed } from '../../src/sandbox/state-file.ts';
import { graphInProcess } from '../contract/graph-in-process.ts';
import { inProcess } from '../contract/in-process.ts';
import { adapter, entraAt } from '../support/host.ts';

export interface Reply {
  readonly status?: number;
  /** A string is sent as it is. */
  readonly body: unknown;
}

export interface Conditions {
  /** Whose credentials these are; `missing` ones are looked for by the SDK. */
  readonly credentials?: 'management' | 'delegated' | 'readonly' | 'none' | 'missing';
  /** Answers to operations, in place of the sandbox's own. */
  readonly replies?: Readonly<Record<string, Reply>>;
  /** Faults of the sandbox by operation, for the first so many calls of it, or for all. */
  readonly faults?: Readonly<Record<string, { readonly fault: Fault; readonly calls?: number }>>;
  /** Other regions have no instance. */
  readonly regional?: boolean;
  /** Nobody listens. */
  readonly unreachable?: boolean;
  /** The address that is asked, in place of the sandbox's. */
  readonly endpoint?: string;
  /** For Microsoft Graph, where the seed has a tenant: what it may. Absent: what the seed says. */
  readonly graphToken?: string;
  /** Answers over TLS, with a certificate that nobody trusts. */
  readonly untrusted?: boolean;
}

const NO_GRAPH = unreachableEntra('no credentials for Microsoft Graph are set, and `az` is not installed');

export interface Aws {
  readonly connect: (options: Omit<ConnectOptions, 'sandbox'>) => Promise<Connection>;
  /** SCIM brings a group while a connection is open. */
  readonly sync: (group: { readonly id: string; readonly displayName: string; readonly externalId: string }) => void;
}

export interface Premises {
  /** Where the state is kept, for a test that looks at it or changes it. Without one it lives as long as what is made here. */
  readonly stateFile?: string;
  /** A seed of the sandbox; looked at when there is no state yet. */
  readonly seed: string;
}

export function awsOf({ stateFile, seed }: Premises, conditions: Conditions): Aws {
  const { credentials = 'management', untrusted = false } = conditions;
  let open: Pick<Sandbox, 'state' | 'snapshot'> | undefined;
  /** What the last connection left, whether it was closed or not. */
  const origin = () => (open === undefined ? parseSeed(seed, 'live.json') : open.snapshot());

  function inMemory(options: Omit<ConnectOptions, 'sandbox'>): Connection {
    const { state, senders } = inProcess(origin(), {});
    open = { state, snapshot: () => filed(state) };
    const identityCenter = adapter({ ...options, senderOf: senders(keyOf(credentials), {}) });
    const entra = state.entra === undefined ? NO_GRAPH : graphInProcess(state, conditions.graphToken);
    return { identityCenter, entra, close: closed };
  }

  async function overTheWire(options: Omit<ConnectOptions, 'sandbox'>): Promise<Connection> {
    const sandbox = await startSandbox({
      ...(stateFile === undefined ? { seed: origin() } : { stateFile, seed: parseSeed(seed, 'live.json') }),
      regional: conditions.regional === true,
      faults: ({ operation, n }) => {
        const found = conditions.faults?.[operation];
        return found === undefined || n > (found.calls ?? Number.POSITIVE_INFINITY) ? undefined : found.fault;
      },
    });
    open = sandbox;
    const entra = sandbox.entraUrl === undefined ? NO_GRAPH : entraAt(sandbox.entraUrl, conditions.graphToken);
    if (conditions.replies === undefined && !untrusted)
      return { identityCenter: adapter(optionsFor(options, sandbox.port)), entra, close: sandbox.close };
    const front = await answering(conditions, sandbox);
    const { port } = front.address() as AddressInfo;
    return {
      identityCenter: adapter(optionsFor(options, port)),
      entra,
      close: async () => {
        front.closeAllConnections();
        await new Promise((resolve) => front.close(resolve));
        await sandbox.close();
      },
    };
  }

  return {
    async connect(options) {
      if (conditions.unreachable === true)
        return { identityCenter: adapter(optionsFor(options, 9)), entra: NO_GRAPH, close: closed };
      const isCalm = stateFile === undefined && options.region !== undefined && !needsWire(conditions);
      return isCalm ? inMemory(options) : overTheWire(options);
    },
    sync({ externalId, ...group }) {
      const issuer = 'https://scim.aws.com/sandbox';
      if (open === undefined) throw new Error('nothing is open');
      putGroup(open.state.directory, { ...group, externalId: { issuer, id: externalId }, createdAt: 0, updatedAt: 0 });
    },
  };

  function optionsFor(options: Omit<ConnectOptions, 'sandbox'>, port: number): AwsOptions {
    return {
      ...options,
      endpoint: conditions.endpoint ?? `${untrusted ? 'https' : 'http'}://127.0.0.1:${port}`,
      ...(credentials === 'missing'
        ? {}
        : { credentials: { accessKeyId: keyOf(credentials), secretAccessKey: 'secret' } }),
    };
  }
}

/** What is unusual is on the way, or is for the SDK to find out; of several refusals at once the first to arrive counts. */
function needsWire({ credentials, ...others }: Conditions): boolean {
  return credentials === 'missing' || credentials === 'none' || Object.keys(others).length > 0;
}

const keyOf = (credentials: NonNullable<Conditions['credentials']>): string => `SANDBOX${credentials.toUpperCase()}`;

/** A certificate for localhost that nobody but itself vouches for, until 2126, and its key, which protects nothing. */
const SELF_SIGNED = {
  key: createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: '5CEMBiviQaE9faZUCpp3EYR5dVw6HtRE3kqvN8l-uAA',
      y: 'xJTU44RJ3y2njvvj_67eNy6mqRQad5kJ5B5sROLQquM',
      d: '0EhXj1m0iyqn8mUYFIXAoMrT_4LFEjNZ7uAUlqbaeJc',
    },
  }).export({ type: 'pkcs8', format: 'pem' }),
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUGy5FqCdX0KjX0bkQrA6wEN0DqiAwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzEwMjk0NVoYDzIxMjYx
MTAzMTAyOTQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATkIQwGK+JBoT19plQKmncRhHl1XDoe1ETeSq83yX64AMSU
1OOESd8tp4774/+u3jcupqkUGneZCeQebETi0Krjo28wbTAdBgNVHQ4EFgQUKDBhnFvO5LTHTSxo4Na7UUEiTfcwHwYDVR0jBBgwFoAUKDBhnFvO5LTHTSxo4Na7
UUEiTfcwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIhAOOE3hP1BmGFim4Bs5s87b+FEvMoFoC1
fffmey3byKyNAiB/A+Q+Gcj4xNE7/s0RWyYijO3M176uTO17Sdve5cS4CQ==
-----END CERTIFICATE-----
`,
};

const closed = async (): Promise<void> => {};

/** Passes requests on to the sandbox, but for the operations it answers itself. */
async function answering({ replies = {}, untrusted = false }: Conditions, sandbox: Sandbox): Promise<Server> {
  const handle = (incoming: IncomingMessage, response: ServerResponse) => void pass(incoming, response);
  const server: Server = untrusted ? createSecureServer(SELF_SIGNED, handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const reply = replies[operationOf(incoming, body.toString())];
    if (reply !== undefined) {
      response.writeHead(reply.status ?? 200, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': 'r',
      });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
      return;
    }
    const { method, url, headers } = incoming;
    const onward = send({ port: sandbox.port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }
}

/** `ListInstances`, of either protocol. */
function operationOf({ headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string'
    ? target.slice(target.indexOf('.') + 1)
    : (/(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '');
}
