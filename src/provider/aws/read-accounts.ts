// The accounts of the organisation, and where in its tree of organizational units they are.

import type { Account, AccountState, Directory, DirectoryNeeds } from '../../state/directory.ts';
import { asRead, UNREAD } from '../../state/read.ts';
import { protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import { accountsInTree, readTree } from './read-tree.ts';

export interface AccountsAndUnits {
  readonly accounts: readonly Account[];
  readonly organizationalUnits: Directory['organizationalUnits'];
}

export async function readAccounts(aws: Aws, needs: DirectoryNeeds): Promise<AccountsAndUnits> {
  const listed = await collect(aws, {
    service: 'organizations',
    operation: 'ListAccounts',
    input: {},
    list: 'Accounts',
  });
  // `Paths` is younger than the rest of the answer: where a partition or an older endpoint lacks it, the tree is walked.
  const hasPaths = listed.every(({ Paths }) => Paths !== undefined && Paths.length > 0);
  const tree = needs.organizationalUnits || !hasPaths ? await readTree(aws) : undefined;
  const units = tree && new Set(tree.units.map(({ id }) => id));
  const positions = tree !== undefined && !hasPaths ? await accountsInTree(aws, tree) : undefined;
  const accounts = listed.map((account): Account => {
    const { Id: id, Name: name = id, State, Status, Paths } = account;
    const organizationalUnits = positions === undefined ? unitsOfPath(Paths?.[0] ?? '') : positions.get(id);
    if (organizationalUnits === undefined)
      throw protocolError('organizations:ListAccounts', `account ${id} has no place in the organisation`);
    // The sweep and the tree are two readings: a unit that changed between them must not leave its accounts at the root.
    if (units !== undefined && organizationalUnits.some((unit) => !units.has(unit))) {
      throw protocolError(
        'organizations:ListAccounts',
        `account ${id} is in an organizational unit that the tree does not have`,
      );
    }
    return { id, name, state: stateOf(State ?? Status), organizationalUnits, tags: UNREAD };
  });
  return {
    accounts: needs.accountTags ? await concurrently(accounts, (account) => withTags(aws, account)) : accounts,
    organizationalUnits: tree === undefined ? UNREAD : asRead(tree.units.map(({ id, path }) => ({ id, path }))),
  };
}

/** `o-…/r-…/ou-…/ou-…/`: the units only. */
const unitsOfPath = (path: string): readonly string[] => path.split('/').filter((segment) => segment.startsWith('ou-'));

const STATES: readonly string[] = [
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
] satisfies AccountState[];

/** A state that is not known yet is not ACTIVE, so nothing is written there. */
function stateOf(state: string | undefined): AccountState {
  return state !== undefined && STATES.includes(state) ? (state as AccountState) : 'SUSPENDED';
}

async function withTags(aws: Aws, account: Account): Promise<Account> {
  const tags = await collect(aws, {
    service: 'organizations',
    operation: 'ListTagsForResource',
    input: { ResourceId: account.id },
    list: 'Tags',
    sized: false,
  });
  return { ...account, tags: asRead(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))) };
}
