// What run logs prove of each account: when it was applied, by whom, and when the last session of access that was taken away has ended.
//
// Of several runs the last outcome of an operation counts, so that what failed and was applied again is applied. DeleteAccountAssignment ends no session
// of a role: who had one keeps it for as long as the permission set lets sessions last (IAM Identity Center User Guide, "Understanding authentication
// sessions in IAM Identity Center"), twelve hours at most.
import { compareText } from '../compare-text.ts';
import { type InstantText, instantOf, later, writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import { durationSeconds } from '../state/duration.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId } from '../state/state.ts';
import type { LoggedRun } from './run-log.ts';

type Outcome = LoggedRun['outcomes'][number];

export interface AccountEvidence {
  /** Absent: definitions of permission sets, which are in no account. */
  readonly account?: AccountId;
  readonly accountName?: string;
  /** The last outcome of each operation, in the order in which they ended. */
  readonly operations: readonly Outcome[];
  /** Addresses of operations that were sent and have no outcome. */
  readonly open: readonly string[];
  /** When the first and the last operation ended. Absent: none has. */
  readonly from?: InstantText;
  readonly to?: InstantText;
  /** ARNs of those who applied it, plans and commits. */
  readonly callers: readonly string[];
  readonly plans: readonly string[];
  readonly commits: readonly string[];
  /** Operations that are not done. */
  readonly unfinished: number;
  /** When the last session of access that was taken away has ended. `not-ended`: some of it was not taken away, or nobody knows. Absent: none was to be. */
  readonly oldAccessEnds?: InstantText | 'not-ended';
}

export interface Evidence {
  readonly accounts: readonly AccountEvidence[];
  /** Runs that were killed or go on: operations that they did not come to are in no account. */
  readonly unended: readonly {
    readonly file: string;
    readonly at: InstantText;
    readonly operations: number;
    readonly logged: number;
  }[];
}

const MOST_SESSION = 12 * 3_600;

export function evidenceOf(runs: readonly LoggedRun[]): Evidence {
  const unended = runs
    .filter(({ end }) => end === undefined || end.interrupted)
    .map(({ file, start: { at, operations }, outcomes, open }) => ({
      file,
      at,
      operations,
      logged: outcomes.length + open.length,
    }));
  return { accounts: accountsIn(runs), unended };
}

/** By name of the account, definitions first. */
function accountsIn(runs: readonly LoggedRun[]): readonly AccountEvidence[] {
  const inTime = [...runs].sort((a, b) => instantOf(a.start.at) - instantOf(b.start.at));
  const last = new Map<string, Outcome>();
  for (const outcome of inTime.flatMap(({ outcomes }) => outcomes)) {
    last.delete(outcome.address);
    last.set(outcome.address, outcome);
  }
  const open = inTime
    .flatMap((run) => run.open)
    .filter(({ at, address }) => {
      const outcome = last.get(address);
      return outcome === undefined || instantOf(outcome.at) < instantOf(at);
    });
  const byAccount = groupBy(last.values(), ({ account }) => account ?? '');
  const openByAccount = groupBy(open, ({ account }) => account ?? '');
  const accounts = [...new Set([...byAccount.keys(), ...openByAccount.keys()])];
  return accounts
    .map((account) =>
      accountEvidence(
        account,
        byAccount.get(account) ?? [],
        (openByAccount.get(account) ?? []).map(({ address }) => address),
      ),
    )
    .sort((a, b) => compareText(a.accountName ?? a.account ?? '', b.accountName ?? b.account ?? ''));
}

function accountEvidence(account: string, operations: readonly Outcome[], open: readonly string[]): AccountEvidence {
  const names = operations.flatMap(({ accountName }) => accountName ?? []);
  const times = operations.map(({ at }) => at);
  const each = (of: (outcome: Outcome) => string | undefined) => [
    ...new Set(operations.flatMap((one) => of(one) ?? [])),
  ];
  return {
    ...(account === '' ? {} : { account: account as AccountId }),
    ...optional({
      accountName: names.at(-1),
      from: times[0],
      to: times.at(-1),
      oldAccessEnds: oldAccessEnds(operations, open),
    }),
    operations,
    open,
    callers: each(({ caller }) => caller),
    plans: each(({ planId }) => planId),
    commits: each(({ commit }) => commit),
    unfinished: operations.filter((outcome) => !isDone(outcome)).length + open.length,
  };
}

const isDone = ({ status }: Outcome): boolean => status === 'done' || status === 'already';

function oldAccessEnds(operations: readonly Outcome[], open: readonly string[]): AccountEvidence['oldAccessEnds'] {
  const revoked = operations.filter(({ action, principal }) => action === 'delete' && principal !== undefined);
  // What an operation without an outcome was to do is not in the log: it may have been to take access away.
  if (!revoked.every(isDone) || open.some((address) => address.startsWith('assignment/'))) return 'not-ended';
  const ends = revoked.map(sessionsEnd).sort((a, b) => instantOf(a) - instantOf(b));
  return ends.at(-1);
}

/** Of a role whose definition was not known, and in logs of earlier versions, the longest session there is. */
export function sessionsEnd({ at, openSessions = '' }: Outcome): InstantText {
  return writeInstant(later(instantOf(at), (durationSeconds(openSessions) ?? MOST_SESSION) * 1_000));
}
