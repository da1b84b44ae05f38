// Run logs for a spreadsheet.
import type { LoggedRun } from '../apply/run-log.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  'time',
  'plan',
  'commit',
  'caller',
  'action',
  'permission set',
  'account',
  'account name',
  'principal type',
  'principal',
  'principal name',
  'outcome',
  'reason',
  'request ids',
  'run log',
] as const;

/** A row for each operation. */
export function runsCsv(runs: readonly LoggedRun[]): string {
  const rows = runs.flatMap(({ start, outcomes, open, file }) => [
    ...outcomes.map((outcome) => [
      outcome.at,
      outcome.planId,
      outcome.commit ?? '',
      outcome.caller,
      outcome.action,
      outcome.permissionSet ?? '',
      outcome.account ?? '',
      outcome.accountName ?? '',
      outcome.principal?.type ?? '',
      outcome.principal?.id ?? '',
      outcome.principal?.name ?? '',
      outcome.status,
      'reason' in outcome ? outcome.reason : '',
      outcome.requestIds.join(' '),
      file,
    ]),
    ...open.map(({ at, address, account = '', requestIds }) => [
      at,
      start.planId,
      start.commit ?? '',
      start.caller,
      '',
      '',
      account,
      '',
      '',
      '',
      '',
      'none',
      address,
      requestIds.join(' '),
      file,
    ]),
  ]);
  return csvText([COLUMNS, ...rows]);
}
