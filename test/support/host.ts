// A Host in memory: what a command prints is kept, time moves only when somebody waits, and where AWS would be stands what the test gives.

import type { Connection, ConnectOptions, Host, Output } from '../../src/commands/host.ts';
import { printFindings } from '../../src/commands/output.ts';
import { run } from '../../src/commands/program.ts';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { folderAt } from '../../src/git/revisions.ts';
import { type AwsOptions, awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import { connectSandbox } from '../../src/sandbox-connection.ts';
import { gitEnvironment } from './git.ts';
import { virtualClock } from './virtual-clock.ts';

export const NOW = Date.parse('2026-11-22T09:00:00.000Z');

export interface Surroundings {
  /** The working folder. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person types at the prompts, in turn. Without any there is no terminal. */
  readonly answers?: readonly string[];
  /** Opens what the program takes for AWS. */
  readonly aws?: (options: Omit<ConnectOptions, 'sandbox'>) => Promise<Connection>;
  /** Called after each sleep; `times` counts them from 1. */
  readonly onSleep?: (times: number) => void;
  /** The interrupt comes right after the first answer. */
  readonly interruptedByAnswer?: boolean;
}

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line to its end. A failure is told as main.ts tells it; anything else that is thrown is a bug, and fails the test. */
export async function access(argv: readonly string[], surroundings: Surroundings): Promise<Result> {
  const stdout = captured();
  const stderr = captured();
  const host = hostOf(surroundings, { stdout, stderr });
  const exitCode = await run(host, argv).catch((error: unknown) => {
    if (!(error instanceof AccessError)) throw error;
    printFindings(host, [error.diagnostic]);
    return 1;
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function hostOf(surroundings: Surroundings, outputs: Pick<Host, 'stdout' | 'stderr'>): Host {
  const { cwd, env = {}, answers, onSleep } = surroundings;
  const interrupts = new AbortController();
  const typed = [...(answers ?? [])];
  let { now = NOW } = surroundings;
  let sleeps = 0;
  return {
    env,
    cwd,
    ...outputs,
    ...(answers === undefined
      ? {}
      : {
          ask: async (question) => {
            const answer = typed.shift() ?? '';
            outputs.stdout.write(`${question}${answer}\n`);
            if (surroundings.interruptedByAnswer === true) interrupts.abort();
            return answer;
          },
        }),
    now: () => now,
    async sleep(milliseconds) {
      now += milliseconds;
      sleeps += 1;
      onSleep?.(sleeps);
    },
    signal: interrupts.signal,
    connect: (options) => connect(options, surroundings),
    commit: async () => undefined,
    folderAt: (dir, ref) => folderAt({ dir, env: { ...gitEnvironment(), ...env } }, ref),
    projectName: async () => 'orchard-access',
    toolVersion: '0.0.0-test',
  };
}

async function connect({ sandbox, ...live }: ConnectOptions, { aws }: Surroundings): Promise<Connection> {
  if (sandbox !== undefined) return connectSandbox(sandbox, (endpoint) => adapter({ ...live, ...endpoint }));
  if (aws === undefined) throw new Error('this test has no AWS: give it --sandbox, or an `aws`');
  return aws(live);
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
