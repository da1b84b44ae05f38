// Who has access, and why: each path to it with the grants that give it, what it comes to, how live agrees, and where to change it.
import { compareText } from '../compare-text.ts';
import type { BaseFacts } from '../diagnostics/rules/cli-base.ts';
import { assignedNoun, counted, nearAdministrator } from '../diagnostics/wording.ts';
import type { NamedAccount, NamedPrincipal } from '../holdings/names.ts';
import { dateOf, type Instant, type InstantText } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Agreement, FederatedRole } from '../query/accesses.ts';
import type { ApplicationExplanation } from '../query/applications.ts';
import type {
  ExplainedGrant,
  Explanation,
  History,
  Introduced,
  Path,
  SetExplanation,
  UncertainGrant,
} from '../query/explanation.ts';
import type { Memberships, People } from '../query/people.ts';
import type { Worth } from '../query/worth.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import { accountPhrase } from './accounts.ts';
import { applicationsDocument } from './application-explanation.ts';
import { differenceLines } from './difference.ts';
import { type Block, type Document, type Fact, heading, paragraph, title } from './document.ts';
import {
  joined,
  listed,
  type Phrase,
  type Place,
  phrase,
  placed,
  prose,
  quiet,
  say,
  strong,
  type Tone,
  toned,
} from './phrase.ts';
import { principalPhrase } from './who.ts';
import { principalKind, principalName } from './wording.ts';

export interface Explained {
  /** Empty where only applications were asked about. */
  readonly explanations: readonly Explanation[];
  /** Those that were asked about, and those of the groups and users that were, with their uses alone. In order of their keys. */
  readonly applications: readonly ApplicationExplanation[];
  /** When ends of grants were judged. */
  readonly asOf: Instant;
  /** By `file:line`. */
  readonly histories: ReadonlyMap<string, History>;
  /** Why git could not say which commits they were. */
  readonly unknownHistory?: BaseFacts['why'];
  /** Files whose lines git was not asked about, for there were too many. */
  readonly filesNotAsked?: number;
  /** The files are as of this commit. */
  readonly commit?: string;
  /** Live is this snapshot's. Absent: live itself, or nobody has looked. */
  readonly snapshot?: { readonly takenAt: InstantText };
}

/** Of more paths the first; of all of them there is `--format json`. */
const MOST_PATHS = 200;
const MOST_ACCOUNTS = 12;
const MOST_SELECTORS = 4;
const MOST_PLACES = 8;

export function explainedDocument(explained: Explained): Document {
  return [
    ...remarks(explained),
    ...explained.explanations.flatMap((each) => explanationBlocks(each, explained)),
    ...applicationsDocument(explained.applications),
  ];
}

/** What holds for all of them. */
function remarks({ unknownHistory, filesNotAsked, commit, snapshot, asOf, explanations }: Explained): readonly Block[] {
  const lines = [
    ...(commit === undefined
      ? []
      : [`the files are those of commit ${commit.slice(0, 12)}; ends of grants are judged as of ${dateOf(asOf)}`]),
    ...(snapshot === undefined ? [] : [`live is a snapshot of ${snapshot.takenAt}`]),
    ...(explanations.every(({ isWhole }) => isWhole)
      ? []
      : ['the files do not list every account: selectors may give more than is shown, which `--live` knows']),
    ...(unknownHistory === undefined
      ? []
      : [`which commits brought these lines is not known: ${HISTORY[unknownHistory]}`]),
    ...(filesNotAsked === undefined
      ? []
      : [
          `which commits brought the lines of ${counted(filesNotAsked, 'file')} was not asked, for there are too many: ask about less at once`,
        ]),
  ];
  return lines.map((line) => paragraph(quiet(say(line))));
}

