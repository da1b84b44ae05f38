// The shape of declarations: types, keys, words of a fixed list.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { SCHEMA_ACCOUNT_RULES } from './schema-accounts.ts';
import { SCHEMA_FIELD_RULES } from './schema-fields.ts';

export const SCHEMA_RULES = {
  ...SCHEMA_FIELD_RULES,
  ...SCHEMA_ACCOUNT_RULES,
  'schema/type': rule<{ field: string; expected: readonly string[]; found: string; help?: string | undefined }>({
    severity: 'error',
    title: 'wrong type',
    explanation:
      'A value has another type than its key asks for: a list where text belongs, or a number that was meant as text. Plain numbers and `true` or `false` become text by putting them in quotes.',
    message: ({ field, expected, found }) => `${field} must be ${alternatives(expected)}, not ${found}`,
    hint: ({ help }) => help,
  }),
  'schema/required': rule<{ keys: readonly string[]; within: string; either?: true }>({
    severity: 'error',
    title: 'missing key',
    explanation: 'A declaration lacks a key that has no default, because every default would be a guess about access.',
    message: ({ keys, within }) => `${within} has no ${alternatives(quoted(keys))}`,
    hint: ({ keys, either }) => `add ${either === true ? alternatives(quoted(keys)) : quoted(keys).join(', ')}`,
  }),
  'schema/unknown-key': rule<{ key: string; nearest: readonly string[]; known: readonly string[] }>({
    severity: 'error',
    title: 'unknown key',
    explanation: 'Keys that mean nothing are errors and not ignored: a mistyped `except` would silently widen a grant.',
    message: ({ key }) => `unknown key \`${key}\``,
    hint: ({ key, nearest, known }) =>
      didYouMean(nearest, key) ?? `the keys known here are ${quoted(known).join(', ')}`,
  }),
  'schema/enum': rule<{ field: string; text: string; allowed: readonly string[]; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown word',
    explanation: 'This key takes one of a few words.',
    message: ({ field, text, allowed }) => `${field} must be ${alternatives(quoted(allowed))}, not \`${text}\``,
    hint: ({ text, nearest }) => didYouMean(nearest, text),
  }),
  'schema/settings-elsewhere': rule<{ key: string }>({
    severity: 'error',
    title: 'setting outside access.yaml',
    explanation:
      'Settings decide what may be deleted and how loudly. They stand only in `access.yaml` at the root of the config folder, so that code owners can protect that one file and no other file can loosen them.',
    message: ({ key }) => `\`${key}\` is a setting, and settings stand only in access.yaml`,
    hint: ({ key }) => `move \`${key}\` to access.yaml at the root of the config folder`,
  }),
  'schema/unknown-code': rule<{ code: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown diagnostic code',
    explanation:
      '`diagnostics` sets the level of findings by their code, as it is printed in brackets with each finding.',
    message: ({ code }) => `unknown finding code \`${code}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'copy the code from the brackets of the finding',
  }),
  'schema/control-tower-with-patterns': rule<Record<string, never>>({
    severity: 'error',
    title: 'Control Tower beside patterns',
    explanation:
      '`controlTower: true` sets aside exactly the permission sets that AWS Control Tower makes, whatever patterns say.',
    message: () => '`controlTower` stands beside a pattern in one item',
    hint: () => 'write two items: `- { controlTower: true }`, and the pattern',
  }),
  'schema/not-allowable': rule<{ code: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'nothing that can be allowed',
    explanation:
      '`guards.allowances` lets guards pass, one code at a time. Errors about the files themselves cannot be allowed: what they refuse has no safe meaning to go on with.',
    message: ({ code }) => `\`${code}\` is not the code of a guard`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'copy the code from the brackets of the refusal or of what is held',
  }),
  'schema/fixed-level': rule<{ code: string; level: string }>({
    severity: 'error',
    title: 'error lowered',
    explanation:
      'Warnings and notices can be raised, lowered or silenced. Errors cannot: what they refuse has no safe meaning to go on with.',
    message: ({ code, level }) => `\`${code}\` is an error and cannot be lowered to \`${level}\``,
    hint: () => 'remove the line, and correct what the error shows',
  }),
} as const;

const quoted = (words: readonly string[]): readonly string[] => words.map((word) => `\`${word}\``);

function alternatives(words: readonly string[]): string {
  const [last = '', ...others] = [...words].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}
