// A plan in one line for each thing that people ask: who gains what, who loses what, which permission set changes; the worst first. Details come after all
// of them, and are given up before any of them.

import { counted } from '../diagnostics/wording.ts';
import { type NamedAccount, type NamedPrincipal, namedPrincipal } from '../holdings/names.ts';
import { isNothingEver } from '../meaning/meaning.ts';
import type {
  AssignmentChange,
  AttributesChange,
  Change,
  PermissionSetChange,
  ResourceChange,
} from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { requiresAssignment } from '../state/applications.ts';
import { canonicalDuration, durationSeconds } from '../state/duration.ts';
import { groupBy } from '../state/group-by.ts';
import { assignmentAddress, type Principal, permissionSetAddress } from '../state/state.ts';
import { placesPhrase } from './accounts.ts';
import { fieldViews } from './definition.ts';
import { definitionView } from './definition-view.ts';
import { additionsPhrase, countPhrase, doubtPhrase, pathWords, requestPhrase } from './difference.ts';
import { effectWords, figures } from './effect-words.ts';
import { type Gain, gainOf, gainsOf, losesAccess } from './gains.ts';
import { comparePrincipals, namedAccounts } from './names.ts';
import { peopleNotes } from './people-words.ts';
import type { Place } from './phrase.ts';
import { joined, listed, type Phrase, phrase, say, strong, toned } from './phrase.ts';
import { placesOf } from './places.ts';
import { attributesSentence, testedPhrase } from './plan-attributes.ts';
import type { Own } from './plan-own.ts';
import { resourceNotes, resourceSentence } from './plan-resources.ts';
import { roleUseNotes } from './role-use-words.ts';
import { type SamlLine, samlLines } from './saml-lines.ts';
import { whoPhrase } from './who.ts';
import { deleteReasonWords } from './wording.ts';
import { WORST, type Worst } from './worst.ts';

export interface PlanLine {
  /** `takeover path`, `loses access` */
  readonly label: string;
  /** More than what the policies say, or than anyone could tell. */
  readonly alarming: boolean;
  /** Who gains or loses what, and where. */
  readonly phrase: Phrase;
  /** What it comes to. Empty where the label says it all. */
  readonly what: Phrase;
  /** A request that shows it. */
  readonly example?: Phrase;
  readonly places: readonly Place[];
  /** Never to be left out where there is any room. */
  readonly kept: boolean;
}

const LABELS: Readonly<Record<Worst['kind'], string>> = {
  takeover: 'takeover path',
  administrator: 'administrator access',
  escalation: 'escalation path',
  'permissions-management': 'permissions management',
  unknown: 'unknown',
  released: 'no longer denied',
  application: 'application',
  write: 'write',
  tagging: 'tagging',
  read: 'read',
  list: 'list',
  future: 'in future',
};

const HARMLESS: readonly Worst['kind'][] = ['application', 'write', 'tagging', 'read', 'list', 'future'];
/** Lines that stay whatever else is left out. */
const KEPT: readonly Worst['kind'][] = [
  'takeover',
  'administrator',
  'escalation',
  'permissions-management',
  'unknown',
  'application',
  'write',
];

/** A loss of access worries more than a gain of what only shows. */
const LOSS_RANK = WORST.indexOf('tagging') - 0.5;
const NEUTRAL_RANK = WORST.length;

interface Ranked extends PlanLine {
  readonly rank: number;
}

