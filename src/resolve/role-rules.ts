// What is wrong with grants of IAM roles, before anybody has looked whether these are there.
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { groupBy } from '../state/group-by.ts';
import { targetOf } from '../state/state.ts';
import type { AccountGrant } from './grants.ts';

/** Grants with roles need a place where their entitlements are. */
export function rolesWithoutSetting({ grants, rejected, settings }: Declarations): readonly Diagnostic[] {
  if (settings.accountAccess !== undefined) return [];
  return [...grants, ...rejected.grants].flatMap(({ roles: [first] }) =>
    first === undefined ? [] : [diagnose('grant/roles-not-managed', {}, { span: first.span })],
  );
}

/** Quotas of account access manager: 20 groups on a role, raised on request. */
const GROUPS_PER_ROLE = 20;

/** INVARIANT: users are counted with groups: the quota says nothing of them, and a role with so many is worth a look. */
export function crowdedRoles(accountGrants: readonly AccountGrant[]): readonly Diagnostic[] {
  const ofRoles = accountGrants.filter(({ permissionSet }) => targetOf(permissionSet) === 'account-access');
  const byRole = groupBy(ofRoles, ({ permissionSet, account }) => `${permissionSet} ${account}`);
  return [...byRole.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length <= GROUPS_PER_ROLE) return [];
    const { permissionSet: role, account, grants } = first;
    const facts = { role, account, count: same.length, most: GROUPS_PER_ROLE };
    return [diagnose('grant/many-groups-on-role', facts, { span: grants[0]!.span })];
  });
}
