// A token for Microsoft Graph without a secret of its own, from the first of these that the environment has: `ACCESS_GRAPH_TOKEN`; a federated token of a file
// (AZURE_FEDERATED_TOKEN_FILE), of GitHub or of Azure DevOps, changed for one of Entra; and whoever has signed in to the Azure CLI. Nothing is kept on disk,
// and no message has a token in it.

import { type HttpAnswer, type HttpRequest, NoAnswer, type Send } from '../../network/http.ts';
import { NoToken } from './client.ts';
import type { Cloud, CloudAddresses } from './clouds.ts';
import { fieldOf, parsedJson } from './json.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface CredentialsPlace {
  readonly env: Environment;
  readonly addresses: CloudAddresses;
  readonly cloud: Cloud;
  readonly send: Send;
  /** Text of a small file. Rejects as `readFile` does. */
  readonly readFile: (path: string) => Promise<string>;
  /** Of the Azure CLI, for the origin of Graph and, where it is known, the tenant. Throws a NoToken. */
  readonly azureCli: (graph: string, tenant: string | undefined) => Promise<Token>;
  /** Milliseconds, only ever growing. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Token {
  readonly text: string;
  /** Milliseconds that it is good for. Absent: nobody said. */
  readonly lifetime?: number;
}

/** Asked for anew this long before it ends. */
const MARGIN_MS = 300_000;

/** Gives the same token until it is about to end. Throws a NoToken, each time it is asked. */
export function graphToken(place: CredentialsPlace): () => Promise<string> {
  let pending: Promise<Token> | undefined;
  let askedAt = 0;
  return async () => {
    const now = place.now();
    const token = await pending?.catch(() => undefined);
    const ended = token?.lifetime !== undefined && now - askedAt > Math.max(0, token.lifetime - MARGIN_MS);
    if (token !== undefined && !ended) return token.text;
    askedAt = now;
    pending = tokenOf(place);
    return (await pending).text;
  };
}

async function tokenOf(place: CredentialsPlace): Promise<Token> {
  const { env } = place;
  if (given(env.ACCESS_GRAPH_TOKEN)) return { text: printable(env.ACCESS_GRAPH_TOKEN!, '`ACCESS_GRAPH_TOKEN`') };
  const assertion = assertionIn(place);
  return assertion === undefined
    ? place.azureCli(place.addresses.graph, env.AZURE_TENANT_ID)
    : exchanged(place, await assertion());
}

/** Where a federated token is, if there is one and it is known for which application. */
function assertionIn(place: CredentialsPlace): (() => Promise<string>) | undefined {
  const { env } = place;
  if (!given(env.AZURE_CLIENT_ID) || !given(env.AZURE_TENANT_ID)) return undefined;
  if (given(env.AZURE_FEDERATED_TOKEN_FILE)) return () => fromFile(place, env.AZURE_FEDERATED_TOKEN_FILE!);
  if (given(env.ACTIONS_ID_TOKEN_REQUEST_URL) && given(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN))
    return () => fromGitHub(place);
  if (given(env.SYSTEM_OIDCREQUESTURI) && given(env.SYSTEM_ACCESSTOKEN) && given(env.AZURE_SERVICE_CONNECTION_ID))
    return () => fromAzureDevOps(place);
  return undefined;
}

const given = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

async function fromFile({ readFile }: CredentialsPlace, path: string): Promise<string> {
  const text = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new NoToken(`the file of \`AZURE_FEDERATED_TOKEN_FILE\` cannot be read: ${error.code ?? 'failed'}`);
  });
  return printable(text, 'the file of `AZURE_FEDERATED_TOKEN_FILE`');
}

/** What Entra demands of the token of another issuer ("Workload identity federation"). */
const AUDIENCES: Readonly<Record<Cloud, string>> = {
  global: 'api://AzureADTokenExchange',
  'us-government-l4': 'api://AzureADTokenExchangeUSGov',
  'us-government-l5': 'api://AzureADTokenExchangeUSGov',
  china: 'api://AzureADTokenExchangeChina',
};

