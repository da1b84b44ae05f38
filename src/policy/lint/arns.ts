// The ARNs of a statement, wherever they stand, each checked for the same: five colons, a partition, a service, a region, an account.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/suggest.ts';
import { managedArnsMeant, managedPolicyNames, PARTITIONS, partitionOf } from '../catalogue/index.ts';
import type { Statement, Word } from '../language/index.ts';
import { at, isAnything } from './place.ts';
import { regionFindings } from './regions.ts';
import type { Subject } from './subject.ts';

export function arnFindings(statement: Statement, { suggest }: Subject): readonly Diagnostic[] {
  return arnsIn(statement).flatMap((word) => {
    const malformed = arnFinding(word);
    return malformed === undefined
      ? [...regionOfArnFindings(word, { suggest }), ...managedPolicyFindings(word, { suggest })]
      : [malformed];
  });
}

/**
 * Every ARN that a statement names: its resources, and of its conditions the values that are compared as ARNs or texts and begin as ARNs do.
 * Those of `iam:PolicyARN`, `iam:PermissionsBoundary`, `aws:PrincipalArn` and of keys that the data does not know are among them.
 */
function arnsIn({ resource, conditions }: Statement): readonly Word[] {
  const values = conditions
    .filter(({ operator: { base } }) => base !== undefined && /^(?:String|Arn)/.test(base))
    .flatMap((entry) => entry.values)
    // Whether a value should be an ARN is the business of its operator and its key.
    .filter(({ text }) => text.startsWith('arn:'));
  return [...resource.patterns.filter((word) => !isAnything(word)), ...values];
}

/** What is wrong with the ARN, if anything. A wildcard may stand for several parts, as far as what stands before it lets it. */
export function arnFinding(word: Word): Diagnostic | undefined {
  const { text } = word;
  const refuse = (problem: string) => diagnose('policy/arn-form', { text, problem }, at(word));
  if (!text.startsWith('arn:')) return refuse('it does not begin with `arn:`');
  const parts = partsOf(text);
  const [, partition = '', service = '', region = '', account = ''] = parts;
  if (parts.length < 6) return canGoOn(parts) ? undefined : refuse(`it has ${parts.length} parts of 6`);
  if (!isOpen(partition) && !PARTITIONS.includes(partition))
    return diagnose('policy/arn-partition', { partition, nearest: nearest(partition, PARTITIONS) }, at(word));
  if (/[A-Z]/.test(service))
    return diagnose('policy/arn-service-case', { service, meant: service.toLowerCase() }, at(word));
  if (!isOpen(region) && region !== '' && !REGION.test(region))
    return diagnose('policy/arn-region', { region }, at(word));
  // `aws`, `cloudfront` and other words stand in for accounts; digits must be an account's.
  if (!isOpen(account) && /\d/.test(account) && !/^\d{12}$/.test(account))
    return diagnose('policy/arn-account', { account }, at(word));
  return undefined;
}

/** Of an ARN that is one otherwise: whether there is such a region, and in that partition. */
function regionOfArnFindings(word: Word, { suggest }: Pick<Subject, 'suggest'>): readonly Diagnostic[] {
  const [, partition = '', , region = ''] = partsOf(word.text);
  if (region === '' || region === 'global') return [];
  const unknown = regionFindings(word, region, suggest);
  const home = partitionOf(region);
  if (unknown.length > 0 || home === undefined || isOpen(partition) || home === partition) return unknown;
  return [diagnose('policy/arn-region-partition', { region, partition, home }, at(word))];
}

/** Of an ARN that is one of an AWS managed policy. */
function managedPolicyFindings(word: Word, { suggest }: Pick<Subject, 'suggest'>): readonly Diagnostic[] {
  const meant = managedArnsMeant(word.text, suggest);
  if (meant === undefined) return [];
  const facts = { arn: word.text, nearest: meant, date: managedPolicyNames().date };
  return [diagnose('policy/unlisted-managed-policy', facts, at(word))];
}

/** A variable has colons of its own, and may stand for a whole ARN's part. */
const partsOf = (text: string): readonly string[] => text.replaceAll(/\$\{[^}]*\}/g, '*').split(':');

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