/** Of a plan, what is told. */
export function planLines(
  { changes, samlAccess }: Pick<Own, 'changes' | 'samlAccess'>,
  plan: Plan,
): readonly PlanLine[] {
  const gains = gainsOf({ ...plan, changes });
  const byDefinition = new Set(gains.filter((gain) => gain.byDefinition).map(({ permissionSet }) => permissionSet));
  const withRows = new Set(
    changes.flatMap((change) => (change.kind === 'assignment' ? [change.assignment.permissionSet] : [])),
  );
  const lines: readonly Ranked[] = [
    ...changes.flatMap((change) => (change.kind === 'access-control-attributes' ? [attributesLine(change)] : [])),
    ...changes.flatMap((change) => (change.kind === 'resource' ? [resourceLine(change, plan)] : [])),
    ...samlLines(samlAccess, plan.names).map(samlLine),
    ...gains.map((gain) => gainLine(gain, plan)),
    ...idleLines(changes, plan),
    ...lossLines(changes, plan),
    ...changes.flatMap((change) =>
      change.kind === 'permission-set' && !byDefinition.has(change.permissionSet)
        ? definitionLine(change, withRows, plan)
        : [],
    ),
    ...changes.flatMap((change) =>
      change.kind === 'provisioning' &&
      !changes.some((other) => other.kind === 'permission-set' && other.permissionSet === change.permissionSet) &&
      !gains.some((gain) => gain.permissionSet === change.permissionSet)
        ? [
            neutral(
              'provision',
              phrase`${change.permissionSet} is provisioned again ${placesPhrase(namedAccounts(change.accounts, plan.names), plan.names)}`,
              change,
            ),
          ]
        : [],
    ),
  ];
  return [...lines].sort((a, b) => a.rank - b.rank);
}

/** Which way an attribute that policies test decides, nobody can tell: it is read as the worst of what could not be judged. */
function attributesLine(change: AttributesChange): Ranked {
  const isTested = change.tests.length > 0;
  return {
    rank: isTested ? WORST.indexOf('unknown') : NEUTRAL_RANK,
    label: 'attributes',
    alarming: isTested,
    phrase: attributesSentence(change),
    what: testedPhrase(change.tests),
    places: placesOf(change.origins),
    kept: true,
  };
}

const RESOURCE_LABELS = { create: 'new', adopt: 'adopts', update: 'changes', delete: 'removed' } as const;

/** Who gains or loses by it has a line of their own, where a plan knows them. */
function resourceLine(change: ResourceChange, { names }: Plan): Ranked {
  const line = neutral(RESOURCE_LABELS[change.action], resourceSentence(change, names), change);
  const what = joined(resourceNotes(change), '; ');
  if (requiresAssignment(change.after) === false)
    return { ...line, what, rank: WORST.indexOf('application'), label: 'opens to all', alarming: true, kept: true };
  if (change.administrator !== true) return { ...line, what };
  return { ...line, what, rank: WORST.indexOf('administrator'), label: 'administrator', alarming: true, kept: true };
}

/** What a role allows has a place of its own; whoever gets it may be a stranger to the account. */
function samlLine({ action, administrator, phrase: sentence, what, origins }: SamlLine): Ranked {
  const isAlarming = administrator && action === 'assign';
  return {
    rank: isAlarming ? WORST.indexOf('administrator') : action === 'assign' ? WORST.indexOf('write') : LOSS_RANK,
    label: isAlarming ? LABELS.administrator : action === 'assign' ? 'gains by SAML' : 'loses by SAML',
    alarming: isAlarming,
    phrase: sentence,
    what,
    places: placesOf(origins),
    kept: true,
  };
}

export function lineLabel({ label, alarming }: PlanLine): Phrase {
  return alarming ? toned('alarm', say(label)) : strong(say(label));
}

