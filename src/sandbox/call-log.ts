// The calls that came in: the latest ones in memory, and all of them, one JSON line each, in a log file when there is one.
import { createHash } from 'node:crypto';
import { closeSync, writeSync } from 'node:fs';
import { compareText } from '../compare-text.ts';
import { optional } from '../optional.ts';
import { openToAppend, reasonOf } from '../ordinary-file.ts';
import { SandboxError } from './errors.ts';
import type { Api } from './operation.ts';

/** One call as it came in. `outcome` is `ok`, `cut`, or the name of the error that was answered. */
export interface CallRecord {
  readonly service: Api;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

/** What the log file tells beside. */
export interface Circumstances {
  /** Virtual time in milliseconds. */
  readonly at: number;
  readonly requestId: string;
  readonly fault?: string;
}

export interface CallLog {
  /** The calls so far, oldest first. Beyond 100,000 the oldest are forgotten. */
  readonly calls: readonly CallRecord[];
  add(call: CallRecord, circumstances: Circumstances): void;
  close(): void;
}

const MOST_CALLS = 100_000;

/** Appends to the file: what an earlier run logged stays. */
export function openCallLog(file: string | undefined): CallLog {
  const descriptor = file === undefined ? undefined : opened(file);
  const calls: CallRecord[] = [];
  return {
    calls,
    add(call, circumstances) {
      calls.push(call);
      if (calls.length > MOST_CALLS) calls.splice(0, calls.length / 2);
      if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(lineOf(call, circumstances))}\n`);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

function opened(file: string): number {
  try {
    return openToAppend(file);
  } catch (error) {
    throw new SandboxError(`cannot write the log ${file}: ${reasonOf(error)}`);
  }
}

const lineOf = ({ service, operation, input, outcome }: CallRecord, { at, requestId, fault }: Circumstances) => ({
  at: new Date(at).toISOString(),
  service,
  operation,
  input: digest(input),
  outcome,
  ...optional({ fault }),
  requestId,
});

/** The same for the same members, in whatever order they came. */
function digest(input: unknown): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(sorted(input)))
    .digest('hex')}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, item]) => [name, sorted(item)]);
}
