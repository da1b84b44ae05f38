// What was applied, when and by whom: run logs for whoever asks afterwards.
import type { LoggedRun } from '../apply/run-log.ts';
import { counted } from '../diagnostics/wording.ts';
import { namedAccount, namedPrincipal } from '../holdings/names.ts';
import { instantOf } from '../instant.ts';
import { accountPhrase } from './accounts.ts';
import { type Block, type Document, type Fact, group, heading, type Item, list, paragraph, title } from './document.ts';
import { type Phrase, phrase, quiet, say, type Tone, toned } from './phrase.ts';
import { markOf } from './plan-blocks.ts';
import { resourcePhrase } from './plan-resources.ts';
import { principalPhrase } from './who.ts';

type LoggedOutcome = LoggedRun['outcomes'][number];

/** The latest first. */
export function runsDocument(runs: readonly LoggedRun[]): Document {
  return runs.length === 0 ? [paragraph(say('No runs.'))] : runs.map(runBlock);
}

/** The same, under a title. */
export const runsPage = (runs: readonly LoggedRun[]): Document => [title(say('Runs')), ...runsDocument(runs)];

function runBlock(run: LoggedRun): Block {
  const { start, outcomes, open, file, line } = run;
  const rows: readonly Fact[] = [
    { label: say('by'), values: [phrase`${start.caller}`] },
    {
      label: say('commit'),
      values: [start.commit === undefined ? say('none that has exactly these files') : phrase`${start.commit}`],
    },
    { label: say('in'), values: [phrase`${start.instance} (${start.region})`] },
    { label: say('took'), values: [say(endText(run))] },
    { label: say('run log'), values: [phrase`${file}${say(line === 1 ? '' : `, from line ${line} on`)}`] },
  ];
  const head = heading(
    phrase`${start.at.replace('T', ' ').replace(/\.\d+Z/, ' UTC')}: plan ${start.planId.slice(0, 8)}, ${say(summaryOf(run))}`,
  );
  return group(head, [{ kind: 'facts', rows }, list([...outcomes.map(outcomeItem), ...open.map(openItem)])]);
}

function endText({ start, end }: LoggedRun): string {
  if (end === undefined) return 'it has no end: it was killed, or goes on';
  const seconds = Math.round((instantOf(end.at) - instantOf(start.at)) / 1_000);
  return `${counted(seconds, 'second')}${end.interrupted ? ', and was interrupted' : ''}`;
}

function summaryOf({ outcomes, open }: LoggedRun): string {
  const of = (status: LoggedOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const parts = (Object.keys(STATUSES) as readonly LoggedOutcome['status'][]).flatMap((status) =>
    of(status) === 0 ? [] : [`${of(status)} ${STATUSES[status].words}`],
  );
  if (open.length > 0) parts.push(`${open.length} without outcome`);
  return parts.length === 0 ? 'nothing was done' : parts.join(', ');
}

const STATUSES: Readonly<Record<LoggedOutcome['status'], { readonly words: string; readonly tone: Tone }>> = {
  done: { words: 'done', tone: 'good' },
  already: { words: 'with no change needed', tone: 'good' },
  failed: { words: 'failed', tone: 'alarm' },
  'not-sent': { words: 'not sent', tone: 'warning' },
  unknown: { words: 'with unknown outcome', tone: 'warning' },
};

export function outcomeItem(outcome: LoggedOutcome): Item {
  const { action, status, requestIds } = outcome;
  const { words, tone } = STATUSES[status];
  const reason = 'reason' in outcome ? [say(outcome.reason)] : [];
  const ids =
    requestIds.length === 0
      ? []
      : [quiet(phrase`${say(requestIds.length === 1 ? 'request' : 'requests')} ${say(requestIds.join(', '))}`)];
  return {
    mark: markOf(action),
    phrase: phrase`${doingPhrase(outcome)}: ${toned(tone, say(words))}`,
    notes: [...reason, ...ids],
  };
}

function doingPhrase(outcome: LoggedOutcome): Phrase {
  const { action, permissionSet, resource, account, accountName, principal } = outcome;
  const names = {
    accounts: account === undefined || accountName === undefined ? {} : { [account]: accountName },
    principals: principal?.name === undefined ? {} : { [principal.id]: principal.name },
  };
  if (resource !== undefined) return phrase`${say(action)} ${resourcePhrase(resource, names)}`;
  if (permissionSet === undefined) return phrase`${say(action)} attributes for access control`;
  const where = account === undefined ? [] : phrase` in ${accountPhrase(namedAccount(account, names))}`;
  if (principal !== undefined) {
    const named = namedPrincipal(principal, names);
    const who = named.name === undefined ? phrase`${say(principal.type)} ${principal.id}` : principalPhrase(named);
    return phrase`${who} ${say(action === 'create' ? 'gains' : 'loses')} ${permissionSet}${where}`;
  }
  return action === 'provision'
    ? phrase`provision ${permissionSet}${where}`
    : phrase`${say(action)} permission set ${permissionSet}`;
}

function openItem({ address, at, requestIds }: LoggedRun['open'][number]): Item {
  const ids = requestIds.length === 0 ? '' : ` (request ${requestIds.join(', ')})`;
  return {
    mark: 'none',
    phrase: phrase`${address}: ${toned('warning', say(`sent at ${at}, and nobody knows what became of it${ids}`))}`,
  };
}
