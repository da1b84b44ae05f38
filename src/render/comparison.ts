// Two policies compared.
import type { Compared, Comparison } from '../meaning/comparison.ts';
import type { Difference } from '../meaning/meaning.ts';
import type { AccessEffect } from '../policy/answers/index.ts';
import { differenceFacts, differenceLines, isCertain, releasedTitle } from './difference.ts';
import { type Document, paragraph } from './document.ts';
import { riskWords } from './effect-words.ts';
import { type Phrase, phrase, quiet, say, strong, toned, whole } from './phrase.ts';

export function comparisonDocument({ effect, meaning, policyData, ...sides }: Comparison): Document {
  const { gained, lost, released } = meaning;
  const verdict = toned(ALARMING.includes(effect.risk) ? 'alarm' : 'good', say(riskWords(effect.risk, meaning)));
  return [
    {
      kind: 'facts',
      colons: true,
      rows: [
        { label: say('old'), values: [comparedPhrase(sides.old)] },
        { label: say('new'), values: [comparedPhrase(sides.new)] },
      ],
    },
    paragraph(strong(verdict)),
    ...differenceFacts(titleOf('gained', gained), differenceLines(gained), { alarms: true }),
    ...(released === undefined
      ? []
      : differenceFacts(releasedTitle(released), differenceLines(released), { alarms: true })),
    ...differenceFacts(titleOf('lost', lost), differenceLines(lost)),
    paragraph(quiet(say(provenanceText(policyData)))),
  ];
}

const titleOf = (word: string, difference: Difference) => (isCertain(difference) ? word : `perhaps ${word}`);

const ALARMING: readonly AccessEffect['risk'][] = ['broadens', 'unknown'];

function comparedPhrase({ name, source, version = '' }: Compared): Phrase {
  return whole(source === 'file' ? phrase`${name}` : phrase`AWS managed policy ${name} ${say(version)}`);
}

function provenanceText({ actions, managedPolicies }: Comparison['policyData']): string {
  const policies = managedPolicies === undefined ? '' : ` and managed policies as of ${managedPolicies.date}`;
  return `judged with AWS's actions as of ${actions.date}${policies}`;
}
