// Findings about permission sets: AWS's constraints on their parts, and whose they are.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { characterText, counted } from '../wording.ts';

export interface Named {
  readonly name: string;
}

export const PERMISSION_SET_RULES = {
  'permission-set/name': rule<Named>({
    severity: 'error',
    title: 'invalid permission set name',
    explanation:
      'CreatePermissionSet takes names of 1 to 32 letters, digits and `_+=,.@-`. The IAM role is called `AWSReservedSSO_<name>_<16 hex>`, which leaves no room for more.',
    message: ({ name }) => `\`${name}\` cannot be the name of a permission set`,
    hint: () => 'use 1 to 32 letters, digits and `_+=,.@-`',
  }),
  'permission-set/name-reserved': rule<Named>({
    severity: 'warning',
    title: 'confusing permission set name',
    explanation:
      "The IAM role of a permission set is called `AWSReservedSSO_<name>_…`. A name that begins so itself gives roles that are easily mistaken for another set's.",
    message: ({ name }) => `the name \`${name}\` looks like that of a role made by Identity Center`,
    hint: () => 'drop the prefix `AWSReservedSSO`',
  }),
  'permission-set/description': rule<{ length: number; character?: string }>({
    severity: 'error',
    title: 'invalid description',
    explanation:
      'Descriptions are 1 to 700 characters of Latin-1 text: no dashes longer than a hyphen, no curly quotes, no emoji, no non-breaking space (CreatePermissionSet).',
    message: ({ length, character }) =>
      character === undefined
        ? `the description has ${counted(length, 'character')}`
        : `the description has the character \`${characterText(character)}\`, which Identity Center refuses`,
    hint: ({ character }) =>
      character === undefined
        ? 'use 1 to 700 characters, or leave it out'
        : 'use plain ASCII punctuation and Latin-1 letters',
  }),
  'permission-set/session-duration': rule<{ text: string; meant?: string | undefined }>({
    severity: 'error',
    title: 'invalid session duration',
    explanation:
      'A session lasts between one and twelve hours, written as ISO 8601 (`PT8H`, `PT1H30M`) or short (`8h`, `1h30m`). The default is one hour.',
    message: ({ text }) => `\`${text}\` is not a session duration from 1 to 12 hours`,
    hint: ({ meant }) => (meant === undefined ? 'write it as `8h`, `1h30m` or `PT8H`' : `write \`${meant}\``),
  }),
  'permission-set/relay-state': rule<{ problem: string }>({
    severity: 'error',
    title: 'invalid relay state',
    explanation:
      'The relay state is the page a session opens at: 1 to 240 characters of those that URLs are made of (CreatePermissionSet).',
    message: ({ problem }) => `the relay state ${problem}`,
    hint: () => 'give the https address of a console page, at most 240 characters',
  }),
  'permission-set/relay-state-url': rule<{ text: string; suffixes: readonly string[] }>({
    severity: 'warning',
    title: 'relay state outside the console',
    explanation:
      'People who choose this permission set in the portal are sent to its relay state. Anything but an https page of the AWS console of the same partition surprises them, or worse.',
    message: ({ text }) => `the relay state \`${text}\` is not an https page of the AWS console`,
    hint: ({ suffixes }) => `use an address below ${suffixes.map((suffix) => `\`${suffix}\``).join(' or ')}`,
  }),
  'permission-set/tag': rule<{ key: string; problem: string }>({
    severity: 'error',
    title: 'invalid tag',
    explanation:
      'Tag keys are 1 to 128 and values 0 to 256 letters, digits, spaces and `_.:/=+-@`; keys that begin with `aws:` are reserved for AWS, those with `access:` for this program.',
    message: ({ key, problem }) => `tag \`${key}\` ${problem}`,
    hint: () => 'use letters, digits, spaces and `_.:/=+-@`, and no key that begins with `aws:` or `access:`',
  }),
  'permission-set/too-many-tags': rule<{ count: number; most: number }>({
    severity: 'error',
    title: 'too many tags',
    explanation: 'A permission set has at most 50 tags, and one of them says who owns it.',
    message: ({ count, most }) => `${count} tags; a permission set can have ${most} beside the owner's`,
    hint: () => 'remove some',
  }),
  'permission-set/too-many-policies': rule<{ count: number }>({
    severity: 'error',
    title: 'too many managed policies',
    explanation:
      'A permission set has at most 20 managed policies, AWS managed and customer managed together. The quota cannot be raised.',
    message: ({ count }) => `${count} managed policies; a permission set can have 20`,
    hint: () => 'merge some of them into one customer managed policy or the inline policy',
  }),
  'permission-set/many-policies': rule<{ count: number }>({
    severity: 'warning',
    title: 'more policies than a role has by default',
    explanation:
      'IAM lets a role have 10 managed policies unless the quota of the account was raised. Provisioning fails in every account where it was not.',
    message: ({ count }) => `${count} managed policies; an IAM role can have 10 unless the account's quota was raised`,
    hint: () => 'raise the quota "Managed policies per role" in every account, or use fewer',
  }),
  'permission-set/duplicate-policy': rule<{ policy: string }>({
    severity: 'error',
    title: 'policy listed twice',
    explanation:
      'The same managed policy can be attached once (AttachManagedPolicyToPermissionSet answers ConflictException to the second).',
    message: ({ policy }) => `\`${policy}\` is listed twice`,
    hint: () => 'remove one of them',
  }),
  'permission-set/unknown-managed-policy': rule<{ policy: string; nearest: readonly string[]; date: string }>({
    severity: 'error',
    title: 'unknown AWS managed policy',
    explanation:
      'The name is not among the AWS managed policies that this version knows. AWS adds policies all the time: a newer one can be named by its full ARN.',
    message: ({ policy, date }) => `no AWS managed policy \`${policy}\` (list of ${date})`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ??
      'give the full ARN if the policy is newer than the list, or use `customerManagedPolicies` for your own',
  }),
  'permission-set/managed-policy-arn': rule<{ policy: string }>({
    severity: 'error',
    title: 'not the ARN of an AWS managed policy',
    explanation:
      'AttachManagedPolicyToPermissionSet takes AWS managed policies only: `arn:<partition>:iam::aws:policy/…`, 20 to 2048 characters. Your own policies are given by name and path under `customerManagedPolicies`.',
    message: ({ policy }) => `\`${policy}\` is not the ARN of an AWS managed policy`,
    hint: () => 'list your own policies under `customerManagedPolicies`, by name and path',
  }),
  'permission-set/partition': rule<{ text: string; partition: string; expected: string }>({
    severity: 'error',
    title: 'another partition',
    explanation:
      'Everything of an Identity Center lies in one AWS partition (`aws`, `aws-cn`, `aws-us-gov`, …), and every ARN names it.',
    message: ({ text, partition, expected }) =>
      `\`${text}\` is of partition \`${partition}\`, this Identity Center of \`${expected}\``,
    hint: ({ expected }) => `use \`arn:${expected}:…\`, or the policy's name alone`,
  }),
  'permission-set/not-attachable': rule<{ policy: string }>({
    severity: 'warning',
    title: 'service-linked policy',
    explanation:
      'Policies below `aws-service-role/` are made for service-linked roles; IAM does not let anybody else attach them, so provisioning will fail.',
    message: ({ policy }) => `\`${policy}\` is made for a service-linked role and cannot be attached`,
    hint: () => 'choose another policy',
  }),
  'permission-set/customer-managed-policy': rule<{ what: string; text: string }>({
    severity: 'error',
    title: 'invalid customer managed policy reference',
    explanation:
      'A reference is a name of 1 to 128 letters, digits and `_+=,.@-`, and a path of at most 512 characters that begins and ends with `/`. Both are case-sensitive.',
    message: ({ what, text }) => `\`${text}\` cannot be the ${what} of a customer managed policy`,
    hint: ({ what }) =>
      what === 'path' ? 'begin and end it with `/`, for example `/teams/`' : 'give the name alone, without path or ARN',
  }),
  'permission-set/boundary-alone': rule<Named>({
    severity: 'warning',
    title: 'boundary without policies',
    explanation: 'A permissions boundary only caps what policies grant. Without a policy the set grants nothing.',
    message: ({ name }) => `\`${name}\` has a permissions boundary but no policy, and grants nothing`,
    hint: () => 'add the policies it should have',
  }),
  'permission-set/empty': rule<Named>({
    severity: 'warning',
    title: 'permission set without policies',
    explanation:
      'Identity Center accepts a permission set without any policy. People would see it in the portal and be able to do nothing with it.',
    message: ({ name }) => `\`${name}\` has no policy and grants nothing`,
    hint: () => 'add `managedPolicies`, `customerManagedPolicies` or `inlinePolicy`',
  }),
  'permission-set/too-many': rule<{ count: number }>({
    severity: 'error',
    title: 'too many permission sets',
    explanation: 'An Identity Center holds 3500 permission sets unless the quota was raised.',
    message: ({ count }) => `${count} permission sets; an Identity Center can hold 3500`,
    hint: () => 'ask AWS for a higher quota, or merge sets',
  }),
  'permission-set/too-many-in-account': rule<{ account: string; count: number }>({
    severity: 'error',
    title: 'too many permission sets in an account',
    explanation:
      'An account can have 500 permission sets provisioned unless the quota was raised. Each is an IAM role, of which an account has 1000 by default.',
    message: ({ account, count }) =>
      `the grants provision ${count} permission sets in account \`${account}\`; it can have 500`,
    hint: () => 'grant fewer sets there, or ask AWS for a higher quota',
  }),
  'permission-set/many-in-account': rule<{ account: string; count: number }>({
    severity: 'warning',
    title: 'many roles in an account',
    explanation:
      'Each permission set that is provisioned in an account is an IAM role there, and an account has 1000 roles by default, its own included. Above 400 it is time to look.',
    message: ({ account, count }) =>
      `the grants provision ${count} permission sets in account \`${account}\`, each an IAM role of its 1000`,
    hint: () => 'grant fewer sets there, or ask AWS for more roles per account',
  }),
} as const;
