// Findings about accounts and the selectors that choose them.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { counted, listed } from '../wording.ts';

/** AWS shows the root of an organisation as `Root`, which is no unit. */
function rootHint(text: string): string | undefined {
  const [root = '', ...path] = text.split('/');
  if (root.toLowerCase() !== 'root') return undefined;
  return path.length > 0
    ? `paths begin below the root: \`${path.join('/')}\``
    : 'the root has no name: `ou:/*` are the accounts directly below it, `ou:/**` all of the organisation';
}

export const ACCOUNT_RULES = {
  'account/unknown': rule<{ name: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown account',
    explanation:
      'No account has this name or id: neither an alias of the `accounts` section, nor an account of the organisation once that is known.',
    message: ({ name }) => `unknown account \`${name}\``,
    hint: ({ name, nearest }) => didYouMean(nearest, name) ?? rootHint(name) ?? 'add it to `accounts`, or correct it',
  }),
  'account/ambiguous': rule<{ name: string; ids: readonly string[] }>({
    severity: 'error',
    title: 'ambiguous account name',
    explanation:
      'Account names are not unique in AWS. A name that stands for two accounts is refused wherever it is used.',
    message: ({ name, ids }) => `\`${name}\` is the name of ${listed(ids, 'account')}`,
    hint: ({ ids }) => `write the id, for example \`"${ids[0]}"\``,
  }),
  'account/duplicate-id': rule<{ id: string; alias: string; other: string }>({
    severity: 'error',
    title: 'two aliases for one account',
    explanation: 'Each account has one alias, so that reviewers meet it under one name.',
    message: ({ id, alias, other }) => `\`${alias}\` and \`${other}\` are the same account \`${id}\``,
    hint: () => 'keep one alias',
  }),
  'account/two-management': rule<{ alias: string; other: string }>({
    severity: 'error',
    title: 'two management accounts',
    explanation: 'An organisation has one management account.',
    message: ({ alias, other }) => `both \`${other}\` and \`${alias}\` are marked as the management account`,
    hint: () => 'keep `management: true` on one of them',
  }),
  'account/unknown-unit': rule<{ path: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown organizational unit',
    explanation:
      'No organizational unit has this path. Paths are the names from the root down, with `/` between them, and case-sensitive. A unit that was renamed can be named by its id, which survives renames.',
    message: ({ path }) => `unknown organizational unit \`${path}\``,
    hint: ({ path, nearest }) =>
      didYouMean(nearest, path) ??
      rootHint(path) ??
      'give the whole path from the root, as in `ou:Workloads/Prod/**`, or the id',
  }),
  'account/ambiguous-unit': rule<{ path: string; ids: readonly string[] }>({
    severity: 'error',
    title: 'ambiguous organizational unit',
    explanation:
      'Names of organizational units may contain a `/`, so two units can have one path: `Prod` below `Workloads`, and a unit called `Workloads/Prod`. A path that stands for two is refused.',
    message: ({ path, ids }) => `\`${path}\` is the path of ${listed(ids, 'organizational unit')}`,
    hint: ({ ids }) => `select by id, for example \`ou:${ids[0]}/**\``,
  }),
  'account/selector-unread': rule<{ text: string; what: string }>({
    severity: 'error',
    title: 'selector over what was not read',
    explanation:
      'What a selector chooses from was not read, so nothing is known of what it matches. It is refused rather than taken for a selector that matches nothing. `access` reads what the files ask for; if you see this, what was given as an organisation lacks a part.',
    message: ({ text, what }) => `\`${text}\` selects by ${what}, which were not read`,
    hint: () => 'select by name or id, or give an organisation that has them',
  }),
  'account/selector-empty': rule<{ text: string }>({
    severity: 'error',
    title: 'selector that matches nothing',
    explanation:
      'A selector that matches no account is nearly always a mistake: a renamed unit, a mistyped tag. Where it is meant, because accounts will come later, `{ select: …, mayBeEmpty: true }` says so. Globs, units, tags and `*` never match the management account.',
    message: ({ text }) => `\`${text}\` matches no account`,
    hint: () => 'correct it, or write `{ select: …, mayBeEmpty: true }` if that is meant',
  }),
  'account/exception-empty': rule<{ text: string }>({
    severity: 'error',
    title: 'exception that matches nothing',
    explanation:
      'An exception that matches no account excepts nobody: the grant is wider than its author believed. This cannot be silenced.',
    message: ({ text }) => `the exception \`${text}\` matches no account`,
    hint: () => 'correct it, or remove it',
  }),
  'account/set-cycle': rule<{ names: readonly string[] }>({
    severity: 'error',
    title: 'account sets that contain each other',
    explanation: 'An account set cannot contain itself, not even by way of others.',
    message: ({ names }) => `account sets contain each other: ${names.map((name) => `\`${name}\``).join(' → ')}`,
    hint: () => 'break the circle',
  }),
  'account/set-too-deep': rule<{ name: string; most: number }>({
    severity: 'error',
    title: 'account sets nested too deeply',
    explanation:
      'An account set may include others, and those others again, 32 levels deep. What nobody can follow nobody can review.',
    message: ({ name, most }) => `account set \`${name}\` stands more than ${most} levels deep in other account sets`,
    hint: () => 'write its selectors where they are needed',
  }),
  'account/too-many-globs': rule<{ most: number }>({
    severity: 'error',
    title: 'too many globs over accounts',
    explanation:
      'Every glob is held against the name of every account. All of them together may compare 60,000,000 characters: more than five hundred ordinary globs over five thousand accounts take. From this one on, globs choose nothing.',
    message: ({ most }) => `the globs over account names compare more than ${most} characters`,
    hint: () => 'select by organizational unit, tag or account set',
  }),
  'account/too-many-choices': rule<{ most: number }>({
    severity: 'error',
    title: 'too many accounts in selectors',
    explanation:
      'Where a list has several selectors, or an exception, the accounts of each are gone through. All lists together may go through 2,000,000 accounts: ten thousand accounts, two hundred times. From this one on, lists of selectors choose nothing.',
    message: ({ most }) => `the lists of account selectors go through more than ${most} accounts`,
    hint: () => 'declare an account set for what several grants select, and name it in them',
  }),
  'account/no-inventory': rule<Record<string, never>>({
    severity: 'notice',
    title: 'selectors not checked offline',
    explanation:
      'Without an `accounts` section there is nothing to check account selectors against offline. `access plan` checks them against the organisation.',
    message: () => 'account selectors are not checked: there is no `accounts` section',
    hint: () => 'list the accounts to have selectors checked without credentials',
  }),
  'account/partial-inventory': rule<{ count: number }>({
    severity: 'notice',
    title: 'selectors checked approximately',
    explanation:
      'The `accounts` section does not claim to list the whole organisation, so a selector that matches nothing in it may still match live. `identityCenter.inventoryComplete: true` makes the check exact.',
    message: ({ count }) =>
      `${counted(count, 'account selector')} matched nothing in the \`accounts\` section, which may be incomplete`,
    hint: () => 'set `identityCenter.inventoryComplete: true` once all accounts are listed',
  }),
  'account/inventory-differs': rule<{ alias: string; what: string; declared: string; live: string }>({
    severity: 'warning',
    title: 'inventory differs from the organisation',
    explanation: 'The organisation decides. But offline checks use the `accounts` section, and it says something else.',
    message: ({ alias, what, declared, live }) => `account \`${alias}\`: ${what} is \`${live}\`, not \`${declared}\``,
    hint: () => 'correct the `accounts` section',
  }),
  'account/not-declared': rule<{ names: readonly string[] }>({
    severity: 'warning',
    title: 'inventory is not complete any more',
    explanation:
      '`identityCenter.inventoryComplete` says that the `accounts` section lists the whole organisation, and the organisation has an account that is not there: it has joined since. Plans ask Organizations and know it. But `access validate`, `access test` and the review of a pull request without credentials judge by the section, and miss what grants give in that account.',
    message: ({ names }) => `the \`accounts\` section lacks ${listed(names, 'account')} of the organisation`,
    hint: () => '`access import` adds what is missing to the section',
  }),
  'account/not-in-organization': rule<{ alias: string; id: string }>({
    severity: 'warning',
    title: 'account not in the organisation',
    explanation: 'The organisation has no account with this id. Its assignments are left as they are.',
    message: ({ alias, id }) => `account \`${alias}\` (\`${id}\`) is not in the organisation`,
    hint: () => 'remove it from the files once its assignments are gone',
  }),
} as const;
