// Two sides compared, as JSON: the contract of schemas/comparison.schema.json. Of a folder, the comparisons of its files.
import type { Comparison } from '../meaning/comparison.ts';
import type { Difference } from '../meaning/meaning.ts';
import type { NewAccess } from '../policy/compare/index.ts';
import type { Compared } from './comparison.ts';
import { forJson } from './escape.ts';

const FORMAT_VERSION = 2;

export function renderComparisonJson({ comparisons, base }: Compared): string {
  const content =
    base === undefined
      ? { formatVersion: FORMAT_VERSION, ...comparisonJson(comparisons[0]!) }
      : { formatVersion: FORMAT_VERSION, base, comparisons: comparisons.map(comparisonJson) };
  return `${forJson(JSON.stringify(content, null, 2))}\n`;
}

function comparisonJson({ kind, effect, meaning, limited, policyData, ...sides }: Comparison) {
  return {
    kind,
    old: sides.old,
    new: sides.new,
    ...effectJson({ effect, meaning }),
    ...(limited === undefined ? {} : { limited: { by: limited.by, ...effectJson(limited) } }),
    policyData,
  };
}

function effectJson({ effect, meaning }: Pick<Comparison, 'effect' | 'meaning'>) {
  return {
    risk: effect.risk,
    gained: wholeDifference(meaning.gained, effect.gained),
    ...(meaning.released === undefined ? {} : { released: wholeDifference(meaning.released, effect.released) }),
    lost: wholeDifference(meaning.lost, effect.lost),
  };
}

/** The figures, and every gain they are of. */
function wholeDifference(difference: Difference, { gains }: NewAccess) {
  return { ...difference, gains };
}
