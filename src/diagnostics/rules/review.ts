// What a change of the files changes beside settings: for the reviewer of a pull request, who may see no assignment move.
import { rule } from '../rule.ts';

export interface WidenedFacts {
  readonly groups: readonly string[];
  readonly permissionSets: readonly string[];
  /** What it now reaches, or for how long, in words. */
  readonly reach: string;
  /** Accounts of today that it reaches besides; absent: not wholly known. */
  readonly accounts?: number;
}

const NEVER_SILENT =
  'Scopes are compared as sets of selectors, for every organisation there may be: what cannot be told to be as narrow counts as wider. The levels of `diagnostics` are those of the base here, so that a change cannot silence the report of itself.';

export const REVIEW_RULES = {
  'review/administrator-widened': rule<WidenedFacts>({
    severity: 'warning',
    title: 'a grant of administrator access reaches further',
    explanation: `Compared with \`--base\`, a grant of a permission set that gives administrator access takes in more accounts, now or later, or lasts longer. There may be no assignment today: it comes with the first account that fits, in a run that nobody reviews, unless \`guards.unattended\` holds it. ${NEVER_SILENT}`,
    message: (facts) => `administrator access: ${widened(facts)}`,
    hint: () => 'have it reviewed by those who answer for administrators',
  }),
  'review/grant-widened': rule<WidenedFacts>({
    severity: 'notice',
    title: 'a grant reaches further',
    explanation: `Compared with \`--base\`, a grant takes in more accounts, now or later, or lasts longer: a selector is new or wider, an exception is gone, an end is moved. ${NEVER_SILENT}`,
    message: widened,
  }),
  'review/grant-narrowed': rule<WidenedFacts>({
    severity: 'notice',
    title: 'a grant reaches less far',
    explanation:
      'Compared with `--base`, a grant takes in fewer accounts, or ends earlier. Whoever has access by it alone loses it there.',
    message: ({ groups, permissionSets, reach, accounts }) =>
      `${who(groups, permissionSets)} ${reach}${accounts === undefined ? '' : `; today ${countOf(accounts)}`}`,
  }),
  'review/identity-changed': rule<{ what: string; name: string; before: string; after: string }>({
    severity: 'warning',
    title: 'a name stands for somebody else',
    explanation:
      'Compared with `--base`, a key of the files is another group, account or permission set, or a group is no longer pinned. Every grant that uses the name follows it, and no line of a grant changes.',
    message: ({ what, name, before, after }) => `${what} \`${name}\` is now ${after}, before ${before}`,
    hint: () => 'make sure that this is who the grants of this name are meant for',
  }),
  'review/renamed': rule<{ what: string; before: string; after: string; same: string }>({
    severity: 'notice',
    title: 'a key is renamed',
    explanation:
      'Compared with `--base`, a key of the files is gone and another one stands for the same: a group with the same pin, an account with the same id, an account set with the same selectors. Nothing changes by it. A permission set has its name in AWS, where a rename is another set: see `renamedFrom`.',
    message: ({ what, before, after, same }) =>
      `${what} \`${before}\` is called \`${after}\` now: ${same}, a rename, nothing changes`,
  }),
};

function widened({ groups, permissionSets, reach, accounts }: WidenedFacts): string {
  return `${who(groups, permissionSets)} ${reach}${accounts === undefined ? '' : `; ${countOf(accounts)} today`}`;
}

const who = (groups: readonly string[], sets: readonly string[]): string => `${quoted(groups)}: ${quoted(sets)}`;

const countOf = (accounts: number): string =>
  `${accounts === 0 ? 'no' : accounts} ${accounts === 1 ? 'account' : 'accounts'}`;

const MOST = 5;

function quoted(names: readonly string[]): string {
  const more = names.length - MOST;
  return `${names
    .slice(0, MOST)
    .map((name) => `\`${name}\``)
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
