// What `access test` says of expectations: those that are not met, and those that say nothing.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { counted, listed, listedAssigned } from '../wording.ts';

export interface ExpectationFacts {
  /** `group`, `user`, `permission set`. */
  readonly kind: string;
  readonly name: string;
  /** What of the actions it is about. */
  readonly action: string;
  /** Where; none: of a permission set by itself. */
  readonly accounts: readonly string[];
  /** A request that shows it. */
  readonly request?: string | undefined;
  readonly why?: string | undefined;
}

const where = (accounts: readonly string[]): string =>
  accounts.length === 0 ? '' : ` in ${listed(accounts, 'account')}`;
const shown = (request: string | undefined, words: string): string =>
  request === undefined ? '' : `${words} ${request}; `;

export const EXPECTATION_RULES = {
  'expectation/not-allowed': rule<ExpectationFacts>({
    severity: 'error',
    title: 'expected access is missing',
    explanation:
      '`can` expects that every request it describes is allowed: each action, on each resource, whatever else the request says. Some of them are not. `access can` shows which statements decide it.',
    message: ({ kind, name, action, accounts }) =>
      `${kind} \`${name}\` cannot \`${action}\`${where(accounts)}, and should`,
    hint: ({ request, why }) =>
      `${why === undefined ? shown(request, 'not allowed:') : `${why}; `}grant it, or narrow what is expected by \`on\`, \`in\` or \`when\``,
  }),
  'expectation/allowed': rule<ExpectationFacts>({
    severity: 'error',
    title: 'unexpected access',
    explanation:
      '`cannot` expects that no request it describes is allowed, under any conditions. Some are. The finding points at a statement that allows one.',
    message: ({ kind, name, action, accounts }) =>
      `${kind} \`${name}\` can \`${action}\`${where(accounts)}, and should not`,
    hint: ({ request }) => `${shown(request, 'allowed:')}narrow the permission set or the grant`,
  }),
  'expectation/undetermined': rule<
    ExpectationFacts & {
      readonly expected: 'can' | 'cannot';
      /** Permission sets of grants of which nobody knows here which accounts they mean. */
      readonly open?: readonly string[];
    }
  >({
    severity: 'error',
    title: 'expectation that could not be verified',
    explanation:
      'Whether it is met depends on what cannot be seen or decided: a customer managed policy, an external permission set, a policy variable, or a grant that selects accounts by the id of an organizational unit, or from an inventory that the files do not have in full. `customerManagedPolicies: ignore` beside `expectations` leaves customer managed policies out of all that the file expects.',
    message: ({ kind, name, action, accounts, expected, open }) =>
      `whether ${kind} \`${name}\` ${expected} \`${action}\`${where(accounts)} could not be verified${open === undefined ? '' : `: it may have ${listedAssigned(open)} ${accounts.length === 0 ? 'in accounts that are not known here' : 'there'}`}`,
    hint: ({ why, open }) =>
      open !== undefined
        ? 'declare the accounts with their units, and set `identityCenter.inventoryComplete`; name them in the grant; or expect it `in` accounts that the grant cannot mean'
        : `${why === undefined ? '' : `${why}; `}expect it of what can be seen, or set \`customerManagedPolicies: ignore\``,
  }),
  'expectation/impossible': rule<{ readonly action: string }>({
    severity: 'error',
    title: 'expectation of no request',
    explanation:
      'No request for the action is about such a resource, or has such condition keys: `s3:GetObject` is about objects, not about a bucket. The expectation would be met whatever the policies say.',
    message: ({ action }) => `no request for \`${action}\` is like this`,
    hint: () => 'write `on` as the ARN of what the action works on, such as `arn:aws:s3:::bucket/*`',
  }),
  'expectation/nobody': rule<{ readonly kind: string; readonly name: string; readonly accounts: readonly string[] }>({
    severity: 'warning',
    title: 'expectation of somebody without access',
    explanation:
      'The group or user has no permission set in these accounts, so that it can do nothing there, whatever policies say. That is what `cannot` expects, but it says nothing about a policy.',
    message: ({ kind, name, accounts }) => `${kind} \`${name}\` has no permission set${where(accounts)}`,
    hint: () => 'expect it where there is access, or of a permission set',
  }),
  'expectation/grants-not-judged': rule<{ readonly count: number }>({
    severity: 'notice',
    title: 'grants that only live can judge',
    explanation:
      'Grants select accounts by the id of an organizational unit, or from an inventory that the files do not have in full. Without live nobody can say where they reach. An expectation that hangs on it is an error, `expectation/undetermined`; all others hold wherever they reach.',
    message: ({ count }) => `${counted(count, 'grant')} could not be judged without live`,
    hint: () => 'declare the accounts with their units, and set `identityCenter.inventoryComplete`',
  }),
  'expectation/unknown-action': rule<{
    readonly text: string;
    readonly nearest: readonly string[];
    readonly date: string;
  }>({
    severity: 'warning',
    title: 'unknown action in a question',
    explanation:
      'No action that `access` knows matches. If AWS has added it since the date of the data, the answer is right all the same: policies that allow it by name, or by a pattern, are found.',
    message: ({ text, date }) => `\`${text}\` matches no AWS action as of ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'check the spelling',
  }),
  'expectation/action': rule<{ readonly text: string }>({
    severity: 'error',
    title: 'not an action',
    explanation: 'What is expected is written as actions, with wildcards as in policies: `service:Action`.',
    message: ({ text }) => `\`${text}\` is not an action`,
    hint: () => 'write `service:Action`, such as `s3:GetObject` or `iam:*`',
  }),
  'expectation/resource': rule<{ readonly text: string }>({
    severity: 'error',
    title: 'not an ARN',
    explanation:
      '`on` says on which resources, as ARNs with wildcards as in policies. Without it an expectation is about any resource.',
    message: ({ text }) => `\`${text}\` is not an ARN, nor a pattern for one`,
    hint: () => 'write an ARN or a pattern, such as `arn:aws:s3:::orders-*/*`',
  }),
  'expectation/form': rule<{ readonly problem: 'verb' | 'subject' | 'accounts-of-set' }>({
    severity: 'error',
    title: 'expectation that is not clear',
    explanation:
      'An expectation is about exactly one of `group`, `user` and `permissionSet`, and says exactly one of `can` and `cannot`. A permission set is the same in every account, so `in` belongs to groups and users.',
    message: ({ problem }) =>
      ({
        verb: 'an expectation has exactly one of `can` and `cannot`',
        subject: 'an expectation has exactly one of `group`, `user` and `permissionSet`',
        'accounts-of-set': 'an expectation of a permission set takes no `in`',
      })[problem],
    hint: ({ problem }) =>
      ({
        verb: 'write `can` or `cannot`, with one action or a list; make two expectations of both',
        subject: 'write `group`, `user` or `permissionSet`; make an expectation of each',
        'accounts-of-set': 'remove `in`, or expect it of a `group` or `user`',
      })[problem],
  }),
} as const;
