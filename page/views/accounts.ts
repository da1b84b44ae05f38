// Accounts, and who has how much in each: as a table, and as a tree of their units.
import { itemColumn, itself, numberColumn } from '../column.ts';
import { accounts, ids, isProduction } from '../data.ts';
import { figures } from '../figures.ts';
import { accountColumn, unitColumn } from './columns.ts';
import { itemView, type View } from './view.ts';

const { principals, sets, assignments, administrators } = figures.account;

export const accountView = itemView(
  'Accounts',
  'Accounts, and who has how much in each.',
  [
    accountColumn(itself, 3),
    itemColumn('Id', ids.account, { width: 1.6 }),
    unitColumn('accounts', itself, 2.4),
    itemColumn(
      'Production',
      accounts.map((_, account) => (isProduction(account) ? 'yes' : '')),
    ),
    numberColumn('Principals', principals),
    numberColumn('Permission sets', sets),
    numberColumn('Assignments', assignments),
    numberColumn('Administrators', administrators),
  ],
  accounts.map((account) => account.join(' ')),
  { filters: { unit: itself } },
);

export const organizationView: View = {
  ...accountView,
  title: 'Organization',
  about:
    'Each square is an account: the stronger its colour, the more principals have access. Bordered: somebody is an administrator there.',
  columns: [],
  filters: {},
  isTree: true,
};
