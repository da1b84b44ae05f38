// A file of an access review: a row for each decision, those about what has changed first. Reviewers fill in `decision` and `comment`; nothing else is read back
// but the id.
import { type Answer, COMMENT, DECISION, REVIEWED } from '../access-review/answers.ts';
import type { News, ReviewItem } from '../access-review/items.ts';
import { counted } from '../diagnostics/wording.ts';
import { dateOf, later } from '../instant.ts';
import type { Worth } from '../query/worth.ts';
import type { Span } from '../source/span.ts';
import type { AccountId } from '../state/state.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  ...[DECISION, COMMENT, 'changed since the last review', 'type', 'principal', 'key', 'permission set', 'gives'],
  ...[
    'accounts',
    'number of accounts',
    'account names',
    'last day',
    'reason',
    'granted in',
    'also granted in',
    REVIEWED,
  ],
];

/** What fits into a cell that people read. */
const MOST_ACCOUNTS = 30;

export interface ReviewRows {
  readonly items: readonly ReviewItem[];
  /** Of an earlier writing. */
  readonly answerOf: (item: ReviewItem) => Pick<Answer, 'decision' | 'comment'> | undefined;
  readonly accountName: (id: AccountId) => string;
  /** Undefined: no file has its definition. */
  readonly worthOf: (item: ReviewItem) => Worth | undefined;
}

export function accessReviewCsv({ items, answerOf, accountName, worthOf }: ReviewRows): string {
  const rows = items.map((item) => {
    const { grants, principal, permissionSet, accounts, isUncertain, news, alsoBy, id } = item;
    const [grant] = grants;
    const { decision = '', comment = '' } = answerOf(item) ?? {};
    const names = accounts.slice(0, MOST_ACCOUNTS).map(accountName);
    const selectors = [...grant.accounts.map(({ text }) => text), ...grant.except.map(({ text }) => `except ${text}`)];
    return [
      ...[decision, comment, news.map(newsText).join('; ')],
      ...[principal.kind, principal.displayName.value, principal.key.value, permissionSet, givesText(worthOf(item))],
      ...[selectors.join(' '), isUncertain ? `${accounts.length} or more` : String(accounts.length)],
      accounts.length > names.length
        ? `${names.join(' ')} and ${accounts.length - names.length} more`
        : names.join(' '),
      grant.expires === undefined ? '' : dateOf(later(grant.expires.value.at, -1)),
      grant.reason ?? '',
      grants.map(({ span }) => placeText(span)).join(' '),
      alsoBy.map(({ span }) => placeText(span)).join(' '),
      id,
    ];
  });
  return csvText([COLUMNS, ...rows]);
}

const placeText = ({ file, start }: Span): string => `${file}:${start.line}`;

function newsText(news: News): string {
  switch (news.kind) {
    case 'new':
      return 'new';
    case 'more-accounts':
      return `${counted(news.count, 'more account')}`;
    case 'other-permissions':
      return 'the permission set allows something else';
    case 'other-principal':
      return 'the key names another group or user';
    case 'ends-later':
      return 'ends later';
    default:
      return news satisfies never;
  }
}

function givesText(worth: Worth | undefined): string {
  if (worth === undefined) return 'not known: defined by somebody else';
  const { administration } = worth;
  if (administration !== undefined)
    return administration === 'unrestricted' ? 'administrator' : `administrator (${administration})`;
  const near = worth.near();
  const allows = worth.allows();
  const known = [
    ...(near === undefined ? [] : ['near administrator']),
    ...(allows.paths.length === 0 ? [] : [counted(allows.paths.length, 'escalation path')]),
    ...allows.levels.map(({ level, actionCount }) => `${level.toLowerCase()} ${actionCount}`),
  ].join(', ');
  if (allows.doubts.length === 0) return known === '' ? 'nothing' : known;
  return known === '' ? 'could not be determined' : `${known}, and more that could not be determined`;
}
