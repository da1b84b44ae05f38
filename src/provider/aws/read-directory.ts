// Directory: the accounts, organizational units and groups, and who is asking.
import { optional } from '../../optional.ts';
import type { Directory, DirectoryNeeds } from '../../state/directory.ts';
import { asRead, UNREAD } from '../../state/read.ts';
import { readAccounts } from './read-accounts.ts';
import { readCaller, readDelegatedAdministrators } from './read-caller.ts';
import type { Session } from './session.ts';

export async function readDirectory(
  { aws, callerContext, groups, users, applications }: Session,
  needs: DirectoryNeeds,
): Promise<Directory> {
  const where = await callerContext.get();
  const delegated = readDelegatedAdministrators(aws);
  const [caller, delegatedAdministrators, inOrganization, inIdentityStore, allUsers, allApplications] =
    await Promise.all([
      readCaller(aws, where, delegated),
      delegated,
      readAccounts(aws, needs),
      groups.renew(),
      needs.users === true ? users.renew().then(asRead) : UNREAD,
      needs.applications === true ? applications.get() : undefined,
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
    ...optional({ applications: allApplications }),
  };
}
