// Findings about the files of an access review, as reviewers have filled them in.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

export interface Reviewed {
  readonly kind: 'group' | 'user';
  readonly name: string;
  readonly permissionSet: string;
}

const what = ({ kind, name, permissionSet }: Reviewed): string => `\`${permissionSet}\` of ${kind} \`${name}\``;

export const ACCESS_REVIEW_RULES = {
  'access-review/unreadable': rule<{ problem: string }>({
    severity: 'error',
    title: 'table that cannot be read',
    explanation:
      'The files of an access review are CSV (RFC 4180), with commas, semicolons or tabs, in UTF-8. A file that cannot be read to its end may lack decisions, so that nothing is made of any.',
    message: ({ problem }) => `the table cannot be read to its end: ${problem}`,
    hint: () => 'save it from a spreadsheet as CSV again',
  }),
  'access-review/not-a-review': rule<{ missing: readonly string[] }>({
    severity: 'error',
    title: 'no file of an access review',
    explanation:
      'Decisions are read from the columns `decision` and `id`, wherever they stand; all others are for people. The first line has their titles.',
    message: ({ missing }) => `the first line lacks ${listed(missing, 'column')}`,
    hint: () =>
      'save the file that `access report --review` wrote as CSV in UTF-8, with its first line as it was; keep other CSV files elsewhere',
  }),
  'access-review/no-id': rule<{ id: string }>({
    severity: 'error',
    title: 'line that says not what it is about',
    explanation:
      'The id of a line says what was reviewed: who, which permission set, where and until when. It begins with `r-`. Without it nobody knows what the decision is about.',
    message: ({ id }) => (id === '' ? 'the line has no id' : `\`${id}\` is not an id of an access review`),
    hint: () => 'restore the id, or take the line out: what has no line is undecided',
  }),
  'access-review/unknown-decision': rule<{ word: string }>({
    severity: 'error',
    title: 'decision that says neither',
    explanation:
      'A decision is `keep` or `revoke`; `approve` and `deny`, as other products call them, are the same. An empty cell is not decided. What was meant by anything else is for the reviewer to say.',
    message: ({ word }) => `\`${word}\` is not a decision`,
    hint: () => 'write `keep` or `revoke`, or leave it empty; reasons go into the column `comment`',
  }),
  'access-review/contradiction': rule<Record<string, never>>({
    severity: 'error',
    title: 'decided twice, otherwise',
    explanation: 'Two lines of one id, in one file or in several, have different decisions.',
    message: () => 'the same line is kept and revoked',
    hint: () => 'agree on one decision, and write it into both lines',
  }),
  'access-review/stale': rule<Reviewed>({
    severity: 'error',
    title: 'decision about what has changed',
    explanation:
      'It was written from other files than those that are here: since then the accounts that the grant is about, its end, the group that it names or what the permission set allows has changed. Somebody decided about access that is not there any more, and nobody about the one that is. So nothing is taken out of the files.',
    message: (facts) => `${what(facts)} is not what was reviewed: the files have changed since`,
    hint: () =>
      'write the review again into the same folder with `access report --review`: decisions about what is unchanged are taken over, and the rest is asked again',
  }),
  'access-review/by-hand': rule<Reviewed>({
    severity: 'error',
    title: 'grant that cannot be edited',
    explanation:
      'The grant is written in a way that nothing can be taken out of it without a person: with anchors, aliases or tags of YAML, with comments inside a list on one line, or in a list of grants on one line. Nothing is taken out of any file.',
    message: (facts) => `${what(facts)} cannot be taken out of its grant`,
    hint: () => 'take it out by hand, and read the decisions again',
  }),
  'access-review/gone': rule<{ count: number }>({
    severity: 'notice',
    title: 'revoked before',
    explanation: 'What the line is about is granted by no file any more: there is nothing left to take out.',
    message: ({ count }) =>
      count === 1
        ? 'this is granted by no file any more'
        : `this and ${counted(count - 1, 'other revoked line')} are granted by no file any more`,
  }),
  'access-review/still-granted': rule<Reviewed & { accounts: readonly string[] }>({
    severity: 'warning',
    title: 'revoked, and granted by another line',
    explanation:
      'The grant that was revoked is not the only one: another one, which was kept or is not decided, gives the same permission set to the same group or user in some of its accounts. There nothing changes.',
    message: ({ accounts, ...facts }) =>
      `${what(facts)} is revoked, and still granted in ${listed(accounts, 'account')}`,
    hint: () => 'revoke the other line too, or say in its comment why it stays',
  }),
  'access-review/undecided': rule<{ count: number; unasked: number }>({
    severity: 'warning',
    title: 'not decided',
    explanation:
      'Lines without a decision keep their access. The review is not done before each has one, and before what is in none of its files was asked about.',
    message: ({ count, unasked }) =>
      [
        ...(count > 0 ? [`${counted(count, 'decision')} ${count === 1 ? 'is' : 'are'} open`] : []),
        ...(unasked > 0
          ? [`${counted(unasked, 'grant')} ${unasked === 1 ? 'is' : 'are'} in no file that was read`]
          : []),
      ].join(', and '),
    hint: ({ unasked }) =>
      unasked > 0
        ? 'write the review again into the same folder: decisions are taken over, and what is missing is asked'
        : 'ask its reviewers',
  }),
  'access-review/not-taken-over': rule<{ count: number }>({
    severity: 'warning',
    title: 'decisions that hold no more',
    explanation:
      'A review that is written again takes over the decisions of the files that are there. Of those about what has changed since nothing is left: the lines are asked again, or are gone.',
    message: ({ count }) =>
      `${counted(count, 'decision')} ${count === 1 ? 'is' : 'are'} about what has changed, and not taken over`,
    hint: () => 'git has the files as they were; ask again about the lines that are open',
  }),
} as const;
