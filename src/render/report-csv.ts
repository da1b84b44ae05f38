// Who has what, for a spreadsheet: a row for each assignment.
import { lastDay, openPaths, type Report } from '../query/report.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  ...['principal type', 'principal', 'key', 'permission set', 'administrator', 'escalation paths'],
  ...[
    'account',
    'account name',
    'organizational unit',
    'production',
    'last day',
    'reasons',
    'granted in',
    'in Identity Center',
  ],
];

export function reportCsv({ assignments }: Report): string {
  const rows = assignments.map((assignment) => {
    const { principal, permissionSet, account, reasons, places, live } = assignment;
    return [
      ...[principal.type, principal.name, principal.id, permissionSet.name, permissionSet.administrator ?? ''],
      openPaths(assignment)
        .map(({ id }) => id)
        .join(' '),
      ...[account.id, account.name, account.unit, account.production ? 'yes' : '', lastDay(assignment)],
      reasons.join('; '),
      places.map(({ file, line }) => `${file}:${line}`).join(' '),
      live?.replace('-', ' ') ?? 'not read',
    ];
  });
  return csvText([COLUMNS, ...rows]);
}
