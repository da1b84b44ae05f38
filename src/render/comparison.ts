// Two policies compared.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Compared as ComparedPolicy, ComparedSide, Comparison } from '../meaning/comparison.ts';
import type { Difference, Meaning } from '../meaning/meaning.ts';
import type { AccessEffect } from '../policy/answers/index.ts';
import { differenceFacts, differenceLines, isCertain, releasedTitle } from './difference.ts';
import { type Block, type Document, paragraph } from './document.ts';
import { riskWords } from './effect-words.ts';
import type { FoundIn } from './findings.ts';
import { joined, type Phrase, phrase, quiet, say, strong, toned, whole } from './phrase.ts';

/** What `access compare` prints. */
export interface Compared extends FoundIn {
  /** In the order of their names. */
  readonly comparisons: readonly Comparison[];
  /** They are files of a folder, and the old side is what each was at this git revision. */
  readonly base?: string;
}

export function comparedDocument({ comparisons, found, base }: Compared): Document {
  if (base === undefined) return comparisons.flatMap(comparisonBlocks);
  if (comparisons.length === 0 && hasErrors(found)) return [];
  if (comparisons.length === 0) return [paragraph(phrase`no policy differs from ${base}`)];
  return comparisons.flatMap(comparisonBlocks);
}

function comparisonBlocks({ kind, effect, meaning, limited, policyData, ...sides }: Comparison): readonly Block[] {
  const verb = kind === 'identity' ? '' : `, as ${KINDS[kind]}: what it permits, and grants nothing`;
  return [
    {
      kind: 'facts',
      colons: true,
      rows: [
        { label: say('old'), values: sidePhrases(sides.old) },
        { label: say('new'), values: sidePhrases(sides.new) },
      ],
    },
    ...effectBlocks(effect, meaning, say(verb)),
    ...(limited === undefined ? [] : limitedBlocks(limited)),
    paragraph(quiet(say(provenanceText(policyData)))),
  ];
}

const KINDS = {
  scp: 'service control policies',
  rcp: 'resource control policies',
  boundary: 'permissions boundaries',
} as const;

function effectBlocks(effect: AccessEffect, meaning: Meaning, suffix: Phrase): readonly Block[] {
  const { gained, lost, released } = meaning;
  const words = riskWords(effect.risk, meaning);
  const verdict = toned(ALARMING.includes(effect.risk) ? 'alarm' : 'good', say(words));
  return [
    paragraph(strong(phrase`${verdict}${suffix}`)),
    ...differenceFacts(titleOf('gained', gained), differenceLines(gained), { alarms: true }),
    ...(released === undefined
      ? []
      : differenceFacts(releasedTitle(released), differenceLines(released), { alarms: true })),
    ...differenceFacts(titleOf('lost', lost), differenceLines(lost)),
  ];
}

/** SCPs and RCPs take away, today. */
function limitedBlocks({ by, effect, meaning }: NonNullable<Comparison['limited']>): readonly Block[] {
  return [
    {
      kind: 'group',
      head: paragraph(phrase`Where ${joined(by.map(comparedPhrase))} ${say(by.length === 1 ? 'applies' : 'apply')}:`),
      body: effectBlocks(effect, meaning, []),
    },
  ];
}

const titleOf = (word: string, difference: Difference) => (isCertain(difference) ? word : `perhaps ${word}`);

const ALARMING: readonly AccessEffect['risk'][] = ['broadens', 'unknown'];

function sidePhrases({ policies, boundary }: ComparedSide): readonly Phrase[] {
  return [
    ...(policies.length === 0 ? [say('nothing')] : policies.map(comparedPhrase)),
    ...(boundary === undefined ? [] : [phrase`within boundary ${comparedPhrase(boundary)}`]),
  ];
}

const SOURCES: Readonly<Record<ComparedPolicy['source'], string>> = {
  file: '',
  'aws-managed': 'AWS managed policy ',
  'permission-set': 'permission set ',
  'live-permission-set': 'live permission set ',
  group: 'group ',
  user: 'user ',
};

function comparedPhrase({ name, source, version, account, at }: ComparedPolicy): Phrase {
  const where = account === undefined ? [] : phrase` in ${account}`;
  const when = at === undefined ? [] : phrase` at ${at}`;
  return whole(phrase`${say(SOURCES[source])}${name}${say(version === undefined ? '' : ` ${version}`)}${where}${when}`);
}

function provenanceText({ actions, managedPolicies }: Comparison['policyData']): string {
  const policies = managedPolicies === undefined ? '' : ` and managed policies as of ${managedPolicies.date}`;
  return `judged with AWS's actions as of ${actions.date}${policies}`;
}
