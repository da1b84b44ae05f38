// Two policies compared, as JSON: the contract of schemas/comparison.schema.json.
import type { Comparison } from '../meaning/comparison.ts';
import type { Difference } from '../meaning/meaning.ts';
import type { NewAccess } from '../policy/compare/index.ts';
import { forJson } from './escape.ts';

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
