// Findings about the actions of IAM policies, by the actions that AWS has as of the snapshot's date.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

/** What is not in the data may be newer than the data. */
export interface UnlistedFacts {
  readonly text: string;
  /** Of the data. */
  readonly date: string;
}

export interface MisspelledFacts extends UnlistedFacts {
  readonly nearest: readonly string[];
}

export const POLICY_ACTIONS_RULES = {
  'policy/action-form': rule<{ text: string }>({
    severity: 'error',
    title: 'action that cannot be read',
    explanation: 'An action is written `service:Action`, with wildcards where wanted. `*` stands for all.',
    message: ({ text }) => `\`${text}\` is not a valid action`,
    hint: () => 'write `service:Action`, such as `s3:GetObject`',
  }),
  'policy/misspelled-service': rule<MisspelledFacts>({
    severity: 'warning',
    title: 'service by a name that is not its prefix',
    explanation:
      'No service has this prefix. One has a prefix that differs in a letter or in hyphens, or is known by this name outside IAM: what the console calls EFS is `elasticfilesystem` in policies. IAM accepts such a policy, and the statement then allows, or denies, nothing. The name may be newer than the data: `silence` it with a reason if it is meant.',
    message: ({ text, date }) => `no service had the prefix \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest),
  }),
  'policy/unknown-service': rule<UnlistedFacts & { nearest: readonly string[] }>({
    severity: 'warning',
    title: 'unknown service prefix',
    explanation:
      'No service in the data has this prefix. It may have been retired, or be newer than the data; IAM accepts it either way.',
    message: ({ text, date }) => `no service had the prefix \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'look the prefix up in the Service Authorization Reference',
  }),
  'policy/misspelled-action': rule<MisspelledFacts>({
    severity: 'warning',
    title: 'misspelled action',
    explanation:
      'The service has no such action, and has one whose name differs in a letter or two. IAM accepts such a policy, and the statement then allows, or denies, nothing. The name may be newer than the data: `silence` it with a reason if it is meant.',
    message: ({ text, date }) => `there was no action \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest),
  }),
  'policy/operation-as-action': rule<UnlistedFacts & { actions: readonly string[] }>({
    severity: 'warning',
    title: 'operation in place of an action',
    explanation:
      'Most actions have the name of an operation of the AWS API, but some operations are allowed by an action of another name: ListObjectsV2 by `s3:ListBucket`, Invoke by `lambda:InvokeFunction`. IAM accepts such a policy, and the statement then allows, or denies, nothing. The name may be newer than the data: `silence` it with a reason if it is meant.',
    message: ({ text, date }) => `\`${text}\` is an operation, and was no action on ${date}`,
    hint: ({ actions }) => `write ${actions.map((action) => `\`${action}\``).join(' and ')}`,
  }),
  'policy/unknown-action': rule<UnlistedFacts & { nearest: readonly string[] }>({
    severity: 'warning',
    title: 'unknown action',
    explanation:
      'The service has no such action in the data. It may be newer than the data, or not be documented; IAM accepts it either way.',
    message: ({ text, date }) => `there was no action \`${text}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'look the action up in the Service Authorization Reference',
  }),
  'policy/pattern-without-action': rule<UnlistedFacts>({
    severity: 'warning',
    title: 'pattern that matches no action',
    explanation:
      'No action of the service matches the pattern as of the data. It allows nothing today, and whatever AWS may yet add under such a name.',
    message: ({ text, date }) => `no action matched \`${text}\` on ${date}`,
    hint: () => 'look the names up in the Service Authorization Reference',
  }),
  'policy/wildcard-in-service': rule<{ text: string }>({
    severity: 'notice',
    title: 'wildcard in a service prefix',
    explanation:
      'A wildcard before the colon takes in services that AWS has yet to add. IAM accepts it; a reader seldom knows what it stands for.',
    message: ({ text }) => `\`${text}\` stands for actions of any service that fits`,
    hint: () => 'name the services',
  }),
  'policy/open-ended-pattern': rule<{ text: string; action: string }>({
    severity: 'notice',
    title: 'pattern that stands for one action today',
    explanation:
      'The pattern matches a single action as of the data. It will take in others when AWS adds them, without anyone changing the policy.',
    message: ({ text, action }) => `\`${text}\` stands for \`${action}\` alone, and for what AWS may yet add`,
    hint: ({ action }) => `write \`${action}\``,
  }),
} as const;
