// Who may use which set where: by the cheaper of two ways, and with a list of what the cheaper one cannot see.
//
// Per pair, ListAccountAssignments shows every row of a set in an account, at a call a pair. Per group, ListAccountAssignmentsForPrincipal
// shows every row of a group, at a call a group: ten times fewer in a large organisation, but it cannot be asked about a principal nobody
// knows. So pairs that no group explains are read one by one. What may then stay unseen is a user's row, or that of a principal that is gone,
// beside a group's row in one pair: those pairs are named, and whoever rests on one asks for it (plan/pairs-to-read.ts).

import type { Group } from '../../state/directory.ts';
import { groupBy } from '../../state/group-by.ts';
import { type AccountId, type Address, type Assignment, pairOfAssignment } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { AssignmentsReading } from '../identity-center.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { SetReference } from './read-definition.ts';

/** A permission set in an account that has a role for it. */
export interface Pair {
  readonly permissionSet: string;
  readonly permissionSetArn: string;
  readonly account: AccountId;
}

export interface AssignmentsRequest {
  readonly instanceArn: string;
  readonly pairs: readonly Pair[];
  /** Sets whose every row must be seen. */
  readonly complete: ReadonlySet<string>;
  readonly groups: readonly Group[];
  readonly onRead?: (done: number, total: number) => void;
}

export interface AssignmentsRead {
  readonly rows: readonly Assignment[];
  /** See `Live.partlyRead`. */
  readonly partlyRead: ReadonlySet<Address>;
  readonly how: AssignmentsReading;
}

export async function readAssignments(aws: Aws, request: AssignmentsRequest): Promise<AssignmentsRead> {
  const { pairs, complete, groups } = request;
  const must = pairs.filter(({ permissionSet }) => complete.has(permissionSet));
  const may = pairs.filter(({ permissionSet }) => !complete.has(permissionSet));
  const ofGroups = may.length > groups.length ? await rowsOfGroups(aws, request, may) : undefined;
  const sizes = { pairs: pairs.length, groups: groups.length };
  if (ofGroups === undefined) {
    const rows = await rowsOfPairs(aws, request, pairs);
    return { rows, partlyRead: new Set(), how: { way: 'by-pair', ...sizes, alone: pairs.length } };
  }

  const partlyRead = new Set(ofGroups.map(pairOfAssignment));
  const unexplained = may.filter((pair) => !partlyRead.has(pairOfAssignment(pair)));
  const alone = [...must, ...unexplained];
  const onPairs = await rowsOfPairs(aws, request, alone);
  return { rows: [...ofGroups, ...onPairs], partlyRead, how: { way: 'by-group', ...sizes, alone: alone.length } };
}

export async function rowsOfPairs(
  aws: Aws,
  request: Pick<AssignmentsRequest, 'instanceArn' | 'onRead'>,
  pairs: readonly Pair[],
): Promise<readonly Assignment[]> {
  let done = 0;
  const rows = await concurrently(pairs, async (pair) => {
    const found = await rowsOfPair(aws, request.instanceArn, pair);
    request.onRead?.(++done, pairs.length);
    return found;
  });
  return rows.flat();
}

/** Every row of one pair, of groups, users and principals that are gone. */
export async function rowsOfPair(aws: Aws, InstanceArn: string, pair: Pair): Promise<readonly Assignment[]> {
  const { permissionSet, permissionSetArn: PermissionSetArn, account } = pair;
  const input = { InstanceArn, PermissionSetArn, AccountId: account };
  try {
    const list = 'AccountAssignments';
    const found = await collect(aws, { service: 'sso-admin', operation: 'ListAccountAssignments', input, list });
    const isOther = (row: (typeof found)[number]) =>
      (row.AccountId ?? account) !== account || (row.PermissionSetArn ?? PermissionSetArn) !== PermissionSetArn;
    if (found.some(isOther))
      throw protocolError('sso-admin:ListAccountAssignments', 'it is about another account or set');
    return found.map(({ PrincipalType, PrincipalId }) => ({
      permissionSet,
      account,
      principal: { type: PrincipalType === 'USER' ? 'user' : 'group', id: PrincipalId },
    }));
  } catch (error) {
    // ResourceNotFoundException does not say what was not found. There are no rows where the set has no role in the account any more; of a set
    // that is gone this is refused as well, and the reading stops.
    if (isFailure(error, 'not-found') && !(await hasRole(aws, { InstanceArn, PermissionSetArn }, account))) return [];
    throw error;
  }
}

async function hasRole(aws: Aws, input: SetReference, account: AccountId): Promise<boolean> {
  const operation = 'ListAccountsForProvisionedPermissionSet';
  return (await collect(aws, { service: 'sso-admin', operation, input, list: 'AccountIds' })).includes(account);
}

/** The rows of all groups on the sets of `pairs`; nothing when the caller may not ask this way. */
async function rowsOfGroups(
  aws: Aws,
  request: AssignmentsRequest,
  pairs: readonly Pair[],
): Promise<readonly Assignment[] | undefined> {
  const names = new Map(
    [...groupBy(pairs, (pair) => pair.permissionSetArn)].map(([arn, [pair]]) => [arn, pair!.permissionSet]),
  );
  let done = 0;
  try {
    const rows = await concurrently(request.groups, async ({ id }) => {
      const found = await rowsOfGroup(aws, request.instanceArn, id);
      request.onRead?.(++done, request.groups.length);
      return found.flatMap(({ account, permissionSetArn }): readonly Assignment[] => {
        const permissionSet = names.get(permissionSetArn);
        return permissionSet === undefined ? [] : [{ permissionSet, account, principal: { type: 'group', id } }];
      });
    });
    return rows.flat();
  } catch (error) {
    // ListAccountAssignmentsForPrincipal is documented for the management account only. And a group that it does not know, though ListGroups
    // does, may be gone, or new; its rows are not known to be none.
    if (isFailure(error, 'access-denied', 'not-found')) return undefined;
    throw error;
  }
}

async function rowsOfGroup(aws: Aws, InstanceArn: string, id: string): Promise<readonly Omit<Pair, 'permissionSet'>[]> {
  const input = { InstanceArn, PrincipalType: 'GROUP', PrincipalId: id } as const;
  const operation = 'ListAccountAssignmentsForPrincipal';
  const rows = await collect(aws, { service: 'sso-admin', operation, input, list: 'AccountAssignments' });
  return rows
    .filter(({ PrincipalType, PrincipalId }) => PrincipalType === 'GROUP' && PrincipalId === id)
    .map(({ PermissionSetArn, AccountId }) => ({ permissionSetArn: PermissionSetArn, account: AccountId }));
}
