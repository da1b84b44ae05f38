// The port to a tenant of Entra as the environment has it.
import { readFile } from 'node:fs/promises';
import { httpSender } from '../../network/http.ts';
import { systemClock } from '../aws/clock.ts';
import type { Entra } from '../entra.ts';
import { type AzureCliPlace, azureCliToken } from './azure-cli.ts';
import { graphClient } from './client.ts';
import { ADDRESSES, type Cloud, type CloudAddresses } from './clouds.ts';
import { graphToken } from './credentials.ts';
import { graphEntra } from './read.ts';

export interface EntraConnection extends AzureCliPlace {
  readonly cloud: Cloud;
  /** In place of the cloud's own: where a fake answers. */
  readonly addresses?: CloudAddresses;
}

/** Nothing is sent before something is read. */
export function connectEntra({ addresses: given, ...place }: EntraConnection): Entra {
  const { env, cloud, signal } = place;
  const addresses = given ?? ADDRESSES[cloud];
  const send = httpSender(signal === undefined ? {} : { signal });
  const token = graphToken({
    env,
    cloud,
    addresses,
    send,
    readFile: (file) => readFile(file, 'utf8'),
    azureCli: (graph, tenant) => azureCliToken(place, graph, tenant),
    now: systemClock.now,
  });
  return graphEntra((aborting = signal) =>
    graphClient({
      origin: addresses.graph,
      send,
      token,
      clock: systemClock,
      random: Math.random,
      ...(aborting === undefined ? {} : { signal: aborting }),
    }),
  );
}
