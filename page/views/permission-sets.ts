// Permission sets and roles, and what each comes to.
import { itemColumn, itself, numberColumn } from '../column.ts';
import { sets } from '../data.ts';
import { figures } from '../figures.ts';
import { gives, givesAtLength, isAdministrator, NOUNS, nounOf } from '../permission-sets.ts';
import { givesColumn, setColumn } from './columns.ts';
import { type Entry, itemView } from './view.ts';

const { principals, accounts, assignments } = figures.set;

/** What accounts have of one name and differs is told apart by where it is. */
const namesInAccounts = sets.map(([name, , , , , , , , where]) => (where === '' ? name : `${name} in ${where}`));

export const permissionSetView = itemView(
  NOUNS,
  'What each permission set comes to, by its policies and AWS’s actions.',
  [
    setColumn(itself, 2.6, namesInAccounts),
    givesColumn(itself),
    itemColumn(
      'Actions by level',
      sets.map(([, , , levels]) => levels),
      { width: 4 },
    ),
    itemColumn(
      'Session',
      sets.map(([, , , , session]) => session),
    ),
    numberColumn('Principals', principals),
    numberColumn('Accounts', accounts),
    numberColumn('Assignments', assignments),
    itemColumn(
      'Declared in',
      sets.map(([, , , , , , place]) => place),
      { width: 2 },
    ),
  ],
  sets.map((set, at) => `${set.flat().join(' ')} ${gives[at]!.text}`),
  { detail },
);

function detail(set: number): readonly Entry[] {
  const [name, , paths, , session, description, place, , where] = sets[set]!;
  return [
    [nounOf(set), name],
    ['As it is in', where],
    ['Description', description],
    ['Gives', givesAtLength(set)],
    ['Escalation paths', isAdministrator(set) ? '' : paths.join('\n')],
    ['Session', session],
    ['Declared in', place],
  ];
}
