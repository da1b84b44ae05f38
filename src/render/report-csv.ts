// Who has what, for a spreadsheet: a row for each assignment.
import { lastDay, type Report } from '../report/report.ts';
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

export function reportCsv({ assignments, source }: Report): string {
  const rows = assignments.map((assignment) => {
    const { principal, permissionSet, account, reasons, places, missing } = assignment;
    return [
      ...[principal.type, principal.name, principal.id, permissionSet.name, permissionSet.administrator ?? ''],
      permissionSet.paths.map(({ id }) => id).join(' '),
      ...[account.id, account.name, account.unit, account.production ? 'yes' : '', lastDay(assignment)],
      reasons.join('; '),
      places.map(({ file, line }) => `${file}:${line}`).join(' '),
      source.kind === 'files' ? 'not read' : missing === true ? 'no' : 'yes',
    ];
  });
  return csvText([COLUMNS, ...rows]);
}
