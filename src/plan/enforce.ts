// The changes without what guards hold.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { holdingsOf } from '../holdings/holdings.ts';
import type { DisplayNames } from '../holdings/names.ts';
import { dateOf, type Instant, later } from '../instant.ts';
import { optional } from '../optional.ts';
import { type Allowance, limitsOf } from '../state/allowance.ts';
import type { HoldReason } from '../state/desired.ts';
import type { Address, PrincipalId } from '../state/state.ts';
import type { Change } from './change.ts';
import { type GuardContext, guard } from './guards.ts';
import type { Kept } from './keep.ts';
import type { PlanHoldings } from './plan-holdings.ts';
import { inAccountBy, variantsBy } from './preflight.ts';
import { type Reconciled, type ReconcileInputs, reconcile } from './reconcile.ts';

export interface EnforceInputs extends Omit<ReconcileInputs, 'blocked'> {
  /** What a person allowed. */
  readonly allowed: readonly Allowance[];
  /** Groups that were found to have no members. Absent ones were not asked for, or have some. */
  readonly emptyGroups?: ReadonlySet<PrincipalId>;
  /** Nobody has seen this plan or an equal one: what it may add is bounded. */
  readonly unattended?: boolean;
  /** Milliseconds since the epoch. */
  readonly asOf: Instant;
}

export interface Enforced extends Reconciled {
  readonly holdings: PlanHoldings;
  readonly guardFindings: readonly Diagnostic[];
}

/**
 * What one guard holds can make another speak, for what was to replace it waits too, so they are asked again until none holds more. `first`: with
 * nothing held. INVARIANT: this ends, for what is held only grows, and there are finitely many addresses.
 */
export function enforce(
  inputs: EnforceInputs,
  { displayNames, first }: { readonly displayNames: DisplayNames; readonly first: Reconciled },
): Enforced {
  const limits = limitsOf(inputs.allowed);
  let blocked: ReadonlyMap<Address, HoldReason> = new Map();
  let reconciled = first;
  const inAccount = inAccountBy(inputs.preflight);
  const before = holdingsOf(inputs.live.state, inputs.desired.facts, inAccount);
  for (;;) {
    const holdings = { before, after: holdingsOf(reconciled.kept.state, inputs.desired.facts, inAccount) };
    const context = guardContext(inputs, { ...reconciled, holdings, displayNames });
    const guardResult = guard(context, limits, blocked);
    if (guardResult.blocked.size === 0) return { ...reconciled, holdings, guardFindings: guardResult.findings };
    blocked = new Map([...blocked, ...guardResult.blocked]);
    reconciled = reconcile({ ...inputs, blocked });
  }
}

interface PlanToGuard {
  readonly kept: Pick<Kept, 'state'>;
  readonly changes: readonly Change[];
  readonly holdings: PlanHoldings;
  readonly displayNames: DisplayNames;
}

export function guardContext(
  {
    desired,
    live,
    directory,
    before,
    preflight,
    targets,
    meanings,
    emptyGroups = new Set(),
    unattended = false,
    asOf,
  }: Omit<EnforceInputs, 'allowed'>,
  { kept, changes, holdings, displayNames }: PlanToGuard,
): GuardContext {
  const until = dateOf(later(asOf, ALLOWANCE_DAYS * DAY));
  return {
    changes,
    live,
    after: kept.state,
    holdings,
    directory,
    desired,
    ...optional({ before }),
    inAccount: inAccountBy(preflight),
    variants: variantsBy(preflight, [live.state, kept.state]),
    targets,
    displayNames,
    meanings,
    emptyGroups,
    unattended,
    until,
  };
}

/** How long the hint of a guard proposes that an allowance lasts. */
const ALLOWANCE_DAYS = 14;
const DAY = 24 * 3600 * 1000;
