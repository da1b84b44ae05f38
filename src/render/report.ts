// Who has what, for a terminal or a page of a forge: the readings that somebody should look at first, then everybody's access.
import { assignedNoun, counted, countedAssigned } from '../diagnostics/wording.ts';
import {
  endingSoon,
  isAdministrator,
  lastDay,
  openPaths,
  type Report,
  type ReportAssignment,
  type ReportUncertain,
  SOON_DAYS,
  VIEWS,
} from '../query/report.ts';
import type { ReportPeople, ReportPerson, ReportPrincipal, ReportSeparation } from '../query/report-people.ts';
import type { Origin } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph, title } from './document.ts';
import { joined, listed, type Phrase, phrase, say, toned } from './phrase.ts';
import { LIVE_WORDS, type ReportNames, reportNames } from './report-names.ts';

export function reportDocument(report: Report): Document {
  const { assignments, accounts, principals, permissionSets, changes, drift, people, uncertain, unusedGrants, limits } =
    report;
  const names = reportNames(report);
  const counts = [
    counted(principals.length, 'principal'),
    counted(accounts.length, 'account'),
    countedAssigned([...new Set(permissionSets.map(({ name }) => name))]),
    counted(assignments.length, 'assignment'),
  ];
  const views = Object.entries(VIEWS).map(([name, isIn]) => viewBlock(name, assignments.filter(isIn), names));
  return [
    title(say('Who has what')),
    paragraph(
      phrase`${say(counts.join(', '))}, as of ${report.asOf.replace('T', ' ').replace(/:\d\d\.\d+Z/, ' UTC')}${sourceOf(report)}`,
    ),
    ...limits.map((limit) => paragraph(say(limit))),
    ...views.flat(),
    ...viewBlock(`ends within ${SOON_DAYS} days`, endingSoon(report), names),
    ...sectionOf(
      'In accounts that are not known here',
      uncertain.map((each) => uncertainItem(each, names)),
    ),
    ...sectionOf('Unused grants', unusedGrants.map(unusedItem)),
    ...(changes === undefined
      ? []
      : sectionOf(
          `Since ${changes.base}`,
          changes.assignments.map((each) => changeItem(each, names)),
        )),
    ...(drift === undefined ? [] : sectionOf('Otherwise in Identity Center', drift.map(driftItem))),
    ...(people === undefined ? [] : peopleSections(people)),
    ...sectionOf('Everybody', byPrincipal(assignments, names)),
  ];
}

function peopleSections({ known, unread, empty, separations }: ReportPeople): readonly Block[] {
  const names = (principals: readonly ReportPrincipal[]) => principals.map(({ name }) => ({ phrase: phrase`${name}` }));
  return [
    ...sectionOf('People with duties that are separated', separations.map(separationItem)),
    ...sectionOf('Groups of unknown members', names(unread)),
    ...sectionOf('Groups that nobody is in', names(empty)),
    ...sectionOf('People', known.map(personItem)),
  ];
}

function personItem({ name, by, accounts, administratorAccounts }: ReportPerson): Item {
  return {
    subject: phrase`${name}`,
    phrase: phrase`${say(counted(accounts, 'account'))} by ${joined(by.map((each) => (each.type === 'user' ? say('themselves') : phrase`${each.name}`)))}`,
    notes:
      administratorAccounts === 0
        ? []
        : [toned('alarm', say(`administrator in ${counted(administratorAccounts, 'account')}`))],
  };
}

function separationItem({ guardrail, title: words, person, a, b, by }: ReportSeparation): Item {
  const rule = words === undefined ? phrase`${guardrail}` : phrase`${guardrail} (${words})`;
  const names = (all: readonly string[]) => joined(all.map((name) => phrase`${name}`));
  return {
    subject: phrase`${person.name}`,
    phrase: phrase`${rule}: ${names(a)} and ${names(b)} by ${names(by)}`,
  };
}

function sourceOf({ source, config }: Report): Phrase {
  const of =
    source.kind === 'files'
      ? 'by the files'
      : source.kind === 'live'
        ? 'by Identity Center and the files'
        : `by a snapshot of ${source.takenAt} and the files`;
  const commit = config.commit === undefined ? '' : ` at ${config.commit.slice(0, 12)}`;
  return say(`, ${of}${commit}`);
}

function sectionOf(name: string, items: readonly Item[]): readonly Block[] {
  return items.length === 0 ? [] : [group(heading(say(`${name}: ${items.length}`)), [list(items)])];
}

