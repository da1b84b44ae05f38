// Which pairs of set and account a plan has to bring up to date, should they be behind: those of ours that will have a role, and may be written.

import { differingFields } from '../definition/definition.ts';
import { outdatesRoles, type Risk } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Held, type HoldReason, originOf, waitingFor } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type Address,
  type Assignment,
  type PermissionSetName,
  type ProvisioningStatus,
  pairOf,
  pairOfAssignment,
  permissionSetAddress,
  targetOf,
} from '../state/state.ts';
import { otherTargetOf } from '../targets/target.ts';
import type { KeepContext } from './keep-context.ts';
import { riskOfResource } from './keep-resources.ts';
import type { Definitions } from './keep-sets.ts';
import { isFrozen } from './retention.ts';
import { riskOfUpdate } from './risk.ts';
import { roleTransitions } from './role-transitions.ts';

interface Kept {
  /** Sets of ours of which nothing may be written. */
  readonly blockedSets: ReadonlySet<PermissionSetName>;
  /** Pairs that keep the definition their role has. */
  readonly waiting: ReadonlyMap<Address, HoldReason>;
  /** Every assignment that will be there after the plan. */
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

export interface PairsToProvision {
  readonly latest: ReadonlyMap<Address, ProvisioningStatus>;
  /** Pairs that are left as they are: by a guard, or because of an assignment that may not go yet. */
  readonly held: readonly Held[];
}

export function pairsToProvision(context: KeepContext, kept: Kept): PairsToProvision {
  const pairs = [...roleTransitions(context.live, kept.assignments)].flatMap(([pair, transition]) =>
    transition !== 'deleted' && mayBeProvisioned(pair, context, kept.blockedSets) ? [pair] : [],
  );
  const latest = new Map<Address, ProvisioningStatus>();
  const held: Held[] = [];
  for (const pair of pairs) {
    const holdReason =
      context.blocked.get(pair) ??
      kept.waiting.get(pair) ??
      (needsWriting(pair, context) ? context.unfit(pair) : undefined);
    if (holdReason === undefined) latest.set(pair, 'latest');
    else held.push(heldProvisioning(pair, context, holdReason));
  }
  return { latest, held };
}

/** What a role has already is there: a policy that is attached cannot be deleted (DeletePolicy). */
function needsWriting(pair: Address, { live, desired }: KeepContext): boolean {
  if (live.state.provisioned.get(pair) !== 'latest') return true;
  const address = permissionSetAddress(pairOf(pair).permissionSet);
  const [before, after] = [live, desired].map(({ state }) => state.permissionSets.get(address));
  return before !== undefined && after !== undefined && outdatesRoles(differingFields(before, after));
}

function heldProvisioning(pair: Address, { desired }: KeepContext, holdReason: HoldReason): Held {
  const { permissionSet, account } = pairOf(pair);
  const origins = desired.facts.get(permissionSetAddress(permissionSet))?.origins.map(originOf) ?? [];
  return { kind: 'provisioning', action: 'provision', permissionSet, account, origins, ...holdReason };
}

function mayBeProvisioned(
  pair: Address,
  { ownerships, accounts }: KeepContext,
  blockedSets: ReadonlySet<PermissionSetName>,
): boolean {
  const { permissionSet, account } = pairOf(pair);
  // What another target assigns is no definition that has to be brought there.
  if (targetOf(permissionSet) !== 'identity-center') return false;
  const ownership = ownerships.get(permissionSet) ?? 'managed';
  return ownership === 'managed' && !blockedSets.has(permissionSet) && !isFrozen(account, accounts);
}

export const DEFINITION_HELD = 'plan/definition-held';

interface HeldAssignments {
  readonly definitions: Definitions;
  /** Assignments that may not go yet, and whose principals are there to use them. */
  readonly assignments: readonly HeldAssignment[];
}

export interface HeldAssignment {
  readonly assignment: Assignment;
  readonly holdReason: HoldReason;
}

/** Pairs that would get a definition which may allow more than their role does, while an assignment is held there (rule 4 of keep.ts). */
export function pairsThatWait(
  context: KeepContext,
  { definitions, assignments }: HeldAssignments,
): ReadonlyMap<Address, HoldReason> {
  const waiting = new Map<Address, HoldReason>();
  const sorted = [...assignments].sort((a, b) => (a.assignment.principal.id < b.assignment.principal.id ? -1 : 1));
  for (const [pair, held] of groupBy(sorted, ({ assignment }) => pairOfAssignment(assignment))) {
    const [{ assignment }] = held as [HeldAssignment];
    const risk =
      otherTargetOf(assignment) !== undefined
        ? riskOfResource(assignment, context)
        : mayBeProvisioned(pair, context, definitions.blockedSets)
          ? riskOfProvisioning(pair, context, definitions)
          : 'neutral';
    if (risk === 'neutral' || risk === 'narrows') continue;
    const { id } = assignment.principal;
    const principal = context.groupNames.get(id) ?? context.userNames.get(id) ?? id;
    const holdReasons = held.map(({ holdReason }) => holdReason);
    waiting.set(
      pair,
      waitingFor(holdReasons, () => diagnose(DEFINITION_HELD, { principal })),
    );
  }
  return waiting;
}

/** As far as the text says: what policies mean is not asked here. */
function riskOfProvisioning(pair: Address, { live }: KeepContext, { permissionSets }: Definitions): Risk {
  if (live.state.provisioned.get(pair) === 'outdated') return 'unknown';
  const address = permissionSetAddress(pairOf(pair).permissionSet);
  const [before, after] = [live.state.permissionSets.get(address), permissionSets.get(address)];
  if (before === undefined || after === undefined) return 'neutral';
  return riskOfUpdate({ before, after, fields: differingFields(before, after) });
}
