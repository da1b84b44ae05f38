// Names of what a plan is about, by id: for rendering only.
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { AccountId, PrincipalId } from '../state/state.ts';

export interface Names {
  readonly accounts: Readonly<Record<AccountId, string>>;
  /** Display names of groups, user names of users; ids of orphans are absent. */
  readonly principals: Readonly<Record<PrincipalId, string>>;
}

export function namesOf(directory: Directory, live: Live): Names {
  return {
    accounts: Object.fromEntries(directory.accounts.map(({ id, name }) => [id, name])),
    principals: Object.fromEntries([
      ...directory.groups.map(({ id, displayName }) => [id, displayName] as const),
      ...live.users,
    ]),
  };
}
