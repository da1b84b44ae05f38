// May somebody do something: the verdict, and for each permission set what decides it, down to the statement.
import { type Answer, type Session, SUBJECT_NOUNS, type UncertainSession } from '../decisions/answer.ts';
import type { Part, Verdict } from '../decisions/decide.ts';
import type { Question } from '../decisions/question.ts';
import { doubtText } from '../guardrails/findings.ts';
import { requestPhrase } from './difference.ts';
import { type Block, type Document, type Fact, paragraph } from './document.ts';
import { joined, listed, type Phrase, phrase, placed, prose, quiet, say, strong, type Tone, toned } from './phrase.ts';
import { principalName } from './wording.ts';

export function answerDocument({ subject, question, verdict, sessions, uncertain, policyData }: Answer): Document {
  const kind = subject.kind === 'person' ? 'person' : SUBJECT_NOUNS[subject.kind];
  const known = uncertain.length === 0 ? '' : ', as far as is known here';
  const { actions, managedPolicies } = policyData;
  return [
    paragraph(strong(phrase`${say(kind)} ${subject.name}, ${questionPhrase(question)}: ${verdictPhrase(verdict)}`)),
    ...(sessions.length === 0
      ? [paragraph(say(`The ${kind} has no access there${known}.`))]
      : sessions.map(sessionBlock)),
    ...uncertain.slice(0, MOST_PARTS).map(uncertainBlock),
    ...(uncertain.length > MOST_PARTS
      ? [paragraph(say(`and ${uncertain.length - MOST_PARTS} more that are not known`))]
      : []),
    paragraph(
      quiet(say(`judged with AWS's actions as of ${actions.date} and managed policies as of ${managedPolicies.date}`)),
    ),
  ];
}

const MOST_NAMES = 8;

function questionPhrase({ actions, resources, context }: Question): Phrase {
  const on = resources.length === 0 ? say(' on any resource') : phrase` on ${listed(resources, MOST_NAMES)}`;
  const known = context.map(({ key, values }) =>
    values.length === 0 ? phrase`without ${key}` : phrase`with ${key} = ${listed(values, MOST_NAMES)}`,
  );
  const when = known.length === 0 ? [] : phrase` ${joined(known, ' and ')}`;
  return phrase`${listed(actions, MOST_NAMES)}${on}${when}`;
}

const VERDICTS: Readonly<Record<Verdict, readonly [words: string, tone: Tone]>> = {
  allowed: ['allowed', 'good'],
  conditional: ['allowed in part', 'warning'],
  denied: ['not allowed', 'loss'],
  undetermined: ['could not be determined', 'alarm'],
  impossible: ['no such request', 'warning'],
};

function verdictPhrase(verdict: Verdict): Phrase {
  const [words, tone] = VERDICTS[verdict];
  return toned(tone, say(words));
}

function sessionBlock({
  permissionSet,
  asInLive,
  accounts,
  verdict,
  allowed,
  refused,
  doubt,
  parts,
  place,
}: Session): Block {
  const where = accounts.length === 0 ? say(', granted to nobody there') : phrase` in ${listed(accounts, MOST_NAMES)}`;
  const isWhole = verdict === 'impossible';
  const rows: readonly Fact[] = [
    ...(allowed === undefined ? [] : [row('allowed', requestPhrase(allowed))]),
    ...(refused === undefined ? [] : [row('not allowed', requestPhrase(refused))]),
    ...(doubt === undefined ? [] : [row('uncertain', prose(doubtText(doubt)))]),
    ...(isWhole ? [row('since', say('the action is never about such a resource, or not in such a request'))] : []),
    ...(isWhole ? [] : partRows(parts, verdict)),
    ...(place === undefined ? [] : [row('defined', placed({ file: place.file, line: place.start.line }))]),
  ];
  return {
    kind: 'details',
    open: true,
    summary: {
      phrase: phrase`${permissionSet}${say(asInLive === true ? ', as it is in live until the next apply,' : '')}${where}: ${verdictPhrase(verdict)}`,
    },
    blocks: [{ kind: 'facts', rows }],
  };
}

/** Left out, it would read as no. */
function uncertainBlock({ permissionSet, verdict, open }: UncertainSession): Block {
  const where =
    open.kind === 'accounts'
      ? say('in accounts that are not known here')
      : phrase`if ${say(open.group.type)} ${principalName(open.group)} has this member, which is not known`;
  const rows =
    open.kind === 'accounts'
      ? [
          row(
            'granted',
            phrase`${placed({ file: open.place.file, line: open.place.start.line })} on ${listed(open.selectors, MOST_NAMES)}`,
          ),
        ]
      : [];
  return {
    kind: 'details',
    open: true,
    summary: { phrase: phrase`${permissionSet} ${toned('warning', where)}: ${verdictPhrase(verdict)}` },
    blocks: rows.length === 0 ? [] : [{ kind: 'facts', rows }],
  };
}

const row = (label: string, value: Phrase): Fact => ({ label: say(label), values: [value] });

const MOST_PARTS = 10;

function partRows(parts: readonly Part[], verdict: Verdict): readonly Fact[] {
  const shown = parts.slice(0, MOST_PARTS).flatMap(partFacts);
  const more = parts.length - MOST_PARTS;
  const nothing = !parts.some(({ effect, boundary }) => effect === 'Allow' && boundary !== true);
  return [
    ...(nothing && verdict !== 'undetermined' ? [row('allowed by', say('no statement'))] : []),
    ...shown,
    ...(more > 0 ? [row('', say(`and ${more} more statements`))] : []),
  ];
}

const LABELS: Readonly<Record<Part['effect'], string>> = {
  Allow: 'allowed by',
  Deny: 'denied by',
  unknown: 'not seen',
  nothing: 'boundary',
};

function partFacts(part: Part): readonly Fact[] {
  const { effect, boundary, document, statement, sid, resources, notResources, conditions = [], place } = part;
  const label = boundary === true && effect === 'Allow' ? 'within boundary' : LABELS[effect];
  const number = statement === undefined ? [] : say(`, statement ${statement}`);
  const name = sid === undefined ? [] : phrase` ${sid}`;
  const at = place === undefined ? [] : phrase` ${placed({ file: place.file, line: place.start.line })}`;
  const isAny = resources?.length === 1 && resources[0] === '*';
  const on =
    resources === undefined ? phrase`all but ${listed(notResources ?? [], MOST_NAMES)}` : listed(resources, MOST_NAMES);
  const conditionPhrases = conditions.map(
    ({ operator, key, values }) => phrase`${say(operator)} ${key}: ${listed(values, MOST_NAMES)}`,
  );
  return [
    row(label, phrase`${document}${number}${name}${say(effect === 'nothing' ? ' allows none of it' : '')}${at}`),
    ...(statement === undefined || isAny ? [] : [row('on', on)]),
    ...(conditionPhrases.length === 0 ? [] : [row('if', joined(conditionPhrases, ' and '))]),
  ];
}
