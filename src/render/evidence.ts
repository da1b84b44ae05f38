// What run logs prove of each account, for an auditor: when it was applied and by whom, and when the last session of access that was taken away has ended.
import type { AccountEvidence, Evidence } from '../apply/evidence.ts';
import { counted } from '../diagnostics/wording.ts';
import { accountPhrase } from './accounts.ts';
import { type Block, type Document, type Fact, group, heading, list, paragraph, title } from './document.ts';
import { joined, type Phrase, phrase, say, toned } from './phrase.ts';
import { outcomeItem } from './runs.ts';

export function evidenceDocument({ accounts, unended }: Evidence): Document {
  return [
    ...unended.map(({ file, at, operations, logged }): Block => {
      const words = `${momentText(at)}: the run was killed or interrupted, or goes on: ${logged} of ${operations} operations are in its log`;
      return { kind: 'callout', phrase: phrase`${file}, ${toned('alarm', say(words))}` };
    }),
    ...(accounts.length === 0 ? [paragraph(say('Nothing was applied.'))] : accounts.map(accountBlock)),
  ];
}

/** The same, under a title. */
export const evidencePage = (evidence: Evidence): Document => [title(say('Evidence')), ...evidenceDocument(evidence)];

const MOST_OPERATIONS = 200;

function accountBlock(evidence: AccountEvidence): Block {
  const { account, accountName, operations, open, from, to, callers, plans, commits, unfinished } = evidence;
  const name =
    account === undefined
      ? say('Definitions of permission sets')
      : accountPhrase({ id: account, ...(accountName === undefined ? {} : { name: accountName }) });
  const row = (label: string, ...values: readonly Phrase[]): Fact => ({ label: say(label), values });
  const shown = operations.slice(0, MOST_OPERATIONS);
  const more = operations.length - shown.length;
  return group(heading(name), [
    {
      kind: 'facts',
      rows: [
        ...(from === undefined
          ? []
          : [row('applied', say(from === to ? momentText(from) : `${momentText(from)} to ${momentText(to!)}`))]),
        ...(callers.length === 0 ? [] : [row('by', ...callers.map((caller) => phrase`${caller}`))]),
        row('plan', joined(plans.map((plan) => say(plan.slice(0, 8))))),
        row(
          'commit',
          commits.length === 0
            ? say('none that has exactly these files')
            : joined(commits.map((commit) => phrase`${commit}`)),
        ),
        row(
          'operations',
          unfinished === 0
            ? say(`${operations.length} done`)
            : toned('alarm', say(`${unfinished} of ${operations.length + open.length} not done`)),
        ),
        ...endRows(evidence),
      ],
    },
    list([
      ...shown.map(outcomeItem),
      ...open.map((address) => ({
        mark: 'none' as const,
        phrase: phrase`${address}: ${toned('warning', say('sent, and nobody knows what became of it'))}`,
      })),
    ]),
    ...(more > 0 ? [paragraph(say(`and ${counted(more, 'operation')} more: \`--format csv\` has all of them`))] : []),
  ]);
}

function endRows({ oldAccessEnds }: AccountEvidence): readonly Fact[] {
  if (oldAccessEnds === undefined) return [];
  const words =
    oldAccessEnds === 'not-ended'
      ? toned('alarm', say('not ended: not all of it was taken away, or nobody knows'))
      : say(`the last session ends by ${momentText(oldAccessEnds)}`);
  return [{ label: say('old access'), values: [words] }];
}

const momentText = (text: string): string => text.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
