// The thread of the program: commands get a Host, whose outputs, prompt and signals are in the process around it (process/supervise.ts).
import { parentPort, workerData } from 'node:worker_threads';
import type { Connection, ConnectOptions, Host, Output } from './commands/host.ts';
import { run } from './commands/program.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { AccessError } from './diagnostics/diagnostic.ts';
import { instantAt } from './instant.ts';
import type { HttpAnswer, HttpRequest, Send } from './network/http.ts';
import { reasonOf } from './ordinary-file.ts';
import { bugText } from './process/bug.ts';
import type { OutputName, Surroundings, ToProcess, ToProgram } from './process/messages.ts';
import type { EntraWatch } from './provider/entra/connect.ts';
import type { Entra } from './provider/entra.ts';

declare const ACCESS_VERSION: string;

/** So long an apply waits for what is in flight; with what comes before and after, an interrupt ends it within three seconds. */
const WAIT_MS = 1_200;

const port = parentPort!;
const { argv, cwd, outputs, canAsk }: Surroundings = workerData;
const interrupts = new AbortController();
const deadline = new AbortController();
const replies: { [Kind in ToProgram['kind']]?: (message: Extract<ToProgram, { kind: Kind }>) => void } = {};

port.on('message', (message: ToProgram) => {
  switch (message.kind) {
    case 'interrupt':
      if (!message.patient) setTimeout(() => deadline.abort(), WAIT_MS).unref();
      say({ kind: 'heard' });
      interrupts.abort();
      return;
    case 'answer':
      replies.answer?.(message);
      return;
    case 'input':
      replies.input?.(message);
      return;
    case 'flushed':
      replies.flushed?.(message);
      return;
    default:
      message satisfies never;
  }
});
// The end of the program is the end of the thread, but where it waits for a reply.
port.unref();

process.on('uncaughtException', failed);
await run(host(), argv).then((exitCode) => say({ kind: 'end', exitCode }), failed);

function failed(error: unknown): void {
  say({ kind: 'write', to: 'stderr', text: bugText(error) });
  say({ kind: 'end', exitCode: 1 });
}

function host(): Host {
  const { env } = process;
  const whileRunning = { signal: interrupts.signal, onTemporary: temporary };
  return {
    env,
    cwd,
    stdout: outputOf('stdout'),
    stderr: outputOf('stderr'),
    flush,
    ...(canAsk ? { ask } : {}),
    input: async (most) => (await reply({ kind: 'read', most }, 'input')).bytes,
    now: () => instantAt(Date.now()),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    signal: interrupts.signal,
    deadline: deadline.signal,
    temporary,
    connect,
    send,
    newestVersion: async (name) =>
      (await import('./npm.ts')).newestVersion({ cwd, env, signal: interrupts.signal }, name),
    commit: async (dir, files) => (await import('./git/revisions.ts')).commitOf({ dir, env, ...whileRunning }, files),
    folderAt: async (dir, at) => (await import('./git/revisions.ts')).folderAt({ dir, env, ...whileRunning }, at),
    introduced: async (dir, asked) =>
      (await import('./git/introduced.ts')).introduced({ dir, env, ...whileRunning }, asked),
    projectName: async (dir) => (await import('./git/project-name.ts')).projectName(dir),
    repositoryFolder: async () => (await import('./git/repository.ts')).folderInRepository(cwd),
    toolVersion: ACCESS_VERSION,
  };
}

function say(message: ToProcess): void {
  port.postMessage(message);
}

function outputOf(to: OutputName): Output {
  return { write: (text) => say({ kind: 'write', to, text }), ...outputs[to] };
}

function temporary(place: string, exists: boolean): void {
  say({ kind: 'temporary', place, exists });
}

async function ask(question: string): Promise<string> {
  return (await reply({ kind: 'ask', question }, 'answer')).text;
}

async function flush(): Promise<void> {
  const { lost } = await reply({ kind: 'flush' }, 'flushed');
  if (lost === undefined) return;
  const stream = lost.output === 'stdout' ? 'standard output' : 'standard error';
  throw new AccessError(diagnose('cli/output', { stream, reason: reasonOf(lost) }));
}

/** The replies of a kind come in the order of the questions, of which there is one at a time. */
function reply<Kind extends ToProgram['kind']>(
  question: ToProcess,
  kind: Kind,
): Promise<Extract<ToProgram, { kind: Kind }>> {
  port.ref();
  return new Promise<Extract<ToProgram, { kind: Kind }>>((resolve) => {
    Object.assign(replies, { [kind]: resolve });
    say(question);
  }).finally(() => port.unref());
}

let sender: Promise<Send> | undefined;

/** Its connections are those of the run. */
async function send(request: HttpRequest): Promise<HttpAnswer> {
  sender ??= import('./network/http.ts').then(({ httpSender }) => httpSender({ signal: interrupts.signal }));
  return (await sender)(request);
}

async function connect({ sandbox, ...live }: ConnectOptions): Promise<Connection> {
  const { awsIdentityCenter } = await import('./provider/aws/identity-center.ts');
  if (sandbox === undefined)
    return { identityCenter: awsIdentityCenter(live), entra: entra(live), close: async () => {} };
  const { connectSandbox } = await import('./sandbox-connection.ts');
  const { connectEntra } = await import('./provider/entra/connect.ts');
  return connectSandbox(sandbox, temporary, {
    identityCenter: (endpoint) => awsIdentityCenter({ ...live, ...endpoint }),
    // No credentials of the environment: they are not the sandbox's to see.
    entra: (origin) =>
      connectEntra({
        env: {},
        searchPath: '',
        cloud: 'global',
        addresses: { graph: origin, authority: origin },
        ...watchOf(live),
      }),
  });
}

/** INVARIANT: a declaration: the run begins above. */
function watchOf({ onProgress, onWait }: Omit<ConnectOptions, 'sandbox'>): EntraWatch {
  return { ...(onProgress && { onProgress }), ...(onWait && { onWait }) };
}

/** Loaded, and the program of the Azure CLI looked for, with the first question. */
function entra(live: Omit<ConnectOptions, 'sandbox'>): Entra {
  const { env } = process;
  const { signal } = interrupts;
  let opened: Promise<Entra> | undefined;
  const open = async (): Promise<Entra> => {
    const { entraOf } = await import('./provider/entra/connect.ts');
    const { programPath } = await import('./git/run.ts');
    return entraOf({ env, searchPath: await programPath(cwd, env.PATH), signal, ...watchOf(live) });
  };
  return {
    read: async (...asked) => {
      opened ??= open();
      return (await opened).read(...asked);
    },
  };
}
