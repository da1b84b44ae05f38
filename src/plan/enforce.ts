// The changes without what guards hold.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Allowance, limitsOf } from '../state/allowance.ts';
import type { HoldReason } from '../state/desired.ts';
import type { Address, PrincipalId } from '../state/state.ts';
import type { Change } from './change.ts';
import { type GuardContext, guard } from './guards.ts';
import type { Kept } from './keep.ts';
import type { Labels } from './labels.ts';
import { type Reconciled, type ReconcileInputs, reconcile } from './reconcile.ts';

export interface EnforceInputs extends Omit<ReconcileInputs, 'blocked'> {
  /** What a person allowed. */
  readonly allowed: readonly Allowance[];
  /** Groups that were found to have no members. Absent ones were not asked for, or have some. */
  readonly emptyGroups?: ReadonlySet<PrincipalId>;
  /** Nobody has seen this plan or an equal one: what it may add is bounded. */
  readonly unattended?: boolean;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

export interface Enforced extends Reconciled {
  readonly guardFindings: readonly Diagnostic[];
}

/**
 * What one guard holds can make another speak, for what was to replace it waits too, so they are asked again until none holds more. `first`: with
 * nothing held. INVARIANT: this ends, for what is held only grows, and there are finitely many addresses.
 */
export function enforce(
  inputs: EnforceInputs,
  { labels, first }: { readonly labels: Labels; readonly first: Reconciled },
): Enforced {
  const limits = limitsOf(inputs.allowed);
  let blocked: ReadonlyMap<Address, HoldReason> = new Map();
  let reconciled = first;
  for (;;) {
    const guardResult = guard(guardContext(inputs, { ...reconciled, labels }), limits, blocked);
    if (guardResult.blocked.size === 0) return { ...reconciled, guardFindings: guardResult.findings };
    blocked = new Map([...blocked, ...guardResult.blocked]);
    reconciled = reconcile({ ...inputs, blocked });
  }
}

interface PlanToGuard {
  readonly kept: Pick<Kept, 'state'>;
  readonly changes: readonly Change[];
  readonly labels: Labels;
}

export function guardContext(
  {
    desired,
    live,
    directory,
    before,
    meanings,
    emptyGroups = new Set(),
    unattended = false,
    asOf,
  }: Omit<EnforceInputs, 'allowed'>,
  { kept, changes, labels }: PlanToGuard,
): GuardContext {
  const until = new Date(asOf + ALLOWANCE_DAYS * DAY).toISOString().slice(0, 10);
  return {
    changes,
    live,
    after: kept.state,
    directory,
    desired,
    ...(before === undefined ? {} : { before }),
    labels,
    meanings,
    emptyGroups,
    unattended,
    until,
  };
}

/** How long the hint of a guard proposes that an allowance lasts. */
const ALLOWANCE_DAYS = 14;
const DAY = 24 * 3600 * 1000;
