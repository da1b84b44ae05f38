// A guardrail: what it demands of whom, and everything in the files that breaks it or may come to, down to the statement and the request.
import { administratorWords } from '../diagnostics/rules/guardrail-judgement.ts';
import { counted } from '../diagnostics/wording.ts';
import type { Breach } from '../guardrails/breach.ts';
import { causeOf } from '../guardrails/cause.ts';
import { doubtText, factsOf, nounOf, requestText } from '../guardrails/findings.ts';
import type { Chosen, Demand, Denial, Guardrail, Requirement, ScopeExpiry, Waiver } from '../guardrails/guardrail.ts';
import type { GuardrailInput } from '../guardrails/input.ts';
import type { PossibleViolation, Violation } from '../guardrails/judge.ts';
import type { DisplayNames } from '../holdings/names.ts';
import type { ReportSeparation } from '../query/report-people.ts';
import type { Span } from '../source/span.ts';
import type { PermissionSet } from '../state/state.ts';
import { type Block, type Document, list, paragraph } from './document.ts';
import { listed, type Phrase, phrase, placed, say } from './phrase.ts';

export interface GuardrailExplanation {
  readonly rule: Guardrail;
  readonly violations: readonly Violation[];
  /** By grants that reach further than who breaks it now. Of a rule on reach. */
  readonly possible: readonly PossibleViolation[];
  /** What it was judged by. */
  readonly input: GuardrailInput;
  readonly displayNames: DisplayNames;
  /** Of a rule about people: who has both sides. Absent: nobody has read who is in the groups. */
  readonly people?: { readonly separations: readonly ReportSeparation[]; readonly unread: readonly string[] };
}

export function guardrailDocument(explanation: GuardrailExplanation): Document {
  const { rule, violations, possible, input, displayNames } = explanation;
  const title = rule.title === undefined ? '' : `: ${rule.title}`;
  return [
    described(`guardrail ${rule.id}${title}`, [
      ['written', placePhrase(rule.place)],
      ...demandRows(rule, displayNames),
    ]),
    paragraph(say(violations.length === 0 ? 'Nothing in the files breaks it.' : countWords(violations))),
    ...violations.map((violation) => violationBlock(violation, input, displayNames)),
    ...peopleBlocks(explanation),
    ...(rule.on === 'reach' ? [paragraph(say(possibleWords(possible)))] : []),
    ...possible.map((each) => possibleBlock(each, input)),
  ];
}

const MOST_PEOPLE = 200;

function peopleBlocks({ rule: { demand }, people }: GuardrailExplanation): Document {
  if (demand.kind !== 'separate' || demand.within !== 'person') return [];
  if (people === undefined)
    return [
      paragraph(
        say('Which people have both is not known here: a snapshot with members (`--live`) or a sandbox says it.'),
      ),
    ];
  const { separations, unread } = people;
  const count = new Set(separations.map(({ person }) => person.id)).size;
  const more = separations.length - MOST_PEOPLE;
  return [
    paragraph(
      say(
        count === 0
          ? 'Nobody who is known to be in the groups has both.'
          : `${counted(count, 'person')} ${count === 1 ? 'has' : 'have'} both, by all their groups together.`,
      ),
    ),
    ...(count === 0
      ? []
      : [
          list(
            separations.slice(0, MOST_PEOPLE).map(({ person, a, b, by }) => ({
              subject: phrase`${person.name}`,
              phrase: phrase`${listed(a, 5)} and ${listed(b, 5)}, by ${listed(by, 5)}`,
            })),
          ),
        ]),
    ...(more > 0 ? [paragraph(say(`and ${more} more: \`access report --members --format csv\` has all of them`))] : []),
    ...(unread.length === 0
      ? []
      : [paragraph(phrase`Not known is who is in ${listed(unread, 10)}: somebody there may have both.`)]),
  ];
}

type Row = readonly [label: string, value: Phrase];

/** A line, and what there is to know of it. */
function described(line: string, rows: readonly Row[]): Block {
  const facts = rows.map(([label, value]) => ({ label: say(label), values: [value] }));
  return { kind: 'details', open: true, summary: { phrase: say(line) }, blocks: [{ kind: 'facts', rows: facts }] };
}

function placePhrase({ file, start }: Span): Phrase {
  return placed({ file, line: start.line });
}

function countWords(violations: readonly Violation[]): string {
  const count = violations.reduce((sum, { holdings }) => sum + holdings.length, 0);
  const missing = violations.reduce((sum, violation) => sum + (violation.missing?.length ?? 0), 0);
  const waived = violations.filter(({ waiver }) => waiver !== undefined).length;
  const what = `Broken in ${violations.length === 1 ? 'one way' : `${violations.length} ways`}`;
  const by = missing > 0 ? `in ${counted(missing, 'account')}` : `by ${counted(count, 'assignment')}`;
  return `${what}, ${by}${waived === 0 ? '' : `; ${waived} waived`}.`;
}

