// Asks npm which version of a package is the newest. The client is asked, not a registry: it knows the registry, the proxy, the certificates and the
// credentials that this machine is set up with, and none of it is read here.
//
// As with git, nothing of the work tree is obeyed: npm is looked for outside of it, and run where no `.npmrc` of a pull request is read.
import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { diagnose } from './diagnostics/diagnose.ts';
import { AccessError } from './diagnostics/diagnostic.ts';
import { programPath } from './git/run.ts';

export interface NpmPlace {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 1_048_576;

/** Without a network, npm would try for minutes. */
const PATIENCE = ['--prefer-online', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000'];

/** `npm view <name> version`. Throws an AccessError, `policy/data-not-compared`. */
export async function newestVersion(place: NpmPlace, name: string): Promise<string> {
  const refuse = (problem: string, cause?: unknown) =>
    new AccessError(diagnose('policy/data-not-compared', { package: name, problem }), { cause });
  const answer = await ask(place, name).catch((error: unknown) => {
    throw refuse(problemOf(error as Failure), error);
  });
  const version = parsed(answer);
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version))
    throw refuse('npm did not answer with a version');
  return version;
}

async function ask({ cwd, env, signal }: NpmPlace, name: string): Promise<string> {
  const searchPath = await programPath(cwd, env.PATH);
  if (searchPath === '')
    throw Object.assign(new Error('PATH names no folder outside of the work tree'), { code: 'ENOENT' });
  const { stdout } = await promisify(execFile)('npm', ['view', name, 'version', '--json', ...PATIENCE], {
    cwd: path.parse(cwd).root,
    env: { ...env, PATH: searchPath },
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    timeout: TIMEOUT_MS,
    ...(signal && { signal }),
    killSignal: 'SIGKILL',
    windowsHide: true,
    // There npm is a script. The name of the package is one of ours.
    shell: platform() === 'win32',
  });
  return stdout;
}

type Failure = Error & { readonly code?: unknown; readonly killed?: boolean; readonly stdout?: string };

/** npm says on standard output what went wrong, as `{ error: { code, summary } }`. */
function problemOf({ code, killed, stdout = '' }: Failure): string {
  if (code === 'ENOENT') return '`npm` is not installed';
  if (killed === true) return `npm had no answer within ${TIMEOUT_MS / 1_000} seconds`;
  const { error } = (parsed(stdout) ?? {}) as {
    readonly error?: { readonly code?: unknown; readonly summary?: unknown };
  };
  const texts = [error?.code, error?.summary].filter((text) => typeof text === 'string' && text !== '');
  return texts.length === 0 ? 'npm failed' : `npm failed: ${texts.join(': ').split('\n')[0]}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
