// Connections through the proxy of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case, as the AWS CLI and Terraform read them. Node
// does not look at them by itself, and the AWS SDK leaves it to its caller.
import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** The proxy of the environment cannot be used. The message never has its address, in which there may be a password. */
class ProxyError extends Error {
  readonly code = 'ERR_PROXY';
}

/** The proxy for a host, or none. */
export function proxyFor(protocol: 'http:' | 'https:', host: string): string | undefined {
  // What listens on this machine is not behind a proxy. Go's programs, Terraform among them, make the same exception.
  if (/^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(host)) return undefined;
  // NO_PROXY=amazonaws.com stands for every host of it for curl, the AWS CLI and Terraform; proxy-from-env asks for `.amazonaws.com`.
  const labels = host.split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.'));
  const proxies = domains.map((domain) => getProxyForUrl(`${protocol}//${domain}`));
  return proxies.includes('') ? undefined : proxies[0];
}

const OPTIONS = { keepAlive: true, maxSockets: 50 } as const;

/** What Node calls of an agent for every request. It is no part of Node's types, though every agent has it. */
interface Requests {
  addRequest(request: http.ClientRequest, options: object): void;
}

export interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** Agents that go straight or through the proxy, by the host of each request. */
export function proxyAgents(): Agents {
  return {
    httpAgent: choosing('http:', new http.Agent(OPTIONS)),
    httpsAgent: choosing('https:', new https.Agent(OPTIONS)),
  };
}

function choosing<Straight extends http.Agent>(protocol: 'http:' | 'https:', straight: Straight): Straight {
  const goStraight = (straight as unknown as Requests).addRequest.bind(straight);
  const agents = new Map<string, http.Agent>();
  const addRequest: Requests['addRequest'] = (request, options) => {
    const proxy = proxyFor(protocol, String(request.getHeader('host')));
    if (proxy === undefined) return goStraight(request, options);
    const agent = agents.get(proxy) ?? agentFor(proxy, protocol);
    agents.set(proxy, agent);
    (agent as unknown as Requests).addRequest(request, { ...options, secureEndpoint: protocol === 'https:' });
  };
  return Object.assign(straight, { addRequest });
}

function agentFor(proxy: string, endpoint: 'http:' | 'https:'): http.Agent {
  if (!URL.canParse(proxy)) throw new ProxyError('its address is no URL');
  const { protocol } = new URL(proxy);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new ProxyError(`its protocol is \`${protocol}\`, and only \`http:\` and \`https:\` are supported`);
  return endpoint === 'https:' ? new HttpsProxyAgent(proxy, OPTIONS) : new HttpProxyAgent(proxy, OPTIONS);
}
