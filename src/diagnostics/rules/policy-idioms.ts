// Findings about conditions that can be read but do not do what they look like.
import { rule } from '../rule.ts';
import type { KeyFacts } from './policy-conditions.ts';

export type MfaProblem = 'allows-without' | 'allows-absent' | 'spares-absent';

export const POLICY_IDIOMS_RULES = {
  'policy/never-applies': rule<Record<string, never>>({
    severity: 'error',
    title: 'statement that can never apply',
    explanation:
      'The conditions of the statement contradict each other: no request fulfils all of them. All operators and keys of a statement must hold; values in one list are alternatives.',
    message: () => 'the conditions of the statement contradict each other, so that it never applies',
    hint: () => 'put alternatives into one list, or into statements of their own',
  }),
  'policy/for-all-values-without-guard': rule<KeyFacts>({
    severity: 'notice',
    title: 'ForAllValues that an absent key fulfils',
    explanation:
      '`ForAllValues:` holds when the request has no value for the key at all. In an Allow that may let through what the condition should keep out.',
    message: ({ key }) => `\`ForAllValues\` also holds when a request does not have \`${key}\` at all`,
    hint: ({ key }) => `where the key must be present, add \`Null: { "${key}": "false" }\``,
  }),
  'policy/for-all-values-on-single-value': rule<KeyFacts>({
    severity: 'warning',
    title: 'ForAllValues on a key with one value',
    explanation:
      '`ForAllValues:` is for keys with several values. On a key with one value it changes one thing: the test holds when the key is absent, so that an Allow lets such requests through.',
    message: ({ key }) => `\`${key}\` has one value, and \`ForAllValues\` makes its absence enough`,
    hint: () => 'leave `ForAllValues:` out',
  }),
  'policy/set-operator-missing': rule<KeyFacts>({
    severity: 'warning',
    title: 'key with several values without a set operator',
    explanation:
      'A request can have several values for this key. Whether all or any of them must match is said by `ForAllValues:` or `ForAnyValue:`; without either, what IAM does is not documented.',
    message: ({ key }) =>
      `\`${key}\` can have several values, and the operator does not say whether all or any must match`,
    hint: () => 'write `ForAnyValue:` or `ForAllValues:` before the operator',
  }),
  'policy/private-address': rule<{ text: string }>({
    severity: 'warning',
    title: 'private address as source address',
    explanation:
      '`aws:SourceIp` holds public addresses: requests from a VPC through an endpoint do not have it. Ranges such as 10.0.0.0/8 never match; `aws:VpcSourceIp` is the key for those.',
    message: ({ text }) => `\`${text}\` is a private address, and \`aws:SourceIp\` only ever holds public ones`,
    hint: () => 'use public addresses, or `aws:VpcSourceIp` together with `aws:SourceVpc`',
  }),
  'policy/username-of-role': rule<{ text: string }>({
    severity: 'warning',
    title: 'name of an IAM user in a permission set',
    explanation:
      'People who use a permission set have a session of its role, and requests of a role have no `aws:username`. A resource or a value with the variable matches nothing, or its default alone; a condition on the key never holds, or, if it is negated, always.',
    message: ({ text }) =>
      `sessions of a permission set have no \`aws:username\`${text.includes('${') ? `, which \`${text}\` names` : ''}`,
    hint: () =>
      'use an attribute of the directory, `aws:PrincipalTag/…`, or `aws:userid`, which ends with the name of the session',
  }),
  'policy/mfa-check': rule<{ problem: MfaProblem }>({
    severity: 'warning',
    title: 'test for multi-factor authentication that does not test it',
    explanation:
      '`aws:MultiFactorAuthPresent` is absent from requests with long-term credentials. An Allow must not be content with its absence or with `false`; a Deny must also deny when it is absent, which `BoolIfExists` does.',
    message: ({ problem }) => MFA_MESSAGES[problem],
    hint: ({ problem }) =>
      problem === 'spares-absent'
        ? 'write `BoolIfExists` in the Deny'
        : 'write `Bool: { "aws:MultiFactorAuthPresent": "true" }` in the Allow',
  }),
} as const;

const MFA_MESSAGES: Readonly<Record<MfaProblem, string>> = {
  'allows-without': 'the statement allows what is done without multi-factor authentication',
  'allows-absent': 'the statement also allows requests that say nothing of multi-factor authentication',
  'spares-absent': 'the statement does not deny requests that say nothing of multi-factor authentication',
};
