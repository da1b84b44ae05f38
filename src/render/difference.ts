// What an access has more, or less, than another: a few lines, the worst first.

import { counted } from '../diagnostics/wording.ts';
import type { Difference, DoubtSummary, PathSummary } from '../meaning/meaning.ts';
import type { LevelSummary } from '../policy/answers/index.ts';
import type { AccessLevel } from '../policy/catalogue/index.ts';
import type { DoubtReason, Request } from '../policy/compare/index.ts';
import type { PathCondition } from '../policy/escalation/index.ts';
import type { Restriction } from '../restriction.ts';
import type { Facts } from './document.ts';
import { joined, listed, type Phrase, phrase, say, toned } from './phrase.ts';
import { comparePaths } from './worst.ts';

/** Some of it is beyond doubt, today or as soon as AWS adds actions. */
export function isCertain({ actionCount, unlisted, openEnded }: Difference): boolean {
  return actionCount > 0 || unlisted.length > 0 || openEnded.length > 0;
}

/** What the lines of a definition stand under. */
export function differenceTitle(verb: 'gain' | 'lose', difference: Difference): string {
  return isCertain(difference) ? `${verb}s` : `may ${verb}`;
}

/** A resource policy may allow it; whether one does is not known. */
export function releasedTitle(released: Difference): string {
  return `${isCertain(released) ? '' : 'perhaps '}no longer denied`;
}

export interface DifferenceLine {
  /** `escalation path`, `write`, `for example` */
  readonly label: string;
  readonly phrase: Phrase;
  /** Not to be read past when it is gained: a way to more than it says, or something that could not be told. */
  readonly alarming: boolean;
}

/** The lines below their title; nothing for none. `alarms`: they are of a gain, where some must not be read past. */
export function differenceFacts(
  title: string,
  lines: readonly DifferenceLine[],
  { alarms = false }: { readonly alarms?: boolean } = {},
): readonly Facts[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ label, phrase: what, alarming }) => ({
    label: label === '' ? [] : alarming && alarms ? toned('alarm', say(label)) : say(label),
    values: [what],
  }));
  return [{ kind: 'facts', title: say(title), rows }];
}

const MOST_SERVICES = 4;
const MOST_PATTERNS = 6;
const MOST_VALUES = 4;

/** `brief`: all that a permission set allows, where no single action is news. */
export function differenceLines(
  difference: Difference,
  { brief = false }: { readonly brief?: boolean } = {},
): readonly DifferenceLine[] {
  const { paths, levels, doubts } = difference;
  return [
    ...pathLines(paths, brief ? 2 : 5),
    ...levels.map((summary) => line(LEVEL_WORDS[summary.level], countPhrase(summary))),
    ...(brief ? [] : [...exampleLines(difference), ...openEndedLines(difference)]),
    ...doubts.map((doubt) => alarm('possible (unverified)', doubtPhrase(doubt))),
  ];
}

const line = (label: string, phrase: Phrase): DifferenceLine => ({ label, phrase, alarming: false });
const alarm = (label: string, phrase: Phrase): DifferenceLine => ({ label, phrase, alarming: true });

/** Of more than `most` paths the worst, and how many there are. */
function pathLines(paths: readonly PathSummary[], most: number): readonly DifferenceLine[] {
  const shown = [...paths].sort(comparePaths).slice(0, most);
  const more = paths.length - shown.length;
  return [
    ...shown.flatMap((path) => [
      alarm(path.category === 'takeover' ? 'takeover path' : 'escalation path', pathWords(path)),
      ...(path.when ?? []).map((condition) => line('path condition', conditionWords(condition))),
    ]),
    ...(more === 0 ? [] : [alarm('', say(`${counted(more, 'more path')} of equal or lower risk`))]),
  ];
}

/** `invoke a function with a role (lambda-001: iam:PassRole, lambda:CreateFunction), under conditions` */
export function pathWords({ id, title, restriction, actions }: PathSummary): Phrase {
  return phrase`${say(title)} (${say(id)}: ${listed(actions, 6)})${say(RESTRICTION_WORDS[restriction])}`;
}

