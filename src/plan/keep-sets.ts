// Which definitions a plan writes: ours become what the files say, everybody else's stay as they are.
import { differingFields, updateOrAdopt, withFields } from '../definition/definition.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type Desired,
  type Held,
  type HeldOfSet,
  type HoldReason,
  holdReasonFrom,
  originOf,
} from '../state/desired.ts';
import {
  type Address,
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  pairOf,
  permissionSetAddress,
} from '../state/state.ts';
import { releasedFields } from './ignoring.ts';
import type { KeepContext } from './keep-context.ts';

/** What becomes of the sets that the files declare, whatever becomes of assignments. */
export interface Definitions {
  readonly permissionSets: ReadonlyMap<Address, PermissionSet>;
  /** Sets of ours of which nothing may be written. */
  readonly blockedSets: ReadonlySet<PermissionSetName>;
  readonly held: readonly Held[];
}

export function declaredSets(context: KeepContext): Definitions {
  const permissionSets = new Map<Address, PermissionSet>();
  const blockedSets = new Set<PermissionSetName>();
  const held: Held[] = [];
  const { desired, live, ownerships, callerLimits, blocked } = context;

  for (const [address, declared] of desired.state.permissionSets) {
    const current = live.state.permissionSets.get(address);
    const after = declaredDefinition(declared, current, desired);
    const guardReason = blocked.get(address);
    if (current === undefined) {
      if (guardReason === undefined) permissionSets.set(address, after);
      else held.push(heldSet(after, 'create', { holdReason: guardReason, context }));
    } else if (ownerships.get(declared.name) !== 'managed') permissionSets.set(address, current);
    else {
      const holdReason = callerLimits.ofSet(declared.name) ?? guardReason;
      permissionSets.set(address, holdReason === undefined ? after : current);
      if (holdReason === undefined) continue;
      blockedSets.add(declared.name);
      held.push(...heldParts(current, after, { holdReason, context }));
    }
  }
  return { permissionSets, blockedSets, held };
}

/** What the files ask for, in live's own terms: `current`, where there is one, has the tags that are not ours, and what is left to live for now. */
export function declaredDefinition(
  declared: PermissionSet,
  current: PermissionSet | undefined,
  desired: Desired,
): PermissionSet {
  const after = { ...declared, owner: desired.rules.owner, tags: declared.tags ?? current?.tags ?? {} };
  return current === undefined ? after : withFields(after, current, releasedFields(declared.name, desired));
}

