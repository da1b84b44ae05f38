// Regions, in ARNs and in the conditions whose keys hold one: whether AWS has them.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Suggest } from '../../diagnostics/suggest.ts';
import { partitionOf, REGIONS, REGIONS_DATE } from '../catalogue/index.ts';
import type { ConditionEntry, Statement, Word } from '../language/index.ts';
import { compileGlob, isPattern, matches } from '../patterns/index.ts';
import { knownKey } from './known-keys.ts';
import { at } from './place.ts';
import type { Subject } from './subject.ts';

export function regionKeyFindings({ conditions }: Statement, { index, suggest }: Subject): readonly Diagnostic[] {
  return conditions
    .filter(({ key, operator: { base } }) => base?.startsWith('String') && isRegionKey(key.text, index))
    .flatMap(({ operator, values }) =>
      values
        .filter(({ text }) => text !== '' && !text.includes('${') && !isTakenLiterally(text, operator))
        .flatMap((word) =>
          regionFindings(word, /IgnoreCase$/.test(operator.base!) ? word.text.toLowerCase() : word.text, suggest),
        ),
    );
}

/** `aws:RequestedRegion`, `ec2:Region`, `cloudformation:TargetRegion`; not `kms:MultiRegion`, which is a flag. */
function isRegionKey(key: string, index: Subject['index']): boolean {
  if (!/^[^/]*(?<!multi)regions?$/i.test(key)) return false;
  return /String$/.test(knownKey(key, index)?.type ?? '');
}

/** That an operator has no wildcards is said of the value already. */
const isTakenLiterally = (text: string, { base }: ConditionEntry['operator']): boolean =>
  isPattern(text) && !base!.endsWith('Like');

/** `region`: of the word, as a whole; may have wildcards. */
export function regionFindings(word: Word, region: string, suggest: Suggest): readonly Diagnostic[] {
  if (isPattern(region) ? isMatching(region) : partitionOf(region) !== undefined) return [];
  const facts = { region, date: REGIONS_DATE, nearest: isPattern(region) ? [] : suggest(region, REGIONS) };
  return [diagnose('policy/unknown-region', facts, at(word))];
}

/** What is all wildcards is no region that somebody meant. */
function isMatching(pattern: string): boolean {
  const glob = compileGlob(pattern);
  return !/[a-z0-9]/i.test(pattern) || REGIONS.some((region) => matches(glob, region));
}
