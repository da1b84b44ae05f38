// Findings about IAM policy documents.
import { rule } from '../rule.ts';
import { characterText } from '../wording.ts';

export const POLICY_RULES = {
  'policy/not-an-object': rule<Record<string, never>>({
    severity: 'error',
    title: 'not a policy document',
    explanation: 'A policy is an object with `Version` and `Statement`, written as YAML or in a JSON file.',
    message: () => 'a policy must be an object with `Version` and `Statement`',
    hint: () => 'begin with `Version: "2012-10-17"` and a list `Statement`',
  }),
  'policy/statement-missing': rule<Record<string, never>>({
    severity: 'error',
    title: 'policy without statements',
    explanation: 'PutInlinePolicyToPermissionSet refuses a policy that has no statement.',
    message: () => 'the policy has no `Statement`',
    hint: () => 'add at least one statement, or leave the policy out',
  }),
  'policy/too-large': rule<{ bytes: number; most: number }>({
    severity: 'error',
    title: 'policy too large',
    explanation:
      'An inline policy has at most 10,240 bytes that are not white space. It is counted as it is sent: without indentation.',
    message: ({ bytes, most }) => `the inline policy has ${bytes} bytes; it can have ${most}`,
    hint: () => 'shorten it with wildcards, or move statements to a customer managed policy',
  }),
  'policy/rcp-too-large': rule<{ bytes: number; most: number }>({
    severity: 'error',
    title: 'resource control policy too large',
    explanation:
      'AWS Organizations takes resource control policies of at most 5,120 characters. It counts white space too; this is the size without any.',
    message: ({ bytes, most }) => `the resource control policy has ${bytes} bytes; it can have ${most}`,
    hint: () => 'shorten it with wildcards, or make two of it',
  }),
  'policy/scp-too-large': rule<{ bytes: number; most: number }>({
    severity: 'error',
    title: 'service control policy too large',
    explanation:
      'AWS Organizations takes service control policies of at most 10,240 characters (5,120 until May 2026). It counts white space too; this is the size without any.',
    message: ({ bytes, most }) => `the service control policy has ${bytes} bytes; it can have ${most}`,
    hint: () => 'shorten it with wildcards, or make two of it',
  }),
  'policy/not-examined': rule<{ steps: number }>({
    severity: 'warning',
    title: 'policy not examined in full',
    explanation:
      'Some policies are written so that it would take hours to say what they do: hundreds of patterns full of wildcards, each held against the others and against all actions of AWS. Checks stop after a number of steps, for one policy and for all policies of a folder together, and what was not looked at is not called correct. No policy that AWS maintains takes a tenth of it.',
    message: ({ steps }) => `the checks of this policy were given up after ${steps} steps`,
    hint: () => 'write it with fewer wildcards, or split it',
  }),
  'policy/too-large-to-read': rule<{ bytes: number; most: number }>({
    severity: 'error',
    title: 'larger than any policy',
    explanation:
      'No policy document that IAM takes has more than 131,072 characters (CreatePolicy, PutRolePolicy), so a larger one is neither checked nor compared.',
    message: ({ bytes, most }) => `the policy has ${bytes} bytes; none that IAM takes has more than ${most}`,
    hint: () => 'look whether this is the right file',
  }),
  'policy/character': rule<{ character: string }>({
    severity: 'error',
    title: 'character not allowed in a policy',
    explanation:
      'Policies are Latin-1 text: PutInlinePolicyToPermissionSet refuses everything above U+00FF, such as long dashes, curly quotes and emoji.',
    message: ({ character }) => `the policy has the character \`${characterText(character)}\`, which IAM refuses`,
    hint: () => 'use ASCII; long dashes and curly quotes often come from copied text',
  }),
  'policy/data-missing': rule<{ file: string }>({
    severity: 'error',
    title: 'policy data missing',
    explanation:
      'What AWS actions and AWS managed policies there are comes from two files that ship with the program. One of them is not where it should be: the installation is incomplete.',
    message: ({ file }) => `the data file \`${file}\` is missing from this installation`,
    hint: () => 'install the package again; in a checkout, run `npm run generate`',
  }),
  'policy/data-unreadable': rule<{ file: string }>({
    severity: 'error',
    title: 'policy data damaged',
    explanation:
      'One of the data files that ship with the program could not be read: it is damaged, or the program may not open it.',
    message: ({ file }) => `the data file \`${file}\` cannot be read`,
    hint: () => 'install the package again; in a checkout, delete the file and run `npm run generate`',
  }),
} as const;
