// Accounts, and the selectors that choose them.
import { rule } from '../rule.ts';

export const SCHEMA_ACCOUNT_RULES = {
  'schema/account-id': rule<{ text: string }>({
    severity: 'error',
    title: 'not an account id',
    explanation: 'An AWS account id has exactly twelve digits, leading zeros included, without dashes.',
    message: ({ text }) => `\`${text}\` is not an account id`,
    hint: ({ text }) =>
      /^\d{4}-\d{4}-\d{4}$/.test(text)
        ? `write "${text.replaceAll('-', '')}"`
        : 'an account id has twelve digits, in quotes',
  }),
  'schema/organizational-unit': rule<{ text: string }>({
    severity: 'error',
    title: 'not an organizational unit',
    explanation:
      'An account of the inventory stands in one organizational unit, written as the path of names from below the root: `Workloads/Prod`. A path has at most 32 names and 1,024 characters; AWS Organizations nests units five levels deep.',
    message: ({ text }) => `\`${text}\` is not the path of an organizational unit`,
    hint: () => 'write the names with `/` between them, like Workloads/Prod, without `ou:` and without stars',
  }),
  'schema/selector-name': rule<{ kind: string; name: string }>({
    severity: 'error',
    title: 'name that selectors cannot mean',
    explanation:
      'Accounts and account sets are chosen by name in selectors. A name that reads as another kind of selector, such as `*`, `team-*` or `ou:x`, could never be chosen.',
    message: ({ kind, name }) => `\`${name}\` cannot be the name of an ${kind}`,
    hint: () => 'use a name without `*`, `?` and `:`, that is not all digits',
  }),
  'schema/selector-syntax': rule<{ text: string; reason: string; help?: string | undefined }>({
    severity: 'error',
    title: 'not an account selector',
    explanation:
      'Account selectors are: a name, an account id in quotes, a glob such as `payments-*`, `ou:Path/**` (an organizational unit and everything below it), `ou:Path/*` (directly in it), `ou:ou-ab12-11111111/**` (by id), `ou:/**` and `ou:/*` (from the root), `tag:key=value`, `set:name`, `*` (every account), `{ intersect: [a, b] }`, and `{ select: a, mayBeEmpty: true }`.',
    message: ({ text, reason }) => `\`${text}\` is not an account selector: ${reason}`,
    hint: ({ help }) => help,
  }),
  'schema/selector-bare-ou': rule<{ text: string; unit: string }>({
    severity: 'error',
    title: 'organizational unit without reach',
    explanation:
      'Whether an organizational unit means the accounts directly in it, or those of the units below it as well, is the difference between a few accounts and hundreds. The selector says which.',
    message: ({ text }) => `\`${text}\` does not say whether units below it count`,
    hint: ({ unit }) =>
      `write \`ou:${unit}/**\` for the unit and everything below it, or \`ou:${unit}/*\` for accounts directly in it`,
  }),
  'schema/selector-may-be-empty': rule<object>({
    severity: 'error',
    title: 'exception that may match nothing',
    explanation:
      'A selector under `except` takes access away. If it stopped matching, because an account was renamed for instance, everyone would silently gain what was excepted; so it must always match something.',
    message: () => '`mayBeEmpty` cannot stand in `except`',
    hint: () => 'remove `mayBeEmpty`, and remove the exception itself once it is not needed',
  }),
} as const;