const HISTORY: Readonly<Record<BaseFacts['why'], string>> = {
  'no-git': 'git is not installed',
  'no-work-tree': 'the config folder is in no git work tree',
  'submodule-names': 'the config folder is in a submodule',
  unknown: 'there is no commit yet',
  'too-early': 'the history begins later',
  ambiguous: 'git does not know which commit is meant',
  'not-fetched': 'this clone has only a part of the history',
  link: 'the path of the config folder is a symbolic link',
  submodule: 'the config folder is a submodule',
  'too-large': 'the config folder is too large',
  damaged: 'git lacks a part of the history, or has it damaged',
  unwritable: 'its files cannot be written to a temporary folder',
  timeout: 'git takes too long to answer',
};

function explanationBlocks(explanation: Explanation, explained: Explained): readonly Block[] {
  const { subject, paths, sets, uncertain, isWhole, memberships, people } = explanation;
  const { kind, name, id, place } = subject;
  const asId = id === name ? [] : phrase` (${id})`;
  // People are not expected in the files, and roles that exist already are named by grants alone.
  const isRole = kind === 'permission-set' && assignedNoun(id) === 'role';
  const absent = kind === 'person' ? [] : say(isRole ? ', a role that exists already' : ', not in the files');
  const declared = place === undefined ? absent : phrase`, declared ${placed(placeOf(place))}`;
  const isKnown = isWhole && uncertain.length === 0 && (memberships?.unread.length ?? 0) === 0;
  const shown = paths.slice(0, MOST_PATHS);
  const more = paths.length - shown.length;
  return [
    title(phrase`${titleOf(subject)}${asId}${kind === 'address' ? [] : declared}`),
    ...(memberships === undefined ? [] : [membershipsBlock(memberships)]),
    ...(people === undefined ? [] : [peopleBlock(people)]),
    ...(paths.length === 0
      ? [paragraph(say(`${nothingOf(subject)}${isKnown ? '' : ', as far as is known here'}.`))]
      : []),
    ...(memberships === undefined || paths.length === 0 ? [] : unionBlocks(paths)),
    ...shown.map((path) => pathBlock(path, explained)),
    ...(more > 0 ? [paragraph(say(`and ${more} more: \`--format json\` has all of them`))] : []),
    ...uncertain.slice(0, MOST_PATHS).map((grant) => uncertainBlock(grant, explained)),
    ...(sets.length === 0 ? [] : [heading(say('What it comes to'))]),
    ...sets.map(setBlock),
    changeBlock(explanation),
  ];
}

const KINDS = {
  group: 'group',
  user: 'user',
  person: 'person',
  account: 'account',
  'permission-set': 'permission set',
  address: 'assignment',
} as const;

function titleOf({ kind, name, id }: Explanation['subject']): Phrase {
  // The name of a role says that it is one.
  if (kind === 'permission-set' && assignedNoun(id) === 'role') return phrase`${name}`;
  return phrase`${say(KINDS[kind])} ${name}`;
}

const nothingOf = ({ kind, id }: Explanation['subject']): string =>
  kind === 'permission-set' ? `Nobody is granted the ${assignedNoun(id)}` : NOTHING[kind];

const NOTHING: Readonly<Record<Exclude<Explanation['subject']['kind'], 'permission-set'>, string>> = {
  group: 'The group has no access',
  user: 'The user has no access of their own',
  person: 'The person has no access',
  account: 'Nobody has access to the account',
  address: 'Nobody has this access',
};

function membershipsBlock({ groups, unread }: Memberships): Block {
  const none = unread.length === 0 ? 'none that has access' : 'none that is known to have access';
  return {
    kind: 'facts',
    rows: [
      row('groups', groups.length === 0 ? say(none) : joined(groups.map(nameWithId))),
      ...(unread.length === 0 ? [] : [unreadRow(unread)]),
    ],
  };
}

function peopleBlock({ known, unread }: People): Block {
  const shown = joined(known.slice(0, MOST_PEOPLE).map(nameWithId));
  const more = known.length - MOST_PEOPLE;
  const names = known.length === 0 ? [] : phrase`: ${shown}${more > 0 ? say(` and ${more} more`) : []}`;
  const nobody = unread.length === 0 ? 'nobody' : 'nobody that is known';
  const count = known.length === 0 ? nobody : String(known.length);
  return {
    kind: 'facts',
    rows: [row('people', phrase`${say(count)}${names}`), ...(unread.length === 0 ? [] : [unreadRow(unread)])],
  };
}

