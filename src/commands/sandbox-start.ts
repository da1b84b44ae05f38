// Starts a sandbox. What it cannot start or end with is a failure like any other, and told as one.

import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import { reasonOf } from '../ordinary-file.ts';
import {
  parseFaultRules,
  parseOrigin,
  parseSettings,
  type Sandbox,
  SandboxError,
  startSandbox,
} from '../sandbox/index.ts';
import type { Host, SandboxChoice } from './host.ts';

export type StartedSandbox = Pick<Sandbox, 'url' | 'entraUrl' | 'state' | 'close'>;

/** How it serves, as the command line says it. */
export interface Serving {
  /** A free port is taken when absent. */
  readonly port?: number;
  /** Of Microsoft Graph. The next free one after `port`, or a free one, when absent. */
  readonly entraPort?: number;
  readonly faults?: readonly string[];
  readonly faultSeed?: number;
  readonly settings?: readonly string[];
  /** Absolute. */
  readonly logFile?: string;
}

export async function startChosen(
  { stateFile, seed }: SandboxChoice,
  onLock: Host['temporary'],
  serving: Serving = {},
): Promise<StartedSandbox> {
  const { port = 0, entraPort, faults = [], faultSeed = 1, settings = [], logFile } = serving;
  const sandbox = await withAccessErrors(async () =>
    startSandbox({
      ...parseSettings(settings),
      stateFile,
      onLock,
      port,
      faultPlan: { seed: faultSeed, rules: parseFaultRules(faults) },
      ...optional({ entraPort, logFile }),
      ...(seed === undefined ? {} : { seed: parseOrigin(seed.text, seed.name) }),
    }),
  );
  const { url, entraUrl, state } = sandbox;
  return { url, ...optional({ entraUrl }), state, close: () => withAccessErrors(sandbox.close) };
}

async function withAccessErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const problem = problemOf(cause);
    if (problem === undefined) throw cause;
    throw new AccessError(diagnose('cli/sandbox', { problem }), { cause });
  }
}

/** On one line; undefined for what is a bug. */
function problemOf(cause: unknown): string | undefined {
  if (cause instanceof SandboxError) return cause.message.replace(/:\s*\n\s*/, ': ').replaceAll(/\s*\n\s*/g, '; ');
  // Of the operating system: a folder that cannot be made, a full disk.
  if (!(cause instanceof Error && 'syscall' in cause)) return undefined;
  return 'path' in cause ? `${cause.path}: ${reasonOf(cause)}` : cause.message;
}
