// The difference of two states, as changes without order.
//
// Both sides have one shape, and everything that must not change was copied from live into desired before (keep.ts), so there are no
// exceptions here: what is only in desired is created, what is only in live is deleted, what differs is updated. Names identify sets, never ARNs.
// Equality is decided on canonical values only; what a change means (risk.ts) never decides whether it is one.
//
// Provisioning is the one part that is not a plain comparison. A new definition reaches an account only by ProvisionPermissionSet, and an
// assignment that is created before the definition is updated gets the old one. So a set's provisioning covers each pair that stays and that
// (a) live has as outdated, (b) an update makes outdated, or (c) is made in this plan ahead of the update (sequence.ts says when that is).
// Which pairs stay is said by role-transitions.ts.
import { differingFields, updateOrAdopt } from '../definition/definition.ts';
import { outdatesRoles, type Risk } from '../definition/fields.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  pairOf,
  pairOfAssignment,
  permissionSetAddress,
  provisioningAddress,
  type State,
} from '../state/state.ts';
import type { Targets } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';
import { diffAttributes } from './access-control.ts';
import type { AssignmentChange, Change, PermissionSetChange, ProvisioningChange } from './change.ts';
import type { Variants } from './preflight.ts';
import { diffResources } from './resources.ts';
import { riskOfUpdate, type Update } from './risk.ts';
import { type RoleTransition, roleTransitions } from './role-transitions.ts';
import { sequenceOf } from './sequence.ts';

export interface DiffOptions {
  /** For the risk of updates alone. */
  readonly meanings?: Meanings | undefined;
  /** Of the sets on both sides. */
  readonly variants?: Variants;
  /** See `Live.partlyRead`. */
  readonly partlyRead?: ReadonlySet<Address>;
  /** For the risk of updates alone. */
  readonly targets?: Targets;
}

/** Changes that turn `live` into `desired`, in address order. `dependsOn` and `origins` are still empty. */
export function diff(
  desired: State,
  live: State,
  { meanings, variants = asTheyAre, partlyRead = new Set(), targets = TARGETS }: DiffOptions = {},
): readonly Change[] {
  const definitions = diffPermissionSets(desired, live, { meanings, variants });
  const transitions = roleTransitions({ state: live, partlyRead }, desired.assignments);
  const sides = { desired, live, definitions, transitions };
  return [
    ...definitions,
    ...diffProvisioning(sides),
    ...diffAssignments(sides),
    ...diffAttributes(desired, live),
    ...diffResources(desired, live, targets),
  ].sort(byAddress);
}

const asTheyAre: Variants = (_, definitions) => [definitions];

type Judging = Required<Pick<DiffOptions, 'variants'>> & Pick<DiffOptions, 'meanings'>;

function diffPermissionSets(desired: State, live: State, judging: Judging): readonly PermissionSetChange[] {
  const changes: PermissionSetChange[] = [];
  for (const [address, after] of desired.permissionSets) {
    const before = live.permissionSets.get(address);
    const change = before === undefined ? createdSet(address, after) : updatedSet({ before, after }, judging);
    if (change !== undefined) changes.push(change);
  }
  for (const [address, before] of live.permissionSets) {
    if (!desired.permissionSets.has(address)) changes.push(deletedSet(address, before));
  }
  return changes;
}

const UNORDERED = { kind: 'permission-set', dependsOn: [], origins: [] } as const;

function createdSet(address: Address, after: PermissionSet): PermissionSetChange {
  return { ...UNORDERED, action: 'create', address, permissionSet: after.name, after, fields: [], risk: 'neutral' };
}

function deletedSet(address: Address, before: PermissionSet): PermissionSetChange {
  return { ...UNORDERED, action: 'delete', address, permissionSet: before.name, before, fields: [], risk: 'narrows' };
}

function updatedSet(
  { before, after }: Pick<Update, 'before' | 'after'>,
  { meanings, variants }: Judging,
): PermissionSetChange | undefined {
  const fields = differingFields(before, after);
  if (fields.length === 0) return undefined;
  const action = updateOrAdopt(before, after);
  const inAccounts = variants(after.name, [before, after]);
  const risk = riskOfUpdate({ before, after, fields, inAccounts }, meanings);
  const address = permissionSetAddress(after.name);
  return { ...UNORDERED, action, address, permissionSet: after.name, before, after, fields, risk };
}

