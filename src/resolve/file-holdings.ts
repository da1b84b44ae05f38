// Who would hold what by the files alone: nobody has looked at live, so a group goes by its key.
import { type Holdings, holdingsFrom } from '../holdings/holdings.ts';
import { memoizeByText } from '../memoize.ts';
import {
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type Principal,
  principalId,
} from '../state/state.ts';
import { type Entitlement, factsOf } from './grants.ts';

export function holdingsOfFiles(
  entitlements: readonly Entitlement[],
  definitions: ReadonlyMap<PermissionSetName, PermissionSet>,
): Holdings {
  const principalOf = memoizeByText((group): Principal => ({ type: 'group', id: principalId(group) }));
  return holdingsFrom(
    entitlements.map(({ group, permissionSet, account, grants }) => {
      const assignment = { permissionSet, account, principal: principalOf(group) };
      const address = assignmentAddress(assignment);
      return { ...assignment, address, definition: definitions.get(permissionSet), facts: factsOf(grants) };
    }),
  );
}
