// The run log of an apply: JSON Lines, one line before an operation is sent and one after its outcome, each on disk before the next thing happens.
//
// An apply that is killed leaves a log that says what had been sent. It is for people: a later run decides by reading live, never by this file.
import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import type { Outcome, WrittenCall } from '../provider/identity-center.ts';
import type { AccountId, Address } from '../state/state.ts';
import type { Counts } from './report.ts';

export interface Journal {
  /** Resolves when the entry cannot be lost any more; throws AccessError when it cannot be kept. Entries stay in the order of the calls. */
  write(entry: JournalEntry): Promise<void>;
}

/** One line. `at` is ISO 8601. No definitions and no policies are written, so there is nothing secret in it. */
export type JournalEntry =
  | ({ readonly at: string; readonly event: 'start' } & JournalHeader)
  /** About to be sent. Without an `outcome` below it, nobody knows whether it was. */
  | ({ readonly at: string; readonly event: 'sent' } & Subject)
  /** A mutating API call of the operation was answered. */
  | ({ readonly at: string; readonly event: 'call' } & Subject & WrittenCall)
  | ({ readonly at: string; readonly event: 'outcome' } & Subject & Outcome)
  | { readonly at: string; readonly event: 'end'; readonly counts: Counts; readonly interrupted: boolean };

export interface JournalHeader {
  readonly formatVersion: 1;
  readonly planId: string;
  readonly toolVersion: string;
  readonly operations: number;
}

export interface Subject {
  readonly address: Address;
  readonly account?: AccountId;
}

/** Appends to `path`, whose folder is made when it is not there. */
export function fileJournal(path: string): Journal {
  let lastWrite: Promise<void> | undefined;
  return {
    write(entry) {
      const line = `${JSON.stringify(entry)}\n`;
      // Once a line is lost every later one fails with it: a log with a hole would say of an operation that it was never sent.
      lastWrite = lastWrite === undefined ? begin(path, line) : lastWrite.then(() => append(path, line));
      return lastWrite;
    },
  };
}

async function begin(path: string, line: string): Promise<void> {
  await refusing(path, () => mkdir(dirname(path), { recursive: true }));
  const earlier = await stat(path).catch(() => undefined);
  // An earlier run that was killed may have left half a line: its remains must not swallow this header.
  await append(path, earlier === undefined || earlier.size === 0 ? line : `\n${line}`);
}

/** `flush` is fsync: the line must outlive the machine, not only the process. */
function append(path: string, line: string): Promise<void> {
  return refusing(path, () => appendFile(path, line, { flush: true, mode: 0o600 }));
}

async function refusing(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AccessError(diagnose('plan/journal-unwritable', { path, reason }), { cause });
  }
}
