// Roles taken by SAML that go while others take their place: by another `rolePrefix`, by another name of their permission set, or because whoever was granted one
// is granted another now.
//
// A plan can put what is new before what goes. It cannot make a person assign it in Entra meanwhile, and until somebody does, the old role is all that people
// have. So it waits until a person says that this is done. What nobody replaces goes at once: that is a revocation.
import type { Desired, SamlGrant } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import { roleIn } from '../state/saml-roles.ts';
import type { Address, PermissionSetName, Resource } from '../state/state.ts';
import type { Change, ResourceChange } from './change.ts';

interface Inputs {
  readonly changes: readonly Change[];
  readonly desired: Desired;
  /** What the base's files ask for. */
  readonly before: Desired | undefined;
}

export function replacedRoles({ changes, desired, before }: Inputs): readonly ResourceChange[] {
  const successors = successorsOf(desired);
  if (successors.length === 0) return [];
  const moved = movedFrom(desired, before);
  return changes.filter((change): change is ResourceChange => {
    if (change.kind !== 'resource' || change.action !== 'delete' || change.resource.kind !== 'role') return false;
    if (moved.has(change.address)) return true;
    return successors.some((successor) => isReplacedBy(change.before!, successor));
  });
}

interface Successor {
  readonly role: Resource;
  readonly permissionSet: PermissionSetName;
  /** The name that the files rename the permission set from. */
  readonly renamedFrom: PermissionSetName | undefined;
}

function successorsOf({ samlGrants = [], state, renames }: Desired): readonly Successor[] {
  const sets = new Map(samlGrants.map(({ role, assignment }) => [role, assignment.permissionSet]));
  return [...sets].flatMap(([address, permissionSet]): readonly Successor[] => {
    const role = state.resources?.get(address);
    return role === undefined ? [] : [{ role, permissionSet, renamedFrom: renames.get(permissionSet) }];
  });
}

function isReplacedBy(old: Resource, { role, permissionSet, renamedFrom }: Successor): boolean {
  if (old.account !== role.account) return false;
  const [name, ending] = [old.name.toLowerCase(), permissionSet.toLowerCase()];
  const prefix = role.name.slice(0, role.name.length - permissionSet.length).toLowerCase();
  const before = renamedFrom?.toLowerCase();
  if (before !== undefined && name === prefix + before) return true;
  // With another prefix. Without one now, any name would do: then what it allows tells.
  const isOfOtherPrefix = prefix !== '' && !name.startsWith(prefix);
  if (isOfOtherPrefix && (name.endsWith(ending) || (before !== undefined && name.endsWith(before)))) return true;
  return canonicalJson(accessOf(old)) === canonicalJson(accessOf(role));
}

function accessOf(resource: Resource) {
  const { managedPolicies, customerManagedPolicies, inlinePolicy, permissionsBoundary } = roleIn(resource);
  return { managedPolicies, customerManagedPolicies, inlinePolicy, permissionsBoundary };
}

/** Roles that somebody was granted who comes to be granted another one in the same account. */
function movedFrom(desired: Desired, before: Desired | undefined): ReadonlySet<Address> {
  const keyOf = ({ role, assignment: { principal } }: SamlGrant) => `${role}\n${principal.id}`;
  const whoIn = ({ assignment: { account, principal } }: SamlGrant) => `${account}\n${principal.id}`;
  const had = new Set(before?.samlGrants?.map(keyOf));
  const gaining = new Set(desired.samlGrants?.filter((grant) => !had.has(keyOf(grant))).map(whoIn));
  const has = new Set(desired.samlGrants?.map(keyOf));
  const left = (before?.samlGrants ?? []).filter((grant) => !has.has(keyOf(grant)) && gaining.has(whoIn(grant)));
  return new Set(left.map(({ role }) => role));
}