export interface SetsAndAssignments {
  readonly declared: ReadonlyMap<Address, PermissionSet>;
  /** Every assignment that will be there after the plan. */
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

/** Live's other sets: ours that are declared no longer go, once nothing is left on them. */
export function undeclaredSets(context: KeepContext, { declared, assignments }: SetsAndAssignments) {
  const permissionSets = new Map<Address, PermissionSet>();
  const held: Held[] = [];
  const { live, ownerships } = context;
  const assignmentsLeft = countBySet(assignments);
  for (const [address, current] of live.state.permissionSets) {
    if (declared.has(address)) continue;
    const holdReason =
      ownerships.get(current.name) === 'abandoned'
        ? reasonToHoldDelete(current.name, assignmentsLeft, context)
        : 'not-ours';
    if (holdReason === undefined) continue;
    permissionSets.set(address, current);
    if (holdReason !== 'not-ours') held.push(heldSet(current, 'delete', { holdReason, context }));
  }
  return { permissionSets, held, findings: findingsOf(context) };
}

/** DeletePermissionSet conflicts while the set is provisioned anywhere; its roles go with the last assignment of each account. */
function reasonToHoldDelete(
  name: PermissionSetName,
  assignmentsLeft: ReadonlyMap<PermissionSetName, number>,
  context: KeepContext,
): HoldReason | undefined {
  const guardReason = context.blocked.get(permissionSetAddress(name)) ?? reasonToHoldNewName(name, context);
  if (guardReason !== undefined) return guardReason;
  const assignments = assignmentsLeft.get(name) ?? 0;
  const accountsWithAssignments = new Set(
    [...context.live.state.assignments.values()]
      .filter((assignment) => assignment.permissionSet === name)
      .map(({ account }) => account),
  );
  const rolesOnly = [...context.live.state.provisioned.keys()]
    .map(pairOf)
    .filter(({ permissionSet, account }) => permissionSet === name && !accountsWithAssignments.has(account)).length;
  if (assignments > 0 || rolesOnly > 0)
    return holdReasonFrom(diagnose('permission-set/still-in-use', { name, assignments, rolesOnly }));
  return context.callerLimits.ofSet(name);
}

/** What a guard compares a new name with is the set under its old one: gone, nothing would hold the new one back from the next plan on. */
function reasonToHoldNewName(
  name: PermissionSetName,
  { successors, live, blocked }: KeepContext,
): HoldReason | undefined {
  const successor = successors.get(name);
  if (successor === undefined || live.state.permissionSets.has(permissionSetAddress(successor))) return undefined;
  return blocked.get(permissionSetAddress(successor));
}

/** What would be written of a set, were it not on hold. */
function heldParts(
  current: PermissionSet,
  after: PermissionSet,
  why: { holdReason: HoldReason; context: KeepContext },
): readonly Held[] {
  const { provisioned } = why.context.live.state;
  const outdated = [...provisioned].some(
    ([pair, status]) => status === 'outdated' && pairOf(pair).permissionSet === current.name,
  );
  const action = updateOrAdopt(current, after);
  const update = differingFields(current, after).length > 0 ? [heldSet(current, action, why)] : [];
  return outdated
    ? [...update, { ...heldSet(current, 'update', why), kind: 'provisioning', action: 'provision' }]
    : update;
}

function heldSet(
  { name }: PermissionSet,
  action: 'create' | 'adopt' | 'update' | 'delete',
  { holdReason, context }: { holdReason: HoldReason; context: KeepContext },
): HeldOfSet {
  const origins = context.desired.facts.get(permissionSetAddress(name))?.origins.map(originOf) ?? [];
  return { kind: 'permission-set', action, permissionSet: name, origins, ...holdReason };
}

function countBySet(assignments: ReadonlyMap<Address, Assignment>): ReadonlyMap<PermissionSetName, number> {
  const counts = new Map<PermissionSetName, number>();
  for (const { permissionSet } of assignments.values()) counts.set(permissionSet, (counts.get(permissionSet) ?? 0) + 1);
  return counts;
}

/** Contradictions between the files and live's owner tags. */
function findingsOf({ desired, live, ownerships }: KeepContext): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const place = (name: PermissionSetName) => ({
    span: desired.facts.get(permissionSetAddress(name))?.origins[0] ?? desired.external.get(name),
  });
  for (const { name, owner } of live.state.permissionSets.values()) {
    if (ownerships.get(name) === 'foreign')
      findings.push(diagnose('permission-set/owned-elsewhere', { name, owner: owner ?? '' }, place(name)));
    if (ownerships.get(name) === 'external' && owner === desired.rules.owner) {
      findings.push(diagnose('permission-set/external-but-ours', { name, owner }, place(name)));
    }
  }
  for (const [name] of desired.external) {
    if (!live.state.permissionSets.has(permissionSetAddress(name)))
      findings.push(diagnose('permission-set/external-missing', { name }, place(name)));
  }
  for (const [name, old] of desired.renames) {
    const previous = live.state.permissionSets.get(permissionSetAddress(old));
    if (previous !== undefined && ownerships.get(old) !== 'abandoned') {
      findings.push(
        diagnose('permission-set/rename-not-ours', { name, old, owner: previous.owner ?? '' }, place(name)),
      );
    }
  }
  return findings;
}