function diffAssignments(sides: Sides): readonly AssignmentChange[] {
  const { desired, live } = sides;
  const changes: AssignmentChange[] = [];
  const base = { kind: 'assignment', dependsOn: [], origins: [] } as const;
  const needsLatestRole = makesItsRole(sides);
  for (const [address, assignment] of desired.assignments) {
    if (live.assignments.has(address)) continue;
    const needs = needsLatestRole(assignment) ? { needsLatestRole: true as const } : {};
    changes.push({ ...base, action: 'create', address, assignment, risk: 'broadens', ...needs });
  }
  for (const [address, assignment] of live.assignments) {
    if (desired.assignments.has(address)) continue;
    changes.push({ ...base, action: 'delete', address, assignment, risk: 'narrows' });
  }
  return changes;
}

/** Whether an assignment makes the role of its pair while an older definition is about: that which an update replaces, or an outdated role that goes. */
function makesItsRole({ desired, live, definitions, transitions }: Sides): (assignment: Assignment) => boolean {
  const edited = new Set(definitions.filter(isEdited).map(({ permissionSet }) => permissionSet));
  return (assignment) => {
    const pair = pairOfAssignment(assignment);
    const transition = transitions.get(pair);
    if (desired.provisioned.get(pair) !== 'latest' || (transition !== 'created' && transition !== 'recreated'))
      return false;
    return edited.has(assignment.permissionSet) || live.provisioned.get(pair) === 'outdated';
  };
}

/** Whether an update leaves roles behind. */
function isEdited({ fields }: PermissionSetChange): boolean {
  return outdatesRoles(fields);
}

interface Sides {
  readonly desired: State;
  readonly live: State;
  readonly definitions: readonly PermissionSetChange[];
  readonly transitions: ReadonlyMap<Address, RoleTransition>;
}

/**
 * Pairs that stay, and whose role holds some older definition. Nobody has read which, so what a set of theirs comes to mean is unknown
 * (sequence.ts), also where nothing is provisioned because the last assignment goes and takes the role with it.
 */
export function outdatedPairs(desired: State, live: State): ReadonlySet<Address> {
  const latest = [...desired.provisioned].filter(([, status]) => status === 'latest').map(([address]) => address);
  return new Set(latest.filter((address) => live.provisioned.get(address) === 'outdated'));
}

function diffProvisioning(sides: Sides): readonly ProvisioningChange[] {
  const updated = new Map(sides.definitions.map((change) => [change.permissionSet, change]));
  const changes: ProvisioningChange[] = [];
  for (const [permissionSet, pairs] of pairsBySet(sides.desired)) {
    const update = updated.get(permissionSet);
    const edited = update !== undefined && isEdited(update);
    const statuses = pairs.map(({ address, account }) => ({
      address,
      account,
      status: sides.live.provisioned.get(address),
    }));
    const outdated = statuses.some(({ status }) => status === 'outdated');
    const risk: Risk = outdated || update === undefined ? 'unknown' : update.risk;
    const sequence = sequenceOf(risk);
    const accounts = statuses
      .filter(({ address, status }) => {
        if (status === undefined) return edited && sequence === 'assignments-then-definition';
        // A role that goes in between and comes back does so with the new definition.
        if (sequence === 'deletes-definition-creates' && sides.transitions.get(address) === 'recreated') return false;
        return edited || status === 'outdated';
      })
      .map(({ account }) => account);
    if (accounts.length > 0) changes.push(provisioning({ permissionSet, accounts, risk }));
  }
  return changes;
}

function provisioning(parts: Pick<ProvisioningChange, 'permissionSet' | 'accounts' | 'risk'>): ProvisioningChange {
  const accounts = [...parts.accounts].sort();
  const address = provisioningAddress(parts.permissionSet);
  return { kind: 'provisioning', action: 'provision', address, dependsOn: [], origins: [], ...parts, accounts };
}

interface Pair {
  readonly address: Address;
  readonly account: AccountId;
}

/** Pairs that are to be up to date, by set. A pair that desired does not have, or has as outdated, is not to be provisioned. */
function pairsBySet(desired: State): ReadonlyMap<PermissionSetName, readonly Pair[]> {
  const latest = [...desired.provisioned].filter(([, status]) => status === 'latest');
  return groupBy(
    latest.map(([address]) => ({ address, ...pairOf(address) })),
    ({ permissionSet }) => permissionSet,
  );
}

function byAddress(a: Change, b: Change): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}
