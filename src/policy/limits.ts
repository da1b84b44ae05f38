// What PutInlinePolicyToPermissionSet refuses without reading the policy: its characters and its size.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { type MappingValue, plain, type Value } from '../source/value.ts';
import { minifiedPolicy } from './canonical.ts';

/** "Current size of the non-whitespace characters … has exceeded the maximum limit of 10240 bytes" (PutInlinePolicyToPermissionSet). */
export const MOST_BYTES = 10_240;

export function limitFindings(policy: MappingValue): readonly Diagnostic[] {
  return [...characterFindings(policy), ...sizeFindings(policy)];
}

// PermissionSetPolicyDocument's pattern, for what a JSON text may hold: control characters are escaped in it.
const NOT_IN_POLICIES = /[\u{100}-\u{10FFFF}]/u;

function characterFindings(value: Value): readonly Diagnostic[] {
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

/** Counted as it is sent, in UTF-8. White space within strings counts here: the service may be more lenient, never stricter. */
function sizeFindings(policy: MappingValue): readonly Diagnostic[] {
  const bytes = utf8Length(minifiedPolicy(plain(policy) as Readonly<Record<string, unknown>>));
  return bytes > MOST_BYTES ? [diagnose('policy/too-large', { bytes, most: MOST_BYTES }, { span: policy.span })] : [];
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
