// Who gets into accounts that are federated by SAML by what a plan is made of, and who no longer does. No plan writes it: a person assigns app roles in Entra.
//
// AWS does not tell who is assigned already. So what changes is what the files change, compared with those of a base; and whoever is granted a role that is
// not there yet, for nobody can have that one.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { type Desired, type Origin, originOf, type SamlGrant } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import { type AccountId, type Address, type PermissionSetName, permissionSetAddress } from '../state/state.ts';
import { administrationIn } from './administrator.ts';
import type { Cause, Change, SamlPrincipal } from './change.ts';

/** For people, and for policy tools. Never to be used to decide what is written. */
export interface SamlAccess {
  readonly action: 'assign' | 'unassign';
  /** Its name, in the account. */
  readonly role: string;
  readonly account: AccountId;
  readonly permissionSet: PermissionSetName;
  readonly principal: SamlPrincipal;
  /** The role gives administrator access. */
  readonly administrator?: true;
  /** The grants; those of a base are nowhere any more. */
  readonly origins: readonly Origin[];
  /** Absent without a base. */
  readonly cause?: Cause;
}

interface Inputs {
  readonly desired: Desired;
  /** Of the base's files. */
  readonly base: Desired | undefined;
  readonly changes: readonly Change[];
  readonly meanings: Meanings | undefined;
}

export function samlAccessOf({ desired, base, changes, meanings }: Inputs): readonly SamlAccess[] {
  const [now, before] = [byKey(desired), byKey(base)];
  const created = new Set(
    changes.flatMap((change) => (change.kind === 'resource' && change.action === 'create' ? [change.address] : [])),
  );
  const assigned = [...now].flatMap(([key, grant]): readonly SamlAccess[] => {
    const isOwn = base === undefined ? undefined : !before.has(key);
    if (isOwn !== true && !created.has(grant.role)) return [];
    const cause = isOwn === undefined ? undefined : isOwn ? 'this-change' : 'pending';
    const origins = grant.facts.origins.map(originOf);
    return [{ ...accessOf('assign', grant, desired, meanings), origins, ...optional({ cause }) } as const];
  });
  const unassigned = [...before].flatMap(([key, grant]): readonly SamlAccess[] =>
    base === undefined || now.has(key)
      ? []
      : [{ ...accessOf('unassign', grant, base, meanings), origins: [], cause: 'this-change' }],
  );
  return [...assigned, ...unassigned];
}

/** By whom, and by which role. A group that is called otherwise is the same one. */
function byKey(desired: Desired | undefined): ReadonlyMap<string, SamlGrant> {
  return new Map(
    (desired?.samlGrants ?? []).map((grant) => [`${grant.role}\n${grant.assignment.principal.id}`, grant]),
  );
}

function accessOf(
  action: SamlAccess['action'],
  { assignment: { account, permissionSet, principal }, role, name }: SamlGrant,
  { state }: Desired,
  meanings: Meanings | undefined,
): Omit<SamlAccess, 'origins' | 'cause'> {
  const set = state.permissionSets.get(permissionSetAddress(permissionSet));
  const isAdministrator = set !== undefined && administrationIn(set, meanings) !== undefined;
  return {
    action,
    // INVARIANT: a role that is granted is desired.
    role: state.resources!.get(role)!.name,
    account,
    permissionSet,
    principal: { type: principal.type, name },
    ...(isAdministrator ? { administrator: true } : {}),
  };
}

/** Who is granted a role, by its address. */
export function granteesByRole({ samlGrants = [] }: Desired): ReadonlyMap<Address, readonly SamlPrincipal[]> {
  const byRole = groupBy(samlGrants, ({ role }) => role);
  return new Map(
    [...byRole].map(([role, grants]) => [
      role,
      grants.map(({ assignment: { principal }, name }) => ({ type: principal.type, name })),
    ]),
  );
}

export function samlAccessNotices(access: readonly SamlAccess[]): readonly Diagnostic[] {
  const assign = access.filter(({ action }) => action === 'assign').length;
  const unassign = access.length - assign;
  return access.length === 0 ? [] : [diagnose('saml-roles/assignments', { assign, unassign })];
}