function gainLine(gain: Gain, plan: Plan): Ranked {
  const { worst, permissionSet, gained, origins } = gain;
  const principals = gain.principals.map((each) => namedPrincipal(each, plan.names)).sort(comparePrincipals);
  // Whoever becomes an administrator is named, however many they are.
  const most = worst.kind === 'administrator' || worst.kind === 'takeover' ? Number.POSITIVE_INFINITY : undefined;
  const who = principals.length === 0 ? say('all current assignees') : whoPhrase(principals, most);
  const verb = say(principals.length === 1 ? 'gains' : 'gain');
  const where =
    gain.accounts.length === 0 ? [] : phrase` ${placesPhrase(namedAccounts(gain.accounts, plan.names), plan.names)}`;
  const witness = showsWitness(worst, gained?.witness?.action) ? gained?.witness : undefined;
  return {
    rank: WORST.indexOf(worst.kind),
    label: LABELS[worst.kind],
    alarming: !HARMLESS.includes(worst.kind),
    phrase: gain.byDefinition
      ? phrase`${who} ${verb} by the new definition of ${permissionSet}${where}`
      : phrase`${who} ${verb} ${permissionSet}${where}`,
    what: joined([...peopleOfGain(gain, plan), ...nonEmpty(whatPhrase(gain))], '; '),
    ...(witness === undefined ? {} : { example: phrase`for example ${requestPhrase(witness)}` }),
    places: placesOf(origins),
    kept: KEPT.includes(worst.kind),
  };
}

const nonEmpty = (words: Phrase): readonly Phrase[] => (words.length === 0 ? [] : [words]);

function peopleOfGain({ permissionSet, principals, accounts, byDefinition }: Gain, plan: Plan): readonly Phrase[] {
  const ids = principals.map(({ id }) => id);
  if (byDefinition)
    return peopleNotes([permissionSetAddress(permissionSet)], { principals: ids, plan, effect: 'have' });
  const addresses = principals.flatMap((principal) =>
    accounts.map((account) => assignmentAddress({ permissionSet, account, principal })),
  );
  return peopleNotes(addresses, { principals: ids, plan, effect: 'gain' });
}

function whatPhrase({ worst: { kind, path }, gained }: Gain): Phrase {
  // The label says it all.
  if (kind === 'administrator' || kind === 'application') return [];
  if (gained === undefined) return say('effect could not be determined');
  if (path !== undefined) {
    const { length } = gained.paths;
    return length === 1 ? pathWords(path) : phrase`${pathWords(path)}; one of ${length} paths`;
  }
  if (kind === 'future') return additionsPhrase(gained.openEnded);
  if (kind === 'released') return figures(gained);
  const [doubt] = gained.doubts;
  if (kind === 'unknown' && doubt !== undefined) return phrase`possible (unverified): ${doubtPhrase(doubt)}`;
  const level = gained.levels.find((each) => each.level === kind);
  return level === undefined || gained.levels.length > 1 ? figures(gained) : countPhrase(level);
}

/** The witness is of the worst level. Beside a path it is an example of the path or of nothing that was said. */
function showsWitness({ kind, path }: Worst, action: string | undefined): boolean {
  if (path !== undefined) return action !== undefined && path.actions.includes(action);
  return kind !== 'unknown' && kind !== 'administrator';
}

/** Assignments by which nobody gains anything that they have not by others. */
function idleLines(changes: readonly Change[], plan: Plan): readonly Ranked[] {
  const idle = changes.filter(
    (change) => change.kind === 'assignment' && change.action === 'create' && gainOf(change, plan) === undefined,
  );
  return rowsAlike(idle as readonly AssignmentChange[], plan).map(
    ({ principals, accounts, rows, row: { assignment, beside = [], origins } }) => {
      const { permissionSet } = assignment;
      return {
        rank: NEUTRAL_RANK,
        label: 'no new access',
        alarming: false,
        phrase: phrase`${whoPhrase(principals)} ${say(principals.length === 1 ? 'gains' : 'gain')} ${permissionSet} ${placesPhrase(accounts, plan.names)}`,
        what: joined(
          [
            ...peopleOfRows(rows, plan),
            beside.length === 0 ? say('allows nothing') : phrase`already granted by ${listed(beside, 5)}`,
          ],
          '; ',
        ),
        places: placesOf(origins),
        kept: false,
      };
    },
  );
}

interface RowsAlike {
  readonly principals: readonly NamedPrincipal[];
  readonly accounts: readonly NamedAccount[];
  readonly rows: readonly AssignmentChange[];
  /** The first of them. */
  readonly row: AssignmentChange;
}

