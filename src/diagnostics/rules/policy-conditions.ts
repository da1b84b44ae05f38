// Findings about the conditions of IAM policies: operators, keys, and the values that are compared.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { listed } from '../wording.ts';
import type { MisspelledFacts, UnlistedFacts } from './policy-actions.ts';

export interface KeyFacts {
  readonly key: string;
}

export const POLICY_CONDITIONS_RULES = {
  'policy/unknown-operator': rule<Omit<MisspelledFacts, 'date'>>({
    severity: 'error',
    title: 'unknown condition operator',
    explanation: 'IAM has a fixed list of condition operators, and refuses a policy with any other.',
    message: ({ text }) => `unknown condition operator \`${text}\``,
    hint: ({ nearest }) => didYouMean(nearest),
  }),
  'policy/null-if-exists': rule<Record<string, never>>({
    severity: 'error',
    title: 'Null with IfExists',
    explanation:
      '`Null` asks whether a key is absent. It cannot wait until the key is there, and IAM refuses `NullIfExists`.',
    message: () => '`Null` cannot have `IfExists`',
    hint: () => 'write "Null" in quotes',
  }),
  'policy/condition-key-form': rule<KeyFacts>({
    severity: 'error',
    title: 'condition key that cannot be read',
    explanation: 'A condition key is written `aws:SourceIp` or `service:key`; some have a `/` and a tag key behind it.',
    message: ({ key }) => `\`${key}\` is not a valid condition key`,
    hint: () => 'write `aws:key` or `service:key`',
  }),
  'policy/misspelled-condition-key': rule<MisspelledFacts>({
    severity: 'warning',
    title: 'misspelled condition key',
    explanation:
      'There is no such condition key, and there is one whose name differs in a letter or two. IAM accepts such a policy; the key is absent from every request, so that an Allow never applies and a Deny may never deny.',
    message: ({ text, date }) => `there was no condition key \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest),
  }),
  'policy/unknown-condition-key': rule<UnlistedFacts & { nearest: readonly string[] }>({
    severity: 'warning',
    title: 'unknown condition key',
    explanation:
      'The data has no such condition key. It may be newer than the data; if there is none, it is absent from every request.',
    message: ({ text, date }) => `there was no condition key \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'look the key up in the Service Authorization Reference',
  }),
  'policy/unsupported-condition-key': rule<KeyFacts>({
    severity: 'warning',
    title: 'condition key that no action of the statement has',
    explanation:
      'No action of the statement comes with this key, as far as the data knows. It is then absent from every request: a positive test never holds, a negated one or one with `IfExists` always does.',
    message: ({ key }) => `no action of the statement has the condition key \`${key}\``,
    hint: () => 'use a key that the actions have, or move the condition to the statement it is meant for',
  }),
  'policy/condition-key-of-other-actions': rule<{ key: string; actions: readonly string[]; isAllow: boolean }>({
    severity: 'warning',
    title: 'condition key that some actions of the statement lack',
    explanation:
      'Some actions of the statement come with this key and others do not, as far as the data knows. Of the others it is absent from every request: an Allow that demands a value never allows them (`s3:GetObject` beside `s3:ListBucket` with `s3:prefix`), and a Deny of every other value always denies them. Only actions that are named in full are looked at. Tags are told only of actions that are about no resource, or that read or delete and so set none.',
    message: ({ key, actions, isAllow }) =>
      `${listed(actions, 'action')} ${actions.length === 1 ? 'does' : 'do'} not have the condition key \`${key}\`: the condition ${isAllow ? 'never' : 'always'} holds`,
    hint: ({ actions }) =>
      `give ${actions.length === 1 ? `\`${actions[0]}\` a statement of its own` : 'them a statement of their own'}, without this condition`,
  }),
  'policy/condition-type': rule<KeyFacts & { operator: string; type: string }>({
    severity: 'warning',
    title: 'operator that does not fit its key',
    explanation:
      'The operator compares another kind of value than the key has, so that the comparison may never succeed, or succeed by chance of spelling.',
    message: ({ key, operator, type }) => `operator \`${operator}\` does not match the type of \`${key}\` (${type})`,
    hint: () => 'use an operator for that kind of value',
  }),
  'policy/several-flags': rule<{ operator: string; both: boolean }>({
    severity: 'warning',
    title: 'several values where there is one answer',
    explanation:
      '`Bool` and `Null` compare with `true` or `false`. A list of both holds for every request that has the key, or for every request at all; a list of one of them twice says it once.',
    message: ({ operator, both }) =>
      both
        ? `\`${operator}\` with both \`true\` and \`false\` holds either way`
        : `\`${operator}\` has the same value twice`,
    hint: () => 'keep one value',
  }),
  'policy/id-form': rule<KeyFacts & { text: string; prefix: string }>({
    severity: 'warning',
    title: 'id of another form than its key has',
    explanation:
      'Keys such as `aws:SourceVpc` and `aws:SourceVpce` hold ids of EC2: a prefix, and 8 or 17 hexadecimal digits. Another text matches nothing: an Allow never applies, and a Deny of everything else denies everything.',
    message: ({ text, key, prefix }) => `\`${text}\` is not an id \`${prefix}…\`, as \`${key}\` has it`,
    hint: ({ prefix }) => `write \`${prefix}\` and 8 or 17 hexadecimal digits`,
  }),
  'policy/paired-keys': rule<KeyFacts & { others: readonly string[] }>({
    severity: 'warning',
    title: 'condition key without the one it needs',
    explanation:
      'Private addresses are not unique: every network can have the same. A condition on one means little unless another says in which network.',
    message: ({ key, others }) =>
      `\`${key}\` says little without ${others.map((other) => `\`${other}\``).join(' or ')}`,
    hint: ({ others }) => `add a condition on \`${others[0]}\``,
  }),
  'policy/address-host-bits': rule<{ text: string; meant: string }>({
    severity: 'notice',
    title: 'address in the middle of its range',
    explanation:
      'Of a range only the bits before the `/` count. With another address than the first, whoever reads the policy may take it for one address.',
    message: ({ text, meant }) => `\`${text}\` is read as \`${meant}\``,
    hint: ({ meant }) => `write \`${meant}\``,
  }),
  'policy/wide-address-range': rule<{ text: string; version: 4 | 6; bits: number }>({
    severity: 'notice',
    title: 'range that leaves hardly any address out',
    explanation:
      'A condition on addresses keeps others out. A range that is wider than any organisation has, `0.0.0.0/0` above all, keeps hardly anybody out.',
    message: ({ text, version, bits }) =>
      `\`${text}\` takes in ${bits === 0 ? `every IPv${version} address` : `one of ${2 ** bits} IPv${version} addresses`}`,
    hint: () => 'name the ranges that requests come from, or leave the condition out',
  }),
  'policy/condition-value': rule<{ text: string; operator: string; expected: string }>({
    severity: 'error',
    title: 'value that its operator cannot compare',
    explanation: 'The value is not of the kind that the operator compares, so that it never matches anything.',
    message: ({ text, operator, expected }) => `\`${operator}\` compares ${expected}, and \`${text}\` is none`,
    hint: ({ expected }) => VALUE_HINTS[expected],
  }),
  'policy/variable-for-operator': rule<{ text: string; operator: string }>({
    severity: 'error',
    title: 'variable under an operator that takes none',
    explanation: 'Variables stand for text. They can be used with `String…` and `Arn…` operators only.',
    message: ({ text, operator }) => `\`${operator}\` cannot compare with the variable in \`${text}\``,
    hint: () => 'variables work with the operators for strings and ARNs',
  }),
  'policy/wildcard-without-like': rule<{ text: string; operator: string; like: string }>({
    severity: 'warning',
    title: 'wildcard under an operator that has none',
    explanation:
      'The operator takes `*` and `?` as those very characters. The value matches only a text that has them in it.',
    message: ({ text, operator }) => `\`${operator}\` takes the wildcard in \`${text}\` literally`,
    hint: ({ like }) => `write \`${like}\``,
  }),
} as const;

const VALUE_HINTS: Readonly<Record<string, string>> = {
  'true or false': 'write `true` or `false`',
  numbers: 'write a number such as `10`',
  dates: 'write a date such as `2027-01-31T00:00:00Z`',
  'IP addresses': 'write an address or a range such as `203.0.113.0/24`',
  ARNs: 'write an ARN such as `arn:aws:iam::111111111111:role/example`',
};