const MOST_PEOPLE = 20;

function unreadRow(unread: readonly NamedPrincipal[]): Fact {
  const shown = joined(unread.slice(0, MOST_PLACES).map(nameWithId));
  const more = unread.length - MOST_PLACES;
  const who = phrase`who is in ${say(counted(unread.length, 'group'))}: ${shown}${more > 0 ? say(` and ${more} more`) : []}`;
  return row('not known', toned('warning', who));
}

function nameWithId(principal: NamedPrincipal): Phrase {
  const { id, withId } = principal;
  const name = phrase`${principalName(principal)}`;
  return withId === true && id !== undefined ? phrase`${name} (${id})` : name;
}

interface UnionRow {
  readonly account: NamedAccount;
  readonly permissionSet: string;
  readonly live?: Agreement;
  readonly by: readonly NamedPrincipal[];
}

/** What somebody has in each account, whichever group it comes by. */
function unionBlocks(paths: readonly Path[]): readonly Block[] {
  const parts = paths.flatMap(({ principal, permissionSet, accounts, live }) =>
    accounts.map((account): UnionRow => ({ account, permissionSet, by: [principal], ...optional({ live }) })),
  );
  const same = groupBy(parts, ({ account, permissionSet, live }) => `${account.id} ${permissionSet} ${live?.kind}`);
  const rows = [...same.values()]
    .map((each): UnionRow => ({ ...each[0]!, by: each.flatMap(({ by }) => by) }))
    .sort((a, b) => compareText(a.account.name ?? a.account.id, b.account.name ?? b.account.id));
  const hasLive = rows.some(({ live }) => live !== undefined);
  const more = rows.length - MOST_PATHS;
  return [
    {
      kind: 'table',
      columns: ['account', nounOf(rows), 'by', ...(hasLive ? ['live'] : [])].map((title) => ({ title })),
      rows: rows
        .slice(0, MOST_PATHS)
        .map(({ account, permissionSet, by, live }) => [
          accountPhrase(account),
          strong(phrase`${permissionSet}`),
          joined(by.map((each) => (each.type === 'user' ? say('their own') : nameWithId(each)))),
          ...(hasLive
            ? [live === undefined ? [] : toned(AGREEMENTS[live.kind][1], say(AGREEMENTS[live.kind][0]))]
            : []),
        ]),
    },
    ...(more > 0 ? [paragraph(say(`and ${more} more: \`--format json\` has all of them`))] : []),
    heading(say('Why')),
  ];
}

/** What the column of them is called. */
function nounOf(rows: readonly UnionRow[]): string {
  const nouns = [...new Set(rows.map(({ permissionSet }) => assignedNoun(permissionSet)))];
  return nouns.length === 1 ? nouns[0]! : 'permission set or role';
}

/** In a column; each is explained below. */
const AGREEMENTS = {
  'in-place': ['in place', 'good'],
  drifted: ['drifted', 'warning'],
  missing: ['missing', 'warning'],
  held: ['held', 'warning'],
  federated: ['by a SAML role', 'notice'],
  unmanaged: ['unmanaged', 'alarm'],
  ended: ['ended', 'alarm'],
  unread: ['not known', 'warning'],
} as const satisfies Record<Agreement['kind'], readonly [words: string, tone: Tone]>;

function pathBlock({ principal, permissionSet, accounts, grants, live }: Path, explained: Explained): Block {
  const many = accounts.length === 1 ? [] : say(`${counted(accounts.length, 'account')}: `);
  const where = phrase`${many}${accountsPhrase(accounts)}`;
  return {
    kind: 'details',
    open: true,
    summary: { phrase: phrase`${principalPhrase(principal)}: ${strong(phrase`${permissionSet}`)} in ${where}` },
    blocks: [
      {
        kind: 'facts',
        rows: [
          ...grants.flatMap((grant) => grantRows(grant, explained)),
          ...(live === undefined ? [] : [row('live', agreementPhrase(live, principalKind(principal)))]),
        ],
      },
    ],
  };
}