/** Principals whose rows on a set share the accounts, what they mean, and why. */
function rowsAlike(rows: readonly AssignmentChange[], plan: Plan): readonly RowsAlike[] {
  const shared = ({ assignment, deleteReason, beside, meaning, openSessions }: AssignmentChange) => [
    assignment.permissionSet,
    deleteReason,
    beside,
    meaning,
    openSessions,
  ];
  const byWho = groupBy(rows, (row) => JSON.stringify([...shared(row), row.assignment.principal.id]));
  const byWhere = groupBy([...byWho.values()], (same) =>
    JSON.stringify([...shared(same[0]!), same.map((row) => row.assignment.account).sort()]),
  );
  return [...byWhere.values()].map((groups) => ({
    principals: groups
      .map(([row]) => namedPrincipal(row!.assignment.principal, plan.names, row!.deleteReason === 'orphan'))
      .sort(comparePrincipals),
    accounts: namedAccounts(
      groups[0]!.map((row) => row.assignment.account),
      plan.names,
    ),
    rows: groups.flat(),
    row: groups[0]![0]!,
  }));
}

function lossLines(changes: readonly Change[], plan: Plan): readonly Ranked[] {
  const rows = changes.filter((change) => change.kind === 'assignment' && change.action === 'delete');
  return rowsAlike(rows as readonly AssignmentChange[], plan)
    .map((alike) => lossLine(alike, plan))
    .sort((a, b) => Number(b.kept) - Number(a.kept));
}

function peopleOfRows(rows: readonly AssignmentChange[], plan: Plan): readonly Phrase[] {
  const principals = [...new Set(rows.map(({ assignment }) => assignment.principal.id))];
  const effect = rows[0]?.action === 'delete' ? 'lose' : 'gain';
  return peopleNotes(
    rows.map(({ address }) => address),
    { principals, plan, effect },
  );
}

function lossLine({ principals, accounts, rows, row }: RowsAlike, plan: Plan): Ranked {
  const { assignment, deleteReason, beside = [], origins, meaning, openSessions } = row;
  const { permissionSet } = assignment;
  const isLoss = losesAccess(row, plan);
  const keeps =
    beside.length > 0
      ? [phrase`${say(isLoss ? 'keeps' : 'still granted by')} ${listed(beside, 5)}`]
      : isLoss && meaning !== undefined
        ? [say('keeps nothing there')]
        : [];
  const sessions = isLoss && openSessions !== undefined ? [say(sessionWords(openSessions, assignment.principal))] : [];
  const people = deleteReason === 'orphan' ? [] : peopleOfRows(rows, plan);
  return {
    rank: isLoss ? LOSS_RANK : NEUTRAL_RANK,
    label: isLoss ? 'loses access' : 'no access lost',
    alarming: false,
    phrase: phrase`${whoPhrase(principals)} ${say(principals.length === 1 ? 'loses' : 'lose')} ${permissionSet} ${placesPhrase(accounts, plan.names)}`,
    what: joined(
      [
        ...people,
        ...keeps,
        ...(isLoss ? roleUseNotes(rows, plan) : []),
        ...sessions,
        ...reasonPhrase(row, principals[0]!, plan),
      ],
      '; ',
    ),
    places: placesOf(origins),
    kept: isLoss && beside.length === 0 && deleteReason !== 'renamed',
  };
}

/**
 * How long a revocation takes to work. DeleteAccountAssignment ends no session of a role: its credentials are good until it ends (IAM Identity Center
 * User Guide, "Understanding authentication sessions in IAM Identity Center"). Beside it the worst case of the other way to lose it, so that a reviewer
 * does not wait for that in vain: who leaves the group keeps it for a provisioning cycle of Entra ID, 40 minutes ("Known issues for provisioning in
 * Microsoft Entra ID"), and the hour in which Identity Center still starts sessions, longer.
 */
