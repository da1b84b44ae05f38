// Who has what, for a spreadsheet: a row for each assignment, and for what a grant may give in accounts that are not known.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { lastDay, openPaths, type Report, type ReportAssignment } from '../query/report.ts';
import type { ReportPeople, ReportPrincipal } from '../query/report-people.ts';
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

/** A spreadsheet has room for no more. */
const MOST_ROWS = 1_000_000;

/** With people, a row for each of them: where it is not known who they are, or there are none, one that says so. */
export function reportCsv({ assignments, uncertain, people }: Report): string {
  // What is uncertain, left out, would read as no access.
  const rows = [
    ...assignments.map((each) => ({ principal: each.principal, cells: rowOf(each) })),
    ...uncertain.map((each) => ({ principal: each.principal, cells: uncertainRowOf(each) })),
  ];
  if (people === undefined) return csvText([COLUMNS, ...rows.map(({ cells }) => cells)]);
  const namesOf = peopleByPrincipal(people);
  const unread = new Set(people.unread.map(keyOf));
  const found: (readonly string[])[] = [];
  for (const { principal, cells } of rows) {
    const key = keyOf(principal);
    const names = namesOf.get(key) ?? [unread.has(key) ? 'not known' : 'nobody'];
    if (found.length + names.length > MOST_ROWS)
      throw new AccessError(
        diagnose('cli/usage', {
          problem: `more than ${MOST_ROWS} lines: choose with --account, --group or --permission-set`,
          verb: 'report',
        }),
      );
    for (const name of names) found.push([name, ...cells]);
  }
  return csvText([['person', ...COLUMNS], ...found]);
}

const keyOf = ({ type, id }: ReportPrincipal): string => `${type}:${id}`;

function peopleByPrincipal({ known }: ReportPeople): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, by } of known)
    for (const principal of by) {
      const names = found.get(keyOf(principal));
      if (names === undefined) found.set(keyOf(principal), [name]);
      else names.push(name);
    }
  return found;
}

function rowOf(assignment: ReportAssignment): readonly string[] {
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
}

function uncertainRowOf(each: Report['uncertain'][number]): readonly string[] {
  const { principal, permissionSet, accounts, except, reasons, places } = each;
  const selected = [...accounts, ...except.map((text) => `except ${text}`)].join(' ');
  return [
    ...[principal.type, principal.name, principal.id, permissionSet.name, permissionSet.administrator ?? '', ''],
    ...['not known', selected, '', '', lastDay(each)],
    ...[reasons.join('; '), places.map(({ file, line }) => `${file}:${line}`).join(' '), 'not read'],
  ];
}
