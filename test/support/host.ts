// A Host in memory: what a command prints is kept, time moves only when somebody waits, and where AWS would be stands what the test gives.

import type { Connection, ConnectOptions, Host, Output, SandboxChoice } from '../../src/commands/host.ts';
import { run } from '../../src/commands/program.ts';
import { startChosen } from '../../src/commands/sandbox-start.ts';
import { diagnose } from '../../src/diagnostics/diagnose.ts';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { introduced } from '../../src/git/introduced.ts';
import { folderInRepository } from '../../src/git/repository.ts';
import { commitOf, folderAt } from '../../src/git/revisions.ts';
import { type Instant, instantAt, later } from '../../src/instant.ts';
import { httpSender } from '../../src/network/http.ts';
import { newestVersion } from '../../src/npm.ts';
import { type AwsOptions, awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import { connectEntra } from '../../src/provider/entra/connect.ts';
import type { Entra } from '../../src/provider/entra.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { connectSandbox, WITHOUT_TENANT } from '../../src/sandbox-connection.ts';
import { graphInProcess } from '../contract/graph-in-process.ts';
import { inProcessOver } from '../contract/in-process.ts';
import { gitEnvironment } from './git.ts';
import { instant } from './instant.ts';
import { isThorough } from './runs.ts';
import { virtualClock } from './virtual-clock.ts';

export const NOW = instant('2026-11-22T09:00:00.000Z');

export interface Surroundings {
  /** The working folder. */
  readonly cwd: string;
  readonly now?: Instant;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** True: which commit is checked out is asked of git. Otherwise none is. */
  readonly hasCommits?: boolean;
  /** What a person types at the prompts, in turn. Without any there is no terminal. */
  readonly answers?: readonly string[];
  /** What standard input has. */
  readonly input?: string;
  /** Opens what the program takes for AWS. */
  readonly aws?: (options: Omit<ConnectOptions, 'sandbox'>) => Promise<Connection>;
  /** Called after each sleep; `times` counts them from 1. */
  readonly onSleep?: (times: number) => void;
  /** The interrupt comes right after the first answer. */
  readonly interruptedByAnswer?: boolean;
  /** True: the interrupt comes while this is being waited for, which then has no end of its own. `times` counts from 1 over all calls. */
  readonly interruptedBy?: (call: HostCall, times: number) => boolean;
  /** How many operations are in flight, without an end of their own, when the interrupt comes. */
  readonly interruptedInFlight?: number;
  /** The disk behind it is. */
  readonly full?: 'standard output' | 'standard error';
}

/** What a command asks of its host and waits for, and where it prints. */
export type HostCall =
  | keyof Omit<Host, 'env' | 'cwd' | 'now' | 'signal' | 'deadline' | 'toolVersion'>
  | keyof IdentityCenter
  | 'readEntra';

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line to its end. Anything that is thrown is a bug, and fails the test. */
export async function access(argv: readonly string[], surroundings: Surroundings): Promise<Result> {
  const stdout = captured();
  const stderr = captured();
  const host = hostOf(surroundings, { stdout, stderr });
  const exitCode = await run(host, argv);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function hostOf(surroundings: Surroundings, { stdout, stderr }: Pick<Host, 'stdout' | 'stderr'>): Host {
  const { cwd, env = {}, answers, onSleep, full, interruptedBy = () => false, interruptedInFlight } = surroundings;
  const interrupts = new AbortController();
  const typed = [...(answers ?? [])];
  let { now = NOW } = surroundings;
  let sleeps = 0;
  let calls = 0;
  let inFlight = 0;

  function interrupted(call: HostCall): boolean {
    calls += 1;
    if (!interruptedBy(call, calls)) return false;
    interrupts.abort();
    return true;
  }
  const during = <T>(call: HostCall, work: () => Promise<T>): Promise<T> =>
    interrupted(call) ? new Promise<T>(() => {}) : work();
  const output = (name: 'stdout' | 'stderr', to: Output): Output => ({
    ...to,
    write(text) {
      if (full !== (name === 'stdout' ? 'standard output' : 'standard error')) to.write(text);
      interrupted(name);
    },
  });

  return {
    env,
    cwd,
    stdout: output('stdout', stdout),
    stderr: output('stderr', stderr),
    flush: () =>
      during('flush', async () => {
        if (full === undefined) return;
        throw new AccessError(diagnose('cli/output', { stream: full, reason: 'no space is left on the device' }));
      }),
    ...(answers === undefined
      ? {}
      : {
          ask: (question) =>
            during('ask', async () => {
              const answer = typed.shift() ?? '';
              stdout.write(`${question}${answer}\n`);
              if (surroundings.interruptedByAnswer === true) interrupts.abort();
              return answer;
            }),
        }),
    input: () => during('input', async () => new TextEncoder().encode(surroundings.input ?? '')),
    now: () => now,
    sleep: (milliseconds) =>
      during('sleep', async () => {
        now = later(now, milliseconds);
        sleeps += 1;
        onSleep?.(sleeps);
      }),
    signal: interrupts.signal,
    deadline: interrupts.signal,
    temporary: () => {},
    connect: (options) =>
      during('connect', async () => {
        const { identityCenter, entra, ...connection } = await connect(options, surroundings);
        const { readDirectory, readState, readManagedPolicies } = identityCenter;
        const reading: Partial<IdentityCenter> = {
          readDirectory: (needs) => during('readDirectory', () => readDirectory(needs)),
          readState: (scope, signal) => during('readState', () => readState(scope, signal)),
          ...(readManagedPolicies && {
            readManagedPolicies: (known) => during('readManagedPolicies', () => readManagedPolicies(known)),
          }),
          apply: (operation, applyOptions) => {
            if (interruptedInFlight === undefined)
              return during('apply', () => identityCenter.apply(operation, applyOptions));
            inFlight += 1;
            if (inFlight === interruptedInFlight) interrupts.abort();
            return new Promise(() => {});
          },
        };
        return {
          identityCenter: { ...identityCenter, ...reading },
          entra: { read: (wanted, signal) => during('readEntra', () => entra.read(wanted, signal)) },
          ...connection,
        };
      }),
    newestVersion: (name) => during('newestVersion', () => newestVersion({ cwd, env }, name)),
    send: (request) => during('send', () => httpSender()(request)),
    commit: (dir, files) =>
      during('commit', async () =>
        surroundings.hasCommits === true ? commitOf({ dir, env: gitEnvironment() }, files) : undefined,
      ),
    folderAt: (dir, at) => during('folderAt', () => folderAt({ dir, env: { ...gitEnvironment(), ...env } }, at)),
    introduced: (dir, asked) =>
      during('introduced', () => introduced({ dir, env: { ...gitEnvironment(), ...env } }, asked)),
    projectName: () => during('projectName', async () => 'orchard-access'),
    repositoryFolder: () => during('repositoryFolder', () => folderInRepository(cwd)),
    toolVersion: '0.0.0-test',
  };
}

async function connect({ sandbox, ...live }: ConnectOptions, { aws }: Surroundings): Promise<Connection> {
  if (sandbox !== undefined) return isThorough ? sandboxOverTheWire(sandbox, live) : sandboxInMemory(sandbox, live);
  if (aws === undefined) throw new Error('this test has no AWS: give it --sandbox, or an `aws`');
  return aws(live);
}

type Live = Omit<ConnectOptions, 'sandbox'>;

const sandboxOverTheWire = (choice: SandboxChoice, live: Live): Promise<Connection> =>
  connectSandbox(choice, () => {}, {
    identityCenter: (endpoint) => adapter({ ...live, ...endpoint }),
    entra: entraAt,
  });

/**
 * The same without the SDK and HTTP between: half of what a command costs here. That they change nothing is the business of test/contract; that the program
 * has them, of test/cli/built.test.ts and of TEST_EFFORT=all.
 */
async function sandboxInMemory(choice: SandboxChoice, live: Live): Promise<Connection> {
  const { state, close } = await startChosen(choice, () => {});
  const { senders } = inProcessOver(state, {});
  return {
    identityCenter: adapter({ ...live, region: state.region, senderOf: senders('sandbox', {}), expectedOperation: 10 }),
    entra: state.entra === undefined ? WITHOUT_TENANT : graphInProcess(state),
    now: () => instantAt(state.now),
    close,
  };
}

/** The real adapter of Microsoft Graph, at a sandbox's; nothing waits. The token says what it may (ENTRA.md). */
export function entraAt(origin: string, token?: string): Entra {
  return connectEntra({
    env: token === undefined ? {} : { ACCESS_GRAPH_TOKEN: token },
    searchPath: '',
    cloud: 'global',
    addresses: { graph: origin, authority: origin },
    clock: virtualClock(),
    random: () => 0.5,
  });
}

/** The real adapter; nothing waits, and chance has no part in it. */
export function adapter(options: AwsOptions): ReturnType<typeof awsIdentityCenter> {
  return awsIdentityCenter({ ...options, clock: virtualClock(), random: () => 0.5 });
}

function captured(): Output & { text(): string } {
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(text),
    isTerminal: false,
    hasColors: false,
    columns: 100,
    text: () => parts.join(''),
  };
}