function sessionWords(duration: string, { type }: Principal): string {
  const ends = `open sessions end within ${durationWords(duration)}`;
  const seconds = durationSeconds(duration);
  if (type === 'user' || seconds === undefined) return ends;
  return `${ends} (${durationWords(canonicalDuration(seconds + UNTIL_SIGNED_OUT))} for a member who leaves the group instead)`;
}

/** Seconds: 40 minutes and an hour. */
const UNTIL_SIGNED_OUT = 100 * 60;

/** `PT1H30M`: `1h30m`. */
const durationWords = (duration: string): string => duration.replace(/^PT/, '').toLowerCase();

/** Unless it is the usual one. */
function reasonPhrase(
  { assignment: { permissionSet }, deleteReason }: AssignmentChange,
  principal: NamedPrincipal,
  { changes }: Plan,
): readonly Phrase[] {
  if (deleteReason === undefined || deleteReason === 'not-declared') return [];
  const successor = changes.find(
    (change): change is PermissionSetChange => change.kind === 'permission-set' && change.renamedFrom === permissionSet,
  );
  const section = { permissionSet, ...(successor === undefined ? {} : { renamedTo: successor.permissionSet }) };
  return [say(deleteReasonWords(deleteReason, principal, section))];
}

/** A set that is new, or of whose definition nobody gains anything. */
function definitionLine(change: PermissionSetChange, withRows: ReadonlySet<string>, plan: Plan): readonly Ranked[] {
  const { permissionSet, action, holders } = change;
  const view = definitionView(change, plan);
  const { meaning } = view;
  switch (action) {
    case 'create':
      if (change.renamedFrom !== undefined)
        return [neutral('rename', phrase`${permissionSet} replaces ${change.renamedFrom}`, change)];
      return withRows.has(permissionSet)
        ? []
        : [neutral('new', phrase`${permissionSet} is created, and nobody has it`, change)];
    case 'delete': {
      const isRename = plan.changes.some(
        (other) => other.kind === 'permission-set' && other.renamedFrom === permissionSet,
      );
      return isRename ? [] : [neutral('removed', phrase`${permissionSet} is deleted`, change)];
    }
    case 'adopt':
    case 'update': {
      const fields = fieldViews(change).map(({ label }) => label);
      const isNarrower = meaning !== undefined && !isNothingEver(meaning.lost);
      const number = new Set(holders?.map(({ principal }) => principal.id)).size;
      const whom =
        holders === undefined
          ? []
          : [
              say(
                number === 0 ? 'nobody has it' : `${counted(number, 'principal')} ${number === 1 ? 'has' : 'have'} it`,
              ),
            ];
      if (isNarrower)
        return [
          {
            ...neutral('narrows', phrase`${permissionSet}: ${joined(whom)}`, change),
            rank: LOSS_RANK,
            what: phrase`loses ${figures(meaning.lost)}, in open sessions as well`,
          },
        ];
      const effect = say(effectWords(view));
      const what =
        action === 'adopt'
          ? [say('taken over from Identity Center'), effect]
          : [...(fields.length === 0 ? [] : [say(fields.join(', '))]), effect, ...whom];
      return [
        neutral(action === 'adopt' ? 'adopts' : 'changes', phrase`${permissionSet}: ${joined(what, '; ')}`, change),
      ];
    }
    case 'release':
      return [neutral('releases', phrase`${permissionSet}: nobody manages it any more`, change)];
    default:
      return action satisfies never;
  }
}

function neutral(label: string, sentence: Phrase, { origins }: Change): Ranked {
  return {
    rank: NEUTRAL_RANK,
    label,
    alarming: false,
    phrase: sentence,
    what: [],
    places: placesOf(origins),
    kept: false,
  };
}

/** A number of lines, and how many more there are. */
export function firstLines(
  lines: readonly PlanLine[],
  most: number,
): { readonly lines: readonly PlanLine[]; readonly more: number } {
  const kept = lines.filter((line, index) => index < most || line.kept);
  return { lines: kept, more: lines.length - kept.length };
}