function viewBlock(name: string, assignments: readonly ReportAssignment[], names: ReportNames): readonly Block[] {
  const head = name[0]!.toUpperCase() + name.slice(1);
  return sectionOf(head, byPrincipal(assignments, names));
}

/** A line for each principal and permission set: the accounts, why, until when. */
function byPrincipal(assignments: readonly ReportAssignment[], names: ReportNames): readonly Item[] {
  const groups = groupBy(assignments, ({ principal, permissionSet, account, expires, reasons, places, live }) =>
    JSON.stringify([
      ...[principal.type, principal.id, permissionSet.name, permissionSet.accounts?.[0]?.id],
      ...[account.identityCenterAdmin, expires, reasons, places, live],
    ]),
  );
  return [...groups.values()].map((same) => {
    const [first] = same;
    const { principal, permissionSet, reasons, places, live } = first!;
    const end = lastDay(first!);
    const paths = openPaths(first!);
    return {
      subject: phrase`${say(principal.type)} ${names.principal(principal)}`,
      phrase: phrase`${permissionSet.name} in ${joined(same.map(({ account }) => phrase`${names.account(account)}`))}`,
      notes: [
        ...(permissionSet.administrator === undefined
          ? []
          : [
              toned(
                'alarm',
                say(permissionSet.administrator === 'not-known' ? notKnown(permissionSet.name) : 'administrator'),
              ),
            ]),
        ...(paths.length === 0 || isAdministrator(permissionSet)
          ? []
          : [toned('warning', say(counted(paths.length, 'escalation path')))]),
        ...(end === '' ? [] : [say(`until ${end}`)]),
        ...(live === undefined || live === 'in-place' ? [] : [toned('warning', say(LIVE_WORDS[live]))]),
        ...(reasons.length === 0
          ? []
          : [
              phrase`why: ${joined(
                reasons.map((reason) => phrase`${reason}`),
                '; ',
              )}`,
            ]),
      ],
      places: places.map(placeOf),
    };
  });
}

const notKnown = (name: string): string =>
  assignedNoun(name) === 'role' ? 'what it allows is not known' : 'what it allows is not in the files';

const placeOf = ({ file, line }: Origin) => ({ file, line });

const UNUSED_WORDS = {
  ended: 'has ended',
  'matches-nothing': 'matches nothing',
  'not-judged': 'which accounts it means is not known here',
} as const;

function unusedItem({ why, groups, permissionSets, accounts, place }: Report['unusedGrants'][number]): Item {
  const names = (texts: readonly string[]) => joined(texts.map((text) => phrase`${text}`));
  return {
    phrase: phrase`${names(permissionSets)} for ${names(groups)} in ${names(accounts)}: ${say(UNUSED_WORDS[why])}`,
    places: [placeOf(place)],
  };
}

function uncertainItem(
  { principal, permissionSet, accounts, except, reasons, places, ...dated }: ReportUncertain,
  names: ReportNames,
): Item {
  const end = lastDay(dated);
  const but = except.length === 0 ? [] : phrase` except ${listed(except)}`;
  return {
    subject: phrase`${say(principal.type)} ${names.principal(principal)}`,
    phrase: phrase`${permissionSet.name} in ${listed(accounts)}${but}`,
    notes: [
      ...(isAdministrator(permissionSet) ? [toned('alarm', say('administrator'))] : []),
      ...(end === '' ? [] : [say(`until ${end}`)]),
      ...reasons.map((reason) => phrase`why: ${reason}`),
    ],
    places: places.map(placeOf),
  };
}

function changeItem(
  { change, principal, account, permissionSet }: NonNullable<Report['changes']>['assignments'][number],
  names: ReportNames,
): Item {
  const isGain = change === 'gained';
  return {
    mark: [{ kind: 'mark', sign: isGain ? '+' : '-', tone: isGain ? 'gain' : 'loss' }],
    phrase: phrase`${say(principal.type)} ${names.principal(principal)} ${say(isGain ? 'gains' : 'loses')} ${permissionSet.name} in ${names.account(account)}`,
  };
}

function driftItem({
  kind,
  permissionSet,
  account,
  principal,
  administrator,
  places,
}: NonNullable<Report['drift']>[number]): Item {
  return {
    phrase: phrase`${say(kind)}${permissionSet === '' ? [] : phrase`: ${permissionSet}`}${principal === undefined ? [] : phrase` for ${principal}`}${account === undefined ? [] : phrase` in ${account}`}${administrator ? toned('alarm', say(', administrator')) : []}`,
    places: places.map(placeOf),
  };
}