function demandRows(
  { enforcement, on, customerManagedPolicies, scope, demand }: Guardrail,
  displayNames: DisplayNames,
): readonly Row[] {
  const rows: readonly Words[] = [
    ['enforced', ENFORCEMENTS[enforcement]],
    ['judges', COVERAGE[on]],
    ['customer managed policies', customerManagedPolicies === 'deny' ? 'are taken for anything' : 'are ignored'],
    ['accounts', chosenText(scope.accounts, displayNames.account)],
    ['groups and users', chosenText(scope.principals, displayNames.principal)],
    ...expiryWords(scope.expires),
    ...wordsOfDemand(demand),
  ];
  return rows.map(([label, words]) => [label, say(words)]);
}

function expiryWords(expires: ScopeExpiry | undefined): readonly Words[] {
  if (expires === undefined) return [];
  return [
    [
      'access',
      expires === 'never' ? 'that no grant ends' : `that lasts more than ${counted(expires.afterDays, 'day')}`,
    ],
  ];
}

const COVERAGE: Readonly<Record<Guardrail['on'], string>> = {
  state: 'all that people would have',
  change: 'only what is added; shown is all there is',
  reach: 'all that people would have, and what grants may come to give',
};

const ENFORCEMENTS: Readonly<Record<Guardrail['enforcement'], string>> = {
  advisory: 'advisory: warns',
  soft: 'soft: refuses, unless it is allowed for one run or waived',
  hard: 'hard: refuses, unless it is waived',
};

function chosenText<Member>(chosen: Chosen<Member> | undefined, name: (member: Member) => string): string {
  if (chosen === undefined) return 'all';
  const names = [...chosen.members].map(name).sort();
  const listed = names.length === 0 ? 'none' : `${names.length}: ${names.join(', ')}`;
  return chosen.not ? `all but ${listed}` : listed;
}

type Words = readonly [label: string, words: string];

function wordsOfDemand(demand: Demand): readonly Words[] {
  switch (demand.kind) {
    case 'deny':
      return denialRows(demand);
    case 'ceiling':
      return [['ceiling', 'nothing that its policy does not allow']];
    case 'separate':
      return [
        ['separates', `${demand.a.join(', ')} from ${demand.b.join(', ')}, in ${WITHIN[demand.within]}`],
        ['of', demand.within === 'person' ? SEPARATED_PEOPLE : 'each group; somebody in two groups is not seen'],
      ];
    case 'require':
      return [['requires', requiredNames(demand).join(' and ')]];
    default:
      return demand satisfies never;
  }
}

const requiredNames = ({ administrator, managed }: Pick<Requirement, 'administrator' | 'managed'>) => [
  ...(administrator ? ['administrator access'] : []),
  ...managed.map((policy) => `all that ${policy} allows`),
];

const WITHIN = {
  account: 'one account',
  organization: 'the whole organisation',
  person: 'the whole organisation',
} as const;

const SEPARATED_PEOPLE = 'each person by all their groups; here each group, for the files do not say who is in it';

function denialRows({
  levels,
  administrators,
  actions,
  exempt,
  managed,
  equivalent,
  packs,
  restrictions,
}: Denial): readonly Words[] {
  const rows: readonly (readonly [name: string, names: readonly string[], suffix?: string])[] = [
    ['denies levels', [...levels]],
    ['denies', administrators === undefined ? [] : [`${administrators} access`]],
    [
      'denies actions',
      actions.map(({ value }) => value),
      exempt.grants.length === 0 ? '' : ', but for what `unless` exempts',
    ],
    ['denies policies', managed, equivalent ? ', and whatever allows as much' : ''],
    ['denies paths', [...packs], `, when open ${restrictions.join(' or ')}`],
  ];
  return rows.flatMap(([name, names, suffix = '']) =>
    names.length === 0 ? [] : [[name, `${names.join(', ')}${suffix}`] as const],
  );
}

