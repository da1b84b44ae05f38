// Assignments, all or some of them: who has what where, until when, and why.
import { type Column, dictionaryColumn } from '../column.ts';
import {
  accountOf,
  accounts,
  isManagement,
  isProduction,
  meta,
  names,
  principalOf,
  principals,
  setOf,
  sets,
  whyOf,
  whys,
} from '../data.ts';
import { gives, givesAtLength, isAdministrator, nounOf, openPaths } from '../permission-sets.ts';
import { accountColumn, givesColumn, principalColumn, setColumn, unitColumn } from './columns.ts';
import { type Entry, having, type View } from './view.ts';

const whyColumn = (title: string, texts: readonly string[], width: number): Column =>
  dictionaryColumn(title, whyOf, texts, { width });

const columns: readonly Column[] = [
  principalColumn(principalOf, 3),
  setColumn(setOf, 2.2),
  givesColumn(setOf),
  accountColumn(accountOf, 2.4),
  unitColumn('assignments', accountOf, 2),
  {
    // What does not end comes after all that does.
    ...whyColumn(
      'Last day',
      whys.map(([end]) => end || '9999'),
      1.2,
    ),
    cell: (row) => ({ text: whys[whyOf(row)]![0] }),
  },
  whyColumn(
    'Why',
    whys.map(([, reasons]) => reasons),
    2.4,
  ),
  whyColumn(
    'Granted in',
    whys.map(([, , places]) => places),
    2.4,
  ),
  ...(meta.source === 'files'
    ? []
    : [
        whyColumn(
          'Identity Center',
          whys.map(([, , , live]) => live),
          1.4,
        ),
      ]),
];

/** A word is looked for in each dictionary once, and rows are asked by number. */
function finder(word: string): (row: number) => boolean {
  const inPrincipals = having(
    principals.map(([, name, id]) => `${name} ${id}`),
    word,
  );
  const inSets = having(
    names.set.map((name, set) => `${name} ${gives[set]!.text}`),
    word,
  );
  const inAccounts = having(
    accounts.map(([id, name, unit]) => `${name} ${id} ${unit}`),
    word,
  );
  const inWhys = having(
    whys.map((why) => why.join(' ')),
    word,
  );
  return (row) =>
    inPrincipals[principalOf(row)]! || inSets[setOf(row)]! || inAccounts[accountOf(row)]! || inWhys[whyOf(row)]!;
}

function detail(row: number): readonly Entry[] {
  const account = accountOf(row);
  const [type, name, id] = principals[principalOf(row)]!;
  const [set, , , , session, description, place] = sets[setOf(row)]!;
  const [accountId, accountName] = accounts[account]!;
  const [end, reasons, places, live] = whys[whyOf(row)]!;
  return [
    [type === 'user' ? 'User' : 'Group', id === name ? name : `${name} (${id})`],
    [nounOf(setOf(row)), description === '' ? set : `${set}: ${description}`],
    ['Gives', givesAtLength(setOf(row)) || 'nothing that is known'],
    ['Escalation paths', isAdministrator(setOf(row)) ? '' : openPaths(row).join('\n')],
    ['Session', session && `${session}: how long an open session outlives the assignment`],
    [
      'Account',
      `${accountName} (${accountId})${isManagement(account) ? ', the management account' : ''}${isProduction(account) ? ', production' : ''}`,
    ],
    ['Organizational unit', names.unit[account]!],
    ['Last day', end || 'none: it does not end by itself'],
    ['Why', reasons || 'no reason is written'],
    ['Granted in', places.replaceAll(' ', '\n') || 'no file'],
    ['Permission set declared in', place],
    ['In Identity Center', meta.source === 'files' ? '' : live],
  ];
}

export const assignmentView = (title: string, about: string, rows: Int32Array): View => ({
  title,
  about,
  columns,
  rows,
  finder,
  filters: { principal: principalOf, set: setOf, account: accountOf, unit: accountOf },
  detail,
});