function accountsPhrase(accounts: readonly NamedAccount[]): Phrase {
  const more = accounts.length - MOST_ACCOUNTS;
  return phrase`${joined(accounts.slice(0, MOST_ACCOUNTS).map(accountPhrase))}${more > 0 ? say(` and ${more} more`) : []}`;
}

/** Left out, it would read as no access. */
function uncertainBlock(grant: UncertainGrant, explained: Explained): Block {
  const { groups, permissionSets } = grant;
  const who = listed(groups, MOST_SELECTORS);
  const sets = strong(listed(permissionSets, MOST_SELECTORS));
  return {
    kind: 'details',
    open: true,
    summary: { phrase: phrase`${who}: ${sets} ${toned('warning', say('in accounts that are not known here'))}` },
    blocks: [{ kind: 'facts', rows: grantRows(grant, explained) }],
  };
}

function grantRows(
  { place, reason, expires, accounts, except }: ExplainedGrant,
  explained: Explained,
): readonly Fact[] {
  const at = placeOf(place);
  const end = expires === undefined ? say(', does not end') : phrase`, until ${expires}`;
  const but = except.length === 0 ? [] : phrase` except ${listed(except, MOST_SELECTORS)}`;
  const history = explained.histories.get(`${at.file}:${at.line}`);
  return [
    row('granted', phrase`${placed(at)} on ${listed(accounts, MOST_SELECTORS)}${but}${end}`),
    ...(reason === undefined ? [] : [row('reason', phrase`"${say(reason)}"`)]),
    ...(history === undefined ? [] : [row('since', introducedPhrase(history.since))]),
    ...(history?.changed === undefined ? [] : [row('changed', introducedPhrase(history.changed))]),
  ];
}

function introducedPhrase(by: Introduced): Phrase {
  if (by === 'uncommitted') return say('not committed yet');
  const { commit, author, at, summary, pullRequest, orBefore } = by;
  const number = pullRequest === undefined ? [] : say(`, pull request ${pullRequest}`);
  const before = orBefore === true ? say(' or before (this clone has no more of the history)') : [];
  return phrase`${commit.slice(0, 12)} of ${say(dateOf(at))} by ${author}${number}${before}: ${summary}`;
}

function agreementPhrase(live: Agreement, noun: string): Phrase {
  switch (live.kind) {
    case 'in-place':
      return toned('good', say('in place'));
    case 'drifted':
      if (live.stillCalled !== undefined)
        return toned(
          'warning',
          phrase`in place under its old name ${live.stillCalled}${live.fields.length === 0 ? [] : phrase`, and differs in ${listed(live.fields)}`}: not applied yet`,
        );
      return toned(
        'warning',
        live.fields.length === 0
          ? say('drifted: the role in the account has an older definition')
          : phrase`drifted: the permission set in Identity Center differs in ${listed(live.fields)}`,
      );
    case 'missing':
      return toned('warning', say('not in Identity Center: not applied yet, or removed by hand'));
    case 'held':
      return toned('warning', phrase`held: ${prose(live.reason.reason)}`);
    case 'federated':
      return toned(
        ROLES[live.role][1],
        say(`by an IAM role of the account, which is federated by SAML${ROLES[live.role][0]}`),
      );
    case 'unmanaged':
      return toned('alarm', say('unmanaged: made by hand, or by another tool; no grant asks for it'));
    case 'ended': {
      const places = live.grants.map(({ span }) => placed(placeOf(span)));
      return toned('alarm', phrase`still there, though the grant has ended: ${joined(places)}`);
    }
    case 'unread':
      return say(`not known: assignments of this ${noun} were not read there`);
    default:
      return live satisfies never;
  }
}

/** Of the role that a permission set is in a federated account. */
const ROLES = {
  'in-place': [': the role is there, and who takes it the identity provider says', 'good'],
  differs: [': the role there allows something else than the files say', 'warning'],
  missing: [': the role is not there yet', 'warning'],
  unread: [': who takes it the identity provider says, and the role was not read', 'notice'],
} as const satisfies Readonly<Record<FederatedRole, readonly [words: string, tone: Tone]>>;

