// Who has what, for a spreadsheet: a row for each assignment, and for what a grant may give in accounts that are not known.
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

export function reportCsv({ assignments, uncertain }: Report): string {
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
  // Left out, they would read as no access.
  const more = uncertain.map((each) => {
    const { principal, permissionSet, accounts, except, reasons, places } = each;
    const selected = [...accounts, ...except.map((text) => `except ${text}`)].join(' ');
    return [
      ...[principal.type, principal.name, principal.id, permissionSet.name, permissionSet.administrator ?? '', ''],
      ...['not known', selected, '', '', lastDay(each)],
      ...[reasons.join('; '), places.map(({ file, line }) => `${file}:${line}`).join(' '), 'not read'],
    ];
  });
  return csvText([COLUMNS, ...rows, ...more]);
}
