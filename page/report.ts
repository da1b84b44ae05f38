// The page of `access report --format html`: tables over the data that stands in it. Rows that nobody sees are not in the document, so that a hundred
// thousand are as quick as ten. Text becomes text nodes and nothing else; where the page is, is in its address, so that it can be sent to others.
import type { PageData } from '../src/render/report-data.ts';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const { accounts, principals, sets, whys, rows: cells, meta } = data;
const ASSIGNMENTS = cells.length / 4;
const isNarrow = matchMedia('(max-width: 640px)');
/** Rows that are printed: a browser takes minutes for more. */
const MOST_PRINTED = 5_000;
/** Rows in the document above and below those that are seen. */
const SPARE = 12;
/** Account squares of the tree: beyond it, units have their figures only. */
const MOST_SQUARES = 12_000;

// ---- what a view shows -------------------------------------------------------------------------------------------------------------------------

type Tone = 'alarm' | 'warning' | 'quiet';
interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** Where it leads, as settings of the address. */
  readonly to?: Partial<State>;
}

interface Column {
  readonly title: string;
  readonly number?: true;
  /** Relative. */
  readonly width?: number;
  readonly cell: (row: number) => Cell;
  /** By what rows are sorted. */
  readonly rank: (row: number) => number;
}

interface View {
  readonly title: string;
  readonly about: string;
  readonly count: number;
  readonly columns: readonly Column[];
  readonly rows: () => Int32Array;
  /** For each word of a search, whether the row has it. */
  readonly finder: (word: string) => (row: number) => boolean;
  readonly filters?: true;
  readonly detail?: (row: number) => readonly (readonly [label: string, text: string])[];
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The place of each text among all of them in order: a dictionary is sorted once, and rows by numbers. */
function ranksOf(texts: readonly string[]): Int32Array {
  const order = texts.map((_, index) => index).sort((a, b) => collator.compare(texts[a]!, texts[b]!));
  const ranks = new Int32Array(texts.length);
  let rank = -1;
  let before: string | undefined;
  for (const index of order) {
    if (texts[index] !== before) rank += 1;
    before = texts[index];
    ranks[index] = rank;
  }
  return ranks;
}

const principalOf = (row: number) => cells[row * 4]!;
const setOf = (row: number) => cells[row * 4 + 1]!;
const accountOf = (row: number) => cells[row * 4 + 2]!;
const whyOf = (row: number) => cells[row * 4 + 3]!;

const ADMINISTRATOR: Readonly<Record<string, string>> = {
  unrestricted: 'administrator',
  conditional: 'administrator, under conditions',
  undetermined: 'administrator?',
  'not-known': 'not known',
};

function setBadge([, administrator, paths, , , , , everywhere]: PageData['sets'][number]): {
  readonly text: string;
  readonly tone?: Tone;
} {
  if (administrator !== '')
    return {
      text: ADMINISTRATOR[administrator] ?? administrator,
      tone: administrator === 'not-known' ? 'quiet' : 'alarm',
    };
  if (everywhere > 0)
    return { text: `${everywhere} escalation ${everywhere === 1 ? 'path' : 'paths'}`, tone: 'warning' };
  if (paths.length > 0) return { text: 'takeover of Identity Center, where it is administered', tone: 'warning' };
  return { text: '' };
}

function dictionaryColumn(
  title: string,
  index: (row: number) => number,
  texts: readonly string[],
  more: Partial<Column> & { readonly to?: (at: number) => Partial<State> } = {},
): Column {
  let ranks: Int32Array | undefined;
  const { to, ...rest } = more;
  return {
    title,
    cell: (row) => ({ text: texts[index(row)]!, ...(to === undefined ? {} : { to: to(index(row)) }) }),
    rank: (row) => {
      ranks ??= ranksOf(texts);
      return ranks[index(row)]!;
    },
    ...rest,
  };
}

const names = {
  principals: principals.map(([, name]) => name),
  sets: sets.map(([name]) => name),
  accounts: accounts.map(([, name]) => name),
  units: accounts.map(([, , unit]) => (unit === '' ? '(root)' : unit)),
  ends: whys.map(([end]) => end),
  reasons: whys.map(([, reasons]) => reasons),
  places: whys.map(([, , places]) => places),
};
const badges = sets.map((set) => setBadge(set));
const isRole = (name: string) => name.includes('/');
const NOUN = names.sets.some(isRole) ? 'Permission set or role' : 'Permission set';

const assignmentColumns: readonly Column[] = [
  dictionaryColumn('Principal', principalOf, names.principals, {
    width: 3,
    to: (at) => ({ view: 'assignments', principal: idOf('principal', at) }),
  }),
  dictionaryColumn(NOUN, setOf, names.sets, {
    width: 2.2,
    to: (at) => ({ view: 'assignments', set: idOf('set', at) }),
  }),
  {
    ...dictionaryColumn(
      'Gives',
      setOf,
      badges.map(({ text }) => text),
      { width: 2 },
    ),
    cell: (row) => badges[setOf(row)]!,
  },
  dictionaryColumn('Account', accountOf, names.accounts, {
    width: 2.4,
    to: (at) => ({ view: 'assignments', account: idOf('account', at) }),
  }),
  dictionaryColumn('Organizational unit', accountOf, names.units, {
    width: 2,
    to: (at) => ({ view: 'assignments', unit: names.units[at]! }),
  }),
  {
    ...dictionaryColumn(
      'Last day',
      whyOf,
      names.ends.map((end) => (end === '' ? '9999' : end)),
      { width: 1.2 },
    ),
    cell: (row) => ({ text: names.ends[whyOf(row)]! }),
  },
  dictionaryColumn('Why', whyOf, names.reasons, { width: 2.4 }),
  dictionaryColumn('Granted in', whyOf, names.places, { width: 2.4 }),
];

/** Where live is known. */
const liveColumn = dictionaryColumn(
  'Identity Center',
  whyOf,
  whys.map(([, , , live]) => live),
  { width: 1.4 },
);

/** A word is looked for in each dictionary once, and rows are asked by number. */
function assignmentFinder(word: string): (row: number) => boolean {
  const flags = (texts: readonly string[]) =>
    Uint8Array.from(texts, (text) => (text.toLowerCase().includes(word) ? 1 : 0));
  const inPrincipals = flags(principals.map(([, name, id]) => `${name} ${id}`));
  const inSets = flags(sets.map(([name], at) => `${name} ${badges[at]!.text}`));
  const inAccounts = flags(accounts.map(([id, name, unit]) => `${name} ${id} ${unit}`));
  const inWhys = flags(whys.map((why) => why.join(' ')));
  return (row) =>
    inPrincipals[principalOf(row)] === 1 ||
    inSets[setOf(row)] === 1 ||
    inAccounts[accountOf(row)] === 1 ||
    inWhys[whyOf(row)] === 1;
}

const [MANAGEMENT, PRODUCTION, ADMINISTERS] = [1, 2, 4];
const has = (flags: number, flag: number): boolean => Math.floor(flags / flag) % 2 === 1;

function openPaths(row: number): readonly string[] {
  const [, , paths, , , , , everywhere] = sets[setOf(row)]!;
  return has(accounts[accountOf(row)]![3], ADMINISTERS) ? paths : paths.slice(0, everywhere);
}

function assignmentDetail(row: number) {
  const [type, name, id] = principals[principalOf(row)]!;
  const [set, , , levels, session, description, place] = sets[setOf(row)]!;
  const paths = openPaths(row);
  const [accountId, account, unit, flags] = accounts[accountOf(row)]!;
  const [end, reasons, places, live] = whys[whyOf(row)]!;
  return [
    [type === 'user' ? 'User' : 'Group', id === name ? name : `${name} (${id})`],
    [isRole(set) ? 'Role' : 'Permission set', `${set}${description === '' ? '' : `: ${description}`}`],
    ['Gives', [badges[setOf(row)]!.text, levels].filter((text) => text !== '').join('; ') || 'nothing that is known'],
    ...(paths.length === 0 || isAdministrator(setOf(row)) ? [] : [['Escalation paths', paths.join('\n')] as const]),
    ...(session === '' ? [] : [['Session', `${session}: how long an open session outlives the assignment`] as const]),
    [
      'Account',
      `${account} (${accountId})${has(flags, MANAGEMENT) ? ', the management account' : ''}${has(flags, PRODUCTION) ? ', production' : ''}`,
    ],
    ['Organizational unit', unit === '' ? '(root)' : unit],
    ['Last day', end === '' ? 'none: it does not end by itself' : end],
    ['Why', reasons === '' ? 'no reason is written' : reasons],
    ['Granted in', places === '' ? 'no file' : places.replaceAll(' ', '\n')],
    ...(place === '' ? [] : [['Permission set declared in', place] as const]),
    ...(meta.source === 'files' ? [] : [['In Identity Center', live] as const]),
  ] as readonly (readonly [string, string])[];
}

function assignmentView(title: string, about: string, rows: () => Int32Array, count: number): View {
  return {
    title,
    about,
    count,
    columns: meta.source === 'files' ? assignmentColumns : [...assignmentColumns, liveColumn],
    rows,
    finder: assignmentFinder,
    filters: true,
    detail: assignmentDetail,
  };
}

const allRows = Int32Array.from({ length: ASSIGNMENTS }, (_, row) => row);
const chosen = (isIn: (row: number) => boolean) => allRows.filter(isIn);

// ---- what there is of each account, principal and set -------------------------------------------------------------------------------------------

interface Figures {
  readonly assignments: Int32Array;
  readonly administrators: Int32Array;
  readonly others: readonly Int32Array[];
}

/** Of each item of a dictionary: its assignments, those of administrators, and how many different ones of two others it has. */
function figuresOf(
  size: number,
  index: (row: number) => number,
  others: readonly [(row: number) => number, (row: number) => number],
  sizes: readonly [number, number],
): Figures {
  const assignments = new Int32Array(size);
  const administrators = new Int32Array(size);
  const counts = others.map((other, which) => {
    const seen = new Set<number>();
    const found = new Int32Array(size);
    for (let row = 0; row < ASSIGNMENTS; row++) {
      const key = index(row) * sizes[which]! + other(row);
      if (seen.has(key)) continue;
      seen.add(key);
      found[index(row)]! += 1;
    }
    return found;
  });
  for (let row = 0; row < ASSIGNMENTS; row++) {
    assignments[index(row)]! += 1;
    if (isAdministrator(setOf(row))) administrators[index(row)]! += 1;
  }
  return { assignments, administrators, others: counts };
}

const isAdministrator = (set: number) => sets[set]![1] !== '' && sets[set]![1] !== 'not-known';

function itemView(
  title: string,
  about: string,
  size: number,
  columns: readonly Column[],
  text: (at: number) => string,
  detail?: View['detail'],
): View {
  return {
    title,
    about,
    count: size,
    columns,
    rows: () => Int32Array.from({ length: size }, (_, at) => at),
    finder: (word) => {
      const has = Array.from({ length: size }, (_, at) => text(at).toLowerCase().includes(word));
      return (at) => has[at]!;
    },
    ...(detail === undefined ? {} : { detail }),
  };
}

const same = (at: number) => at;
const numbers = (title: string, of: () => Int32Array): Column => ({
  title,
  number: true,
  width: 1,
  cell: (at) => ({ text: String(of()[at]) }),
  rank: (at) => of()[at]!,
});
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

const ofPrincipals = once(() =>
  figuresOf(principals.length, principalOf, [accountOf, setOf], [accounts.length, sets.length]),
);
const ofAccounts = once(() =>
  figuresOf(accounts.length, accountOf, [principalOf, setOf], [principals.length, sets.length]),
);
const ofSets = once(() =>
  figuresOf(sets.length, setOf, [principalOf, accountOf], [principals.length, accounts.length]),
);

const principalView = itemView(
  'Principals',
  'Groups and users, and how much each is granted. A group stands for its members.',
  principals.length,
  [
    dictionaryColumn('Principal', same, names.principals, {
      width: 4,
      to: (at) => ({ view: 'assignments', principal: idOf('principal', at) }),
    }),
    dictionaryColumn(
      'Kind',
      same,
      principals.map(([type]) => type),
      { width: 1 },
    ),
    numbers('Accounts', () => ofPrincipals().others[0]!),
    numbers('Permission sets', () => ofPrincipals().others[1]!),
    numbers('Assignments', () => ofPrincipals().assignments),
    numbers('As administrator', () => ofPrincipals().administrators),
  ],
  (at) => principals[at]!.join(' '),
);

const accountView = itemView(
  'Accounts',
  'Accounts, and who has how much in each.',
  accounts.length,
  [
    dictionaryColumn('Account', same, names.accounts, {
      width: 3,
      to: (at) => ({ view: 'assignments', account: idOf('account', at) }),
    }),
    dictionaryColumn(
      'Id',
      same,
      accounts.map(([id]) => id),
      { width: 1.6 },
    ),
    dictionaryColumn('Organizational unit', same, names.units, {
      width: 2.4,
      to: (at) => ({ view: 'accounts', unit: names.units[at]! }),
    }),
    dictionaryColumn(
      'Production',
      same,
      accounts.map(([, , , flags]) => (has(flags, PRODUCTION) ? 'yes' : '')),
      { width: 1 },
    ),
    numbers('Principals', () => ofAccounts().others[0]!),
    numbers('Permission sets', () => ofAccounts().others[1]!),
    numbers('Assignments', () => ofAccounts().assignments),
    numbers('Administrators', () => ofAccounts().administrators),
  ],
  (at) => accounts[at]!.join(' '),
);

/** What accounts have of one name and differs is told apart by where it is. */
const setsInAccounts = sets.map(([name, , , , , , , , where]) => (where === '' ? name : `${name} in ${where}`));

const setView = itemView(
  names.sets.some(isRole) ? 'Permission sets and roles' : 'Permission sets',
  'What each permission set comes to, by its policies and AWS’s actions.',
  sets.length,
  [
    dictionaryColumn(NOUN, same, setsInAccounts, {
      width: 2.6,
      to: (at) => ({ view: 'assignments', set: idOf('set', at) }),
    }),
    {
      ...dictionaryColumn(
        'Gives',
        same,
        badges.map(({ text }) => text),
        { width: 2 },
      ),
      cell: (at) => badges[at]!,
    },
    dictionaryColumn(
      'Actions by level',
      same,
      sets.map(([, , , levels]) => levels),
      { width: 4 },
    ),
    dictionaryColumn(
      'Session',
      same,
      sets.map(([, , , , session]) => session),
      { width: 1 },
    ),
    numbers('Principals', () => ofSets().others[0]!),
    numbers('Accounts', () => ofSets().others[1]!),
    numbers('Assignments', () => ofSets().assignments),
    dictionaryColumn(
      'Declared in',
      same,
      sets.map(([, , , , , , place]) => place),
      { width: 2 },
    ),
  ],
  (at) => `${sets[at]!.flat().join(' ')} ${badges[at]!.text}`,
  (at) => {
    const [name, , paths, levels, session, description, place, , where] = sets[at]!;
    const entries: readonly (readonly [string, string])[] = [
      [isRole(name) ? 'Role' : 'Permission set', name],
      ['As it is in', where],
      ['Description', description],
      ['Gives', [badges[at]!.text, levels].filter((text) => text !== '').join('; ')],
      ['Escalation paths', isAdministrator(at) ? '' : paths.join('\n')],
      ['Session', session],
      ['Declared in', place],
    ];
    return entries.filter(([, text]) => text !== '');
  },
);

function textView(title: string, about: string, titles: readonly string[], rows: readonly (readonly string[])[]): View {
  return itemView(
    title,
    about,
    rows.length,
    titles.map((each, column) => ({
      ...dictionaryColumn(
        each,
        same,
        rows.map((row) => row[column]!),
        { width: 2 },
      ),
      ...(each === 'Gives' ? { cell: (at: number): Cell => ({ text: rows[at]![column]!, tone: 'alarm' }) } : {}),
    })),
    (at) => rows[at]!.join(' '),
  );
}

const administratorRows = once(() => chosen((row) => isAdministrator(setOf(row))));
const escalationRows = once(() => chosen((row) => openPaths(row).length > 0 && !isAdministrator(setOf(row))));
const endlessRows = once(() =>
  chosen((row) => has(accounts[accountOf(row)]![3], PRODUCTION) && whys[whyOf(row)]![0] === ''),
);
const otherwiseRows = once(() => chosen((row) => !['', 'in place', 'by a SAML role'].includes(whys[whyOf(row)]![3])));

const UNUSED: Readonly<Record<string, string>> = {
  ended: 'has ended',
  'matches-nothing': 'matches nothing',
  'not-judged': 'which accounts it means is not known here',
};

const VIEWS: Readonly<Record<string, View>> = {
  assignments: assignmentView(
    'Assignments',
    'Who has which permission set in which account, until when, why, and by which line of which file.',
    () => allRows,
    ASSIGNMENTS,
  ),
  principals: principalView,
  accounts: accountView,
  sets: setView,
  units: {
    ...accountView,
    title: 'Organization',
    about:
      'Each square is an account: the stronger its colour, the more principals have access. Bordered: somebody is an administrator there.',
  },
  administrators: assignmentView(
    'Administrators',
    'Who can give themselves any access.',
    administratorRows,
    administratorRows().length,
  ),
  escalation: assignmentView(
    'Escalation',
    'Permission sets that open a way to more than they give, but for administrators.',
    escalationRows,
    escalationRows().length,
  ),
  soon: assignmentView(
    'Ends soon',
    'What ends within 30 days, the first to end first.',
    () => Int32Array.from(data.soon),
    data.soon.length,
  ),
  ...(meta.production === undefined
    ? {}
    : {
        endless: assignmentView(
          'Never ends in production',
          `Access to ${meta.production} that has no end.`,
          endlessRows,
          endlessRows().length,
        ),
      }),
  unused: textView(
    'Unused grants',
    'Lines of the files that give nobody anything.',
    ['Why', 'Groups', 'Permission sets', 'Accounts', 'Line'],
    data.unused.map(([why, ...rest]) => [UNUSED[why!] ?? '', ...rest]),
  ),
  ...(data.people === undefined
    ? {}
    : {
        people: textView(
          'People',
          'Everybody who has access, by which groups, and in how many accounts.',
          ['Person', 'By', 'Accounts', 'As administrator', 'Id'],
          data.people,
        ),
      }),
  ...((data.separations ?? []).length === 0
    ? {}
    : {
        separations: textView(
          'Separated duties',
          'Who has both sides of a guardrail that separates duties of people. Waivers are not considered.',
          ['Person', 'Guardrail', 'One side', 'The other', 'By'],
          data.separations!,
        ),
      }),
  ...(data.changes === undefined
    ? {}
    : {
        changes: textView(
          `Since ${data.changes.base}`,
          `What the files grant otherwise than at ${data.changes.base}.`,
          ['Change', 'Principal', 'Permission set', 'Account', 'Gives'],
          data.changes.rows,
        ),
      }),
  ...(data.drift === undefined
    ? {}
    : {
        drift: textView(
          'Drift',
          'What Identity Center has otherwise than the files say.',
          ['What', 'Permission set', 'Principal', 'Account', 'Gives', 'Line'],
          data.drift,
        ),
        ...(otherwiseRows().length === 0
          ? {}
          : {
              otherwise: assignmentView(
                'Not as granted',
                'Assignments that Identity Center lacks, has otherwise, or has without a grant.',
                otherwiseRows,
                otherwiseRows().length,
              ),
            }),
      }),
};

// ---- where the page is ---------------------------------------------------------------------------------------------------------------------------

interface State {
  readonly view: string;
  readonly q: string;
  readonly principal: string;
  readonly set: string;
  readonly account: string;
  readonly unit: string;
  /** Number of the column, `-` before it: from the end. */
  readonly sort: string;
}

const START: State = { view: 'assignments', q: '', principal: '', set: '', account: '', unit: '', sort: '' };

function idOf(kind: 'principal' | 'set' | 'account', at: number): string {
  if (kind === 'principal') return `${principals[at]![0]}:${principals[at]![2]}`;
  return kind === 'set' ? sets[at]![0] : accounts[at]![0];
}

function stateOf(hash: string): State {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const state = Object.fromEntries(
    Object.entries(START).map(([key, standard]) => [key, given.get(key) ?? standard]),
  ) as unknown as State;
  return Object.hasOwn(VIEWS, state.view) ? state : { ...state, view: START.view };
}

function hashOf(state: State): string {
  const differing = Object.entries(state).filter(([key, value]) => value !== START[key as keyof State]);
  return `#${new URLSearchParams(differing as string[][])}`;
}

let state = stateOf(location.hash);
let shown: Int32Array = new Int32Array(0);
let selected = -1;

// ---- the document --------------------------------------------------------------------------------------------------------------------------------

type Child = Node | string;
function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const page = document.getElementById('page')!;
const nav = element('nav', { 'aria-label': 'Views' });
const about = element('p', { id: 'about' });
const search = element('input', {
  type: 'search',
  placeholder: 'Search: words, each of which must be there',
  'aria-label': 'Search',
  'aria-describedby': 'about',
});
const status = element('output', { 'aria-live': 'polite' });
const clear = element('button', { type: 'button' }, 'Clear');
const sortBy = element('select', { class: 'sort', 'aria-label': 'Sort' });
const filters = {
  principal: filterOf(
    'principal',
    'All principals',
    principals.map(([, name], at) => [idOf('principal', at), name] as const),
  ),
  set: filterOf(
    'set',
    NOUN === 'Permission set' ? 'All permission sets' : 'All permission sets and roles',
    [...new Set(names.sets)].map((name) => [name, name] as const),
  ),
  account: filterOf(
    'account',
    'All accounts',
    accounts.map(([id, name]) => [id, name === id ? id : `${name} (${id})`] as const),
  ),
  unit: filterOf(
    'unit',
    'All units',
    [...new Set(names.units.flatMap(withUnitsAbove))].sort(collator.compare).map((unit) => [unit, unit] as const),
  ),
};
const body = element('div', { class: 'body', tabindex: '-1' });
const detail = element('section', { class: 'detail', 'aria-label': 'Details', hidden: '' });
const printNote = element('p', { class: 'print-note' });
const table = element('table');
const head = element('thead');
const rowsBody = element('tbody');
table.append(head, rowsBody);

/** Options of 10,000 accounts are made when somebody asks for them. */
function filterOf(
  key: 'principal' | 'set' | 'account' | 'unit',
  all: string,
  options: readonly (readonly [string, string])[],
) {
  const select = element('select', { 'aria-label': all }, element('option', { value: '' }, all));
  let isFilled = false;
  const fill = () => {
    if (isFilled) return;
    isFilled = true;
    select.append(...options.map(([value, text]) => element('option', { value }, text)));
    select.value = state[key];
  };
  select.addEventListener('focus', fill);
  select.addEventListener('pointerdown', fill);
  select.addEventListener('change', () => go({ [key]: select.value }));
  return {
    select,
    show: (value: string) => {
      if (value !== '') fill();
      select.value = value;
    },
  };
}

function withUnitsAbove(unit: string): readonly string[] {
  const parts = unit.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

const sourceText = {
  files: 'by the files',
  live: 'by Identity Center and the files',
  snapshot: `by a snapshot of ${meta.takenAt ?? ''} and the files`,
}[meta.source];
page.append(
  element(
    'header',
    {},
    element('h1', {}, `Who has what in ${meta.dir}`),
    element(
      'p',
      {},
      `${ASSIGNMENTS.toLocaleString('en')} assignments, as of ${meta.asOf.replace('T', ' ').replace(/:\d\d\.\d+Z/, ' UTC')}, ${sourceText}${meta.commit === undefined ? '' : `, commit ${meta.commit.slice(0, 12)}`}, access ${meta.toolVersion}. ${meta.limits.map((limit) => `${limit[0]!.toUpperCase()}${limit.slice(1)}.`).join(' ')}`,
    ),
    nav,
  ),
  element(
    'div',
    { class: 'bar' },
    search,
    filters.principal.select,
    filters.set.select,
    filters.account.select,
    filters.unit.select,
    sortBy,
    clear,
    status,
  ),
  printNote,
  body,
  detail,
);
nav.append(
  ...Object.entries(VIEWS).map(([key, { title, count }]) =>
    element(
      'a',
      { href: hashOf({ ...START, view: key }), 'data-view': key },
      `${title} `,
      element('span', { class: 'count' }, count.toLocaleString('en')),
    ),
  ),
);

// ---- filtering, sorting, drawing -----------------------------------------------------------------------------------------------------------------

function filtered(view: View): Int32Array {
  let rows = view.rows();
  const words = state.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  for (const word of words) rows = rows.filter(view.finder(word));
  if (view.filters === true) {
    const at = (list: number, value: string) => (value === '' ? -1 : list);
    const principal = at(
      principals.findIndex((_, index) => idOf('principal', index) === state.principal),
      state.principal,
    );
    const account = at(
      accounts.findIndex(([id]) => id === state.account),
      state.account,
    );
    if (state.principal !== '') rows = rows.filter((row) => principalOf(row) === principal);
    if (state.set !== '') rows = rows.filter((row) => names.sets[setOf(row)] === state.set);
    if (state.account !== '') rows = rows.filter((row) => accountOf(row) === account);
  }
  if (state.unit !== '') {
    const isIn = accounts.map(
      (_, index) => names.units[index] === state.unit || names.units[index]!.startsWith(`${state.unit}/`),
    );
    if (view.filters === true) rows = rows.filter((row) => isIn[accountOf(row)]!);
    if (view === VIEWS.accounts) rows = rows.filter((row) => isIn[row]!);
  }
  return sorted(rows, view);
}

function sorted(rows: Int32Array, { columns }: View): Int32Array {
  if (state.sort === '') return rows;
  const column = columns[Math.abs(Number.parseInt(state.sort.replace('-', ''), 10))];
  if (column === undefined) return rows;
  const ranks = Float64Array.from(rows, (row) => column.rank(row));
  const sign = state.sort.startsWith('-') ? -1 : 1;
  const order = Array.from(rows, (_, index) => index).sort((a, b) => sign * (ranks[a]! - ranks[b]!) || a - b);
  return Int32Array.from(order, (index) => rows[index]!);
}

/** On a telephone a row is a card of two columns. */
const rowHeight = () => (isNarrow.matches ? 12 + 21 * Math.ceil(VIEWS[state.view]!.columns.length / 2) : 34);

function drawHead({ columns }: View): void {
  const all = columns.reduce((sum, { width = 1 }) => sum + width, 0);
  head.replaceChildren(
    element(
      'tr',
      {},
      ...columns.map(({ title, number, width = 1 }, index) => {
        const [up, down] = [String(index), `-${index}`];
        const sort = state.sort === up ? 'ascending' : state.sort === down ? 'descending' : 'none';
        const button = element('button', { type: 'button', class: 'by' }, title);
        button.addEventListener('click', () => go({ sort: state.sort === up ? down : state.sort === down ? '' : up }));
        const made = element('th', { scope: 'col', 'aria-sort': sort, ...(number ? { class: 'number' } : {}) }, button);
        made.style.width = `${(100 * width) / all}%`;
        return made;
      }),
    ),
  );
  sortBy.replaceChildren(
    element('option', { value: '' }, 'As it is'),
    ...columns.flatMap(({ title }, index) => [
      element('option', { value: String(index) }, `${title} ▲`),
      element('option', { value: `-${index}` }, `${title} ▼`),
    ]),
  );
  sortBy.value = state.sort;
}

function rowElement(view: View, at: number): HTMLTableRowElement {
  const row = shown[at]!;
  const made = element('tr', {
    'aria-rowindex': String(at + 2),
    'data-at': String(at),
    ...(view.detail === undefined
      ? {}
      : { tabindex: at === Math.max(selected, 0) ? '0' : '-1', 'aria-selected': String(at === selected) }),
  });
  for (const { cell, number, title } of view.columns) {
    const { text, tone, to } = cell(row);
    const inner =
      to === undefined
        ? tone === undefined
          ? text
          : element('span', { class: tone }, text)
        : element('a', { href: hashOf({ ...START, ...to }), tabindex: '-1' }, text);
    made.append(element('td', { title: text, 'data-title': title, ...(number ? { class: 'number' } : {}) }, inner));
  }
  return made;
}

let drawn = '';
/** The rows that are seen, and what keeps the place of the others. */
function drawRows(isNew = false, isWhole = false): void {
  const view = VIEWS[state.view]!;
  const height = rowHeight();
  body.style.setProperty('--row', `${height}px`);
  const first = isWhole ? 0 : Math.max(0, Math.floor(body.scrollTop / height) - SPARE);
  const last = isWhole
    ? Math.min(shown.length, MOST_PRINTED)
    : Math.min(shown.length, Math.ceil((body.scrollTop + body.clientHeight) / height) + SPARE);
  const key = `${first} ${last} ${isWhole}`;
  if (!isNew && key === drawn) return;
  drawn = key;
  const focused = document.activeElement?.closest('tr')?.getAttribute('data-at');
  const pad = (count: number) => {
    const made = element('td', { colspan: String(view.columns.length) });
    made.style.height = `${count * height}px`;
    return element('tr', { class: 'pad', 'aria-hidden': 'true' }, made);
  };
  const between = Array.from({ length: Math.max(0, last - first) }, (_, index) => rowElement(view, first + index));
  rowsBody.replaceChildren(
    ...(first > 0 && !isWhole ? [pad(first)] : []),
    ...between,
    ...(last < shown.length && !isWhole ? [pad(shown.length - last)] : []),
  );
  if (focused !== undefined && focused !== null) focusRow(Number(focused));
}

function focusRow(at: number): void {
  rowsBody.querySelector<HTMLElement>(`tr[data-at="${at}"]`)?.focus({ preventScroll: true });
}

function draw(): void {
  const view = VIEWS[state.view]!;
  for (const link of nav.children) {
    if (link.getAttribute('data-view') === state.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  about.textContent = view.about;
  if (search.value !== state.q) search.value = state.q;
  for (const [key, { select, show }] of Object.entries(filters)) {
    const isUsed = view.filters === true || (key === 'unit' && state.view === 'accounts');
    select.hidden = !isUsed;
    show(state[key as keyof typeof filters]);
  }
  selected = -1;
  detail.hidden = true;
  sortBy.hidden = state.view === 'units';
  if (state.view === 'units') drawTree();
  else drawTable(view);
}

function drawTable(view: View): void {
  shown = filtered(view);
  status.textContent =
    shown.length === view.count
      ? `${shown.length.toLocaleString('en')} rows`
      : `${shown.length.toLocaleString('en')} of ${view.count.toLocaleString('en')} rows`;
  drawHead(view);
  table.setAttribute('aria-rowcount', String(shown.length + 1));
  table.setAttribute('aria-label', view.title);
  body.replaceChildren(about, ...(shown.length === 0 ? [element('p', { class: 'empty' }, 'Nothing.')] : [table]));
  body.scrollTop = 0;
  drawRows(true);
}

/** The organization as a tree of units, with a square for each account. */
function drawTree(): void {
  const { others, administrators } = ofAccounts();
  const people = others[0]!;
  const most = Math.max(1, ...people);
  const words = state.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const isShown = (at: number) => words.every((word) => accounts[at]!.join(' ').toLowerCase().includes(word));
  interface Unit {
    readonly name: string;
    readonly path: string;
    readonly units: Map<string, Unit>;
    readonly accounts: number[];
  }
  const root: Unit = { name: '(root)', path: '', units: new Map(), accounts: [] };
  let count = 0;
  accounts.forEach(([, , path], at) => {
    if (!isShown(at)) return;
    count += 1;
    let unit = root;
    for (const name of path === '' ? [] : path.split('/')) {
      const next = unit.units.get(name) ?? {
        name,
        path: unit === root ? name : `${unit.path}/${name}`,
        units: new Map(),
        accounts: [],
      };
      unit.units.set(name, next);
      unit = next;
    }
    unit.accounts.push(at);
  });
  status.textContent = `${count.toLocaleString('en')} of ${accounts.length.toLocaleString('en')} accounts`;
  const allOf = (unit: Unit): readonly number[] => [...unit.accounts, ...[...unit.units.values()].flatMap(allOf)];
  const square = (at: number) => {
    const [id, name] = accounts[at]!;
    const heat =
      people[at] === 0 ? 0 : Math.min(5, 1 + Math.floor((4.999 * Math.log(1 + people[at]!)) / Math.log(1 + most)));
    const text = `${name} (${id}): ${people[at]} principals, ${administrators[at]} administrator assignments`;
    return element('a', {
      class: `cell h${heat}${administrators[at]! > 0 ? ' admin' : ''}`,
      href: hashOf({ ...START, account: id }),
      title: text,
      'aria-label': text,
    });
  };
  const unitItem = (unit: Unit): HTMLLIElement => {
    const inside = allOf(unit);
    const sum = inside.reduce((total, at) => total + ofAccounts().assignments[at]!, 0);
    const admins = inside.reduce((total, at) => total + administrators[at]!, 0);
    const link = element(
      'a',
      { href: hashOf({ ...START, unit: unit.path === '' ? '(root)' : unit.path }), class: 'unit' },
      unit.name,
    );
    const figures = element(
      'span',
      { class: 'figures' },
      `${inside.length} ${inside.length === 1 ? 'account' : 'accounts'}, ${sum.toLocaleString('en')} assignments, ${admins.toLocaleString('en')} of administrators`,
    );
    const cellsOf =
      unit.accounts.length === 0 || count > MOST_SQUARES
        ? []
        : [element('div', { class: 'cells' }, ...unit.accounts.map(square))];
    const below = [...unit.units.values()].sort((a, b) => collator.compare(a.name, b.name)).map(unitItem);
    return element('li', {}, link, figures, ...cellsOf, ...(below.length === 0 ? [] : [element('ul', {}, ...below)]));
  };
  const legend = element(
    'ul',
    { class: 'legend' },
    ...[0, 1, 2, 3, 4, 5].map((heat) =>
      element(
        'li',
        {},
        element('span', { class: `cell h${heat}` }),
        heat === 0 ? 'nobody' : heat === 5 ? `up to ${most} principals` : heat === 1 ? 'few' : '',
      ),
    ),
    element('li', {}, element('span', { class: 'cell admin' }), 'an administrator'),
  );
  body.replaceChildren(element('div', { class: 'tree' }, about, legend, element('ul', {}, unitItem(root))));
  body.scrollTop = 0;
}

function showDetail(at: number): void {
  const view = VIEWS[state.view]!;
  const row = shown[at];
  if (view.detail === undefined || row === undefined) return;
  selected = at;
  const close = element('button', { type: 'button', class: 'chip' }, 'Close');
  close.addEventListener('click', hideDetail);
  const entries = view.detail(row);
  detail.replaceChildren(
    close,
    element('h2', {}, entries[0]![1]),
    element('dl', {}, ...entries.flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)])),
  );
  detail.hidden = false;
  drawRows(true);
}

function hideDetail(): void {
  const at = selected;
  selected = -1;
  detail.hidden = true;
  drawRows(true);
  focusRow(at);
}

function go(to: Partial<State>): void {
  const next = { ...state, ...to };
  const hash = hashOf(next);
  if (hash === hashOf(state)) return;
  state = next;
  history.replaceState(null, '', hash);
  draw();
}

// ---- what people do ------------------------------------------------------------------------------------------------------------------------------

let waiting = 0;
search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => go({ q: search.value }), 80) as unknown as number;
});
clear.addEventListener('click', () => {
  search.value = '';
  go({ ...START, view: state.view });
  search.focus();
});
sortBy.addEventListener('change', () => go({ sort: sortBy.value }));
addEventListener('hashchange', () => {
  state = stateOf(location.hash);
  draw();
});
body.addEventListener('scroll', () => requestAnimationFrame(() => state.view !== 'units' && drawRows()), {
  passive: true,
});
addEventListener('resize', () => state.view !== 'units' && drawRows(true));
rowsBody.addEventListener('click', (event) => {
  const target = event.target as Element;
  if (target.closest('a') !== null) return;
  const at = target.closest('tr')?.getAttribute('data-at');
  if (at !== undefined && at !== null) showDetail(Number(at));
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
    return;
  }
  if (event.key === 'Escape' && !detail.hidden) return hideDetail();
  const row = (event.target as Element).closest('tbody tr[data-at]');
  if (row === null) return;
  const at = Number(row.getAttribute('data-at'));
  const inView = Math.max(1, Math.floor(body.clientHeight / rowHeight()) - 2);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: inView,
    PageUp: -inView,
    Home: -at,
    End: shown.length,
  };
  if (event.key === 'Enter') return showDetail(at);
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = Math.min(shown.length - 1, Math.max(0, at + step));
  const top = next * rowHeight();
  if (top < body.scrollTop + rowHeight() || top > body.scrollTop + body.clientHeight - 3 * rowHeight())
    body.scrollTop = Math.max(0, top - body.clientHeight / 2);
  selected = detail.hidden ? selected : next;
  drawRows(true);
  if (!detail.hidden) showDetail(next);
  const focusable = rowsBody.querySelector<HTMLElement>(`tr[data-at="${next}"]`);
  focusable?.setAttribute('tabindex', '0');
  focusable?.focus({ preventScroll: true });
});
addEventListener('beforeprint', () => {
  if (state.view === 'units') return;
  const left = shown.length - MOST_PRINTED;
  printNote.textContent =
    left > 0
      ? `INCOMPLETE: the first ${MOST_PRINTED.toLocaleString('en')} of ${shown.length.toLocaleString('en')} rows. access report --format csv has all.`
      : '';
  drawRows(true, true);
});
addEventListener('afterprint', () => {
  printNote.textContent = '';
  if (state.view !== 'units') drawRows(true);
});
draw();
