// What would turn live into what the files ask for, and in which order. Guards have not been asked yet, and where policies change, only `meanings`
// know which way: without them every changed policy is taken for the worst.
import type { Meanings } from '../meaning/meanings.ts';
import type { Address } from '../state/state.ts';
import { TARGETS } from '../targets/targets.ts';
import { testedBy } from './access-control.ts';
import type { Change } from './change.ts';
import { diff, outdatedPairs } from './diff.ts';
import { withFacts } from './facts.ts';
import { granteesByRole } from './saml-access.ts';
import { type Kept, keep } from './keep.ts';
import type { KeepInputs } from './keep-context.ts';
import { type Ordered, order } from './order.ts';
import { inAccountBy, variantsBy } from './preflight.ts';

export interface ReconcileInputs extends KeepInputs {
  readonly meanings?: Meanings | undefined;
}

export interface Reconciled {
  readonly kept: Kept;
  /** In a topological order of their edges. */
  readonly changes: readonly Change[];
  /** See `Ordered`. */
  readonly gaps: Ordered['gaps'];
  readonly roleGaps: Ordered['roleGaps'];
}

/** `kept`: of the same inputs, where that is at hand. No meaning is in it. */
export function reconcile(inputs: ReconcileInputs, kept: Kept = keep(inputs)): Reconciled {
  const { desired, live, meanings, preflight, targets = TARGETS } = inputs;
  const variants = variantsBy(preflight, [kept.state, live.state]);
  const differences = diff(kept.state, live.state, { meanings, variants, partlyRead: live.partlyRead, targets });
  const { changes, ...gaps } = order(differences, outdatedPairs(kept.state, live.state), {
    tested: testedBy(live.state, kept.state, { variants, meanings }),
    targets,
  });
  const facts = {
    desired,
    live,
    kept,
    meanings,
    variants,
    inAccount: inAccountBy(preflight),
    grantees: granteesByRole(desired),
  };
  return { kept, changes: changes.map((change) => withFacts(change, facts)), ...gaps };
}

/** Live has what the files ask for, and nothing waits: there is nothing to reconcile. */
export function isSettled({ live }: Pick<ReconcileInputs, 'live'>, { state, held }: Kept): boolean {
  if (held.length > 0 || !hasSameKeys(state.assignments, live.state.assignments)) return false;
  return diff(state, live.state, { partlyRead: live.partlyRead }).length === 0;
}

function hasSameKeys(a: ReadonlyMap<Address, unknown>, b: ReadonlyMap<Address, unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) if (!b.has(key)) return false;
  return true;
}
