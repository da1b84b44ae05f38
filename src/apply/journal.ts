// The run log of an apply: JSON Lines, one line before an operation is sent and one after its outcome, each on disk before the next thing happens.
//
// An apply that is killed leaves a log that says what had been sent. It is for people and their auditors: a later run decides by reading live, never by
// this file. The contract of a line is schemas/run.schema.json, and run-log.ts reads them back.
import { closeSync, fstatSync, fsync, write } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { InstantText } from '../instant.ts';
import { openToAppend, reasonOf } from '../ordinary-file.ts';
import type { Change } from '../plan/change.ts';
import type { Outcome, WrittenCall } from '../provider/identity-center.ts';
import type { AccountId, Address, PermissionSetName, Principal, ResourceReference } from '../state/state.ts';
import type { Counts } from './report.ts';

export interface Journal {
  /** Resolves when the entry cannot be lost any more; throws AccessError when it cannot be kept. Entries stay in the order of the calls. */
  write(entry: JournalEntry): Promise<void>;
}

/** One line. No definitions, no policies and no credentials are written, so there is nothing secret in it; names of people's groups are. */
export type JournalEntry =
  | ({ readonly at: InstantText; readonly event: 'start' } & By & JournalHeader)
  /** About to be sent. Without an `outcome` below it, nobody knows whether it was. */
  | ({ readonly at: InstantText; readonly event: 'sent' } & Subject)
  /** A mutating API call of the operation was answered. */
  | ({ readonly at: InstantText; readonly event: 'call' } & Subject & WrittenCall)
  /** By itself all that an auditor asks: who did what to whom, by which plan and commit, by which calls, with which outcome. */
  | ({ readonly at: InstantText; readonly event: 'outcome' } & By & Subject & Doing & Outcome)
  | { readonly at: InstantText; readonly event: 'end'; readonly counts: Counts; readonly interrupted: boolean };

export interface JournalHeader {
  readonly formatVersion: 1;
  readonly toolVersion: string;
  /** ARN of the Identity Center, and its region. */
  readonly instance: string;
  readonly region: string;
  readonly operations: number;
}

/** Whose doing it is. */
export interface By {
  readonly planId: string;
  /** ARN of the caller, as STS GetCallerIdentity tells it. */
  readonly caller: string;
  /** Of the checkout, as far as the files are exactly those of a commit. */
  readonly commit?: string;
}

/** What an operation does, and to whom. Names are those of that moment; text from outside: escape it. */
export interface Doing {
  readonly action: Change['action'];
  /** Absent for attributes for access control, and for resources. */
  readonly permissionSet?: PermissionSetName;
  /** What another target needs beside assignments. */
  readonly resource?: ResourceReference;
  readonly accountName?: string;
  readonly principal?: Principal & { readonly name?: string };
  /** Of an assignment that is deleted: how long sessions that are open go on at most, ISO 8601. */
  readonly openSessions?: string;
  /** AWS's request ids of its calls, in their order, as CloudTrail shows them. */
  readonly requestIds: readonly string[];
}

export interface Subject {
  readonly address: Address;
  readonly account?: AccountId;
}

export interface FileJournal extends Journal {
  /** Waits for what is being written. A second time does nothing. */
  close(): Promise<void>;
}

/** Appends to `path`, whose folder is made when it is not there. It stays open, so that the log goes on whatever becomes of its name. */
export function fileJournal(path: string): FileJournal {
  let descriptor: number | undefined;
  let lastWrite: Promise<void> = Promise.resolve();
  /** Lines that come while others are on their way to the disk go there together: an interrupt settles thousands of operations at once. */
  let together: { readonly lines: string[]; readonly written: Promise<void> } | undefined;

  async function write(text: string): Promise<void> {
    try {
      if (descriptor !== undefined) return await append(descriptor, text);
      descriptor = openToAppend(path, 0o600);
      const isNew = fstatSync(descriptor).size === 0;
      // An earlier run that was killed may have left half a line: its remains must not swallow this header.
      await append(descriptor, isNew ? text : `\n${text}`);
      if (isNew) await keepName(path);
    } catch (cause) {
      throw new AccessError(diagnose('plan/journal-unwritable', { path, reason: reasonOf(cause) }), { cause });
    }
  }

  function joined(): { readonly lines: string[]; readonly written: Promise<void> } {
    const lines: string[] = [];
    // Once a line is lost every later one fails with it: a log with a hole would say of an operation that it was never sent.
    const written = lastWrite.then(() => {
      together = undefined;
      return write(lines.join(''));
    });
    lastWrite = written;
    return { lines, written };
  }

  return {
    write(entry) {
      together ??= joined();
      together.lines.push(`${JSON.stringify(entry)}\n`);
      return together.written;
    },
    async close() {
      await lastWrite.catch(() => {});
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** The line must outlive the machine, not only the process. */
async function append(descriptor: number, line: string): Promise<void> {
  let rest = Buffer.from(line);
  // On a disk that is nearly full a part of it may be written.
  while (rest.length > 0) rest = rest.subarray((await promisify(write)(descriptor, rest)).bytesWritten);
  await promisify(fsync)(descriptor);
}

/** The file's name is in its folder, and so on disk only with it. Not every system can do that. */
async function keepName(path: string): Promise<void> {
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
