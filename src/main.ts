// The process: arguments, environment, streams, signals, connections. The only file that touches any of them; commands get a Host.
import { createInterface } from 'node:readline/promises';
import type { Connection, ConnectOptions, Host, Output } from './commands/host.ts';
import { run } from './commands/program.ts';
import { AccessError } from './diagnostics/diagnostic.ts';

declare const ACCESS_VERSION: string;

const BUG = 1;

async function main(): Promise<void> {
  // SDK releases of 2026 warn about Node 20 on stderr at every start; they work on it until the major version that the lock file excludes.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const host = processHost();
  process.exitCode = await run(host, process.argv.slice(2)).catch((error: unknown) => failed(host, error));
}

function processHost(): Host {
  const interrupts = new AbortController();
  const deadline = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted(interrupts));
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    ...(process.stdin.isTTY && process.stdout.isTTY
      ? { ask: (question: string) => ask(question, interrupts.signal) }
      : {}),
    now: Date.now,
    sleep: (milliseconds) => sleep(milliseconds, interrupts.signal),
    signal: interrupts.signal,
    deadline: deadline.signal,
    flush: async () => {},
    connect: (options) => connect(options, interrupts.signal),
    commit: async (dir, files) => (await import('./git/revisions.ts')).commitOf({ dir, env: process.env }, files),
    folderAt: async (dir, ref) => (await import('./git/revisions.ts')).folderAt({ dir, env: process.env }, ref),
    projectName: async (dir) => (await import('./git/project-name.ts')).projectName(dir),
    toolVersion: ACCESS_VERSION,
  };
}

/** The first interrupt lets what is in flight come to its end; the second one ends the process, and the journal says what was sent. */
function interrupted(interrupts: AbortController): void {
  if (interrupts.signal.aborted) process.exit(130);
  process.stderr.write(
    '\ninterrupted: nothing more is started, waiting for what is in flight (again to end at once)\n',
  );
  interrupts.abort();
}

function outputOf(stream: NodeJS.WriteStream): Output {
  const { NO_COLOR = '', FORCE_COLOR = '' } = process.env;
  // A reader that goes away, as in `access plan | head`, must not stop an apply half way.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    hasColors: NO_COLOR === '' && (stream.isTTY === true || !['', '0'].includes(FORCE_COLOR)),
    columns: stream.columns ?? 100,
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question, { signal });
  } catch {
    // Interrupted, or the input ended: nobody said yes.
    return '';
  } finally {
    lines.close();
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

async function connect({ sandbox, ...options }: ConnectOptions, signal: AbortSignal): Promise<Connection> {
  const live = { ...options, signal };
  const { awsIdentityCenter } = await import('./provider/aws/identity-center.ts');
  if (sandbox === undefined) return { identityCenter: awsIdentityCenter(live), close: async () => {} };
  const { connectSandbox } = await import('./sandbox-connection.ts');
  return connectSandbox(sandbox, (endpoint) => awsIdentityCenter({ ...live, ...endpoint }));
}

async function failed(host: Host, error: unknown): Promise<number> {
  if (error instanceof AccessError) {
    const { printFindings } = await import('./commands/output.ts');
    printFindings(host, [error.diagnostic]);
    return 1;
  }
  process.setSourceMapsEnabled(true);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.stderr.write(
    `This is a bug in access ${ACCESS_VERSION}. Please report it with the text below; nothing in it is secret, but look it over.\n\n${stack}\n`,
  );
  return BUG;
}

await main();