function setBlock({ permissionSet, place, worth, inAdminAccounts, asInLive, accounts }: SetExplanation): Block {
  const admin = inAdminAccounts === true ? say(' in accounts that administer Identity Center') : [];
  const where = accounts === undefined ? admin : phrase` in ${accountsPhrase(accounts)}`;
  const at = place === undefined ? [] : phrase`, declared ${placed(placeOf(place))}`;
  const which = asInLive === true ? toned('warning', say(', as it is in live until the next apply')) : at;
  const head = phrase`${strong(phrase`${permissionSet}`)}${where}${which}`;
  return {
    kind: 'details',
    open: true,
    summary: { phrase: head },
    blocks: [{ kind: 'facts', rows: worthRows(worth, permissionSet) }],
  };
}

const NOT_KNOWN = {
  'permission set': 'not known: its definition is in no file, and was not read',
  role: 'not known: the policies of the role were not read; `--live` and `--sandbox` read them by the role of `preflight` in access.yaml',
} as const;

function worthRows(worth: Worth | undefined, name: string): readonly Fact[] {
  if (worth === undefined) return [row('comes to', toned('alarm', prose(NOT_KNOWN[assignedNoun(name)])))];
  const { administration, boundary } = worth;
  const near = worth.near();
  // What an administrator may do is said by that.
  const isSaid = administration === 'unrestricted';
  const lines = isSaid ? [] : differenceLines(worth.allows(), { brief: true });
  return [
    ...(administration === undefined
      ? []
      : [row('administrator', toned('alarm', say(ADMINISTRATION[administration])))]),
    ...(near === undefined ? [] : [row('near administrator', toned('alarm', prose(nearAdministrator(near))))]),
    ...lines.map(
      ({ label, phrase: what, alarming }): Fact => ({
        label: alarming && label !== '' ? toned('alarm', say(label)) : say(label),
        values: [what],
      }),
    ),
    ...(lines.length === 0 && !isSaid ? [row('allows', say('nothing'))] : []),
    ...(boundary === undefined
      ? []
      : [
          row(
            'limited by',
            boundary.kind === 'aws-managed'
              ? phrase`permissions boundary ${boundary.policy}`
              : phrase`permissions boundary ${boundary.policy.path}${boundary.policy.name}`,
          ),
        ]),
  ];
}

const ADMINISTRATION = {
  unrestricted: 'yes',
  conditional: 'yes, under conditions',
  undetermined: 'could not be determined',
} as const;

const row = (label: string, value: Phrase): Fact => ({ label: say(label), values: [value] });

const MEMBERS_ELSEWHERE = 'Who is in a group is changed in the directory that it comes from, not in the files.';

/** Every answer ends with it. */
function changeBlock({ subject, paths, sets, uncertain }: Explanation): Block {
  const { kind } = subject;
  const spans = [
    ...paths.flatMap(({ grants }) => grants.map(({ place }) => place)),
    ...uncertain.map(({ place }) => place),
    ...sets.flatMap(({ place }) => (place === undefined ? [] : [place])),
    ...(subject.place === undefined ? [] : [subject.place]),
  ];
  const places = [...new Map(spans.map((span) => [`${span.file}:${span.start.line}`, placeOf(span)])).values()];
  const more = places.length - MOST_PLACES;
  const shown = joined(places.slice(0, MOST_PLACES).map(placed));
  if (places.length === 0) {
    const words =
      kind === 'person' ? MEMBERS_ELSEWHERE : 'No file says anything of it: `access import` writes what is live.';
    return paragraph(quiet(prose(words)));
  }
  const also = kind === 'person' ? say(`. ${MEMBERS_ELSEWHERE}`) : [];
  return paragraph(phrase`Change it in ${shown}${more > 0 ? say(` and ${more} more places`) : []}${also}`);
}

const placeOf = ({ file, start }: Span): Place => ({ file, line: start.line });