/** `iam:PassedToService of iam:PassRole is lambda.amazonaws.com` */
function conditionWords({ action, key, values }: PathCondition): Phrase {
  return phrase`${key} of ${action} is ${say(values.length === 1 ? '' : 'one of ')}${listed(values, MOST_VALUES)}`;
}

const RESTRICTION_WORDS: Readonly<Record<Restriction, string>> = {
  unrestricted: '',
  conditional: ', under conditions',
  'resource-scoped': ', on some resources',
};

export const LEVEL_WORDS: Readonly<Record<AccessLevel, string>> = {
  'permissions-management': 'permissions management',
  unknown: 'of unknown level',
  write: 'write',
  tagging: 'tagging',
  read: 'read',
  list: 'list',
};

/** `6 (s3 5, iam 1)`, `2 (s3)` */
export function countPhrase({ actionCount, services }: LevelSummary): Phrase {
  const counts = services
    .slice(0, MOST_SERVICES)
    .map((each) => (services.length === 1 ? phrase`${each.service}` : phrase`${each.service} ${each.actionCount}`));
  const more = services.length - counts.length;
  return phrase`${actionCount} (${joined(counts)}${say(more === 0 ? '' : ` and ${more} more`)})`;
}

function exampleLines({ topActions, actionCount, witness }: Difference): readonly DifferenceLine[] {
  const others = actionCount - topActions.length;
  const top = joined(topActions.map((action) => phrase`${action}`));
  return [
    ...(topActions.length === 0 ? [] : [line('actions', others > 0 ? phrase`${top} and ${others} more` : top)]),
    ...(witness === undefined ? [] : [line('for example', requestPhrase(witness))]),
  ];
}

/** `s3:PutObjectAcl on arn:aws:s3:::orchard-invoices/a when aws:SourceIp is 10.0.0.1` */
export function requestPhrase({ action, resource, context }: Request): Phrase {
  const keys = Object.keys(context).sort();
  const when = keys.map((key) => phrase`${key} is ${valuesPhrase(context[key]!)}`);
  const request = phrase`${action} on ${resource}`;
  return when.length === 0 ? request : phrase`${request} when ${joined(when, ' and ')}`;
}

function valuesPhrase(values: readonly string[]): Phrase {
  return values.every((value) => value === '') ? say('empty') : listed(values, MOST_VALUES);
}

function openEndedLines({ openEnded, unlisted }: Difference): readonly DifferenceLine[] {
  const others = unlisted.filter((pattern) => !openEnded.includes(pattern));
  return [
    ...(openEnded.length === 0 ? [] : [line('future actions', additionsPhrase(openEnded))]),
    ...(others.length === 0
      ? []
      : [line('not listed', phrase`actions of ${listed(others, MOST_PATTERNS)} that AWS does not list`)]),
  ];
}

/** `any action AWS adds that matches s3:Get*` */
export function additionsPhrase(openEnded: readonly string[]): Phrase {
  return phrase`any action AWS adds that matches ${listed(openEnded, MOST_PATTERNS)}`;
}

/** `12 actions, depends on customer managed policy /teams/TeamBase; perhaps …` */
export function doubtPhrase({ reason, documents, actionCount, suspect }: DoubtSummary): Phrase {
  const about = say(actionCount === 0 ? 'any action' : counted(actionCount, 'action'));
  const why = documents.length === 0 ? say(REASON_WORDS[reason]) : phrase`depends on ${documentsPhrase(documents)}`;
  const example = suspect === undefined ? [] : phrase`; perhaps ${requestPhrase(suspect)}`;
  return phrase`${about}, ${why}${example}`;
}

/** A digest tells two documents apart, in its first digits for the eye. */
function documentsPhrase(documents: readonly string[]): Phrase {
  const short = documents.map((name) => name.replace(/(?<= [0-9a-f]{8})[0-9a-f]{56}$/, ''));
  return listed(short, MOST_PATTERNS);
}

const REASON_WORDS: Readonly<Record<DoubtReason, string>> = {
  'unknown-document': 'depends on a policy that cannot be seen',
  variable: 'depends on what a policy variable stands for, or on an unknown operator',
  condition: 'depends on values of condition keys that cannot all be told',
  'wildcard-over-colon': 'depends on whether a wildcard in an ARN stops at a colon',
  budget: 'since the policies are too intricate to compare in full',
};
