// Which accounts have a role of a set while a plan is carried out, for somebody else may have made one or taken one away since the plan was read:
// another apply, a just-in-time tool, a person in the console. One or two calls a set serve all its accounts.
import { type AccountId, accountId } from '../../state/state.ts';
import type { Aws } from './client.ts';
import { collect } from './pages.ts';
import type { SetReference } from './read-definition.ts';
import { type Remembered, remembered } from './remembered.ts';

export interface RolesNow {
  /** All accounts with a role, by a list that is read afresh, and what this run has made. */
  all(set: SetReference): Promise<ReadonlySet<AccountId>>;
  /** Whether the account has a role, as far as the list knows and this run has made it: a list may lag behind what was made a moment ago. */
  isThere(set: SetReference, account: AccountId): Promise<boolean>;
  /** Whether it has one that is behind the set's definition. What is made later is not, until the definition is written again. */
  isBehind(set: SetReference, account: AccountId): Promise<boolean>;
  /** A row of this run is there, and its role with it. */
  made(set: SetReference, account: AccountId): void;
  /** The definition is about to be written. */
  forget(set: SetReference): void;
}

export function createRolesNow(aws: Aws): RolesNow {
  const there = new Map<string, Remembered<ReadonlySet<AccountId>>>();
  const behind = new Map<string, Remembered<ReadonlySet<AccountId>>>();
  const made = new Set<string>();
  return {
    async all(set) {
      const { PermissionSetArn } = set;
      const list = there.get(PermissionSetArn) ?? remembered(() => accountsOf(aws, set));
      there.set(PermissionSetArn, list);
      const ours = [...made].filter((key) => key.startsWith(`${PermissionSetArn} `));
      return new Set([
        ...(await list.renew()),
        ...ours.map((key) => accountId(key.slice(PermissionSetArn.length + 1))),
      ]);
    },
    isThere: async (set, account) =>
      made.has(pairKey(set, account)) ||
      answer(there, set, { account, unless: true, load: () => accountsOf(aws, set) }),
    isBehind: (set, account) =>
      answer(behind, set, {
        account,
        unless: false,
        load: () => accountsOf(aws, { ...set, ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' }),
      }),
    made: (set, account) => void made.add(pairKey(set, account)),
    forget: ({ PermissionSetArn }) => void behind.delete(PermissionSetArn),
  };
}

const pairKey = ({ PermissionSetArn }: SetReference, account: AccountId): string => `${PermissionSetArn} ${account}`;

interface Question {
  readonly account: AccountId;
  /** The answer that may be an old one. The other one would stop a change, and is asked for again. */
  readonly unless: boolean;
  readonly load: () => Promise<ReadonlySet<AccountId>>;
}

async function answer(
  lists: Map<string, Remembered<ReadonlySet<AccountId>>>,
  { PermissionSetArn }: SetReference,
  { account, unless, load }: Question,
): Promise<boolean> {
  const known = lists.get(PermissionSetArn);
  const list = known ?? remembered(load);
  lists.set(PermissionSetArn, list);
  const found = (await list.get()).has(account);
  return found === unless || known === undefined ? found : (await list.renew()).has(account);
}

async function accountsOf(
  aws: Aws,
  input: SetReference & { readonly ProvisioningStatus?: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' },
): Promise<ReadonlySet<AccountId>> {
  const operation = 'ListAccountsForProvisionedPermissionSet';
  const accounts = await collect(aws, { service: 'sso-admin', operation, input, list: 'AccountIds' });
  return new Set(accounts.map(accountId));
}
