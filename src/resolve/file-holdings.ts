// Who would hold what by the files alone: nobody has looked at live, so a group or user goes by its key.
import type { Declarations } from '../config/declarations.ts';
import { type Holdings, holdingsFrom } from '../holdings/holdings.ts';
import { memoizeByText } from '../memoize.ts';
import {
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
  type PrincipalId,
  principalId,
} from '../state/state.ts';
import { type AccountGrant, factsOf } from './grants.ts';

export function holdingsOfFiles(
  accountGrants: readonly AccountGrant[],
  {
    declarations,
    definitions,
  }: {
    readonly declarations: Pick<Declarations, 'groups'>;
    readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  },
): Holdings {
  const principalOf = memoizeByText((key) => principalOfFiles(key, declarations));
  return holdingsFrom(
    accountGrants.map(({ group, permissionSet, account, grants }) => {
      const assignment = { permissionSet, account, principal: principalOf(group) };
      const address = assignmentAddress(assignment);
      return { ...assignment, address, definition: definitions.get(permissionSet), facts: factsOf(grants) };
    }),
  );
}

export function principalOfFiles(key: string, { groups }: Pick<Declarations, 'groups'>): Principal {
  return { type: groups.get(key)?.kind ?? 'group', id: principalId(key) };
}

const ABSENT = ' of the files';

/** Of a group or user that live does not have: no id that somebody could have, whatever the key is written to be. */
export const absentPrincipal = (key: string): PrincipalId => principalId(key + ABSENT);

export const isAbsentPrincipal = (id: PrincipalId): boolean => id.endsWith(ABSENT);
