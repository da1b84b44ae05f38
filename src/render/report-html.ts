// Who has what, as one page that needs nothing else: its data in an element that no browser executes, and a script that a hash lets in.
//
// Names are written into the page as JSON, and by the script as text: neither is markup. What a reader cannot see of a name is shown, as everywhere.
import { endingSoon, lastDay, type Report, type ReportAssignment, type ReportSet } from '../query/report.ts';
import type { ReportPeople, ReportPrincipal } from '../query/report-people.ts';
import { forJson, forPage, forTerminal } from './escape.ts';
import type { PageData } from './report-data.ts';
import { LIVE_WORDS, type ReportNames, reportNames } from './report-names.ts';
import { PAGE } from './report-page.generated.ts';

export function reportHtml(report: Report): string {
  const policy = [
    "default-src 'none'",
    `script-src '${PAGE.scriptHash}'`,
    `style-src '${PAGE.styleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>access: who has what in ${forPage(report.config.dir)}</title>
<style>${PAGE.style}</style>
</head>
<body>
<noscript><p>This page shows its tables with a script. \`access report --format csv\` needs none.</p></noscript>
<div id="page"></div>
<script type="application/json" id="data">${forElement(JSON.stringify(pageData(report)))}</script>
<script>${PAGE.script}</script>
</body>
</html>
`;
}

/** Inside an element whose text no browser reads as markup, but in which it looks for the end, and for comments. */
const forElement = (json: string): string => forJson(json).replace(/</g, '\\u003c');

/** Dictionaries and rows of numbers: of 100,000 assignments two megabytes. */
function pageData(report: Report): PageData {
  const accounts = numbered(report.accounts);
  const principals = numbered(report.principals);
  const sets = numbered(report.permissionSets);
  const whys = new Map<string, { readonly at: number; readonly why: PageData['whys'][number] }>();
  const whyOf = (assignment: ReportAssignment): number => {
    const why = whyFrom(assignment);
    const key = JSON.stringify(why);
    const found = whys.get(key) ?? { at: whys.size, why };
    whys.set(key, found);
    return found.at;
  };
  const rows = report.assignments.flatMap((assignment) => [
    principals.get(assignment.principal)!,
    sets.get(assignment.permissionSet)!,
    accounts.get(assignment.account)!,
    whyOf(assignment),
  ]);
  const places = new Map(report.assignments.map((assignment, index) => [assignment, index]));
  const { changes, drift, people, source, config } = report;
  const names = reportNames(report);
  return {
    meta: {
      asOf: report.asOf,
      toolVersion: forTerminal(report.toolVersion),
      dir: forTerminal(config.dir),
      source: source.kind,
      ...(source.takenAt === undefined ? {} : { takenAt: source.takenAt }),
      ...(config.commit === undefined ? {} : { commit: config.commit }),
      ...(report.production === undefined ? {} : { production: forTerminal(report.production) }),
      limits: [...report.limits, ...uncertainLines(report, names)],
    },
    accounts: report.accounts.map((account) => [
      account.id,
      forTerminal(names.account(account)),
      forTerminal(account.unit),
      (account.management ? 1 : 0) + (account.production ? 2 : 0) + (account.identityCenterAdmin ? 4 : 0),
    ]),
    principals: report.principals.map((principal) => [
      principal.type,
      forTerminal(names.principal(principal)),
      forTerminal(principal.id),
    ]),
    sets: report.permissionSets.map((set) => setRow(set, names)),
    whys: [...whys.values()].map(({ why }) => why),
    rows,
    soon: endingSoon(report).map((assignment) => places.get(assignment)!),
    unused: report.unusedGrants.map(({ why, groups, permissionSets, accounts: selectors, place }) => [
      why,
      forTerminal(groups.join(', ')),
      forTerminal(permissionSets.join(', ')),
      forTerminal(selectors.join(', ')),
      forTerminal(`${place.file}:${place.line}`),
    ]),
    ...(changes === undefined
      ? {}
      : {
          changes: {
            base: forTerminal(changes.base),
            rows: changes.assignments.map(({ change, principal, permissionSet, account }) => [
              change,
              forTerminal(names.principal(principal)),
              forTerminal(permissionSet.name),
              forTerminal(names.account(account)),
              permissionSet.administrator === undefined ? '' : 'administrator',
            ]),
          },
        }),
    ...(people === undefined ? {} : peopleData(people)),
    ...(drift === undefined
      ? {}
      : {
          drift: drift.map(({ kind, permissionSet, principal = '', account = '', administrator, places: origins }) => [
            kind.replaceAll('-', ' '),
            forTerminal(permissionSet),
            forTerminal(principal),
            forTerminal(account),
            administrator ? 'administrator' : '',
            forTerminal(origins.map(({ file, line }) => `${file}:${line}`).join(' ')),
          ]),
        }),
  };
}

const MOST_UNCERTAIN = 20;

/** Left out, they would read as no access. */
function uncertainLines({ uncertain }: Report, names: ReportNames): readonly string[] {
  const lines = uncertain
    .slice(0, MOST_UNCERTAIN)
    .map(({ principal, permissionSet, accounts, except, places }) =>
      forTerminal(
        `${names.principal(principal)} may have ${permissionSet.name} in ${accounts.join(', ')}${except.length === 0 ? '' : ` except ${except.join(', ')}`} (${places.map(({ file, line }) => `${file}:${line}`).join(' ')})`,
      ),
    );
  const more = uncertain.length - MOST_UNCERTAIN;
  return more > 0 ? [...lines, `and ${more} more: access report --format csv has all of them`] : lines;
}

function peopleData({ known, unread, empty, separations }: ReportPeople): Pick<PageData, 'people' | 'separations'> {
  const group = (words: string) => (principal: ReportPrincipal) => [words, forTerminal(principal.name), '', '', ''];
  return {
    people: [
      ...known.map(({ name, by, accounts, administratorAccounts, id }) => [
        forTerminal(name),
        forTerminal(by.map((each) => (each.type === 'user' ? 'themselves' : each.name)).join(', ')),
        String(accounts),
        String(administratorAccounts),
        forTerminal(id),
      ]),
      ...unread.map(group('(not known)')),
      ...empty.map(group('(nobody)')),
    ],
    separations: separations.map(({ guardrail, title = '', person, a, b, by }) =>
      [person.name, title === '' ? guardrail : `${guardrail}: ${title}`, a.join(', '), b.join(', '), by.join(', ')].map(
        forTerminal,
      ),
    ),
  };
}

const numbered = <Item>(items: readonly Item[]): ReadonlyMap<Item, number> =>
  new Map(items.map((item, index) => [item, index]));

function whyFrom(assignment: ReportAssignment): PageData['whys'][number] {
  const { reasons, places, live } = assignment;
  return [
    lastDay(assignment),
    forTerminal(reasons.join('; ')),
    forTerminal(places.map(({ file, line }) => `${file}:${line}`).join(' ')),
    live === undefined ? '' : LIVE_WORDS[live],
  ];
}

function setRow(
  { name, accounts = [], description = '', sessionDuration = '', administrator, paths, allows, place }: ReportSet,
  names: ReportNames,
): PageData['sets'][number] {
  return [
    forTerminal(name),
    administrator ?? '',
    paths.map(
      ({ id, title, takeover }) =>
        `${id}: ${title}${takeover === true ? ' (where Identity Center is administered)' : ''}`,
    ),
    // What an administrator may do is said by that.
    administrator === 'unrestricted'
      ? ''
      : allows()
          .levels.map(({ level, count }) => `${level} ${count}`)
          .join(', '),
    sessionDuration,
    forTerminal(description),
    place === undefined ? '' : forTerminal(`${place.file}:${place.line}`),
    paths.filter(({ takeover }) => takeover !== true).length,
    forTerminal(accounts.map(names.account).join(', ')),
  ];
}