function violationBlock(violation: Violation, input: GuardrailInput, displayNames: DisplayNames): Block {
  const { holdings, breaches, waiver } = violation;
  const { who, noun, permissionSet, accounts } = factsOf(violation, displayNames);
  const isUnion = breaches.some(({ kind }) => kind === 'separate');
  const verb = who.length === 1 ? 'has' : 'have';
  const grants = new Map(
    holdings.flatMap(({ facts }) => facts.origins.map((span) => [`${span.file}:${span.start.line}`, span])),
  );
  const definition = input.guardrails.definitions.get(permissionSet);
  return described(
    violation.missing === undefined
      ? `${noun}${who.length === 1 ? '' : 's'} ${who.join(', ')} ${verb} ${isUnion ? 'both' : permissionSet} in ${accounts.join(', ')}`
      : `${noun}${who.length === 1 ? '' : 's'} ${who.join(', ')} in ${accounts.join(', ')}`,
    [
      ...breaches.flatMap((breach) => breachRows(breach, holdings[0]?.definition, input)),
      ...[...grants.values()].map((span): Row => ['granted', placePhrase(span)]),
      ...(definition === undefined || isUnion ? [] : [['defined', placePhrase(definition.span)] as const]),
      ...(waiver === undefined ? [] : waiverRows(waiver)),
    ],
  );
}

function possibleWords(possible: readonly PossibleViolation[]): string {
  if (possible.length === 0) return 'No grant may come to break it.';
  const waived = possible.filter(({ waiver }) => waiver !== undefined).length;
  const grants = new Set(possible.map(({ place: { file, start } }) => `${file}:${start.offset}`)).size;
  return `${counted(grants, 'grant')} may come to break it, without a change of the files${waived === 0 ? '' : `; ${waived} waived`}.`;
}

function possibleBlock(
  { breaches, principals, permissionSet, selectors, place, waiver }: PossibleViolation,
  input: GuardrailInput,
): Block {
  const noun = nounOf(principals.map(({ type }) => type));
  const who = `${noun}${principals.length === 1 ? '' : 's'} ${principals.map(({ id }) => id).join(', ')}`;
  const definition = input.guardrails.definitions.get(permissionSet.name);
  return described(`${who} may come to have ${permissionSet.name} by ${selectors.join(', ')}`, [
    ...breaches.flatMap((breach) => breachRows(breach, permissionSet, input)),
    ['granted', placePhrase(place)],
    ...(definition === undefined ? [] : [['defined', placePhrase(definition.span)] as const]),
    ...(waiver === undefined ? [] : waiverRows(waiver)),
  ]);
}

function waiverRows({ until, reason, approvedBy, place }: Waiver): readonly Row[] {
  return [
    ['waived', say(`until ${until}: ${reason}`)],
    ...(approvedBy === undefined ? [] : [['approved by', say(approvedBy)] as const]),
    ['waiver', placePhrase(place)],
  ];
}

function breachRows(
  breach: Breach,
  set: PermissionSet | undefined,
  { meanings, guardrails }: GuardrailInput,
): readonly Row[] {
  const { witness, doubt } = breach;
  const inlinePolicy = guardrails.definitions.get(set?.name ?? '')?.inlinePolicy;
  const cause = witness && set && causeOf(witness, set, { meanings, inlinePolicy });
  const sid = cause?.statement.sid === undefined ? '' : ` "${cause.statement.sid.text}"`;
  return [
    [doubt === undefined ? verbOf(breach) : `may: ${verbOf(breach)}`, say(namesOf(breach))],
    ...(doubt === undefined ? [] : [['since', say(plainly(doubtText(doubt)))] as const]),
    ...(witness === undefined ? [] : [['request', say(plainly(requestText(witness)))] as const]),
    ...(cause === undefined
      ? []
      : [['allowed by', say(`${cause.document}, statement ${cause.statement.index + 1}${sid}`)] as const]),
    ...(cause?.statement.span === undefined ? [] : [['at', placePhrase(cause.statement.span)] as const]),
  ];
}

function verbOf(breach: Breach): string {
  switch (breach.kind) {
    case 'access':
    case 'actions':
      return 'allows';
    case 'ceiling':
      return 'exceeds by';
    case 'managed':
      return breach.attached ? 'attaches' : 'equals';
    case 'administrator':
      return 'gives';
    case 'paths':
      return 'opens';
    case 'separate':
      return 'holds';
    case 'lacking':
      return 'lacks';
    default:
      return breach satisfies never;
  }
}

function namesOf(breach: Breach): string {
  switch (breach.kind) {
    case 'access':
    case 'actions':
    case 'ceiling':
      return several(breach.actions);
    case 'managed':
      return breach.policy;
    case 'administrator':
      return plainly(administratorWords(breach).replace(/^gives /, ''));
    case 'paths':
      return several(breach.paths.map(({ id, title }) => `${id} (${title})`));
    case 'lacking':
      return `${requiredNames(breach).join(' and ')}${breach.conditional === true ? ', but under conditions' : ''}`;
    case 'separate':
      return `${breach.a.join(', ')} and ${breach.b.join(', ')}`;
    default:
      return breach satisfies never;
  }
}

const MOST_NAMES = 12;

function several(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const plainly = (text: string): string => text.replaceAll('`', '');
