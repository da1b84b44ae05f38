// The SDK's six clients, and what stands for a seventh, as one typed table: `Input<'sso-admin', 'ListInstances'>` and a function that sends it. Loaded on first use.
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as IdentityStore from '@aws-sdk/client-identitystore';
import type * as Organizations from '@aws-sdk/client-organizations';
import type * as SsoAdmin from '@aws-sdk/client-sso-admin';
import type * as Sts from '@aws-sdk/client-sts';
import { memoize } from '../../memoize.ts';
import type { Agents } from '../../network/proxies.ts';
import type { AccountAccessModule } from './account-access-api.ts';
import type * as Iam from './sdk-iam.ts';
import type { Credentials, RawAnswer, Sender } from './sender.ts';
import { wholeAnswer } from './whole-answer.ts';

export type { Credentials, RawAnswer, Sender } from './sender.ts';

interface Modules {
  readonly 'sso-admin': typeof SsoAdmin;
  readonly identitystore: typeof IdentityStore;
  readonly organizations: typeof Organizations;
  readonly iam: typeof Iam;
  readonly sts: typeof Sts;
  readonly cloudtrail: typeof CloudTrail;
  readonly 'account-access': AccountAccessModule;
}

export type Service = keyof Modules;

/** AWS's name of an operation: whatever the client has a `…Command` for. */
export type OperationName<S extends Service> = {
  [Key in keyof Modules[S]]: Key extends `${infer Name}Command` ? Name : never;
}[keyof Modules[S]];

type Command<S extends Service, O extends OperationName<S>> = Modules[S][`${O}Command` &
  keyof Modules[S]] extends abstract new (
  ...args: never
) => infer Instance
  ? Instance
  : never;

export type Input<S extends Service, O extends OperationName<S>> =
  Command<S, O> extends { readonly input: infer I extends object } ? I : never;

/** What is absent is found the SDK's usual way: environment, profile, AWS_ENDPOINT_URL. */
export interface SdkOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  /** Milliseconds that an answer may take, from the sending of the request to the last byte. */
  readonly answerTimeout?: number;
}

interface Client {
  send(command: object): Promise<RawAnswer>;
  readonly config: {
    region(): Promise<string>;
    credentials(): Promise<Credentials>;
    /** `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, or `endpoint_url` of the profile, unless these are to be ignored. */
    serviceConfiguredEndpoint?(): Promise<string | undefined>;
  };
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

type Loaded = readonly [client: Client, commands: Readonly<Record<string, unknown>>];

const CONNECTION_MS = 5_000;
const ANSWER_MS = 30_000;

const agentsOfRun = async (): Promise<Agents> => (await import('../../network/proxies.ts')).proxyAgents();

/**
 * One client a service and run: a client for each call would do the TLS handshakes again. Other credentials need clients of their own, hundreds of them in
 * a run; these share their connections.
 */
export function createSenders(options: SdkOptions): (service: Service, credentials?: Credentials) => Promise<Sender> {
  const shared = memoize(agentsOfRun);
  return (service, credentials) =>
    credentials === undefined
      ? createSender(service, options)
      : createSender(service, { ...options, credentials }, shared());
}

async function createSender(service: Service, options: SdkOptions, agents?: Promise<Agents>): Promise<Sender> {
  if (service !== 'account-access') return createSdkSender(service, options, agents);
  // Another client finds region, credentials and endpoint in the SDK's usual way, as a client of this service would.
  const [{ config }] = await load('sts', {
    ...clientConfig(options, await agentsOfRun()),
    serviceId: 'Account Access',
  });
  const { accountAccessSender } = await import('./account-access-sender.ts');
  return accountAccessSender(
    {
      credentials: () => config.credentials(),
      region: () => config.region(),
      endpoint: async () => options.endpoint ?? (await config.serviceConfiguredEndpoint?.()),
    },
    options.answerTimeout ?? ANSWER_MS,
  );
}

type SdkService = Exclude<Service, 'account-access'>;

async function createSdkSender(service: SdkService, options: SdkOptions, agents = agentsOfRun()): Promise<Sender> {
  const [client, commands] = await load(service, clientConfig(options, await agents));
  const { answerTimeout = ANSWER_MS } = options;
  const expected = { begins: BEGINNINGS[service], timeout: answerTimeout };
  // Between the SDK's handler, which ends with the headers, and its deserializer.
  client.middlewareStack.add(wholeAnswer(expected), { name: 'wholeAnswer', step: 'deserialize', priority: 'low' });
  return {
    send(operation, input) {
      // INVARIANT: inputs are typed by operations whose command class the module exports.
      const CommandClass = commands[`${operation}Command`] as new (input: object) => object;
      return client.send(new CommandClass(input));
    },
    region: () => client.config.region(),
  };
}

function clientConfig({ answerTimeout = ANSWER_MS, ...options }: SdkOptions, agents: Agents): ClientConfig {
  return {
    ...options,
    // Retries are ours (retry.ts); one attempt also leaves the SDK's retry quota alone.
    maxAttempts: 1,
    // The middleware of an operation is put together once, not for each of its calls.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: answerTimeout,
      throwOnRequestTimeout: true,
      ...agents,
    },
  };
}

/** How every answer of a protocol begins: JSON 1.1 is an object, Query is XML. */
const BEGINNINGS: Readonly<Record<SdkService, '{' | '<'>> = {
  'sso-admin': '{',
  identitystore: '{',
  organizations: '{',
  cloudtrail: '{',
  iam: '<',
  sts: '<',
};

interface ClientConfig extends SdkOptions {
  /** Whose settings of the environment and of profiles count, where it is not the client's own service. */
  readonly serviceId?: string;
  readonly maxAttempts: number;
  readonly cacheMiddleware: boolean;
  readonly requestHandler: Readonly<Record<string, number | boolean | object>>;
}

async function load(service: SdkService, config: ClientConfig): Promise<Loaded> {
  switch (service) {
    case 'sso-admin': {
      const sdk = await import('@aws-sdk/client-sso-admin');
      return [new sdk.SSOAdminClient(config) as unknown as Client, sdk];
    }
    case 'identitystore': {
      const sdk = await import('@aws-sdk/client-identitystore');
      return [new sdk.IdentitystoreClient(config) as unknown as Client, sdk];
    }
    case 'organizations': {
      const sdk = await import('@aws-sdk/client-organizations');
      return [new sdk.OrganizationsClient(config) as unknown as Client, sdk];
    }
    case 'iam': {
      const sdk = await import('./sdk-iam.ts');
      return [new sdk.IAMClient(config) as unknown as Client, sdk];
    }
    case 'sts': {
      const sdk = await import('@aws-sdk/client-sts');
      return [new sdk.STSClient(config) as unknown as Client, sdk];
    }
    case 'cloudtrail': {
      const sdk = await import('@aws-sdk/client-cloudtrail');
      return [new sdk.CloudTrailClient(config) as unknown as Client, sdk];
    }
    default:
      return service satisfies never;
  }
}
