// A token from whoever has signed in to the Azure CLI: `az account get-access-token`. It is the third program that is started here, beside git and npm. The CLI
// is asked, and not its files read: it knows how its tokens are kept and renewed on this machine, under a key that is none of ours, and signs in by
// whatever the company demands (a second factor, a managed device, a federated pipeline).
//
// As with git, nothing of the work tree is obeyed: `az` is looked for outside of it, no shell sees the arguments, and it has a time limit. It gets the caller's
// environment, which says where it is signed in.
import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { NoToken } from './client.ts';
import { printable, type Token } from './credentials.ts';

export interface AzureCliPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entries of PATH outside of the work tree. */
  readonly searchPath: string;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 262_144;
/** The CLI keeps its tokens and renews those that are about to end: asked every few minutes, it never gives one that has ended meanwhile. */
const LIFETIME_MS = 600_000;

/** Throws a NoToken, never with what the CLI said: it may have a token in it. */
export async function azureCliToken(place: AzureCliPlace, graph: string, tenant: string | undefined): Promise<Token> {
  // There `az` is a script, which cannot be started without a shell.
  if (platform() === 'win32') throw new NoToken('the Azure CLI is not asked on Windows; set `ACCESS_GRAPH_TOKEN`');
  const args = ['account', 'get-access-token', '--resource', graph, '--query', 'accessToken', '--output', 'tsv'];
  if (tenant !== undefined && !/^\w[\w.-]{0,255}$/.test(tenant)) throw new NoToken('`AZURE_TENANT_ID` is no tenant');
  return {
    text: printable(
      await run(place, [...args, ...(tenant === undefined ? [] : ['--tenant', tenant])]),
      'the answer of the Azure CLI',
    ),
    lifetime: LIFETIME_MS,
  };
}

async function run({ env, searchPath, signal }: AzureCliPlace, args: readonly string[]): Promise<string> {
  if (searchPath === '')
    throw new NoToken('no credentials for Microsoft Graph are set, and PATH names no folder outside of the work tree');
  try {
    const { stdout } = await promisify(execFile)('az', [...args], {
      cwd: '/',
      env: { ...env, PATH: searchPath },
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      timeout: TIMEOUT_MS,
      ...(signal && { signal }),
      killSignal: 'SIGKILL',
    });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const { code, killed } = error as { readonly code?: unknown; readonly killed?: boolean };
    if (code === 'ENOENT') throw new NoToken('no credentials for Microsoft Graph are set, and `az` is not installed');
    if (killed === true) throw new NoToken(`the Azure CLI had no answer within ${TIMEOUT_MS / 1_000} seconds`);
    throw new NoToken('the Azure CLI gives no token: sign in with `az login`');
  }
}
