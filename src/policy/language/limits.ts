// What PutInlinePolicyToPermissionSet refuses without reading the policy: its characters and its size.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { plain, type Value } from '../../source/value.ts';
import { minifiedPolicy } from './canonical.ts';

/** "Current size of the non-whitespace characters … has exceeded the maximum limit of 10240 bytes" (PutInlinePolicyToPermissionSet). */
export const MOST_BYTES = 10_240;

/** `policyDocumentType` of the IAM API, which takes all other kinds of policies: they are smaller still. */
const MOST_BYTES_ANYWHERE = 131_072;

/** Larger than any policy: for documents of which nobody says where they will be attached. */
export function readableFindings(policy: Value): readonly Diagnostic[] {
  const bytes = writtenBytes(policy);
  const facts = { bytes, most: MOST_BYTES_ANYWHERE };
  return bytes > MOST_BYTES_ANYWHERE ? [diagnose('policy/too-large-to-read', facts, { span: policy.span })] : [];
}

/**
 * Characters of a service control policy that AWS Organizations takes: 10,240 since 15 May 2026, 5,120 before (many documents still say so). White space
 * outside of strings is not counted: who stores a policy with it has room for less.
 */
const MOST_SCP_BYTES = 10_240;

/** What Organizations refuses of a service control policy for its size. */
export function serviceControlFindings(policy: Value): readonly Diagnostic[] {
  const bytes = writtenBytes(policy);
  const facts = { bytes, most: MOST_SCP_BYTES };
  return bytes > MOST_SCP_BYTES ? [diagnose('policy/scp-too-large', facts, { span: policy.span })] : [];
}

/** As written it may be longer, for what is written twice is sent once; but not by much. */
const MOST_WRITTEN = 2 * MOST_BYTES;

/**
 * Counted as it is sent, in UTF-8. White space within strings counts here: the service may be more lenient, never stricter. One that is far
 * too large is counted as it is written.
 */
export function sizeFindings(policy: Value): readonly Diagnostic[] {
  const written = writtenBytes(policy);
  const bytes =
    written <= MOST_WRITTEN && policy.kind === 'mapping'
      ? utf8Length(minifiedPolicy(plain(policy) as Readonly<Record<string, unknown>>))
      : written;
  return bytes > MOST_BYTES ? [diagnose('policy/too-large', { bytes, most: MOST_BYTES }, { span: policy.span })] : [];
}

/** Of the tree as JSON without indentation. INVARIANT: the depth of trees is bounded. */
export function writtenBytes(value: Value): number {
  switch (value.kind) {
    case 'scalar':
      return utf8Length(JSON.stringify(value.value));
    case 'sequence':
      return value.items.reduce((sum, item) => sum + writtenBytes(item) + 1, 1);
    case 'mapping':
      return value.entries.reduce(
        (sum, { key, value: member }) => sum + utf8Length(JSON.stringify(key)) + writtenBytes(member) + 2,
        1,
      );
    default:
      return value satisfies never;
  }
}

// PermissionSetPolicyDocument's pattern, for what a JSON text may hold: control characters are escaped in it.
const NOT_IN_POLICIES = /[\u{100}-\u{10FFFF}]/u;

export function characterFindings(value: Value): readonly Diagnostic[] {
  switch (value.kind) {
    case 'scalar':
      return characterFinding(typeof value.value === 'string' ? value.value : '', value);
    case 'sequence':
      return value.items.flatMap(characterFindings);
    case 'mapping':
      return value.entries.flatMap(({ key, keySpan, value: member }) => [
        ...characterFinding(key, { span: keySpan }),
        ...characterFindings(member),
      ]);
    default:
      return value satisfies never;
  }
}

function characterFinding(text: string, { span }: Pick<Value, 'span'>): readonly Diagnostic[] {
  const [character] = NOT_IN_POLICIES.exec(text) ?? [];
  return character === undefined ? [] : [diagnose('policy/character', { character }, { span })];
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
