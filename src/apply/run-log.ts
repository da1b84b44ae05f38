// A run log, read again: input like any other, whoever kept the file. A line that is none of a run log is counted and skipped; a run that has no end, or
// an operation without an outcome, is what a killed apply leaves.
import { instantOf, isInstantText } from '../instant.ts';
import type { AccountId, Address } from '../state/state.ts';
import type { JournalEntry } from './journal.ts';
import { validate } from './schema.generated.js';

type Entry<Event extends JournalEntry['event']> = Extract<JournalEntry, { readonly event: Event }>;

/** One apply. */
export interface LoggedRun {
  /** The file that it is in, and the line where it begins there. */
  readonly file: string;
  readonly line: number;
  readonly start: Entry<'start'>;
  /** In the order in which they ended. */
  readonly outcomes: readonly Entry<'outcome'>[];
  /** Sent, and nobody knows what became of them: the apply was killed. */
  readonly open: readonly OpenOperation[];
  /** Absent: the apply was killed, or goes on. */
  readonly end?: Entry<'end'>;
}

export interface OpenOperation {
  readonly at: Entry<'sent'>['at'];
  readonly address: Address;
  readonly account?: AccountId;
  /** Of the calls that were answered. */
  readonly requestIds: readonly string[];
}

export interface ReadLog {
  /** In the order of the file. */
  readonly runs: readonly LoggedRun[];
  /** Lines that are none of a run log, half written or strange. */
  readonly unread: readonly { readonly line: number; readonly problem: string }[];
}

/** The longest line that a run log has: an outcome with reasons from AWS. */
const LONGEST_LINE = 1_000_000;

export function readRunLog(text: string, file: string): ReadLog {
  const runs: Begun[] = [];
  const unread: ReadLog['unread'][number][] = [];
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const to = found < 0 ? text.length : found;
    line += 1;
    const written = text.slice(from, to);
    from = to + 1;
    if (written.trim() === '') continue;
    const entry = entryIn(written);
    if (typeof entry === 'string') unread.push({ line, problem: entry });
    else if (entry.event === 'start') runs.push({ file, line, start: entry, outcomes: [], open: new Map() });
    else if (runs.length === 0) unread.push({ line, problem: 'it belongs to no run' });
    else take(runs.at(-1)!, entry);
  }
  return { runs: runs.map(({ open, ...run }) => ({ ...run, open: [...open.values()] })), unread };
}

interface Begun extends Omit<LoggedRun, 'open' | 'outcomes' | 'end'> {
  readonly outcomes: Entry<'outcome'>[];
  readonly open: Map<Address, OpenOperation & { readonly requestIds: string[] }>;
  end?: Entry<'end'>;
}

/** What is wrong with it, where it is no entry. */
function entryIn(line: string): JournalEntry | string {
  if (line.length > LONGEST_LINE) return 'it is too long';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is no whole JSON';
  }
  if (!validate(value)) return 'it does not fit schemas/run.schema.json';
  // INVARIANT: the schema describes all of JournalEntry.
  const entry = value as JournalEntry;
  return isInstantText(entry.at) ? entry : 'its time is none';
}

function take(run: Begun, entry: Exclude<JournalEntry, Entry<'start'>>): void {
  switch (entry.event) {
    case 'sent': {
      const { at, address, account } = entry;
      run.open.set(address, { at, address, ...(account === undefined ? {} : { account }), requestIds: [] });
      return;
    }
    case 'call':
      if (entry.requestId !== undefined) run.open.get(entry.address)?.requestIds.push(entry.requestId);
      return;
    case 'outcome':
      run.open.delete(entry.address);
      run.outcomes.push(entry);
      return;
    case 'end':
      run.end = entry;
      return;
    default:
      entry satisfies never;
  }
}

/** The latest first; of those that began at the same moment, as they were read. */
export function latestFirst(runs: readonly LoggedRun[]): readonly LoggedRun[] {
  return [...runs].sort((a, b) => instantOf(b.start.at) - instantOf(a.start.at));
}
