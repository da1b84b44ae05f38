// Which principals of rows exist. Absence from a sweep proves nothing: only DescribeGroup and DescribeUser can say that one is gone.
import type { Group } from '../../state/directory.ts';
import type { Assignment, Principal, PrincipalId } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';

export interface Principals {
  readonly orphans: ReadonlySet<PrincipalId>;
  readonly users: ReadonlyMap<PrincipalId, string>;
}

export interface PrincipalRegister {
  /** Of the principals of these rows. Asks for those that have not been asked for before. */
  lookUp(rows: readonly Assignment[]): Promise<Principals>;
}

export function createPrincipalRegister(
  aws: Aws,
  IdentityStoreId: string,
  groups: readonly Group[],
): PrincipalRegister {
  const known = new Set<PrincipalId>(groups.map(({ id }) => id));
  const orphans = new Set<PrincipalId>();
  const users = new Map<PrincipalId, string>();

  const lookUp = async ({ type, id }: Principal): Promise<void> => {
    const found = await describe(aws, IdentityStoreId, { type, id });
    if (found === undefined) orphans.add(id);
    else if (type === 'user') users.set(id, found.name);
  };

  return {
    async lookUp(rows) {
      const unknown = new Map<PrincipalId, Principal>();
      for (const { principal } of rows) if (!known.has(principal.id)) unknown.set(principal.id, principal);
      await concurrently([...unknown.values()], lookUp);
      for (const id of unknown.keys()) known.add(id);
      const ids = [...new Set(rows.map(({ principal }) => principal.id))];
      return {
        orphans: new Set(ids.filter((id) => orphans.has(id))),
        users: new Map(ids.flatMap((id) => (users.has(id) ? [[id, users.get(id)!] as const] : []))),
      };
    },
  };
}

/** Nothing when DescribeGroup or DescribeUser answers that there is no such principal. */
async function describe(
  aws: Aws,
  IdentityStoreId: string,
  { type, id }: Principal,
): Promise<{ readonly name: string } | undefined> {
  try {
    if (type === 'user') {
      const user = await aws.call('identitystore', 'DescribeUser', { IdentityStoreId, UserId: id });
      if (user.UserId !== id) throw protocolError('identitystore:DescribeUser', 'it is about another user');
      return { name: user.UserName ?? id };
    }
    const { GroupId } = await aws.call('identitystore', 'DescribeGroup', { IdentityStoreId, GroupId: id });
    if (GroupId !== id) throw protocolError('identitystore:DescribeGroup', 'it is about another group');
    return { name: id };
  } catch (error) {
    // The same error says that there is no such identity store; then nothing is known of the principal.
    if (isFailure(error, 'not-found') && error.call.resourceType !== 'IDENTITY_STORE') return undefined;
    throw error;
  }
}

export const isGone = async (aws: Aws, IdentityStoreId: string, principal: Principal): Promise<boolean> =>
  (await describe(aws, IdentityStoreId, principal)) === undefined;
