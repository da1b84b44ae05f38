// Findings about parts of IAM policies that change nothing: decided by what the policy allows with and without them.
import { rule } from '../rule.ts';

export interface WithinFacts {
  readonly text: string;
  readonly within: string;
  /** How many more there are in the statement. */
  readonly more: number;
}

function containedText({ text, within, more }: WithinFacts): string {
  const first = text === within ? `\`${text}\` is listed twice` : `\`${text}\` is contained in \`${within}\``;
  return more === 0 ? first : `${first}, and ${more} more like it`;
}

export const POLICY_REDUNDANCY_RULES = {
  'policy/redundant-action': rule<WithinFacts>({
    severity: 'notice',
    title: 'action that another one contains',
    explanation: 'Another action of the same statement contains this one, so that it could be left out.',
    message: containedText,
    hint: ({ text, within }) => (text === within ? 'remove one of the two' : 'remove it, or narrow the wider one'),
  }),
  'policy/redundant-resource': rule<WithinFacts>({
    severity: 'notice',
    title: 'resource that another one contains',
    explanation: 'Another resource of the same statement contains this one, so that it could be left out.',
    message: containedText,
    hint: ({ text, within }) => (text === within ? 'remove one of the two' : 'remove it, or narrow the wider one'),
  }),
  'policy/redundant-value': rule<WithinFacts>({
    severity: 'notice',
    title: 'value that another one takes in',
    explanation:
      'Of the values in a list one must match, or, of a negated operator, none. A bound, a range or a pattern that is within another one of the list changes nothing.',
    message: ({ text, within, more }) =>
      `value \`${text}\` adds nothing to \`${within}\`${more === 0 ? '' : `, and ${more} more like it`}`,
    hint: ({ text, within }) => (text === within ? 'remove one of the two' : 'remove it, or narrow the wider one'),
  }),
  'policy/redundant-statement': rule<Record<string, never>>({
    severity: 'notice',
    title: 'statement that others contain',
    explanation:
      'Without the statement the policy allows exactly the same: other statements allow all of it. A condition written here does not restrict anything, which may not be what was meant.',
    message: () => 'other statements of the policy allow all that this one allows',
    hint: () => 'remove it; if it should be a limit, narrow the others',
  }),
  'policy/dead-allow': rule<Record<string, never>>({
    severity: 'warning',
    title: 'Allow that is denied altogether',
    explanation: 'Everything that the statement allows is denied by others of the policy, so that it allows nothing.',
    message: () => 'the policy denies all that this statement allows',
    hint: () => 'remove it, or narrow the Deny',
  }),
  'policy/dead-deny': rule<Record<string, never>>({
    severity: 'notice',
    title: 'Deny that denies nothing that is allowed',
    explanation:
      'Nothing that the statement denies is allowed by the policies beside it. It may be there for what is added later; otherwise it may miss what it was written for.',
    message: () => 'nothing that this statement denies is allowed',
    hint: () => 'check its actions, resources and conditions, or remove it',
  }),
  'policy/adds-nothing': rule<{ permissionSet: string }>({
    severity: 'warning',
    title: 'inline policy that adds nothing',
    explanation:
      'The AWS managed policies of the permission set allow all that its inline policy allows, and the inline policy denies nothing. It could be left out; if it was meant to restrict, it does not.',
    message: ({ permissionSet }) =>
      `the managed policies of \`${permissionSet}\` allow all that its inline policy allows`,
    hint: () => 'remove the inline policy, or the managed one that is too wide',
  }),
} as const;
