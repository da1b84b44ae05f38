// Findings about the form of IAM policies: elements, statements, versions, variables. None of them needs to know AWS's actions.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

export interface ElementFacts {
  /** `Action` */
  readonly element: string;
}

export interface NearFacts {
  readonly text: string;
  readonly nearest: readonly string[];
}

const RCP_PROBLEMS = {
  version: { has: 'needs version `2012-10-17`', hint: 'write `Version: "2012-10-17"`' },
  allow: { has: 'cannot allow', hint: 'write what is denied, with `Effect: Deny`: all else stays permitted' },
  principal: {
    has: 'needs `Principal: "*"` in every statement',
    hint: 'write `Principal: "*"`, and a condition for whom it is not',
  },
  'not-principal': {
    has: 'cannot have `NotPrincipal`',
    hint: 'write `Principal: "*"`, and a condition on `aws:PrincipalArn` for whom it is not',
  },
  'not-action': { has: 'cannot have `NotAction`', hint: 'list what is denied in `Action`' },
} as const;

export const POLICY_STRUCTURE_RULES = {
  'policy/wrong-type': rule<ElementFacts & { expected: string }>({
    severity: 'error',
    title: 'policy element of the wrong type',
    explanation: 'IAM refuses a policy in which an element holds something else than its grammar says.',
    message: ({ element, expected }) => `\`${element}\` must be ${expected}`,
  }),
  'policy/element-missing': rule<ElementFacts>({
    severity: 'error',
    title: 'policy element missing',
    explanation:
      'Each statement of an identity policy has an `Effect`, an `Action` or `NotAction`, and a `Resource` or `NotResource`.',
    message: ({ element }) => `the statement has no \`${element}\``,
    hint: ({ element }) =>
      element === 'Effect' ? 'add `Effect: Allow` or `Effect: Deny`' : `add \`${element}\` or \`Not${element}\``,
  }),
  'policy/unknown-element': rule<NearFacts>({
    severity: 'error',
    title: 'unknown policy element',
    explanation: 'IAM knows a fixed list of elements, and refuses a policy with any other. Case matters.',
    message: ({ text }) => `\`${text}\` is not a policy element`,
    hint: ({ nearest }) => didYouMean(nearest),
  }),
  'policy/principal': rule<ElementFacts>({
    severity: 'error',
    title: 'principal in an identity policy',
    explanation:
      'A policy of a permission set is about whoever has the permission set. `Principal` and `NotPrincipal` belong to policies of resources, and IAM refuses them here.',
    message: ({ element }) => `a policy of a permission set cannot have \`${element}\``,
    hint: ({ element }) => `remove \`${element}\`: grants say who has the permission set`,
  }),
  'policy/rcp-form': rule<{ problem: 'version' | 'allow' | 'principal' | 'not-principal' | 'not-action' }>({
    severity: 'error',
    title: 'not the form of a resource control policy',
    explanation:
      'Every statement of a resource control policy denies, and to everybody: `Effect: Deny`, `Principal: "*"`, `Action`, `Resource` or `NotResource`, and perhaps `Condition`. Only `RCPFullAWSAccess`, which AWS Organizations attaches itself, allows. The version is `2012-10-17`.',
    message: ({ problem }) => `a resource control policy ${RCP_PROBLEMS[problem].has}`,
    hint: ({ problem }) => RCP_PROBLEMS[problem].hint,
  }),
  'policy/unknown-effect': rule<NearFacts>({
    severity: 'error',
    title: 'effect that is neither Allow nor Deny',
    explanation: '`Effect` is `Allow` or `Deny`, in exactly these letters.',
    message: ({ text }) => `\`${text}\` is not a valid effect`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'write `Allow` or `Deny`',
  }),
  'policy/unknown-version': rule<NearFacts>({
    severity: 'error',
    title: 'unknown version of the policy language',
    explanation:
      '`Version` is the version of the policy language, not of the policy. There are two: `2012-10-17`, and the old `2008-10-17`.',
    message: ({ text }) => `unknown policy language version \`${text}\``,
    hint: () => 'write `Version: "2012-10-17"`',
  }),
  'policy/exclusive-elements': rule<ElementFacts>({
    severity: 'error',
    title: 'element beside its opposite',
    explanation: 'A statement has `Action` or `NotAction`, and `Resource` or `NotResource`; IAM refuses both.',
    message: ({ element }) => `the statement has \`${element}\` beside \`${element.replace(/^Not/, '')}\``,
    hint: () => 'split it into two statements, or remove one of the two',
  }),
  'policy/empty-list': rule<ElementFacts>({
    severity: 'error',
    title: 'empty list in a policy',
    explanation: 'A statement without actions or without resources says nothing; IAM refuses it.',
    message: ({ element }) => `\`${element}\` is an empty list`,
    hint: () => 'name something, or remove the statement',
  }),
  'policy/empty-condition': rule<ElementFacts>({
    severity: 'warning',
    title: 'empty condition',
    explanation:
      'An empty `Condition`, or an operator without keys, restricts nothing. A key without values is never equal to any of them, so that the statement may never apply.',
    message: ({ element }) => `\`${element}\` is empty`,
    hint: () => 'write what the condition should be, or remove it',
  }),
  'policy/repeated-condition-key': rule<{ key: string; other: string }>({
    severity: 'error',
    title: 'condition key repeated in another case',
    explanation:
      'Condition keys are the same key whatever their case, and one operator can have a key once. Which of the two would count is not defined.',
    message: ({ key, other }) => `\`${key}\` repeats the condition key \`${other}\` in another case`,
    hint: () => 'put the values into one list',
  }),
  'policy/sid-form': rule<{ sid: string }>({
    severity: 'error',
    title: 'Sid with characters that IAM refuses',
    explanation: 'A `Sid` in an identity policy has ASCII letters and digits only: no blanks, no hyphens.',
    message: ({ sid }) => `the Sid \`${sid}\` has other characters than letters and digits`,
    hint: ({ sid }) => {
      const plain = sid.replace(/[^0-9A-Za-z]/g, '');
      return plain === '' ? 'leave `Sid` out' : `write \`${plain}\``;
    },
  }),
  'policy/sid-repeated': rule<{ sid: string }>({
    severity: 'error',
    title: 'Sid of two statements',
    explanation: 'Each `Sid` must be the only one of its name in a policy; IAM refuses a second.',
    message: ({ sid }) => `the Sid \`${sid}\` stands for two statements`,
    hint: () => 'give each statement a Sid of its own, or none',
  }),
  'policy/sid-empty': rule<Record<string, never>>({
    severity: 'notice',
    title: 'empty Sid',
    explanation: 'An empty `Sid` names nothing. It does no harm, and no good.',
    message: () => 'the Sid is empty',
    hint: () => 'write a word that says what the statement is for, or leave `Sid` out',
  }),
  'policy/version-missing': rule<Record<string, never>>({
    severity: 'warning',
    title: 'policy without a version',
    explanation: 'Without `Version` IAM reads a policy as of 2008-10-17, in which there are no variables.',
    message: () => 'the policy has no `Version`, so IAM reads it as of 2008-10-17',
    hint: () => 'add `Version: "2012-10-17"`',
  }),
  'policy/version-old': rule<Record<string, never>>({
    severity: 'warning',
    title: 'policy of the old version',
    explanation: 'In version 2008-10-17 of the policy language there are no variables. Nothing is gained by it.',
    message: () => 'the policy is of the old version 2008-10-17',
    hint: () => 'write `Version: "2012-10-17"`',
  }),
  'policy/variable-in-old-version': rule<{ text: string }>({
    severity: 'error',
    title: 'variable in a policy of the old version',
    explanation:
      'In version 2008-10-17 of the policy language, which is also that of a policy without `Version`, there are no variables. What looks like one is taken as it is written and matches nothing.',
    message: ({ text }) => `\`${text}\` is not a variable in a policy of version 2008-10-17`,
    hint: () => 'write `Version: "2012-10-17"`',
  }),
  'policy/variable-form': rule<{ text: string; problem: string }>({
    severity: 'error',
    title: 'variable that cannot be read',
    explanation:
      "A variable is a condition key in braces after a dollar sign: `aws:username`, or `aws:username, 'nobody'` with a default. Of `*`, `?` and `$` in such braces the characters themselves are meant.",
    message: ({ text, problem }) => `\`${text}\` is not a valid variable: ${problem}`,
    hint: () => 'write a condition key between the braces, with a default in single quotes where wanted',
  }),
  'policy/variable-misplaced': rule<{ text: string; element: string }>({
    severity: 'error',
    title: 'variable where there are none',
    explanation: 'Variables stand in `Resource`, in `NotResource` and in the values of conditions, and nowhere else.',
    message: ({ text, element }) => `\`${text}\` has a variable, and \`${element}\` cannot have any`,
    hint: () => 'variables can stand in `Resource` and in the values of conditions',
  }),
} as const;
