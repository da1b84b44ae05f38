// The port to a tenant of Entra as the environment has it. The environment alone says where a token is sent: no file of the repository does.
import { readFile } from 'node:fs/promises';
import { httpSender } from '../../network/http.ts';
import { type Clock, systemClock } from '../aws/clock.ts';
import { type Entra, unreachableEntra } from '../entra.ts';
import { type AzureCliPlace, azureCliToken } from './azure-cli.ts';
import { graphClient } from './client.ts';
import { ADDRESSES, CLOUDS, type Cloud, type CloudAddresses, isCloud } from './clouds.ts';
import { graphToken, type Token } from './credentials.ts';
import { graphEntra } from './read.ts';

export interface EntraConnection extends AzureCliPlace, EntraWatch {
  readonly cloud: Cloud;
  /** In place of the cloud's own: where a fake answers, which takes any token, so that the Azure CLI is asked for none. */
  readonly addresses?: CloudAddresses;
  /** The system's, when absent. */
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** Told while Graph is asked. */
export interface EntraWatch {
  readonly onProgress?: (progress: { readonly step: 'Entra'; readonly done: number; readonly total: number }) => void;
  /** `api`: `Microsoft Graph`. */
  readonly onWait?: (wait: { readonly api: string; readonly name: string; readonly seconds: number }) => void;
}

/** A fake, and nothing else: this machine alone, over HTTP. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;

/** `ACCESS_GRAPH_CLOUD` names a national cloud, and `ACCESS_GRAPH_ENDPOINT_URL` a fake in place of it, as AWS_ENDPOINT_URL does. */
export function entraOf(place: AzureCliPlace & EntraWatch): Entra {
  const { ACCESS_GRAPH_CLOUD: named, ACCESS_GRAPH_ENDPOINT_URL: endpoint } = place.env;
  const cloud = named?.trim() || 'global';
  if (!isCloud(cloud)) return unreachableEntra(`\`ACCESS_GRAPH_CLOUD\` must be one of ${CLOUDS.join(', ')}`);
  if (endpoint === undefined || endpoint.trim() === '') return connectEntra({ ...place, cloud });
  const origin = endpoint.trim().replace(/\/$/, '');
  if (!LOOPBACK.test(origin))
    return unreachableEntra('`ACCESS_GRAPH_ENDPOINT_URL` must be of this machine: http://127.0.0.1:4567');
  return connectEntra({ ...place, cloud, addresses: { graph: origin, authority: origin } });
}

const ANY_TOKEN: Token = { text: 'sandbox' };

/** Nothing is sent before something is read. */
export function connectEntra({
  addresses: given,
  clock = systemClock,
  random = Math.random,
  ...place
}: EntraConnection): Entra {
  const { env, cloud, signal, onProgress, onWait } = place;
  const addresses = given ?? ADDRESSES[cloud];
  const send = httpSender(signal === undefined ? {} : { signal });
  const token = graphToken({
    env,
    cloud,
    addresses,
    send,
    readFile: (file) => readFile(file, 'utf8'),
    azureCli: async (graph, tenant) => (given === undefined ? azureCliToken(place, graph, tenant) : ANY_TOKEN),
    now: clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds, signal),
  });
  return graphEntra(
    (aborting = signal) =>
      graphClient({
        origin: addresses.graph,
        send,
        token,
        clock,
        random,
        ...(onProgress && { onProgress: (progress) => onProgress({ step: 'Entra', ...progress }) }),
        ...(onWait && { onWait: (wait) => onWait({ api: 'Microsoft Graph', ...wait }) }),
        ...(aborting === undefined ? {} : { signal: aborting }),
      }),
    cloud,
  );
}
