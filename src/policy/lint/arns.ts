// The resources of a statement as ARNs: five colons, a partition, a region, an account.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnose } from '../../diagnostics/rules.ts';
import { nearest } from '../../diagnostics/suggest.ts';
import type { Statement, Word } from '../document.ts';
import { compileGlob, matches } from '../glob.ts';
import { at, isAnything } from './place.ts';

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'];

export function arnFindings({ resource, effect }: Statement): readonly Diagnostic[] {
  return resource.patterns.flatMap((word) => {
    if (isAnything(word)) return [];
    const malformed = arnFinding(word);
    if (malformed !== undefined) return [malformed];
    return effect === 'Allow' && !resource.negated && isEffectivelyAny(word)
      ? [diagnose('policy/resource-effectively-any', { text: word.text }, at(word))]
      : [];
  });
}

/** What is wrong with the ARN, if anything. A wildcard may stand for any part of it, also for several. */
export function arnFinding(word: Word): Diagnostic | undefined {
  const { text } = word;
  const refuse = (problem: string) => diagnose('policy/arn-form', { text, problem }, at(word));
  if (!text.startsWith('arn:')) return refuse('it does not begin with `arn:`');
  // A variable has colons of its own, and may stand for a whole ARN's part.
  const parts = text.replaceAll(/\$\{[^}]*\}/g, '*').split(':');
  const [, partition = '', , region = '', account = ''] = parts;
  if (parts.length < 6) return parts.some(isOpen) ? undefined : refuse(`it has ${parts.length} parts of 6`);
  if (!isOpen(partition) && !PARTITIONS.includes(partition))
    return diagnose('policy/arn-partition', { partition, nearest: nearest(partition, PARTITIONS) }, at(word));
  if (!isOpen(region) && region !== '' && !REGION.test(region))
    return diagnose('policy/arn-region', { region }, at(word));
  // `aws`, `cloudfront` and other words stand in for accounts; digits must be an account's.
  if (!isOpen(account) && /\d/.test(account) && !/^\d{12}$/.test(account))
    return diagnose('policy/arn-account', { account }, at(word));
  return undefined;
}

const isOpen = (part: string) => /[*?]/.test(part);

/** `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`; `global` in the ARNs of some services. */
const REGION = /^(?:[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}|global)$/;

/** ARNs of no service there is: what matches them is not about a service. */
const ANY_ARNS = ['arn:aws:orchard:eu-west-1:111111111111:basket/apple', 'arn:aws:cellar:::jar'];

function isEffectivelyAny({ text }: Word): boolean {
  const glob = compileGlob(text.replaceAll(/\$\{[^}]*\}/g, 'x'));
  return ANY_ARNS.every((arn) => matches(glob, arn));
}
