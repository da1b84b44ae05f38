// The resources of a statement as ARNs: five colons, a partition, a region, an account.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/suggest.ts';
import type { Statement, Word } from '../language/index.ts';
import { compileGlob, subsumes } from '../patterns/index.ts';
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

/** What is wrong with the ARN, if anything. A wildcard may stand for several parts, as far as what stands before it lets it. */
export function arnFinding(word: Word): Diagnostic | undefined {
  const { text } = word;
  const refuse = (problem: string) => diagnose('policy/arn-form', { text, problem }, at(word));
  if (!text.startsWith('arn:')) return refuse('it does not begin with `arn:`');
  // A variable has colons of its own, and may stand for a whole ARN's part.
  const parts = text.replaceAll(/\$\{[^}]*\}/g, '*').split(':');
  const [, partition = '', , region = '', account = ''] = parts;
  if (parts.length < 6) return canGoOn(parts) ? undefined : refuse(`it has ${parts.length} parts of 6`);
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

/** Whether a wildcard can stand for the parts that are missing: that of `arn:aws:s3:*` can, that of `arn:aws:s3::apples/*` comes too late. */
function canGoOn(parts: readonly string[]): boolean {
  const place = parts.findIndex(isOpen);
  if (place < 0) return false;
  const [before = ''] = /^[^*?]*/.exec(parts[place]!) ?? [];
  return place < parts.length - 1 || BEGINNINGS[place - 1]!(before);
}

/** How the parts of an ARN can begin, from the partition to the account. */
const BEGINNINGS: readonly ((text: string) => boolean)[] = [
  (text) => PARTITIONS.some((partition) => partition.startsWith(text)),
  (text) => /^[a-z0-9-]*$/.test(text),
  (text) => /^(?:[a-z]{0,4}|[a-z]{2,4}-[a-z0-9-]*|global?)$/.test(text),
  (text) => /^\d{0,12}$/.test(text) || ['aws', 'cloudfront'].some((word) => word.startsWith(text)),
];

const EVERY_ARN = compileGlob('arn:aws:?*:*:*:?*');

function isEffectivelyAny({ text }: Word): boolean {
  return subsumes(compileGlob(text.replaceAll(/\$\{[^}]*\}/g, 'x')), EVERY_ARN);
}
