// Directory: the accounts, organizational units and groups, and who is asking.
import type { Directory, DirectoryNeeds } from '../../state/directory.ts';
import { asRead, UNREAD } from '../../state/read.ts';
import { readAccounts } from './read-accounts.ts';
import { readCaller, readDelegatedAdministrators } from './read-caller.ts';
import type { Session } from './session.ts';

export async function readDirectory(
  { aws, callerContext, groups, users }: Session,
  needs: DirectoryNeeds,
): Promise<Directory> {
  const where = await callerContext.get();
  const delegated = readDelegatedAdministrators(aws);
  const [caller, delegatedAdministrators, inOrganization, inIdentityStore, allUsers] = await Promise.all([
    readCaller(aws, where, delegated),
    delegated,
    readAccounts(aws, needs),
    groups.renew(),
    needs.users === true ? users.renew().then(asRead) : UNREAD,
  ]);
  const { instance, managementAccount } = where;
  return {
    instance,
    caller,
    managementAccount,
    delegatedAdministrators,
    ...inOrganization,
    groups: inIdentityStore,
    users: allUsers,
  };
}
