// Names of what a plan is about, by id: for rendering only.
import type { Account, Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { AccountId, PrincipalId } from '../state/state.ts';

export interface Names {
  readonly accounts: Readonly<Record<AccountId, string>>;
  /** Display names of groups, user names of users; ids of orphans are absent. */
  readonly principals: Readonly<Record<PrincipalId, string>>;
  /** Paths of their units, `Workloads/Prod`, where those were read; of accounts directly below the root: ''. */
  readonly organizationalUnits?: Readonly<Record<AccountId, string>>;
}

export function namesOf(directory: Directory, live: Live): Names {
  return {
    accounts: Object.fromEntries(directory.accounts.map(({ id, name }) => [id, name])),
    principals: Object.fromEntries([
      ...directory.groups.map(({ id, displayName }) => [id, displayName] as const),
      ...live.users,
    ]),
    ...unitsOf(directory),
  };
}

function unitsOf({ organizationalUnits: units, accounts }: Directory): Pick<Names, 'organizationalUnits'> {
  if (!units.read) return {};
  const paths = new Map(units.value.map(({ id, path }) => [id, path]));
  const pathOf = ({ organizationalUnits: ids }: Account) => paths.get(ids.at(-1) ?? '') ?? '';
  return { organizationalUnits: Object.fromEntries(accounts.map((account) => [account.id, pathOf(account)])) };
}
