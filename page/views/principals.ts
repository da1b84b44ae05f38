// Groups and users, and how much each is granted.
import { itemColumn, itself, numberColumn } from '../column.ts';
import { principals } from '../data.ts';
import { figures } from '../figures.ts';
import { principalColumn } from './columns.ts';
import { itemView } from './view.ts';

const { accounts, sets, assignments, administrators } = figures.principal;

export const principalView = itemView(
  'Principals',
  'Groups and users, and how much each is granted. A group stands for its members.',
  [
    principalColumn(itself, 4),
    itemColumn(
      'Kind',
      principals.map(([type]) => type),
    ),
    numberColumn('Accounts', accounts),
    numberColumn('Permission sets', sets),
    numberColumn('Assignments', assignments),
    numberColumn('As administrator', administrators),
  ],
  principals.map((principal) => principal.join(' ')),
);
