// What each operation does to an Identity Center, by the service's rules: new roles get the latest definition, edits reach old ones only by
// provisioning, the last row takes its role with it.

import { withFields } from '../definition/definition.ts';
import { outdatesRoles } from '../definition/fields.ts';
import { optional } from '../optional.ts';
import type {
  AssignmentChange,
  AttributesChange,
  Operation,
  PermissionSetChange,
  ResourceChange,
} from '../plan/change.ts';
import type { AccessControl } from '../state/access-control.ts';
import { canonicalJson } from '../state/digest.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  pairAddress,
  pairOf,
  type Resource,
  targetOf,
} from '../state/state.ts';
import { OLD_ROLE, OTHER_ATTRIBUTES, OTHER_RESOURCE, type Outcome } from './identity-center.ts';

export interface Holdings {
  readonly sets: Map<PermissionSetName, { definition: PermissionSet }>;
  readonly rows: Map<Address, Assignment>;
  /** By the address of the pair. */
  readonly roles: Map<Address, Role>;
  /** Of the instance; absent until somebody says what it has. */
  accessControl?: AccessControl;
  /** Of other targets. */
  readonly resources: Map<Address, Resource>;
}

export interface Role {
  definition: PermissionSet;
  outdated: boolean;
}

const DONE: Outcome = { status: 'done' };
const ALREADY: Outcome = { status: 'already' };
const failed = (reason: string): Outcome => ({ status: 'failed', reason });
const notSent = (reason: string): Outcome => ({ status: 'not-sent', reason });

export function perform(holdings: Holdings, operation: Operation): Outcome {
  switch (operation.kind) {
    case 'permission-set':
      return performOnSet(holdings, operation.change);
    case 'assignment':
      return performOnRow(holdings, operation.change);
    case 'provisioning':
      return provision(holdings, operation.change.permissionSet, operation.account);
    case 'access-control-attributes':
      return writeAttributes(holdings, operation.change);
    case 'resource':
      return writeResource(holdings, operation.change);
    default:
      return operation satisfies never;
  }
}

function performOnSet(holdings: Holdings, change: PermissionSetChange): Outcome {
  switch (change.action) {
    case 'create':
      return createSet(holdings, change);
    case 'adopt':
    case 'update':
      return updateSet(holdings, change);
    case 'delete':
      return deleteSet(holdings, change);
    case 'release':
      return releaseSet(holdings, change);
    default:
      return change.action satisfies never;
  }
}

function createSet({ sets }: Holdings, { permissionSet, after }: PermissionSetChange): Outcome {
  if (after === undefined) return notSent('the change has no definition to create');
  const live = sets.get(permissionSet);
  if (live === undefined) {
    sets.set(permissionSet, { definition: { tags: {}, ...after } });
    return DONE;
  }
  if (live.definition.owner !== after.owner) return failed(`a permission set \`${permissionSet}\` exists by now`);
  live.definition = { tags: {}, ...after };
  return ALREADY;
}

function updateSet({ sets, roles }: Holdings, { permissionSet, before, after, fields }: PermissionSetChange): Outcome {
  const live = sets.get(permissionSet);
  if (live === undefined || after === undefined)
    return notSent(`there is no permission set \`${permissionSet}\` any more`);
  const { owner } = live.definition;
  if (owner !== before?.owner && owner !== after.owner) return notSent(`\`${permissionSet}\` has another owner now`);
  live.definition = withFields(live.definition, after, fields);
  if (!outdatesRoles(fields)) return DONE;
  for (const [address, role] of roles) if (pairOf(address).permissionSet === permissionSet) role.outdated = true;
  return DONE;
}

function deleteSet({ sets, roles }: Holdings, { permissionSet, before }: PermissionSetChange): Outcome {
  const live = sets.get(permissionSet);
  if (live === undefined) return ALREADY;
  if (live.definition.owner !== before?.owner) return notSent(`\`${permissionSet}\` has another owner now`);
  const inUse = [...roles.keys()].some((address) => pairOf(address).permissionSet === permissionSet);
  // DeletePermissionSet's own words.
  if (inUse) return failed('Could not delete because PermissionSet has ApplicationProfile associated with it.');
  sets.delete(permissionSet);
  return DONE;
}

function releaseSet({ sets }: Holdings, { permissionSet, before }: PermissionSetChange): Outcome {
  const live = sets.get(permissionSet);
  if (live === undefined) return notSent(`there is no permission set \`${permissionSet}\` any more`);
  const { owner, ...definition } = live.definition;
  if (owner === undefined) return ALREADY;
  if (owner !== before?.owner) return notSent(`\`${permissionSet}\` has another owner now`);
  live.definition = definition;
  return DONE;
}

function performOnRow(holdings: Holdings, change: AssignmentChange): Outcome {
  const { sets, rows, roles } = holdings;
  const { action, assignment } = change;
  if (targetOf(assignment.permissionSet) !== 'identity-center') return performOnRowOfOther(holdings, change);
  const { permissionSet, account } = assignment;
  const address = assignmentAddress(assignment);
  const pair = pairAddress(permissionSet, account);
  const set = sets.get(permissionSet);
  if (action === 'create') {
    if (set === undefined) return notSent(`there is no permission set \`${permissionSet}\` any more`);
    if (change.needsLatestRole === true && roles.get(pair)?.outdated === true) return OLD_ROLE;
    if (rows.has(address)) return ALREADY;
    rows.set(address, assignment);
    if (!roles.has(pair)) roles.set(pair, { definition: set.definition, outdated: false });
    return DONE;
  }
  if (!rows.delete(address)) return ALREADY;
  const remaining = [...rows.values()].some((row) => row.permissionSet === permissionSet && row.account === account);
  if (!remaining) roles.delete(pair);
  return DONE;
}

/** What the row rests on is a resource, or there all the same: no definition comes with it and none goes. */
function performOnRowOfOther({ rows }: Holdings, { action, assignment, address }: AssignmentChange): Outcome {
  const isThere = rows.has(address);
  if (isThere === (action === 'create')) return ALREADY;
  if (action === 'create') rows.set(address, assignment);
  else rows.delete(address);
  return DONE;
}

function writeResource({ resources }: Holdings, { address, before, after }: ResourceChange): Outcome {
  const now = resources.get(address);
  if (canonicalJson(now ?? null) === canonicalJson(after ?? null)) return ALREADY;
  if (canonicalJson(now ?? null) !== canonicalJson(before ?? null)) return OTHER_RESOURCE;
  if (after === undefined) resources.delete(address);
  else resources.set(address, after);
  return DONE;
}

/** A role that is gone went with its last row, and is not made again for nobody (hashicorp/terraform-provider-aws#32006). */
function provision({ sets, roles }: Holdings, permissionSet: PermissionSetName, account: AccountId): Outcome {
  const set = sets.get(permissionSet);
  if (set === undefined) return notSent(`there is no permission set \`${permissionSet}\` any more`);
  if (!roles.has(pairAddress(permissionSet, account))) return ALREADY;
  roles.set(pairAddress(permissionSet, account), { definition: set.definition, outdated: false });
  return DONE;
}

function writeAttributes(holdings: Holdings, { before, after }: AttributesChange): Outcome {
  const { attributes } = holdings.accessControl ?? {};
  if (isSame(attributes, after)) return ALREADY;
  if (!isSame(attributes, before)) return OTHER_ATTRIBUTES;
  holdings.accessControl = optional({ attributes: after });
  return DONE;
}

const isSame = (some: AccessControl['attributes'], other: AccessControl['attributes']): boolean =>
  canonicalJson(some ?? null) === canonicalJson(other ?? null);
