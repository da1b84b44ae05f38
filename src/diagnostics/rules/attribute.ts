// Attributes for access control: what `accessControlAttributes` says, and what policies test of it.
import { rule } from '../rule.ts';

/** AWS's notation for an attribute of the identity store. */
const pathOf = (attribute: string): string => `\${path:${attribute}}`;
const EXAMPLE = pathOf('enterprise.department');

export const ATTRIBUTE_RULES = {
  'attribute/key': rule<{ text: string }>({
    severity: 'error',
    title: 'not the key of an attribute',
    explanation:
      'The key of an attribute for access control has 1 to 128 characters: letters, digits, blanks and `_ . : / = + - @` (`AccessControlAttributeKey` of the Identity Center API). It is the key of a session tag, and policies name it after `aws:PrincipalTag/`.',
    message: ({ text }) => `\`${text}\` is not a valid key of an attribute for access control`,
    hint: () => 'use up to 128 letters, digits, blanks and `_ . : / = + - @`, without a blank at either end',
  }),
  'attribute/reserved-key': rule<{ text: string }>({
    severity: 'error',
    title: 'a key that AWS keeps to itself',
    explanation:
      'Keys of session tags that begin with `aws:` in any spelling are reserved (IAM User Guide, "Pass session tags in AWS STS"): whoever signs in with one would be refused.',
    message: ({ text }) => `the key \`${text}\` begins with \`aws:\`, which AWS reserves`,
    hint: () => 'choose another key; policies test it as `aws:PrincipalTag/KEY`, where `aws:` is not part of the key',
  }),
  'attribute/duplicate': rule<{ text: string; other: string }>({
    severity: 'error',
    title: 'two attributes of one key',
    explanation:
      'Keys of session tags are not case-sensitive, and neither is `aws:PrincipalTag/KEY` in a policy: two attributes whose keys differ in case alone would be one, and a sign-in with both is refused.',
    message: ({ text, other }) =>
      `the keys \`${text}\` and \`${other}\` differ in case alone, and AWS takes them as one`,
    hint: () => 'remove one of the two',
  }),
  'attribute/source': rule<{ text: string }>({
    severity: 'error',
    title: 'not the source of an attribute',
    explanation:
      'The source of an attribute for access control has up to 256 characters: letters, digits, blanks and `_ . : / = + - @ [ ] { } $ \\ "` (`AccessControlAttributeValueSource` of the Identity Center API).',
    message: ({ text }) =>
      text === ''
        ? 'the source of the attribute is empty'
        : `\`${text}\` is not a valid source of an attribute for access control`,
    hint: () => `write a path of the identity store such as \`"${EXAMPLE}"\``,
  }),
  'attribute/unknown-path': rule<{ text: string }>({
    severity: 'warning',
    title: 'neither a path nor a text',
    explanation: `A source is a path of the identity store, \`${EXAMPLE}\`, or a text that is the same for everybody. Braces or \`$\` in any other form are neither: AWS documents nothing about what is sent then.`,
    message: ({ text }) => `\`${text}\` is neither a path of the identity store nor a plain text`,
    hint: () => `write a path as \`"${pathOf('NAME')}"\`, such as \`"${EXAMPLE}"\``,
  }),
  'attribute/too-many': rule<{ count: number; most: number }>({
    severity: 'error',
    title: 'too many attributes',
    explanation: 'An instance of Identity Center has at most 50 attributes for access control, and no quota raises it.',
    message: ({ count, most }) =>
      `\`accessControlAttributes\` has ${count} attributes, and an instance has at most ${most}`,
    hint: () => 'remove those that no policy tests',
  }),
  'attribute/not-sent': rule<{ key: string; nearest?: string }>({
    severity: 'warning',
    title: 'an attribute that nobody sends',
    explanation:
      'The policy tests `aws:PrincipalTag/KEY`, and `accessControlAttributes` in `access.yaml`, which says all that the instance sends, has no such key. The condition then meets a key that is not there: `StringEquals` never holds, and what it allows nobody can do; `StringNotEquals` always holds, and what it denies is denied to everybody; a policy variable makes its pattern match nothing.\n\nWhat the identity provider sends in its SAML assertion is not in that configuration; declare it as `{ from: saml }`. Keys that differ in case alone are the same key. Without the setting nothing is said: nobody knows what is sent.',
    message: ({ key }) =>
      `\`aws:PrincipalTag/${key}\` is tested, and \`accessControlAttributes\` does not have \`${key}\``,
    hint: ({ key, nearest }) =>
      nearest === undefined
        ? `add \`${key}\` under \`accessControlAttributes\`; \`{ from: saml }\` if the SAML assertion has it`
        : `did you mean \`aws:PrincipalTag/${nearest}\`?`,
  }),
} as const;
