// Two policies compared, as text and as JSON.
import type { Difference, Meaning } from '../meaning/meaning.ts';
import type { Provenance } from '../policy/action-index.ts';
import type { AccessEffect } from '../policy/effect.ts';
import type { NewAccess } from '../policy/new-access.ts';
import { differenceLines, isCertain, releasedTitle } from './difference.ts';
import { riskWords } from './effect-words.ts';
import { forJson, forTerminal } from './escape.ts';
import { differenceText } from './plan-text-meaning.ts';
import type { Layout } from './style.ts';

export interface Comparison {
  readonly old: Compared;
  readonly new: Compared;
  readonly effect: AccessEffect;
  /** The same in figures. */
  readonly meaning: Meaning;
  readonly policyData: { readonly actions: Provenance; readonly managedPolicies?: Provenance };
}

export interface Compared {
  /** The path of the file as given; path and name of the AWS managed policy. */
  readonly name: string;
  readonly source: 'file' | 'aws-managed';
  /** Of an AWS managed policy: `v94`. */
  readonly version?: string;
}

export function renderComparisonText({ effect, meaning, policyData, ...sides }: Comparison, layout: Layout): string {
  const { style } = layout;
  const verdict = style.bold(
    (ALARMING.includes(effect.risk) ? style.red : style.green)(riskWords(effect.risk, meaning)),
  );
  const gained = differenceText(titleOf('gained', meaning.gained), differenceLines(meaning.gained), {
    ...layout,
    indent: 0,
    alarm: style.red,
  });
  const { released } = meaning;
  const lost = differenceText(titleOf('lost', meaning.lost), differenceLines(meaning.lost), { ...layout, indent: 0 });
  const blocks = [
    [`old: ${comparedText(sides.old)}`, `new: ${comparedText(sides.new)}`],
    [verdict],
    gained,
    ...(released === undefined ? [] : [releasedText(released, layout)]),
    lost,
    [style.dim(forTerminal(provenanceText(policyData)))],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function releasedText(released: Difference, layout: Layout): readonly string[] {
  return differenceText(releasedTitle(released), differenceLines(released), {
    ...layout,
    indent: 0,
    alarm: layout.style.red,
  });
}

const titleOf = (word: string, difference: Difference) => (isCertain(difference) ? word : `perhaps ${word}`);

const ALARMING: readonly AccessEffect['risk'][] = ['broadens', 'unknown'];

function comparedText({ name, source, version = '' }: Compared): string {
  if (source === 'file') return forTerminal(name);
  return `AWS managed policy ${forTerminal(name)} ${forTerminal(version)}`;
}

function provenanceText({ actions, managedPolicies }: Comparison['policyData']): string {
  const policies = managedPolicies === undefined ? '' : ` and managed policies as of ${managedPolicies.date}`;
  return `judged with AWS's actions as of ${actions.date}${policies}`;
}

/** The contract of schemas/comparison.schema.json. */
export function renderComparisonJson({ effect, meaning, policyData, ...sides }: Comparison): string {
  const comparison = {
    formatVersion: 1,
    old: sides.old,
    new: sides.new,
    risk: effect.risk,
    gained: wholeDifference(meaning.gained, effect.gained),
    ...(meaning.released === undefined ? {} : { released: wholeDifference(meaning.released, effect.released) }),
    lost: wholeDifference(meaning.lost, effect.lost),
    policyData,
  };
  return `${forJson(JSON.stringify(comparison, null, 2))}\n`;
}

/** The figures, and every gain they are of. */
function wholeDifference(difference: Difference, { gains }: NewAccess) {
  return { ...difference, gains };
}