/** GitHub, "OpenID Connect reference": the address has a query already. */
async function fromGitHub({ env, cloud, ...place }: CredentialsPlace): Promise<string> {
  const url = safeUrl(env.ACTIONS_ID_TOKEN_REQUEST_URL!, 'ACTIONS_ID_TOKEN_REQUEST_URL');
  url.searchParams.set('audience', AUDIENCES[cloud]);
  const answer = await answered(place, 'GitHub', {
    method: 'GET',
    url: url.href,
    headers: { accept: 'application/json', authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  return printable(textIn(answer, 'value', 'GitHub'), "GitHub's answer");
}

/** Azure DevOps REST 7.1, "Oidctoken - Create". */
async function fromAzureDevOps({ env, ...place }: CredentialsPlace): Promise<string> {
  const url = safeUrl(env.SYSTEM_OIDCREQUESTURI!, 'SYSTEM_OIDCREQUESTURI');
  url.searchParams.set('api-version', '7.1');
  url.searchParams.set('serviceConnectionId', env.AZURE_SERVICE_CONNECTION_ID!);
  const answer = await answered(place, 'Azure DevOps', {
    method: 'POST',
    url: url.href,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${env.SYSTEM_ACCESSTOKEN}`,
    },
    body: '',
  });
  return printable(textIn(answer, 'oidcToken', 'Azure DevOps'), "Azure DevOps' answer");
}

/** The token of the pipeline goes there. */
function safeUrl(text: string, variable: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // By the host that is meant: in `http://127.0.0.1:80@example.com` it is the second.
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === '127.0.0.1');
  if (url === undefined || !isSafe) throw new NoToken(`\`${variable}\` is no address of HTTPS`);
  return url;
}

/** "OAuth 2.0 client credentials flow", third case: a federated token. */
async function exchanged({ env, addresses, ...place }: CredentialsPlace, assertion: string): Promise<Token> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env.AZURE_CLIENT_ID!.trim(),
    scope: `${addresses.graph}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const answer = await answered(place, 'Entra', {
    method: 'POST',
    url: `${addresses.authority}/${encodeURIComponent(env.AZURE_TENANT_ID!.trim())}/oauth2/v2.0/token`,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  const text = printable(textIn(answer, 'access_token', 'Entra'), "Entra's answer");
  const seconds = fieldOf(answer, 'expires_in');
  return typeof seconds === 'number' && seconds > 0 ? { text, lifetime: seconds * 1_000 } : { text };
}

/** Between the attempts, in milliseconds. What is asked here changes nothing, and may be asked again. */
const PAUSES_MS: readonly number[] = [1_000, 4_000];

/** A server's trouble is waited for a little; without a token nothing else is asked. */
async function answered(
  place: Pick<CredentialsPlace, 'send' | 'sleep'>,
  who: string,
  request: HttpRequest,
): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await outcomeOf(place, request);
    if (outcome.kind === 'answer') return outcome.body;
    const pause = outcome.isPassing ? PAUSES_MS[attempt] : undefined;
    if (pause === undefined) throw new NoToken(`${who} gives no token: ${outcome.reason}`);
    await place.sleep(pause);
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  /** `isPassing`: it may be otherwise in a moment. */
  | { readonly kind: 'refusal'; readonly reason: string; readonly isPassing: boolean };

async function outcomeOf({ send }: Pick<CredentialsPlace, 'send'>, request: HttpRequest): Promise<Outcome> {
  let answer: HttpAnswer;
  try {
    answer = await send(request);
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'refusal', reason: error.code, isPassing: PASSING.has(error.code) };
    throw error;
  }
  const body = parsedJson(answer.body);
  if (answer.status === 200) return { kind: 'answer', body };
  // `AADSTS70021`: the number says what is wrong. What else it says may repeat the assertion.
  const code = /\bAADSTS\d{2,9}\b/.exec(String(fieldOf(body, 'error_description') ?? ''))?.[0];
  const reason = `status ${answer.status}${code === undefined ? '' : `, ${code}`}`;
  return { kind: 'refusal', reason, isPassing: answer.status === 429 || answer.status >= 500 };
}

const PASSING: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'TIMEOUT']);

function textIn(answer: unknown, name: string, who: string): string {
  const text = fieldOf(answer, name);
  if (typeof text === 'string') return text;
  throw new NoToken(`${who} gives no token: its answer has no \`${name}\``);
}

const LONGEST = 65_536;

/** What can stand in a header. */
export function printable(text: string, whence: string): string {
  const token = text.trim();
  if (token.length <= LONGEST && /^[\w.~+/=-]+$/.test(token)) return token;
  throw new NoToken(`${whence} is no token`);
}
